package org.llmspace.chat.retrieval;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The words of a text that count in a search by words: lower case, without accents and endings, stop words left out.
final class Terms {

    /// Of how texts become terms: one more with every change, so that terms that were stored are made again.
    static final int VERSION = 3;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[.'’_+#][\\p{L}\\p{N}]+)*");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    /// What is written together, apart or with a hyphen, as you like; and what a table calls otherwise than who asks.
    private static final List<Map.Entry<Pattern, String>> SPELLINGS = List.of(
            Map.entry(words("\\bfine[- ]?tun(?:e|es|ed|ing)\\b"), "finetuning"),
            Map.entry(words("\\b(zero|one|few|multi)[- ]?shot"), "$1 shot"),
            Map.entry(words("\\b(llama|gemma|qwen|phi|gpt|claude|gemini)[- ]?(\\d)"), "$1 $2"),
            Map.entry(words("\\b(\\d+)[- ]?bits?\\b"), "$1 bit"),
            Map.entry(words("\\bcosts?\\b"), "price"),
            Map.entry(words("\\b(?:(?:downside|drawback)s?|cons|weakness(?:es)?)\\b"), "disadvantage"),
            Map.entry(words("\\b(?:(?:upside|benefit|strength)s?|pros)\\b"), "advantage"),
            Map.entry(words("\\bc[ao]me up with\\b"), "invented"),
            Map.entry(words(
                    "\\b(?:mak(?:e|es|ing)|made) (?:(?:(?:wrong|false|fake) )?(?:things?|stuff|something|facts?|answers?|sources?|quotes?|citations?|information|it|them) )?up\\b(?! (?:of|for|to)\\b)"),
                    "hallucinate"),
            Map.entry(words("\\brepos?\\b"), "repository"), Map.entry(words("\\bdocs\\b"), "documents"),
            Map.entry(words("\\bdbs?\\b"), "database"), Map.entry(words("\\bhf\\b"), "hugging face"),
            Map.entry(words("\\bk8s\\b"), "kubernetes"), Map.entry(words("\\brepl(?:y|ies)\\b"), "answer"),
            Map.entry(words(
                    "\\bin (?:one|a|two|a few) (?:single |short )?(?:sentence|word|line)s?\\b|\\bon earth\\b|\\bthe (?:heck|hell)\\b"),
                    " "));
    private static final Set<String> STOP = Set
            .of(("a about above after again all also am an and any are as at be because been "
                    + "before being between both but by can could did do does doing done down during each even ever every everybody "
                    + "explain few for from get give go goes going good got had happen happens has have having he help her here him his "
                    + "how i if im in into is it its just know let like lot make many may me mean means might more most much must my need "
                    + "no nor not now of off often ok on once one only or other our out over own please put really same say see shall she should "
                    + "show so some such take talk tell than that thats the their them then there these they thing things this those "
                    + "through to too under until up us use used very want was way we well were what whats when where which while who "
                    + "whom whose why will with without work works would wont you your actually basically briefly exactly hey hi pls plz thx "
                    + "u ur btw wat wats wot hwo").split(" "));

    private Terms() {
    }

    static List<String> of(String text) {
        List<String> terms = new ArrayList<>();
        String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("")
                .toLowerCase(Locale.ROOT);
        WORD.matcher(spelled(plain)).results().map(word -> word.group().replaceAll("['’]s?", ""))
                .filter(word -> !STOP.contains(word))
                .map(Terms::stem).forEach(terms::add);
        return terms;
    }

    /// The text, where what has several spellings has one.
    static String spelled(String text) {
        String spelled = text;
        for (Map.Entry<Pattern, String> spelling : SPELLINGS) {
            spelled = spelling.getKey().matcher(spelled).replaceAll(spelling.getValue());
        }
        return spelled;
    }

    private static Pattern words(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }

    /// Cuts common English endings; crude, but the same for questions and texts.
    static String stem(String word) {
        String stem = word;
        if (stem.length() > 4 && stem.endsWith("ies")) {
            stem = stem.substring(0, stem.length() - 3) + "y";
        } else if (stem.length() > 3 && stem.endsWith("s") && !stem.endsWith("ss") && !stem.endsWith("us")
                && !stem.endsWith("is")) {
            stem = stem.substring(0, stem.length() - 1);
        }
        for (String ending : List.of("ization", "isation", "izing", "ized", "ize", "ation", "ing", "ed", "er", "ly")) {
            if (stem.endsWith(ending) && stem.length() - ending.length() >= 4) {
                stem = stem.substring(0, stem.length() - ending.length());
                break;
            }
        }
        if (stem.length() > 4 && stem.charAt(stem.length() - 1) == stem.charAt(stem.length() - 2)) {
            stem = stem.substring(0, stem.length() - 1);
        }
        return stem.length() > 4 && stem.endsWith("e") ? stem.substring(0, stem.length() - 1) : stem;
    }
}
