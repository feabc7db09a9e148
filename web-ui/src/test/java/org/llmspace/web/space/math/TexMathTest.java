package org.llmspace.web.space.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of TeX is understood, and how it is written.
class TexMathTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = { "x ~ <mi>x</mi>", "12.5x ~ <mn>12.5</mn><mi>x</mi>",
            "x^2_i ~ <msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>",
            "\\frac{a}{b} ~ <mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>",
            "\\sqrt[3]{x} ~ <mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>",
            "\\alpha \\le \\beta ~ <mi>α</mi><mo>≤</mo><mi>β</mi>", "a < b ~ <mi>a</mi><mo>&lt;</mo><mi>b</mi>",
            "f'' ~ <msup><mi>f</mi><mo>′′</mo></msup>", "\\text{if } x ~ <mtext>if </mtext><mi>x</mi>",
            "\\mathbb{R} ~ <mi>ℝ</mi>", "\\left( x \\right. ~ <mrow><mo>(</mo><mi>x</mi></mrow>",
            "a \\rightarrow b ~ <mi>a</mi><mo>→</mo><mi>b</mi>", "\\nosuch ~ <mtext>\\nosuch</mtext>",
            "\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} ~ <mrow><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
                    + "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo></mrow>" })
    void texBecomesMathml(String tex, String mathml) {
        assertThat(TexMath.mathml(tex, false)).isEqualTo("<math><mrow>" + mathml + "</mrow></math>");
    }

    @Test
    void limitsStandAboveAndBelowOnALineOfTheirOwn() {
        assertThat(TexMath.mathml("\\sum_{i=1}^n i", true)).contains("<munderover><mo>∑</mo>");
        assertThat(TexMath.mathml("\\sum_{i=1}^n i", false)).contains("<msubsup><mo>∑</mo>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = { "{", "}", "x^", "\\", "\\frac", "\\left", "\\begin{", "\\begin{x}&&\\\\", "_",
            "a}b&c" })
    void brokenFormulasEnd(String tex) {
        assertThat(TexMath.mathml(tex, true)).startsWith("<math").endsWith("</math>");
    }

    @Test
    void nothingInAFormulaBecomesMarkup() {
        assertThat(TexMath.mathml("\\text{<img src=x onerror=alert(1)>} \\<b> <script>", true)).doesNotContain("<img", "<b>",
                "<script");
        assertThat(TexMath.mathml("{".repeat(100_000), true)).hasSizeLessThan(800_000);
    }
}
