package org.llmspace.web.space;

import java.util.Set;

import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.llmspace.web.space.math.Formula;

/// Shows formulas, which bring their own markup.
final class MathAsMarkup implements NodeRenderer {

    private final HtmlNodeRendererContext context;

    MathAsMarkup(HtmlNodeRendererContext context) {
        this.context = context;
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(Formula.class);
    }

    @Override
    public void render(Node node) {
        context.getWriter().raw(((Formula) node).mathml());
    }
}
