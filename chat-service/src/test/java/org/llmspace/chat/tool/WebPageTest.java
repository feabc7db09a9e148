package org.llmspace.chat.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class WebPageTest {

    @Test
    void aPageBecomesTextThatKeepsItsShape() {
        String html = """
                <html><head><title>T</title><style>p{}</style></head><body><h1>Boats &amp; <em>ships</em></h1>
                <p>A   boat
                is small.<br>A ship is not.</p><ul><li>oars</li><li><a href="/sails">sails</a></li></ul>
                <table><tr><th>kind</th><th>crew</th></tr><tr><td>dinghy</td><td>2</td></tr></table>
                <pre>if (wind) {
                    sail();
                }</pre><img src="x.png" alt="a boat"></body></html>""";
        assertThat(PageText.of(Jsoup.parse(html, "https://example.org/").body())).isEqualTo("""
                # Boats & ships

                A boat is small.
                A ship is not.

                - oars
                - sails (https://example.org/sails)

                kind | crew |
                dinghy | 2 |

                ```
                if (wind) {
                    sail();
                }
                ```
                [image: a boat]""");
    }
}
