package org.llmspace.chat.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;

/// The text of each format, with what it stands under, and what is refused.
class DocumentTextTest {

    private static final String WORD = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>%s</w:body></w:document>";

    @Test
    void markdownHasHeadingsParagraphsAndCode() {
        List<Block> blocks = read("a.md", """
                # Title
                Intro.

                ## Setup
                First line
                second line.

                ```
                # no heading

                x = 1
                ```

                Underlined
                ----------
                - one
                - two
                """.getBytes(UTF_8));
        assertThat(blocks).extracting(Block::section).containsExactly("Title", "Setup", "Setup", "Underlined");
        assertThat(blocks.get(2).text()).contains("# no heading\n\nx = 1");
        assertThat(blocks.get(3).text()).isEqualTo("- one\n- two");
    }

    @Test
    void textIsReadInItsEncoding() {
        assertThat(read("a.txt", "Grüße".getBytes(UTF_8))).containsExactly(new Block(null, "Grüße"));
        assertThat(read("a.txt", "Grüße".getBytes(ISO_8859_1))).containsExactly(new Block(null, "Grüße"));
        assertThat(read("a.txt", "\ufeffGrüße".getBytes(UTF_16LE))).containsExactly(new Block(null, "Grüße"));
    }

    @Test
    void htmlHasNoScriptsAndNoNavigation() {
        List<Block> blocks = read("a.html", """
                <html><head><title>Shop</title><script>alert(1)</script></head><body><nav>Home</nav>
                <p>Welcome.</p><h2>Returns</h2><p>Within <b>30 days</b>.</p>
                <table><tr><th>Size</th><th>Price</th></tr><tr><td>S</td><td>5</td></tr></table></body></html>"""
                .getBytes(UTF_8));
        assertThat(blocks).extracting(Block::section, Block::text).containsExactly(tuple("Shop", "Welcome."),
                tuple("Returns", "Within 30 days."), tuple("Returns", "Size | Price |\nS | 5 |"));
    }

    @Test
    void eachRowOfATableNamesItsColumns() {
        List<Block> blocks = read("a.csv", "name;price\n\"Lamp; red\";12\nChair;40\n".getBytes(UTF_8));
        assertThat(blocks).containsExactly(new Block("rows 1 to 2", "name: Lamp; red; price: 12\nname: Chair; price: 40"));
    }

    @Test
    void wordHasHeadingsListsAndTables() throws IOException {
        String body = paragraph("Title1", "Überschrift") + paragraph(null, "Erster Absatz.")
                + "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>one</w:t></w:r></w:p>"
                + "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>two</w:t></w:r></w:p>" + "<w:tbl><w:tr><w:tc>"
                + paragraph(null, "a") + "</w:tc><w:tc>" + paragraph(null, "b") + "</w:tc></w:tr></w:tbl>";
        String styles = "<w:styles xmlns:w=\"x\"><w:style w:styleId=\"Title1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
        List<Block> blocks = read("a.docx", zip("word/styles.xml", styles, "word/document.xml", WORD.formatted(body)));
        assertThat(blocks).extracting(Block::section, Block::text).containsExactly(
                tuple("Überschrift", "Erster Absatz."), tuple("Überschrift", "- one\n- two"), tuple("Überschrift", "a | b"));
    }

    @Test
    void hostileXmlAndZipBombsAreRefused() throws IOException {
        String hostile = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + WORD.formatted("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>");
        byte[] document = zip("word/document.xml", hostile);
        assertThatThrownBy(() -> read("a.docx", document)).isInstanceOf(UnreadableDocumentException.class);
        byte[] bomb = zip("word/document.xml", " ".repeat(80 << 20));
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThatThrownBy(() -> read("a.docx", bomb)).isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("unpacks to more than 64 MB");
        byte[] noDocument = zip("a.txt", "x");
        assertThatThrownBy(() -> read("a.docx", noDocument)).hasMessageContaining("no DOCX");
    }

