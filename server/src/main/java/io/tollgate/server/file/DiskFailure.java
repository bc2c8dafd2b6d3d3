package io.tollgate.server.file;

import io.tollgate.server.http.Call;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// What is said of a disk that did not do what was asked: to people the whole of it in the log, to the client that he may try
/// again.
final class DiskFailure {
    private static final System.Logger LOG = System.getLogger(DiskFailure.class.getName());
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private DiskFailure() {}

    static ProblemException unavailable(Call call, BlobStore.DiskException failure) {
        LOG.log(Level.ERROR, "request " + call.requestId() + " failed on the disk", failure);
        return ProblemException.retryLater(ErrorCode.UNAVAILABLE, RETRY_AFTER);
    }
}
