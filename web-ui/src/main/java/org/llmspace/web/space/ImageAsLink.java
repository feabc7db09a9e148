package org.llmspace.web.space;

import java.util.Map;
import java.util.Set;

import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;

/// Shows an image of a model's answer as a link: the page asks nothing of other hosts.
final class ImageAsLink implements NodeRenderer {

    private final HtmlNodeRendererContext context;

    ImageAsLink(HtmlNodeRendererContext context) {
        this.context = context;
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(Image.class);
    }

    @Override
    public void render(Node node) {
        String target = context.urlSanitizer().sanitizeLinkUrl(((Image) node).getDestination());
        var html = context.getWriter();
        html.tag("a", Map.of("href", target, "rel", "noopener noreferrer nofollow", "target", "_blank"));
        if (node.getFirstChild() == null) {
            html.text("image");
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            context.render(child);
        }
        html.tag("/a");
    }
}
