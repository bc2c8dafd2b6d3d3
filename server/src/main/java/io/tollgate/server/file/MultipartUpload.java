package io.tollgate.server.file;

import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.fileupload2.core.MultipartInput;

/// Reads the files of a multipart/form-data body one after the other, as they arrive (RFC 7578). A file may be of any
/// type: one that is itself made of parts is not looked into.
final class MultipartUpload {
    private static final String FORM_DATA = "multipart/form-data";
    private static final String FIELD = "files";
    /// Files and whatever else there is: each costs work even when it is empty.
    private static final int MAX_PARTS = 50;
    private static final int MAX_PART_HEADERS = 2 * 1024;
    private static final int MAX_OTHER_FIELD = 64 * 1024;

    private MultipartUpload() {}

    /// @param isLive whether a caller's session has not ended meanwhile: an upload can take hours
    /// @throws ProblemException when the body is not what it should be, or too large
    static List<StoredFile> receive(Call call, FileLibrary library, Predicate<Caller> isLive) {
        String contentType = call.header(HeaderNames.CONTENT_TYPE)
                .filter(MultipartUpload::isFormData)
                .orElseThrow(() -> ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE));
        try (FileLibrary.Upload upload = library.upload(call.caller().userId())) {
            InputStream body = new BoundedBody(call.bodyStream(), upload.mostBytes());
            if (receive(parts(contentType, body), upload) == 0) {
                throw ProblemException.invalid(FIELD, "missing", "At least one file must be sent as " + FIELD + ".");
            }
            if (!isLive.test(call.caller())) {
                throw ProblemException.of(ErrorCode.INVALID_TOKEN);
            }
            return upload.commit();
        } catch (BlobStore.TooLargeException e) {
            throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
        } catch (IOException e) {
            throw malformed();
        } catch (BlobStore.DiskException e) {
            throw DiskFailure.unavailable(call, e);
        }
    }

    private static boolean isFormData(String contentType) {
        return contentType.regionMatches(true, 0, FORM_DATA, 0, FORM_DATA.length());
    }

    private static ProblemException malformed() {
        return ProblemException.invalid("body", "not_multipart", "The body must be complete multipart/form-data.");
    }

    private static MultipartInput parts(String contentType, InputStream body) throws IOException {
        String boundary = HeaderParameters.parse(contentType)
                .get("boundary")
                .filter(text -> !text.isEmpty())
                .orElseThrow(MultipartUpload::malformed);
        try {
            MultipartInput parts = MultipartInput.builder()
                    .setInputStream(body)
                    .setBoundary(boundary.getBytes(StandardCharsets.ISO_8859_1))
                    .setMaxPartHeaderSize(MAX_PART_HEADERS)
                    .get();
            parts.setHeaderCharset(StandardCharsets.UTF_8);
            return parts;
        } catch (IllegalArgumentException e) {
            // The boundary is longer than what is read at once.
            throw ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    /// @return how many files there were
    private static int receive(MultipartInput parts, FileLibrary.Upload upload) throws IOException {
        int count = 0;
        int files = 0;
        for (boolean more = parts.skipPreamble(); more; more = parts.readBoundary()) {
            PartHeaders headers = PartHeaders.parse(parts.readHeaders());
            if (++count > MAX_PARTS) {
                throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
            }
            // What is opened is not closed, for that would read the rest of a part that was refused, however long it is.
            if (headers.isFileOf(FIELD)) {
                receive(headers, parts.newInputStream(), upload);
                files++;
            } else if (headers.field().isPresent()) {
                skip(parts.newInputStream());
            } else {
                // Only the body bounds what belongs to no field.
                parts.discardBodyData();
            }
        }
        return files;
    }

    private static void receive(PartHeaders headers, InputStream content, FileLibrary.Upload upload)
            throws IOException {
        FileName name = headers.fileName()
                .flatMap(FileName::parse)
                .orElseThrow(() ->
                        ProblemException.invalid(FIELD, "no_name", "Each file must have a name that can be shown."));
        upload.add(name, ContentType.of(headers.contentType()), content);
    }

    private static void skip(InputStream content) throws IOException {
        if (content.readNBytes(MAX_OTHER_FIELD).length == MAX_OTHER_FIELD) {
            throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
        }
    }
}
