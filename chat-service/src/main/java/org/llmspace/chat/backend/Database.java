package org.llmspace.chat.backend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/// Tables in PostgreSQL, for several replicas. They are made when they are first needed, so that the service starts without the
/// database.
public final class Database {

    private static final long SCHEMA_LOCK = 7_861_001;

    /// What is done in one transaction.
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private final DataSource source;
    private final String things;
    private final List<String> schema;
    private volatile boolean ready;

    /// @param things that the tables hold, as an error names them
    /// @param schema statements that make what is not there yet
    public Database(DataSource source, String things, List<String> schema) {
        this.source = source;
        this.things = things;
        this.schema = List.copyOf(schema);
    }

    /// All of the work or nothing.
    ///
    /// @throws IllegalStateException if the database refuses, or does not answer
    public <T> T transaction(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                makeTables(connection);
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IllegalStateException("PostgreSQL does not keep or show %s: %s".formatted(things, reason), e);
        }
    }

    /// One writer at a time for each thing, on all replicas, until the transaction ends.
    public static void lock(Connection connection, @Nullable String owner, String id) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 7861))")) {
            lock.setString(1, key(owner) + "\n" + text(id));
            lock.execute();
        }
    }

    /// What stands for an owner; nobody is one, too.
    public static String key(@Nullable String owner) {
        return owner == null ? "" : "owner " + text(owner);
    }

    /// PostgreSQL's texts hold everything but this character.
    public static String text(String any) {
        return any.replace("\u0000", "\uFFFD");
    }

    private void makeTables(Connection connection) throws SQLException {
        if (!ready) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(%d)".formatted(SCHEMA_LOCK));
                for (String one : schema) {
                    statement.execute(one);
                }
            }
            connection.commit();
            ready = true;
        }
    }
}
