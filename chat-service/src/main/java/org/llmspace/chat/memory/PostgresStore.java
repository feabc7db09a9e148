package org.llmspace.chat.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

/// A row of PostgreSQL for each line, for several replicas. The table is made when it is first needed, so that the service
/// starts without the database.
final class PostgresStore implements ConversationStore {

    private static final long SCHEMA_LOCK = 7_861_001;
    private static final String TABLE = """
            create table if not exists llmspace_conversation_line (
              position bigint generated always as identity primary key,
              owner text not null,
              conversation text not null,
              line text not null)""";
    private static final String INDEX = """
            create index if not exists llmspace_conversation_line_of
            on llmspace_conversation_line (owner, conversation, position)""";
    private static final String OF_CONVERSATION = " from llmspace_conversation_line where owner = ? and conversation = ?";

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private final DataSource database;
    private volatile boolean ready;

    PostgresStore(DataSource database) {
        this.database = database;
    }

    @Override
    public List<Line> read(@Nullable String owner, String id) {
        return transaction(connection -> {
            try (PreparedStatement select = ofConversation(connection, "select line" + OF_CONVERSATION + " order by position",
                    owner, id); ResultSet rows = select.executeQuery()) {
                List<Line> lines = new ArrayList<>();
                while (rows.next()) {
                    lines.add(line(rows.getString(1)));
                }
                return lines;
            }
        });
    }

    @Override
    public void append(@Nullable String owner, String id, Line.@Nullable Opened first, List<? extends Line> lines) {
        transaction(connection -> {
            lock(connection, owner, id);
            boolean there = exists(connection, owner, id);
            if (there || first != null) {
                List<Line> all = new ArrayList<>();
                if (!there && first != null) {
                    all.add(first);
                }
                all.addAll(lines);
                insert(connection, owner, id, all);
            }
            return there;
        });
    }

    @Override
    public List<List<Line>> all(@Nullable String owner) {
        return transaction(connection -> {
            Map<String, List<Line>> conversations = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    select conversation, line from llmspace_conversation_line where owner = ? order by position""")) {
                select.setString(1, key(owner));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        conversations.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(line(rows.getString(2)));
                    }
                }
            }
            return List.copyOf(conversations.values());
        });
    }

    @Override
    public boolean delete(@Nullable String owner, String id) {
        return transaction(connection -> {
            lock(connection, owner, id);
            try (PreparedStatement delete = ofConversation(connection, "delete" + OF_CONVERSATION, owner, id)) {
                return delete.executeUpdate() > 0;
            }
        });
    }

    private static void insert(Connection connection, @Nullable String owner, String id, List<Line> lines) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into llmspace_conversation_line (owner, conversation, line) values (?, ?, ?)")) {
            for (Line line : lines) {
                insert.setString(1, key(owner));
                insert.setString(2, text(id));
                insert.setString(3, text(line));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static boolean exists(Connection connection, @Nullable String owner, String id) throws SQLException {
        try (PreparedStatement select = ofConversation(connection, "select 1" + OF_CONVERSATION + " limit 1", owner, id);
                ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }

    private static PreparedStatement ofConversation(Connection connection, String sql, @Nullable String owner, String id)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, key(owner));
        statement.setString(2, text(id));
        return statement;
    }

    /// One writer at a time for each conversation, on all replicas, until the transaction ends.
    private static void lock(Connection connection, @Nullable String owner, String id) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 7861))")) {
            lock.setString(1, key(owner) + "\n" + text(id));
            lock.execute();
        }
    }

    private <T> T transaction(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                createTable(connection);
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not keep or show conversations: " + e.getMessage(), e);
        }
    }

    private void createTable(Connection connection) throws SQLException {
        if (!ready) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(%d)".formatted(SCHEMA_LOCK));
                statement.execute(TABLE);
                statement.execute(INDEX);
            }
            connection.commit();
            ready = true;
        }
    }

    private static String key(@Nullable String owner) {
        return owner == null ? "" : "owner " + text(owner);
    }

    /// PostgreSQL's texts hold everything but this character.
    private static String text(String any) {
        return any.replace("\u0000", "\uFFFD");
    }

    private static String text(Line line) {
        try {
            return EventCodec.json().writerFor(Line.class).writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line cannot be written as JSON", e);
        }
    }

    private static Line line(String text) {
        try {
            return EventCodec.json().readValue(text, Line.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line in PostgreSQL is not of this version", e);
        }
    }
}
