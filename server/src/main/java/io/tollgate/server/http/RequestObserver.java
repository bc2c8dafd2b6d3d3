package io.tollgate.server.http;

import io.tollgate.guard.address.ClientAddress;

/// Hears how requests end, to count them. On every request's path: must be quick, must not allocate and must not throw.
/// Called by any number of threads at once.
public interface RequestObserver {
    /// Hears nothing.
    RequestObserver NONE = new RequestObserver() {
        @Override
        public Answers of(Endpoint endpoint) {
            return Answers.NONE;
        }

        @Override
        public void arrived(ClientAddress client) {}

        @Override
        public void limited(String rule) {}

        @Override
        public void banned() {}
    };

    /// What becomes of the requests to one endpoint.
    interface Answers {
        /// Hears nothing.
        Answers NONE = new Answers() {
            @Override
            public void answered(int status, long nanos) {}

            @Override
            public void aborted(long nanos) {}
        };

        /// @param nanos since the head of the request was read
        void answered(int status, long nanos);

        /// The answer did not get to its end: the client went away, or the server failed in the middle of it.
        void aborted(long nanos);
    }

    /// Asked once for each route when routes are made, not for each request.
    Answers of(Endpoint endpoint);

    void arrived(ClientAddress client);

    /// A request was answered `rate_limited`.
    ///
    /// @param rule what it exceeded
    void limited(String rule);

    /// A request was answered `ip_banned`.
    void banned();
}
