@NullMarked
package io.tollgate.server.mail;

import org.jspecify.annotations.NullMarked;
