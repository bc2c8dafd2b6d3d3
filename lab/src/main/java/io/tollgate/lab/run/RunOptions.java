package io.tollgate.lab.run;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// How a scenario is run.
///
/// @param started whether the lab started the server for this run alone
/// @param admin   empty: the server's own figures are not read
/// @param limits  of the command line
public record RunOptions(
        URI server, boolean started, Optional<Credentials> admin, long seed, List<Limit> limits) {}
