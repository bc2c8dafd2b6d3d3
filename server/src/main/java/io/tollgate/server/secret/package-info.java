/// Secrets the server makes for itself and keeps in the database, so that all nodes agree: wrapped with a key made from
/// `keys.secret` when that setting is given, plain otherwise.
@NullMarked
package io.tollgate.server.secret;

import org.jspecify.annotations.NullMarked;
