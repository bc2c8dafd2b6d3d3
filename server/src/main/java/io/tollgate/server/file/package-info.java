/// Files: streamed to and from disk, owned by one person each.
///
/// [FileEndpoints] is HTTP, [FileLibrary] what a person's files are, [BlobStore] bytes under generated names. Bytes are
/// put in place before the row that makes them visible is written, and removed after that row is; so whatever a crash
/// interrupts leaves at most bytes that nobody sees, which a sweep removes.
@NullMarked
package io.tollgate.server.file;

import org.jspecify.annotations.NullMarked;
