package org.llmspace.chat.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.Database;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

/// A row of PostgreSQL for each line, for several replicas.
final class PostgresStore implements ConversationStore {

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

    private final Database database;

    PostgresStore(DataSource source) {
        this.database = new Database(source, "conversations", List.of(TABLE, INDEX));
    }

    @Override
    public List<Line> read(@Nullable String owner, String id) {
        return database.transaction(connection -> {
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
        database.transaction(connection -> {
            Database.lock(connection, owner, id);
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
        return database.transaction(connection -> {
            Map<String, List<Line>> conversations = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    select conversation, line from llmspace_conversation_line where owner = ? order by position""")) {
                select.setString(1, Database.key(owner));
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
        return database.transaction(connection -> {
            Database.lock(connection, owner, id);
            try (PreparedStatement delete = ofConversation(connection, "delete" + OF_CONVERSATION, owner, id)) {
                return delete.executeUpdate() > 0;
            }
        });
    }

    private static void insert(Connection connection, @Nullable String owner, String id, List<Line> lines) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into llmspace_conversation_line (owner, conversation, line) values (?, ?, ?)")) {
            for (Line line : lines) {
                insert.setString(1, Database.key(owner));
                insert.setString(2, Database.text(id));
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
        statement.setString(1, Database.key(owner));
        statement.setString(2, Database.text(id));
        return statement;
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
