package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import java.lang.System.Logger.Level;

/// Says in the log what the guard did. Never a name, a password or a token.
final class GuardLog {
    private static final System.Logger LOG = System.getLogger("tollgate.guard");

    private GuardLog() {}

    static void refused(String requestId, String subject, String rule, boolean enforced) {
        LOG.log(
                Level.DEBUG,
                "request {0} of {1} is over {2}{3}",
                requestId,
                subject,
                rule,
                enforced ? "" : " (monitored only)");
    }

    static void banned(ClientAddress address, Ban ban) {
        LOG.log(
                Level.WARNING,
                "{0} is banned until {1}: {2}; {3}",
                address,
                ban.until().map(Object::toString).orElse("undone"),
                ban.reason(),
                ban.evidence());
    }

    static void budgetFilled(String budget, ClientAddress address) {
        LOG.log(Level.WARNING, "the budget {0} was filled by a wrong guess from {1}", budget, address);
    }

    static void storeFailed(Exception e) {
        LOG.log(Level.WARNING, "standings could not be stored; tried again: {0}", e.getMessage());
    }
}
