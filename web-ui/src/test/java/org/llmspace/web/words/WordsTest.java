package org.llmspace.web.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class WordsTest {

    private static final Path MAIN = Path.of("src/main");
    private static final Path WORDS = MAIN.resolve("resources/words.properties");
    private static final Pattern IN_TEMPLATES = Pattern.compile("\\bw:(\\w+)");
    private static final Pattern IN_JAVA = Pattern.compile("\\bWords\\s*\\.say\\(\\s*\"(\\w+)\"");
    private static final Pattern IN_SCRIPTS = Pattern.compile("\\bsay\\('(\\w+)'|\\bsay\\(\\w+ \\? '(\\w+)' : '(\\w+)'");

    @Test
    void every_key_that_is_used_exists_and_every_key_is_used() throws IOException {
        Set<String> used = new TreeSet<>(found(".html", IN_TEMPLATES, ""));
        used.addAll(found(".java", IN_JAVA, ""));
        used.addAll(found(".js", IN_SCRIPTS, "script_"));
        assertThat(keys(WORDS)).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void another_language_comes_in_the_place_of_english_as_far_as_it_has_words() {
        assertThat(Words.inLanguage("Test")).containsEntry("chat", "Gespräch").containsEntry("models", "Models")
                .containsEntry("task.tokenize.title", "Zerleger");
    }

    @Test
    void other_languages_have_no_keys_that_english_lacks() throws IOException {
        try (Stream<Path> files = Files.list(WORDS.getParent())) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("words_.*\\.properties")).toList()) {
                Set<String> pages = new TreeSet<>(keys(file));
                pages.removeIf(key -> key.startsWith("task."));
                assertThat(keys(WORDS)).as(file.toString()).containsAll(pages);
            }
        }
    }

    /// Proper names and samples are the same everywhere.
    private static final String NAMES = "(?s).*(great food|notes\\.md|org/name|https:|JSON|OpenAPI|AsyncAPI|Cursor|VS Code|Claude Code).*";

    @Test
    void no_template_says_words_of_its_own() throws IOException {
        Pattern own = Pattern.compile(">[^<>{}]*\\p{L}{3}[^<>{}]*<|(?:title|aria-label|placeholder)=\"[^\"{]*\\p{L}{3}[^\"]*");
        for (Path file : files(".html")) {
            String text = Files.readString(file).replaceAll("(?s)<(svg|code|pre|script|kbd)\\b.*?</\\1>|\\{[^{}]*}", "");
            assertThat(own.matcher(text).results().map(MatchResult::group).filter(one -> !one.matches(NAMES)))
                    .as(file.toString()).isEmpty();
        }
    }

    private static Set<String> keys(Path file) throws IOException {
        Properties words = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            words.load(in);
        }
        return words.stringPropertyNames();
    }

    private static Set<String> found(String ending, Pattern pattern, String prefix) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files(ending)) {
            pattern.matcher(Files.readString(file)).results()
                    .flatMap(match -> Stream.iterate(1, i -> i + 1).limit(match.groupCount()).map(match::group))
                    .filter(key -> key != null).forEach(key -> found.add(prefix + key));
        }
        return found;
    }

    private static Set<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(path -> path.toString().endsWith(ending)).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
