/// What the system promises of files, and what must be done for it.
@NullMarked
package io.tollgate.server.disk;

import org.jspecify.annotations.NullMarked;
