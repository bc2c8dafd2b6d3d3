package io.tollgate.lab.report;

import io.tollgate.lab.result.Attack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// An attack told in sentences: what it sent, what it got, when it was stopped, what the users felt.
final class AttackStory {

    private AttackStory() {}

    static String tell(Attack attack) {
        List<String> parts = new ArrayList<>();
        parts.add(sent(attack));
        parts.add(gotThrough(attack));
        if (attack.unanswered() > 0) {
            parts.add(Format.number(attack.unanswered()) + " were not answered");
        }
        if (attack.unexpected() > 0) {
            parts.add(Format.number(attack.unexpected()) + " were answered neither as asked nor by a refusal");
        }
        parts.add(blocked(attack));
        parts.add(
                attack.firstBanSeconds() == null
                        ? "nobody was banned"
                        : "the first ban came after " + Format.seconds(attack.firstBanSeconds()));
        parts.add(felt(attack));
        return String.join("; ", parts) + ".";
    }

    private static String sent(Attack attack) {
        String who = attack.sources() == null
                ? "the attackers"
                : attack.sources() == 1 ? "1 source" : Format.number(attack.sources()) + " sources";
        return attack.guesses() == 0
                ? "%s sent %s requests".formatted(who, Format.number(attack.requests()))
                : "%s sent %s guesses in %s requests"
                        .formatted(who, Format.number(attack.guesses()), Format.number(attack.requests()));
    }

    private static String gotThrough(Attack attack) {
        String allowed = ", the budget allows " + Format.number(attack.budget());
        if (attack.gotThrough().size() > 1) {
            String each = attack.gotThrough().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + Format.number(entry.getValue()))
                    .collect(Collectors.joining(", "));
            return Format.number(attack.checked()) + " got through (" + each + ")" + allowed;
        }
        return Format.number(attack.checked()) + (attack.hasOnlyGuesses() ? " reached a hash" : " got through") + allowed;
    }

    private static String blocked(Attack attack) {
        String blocked = Format.number(attack.blocked()) + " of its requests were blocked, ";
        return attack.blockedShare() == null
                ? blocked + "and none were beyond its budget"
                : blocked + Format.percent(attack.blockedShare()) + " of what was beyond its budget";
    }

    private static String felt(Attack attack) {
        Attack.Users during = attack.users();
        if (during == null || during.requests() == 0) {
            return "no users were beside it";
        }
        Attack.Users alone = attack.usersAlone();
        String errors = during.errors() == 0
                ? "none of their %s requests failed".formatted(Format.number(during.requests()))
                : "%s of their %s requests failed"
                        .formatted(Format.number(during.errors()), Format.number(during.requests()));
        return alone == null || alone.requests() == 0
                ? "users felt p50 %s and p99 %s, %s"
                        .formatted(Format.millis(during.p50()), Format.millis(during.p99()), errors)
                : "users felt p50 %s \u2192 %s and p99 %s \u2192 %s, %s"
                        .formatted(
                                Format.number(alone.p50()),
                                Format.millis(during.p50()),
                                Format.number(alone.p99()),
                                Format.millis(during.p99()),
                                errors);
    }
}
