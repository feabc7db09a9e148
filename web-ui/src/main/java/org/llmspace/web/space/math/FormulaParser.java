package org.llmspace.web.space.math;

import java.util.Set;

import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/// Finds formulas in Markdown: `$a$`, `$$a$$`, `\(a\)` and `\[a\]`. Amounts such as $5 and $6 are none.
public final class FormulaParser implements InlineContentParser {

    /// Makes one parser for each text.
    public static final class Factory implements InlineContentParserFactory {
        @Override
        public Set<Character> getTriggerCharacters() {
            return Set.of('$', '\\');
        }

        @Override
        public InlineContentParser create() {
            return new FormulaParser();
        }
    }

    @Override
    public ParsedInline tryParse(InlineParserState state) {
        Scanner scanner = state.scanner();
        for (String[] pair : new String[][] { { "$$", "$$" }, { "\\[", "\\]" }, { "\\(", "\\)" } }) {
            if (scanner.next(pair[0])) {
                return upTo(scanner, pair[1], !pair[0].equals("\\("));
            }
        }
        return scanner.next('$') ? inText(scanner) : ParsedInline.none();
    }

    private static ParsedInline upTo(Scanner scanner, String end, boolean display) {
        Position from = scanner.position();
        while (scanner.hasNext()) {
            Position to = scanner.position();
            if (scanner.next(end)) {
                String tex = scanner.getSource(from, to).getContent();
                return tex.isBlank() ? ParsedInline.none()
                        : ParsedInline.of(new Formula(tex, display), scanner.position());
            }
            scanner.next();
        }
        return ParsedInline.none();
    }

    /// Between single signs, neither of which has a space inside, and no digit follows.
    private static ParsedInline inText(Scanner scanner) {
        if (Character.isWhitespace(scanner.peek())) {
            return ParsedInline.none();
        }
        Position from = scanner.position();
        char last = ' ';
        while (scanner.hasNext() && scanner.peek() != '\n') {
            Position to = scanner.position();
            if (scanner.peek() == '$' && last != '\\') {
                scanner.next();
                String tex = scanner.getSource(from, to).getContent();
                return tex.isEmpty() || Character.isWhitespace(last) || Character.isDigit(scanner.peek())
                        ? ParsedInline.none()
                        : ParsedInline.of(new Formula(tex, false), scanner.position());
            }
            last = scanner.peek();
            scanner.next();
        }
        return ParsedInline.none();
    }
}
