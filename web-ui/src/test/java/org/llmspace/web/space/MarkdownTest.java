package org.llmspace.web.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Answers of models as HTML.
class MarkdownTest {

    @Test
    void formulasAreFoundAndAmountsAreNot() {
        assertThat(html("The area is $\\pi r^2$ here.")).contains("<math><mrow><mi>π</mi>");
        assertThat(html("$$\na_1 * b * c\n$$")).contains("<math display=\"block\"").doesNotContain("<em>");
        assertThat(html("\\\\(x\\\\) and \\\\[y\\\\]".replace("\\\\", "\\"))).contains("<mi>x</mi>", "<mi>y</mi>");
        assertThat(html("It costs $5 and not $6.")).contains("$5 and not $6");
        assertThat(html("`$x$`")).contains("<code>$x$</code>");
        assertThat(html("Not closed: $$ x")).contains("$$ x");
    }

    @Test
    void codeHasColours() {
        assertThat(html("```java\nreturn \"<b>\"; // done\n```")).contains("<code class=\"language-java\">",
                "<span class=\"tk\">return</span>", "<span class=\"ts\">&quot;&lt;b&gt;&quot;</span>",
                "<span class=\"tc\">// done</span>");
        assertThat(html("```python\nx = 1 # one\n```")).contains("<span class=\"tn\">1</span>",
                "<span class=\"tc\"># one</span>");
    }

    @Test
    void listsOfTasksAndAddressesAreSeen() {
        assertThat(html("- [x] done")).contains("type=\"checkbox\"", "checked");
        assertThat(html("~~no~~ https://example.org")).contains("<del>no</del>", "href=\"https://example.org\"");
    }

    private static String html(String text) {
        return String.join("", Markdown.blocks(text, 0, number -> ""));
    }
}
