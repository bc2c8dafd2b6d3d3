package io.tollgate.server.account;

import io.tollgate.server.database.Columns;
import io.tollgate.server.identity.Role;
import io.tollgate.server.identity.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The statements on accounts. Each runs in the transaction of its handle.
final class AccountStore {
    private static final String COLUMNS =
            "id, email, name, role, password_hash, email_verified, created_at, last_login_at, disabled_at";

    private AccountStore() {}

    /// @return false when the address is taken
    static boolean insert(Handle handle, Account account) {
        return handle.createUpdate("""
                        INSERT INTO users (id, email, name, role, password_hash, email_verified, created_at,
                            password_changed_at)
                        VALUES (:id, :email, :name, :role, :passwordHash, :emailVerified, :createdAt, :createdAt)
                        ON CONFLICT (email) DO NOTHING""")
                        .bind("id", account.id())
                        .bind("email", account.email().text())
                        .bind("name", account.name().orElse(null))
                        .bind("role", account.role().text())
                        .bind("passwordHash", account.passwordHash())
                        .bind("emailVerified", account.emailVerified())
                        .bind("createdAt", account.createdAt().toEpochMilli())
                        .execute()
                == 1;
    }

    static Optional<Account> findByEmail(Handle handle, EmailAddress email) {
        return one(handle.createQuery("SELECT " + COLUMNS + " FROM users WHERE email = :email LIMIT 1")
                .bind("email", email.text()));
    }

    static Optional<Account> find(Handle handle, String id) {
        return one(handle.createQuery("SELECT " + COLUMNS + " FROM users WHERE id = :id LIMIT 1")
                .bind("id", id));
    }

    /// Accounts newest first, of one role or all, after the account `cursor`.
    static List<Account> page(Handle handle, Optional<Role> role, Optional<String> cursor, int limit) {
        String where = role.isPresent() ? "role = :role AND " : "";
        Query query = handle.createQuery("SELECT " + COLUMNS + " FROM users WHERE " + where
                        + "id < :cursor ORDER BY id DESC LIMIT :limit")
                .bind("cursor", cursor.orElse(TimeOrderedIds.AFTER_ALL))
                .bind("limit", limit);
        role.ifPresent(r -> query.bind("role", r.text()));
        return query.map((row, _) -> map(row)).list();
    }

    /// Notes a login, and locks the account's row for the rest of the transaction. Finds nothing when the account was
    /// disabled or its password or role changed since it was read: with another role it may not log in.
    static boolean touchLogin(Handle handle, Account account, Instant now) {
        return handle.createUpdate("""
                        UPDATE users SET last_login_at = :now
                        WHERE id = :id AND password_hash = :hash AND role = :role AND disabled_at IS NULL""")
                        .bind("now", now.toEpochMilli())
                        .bind("id", account.id())
                        .bind("hash", account.passwordHash())
                        .bind("role", account.role().text())
                        .execute()
                == 1;
    }

    /// Replaces a hash by another of the same password.
    static void upgradeHash(Handle handle, Account account, String upgraded) {
        handle.createUpdate("UPDATE users SET password_hash = :upgraded WHERE id = :id AND password_hash = :hash")
                .bind("upgraded", upgraded)
                .bind("id", account.id())
                .bind("hash", account.passwordHash())
                .execute();
    }

    /// @return false when the password was changed by somebody else meanwhile
    static boolean changePassword(Handle handle, Account account, String newHash, Instant now) {
        return handle.createUpdate("""
                        UPDATE users SET password_hash = :newHash, password_changed_at = :now
                        WHERE id = :id AND password_hash = :hash AND disabled_at IS NULL""")
                        .bind("newHash", newHash)
                        .bind("now", now.toEpochMilli())
                        .bind("id", account.id())
                        .bind("hash", account.passwordHash())
                        .execute()
                == 1;
    }

    static boolean isPasswordChangedAfter(Handle handle, String id, Instant time) {
        return handle.createQuery("SELECT 1 FROM users WHERE id = :id AND password_changed_at > :time LIMIT 1")
                .bind("id", id)
                .bind("time", time.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static void setPassword(Handle handle, String id, String newHash, Instant now) {
        handle.createUpdate("""
                        UPDATE users SET password_hash = :hash, password_changed_at = :now, email_verified = TRUE
                        WHERE id = :id""")
                .bind("hash", newHash)
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute();
    }

    /// @return false when the account is disabled
    static boolean resetPassword(Handle handle, String id, String newHash, Instant now) {
        return handle.createUpdate("""
                        UPDATE users SET password_hash = :hash, password_changed_at = :now, email_verified = TRUE
                        WHERE id = :id AND disabled_at IS NULL""")
                        .bind("hash", newHash)
                        .bind("now", now.toEpochMilli())
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /// @return false when the password was changed meanwhile, or the account is disabled
    static boolean verifyEmail(Handle handle, Account account) {
        return handle.createUpdate("""
                        UPDATE users SET email_verified = TRUE
                        WHERE id = :id AND password_hash = :hash AND disabled_at IS NULL""")
                        .bind("id", account.id())
                        .bind("hash", account.passwordHash())
                        .execute()
                == 1;
    }

    static void setRole(Handle handle, String id, Role role, Instant now) {
        handle.createUpdate("UPDATE users SET role = :role, role_changed_at = :now WHERE id = :id")
                .bind("role", role.text())
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute();
    }

    static void setDisabled(Handle handle, String id, Optional<Instant> at) {
        handle.createUpdate("UPDATE users SET disabled_at = :at WHERE id = :id")
                .bind("at", at.map(Instant::toEpochMilli).orElse(null))
                .bind("id", id)
                .execute();
    }

    /// Whether an admin other than this account can still sign in.
    static boolean anotherAdminExists(Handle handle, String id) {
        return handle.createQuery("""
                        SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> :id LIMIT 1""")
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .isPresent();
    }

    private static Optional<Account> one(Query query) {
        return query.map((row, _) -> map(row)).findOne();
    }

    private static Account map(ResultSet row) throws SQLException {
        return new Account(
                row.getString("id"),
                new EmailAddress(row.getString("email")),
                Optional.ofNullable(row.getString("name")),
                Role.parse(row.getString("role")).orElseThrow(),
                row.getString("password_hash"),
                row.getBoolean("email_verified"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Columns.instant(row, "last_login_at"),
                Columns.instant(row, "disabled_at"));
    }
}
