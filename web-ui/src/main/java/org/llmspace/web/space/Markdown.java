package org.llmspace.web.space;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.llmspace.web.space.math.FormulaParser;

/// Markdown as safe HTML, block by block: HTML in it is shown as text, addresses other than of the web and of mail are
/// dropped, images are not loaded.
final class Markdown {

    private static final String SOURCE = "#source-";
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create(),
            StrikethroughExtension.create(), TaskListItemsExtension.create(), AutolinkExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS)
            .customInlineContentParserFactory(new FormulaParser.Factory()).build();
    private static final HtmlRenderer HTML = HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true)
            .sanitizeUrls(true).nodeRendererFactory(ImageAsLink::new)
            .nodeRendererFactory(MathAsMarkup::new).nodeRendererFactory(CodeInColours::new)
            .attributeProviderFactory(context -> (node, tag, attributes) -> {
                if (node instanceof Link link && link.getDestination().startsWith(SOURCE)) {
                    attributes.put("class", "cite");
                } else if (node instanceof Link) {
                    attributes.put("rel", "noopener noreferrer nofollow");
                    attributes.put("target", "_blank");
                } else if (tag.equals("pre") || tag.equals("table")) {
                    attributes.put("tabindex", "0");
                }
            }).build();

    private Markdown() {
    }

    /// @param anchor of the citation with a number, so that `[1]` in the text leads to it
    static List<String> blocks(String text, int citations, IntFunction<String> anchor) {
        StringBuilder source = new StringBuilder(text);
        if (citations > 0 && closed(text)) {
            source.append("\n\n");
            for (int number = 1; number <= citations; number++) {
                source.append('[').append(number).append("]: ").append(anchor.apply(number)).append('\n');
            }
        }
        List<String> blocks = new ArrayList<>();
        for (Node node = PARSER.parse(source.toString()).getFirstChild(); node != null; node = node.getNext()) {
            String block = HTML.render(node);
            if (!block.isEmpty()) { // a definition of a link shows nothing
                blocks.add(block);
            }
        }
        return blocks;
    }

    static String anchor(String call, int number) {
        return SOURCE + call + "-" + number;
    }

    /// Whether no block of code is open, into which the links would fall.
    private static boolean closed(String text) {
        return text.lines().filter(line -> line.stripLeading().startsWith("```")).count() % 2 == 0;
    }
}
