package io.tollgate.server.session;

import java.util.Optional;

/// From where and with what a session is begun or refreshed.
///
/// @param ip address as text
/// @param deviceId of the device cookie, when there is a valid one
/// @param deviceName as the person calls it
public record Client(String ip, Optional<String> deviceId, Optional<String> userAgent, Optional<String> deviceName) {}
