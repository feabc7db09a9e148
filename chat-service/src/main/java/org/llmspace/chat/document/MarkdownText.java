package org.llmspace.chat.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Text and Markdown: blank lines part paragraphs; headings stand above what follows them.
final class MarkdownText {

    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})\\s+(.+?)\\s*#*\\s*");
    private static final Pattern UNDERLINE = Pattern.compile("(={3,}|-{3,})\\s*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(```|~~~).*");

    private final Outline outline = new Outline();
    private final List<String> paragraph = new ArrayList<>();
    private boolean code;

    private MarkdownText() {
    }

    static List<Block> read(String text) {
        MarkdownText reading = new MarkdownText();
        text.lines().forEach(reading::line);
        reading.endParagraph();
        return reading.outline.blocks();
    }

    private void line(String line) {
        if (FENCE.matcher(line).matches()) {
            code = !code;
        }
        var heading = HEADING.matcher(line);
        if (!code && heading.matches()) {
            endParagraph();
            outline.heading(heading.group(1).length(), heading.group(2));
        } else if (!code && paragraph.size() == 1 && UNDERLINE.matcher(line).matches()) {
            outline.heading(line.startsWith("=") ? 1 : 2, paragraph.removeFirst());
        } else if (line.isBlank() && !code) {
            endParagraph();
        } else {
            paragraph.add(code ? line.stripTrailing() : line.strip());
        }
    }

    private void endParagraph() {
        outline.add(String.join("\n", paragraph));
        paragraph.clear();
    }
}
