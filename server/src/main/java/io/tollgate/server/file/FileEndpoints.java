package io.tollgate.server.file;

import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.Page;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A person's files over HTTP. Somebody else's file is as if it did not exist.
public final class FileEndpoints {
    private static final int MAX_SENT_NAME = 4_096;

    record UploadAnswer(List<StoredFile> files) {}

    record FilesAnswer(List<StoredFile> files, @Nullable String nextCursor) {}

    private final FileLibrary library;
    private final Predicate<Caller> isLive;

    /// @param isLive whether the session of a caller has not ended since he was recognised
    public FileEndpoints(FileLibrary library, Predicate<Caller> isLive) {
        this.library = library;
        this.isLive = isLive;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/files/upload", Access.signedIn(), this::upload).charging(Charge.UPLOAD),
                Endpoint.get("/api/files", Access.signedIn(), this::list).charging(Charge.FILES),
                Endpoint.get("/api/files/{id}", Access.signedIn(), this::show).charging(Charge.FILES),
                Endpoint.get("/api/files/{id}/content", Access.signedIn(), this::download)
                        .charging(Charge.FILES),
                Endpoint.put("/api/files/{id}", Access.signedIn(), this::rename).charging(Charge.FILES),
                Endpoint.delete("/api/files/{id}", Access.signedIn(), this::delete).charging(Charge.FILES));
    }

    private void upload(Call call) {
        call.reply(201, new UploadAnswer(MultipartUpload.receive(call, library, isLive)));
    }

    private void list(Call call) {
        Page<StoredFile> page = Page.read(
                call.query(), StoredFile::id, (cursor, limit) -> library.page(call.caller().userId(), cursor, limit));
        call.reply(200, new FilesAnswer(page.items(), page.nextCursor()));
    }

    private void show(Call call) {
        call.reply(200, find(call));
    }

    private StoredFile find(Call call) {
        return library.find(call.caller().userId(), call.pathId("id")).orElseThrow(FileEndpoints::notFound);
    }

    private static ProblemException notFound() {
        return ProblemException.of(ErrorCode.NOT_FOUND);
    }

    private void download(Call call) {
        StoredFile file = find(call);
        try (FileChannel content = library.open(file).orElseThrow(FileEndpoints::notFound)) {
            Download.send(call, file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BlobStore.DiskException e) {
            throw DiskFailure.unavailable(call, e);
        }
    }

    private void rename(Call call) {
        String id = call.pathId("id");
        FileName name = FileName.parse(call.body().string("name", MAX_SENT_NAME))
                .orElseThrow(() -> ProblemException.invalid(
                        "name", "not_usable", "The field name must be a name that can be shown."));
        call.reply(
                200,
                library.rename(call.caller().userId(), id, name)
                        .orElseThrow(FileEndpoints::notFound));
    }

    private void delete(Call call) {
        if (!library.delete(call.caller().userId(), call.pathId("id"))) {
            throw notFound();
        }
        call.reply(204);
    }
}
