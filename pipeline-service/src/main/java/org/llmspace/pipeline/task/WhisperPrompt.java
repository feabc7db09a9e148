package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;

import com.fasterxml.jackson.databind.JsonNode;

/// The tokens that tell Whisper what is spoken and what to write.
final class WhisperPrompt {

    private static final int VOCABULARY_OF_MANY_LANGUAGES = 51_865;

    private final Model model;
    private final JsonNode generation;

    WhisperPrompt(Model model) {
        this.model = model;
        this.generation = model.json("generation_config.json").orElse(model.config().json());
    }

    /// @param detect the likeliest language token by what is heard
    int[] tokens(AutomaticSpeechRecognition task, ToIntFunction<int[]> detect) {
        String goal = task.speechTask() == null ? "transcribe" : task.speechTask();
        if (!goal.equals("transcribe") && !goal.equals("translate")) {
            throw PipelineException.invalid("'task' is '%s'; use transcribe or translate".formatted(goal));
        }
        List<Integer> tokens = new ArrayList<>();
        tokens.add(id("<|startoftranscript|>"));
        if (multilingual()) {
            int[] languages = languages();
            tokens.add(task.language() != null ? language(task.language())
                    : languages.length > 0 ? detect.applyAsInt(languages) : id("<|en|>"));
            tokens.add(id("<|%s|>".formatted(goal)));
        } else if (task.language() != null || goal.equals("translate")) {
            throw PipelineException.invalid(
                    "%s knows English only; leave 'language' and 'task' out".formatted(model.name()));
        }
        if (!Boolean.TRUE.equals(task.returnTimestamps())) {
            tokens.add(id("<|notimestamps|>"));
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    int firstTimestamp() {
        return id("<|notimestamps|>") + 1;
    }

    private boolean multilingual() {
        return generation.path("is_multilingual")
                .asBoolean(model.config().json().path("vocab_size").asInt() >= VOCABULARY_OF_MANY_LANGUAGES);
    }

    private int[] languages() {
        List<Integer> ids = new ArrayList<>();
        generation.path("lang_to_id").forEach(id -> ids.add(id.asInt()));
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /// By its code, its token or its English name.
    private int language(String language) {
        String wanted = language.strip().toLowerCase(Locale.ROOT).replaceAll("^<\\|(.*)\\|>$", "$1");
        Integer byCode = model.tokenizer().tokenToId("<|%s|>".formatted(wanted));
        if (byCode != null && wanted.length() <= 3) {
            return byCode;
        }
        String token = named(wanted);
        if (token == null) {
            throw PipelineException.invalid("%s does not know the language '%s'; use a code as en, fr or zh".formatted(
                    model.name(), language));
        }
        return id(token);
    }

    private @Nullable String named(String name) {
        for (String token : (Iterable<String>) generation.path("lang_to_id")::fieldNames) {
            String code = token.replaceAll("[<|>]", "");
            if (Locale.of(code).getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT).equals(name)) {
                return token;
            }
        }
        return null;
    }

    private int id(String token) {
        Integer id = model.tokenizer().tokenToId(token);
        if (id == null) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s has no token %s; only Whisper models hear speech here".formatted(model.name(), token));
        }
        return id;
    }
}
