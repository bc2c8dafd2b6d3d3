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
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadContentTypeException;
import org.apache.commons.fileupload2.core.RequestContext;

/// Reads the files of a multipart/form-data body one after the other, as they arrive (RFC 7578).
final class MultipartUpload {
    private static final String FORM_DATA = "multipart/form-data";
    private static final String FIELD = "files";
    /// Files and other fields together: each costs work even when it is empty.
    private static final int MAX_PARTS = 50;
    private static final int MAX_PART_HEADERS = 2 * 1024;
    private static final int MAX_OTHER_FIELD = 64 * 1024;
    private static final String UNKNOWN_TYPE = "application/octet-stream";
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(; ?charset=[A-Za-z0-9-]{1,32})?");

    private MultipartUpload() {}

    /// @param isLive whether a caller's session has not ended meanwhile: an upload can take hours
    /// @throws ProblemException when the body is not what it should be, or too large
    static List<StoredFile> receive(Call call, FileLibrary library, Predicate<Caller> isLive) {
        if (call.header(HeaderNames.CONTENT_TYPE).filter(MultipartUpload::isFormData).isEmpty()) {
            throw ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        try (FileLibrary.Upload upload = library.upload(call.caller().userId())) {
            Parser parser = new Parser();
            FileItemInputIterator parts = parsed(() -> parser.getItemIterator(new Body(call, upload.mostBytes())));
            int files = 0;
            for (int count = 1; parsed(parts::hasNext); count++) {
                if (count > MAX_PARTS) {
                    throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
                }
                FileItemInput part = parsed(parts::next);
                if (FIELD.equals(part.getFieldName()) && !part.isFormField()) {
                    receive(nameOf(part, parser), part, upload);
                    files++;
                } else {
                    skip(part);
                }
            }
            if (files == 0) {
                throw ProblemException.invalid(FIELD, "missing", "At least one file must be sent as " + FIELD + ".");
            }
            if (!isLive.test(call.caller())) {
                throw ProblemException.of(ErrorCode.INVALID_TOKEN);
            }
            return upload.commit();
        } catch (BlobStore.TooLargeException e) {
            throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
        } catch (FileUploadContentTypeException e) {
            throw ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        } catch (IOException e) {
            throw malformed();
        } catch (BlobStore.DiskException e) {
            throw DiskFailure.unavailable(call, e);
        }
    }

    /// As the client gave it; the part itself would first try to make a path of it.
    private static Optional<String> nameOf(FileItemInput part, Parser parser) throws IOException {
        return parsed(() -> Optional.ofNullable(parser.getFileName(part.getHeaders())));
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /// The library decodes words in headers (RFC 2047) and lets out what its decoder says of those that are broken.
    private static <T> T parsed(Step<T> step) throws IOException {
        try {
            return step.take();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IOException(e);
        }
    }

    private static boolean isFormData(String contentType) {
        return contentType.regionMatches(true, 0, FORM_DATA, 0, FORM_DATA.length());
    }

    private static ProblemException malformed() {
        return ProblemException.invalid("body", "not_multipart", "The body must be complete multipart/form-data.");
    }

    /// @param sent the name
    private static void receive(Optional<String> sent, FileItemInput part, FileLibrary.Upload upload)
            throws IOException {
        FileName name = sent.flatMap(FileName::parse)
                .orElseThrow(() ->
                        ProblemException.invalid(FIELD, "no_name", "Each file must have a name that can be shown."));
        String contentType = Optional.ofNullable(part.getContentType())
                .filter(type -> MEDIA_TYPE.matcher(type).matches())
                .orElse(UNKNOWN_TYPE);
        // Not closed, for that would read the rest of a file that was refused, however long it is.
        upload.add(name, contentType, part.getInputStream());
    }

    private static void skip(FileItemInput part) throws IOException {
        if (part.getInputStream().readNBytes(MAX_OTHER_FIELD).length == MAX_OTHER_FIELD) {
            throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
        }
    }

    /// The streaming part of Commons FileUpload. The methods that would store parts on their own are not supported.
    private static final class Parser extends AbstractFileUpload<Call, DiskFileItem, DiskFileItemFactory> {

        private Parser() {
            setMaxPartHeaderSize(MAX_PART_HEADERS);
            setHeaderCharset(StandardCharsets.UTF_8);
        }

        @Override
        public FileItemInputIterator getItemIterator(Call call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, List<DiskFileItem>> parseParameterMap(Call call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<DiskFileItem> parseRequest(Call call) {
            throw new UnsupportedOperationException();
        }
    }

    private record Body(Call call, long most) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public long getContentLength() {
            return call.contentLength().orElse(-1);
        }

        @Override
        public String getContentType() {
            return call.header(HeaderNames.CONTENT_TYPE).orElse("");
        }

        @Override
        public InputStream getInputStream() {
            return new BoundedBody(call.bodyStream(), most);
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }
}
