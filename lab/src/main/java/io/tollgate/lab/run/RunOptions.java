package io.tollgate.lab.run;

import io.tollgate.lab.driver.Trust;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// How a scenario is run.
///
/// @param trust   whom an `https` server must be vouched for by
/// @param started whether the lab started the server for this run alone
/// @param admin   empty: the server's own figures are not read
/// @param limits  of the command line
public record RunOptions(
        URI server, Trust trust, boolean started, Optional<Credentials> admin, long seed, List<Limit> limits) {}
