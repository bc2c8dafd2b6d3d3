/// Hot data kept in the process, so that the database is not asked again for what has not changed.
///
/// Nothing by which anybody is let in is kept here: sessions, roles and passwords are looked up where they are. Fails open:
/// without the cache, or while the change feed is away, everything is read from the database.
@NullMarked
package io.tollgate.server.cache;

import org.jspecify.annotations.NullMarked;
