package org.llmspace.chat.retrieval;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a text is English, told by the small words that no text is without.
public final class Language {

    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final int ENOUGH = 2;
    private static final Set<String> ENGLISH = Set
            .of(("the is are a an what how do does can could i you to of and in my it why for with "
                    + "when which who this that be not on at from should would about there have has").split(" "));
    /// Of German, French, Spanish, Italian, Portuguese and Dutch, as far as they are no English words.
    private static final Set<String> OTHERS = Set
            .of(("ist sind ein eine einen einem der das und wie warum wer wo kann kannst ich nicht "
                    + "mir mich mit für auf zu zum zur es den dem von im welche welcher welches bitte hier kostet gibt machen funktioniert auch oder "
                    + "est le la les un une des du que qu qui quel quelle quels comment pourquoi ça je tu vous et pour avec dans ce sur sont peux puis "
                    + "qué el los las una cómo como por para de del en cuál quién puedo y son cosa che è il lo gli perché di sono chi posso della nel "
                    + "o é um uma não você pode wat een het hoe waarom kun niet van voor").split(" "));

    private Language() {
    }

    public static boolean isEnglish(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long latin = text.codePoints().filter(Character::isLetter)
                .filter(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.LATIN).count();
        if (latin * 2 < letters) {
            return false;
        }
        long english = count(text, ENGLISH);
        long others = count(text, OTHERS);
        return others < ENOUGH || others <= english;
    }

    private static long count(String text, Set<String> words) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().filter(word -> words.contains(word.group())).count();
    }
}
