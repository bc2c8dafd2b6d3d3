/// Tests of the database.
@NullMarked
package io.tollgate.server.database;

import org.jspecify.annotations.NullMarked;
