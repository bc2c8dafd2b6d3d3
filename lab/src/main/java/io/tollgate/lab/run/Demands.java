package io.tollgate.lab.run;

import io.tollgate.lab.driver.Send;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether honest users ask for more than the server's limits, as they are without settings, allow them.
final class Demands {
    private static final long UPLOAD_PERIOD = 3_600_000_000_000L;
    private static final int UPLOADS = 49;
    private static final long FILES_PERIOD = 600_000_000_000L;
    private static final int FILES = 590;

    private Demands() {}

    /// @return a sentence for each limit that will refuse some of them
    static List<String> check(Plan plan) {
        List<String> notes = new ArrayList<>();
        if (exceeds(plan, true, UPLOAD_PERIOD, UPLOADS)) {
            notes.add("some users upload more than guard.limits.upload allows (50 in an hour) and will be refused");
        }
        if (exceeds(plan, false, FILES_PERIOD, FILES)) {
            notes.add("some users ask more often than guard.limits.files allows (600 in 10 minutes) and will be refused");
        }
        return notes;
    }

    private static boolean exceeds(Plan plan, boolean uploads, long period, int limit) {
        Map<Long, Integer> counts = new HashMap<>();
        for (Send send : plan.sends()) {
            if (!plan.isAttacker(send) && isFile(Plan.operation(send), uploads)) {
                long key = send.actor() * 100_000L + send.atNanos() / period;
                if (counts.merge(key, 1, Integer::sum) > limit) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isFile(Operation operation, boolean uploads) {
        return switch (operation) {
            case UPLOAD -> uploads;
            case LIST_FILES, METADATA, DOWNLOAD, RENAME, DELETE -> !uploads;
            default -> false;
        };
    }
}
