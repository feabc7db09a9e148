package org.llmspace.web.words;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.qute.TemplateExtension;

/// The words that people read, from `words.properties`. What `words_<language>.properties` has comes in its place, if
/// `LLMSPACE_LANGUAGE` names the language. Templates say `{w:key}`, scripts `say('key')`.
public final class Words {

    private static final String FOR_SCRIPTS = "script_";
    private static volatile @Nullable Properties read;

    private Words() {
    }

    /// @throws IllegalArgumentException if there are no such words
    public static String say(String key, Object... values) {
        String words = words().getProperty(key);
        if (words == null) {
            throw new IllegalArgumentException("words.properties has no '%s'".formatted(key));
        }
        return values.length == 0 ? words : words.formatted(values);
    }

    /// The words of a task, which stand in English beside the task.
    ///
    /// @param key such as `task.tokenize.title`
    public static String ofTask(String key, String english) {
        return words().getProperty("task." + key, english);
    }

    @TemplateExtension(namespace = "w", matchName = TemplateExtension.ANY)
    static String word(String key) {
        return say(key);
    }

    @TemplateExtension(namespace = "w", matchName = TemplateExtension.ANY)
    static String word(String key, Object value) {
        return say(key, value);
    }

    @TemplateExtension(namespace = "w", matchName = TemplateExtension.ANY)
    static String word(String key, Object value, Object other) {
        return say(key, value, other);
    }

    @TemplateExtension(namespace = "w", matchName = TemplateExtension.ANY)
    static String word(String key, Object value, Object other, Object third) {
        return say(key, value, other, third);
    }

    /// The words of the scripts, as JSON that can stand in a page.
    public static String forScripts() {
        Map<String, String> words = new TreeMap<>();
        words().stringPropertyNames().stream().filter(key -> key.startsWith(FOR_SCRIPTS))
                .forEach(key -> words.put(key.substring(FOR_SCRIPTS.length()), say(key)));
        try {
            return new ObjectMapper().writeValueAsString(words).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Read when first asked for, so that a native executable obeys the environment it runs in.
    private static Properties words() {
        Properties known = read;
        if (known == null) {
            known = inLanguage(ConfigProvider.getConfig().getOptionalValue("llmspace.language", String.class).orElse(""));
            read = known;
        }
        return known;
    }

    /// @param language empty for English
    static Properties inLanguage(String language) {
        Properties words = new Properties();
        load(words, "words.properties");
        if (!language.isBlank()) {
            load(words, "words_" + language.strip().toLowerCase(Locale.ROOT) + ".properties");
        }
        return words;
    }

    private static void load(Properties into, String name) {
        try (var file = Words.class.getClassLoader().getResourceAsStream(name)) {
            if (file != null) {
                into.load(new InputStreamReader(file, UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
