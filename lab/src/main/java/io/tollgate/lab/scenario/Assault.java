package io.tollgate.lab.scenario;

import java.util.List;

/// Who attacks, how fast, and what.
///
/// @param attackers   each with an address of its own
/// @param each        requests of one attacker
/// @param operations  in turn
/// @param accounts    accounts attacked that exist
/// @param unknown     and that do not
/// @param target      which of them an attacker is at
/// @param path        what an anonymous request asks for
/// @param connections of each attacker; when all wait for an answer, what is due is dropped
public record Assault(
        int attackers,
        Pace each,
        List<Operation> operations,
        int accounts,
        int unknown,
        Target target,
        String path,
        int connections) {

    public enum Target {
        /// Each attacker at one, as many attackers at each.
        ONE,
        /// Each attacker goes through all of them.
        ALL,
        /// Each is attacked once before any is attacked twice.
        DEALT,
        /// Each attacker at the account of one of the users.
        USERS
    }

    public Assault {
        operations = List.copyOf(operations);
        if (attackers < 1 || attackers > 60_000) {
            throw new IllegalArgumentException("attack.attackers must be from 1 to 60000");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("attack.connections must be at least 1");
        }
        if (operations.isEmpty() || !operations.stream().allMatch(Operation::isAttack)) {
            throw new IllegalArgumentException("attack.what must name guess, anonymous, replay, forge or sign-up");
        }
        if (operations.contains(Operation.GUESS) && target != Target.USERS && accounts + unknown < 1) {
            throw new IllegalArgumentException("attack.accounts or attack.unknown must be at least 1");
        }
        if (accounts < 0 || unknown < 0) {
            throw new IllegalArgumentException("attack.accounts and attack.unknown must be at least 0");
        }
        if (accounts < 1 && (operations.contains(Operation.REPLAY) || operations.contains(Operation.FORGE))) {
            throw new IllegalArgumentException(
                    "attack.accounts must be at least 1 to replay or forge: tokens are those of somebody");
        }
    }

    /// Accounts that are attacked, those that exist first.
    public int targets(int users) {
        return target == Target.USERS ? users : accounts + unknown;
    }

    /// The account that the guess number `number` of an attacker is at.
    public int targetOf(int attacker, int number, int users) {
        int targets = targets(users);
        return switch (target) {
            case ONE, USERS -> attacker % targets;
            case ALL -> (attacker + number) % targets;
            case DEALT -> (int) ((attacker + (long) number * attackers) % targets);
        };
    }

    Assault withAttackers(int number) {
        return new Assault(number, each, operations, accounts, unknown, target, path, connections);
    }

    Assault withEach(Pace pace) {
        return new Assault(attackers, pace, operations, accounts, unknown, target, path, connections);
    }
}
