package org.llmspace.web.space.math;

import org.commonmark.node.CustomNode;

/// A formula in a text.
public final class Formula extends CustomNode {

    private final String tex;
    private final boolean display;

    Formula(String tex, boolean display) {
        this.tex = tex;
        this.display = display;
    }

    public String mathml() {
        return TexMath.mathml(tex, display);
    }
}
