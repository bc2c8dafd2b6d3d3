/// The database: SQLite embedded in the process, or PostgreSQL shared by several nodes, behind one set of migrations
/// and statements.
///
/// [Database] is the entry type. Stores elsewhere take it and write their own SQL, with named columns, a LIMIT and
/// statements that both engines understand. The few places where the engines differ are in [Dialect].
///
/// Fails closed: a database that cannot be reached is a [DatabaseException], which callers let pass; over HTTP it
/// becomes 503 with `Retry-After`.
@NullMarked
package io.tollgate.server.database;

import org.jspecify.annotations.NullMarked;
