package io.tollgate.lab.scenario;

import io.tollgate.lab.driver.Send;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the rules of the guard, as they are without settings, allow of an attack: the plan is played against them.
///
/// Guesses: 5 per account and client in 5 min, then the client is banned; 20 per account in 1 h; 30 per address in 5 min;
/// 10 accounts failed from one address in 10 min or 40 in 24 h, then it is banned. Sign-ups: 3 per address in 1 h.
/// Anonymous requests: 49 per address in 1 min; the first refusal of a minute costs half of the score, and the second
/// such minute bans. Stolen and forged tokens: none.
public final class Budget {
    private static final int CLIENT = 5;
    private static final int ACCOUNT = 20;
    private static final int ADDRESS = 30;
    private static final int SPRAY = 10;
    private static final int SPRAY_SLOW = 40;
    private static final int SIGN_UPS = 3;
    private static final int BOT = 49;
    private static final int BOT_SUSPICIOUS = 24;
    private static final int BOT_STRIKES_TO_BAN = 2;
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final Map<Object, Deque<Long>> windows = new HashMap<>();
    private final Map<Object, Map<Integer, Long>> failedAccounts = new HashMap<>();
    private final Map<Integer, Integer> strikes = new HashMap<>();
    private final Map<Integer, Long> lastStrike = new HashMap<>();
    private final Set<Integer> banned = new HashSet<>();

    private record Key(String rule, int attacker, int account) {}

    private Budget() {}

    /// @return how many of its requests the rules let through, of each operation that the plan has; empty without an attack
    public static Map<Operation, Long> of(Plan plan) {
        Budget budget = new Budget();
        Map<Operation, Long> admitted = new EnumMap<>(Operation.class);
        for (Send send : plan.sends()) {
            if (plan.isAttacker(send)) {
                admitted.merge(Plan.operation(send), budget.admits(plan, send) ? 1L : 0L, Long::sum);
            }
        }
        return admitted;
    }

    private boolean admits(Plan plan, Send send) {
        int attacker = plan.attacker(send);
        if (banned.contains(attacker)) {
            return false;
        }
        return switch (Plan.operation(send)) {
            case GUESS -> admitsGuess(plan, send, attacker);
            case SIGN_UP -> admits(new Key("signup", attacker, 0), send.atNanos(), Duration.ofHours(1), SIGN_UPS);
            case ANONYMOUS -> admitsAnonymous(send.atNanos(), attacker);
            default -> false;
        };
    }

    private boolean admitsGuess(Plan plan, Send send, int attacker) {
        int account = plan.scenario().attack().orElseThrow()
                .targetOf(attacker, send.number(), plan.scenario().users().count());
        long now = send.atNanos();
        Key client = new Key("client", attacker, account);
        Key ofAccount = new Key("account", 0, account);
        Key address = new Key("address", attacker, 0);
        boolean admitted = count(client, now, FIVE_MINUTES) < CLIENT
                && count(ofAccount, now, Duration.ofHours(1)) < ACCOUNT
                && count(address, now, FIVE_MINUTES) < ADDRESS;
        if (admitted) {
            add(client, now);
            add(ofAccount, now);
            add(address, now);
            failedAccounts.computeIfAbsent(attacker, _ -> new HashMap<>()).put(account, now);
            banIfFilled(attacker, client, now);
        }
        return admitted;
    }

    private void banIfFilled(int attacker, Key client, long now) {
        if (count(client, now, FIVE_MINUTES) >= CLIENT
                || accounts(attacker, now, TEN_MINUTES) >= SPRAY
                || accounts(attacker, now, Duration.ofHours(24)) >= SPRAY_SLOW) {
            banned.add(attacker);
        }
    }

    private long accounts(int attacker, long now, Duration window) {
        return failedAccounts.getOrDefault(attacker, Map.of()).values().stream()
                .filter(at -> at > now - window.toNanos())
                .count();
    }

    private boolean admitsAnonymous(long now, int attacker) {
        int limit = strikes.getOrDefault(attacker, 0) == 0 ? BOT : BOT_SUSPICIOUS;
        if (admits(new Key("bot", attacker, 0), now, Duration.ofMinutes(1), limit)) {
            return true;
        }
        if (now - lastStrike.getOrDefault(attacker, Long.MIN_VALUE / 2) >= Duration.ofMinutes(1).toNanos()) {
            lastStrike.put(attacker, now);
            if (strikes.merge(attacker, 1, Integer::sum) >= BOT_STRIKES_TO_BAN) {
                banned.add(attacker);
            }
        }
        return false;
    }

    private boolean admits(Key key, long now, Duration window, int limit) {
        boolean admitted = count(key, now, window) < limit;
        if (admitted) {
            add(key, now);
        }
        return admitted;
    }

    private int count(Key key, long now, Duration window) {
        Deque<Long> times = windows.computeIfAbsent(key, _ -> new ArrayDeque<>());
        while (!times.isEmpty() && times.peekFirst() <= now - window.toNanos()) {
            times.removeFirst();
        }
        return times.size();
    }

    private void add(Key key, long now) {
        windows.computeIfAbsent(key, _ -> new ArrayDeque<>()).addLast(now);
    }
}
