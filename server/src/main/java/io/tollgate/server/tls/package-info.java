/// TLS of the server's own: the certificate, its renewal, and what is agreed upon with clients.
///
/// The entry is [TlsEndpoint]. Knows nothing of HTTP; where no certificate is set nothing here is loaded.
@NullMarked
package io.tollgate.server.tls;

import org.jspecify.annotations.NullMarked;
