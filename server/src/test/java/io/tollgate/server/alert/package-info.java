@NullMarked
package io.tollgate.server.alert;

import org.jspecify.annotations.NullMarked;
