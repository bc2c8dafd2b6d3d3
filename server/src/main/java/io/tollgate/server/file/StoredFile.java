package io.tollgate.server.file;

import java.time.Instant;

/// A file as its owner sees it.
///
/// @param size in bytes
/// @param sha256 of the bytes, in hexadecimal
public record StoredFile(
        String id, String name, String contentType, long size, String sha256, Instant createdAt) {}
