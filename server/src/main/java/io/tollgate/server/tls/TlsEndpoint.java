package io.tollgate.server.tls;

import io.tollgate.server.settings.SettingsException;
import io.tollgate.server.settings.TlsSettings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The server's end of TLS. Thread-safe.
///
/// A certificate that is renewed in its files is used for connections that begin after that; those there are stay as they
/// are. The files are looked at when a connection begins or somebody asks for the certificate, at most once a minute, by
/// whoever comes first, so no thread waits for it. Files that cannot be used are logged once and tried again with each look, for
/// what kept them from being read may end without a change of them. What was there before stays meanwhile: also when it expires,
/// for what a client makes of that is up to the client.
public final class TlsEndpoint {
    private static final System.Logger LOG = System.getLogger(TlsEndpoint.class.getName());
    private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();

    private final CertificateFiles files;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Offer offer;
    private volatile long nextLook;
    // Both of whoever holds the lock.
    private Optional<CertificateFiles.Version> used;
    private Optional<CertificateFiles.Version> complainedOf;

    /// What is offered to those who connect.
    private record Offer(X509Certificate certificate, SSLSocketFactory sockets, SSLParameters parameters) {

        private static Offer of(ServerCertificate certificate) {
            SSLContext context = TlsContexts.of(certificate);
            return new Offer(
                    certificate.chain().getFirst(), context.getSocketFactory(), TlsContexts.parameters(context));
        }
    }

    private TlsEndpoint(CertificateFiles files, InstantSource clock, LongSupplier nanoTime) {
        this.files = files;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong() + LOOK_NANOS;
        this.used = files.version();
        this.complainedOf = used;
        this.offer = Offer.of(ServerCertificate.read(files, clock.instant()));
    }

    /// @param nanoTime monotonic
    /// @throws SettingsException when the certificate or its key cannot be used
    public static TlsEndpoint open(TlsSettings settings, InstantSource clock, LongSupplier nanoTime) {
        try {
            return new TlsEndpoint(new CertificateFiles(settings.certificate(), settings.key()), clock, nanoTime);
        } catch (UnusableCertificateException e) {
            throw new SettingsException(List.of(e.getMessage()));
        }
    }

    /// Puts TLS on a line on which nothing was read yet. The handshake is the caller's to start.
    ///
    /// @param line      closed with what is returned
    /// @param protocols to be agreed upon (ALPN), the best first; a client that knows none of them is refused, one that
    ///     names none is not
    public SSLSocket accept(Socket line, List<String> protocols) throws IOException {
        renewIfDue();
        Offer current = offer;
        SSLSocket socket = (SSLSocket) current.sockets().createSocket(line, null, true);
        socket.setSSLParameters(current.parameters());
        socket.setHandshakeApplicationProtocolSelector((_, offered) ->
                protocols.stream().filter(offered::contains).findFirst().orElse(null));
        return socket;
    }

    /// What is shown to those who connect now; the files are looked at as when somebody does.
    public X509Certificate certificate() {
        renewIfDue();
        return offer.certificate();
    }

    private void renewIfDue() {
        // Others go on with what there is.
        if (nanoTime.getAsLong() - nextLook < 0 || !looking.tryLock()) {
            return;
        }
        try {
            nextLook = nanoTime.getAsLong() + LOOK_NANOS;
            Optional<CertificateFiles.Version> now = files.version();
            if (!now.equals(used)) {
                renew(now);
            }
        } finally {
            looking.unlock();
        }
    }

    private void renew(Optional<CertificateFiles.Version> version) {
        try {
            ServerCertificate certificate = ServerCertificate.read(files, clock.instant());
            offer = Offer.of(certificate);
            used = version;
            LOG.log(Level.INFO, "the renewed certificate is used from now on, until {0}", certificate.validUntil());
        } catch (UnusableCertificateException e) {
            // Also when only one of the two files has been changed yet.
            if (!version.equals(complainedOf)) {
                complainedOf = version;
                LOG.log(Level.WARNING, "the certificate in use stays, for the new one cannot be used: {0}", e.getMessage());
            }
        }
    }
}
