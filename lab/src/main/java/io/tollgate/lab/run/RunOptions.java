package io.tollgate.lab.run;

import io.tollgate.lab.driver.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How a scenario is run.
///
/// @param trust      whom an `https` server must be vouched for by
/// @param identities of the people in it
/// @param admin      empty: the server's own figures are not read
/// @param thresholds of the command line
/// @param record     folder that every request is written into, before anything is derived from them; it exists. Empty: nowhere
public record RunOptions(
        URI server,
        Trust trust,
        Identities identities,
        Optional<Credentials> admin,
        long seed,
        List<Threshold> thresholds,
        Optional<Path> record) {}
