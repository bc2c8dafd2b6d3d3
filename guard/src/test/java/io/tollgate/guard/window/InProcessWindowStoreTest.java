package io.tollgate.guard.window;

class InProcessWindowStoreTest extends WindowStoreContract {
    @Override
    protected WindowStore store(NanoClock clock) {
        return new InProcessWindowStore(1 << 20, clock, System.nanoTime());
    }
}