    @Test
    void pdfHasPagesHeadingsAndParagraphs() throws IOException {
        String content = "BT /F1 20 Tf 72 700 Td (Heating) Tj ET BT /F1 11 Tf 14 TL 72 660 Td (The boiler was made by Zan-) Tj "
                + "T* (droth in [19]87 \\(really\\).) Tj ET BT /F1 11 Tf 72 600 Td [(W)80(ords) -400 (apart)] TJ ET";
        List<Block> blocks = read("a.pdf", pdf(content, "/Encoding /WinAnsiEncoding", false));
        assertThat(blocks).extracting(Block::section, Block::text).containsExactly(
                tuple("Heating (page 1)", "The boiler was made by Zandroth in [19]87 (really)."),
                tuple("Heating (page 1)", "Words apart"));
    }

    @Test
    void pdfFontsSayWhatTheirCodesMean() throws IOException {
        String map = "1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <01> <0047> <02> <00FC0066> endbfchar "
                + "1 beginbfrange <10> <12> <0061> endbfrange";
        List<Block> blocks = read("a.pdf", pdf("BT /F1 11 Tf 72 700 Td <0102101112> Tj ET", "/ToUnicode 9 0 R", true, map));
        assertThat(blocks.getFirst().text()).isEqualTo("Güfabc");
        List<Block> named = read("a.pdf", pdf("BT /F1 11 Tf 72 700 Td <01024103> Tj ET",
                "/Encoding << /Differences [1 /fi /eacute /uni20AC] >>", true));
        assertThat(named.getFirst().text()).isEqualTo("fiéA€");
    }

    @Test
    void whatIsNoDocumentIsRefused() throws IOException {
        assertThatThrownBy(() -> read("a.pdf", "%PDF-1.4 nothing".getBytes(UTF_8))).hasMessageContaining("no text");
        assertThatThrownBy(() -> read("a.pdf", "hello".getBytes(UTF_8))).hasMessageContaining("is no PDF");
        assertThatThrownBy(() -> read("a.bin", new byte[] { 1, 0, 2 })).hasMessageContaining("cannot be read");
        String encrypted = new String(pdf("BT ET", "", false), ISO_8859_1).replace("/Root", "/Encrypt 7 0 R /Root");
        assertThatThrownBy(() -> read("a.pdf", encrypted.getBytes(ISO_8859_1))).hasMessageContaining("encrypted");
    }

    private static List<Block> read(String name, byte[] bytes) {
        return DocumentText.read(name, Format.of(name, null, bytes), bytes);
    }

    private static String paragraph(String style, String text) {
        String properties = style == null ? "" : "<w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>".formatted(style);
        return "<w:p>%s<w:r><w:t>%s</w:t></w:r></w:p>".formatted(properties, text);
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] pdf(String content, String font, boolean packed, String... toUnicode) throws IOException {
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        pdf.write("""
                %PDF-1.4
                1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
                2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> >> >> endobj
                3 0 obj << /Type /Page /Parent 2 0 R /Contents [4 0 R] >> endobj
                """.getBytes(ISO_8859_1));
        pdf.write("5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica %s >> endobj\n".formatted(font)
                .getBytes(ISO_8859_1));
        stream(pdf, 4, content, packed);
        for (String map : toUnicode) {
            stream(pdf, 9, map, packed);
        }
        pdf.write("trailer << /Root 1 0 R >>\n%%EOF".getBytes(ISO_8859_1));
        return pdf.toByteArray();
    }

    private static void stream(ByteArrayOutputStream pdf, int number, String content, boolean packed) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        if (packed) {
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
                deflater.write(content.getBytes(ISO_8859_1));
            }
        } else {
            data.write(content.getBytes(ISO_8859_1));
        }
        pdf.write("%d 0 obj << /Length %d %s >> stream\n".formatted(number, data.size(), packed ? "/Filter /FlateDecode" : "")
                .getBytes(ISO_8859_1));
        pdf.write(data.toByteArray());
        pdf.write("\nendstream endobj\n".getBytes(ISO_8859_1));
    }
}
