package io.tollgate.server.account;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.identity.Role;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.password.PasswordHasher;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Creates, finds and changes accounts. Thread-safe.
///
/// Methods that take a [Handle] are steps of a transaction that its caller owns.
public final class Accounts {

    /// What came of a change that only works while an admin remains.
    public enum AdminChange {
        DONE,
        NO_SUCH_ACCOUNT,
        LAST_ADMIN
    }

    /// An account whose password was right.
    ///
    /// @param upgradedHash the hash under today's parameters, when the stored one had others
    public record Authenticated(Account account, Optional<String> upgradedHash) {}

    private final Database database;
    private final PasswordHasher hasher;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final boolean verifiedOnly;

    /// @param verifiedOnly whether people must show that their addresses are theirs before they can log in
    public Accounts(
            Database database, PasswordHasher hasher, TimeOrderedIds ids, InstantSource clock, boolean verifiedOnly) {
        this.database = database;
        this.hasher = hasher;
        this.ids = ids;
        this.clock = clock;
        this.verifiedOnly = verifiedOnly;
    }

    /// Whether a right password logs in. Somebody who was given a staff role is known to whoever gave it.
    public boolean mayLogIn(Account account) {
        boolean verified = !verifiedOnly || account.emailVerified() || account.role() != Role.USER;
        return verified && account.disabledAt().isEmpty();
    }

    public Optional<Account> find(String id) {
        return database.read(handle -> AccountStore.find(handle, id));
    }

    public Optional<Account> findByEmail(EmailAddress email) {
        return database.read(handle -> AccountStore.findByEmail(handle, email));
    }

    public List<Account> page(Optional<Role> role, Optional<String> cursor, int limit) {
        return database.read(handle -> AccountStore.page(handle, role, cursor, limit));
    }

    /// Makes an account that is not stored yet; hashes, so not for use within a transaction.
    public Account prepare(
            EmailAddress email, Password password, Optional<String> name, Role role, HashOwner owner) {
        return new Account(
                ids.next(),
                email,
                name,
                role,
                hasher.hash(password, owner),
                false,
                clock.instant(),
                Optional.empty(),
                Optional.empty());
    }

    /// Stores a prepared account.
    ///
    /// @return false when the address is taken
    public boolean insert(Handle handle, Account account) {
        return AccountStore.insert(handle, account);
    }

    /// Checks a password against an account that may not exist. Unknown, disabled, unverified and wrong are one outcome
    /// after the same work. Within the server only the credential guard calls this, which counts the guesses.
    public Optional<Authenticated> authenticate(
            Optional<Account> account, Password password, HashOwner owner) {
        return switch (hasher.check(password, account.map(Account::passwordHash), owner)) {
            case PasswordHasher.Check.Match(Optional<String> upgraded) ->
                account.filter(this::mayLogIn)
                        .map(found -> new Authenticated(found, upgraded));
            case PasswordHasher.Check.Mismatch() -> Optional.empty();
        };
    }

    /// Confirms within a transaction that what was authenticated still holds, and notes the login.
    ///
    /// @return false when the account was disabled or its password or role changed meanwhile
    public boolean confirm(Handle handle, Authenticated authenticated) {
        boolean holds = AccountStore.touchLogin(handle, authenticated.account(), clock.instant());
        if (holds) {
            authenticated.upgradedHash().ifPresent(hash ->
                    AccountStore.upgradeHash(handle, authenticated.account(), hash));
        }
        return holds;
    }

    public String hash(Password password, HashOwner owner) {
        return hasher.hash(password, owner);
    }

    /// @return false when the password was changed by somebody else meanwhile
    public boolean changePassword(Handle handle, Account account, String newHash) {
        return AccountStore.changePassword(handle, account, newHash, clock.instant());
    }

    /// Whether an account got another password after that time.
    public boolean isPasswordChangedAfter(Handle handle, Account account, Instant time) {
        return AccountStore.isPasswordChangedAfter(handle, account.id(), time);
    }

    /// Sets a password without knowing the old one, for somebody whom its caller knows: his address counts as verified. Also
    /// of a disabled account, which stays so.
    public void setPassword(Handle handle, Account account, String newHash) {
        AccountStore.setPassword(handle, account.id(), newHash, clock.instant());
    }

    /// Sets a password for somebody who was mailed a link, which also shows that the address is his.
    ///
    /// @return false when the account is disabled
    public boolean resetPassword(Handle handle, Account account, String newHash) {
        return AccountStore.resetPassword(handle, account.id(), newHash, clock.instant());
    }

    /// Whether an account has this password. Counts no guess, so only for somebody who may set it anyway.
    public boolean hasPassword(Account account, Password password, HashOwner owner) {
        return hasher.check(password, Optional.of(account.passwordHash()), owner) instanceof PasswordHasher.Check.Match;
    }

    /// Notes that an address is its owner's, whose password is the one the account has.
    ///
    /// @return false when the password was changed meanwhile, or the account is disabled
    public boolean verifyEmail(Handle handle, Account account) {
        return AccountStore.verifyEmail(handle, account);
    }

    public AdminChange changeRole(Handle handle, String id, Role role) {
        return changeKeepingAnAdmin(
                handle, id, role != Role.ADMIN, () -> AccountStore.setRole(handle, id, role, clock.instant()));
    }

    public AdminChange disable(Handle handle, String id) {
        return changeKeepingAnAdmin(
                handle, id, true, () -> AccountStore.setDisabled(handle, id, Optional.of(clock.instant())));
    }

    public AdminChange enable(Handle handle, String id) {
        return changeKeepingAnAdmin(
                handle, id, false, () -> AccountStore.setDisabled(handle, id, Optional.empty()));
    }

    private AdminChange changeKeepingAnAdmin(Handle handle, String id, boolean takesPower, Runnable change) {
        database.lock(handle, DatabaseLock.ADMINS);
        Optional<Account> account = AccountStore.find(handle, id);
        if (account.isEmpty()) {
            return AdminChange.NO_SUCH_ACCOUNT;
        }
        boolean isAdmin = account.get().role() == Role.ADMIN && account.get().disabledAt().isEmpty();
        if (takesPower && isAdmin && !AccountStore.anotherAdminExists(handle, id)) {
            return AdminChange.LAST_ADMIN;
        }
        change.run();
        return AdminChange.DONE;
    }
}
