package org.llmspace.chat.memory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.Database;

/// Texts that every replica finds for a while, in the database; without a database there are none.
@Singleton
public class Notes {

    private static final String TABLE = """
            create table if not exists llmspace_note (
              id text primary key,
              until timestamptz not null,
              note text not null)""";
    private static final String INDEX = "create index if not exists llmspace_note_until on llmspace_note (until)";

    private final @Nullable Database database;

    /// @param url of the database; without it the data source is off
    @Inject
    Notes(Instance<DataSource> source, @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url) {
        this(url.filter(address -> !address.isBlank()).map(_ -> source.get()).orElse(null));
    }

    Notes(@Nullable DataSource source) {
        this.database = source == null ? null : new Database(source, "responses", List.of(TABLE, INDEX));
    }

    /// Whether there is a database.
    public boolean areShared() {
        return database != null;
    }

    /// Keeps a note in place of the one with its id, and forgets those whose time is over.
    public void put(String id, String note, Duration age) {
        database().transaction(connection -> {
            try (PreparedStatement old = connection.prepareStatement("delete from llmspace_note where until < now() or id = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into llmspace_note values (?, now() + ? * interval '1 millisecond', ?)")) {
                old.setString(1, Database.text(id));
                old.executeUpdate();
                insert.setString(1, Database.text(id));
                insert.setLong(2, age.toMillis());
                insert.setString(3, Database.text(note));
                return insert.executeUpdate();
            }
        });
    }

    public Optional<String> get(String id) {
        return database().transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select note from llmspace_note where id = ? and until >= now()")) {
                select.setString(1, Database.text(id));
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                }
            }
        });
    }

    public void remove(String id) {
        database().transaction(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from llmspace_note where id = ?")) {
                delete.setString(1, Database.text(id));
                return delete.executeUpdate();
            }
        });
    }

    private Database database() {
        if (database == null) {
            throw new IllegalStateException("there is no database to keep notes in");
        }
        return database;
    }
}
