package io.tollgate.lab.result;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The requests of one kind, as `login` or `list-files`.
///
/// @param statuses how many answers had which status; a failed exchange is under the name of its failure
/// @param latency  response times; null without an answer
public record KindResult(long count, long errors, Map<String, Long> statuses, @Nullable Summary latency) {

    public KindResult {
        statuses = statuses == null ? Map.of() : statuses;
    }
}
