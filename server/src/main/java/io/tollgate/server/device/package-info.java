/// The device cookie: lets the server recognise a browser or app that signed in before (OWASP, "device cookies").
@NullMarked
package io.tollgate.server.device;

import org.jspecify.annotations.NullMarked;
