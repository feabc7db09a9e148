package org.llmspace.chat.retrieval;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.Database;
import org.llmspace.contracts.chat.ChatResult.KeptDocument;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

/// Keeps documents in PostgreSQL with pgvector, a row for each passage, and searches them there. An owner's documents are few
/// enough to compare with all of their vectors, which finds more than an index of neighbours that owners share.
final class PgVectorStore implements DocumentStore {

    /// pgvector brings the type and the distance; a table of a database without it cannot be made.
    private static final String EXTENSION = """
            do $$ begin
              create extension if not exists vector;
            exception when others then
              if not exists (select from pg_extension where extname = 'vector') then
                raise exception 'the extension vector (pgvector) is missing and cannot be made (%). Install it, for instance with \
            the package postgresql-<version>-pgvector or the image pgvector/pgvector, and run "create extension vector" once as a \
            superuser; or set llmspace.chat.retrieval.documents.store to folder', sqlerrm;
              end if;
            end $$""";
    private static final String DOCUMENTS = """
            create table if not exists llmspace_document (
              owner text not null,
              id text not null,
              at timestamptz not null,
              about text not null,
              primary key (owner, id))""";
    private static final String PASSAGES = """
            create table if not exists llmspace_passage (
              owner text not null,
              document text not null,
              number int not null,
              passage text not null,
              terms text[] not null,
              length int not null,
              embedding vector,
              primary key (owner, document, number),
              foreign key (owner, document) references llmspace_document (owner, id) on delete cascade)""";
    private static final String WITH_VERSION = """
            alter table llmspace_passage add column if not exists terms_version int not null default 1""";
    private static final String BY_TERMS = """
            create index if not exists llmspace_passage_by_terms on llmspace_passage using gin (terms)""";
    private static final String OF_DOCUMENT = " from llmspace_document where owner = ? and id = ?";
    private static final String AMONG = " from llmspace_passage where owner = ? and document = any (?)";
    private static final String BY_WORDS = """
            select document, number, passage, embedding::text%s and terms && ?
            order by (select sum(weight) from unnest(?, ?) as wanted (term, weight) where term = any (terms)) desc, length
            limit %d""".formatted(AMONG, PassageIndex.CANDIDATES);
    private static final String BY_MEANING = """
            select document, number, passage, embedding::text%s and vector_dims(embedding) = ?
            order by embedding <=> ?::vector limit %d""".formatted(AMONG, PassageIndex.CANDIDATES);

    /// A passage that may fit.
    private record Candidate(Passage passage, float[] vector) {
    }

    private final Database database;

    PgVectorStore(DataSource source) {
        this.database = new Database(source, "documents", List.of(EXTENSION, DOCUMENTS, PASSAGES, WITH_VERSION, BY_TERMS));
    }

