package io.tollgate.server.testing;

import java.util.concurrent.atomic.AtomicInteger;

/// Addresses that no other test uses.
public final class People {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private People() {}

    public static String freshEmail() {
        return "person" + COUNT.incrementAndGet() + "@example.org";
    }
}
