/// Mail: the connection to the SMTP server, and what people are sent. Fails open: a mail server that is away, slow or
/// refusing holds up no request; what could not be sent is kept and tried again.
@NullMarked
package io.tollgate.server.mail;

import org.jspecify.annotations.NullMarked;
