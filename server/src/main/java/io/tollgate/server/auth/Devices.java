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

    /// The device of a request: that of its cookie, or a new one.
    ///
    /// @param presented the id in the cookie that was sent and is ours
    /// @param id        the same, or that of the new cookie
    /// @param newCookie to be set once the device has signed in
    record Device(Optional<String> presented, String id, Optional<String> newCookie) {}

    Device of(Call call) {
        Optional<String> presented = presented(call);
        if (presented.isPresent()) {
            return new Device(presented, presented.get(), Optional.empty());
        }
        return fresh();
    }

    /// A device that nobody has seen before, whatever cookie was sent.
    Device fresh() {
        String cookie = cookies.issue(clock.instant());
        return new Device(
                Optional.empty(), cookies.read(cookie).orElseThrow().id(), Optional.of(cookie));
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
        device.newCookie().ifPresent(cookie -> call.addHeader(
                HeaderNames.SET_COOKIE,
                "%s=%s; Path=/api; Max-Age=%d; HttpOnly; SameSite=Lax%s".formatted(
                        DeviceCookie.NAME,
                        cookie,
                        COOKIE_LIFE.toSeconds(),
                        call.isSecure() ? "; Secure" : "")));
    }
}
