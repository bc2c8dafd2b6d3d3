package io.tollgate.server.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// Rows in every table that grows, made within the database.
///
/// @param own    how many sessions, tokens, files, devices and guesses one person has
/// @param others how many people there are, with a session each, and ten tokens to it, and rows of the other tables
/// @param events how many events there are, a third of them by one person from one address
public record FilledTables(int own, int others, int events) {
    /// From here a third of the events come.
    public static final String ADDRESS = "198.51.100.7";

    /// The account, as the guard calls it, that own guesses are at.
    public static final String ACCOUNT = "account";

    private static final int GENERATIONS = 10;

    private static final String DIGEST = "0".repeat(64);

    private static final String ID = " '0190%04x-0000-7000-8000-' || (100000000000 + i) ";

    /// @param person who has what is own
    public void fill(Connection connection, String person, Instant now) {
        try {
            // SQLite hands connections out in this mode already; PostgreSQL then writes all of it at once.
            connection.setAutoCommit(false);
            new Filling(connection, person, now.toEpochMilli()).run();
            if (connection.getMetaData().getURL().contains("postgresql")) {
                // As it does by itself after a while. SQLite plans without statistics, for nobody tells it to make any.
                connection.createStatement().execute("ANALYZE");
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Filling {
        private final Connection connection;
        private final String person;
        private final long now;

        private Filling(Connection connection, String person, long now) {
            this.connection = connection;
            this.person = person;
            this.now = now;
        }

        private void run() throws SQLException {
            people();
            sessions();
            tokens();
            rows(own, "files (id, user_id, name, content_type, size, sha256, created_at)",
                    id(6) + ", '" + person + "', 'file ' || i, 'text/plain', 1, '" + DIGEST + "', " + ago(1_000));
            rows(others, "files (id, user_id, name, content_type, size, sha256, created_at)",
                    id(7) + "," + id(1) + ", 'file ' || i, 'text/plain', 1, '" + DIGEST + "', " + ago(1_000));
            rows(others, "file_usage (user_id, bytes, file_count)", id(1) + ", 1, 1");
            events();
            guard();
            mails();
            alerts();
            rows(others, "change_feed (kind, subject, detail, created_at)",
                    "'of a newer server', 'filler', NULL, " + now + " - 3000000 - i");
            minutes();
        }

        private void people() throws SQLException {
            rows(others, "users (id, email, role, password_hash, email_verified, created_at, password_changed_at, role_changed_at)",
                    id(1) + ", 'filler' || i || '@example.net', CASE WHEN i % 1000 = 0 THEN 'analyst' ELSE 'user' END, '-', TRUE, "
                            + ago(60_000) + ", 0, CASE WHEN i % 1000 = 0 THEN " + ago(60_000) + " END");
        }

        /// Of one person all live; of the others every fiftieth is over for long and every tenth has ended.
        private void sessions() throws SQLException {
            String columns = "user_sessions (id, user_id, kind, device_name, user_agent, ip, auth_time, last_used_at, expires_at,"
                    + " generation, ended_at, end_reason)";
            rows(own, columns, id(2) + ", '" + person + "', 'tokens', 'phone', 'agent', '" + ADDRESS + "', "
                    + ago(60_000) + "," + ago(1_000) + ", " + now + " + 86400000, 0, NULL, NULL");
            rows(others, columns, id(3) + "," + id(1) + ", 'tokens', 'phone', 'agent', '10.0.0.1', "
                    + ago(60_000) + "," + ago(1_000) + ", CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + now
                    + " + 86400000 END, 0, CASE WHEN i % 10 = 1 THEN " + ago(600_000) + " END, NULL");
        }

        private void tokens() throws SQLException {
            String columns = "refresh_tokens (id, session_id, generation, token_hash, issued_at, expires_at, rotated_at, revoked,"
                    + " revoked_at)";
            rows(own, columns, id(4) + "," + id(2) + ", 0, 'own ' || i, " + ago(60_000) + ", " + now
                    + " + 86400000, NULL, FALSE, NULL");
            // Of each session, the last is good.
            for (int generation = 0; generation < GENERATIONS; generation++) {
                String rotated = generation == GENERATIONS - 1 ? "NULL" : ago(1_000);
                rows(others, columns, id(0x10 + generation) + "," + id(3) + ", " + generation + ", '" + generation + " ' || i, "
                        + ago(60_000) + ", CASE WHEN i % 100 = 2 THEN " + longAgo() + " ELSE " + now + " + 86400000 END, " + rotated
                        + ", CASE WHEN i % 10 = 1 THEN TRUE ELSE FALSE END, CASE WHEN i % 10 = 1 THEN "
                        + ago(86_400_000 / Math.max(1, others) * 8) + " END");
            }
        }

        /// Over two months, and as many on one day long ago as a run of the clean-up takes out.
        private void events() throws SQLException {
            String columns = "security_events (id, type, severity, timestamp, last_at, count, user_id, session_id, ip, user_agent,"
                    + " request_id, details)";
            long step = Math.max(1, Duration.ofDays(60).toMillis() / events);
            rows(events, columns, id(8) + ", CASE WHEN i % 3 = 0 THEN 'authn_login_fail' WHEN i % 1000 = 1 THEN 'address_banned'"
                    + " ELSE 'authn_login_success' END, CASE WHEN i % 3 = 0 THEN 'low' WHEN i % 1000 = 1 THEN 'high' ELSE 'info' END, "
                    + now + " - i * " + step + ", " + now + " - i * " + step + ", 1, CASE WHEN i % 3 = 0 THEN '" + person
                    + "' ELSE" + id(1) + "END, NULL, CASE WHEN i % 3 = 0 THEN '" + ADDRESS
                    + "' ELSE '10.' || (i % 200) || '.1.1' END, 'Mozilla/5.0 (X11; Linux x86_64)', 'request ' || i, NULL");
            long day = Duration.ofDays(100).toMillis();
            rows(Math.min(own, 100), columns, id(9) + ", 'authn_login_fail', 'low', " + now + " - " + day + ", " + now + " - " + day
                    + ", 1, NULL, NULL, NULL, NULL, NULL, NULL");
        }

        private void guard() throws SQLException {
            String address = "'10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256)";
            rows(others, "address_standing (address, score, scored_at, repeats, allowed_until, ban_since, ban_until, ban_reason,"
                    + " ban_evidence, ban_automatic)",
                    address + ", i % 100, CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + ago(60_000) + " END, 0, CASE WHEN i % 500 = 3 THEN "
                            + now + " + 60000 END, CASE WHEN i % 500 = 4 THEN " + ago(1_000) + " END, CASE WHEN i % 500 = 4 THEN " + now
                            + " + 600000 END, 'ban', 'evidence', TRUE");
            rows(others, "reputation_gains (address, account, gained_at)",
                    address + ", 'account ' || i, CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + ago(1_000) + " END");
            String guesses = "login_guesses (id, account, client, address, known_device, digest, guessed_at, failed)";
            rows(own, guesses, id(0xa) + ", '" + ACCOUNT + "', 'client ' || i, '" + ADDRESS + "', FALSE, 'digest', " + ago(10_000)
                    + ", TRUE");
            rows(others, guesses, id(0xb) + ", 'account ' || i, 'client', " + address
                    + ", FALSE, 'digest', CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + ago(1_000) + " END, TRUE");
            rows(own, "known_devices (account, device, since, struck_at)", "'" + ACCOUNT + "', 'device ' || i, " + ago(1_000) + ", NULL");
            rows(others, "known_devices (account, device, since, struck_at)", "'account ' || i, 'device', " + ago(1_000) + ", NULL");
        }

        private void mails() throws SQLException {
            rows(others, "mail_outbox (id, kind, subject, sealed, may_defer, repeats, created_at, due_at, attempts, finished_at, outcome)",
                    id(0xc) + ", 'new_device'," + id(1) + ", ?, FALSE, 1, " + ago(1_000) + ", " + ago(1_000) + ", 0, CASE WHEN i % 50 = 0 THEN "
                            + longAgo() + " ELSE " + ago(1_000) + " END, 'sent'");
            rows(others, "mailed_tokens (token_hash, purpose, user_id, expires_at, used_at)",
                    "'hash ' || i, 'reset'," + id(1) + ", CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + now + " + 60000 END, NULL");
        }

        private void alerts() throws SQLException {
            rows(others, "alerts (id, kind, priority, incident, headline, user_id, account, address, first_at, last_at, active_until,"
                    + " count, evidence, state, message_id)",
                    id(0xd) + ", 'brute_force', 'high', 'incident ' || i, 'headline', NULL, NULL, '10.0.0.1', " + ago(60_000) + ", "
                            + ago(1_000) + ", CASE WHEN i % 50 = 0 THEN " + longAgo() + " WHEN i % 500 = 1 THEN " + now + " + 600000 ELSE "
                            + ago(1_000) + " END, 1, 'evidence', 'announced'," + messageId());
            rows(others, "alert_incidents (incident, alert_id, until)",
                    "'incident ' || i," + id(0xd) + ", CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + now + " + 600000 END");
            rows(others, "alert_messages (id, kind, priority, form, text, suppressed, created_at, due_at)",
                    messageId() + ", 'brute_force', 'high', 'alerts', NULL, 0, CASE WHEN i % 50 = 0 THEN " + longAgo() + " ELSE " + "(" + now + " - 7200000 - i * 1000)"
                            + " END, " + ago(1_000));
            rows(others, "alert_deliveries (message_id, channel, state, due_at, attempts, next_attempt_at, leased_until, delivered_at)",
                    messageId() + ", 'mail', CASE WHEN i % 1000 = 5 THEN 'waiting' ELSE 'delivered' END, " + ago(1_000) + ", 1, " + now
                            + " + 86400000, 0, " + ago(1_000));
        }

        /// Every fiftieth of long ago, as its message is.
        private static String messageId() {
            return " '019' || CASE WHEN i % 50 = 0 THEN '0' ELSE 'b' END || '000e-0000-7000-8000-' || (100000000000 + i) ";
        }

        /// An hour ago, so that nobody reads what is in them.
        private void minutes() throws SQLException {
            rows(Math.min(others, 6_000), "metrics_minutes (node, minute, last_seen, data)",
                    "'node ' || (i / 60), " + now + " - 7200000 - i, " + now + " - 7200000 - i, ?");
        }

        private static String id(int kind) {
            return ID.formatted(kind);
        }

        /// One after the other into the past.
        private String ago(long step) {
            return "(" + now + " - i * " + Math.max(1, step) + ")";
        }

        /// Before everything that is kept, yet of different ages.
        private String longAgo() {
            return "(" + now + " - " + Duration.ofDays(100).toMillis() + " - i)";
        }

        private void rows(int count, String table, String values) throws SQLException {
            String sql = "INSERT INTO " + table + " WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < " + count
                    + ") SELECT " + values + " FROM n";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                if (values.contains("?")) {
                    statement.setBytes(1, new byte[400]);
                }
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new SQLException(sql, e);
            }
        }
    }
}
