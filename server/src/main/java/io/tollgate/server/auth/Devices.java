package io.tollgate.server.auth;

import io.helidon.http.HeaderNames;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.http.Call;
import io.tollgate.server.session.Client;
import java.time.InstantSource;
import java.util.Optional;

/// Reads and sets what tells one client from another.
final class Devices {
    private final DeviceCookie cookies;
    private final InstantSource clock;

    Devices(DeviceCookie cookies, InstantSource clock) {
        this.cookies = cookies;
        this.clock = clock;
    }

    /// The device of a request: that of its cookie, or a new one. Made when it is asked for, which a refused login never
    /// does: all of a flood would wait for the source of randomness. For one thread.
    final class Device {
        private final Optional<String> presented;
        private Optional<String> newCookie = Optional.empty();

        private Device(Optional<String> presented) {
            this.presented = presented;
        }

        /// The id in the cookie that was sent and is ours.
        Optional<String> presented() {
            return presented;
        }

        /// The same, or that of a new cookie.
        String id() {
            return presented.orElseGet(() -> cookies.read(madeCookie()).orElseThrow().id());
        }

        private String madeCookie() {
            String cookie = newCookie.orElseGet(() -> cookies.issue(clock.instant()));
            newCookie = Optional.of(cookie);
            return cookie;
        }
    }

    Device of(Call call) {
        return new Device(presented(call));
    }

    /// A device that nobody has seen before, whatever cookie was sent.
    Device fresh() {
        return new Device(Optional.empty());
    }

    /// The id in the cookie that was sent and is ours.
    Optional<String> presented(Call call) {
        return call.cookie(DeviceCookie.NAME).flatMap(cookies::read).map(DeviceCookie.Device::id);
    }

    Client clientOf(Call call, Optional<String> deviceName) {
        return new Client(call.client().text(), presented(call), call.userAgent(), deviceName);
    }

    /// Gives a device that has no valid cookie a new one.
    void remember(Call call, Device device) {
        if (device.presented().isPresent()) {
            return;
        }
        call.addHeader(
                HeaderNames.SET_COOKIE,
                "%s=%s; Path=/api; Max-Age=%d; HttpOnly; SameSite=Lax%s".formatted(
                        DeviceCookie.NAME,
                        device.madeCookie(),
                        DeviceCookie.LIFE.toSeconds(),
                        call.isSecure() ? "; Secure" : ""));
    }
}
