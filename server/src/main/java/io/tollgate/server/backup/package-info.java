/// The backup: what it takes to bring a server with the embedded database back, in one file. Needs no server, and disturbs none.
///
/// Entry types: [Backup], and [PgDump] for those whose database is PostgreSQL. Invariant: each row of a file in the copy has
/// its bytes there, unless its owner deleted it meanwhile.
@NullMarked
package io.tollgate.server.backup;

import org.jspecify.annotations.NullMarked;
