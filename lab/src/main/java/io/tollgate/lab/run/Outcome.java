package io.tollgate.lab.run;

import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.result.PercentileFile;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.scenario.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What came of a run, with all it was derived from.
///
/// @param stopped why it ended before its end; then what there is stands in the result
public record Outcome(
        ScenarioResult result,
        Plan plan,
        Recording recording,
        Optional<ServerView> server,
        Optional<String> stopped) {

    /// Writes the distributions of the users' latencies.
    ///
    /// @param folder exists
    public void write(Path folder) throws IOException {
        String name = result.scenario();
        Tally users = new Measured(plan, recording).users();
        PercentileFile.write(users.response(), folder.resolve(name + "-response.hgrm"));
        PercentileFile.write(users.service(), folder.resolve(name + "-service.hgrm"));
    }
}
