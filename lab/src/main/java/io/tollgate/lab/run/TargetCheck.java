package io.tollgate.lab.run;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/// Whether a server is on this machine. The lab sends attacks; it does so to others' machines only when told that they
/// are one's own.
public final class TargetCheck {

    private TargetCheck() {}

    /// @return what is wrong with it as a target, if anything is
    public static Optional<String> objection(URI target, boolean isMine) {
        boolean isWeb = "http".equals(target.getScheme()) || "https".equals(target.getScheme());
        if (!isWeb || target.getHost() == null) {
            return Optional.of(target + " is no address of a server; write http://127.0.0.1:8080");
        }
        try {
            InetAddress address = InetAddress.getByName(target.getHost());
            return isMine || isOfThisMachine(address)
                    ? Optional.empty()
                    : Optional.of(target.getHost() + " is not this machine. The lab attacks and loads what it is pointed "
                            + "at; if that server is yours, say so with --target-is-mine");
        } catch (UnknownHostException e) {
            return Optional.of("there is no host " + target.getHost());
        } catch (SocketException e) {
            return Optional.of("the addresses of this machine cannot be read: " + e.getMessage());
        }
    }

    private static boolean isOfThisMachine(InetAddress address) throws SocketException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }
}
