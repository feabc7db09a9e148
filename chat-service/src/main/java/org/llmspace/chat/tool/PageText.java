package org.llmspace.chat.tool;

import java.util.Locale;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/// The text of a page in the manner of Markdown: headings, lists, tables' rows and links stay what they are.
final class PageText implements NodeVisitor {

    private final StringBuilder text = new StringBuilder();
    private int verbatim;

    private PageText() {
    }

    static String of(Element element) {
        PageText text = new PageText();
        NodeTraversor.traverse(text, element);
        return text.text.toString().replaceAll("[ \\t]+\n", "\n").replaceAll("\n{3,}", "\n\n").strip();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            say(words);
        } else if (node instanceof Element element) {
            open(element);
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return;
        }
        switch (element.normalName()) {
            case "a" -> {
                String target = element.absUrl("href");
                if (target.startsWith("http") && !element.text().isBlank()) {
                    text.append(" (").append(target).append(')');
                }
            }
            case "td", "th" -> text.append(" | ");
            case "pre" -> {
                verbatim--;
                text.append("\n```\n");
            }
            case String name when name.matches("h[1-6]|p|ul|ol|table|blockquote") -> text.append("\n\n");
            case String _ -> {
                if (beginsLine(element)) {
                    newLine();
                }
            }
        }
    }

    private void open(Element element) {
        String name = element.normalName().toLowerCase(Locale.ROOT);
        if (name.equals("br")) {
            text.append('\n');
        } else if (beginsLine(element)) {
            newLine();
        }
        if (name.matches("h[1-6]")) {
            text.append('\n').repeat("#", name.charAt(1) - '0').append(' ');
        } else if (name.equals("li")) {
            text.append("- ");
        } else if (name.equals("pre")) {
            verbatim++;
            text.append("```\n");
        } else if (name.equals("img") && !element.attr("alt").isBlank()) {
            text.append("[image: ").append(element.attr("alt").strip()).append(']');
        }
    }

    private void say(TextNode words) {
        if (verbatim > 0) {
            text.append(words.getWholeText());
            return;
        }
        String said = words.text();
        boolean apart = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
        text.append(apart ? said.stripLeading() : said);
    }

    private static boolean beginsLine(Element element) {
        return element.isBlock() && !element.normalName().equals("td") && !element.normalName().equals("th");
    }

    private void newLine() {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }
}
