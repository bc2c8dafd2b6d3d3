package io.tollgate.server.auth;

import io.helidon.http.HeaderNames;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.http.Call;
import io.tollgate.server.session.Client;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Reads and sets what tells one client from another.
final class Devices {
    /// The longest that browsers keep a cookie.
    private static final Duration COOKIE_LIFE = Duration.ofDays(400);

    private final DeviceCookie cookies;
    private final InstantSource clock;

    Devices(DeviceCookie cookies, InstantSource clock) {
        this.cookies = cookies;
        this.clock = clock;
    }

    Client clientOf(Call call, Optional<String> deviceName) {
        return new Client(call.client().text(), device(call).map(DeviceCookie.Device::id), call.userAgent(), deviceName);
    }

    private Optional<DeviceCookie.Device> device(Call call) {
        return call.cookie(DeviceCookie.NAME).flatMap(cookies::read);
    }

    /// Gives a device that has no valid cookie a new one.
    void remember(Call call) {
        if (device(call).isPresent()) {
            return;
        }
        String secure = call.isSecure() ? "; Secure" : "";
        call.addHeader(
                HeaderNames.SET_COOKIE,
                "%s=%s; Path=/api; Max-Age=%d; HttpOnly; SameSite=Lax%s".formatted(
                        DeviceCookie.NAME, cookies.issue(clock.instant()), COOKIE_LIFE.toSeconds(), secure));
    }
}
