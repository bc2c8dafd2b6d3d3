package io.tollgate.server.guard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// User agents that attack tools send when nobody tells them otherwise, or none at all. A hint, no more: whoever means
/// harm sends another.
final class SuspiciousAgents {
    private static final List<String> TOOLS = List.of(
            "sqlmap", "nikto", "hydra", "masscan", "zgrab", "nuclei", "gobuster", "dirbuster", "ffuf", "wpscan",
            "nmap", "acunetix", "nessus", "openvas", "havij", "w3af", "medusa", "patator");

    boolean isSuspicious(Optional<String> userAgent) {
        if (userAgent.filter(agent -> !agent.isBlank()).isEmpty()) {
            return true;
        }
        String agent = userAgent.get().toLowerCase(Locale.ROOT);
        for (String tool : TOOLS) {
            if (agent.contains(tool)) {
                return true;
            }
        }
        return false;
    }
}
