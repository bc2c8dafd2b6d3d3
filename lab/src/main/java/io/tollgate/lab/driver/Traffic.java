package io.tollgate.lab.driver;

import java.util.Optional;

/// What the requests of a schedule are, and what their answers mean. Called by many threads at once.
public interface Traffic {

    /// @return who sends it
    Client client(Send send);

    /// @return empty when it cannot be made, as when what it is about does not exist; it counts as dropped
    Optional<Request> request(Send send);

    /// Takes an answer.
    ///
    /// @return whether its status is one that was expected
    boolean settle(Send send, Response response);
}
