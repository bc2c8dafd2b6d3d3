package io.tollgate.lab.result;

import java.util.Map;

/// The requests of one kind, as `login` or `list-files`.
///
/// @param statuses how many answers had which status; a failed exchange is under the name of its failure
/// @param latency  response times
public record KindResult(long count, long errors, Map<String, Long> statuses, Summary latency) {

    public KindResult {
        statuses = statuses == null ? Map.of() : statuses;
    }
}
