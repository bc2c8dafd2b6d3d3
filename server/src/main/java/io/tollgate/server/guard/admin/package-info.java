/// What people see and do about addresses and refusals, over HTTP. Decides nothing by itself: the acts are those of
/// [io.tollgate.server.guard.Addresses], which the command line uses as well.
@NullMarked
package io.tollgate.server.guard.admin;

import org.jspecify.annotations.NullMarked;
