package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.llmspace.chat.retrieval.PassageSearch.Hit;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Citation;

/// What the guide says to a question: rather nothing than something else.
final class GuideAnswers {

    /// Who somebody is, how to reach them, what the day brings, and what only the asker knows: no guide to a field can say.
    private static final List<Pattern> OUT_OF_REACH = List.of(
            Pattern.compile(
                    "(?i)^\\W*(?:(?:and|so|ok|please|do you know|can you tell me|tell me)[ ,]+)*who(?:'?s| is| was| are| were| owns?| runs?| leads?| manages?"
                            + "| heads?| founded| started| won| painted| wrote| composed| directed| plays| played)\\b(?! (?:responsible|liable|allowed|behind))(?!.* for\\W*$).*"),
            Pattern.compile(
                    "(?i).*\\b(?:ceo|cfo|cto|net worth|salary|married|headquarters?|founded|birthday|how old is|how many (?:employees|staff|shareholders)"
                            + "|how many (?:people|users|customers) (?:use|are|have|does)|how many \\w+ does \\w+ own)\\b.*"),
            Pattern.compile(
                    "(?i).*\\b(?:(?:tele)?phone|fax|mobile|hotline|serial) (?:number|no)\\b.*|.*\\b(?:by (?:tele)?phone|hotline|postal|opening hours"
                            + "|e-?mail address|e-?mail of|(?:reach|talk to|speak to) (?:a |an )?(?:human|person|someone|somebody)|\\w+ offices? in"
                            + "|office of \\w+ in|customer (?:service|support) (?:number|line))\\b.*"),
            Pattern.compile(
                    "(?i).*\\b(?:weather|rain(?:ing)?|snow(?:ing)?|horoscope|lottery|bitcoin|exchange rate|traffic jam|(?:stock|share) prices?|stocks"
                            + "|(?:exact|current|today'?s) prices?|prices? .*(?:today|right now)|what happened (?:in|at|to|today|yesterday|this))\\b.*"),
            Pattern.compile("(?i)^\\W*(?:what|which|any|tell|show|give|read)\\b.*\\b(?:news|headlines)\\b.*"),
            Pattern.compile(
                    "(?i)^\\W*(?:is|are)\\b.*\\b(?:down|offline|broken|online|open|working)\\b.*\\b(?:right now|at the moment|today|this (?:morning|evening|week))\\W*$"),
            Pattern.compile(
                    "(?i)^\\W*(?:what|when|where|which|read|show|tell|open|how (?:old|much|many))\\b.*\\b(?:my|our) (?:\\w+ ){0,2}(?:name|age|boss|manager"
                            + "|colleagues?|leader|mother|father|wife|husband|friends?|neighbou?rs?|e-?mails?|inbox|mails?|calendar|meetings?|appointments?"
                            + "|account|balance|bank|password|holidays?|car|dog|cat|photos?|order|company earn)\\b.*"),
            Pattern.compile(
                    "(?i)^\\W*(?:what|where|when|which)(?: \\w+)? did (?:i|we|my|our)\\b.*|.*\\b(?:do|did) (?:i|we) have left\\b.*"));
    /// Words that stand nowhere in the guide say that it was not written about this.
    private static final double PRICE_OF_UNKNOWN_WORDS = 0.2;
    private static final double NEAR = 0.6;

    /// @param asked the question as it was understood
    private record Found(Question asked, List<Hit> hits) {

        double score() {
            return hits.isEmpty() ? 0 : hits.getFirst().score();
        }
    }

    private final PassageIndex guide;
    private final Function<Question, Optional<float[]>> meaning;

    /// @param meaning of a question; empty while nobody knows it
    GuideAnswers(PassageIndex guide, Function<Question, Optional<float[]>> meaning) {
        this.guide = guide;
        this.meaning = meaning;
    }

    /// A question that goes on from something said before is answered with what was not said yet. Two things that no passage
    /// compares are explained one by one.
    List<Citation> answer(List<ChatMessage> messages, int most) {
        Question question = Question.of(messages).aboutLlmSpace();
        if (isOutOfReach(question.text()) || !Language.isEnglish(question.text())) {
            return List.of();
        }
        Found found = fresh(question, messages, question);
        Found resolved = question.resolved().map(meant -> fresh(meant, messages, question)).orElse(found);
        Found best = resolved.score() > found.score() ? resolved : found;
        List<Hit> hits = best.hits();
        if (!hits.isEmpty() && !question.comparedIn(hits.getFirst().passage().section())) {
            List<Hit> each = question.compared().stream()
                    .map(subject -> hits(new Question("What is %s?".formatted(subject), "")).getFirst()).toList();
            if (each.stream().allMatch(Evidence.GUIDE::isGood)) {
                return Evidence.CONTEXT.choose(each.stream().distinct().toList(), each.size());
            }
        }
        double price = PRICE_OF_UNKNOWN_WORDS * guide.unknown(guide.understood(best.asked()));
        return hits.isEmpty() || !Evidence.GUIDE.isGood(hits.getFirst(), price) ? List.of()
                : Evidence.GUIDE.choose(hits, most);
    }

    static boolean isOutOfReach(String question) {
        String line = question.replace('\n', ' ');
        return !line.toLowerCase(Locale.ROOT).contains("llm space")
                && OUT_OF_REACH.stream().anyMatch(pattern -> pattern.matcher(line).matches());
    }

    /// What was not said yet, where the question goes on from something said before; unless nothing else comes near it.
    private Found fresh(Question meant, List<ChatMessage> messages, Question asked) {
        List<Hit> hits = hits(meant);
        List<Hit> fresh = new ArrayList<>(hits);
        fresh.removeIf(hit -> asked.movesOnFrom(hit.passage().section())
                && messages.stream().anyMatch(message -> message.text().contains(hit.passage().text())));
        boolean near = hits.isEmpty() || asked.wantsMore()
                || !fresh.isEmpty() && fresh.getFirst().score() >= NEAR * hits.getFirst().score();
        return new Found(meant, near ? fresh : hits);
    }

    private List<Hit> hits(Question question) {
        return PassageSearch.all(question, List.of(guide), meaning);
    }
}
