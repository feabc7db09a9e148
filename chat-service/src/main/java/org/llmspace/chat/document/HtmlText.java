package org.llmspace.chat.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/// A page of HTML as Markdown is read: its headings, paragraphs, lists and rows, without scripts and navigation.
final class HtmlText implements NodeVisitor {

    private static final String NO_TEXT = "script,style,noscript,template,svg,iframe,button,select,nav,[hidden],[aria-hidden=true]";
    private static final Set<String> PARTS = Set.of("p", "ul", "ol", "table", "blockquote", "pre", "section", "article", "div",
            "dl", "figure");

    private final StringBuilder text = new StringBuilder();

    private HtmlText() {
    }

    static List<Block> read(byte[] bytes) {
        Document document = parse(bytes);
        document.select(NO_TEXT).remove();
        HtmlText html = new HtmlText();
        NodeTraversor.traverse(html, document.body());
        List<Block> blocks = new ArrayList<>();
        String title = document.title().strip();
        for (Block block : MarkdownText.read(html.text.toString())) {
            blocks.add(block.section() == null && !title.isEmpty() ? new Block(title, block.text()) : block);
        }
        return blocks;
    }

    private static Document parse(byte[] bytes) {
        try {
            return Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            String said = words.text();
            boolean apart = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
            text.append(apart ? said.stripLeading() : said);
        } else if (node instanceof Element element) {
            open(element);
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element) {
            String name = element.normalName();
            if (isHeading(name) || PARTS.contains(name)) {
                text.append("\n\n");
            } else if (name.equals("td") || name.equals("th")) {
                text.append(" | ");
            } else if (name.equals("tr") || name.equals("li") || name.equals("dt") || name.equals("dd")) {
                text.append('\n');
            }
        }
    }

    private void open(Element element) {
        String name = element.normalName();
        if (isHeading(name)) {
            text.append("\n\n").repeat("#", name.charAt(1) - '0').append(' ');
        } else if (PARTS.contains(name)) {
            text.append("\n\n");
        } else if (name.equals("li")) {
            text.append("\n- ");
        } else if (name.equals("br")) {
            text.append('\n');
        } else if (name.equals("img") && !element.attr("alt").isBlank()) {
            text.append("[image: ").append(element.attr("alt").strip()).append(']');
        }
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }
}
