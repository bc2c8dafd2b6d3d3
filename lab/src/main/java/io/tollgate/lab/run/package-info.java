/// Runs a scenario against a server and says what came of it: prepares accounts over the public interface, drives the
/// plan, watches the server's own metrics meanwhile, judges thresholds. Entry types: [ScenarioRun], [Outcome].
///
/// All figures are derived from the recording, in which every request stands once, and from what the server says of
/// itself; neither is corrected by the other.
@NullMarked
package io.tollgate.lab.run;

import org.jspecify.annotations.NullMarked;
