package io.tollgate.lab.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads and writes `result.json`.
public final class ResultFile {
    public static final String NAME = "result.json";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .changeDefaultPropertyInclusion(_ -> JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private ResultFile() {}

    /// Into `folder`, which is made when it is missing.
    ///
    /// @return the file
    public static Path write(Result result, Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(NAME), toJson(result));
    }

    /// @throws IOException when there is no such file or it is no result
    public static Result read(Path file) throws IOException {
        try {
            Result result = MAPPER.readValue(Files.readAllBytes(file), Result.class);
            if (result == null || result.environment() == null) {
                throw new IOException(file + " is no result of the lab: it names no environment");
            }
            return result;
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (JacksonException e) {
            throw new IOException(file + " is no result of the lab: " + e.getOriginalMessage(), e);
        }
    }

    static String toJson(Result result) {
        return MAPPER.writeValueAsString(result);
    }
}