    @Override
    public void keep(@Nullable String owner, KeptText document) {
        database.transaction(connection -> {
            String id = document.about().id();
            Database.lock(connection, owner, id);
            delete(connection, owner, id);
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into llmspace_document (owner, id, at, about) values (?, ?, ?::timestamptz, ?)")) {
                insert.setString(1, Database.key(owner));
                insert.setString(2, id);
                insert.setString(3, document.about().at().toString());
                insert.setString(4, json(document.about()));
                insert.executeUpdate();
            }
            return insert(connection, owner, document);
        });
    }

    @Override
    public List<KeptDocument> list(@Nullable String owner) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select about from llmspace_document where owner = ? order by at desc")) {
                select.setString(1, Database.key(owner));
                List<KeptDocument> documents = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        documents.add(read(rows.getString(1), KeptDocument.class));
                    }
                }
                return documents;
            }
        });
    }

    @Override
    public Optional<KeptText> read(@Nullable String owner, String id) {
        return database.transaction(connection -> {
            Optional<KeptDocument> about = about(connection, owner, id);
            if (about.isEmpty()) {
                return Optional.empty();
            }
            try (PreparedStatement select = among(connection,
                    "select document, number, passage, embedding::text" + AMONG + " order by number", owner, List.of(id))) {
                List<Candidate> all = List.copyOf(candidates(select).values());
                return Optional.of(new KeptText(about.get(), all.stream().map(Candidate::passage).toList(), vectors(all)));
            }
        });
    }

    @Override
    public boolean delete(@Nullable String owner, String id) {
        return database.transaction(connection -> {
            Database.lock(connection, owner, id);
            return delete(connection, owner, id);
        });
    }

    @Override
    public Optional<PassageSearch> search(@Nullable String owner, List<KeptDocument> documents) {
        return Optional.of(new There(owner, documents));
    }

    /// Documents that stay where they are: the database chooses candidates by words and by meaning, which are then ranked like
    /// any passages, with the numbers of all.
    private final class There implements PassageSearch {

        private final @Nullable String owner;
        private final List<String> ids;
        private final boolean vectors;

        There(@Nullable String owner, List<KeptDocument> documents) {
            this.owner = owner;
            this.ids = documents.stream().map(KeptDocument::id).toList();
            this.vectors = !documents.isEmpty() && documents.stream().allMatch(KeptDocument::byMeaning);
        }

        @Override
        public List<Hit> search(Question question, float @Nullable [] meaning) {
            return index(question, vectors ? meaning : null).search(question, meaning);
        }

        @Override
        public Question understood(Question question) {
            return index(question, null).understood(question);
        }

        @Override
        public boolean hasVectors() {
            return vectors;
        }

        private PassageIndex index(Question question, float @Nullable [] meaning) {
            return database.transaction(connection -> {
                Map<String, Double> terms = question.terms();
                remakeTerms(connection, owner, ids);
                Bm25.Corpus corpus = corpus(connection, owner, ids, terms.keySet().toArray(String[]::new));
                Map<String, Candidate> found = new LinkedHashMap<>();
                if (!terms.isEmpty()) {
                    found.putAll(byWords(connection, owner, ids, terms, corpus));
                }
                if (meaning != null) {
                    found.putAll(byMeaning(connection, owner, ids, meaning));
                }
                List<Candidate> candidates = List.copyOf(found.values());
                PassageIndex index = new PassageIndex(candidates.stream().map(Candidate::passage).toList(),
                        candidates.stream().map(_ -> List.<String> of()).toList(), corpus);
                if (meaning != null) {
                    index.vectors(vectors(candidates));
                }
                return index;
            });
        }
    }

    /// A release may cut texts into other terms than the one that stored them; its questions would find nothing.
    private static void remakeTerms(Connection connection, @Nullable String owner, List<String> ids) throws SQLException {
        try (PreparedStatement select = among(connection, "select document, number, passage" + AMONG
                + " and terms_version < " + Terms.VERSION, owner, ids);
                ResultSet rows = select.executeQuery();
                PreparedStatement update = connection.prepareStatement("update llmspace_passage set terms = ?, length = ?, "
                        + "terms_version = ? where owner = ? and document = ? and number = ?")) {
            while (rows.next()) {
                setTerms(connection, update, 1, read(rows.getString(3), Passage.class));
                update.setString(4, Database.key(owner));
                update.setString(5, rows.getString(1));
                update.setInt(6, rows.getInt(2));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /// @param first the place of the terms, which their number and their version follow
    private static void setTerms(Connection connection, PreparedStatement statement, int first, Passage passage)
            throws SQLException {
        Map<String, Integer> terms = Bm25.frequencies(passage);
        statement.setArray(first, connection.createArrayOf("text", terms.keySet().toArray(String[]::new)));
        statement.setInt(first + 1, terms.values().stream().mapToInt(Integer::intValue).sum());
        statement.setInt(first + 2, Terms.VERSION);
    }

    private static Bm25.Corpus corpus(Connection connection, @Nullable String owner, List<String> ids, String[] terms)
            throws SQLException {
        Map<String, Integer> containing = new HashMap<>();
        try (PreparedStatement select = among(connection, "select term, count(*) from unnest(?) as wanted (term) join "
                + "llmspace_passage on terms @> array[term] where owner = ? and document = any (?) group by term", owner, ids,
                terms);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                containing.put(rows.getString(1), rows.getInt(2));
            }
        }
        try (PreparedStatement select = among(connection, "select count(*), coalesce(avg(length), 1)" + AMONG, owner, ids);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return new Bm25.Corpus(rows.getInt(1), rows.getDouble(2), containing);
        }
    }

    private static Map<String, Candidate> byWords(Connection connection, @Nullable String owner, List<String> ids,
            Map<String, Double> terms, Bm25.Corpus corpus) throws SQLException {
        String[] wanted = terms.keySet().toArray(String[]::new);
        Double[] weights = Arrays.stream(wanted).map(term -> terms.getOrDefault(term, 0.0)
                * Bm25.idf(corpus.passages(), corpus.containing().getOrDefault(term, 0))).toArray(Double[]::new);
        try (PreparedStatement select = among(connection, BY_WORDS, owner, ids)) {
            Array asked = connection.createArrayOf("text", wanted);
            select.setArray(3, asked);
            select.setArray(4, asked);
            select.setArray(5, connection.createArrayOf("float8", weights));
            return candidates(select);
        }
    }

    private static Map<String, Candidate> byMeaning(Connection connection, @Nullable String owner, List<String> ids,
            float[] meaning) throws SQLException {
        try (PreparedStatement select = among(connection, BY_MEANING, owner, ids)) {
            select.setInt(3, meaning.length);
            select.setString(4, Arrays.toString(meaning));
            return candidates(select);
        }
    }

    private static int insert(Connection connection, @Nullable String owner, KeptText document) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into llmspace_passage (owner, document, number, passage, terms, length, terms_version, embedding)
                values (?, ?, ?, ?, ?, ?, ?, ?::vector)""")) {
            for (int i = 0; i < document.passages().size(); i++) {
                Passage passage = document.passages().get(i);
                insert.setString(1, Database.key(owner));
                insert.setString(2, document.about().id());
                insert.setInt(3, i + 1);
                insert.setString(4, json(passage));
                setTerms(connection, insert, 5, passage);
                insert.setString(8, document.vectors().isEmpty() ? null : Arrays.toString(document.vectors().get(i)));
                insert.addBatch();
            }
            return insert.executeBatch().length;
        }
    }

    private static boolean delete(Connection connection, @Nullable String owner, String id) throws SQLException {
        try (PreparedStatement delete = ofDocument(connection, "delete" + OF_DOCUMENT, owner, id)) {
            return delete.executeUpdate() > 0;
        }
    }

    private static Optional<KeptDocument> about(Connection connection, @Nullable String owner, String id) throws SQLException {
        try (PreparedStatement select = ofDocument(connection, "select about" + OF_DOCUMENT, owner, id);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(read(rows.getString(1), KeptDocument.class)) : Optional.empty();
        }
    }

    private static PreparedStatement ofDocument(Connection connection, String sql, @Nullable String owner, String id)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, Database.key(owner));
        statement.setString(2, Database.text(id));
        return statement;
    }

    /// @param terms an array that the statement takes first; none if it takes no array
    private static PreparedStatement among(Connection connection, String sql, @Nullable String owner, List<String> ids,
            String[]... terms) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < terms.length; i++) {
            statement.setArray(i + 1, connection.createArrayOf("text", terms[i]));
        }
        statement.setString(terms.length + 1, Database.key(owner));
        statement.setArray(terms.length + 2, connection.createArrayOf("text", ids.toArray()));
        return statement;
    }

    /// By what tells them apart, in their order.
    private static Map<String, Candidate> candidates(PreparedStatement select) throws SQLException {
        Map<String, Candidate> found = new LinkedHashMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1) + "-" + rows.getInt(2),
                        new Candidate(read(rows.getString(3), Passage.class), vector(rows.getString(4))));
            }
        }
        return found;
    }

    /// From text such as `[0.1,0.2]`: the driver makes its arrays by reflection, which fails in a native executable.
    private static float[] vector(@Nullable String text) {
        if (text == null) {
            return new float[0];
        }
        String[] values = text.substring(1, text.length() - 1).split(",");
        float[] vector = new float[values.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(values[i]);
        }
        return vector;
    }

    /// Those of all candidates; none if one has none.
    private static List<float[]> vectors(List<Candidate> candidates) {
        return candidates.stream().anyMatch(candidate -> candidate.vector().length == 0) ? List.of()
                : candidates.stream().map(Candidate::vector).toList();
    }

    private static String json(Object any) {
        try {
            return EventCodec.json().writeValueAsString(any);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document cannot be written as JSON", e);
        }
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return EventCodec.json().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document in PostgreSQL is not of this version", e);
        }
    }
}
