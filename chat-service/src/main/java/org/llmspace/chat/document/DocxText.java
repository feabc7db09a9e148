package org.llmspace.chat.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/// A document of Word: paragraphs, headings by their style, lists, and tables row by row.
final class DocxText {

    private static final String TEXT = "word/document.xml";
    private static final String STYLES = "word/styles.xml";
    /// More than that, unpacked, is a trap.
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_ENTRIES = 10_000;
    private static final Pattern HEADING_STYLE = Pattern.compile("heading ([1-9])");
    private static final Pattern OUTLINE_LEVEL = Pattern.compile("[0-8]");

    private final Map<String, Integer> levels;
    private final Outline outline = new Outline();
    private final StringBuilder paragraph = new StringBuilder();
    private final StringBuilder together = new StringBuilder();
    private int level;
    private int tables;
    private boolean listed;
    private boolean inText;

    private DocxText(Map<String, Integer> levels) {
        this.levels = levels;
    }

    static List<Block> read(byte[] bytes) {
        Map<String, byte[]> parts = unzip(bytes);
        byte[] text = parts.get(TEXT);
        if (text == null) {
            throw new UnreadableDocumentException("the file is a zip archive, but no DOCX document: it has no " + TEXT);
        }
        try {
            DocxText docx = new DocxText(styles(parts.get(STYLES)));
            XMLStreamReader xml = open(text);
            while (xml.hasNext()) {
                docx.read(xml, next(xml));
            }
            docx.endTogether();
            return docx.outline.blocks();
        } catch (XMLStreamException e) {
            throw new UnreadableDocumentException("the DOCX document is damaged: " + e.getMessage(), e);
        }
    }

    private void read(XMLStreamReader xml, int event) {
        if (event == XMLStreamConstants.START_ELEMENT) {
            start(xml);
        } else if (event == XMLStreamConstants.END_ELEMENT) {
            end(xml.getLocalName());
        } else if (event == XMLStreamConstants.CHARACTERS && inText) {
            paragraph.append(xml.getText());
        }
    }

    private void start(XMLStreamReader xml) {
        switch (xml.getLocalName()) {
            case "t" -> inText = true;
            case "tab" -> paragraph.append(' ');
            case "br", "cr" -> paragraph.append('\n');
            case "pStyle" -> level = levels.getOrDefault(String.valueOf(value(xml)), level);
            case "outlineLvl" -> level = outlineLevel(value(xml));
            case "numPr" -> listed = true;
            case "tbl" -> {
                endTogether();
                tables++;
            }
            case String _ -> {
            }
        }
    }

    private void end(String name) {
        switch (name) {
            case "t" -> inText = false;
            case "p" -> endParagraph();
            case "tc" -> together.append(" | ");
            case "tr" -> together.append('\n');
            case "tbl" -> {
                tables--;
                endTogether();
            }
            case String _ -> {
            }
        }
    }

    private void endParagraph() {
        String text = paragraph.toString().strip();
        if (tables > 0) {
            together.append(text.replace('\n', ' ')).append(' ');
        } else if (level > 0 && !text.isEmpty()) {
            endTogether();
            outline.heading(level, text.replace('\n', ' '));
        } else if (listed && !text.isEmpty()) {
            together.append("- ").append(text).append('\n');
        } else {
            endTogether();
            outline.add(text);
        }
        paragraph.setLength(0);
        level = 0;
        listed = false;
    }

    /// Items of a list stay together, rows of a table too.
    private void endTogether() {
        outline.add(together.toString().replaceAll("[ |]+\n", "\n").replaceAll(" +\\|", " |"));
        together.setLength(0);
    }

    /// Which styles are headings: their ids are translated, their names are not.
    private static Map<String, Integer> styles(byte @Nullable [] part) throws XMLStreamException {
        Map<String, Integer> levels = new HashMap<>();
        for (int i = 1; i <= 9; i++) {
            levels.put("Heading" + i, i);
        }
        levels.put("Title", 1);
        if (part == null) {
            return levels;
        }
        XMLStreamReader xml = open(part);
        String id = "";
        while (xml.hasNext()) {
            if (next(xml) == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getLocalName();
                if (name.equals("style")) {
                    id = String.valueOf(attribute(xml, "styleId"));
                } else if (name.equals("name")) {
                    Matcher heading = HEADING_STYLE.matcher(String.valueOf(value(xml)).toLowerCase(Locale.ROOT));
                    if (heading.matches()) {
                        levels.put(id, Integer.valueOf(heading.group(1)));
                    }
                } else if (name.equals("outlineLvl")) {
                    levels.putIfAbsent(id, outlineLevel(value(xml)));
                }
            }
        }
        return levels;
    }

    private static int outlineLevel(@Nullable String value) {
        return value != null && OUTLINE_LEVEL.matcher(value).matches() ? Integer.parseInt(value) + 1 : 0;
    }

    private static @Nullable String value(XMLStreamReader xml) {
        return attribute(xml, "val");
    }

    private static @Nullable String attribute(XMLStreamReader xml, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return null;
    }

    private static XMLStreamReader open(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    }

    /// Word writes no document type; whoever does wants to read our files or to exhaust us.
    private static int next(XMLStreamReader xml) throws XMLStreamException {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new UnreadableDocumentException("the DOCX document declares a document type; that is refused");
        }
        return event;
    }

    private static Map<String, byte[]> unzip(byte[] bytes) {
        Map<String, byte[]> parts = new HashMap<>();
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null && parts.size() < 2; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                if (names.size() > MOST_ENTRIES) {
                    throw new UnreadableDocumentException("the DOCX document has too many parts");
                }
                if (entry.getName().equals(TEXT) || entry.getName().equals(STYLES)) {
                    parts.put(entry.getName(), Limited.read(zip, MOST_BYTES));
                } else {
                    Limited.skip(zip, MOST_BYTES);
                }
            }
        } catch (IOException e) {
            throw new UnreadableDocumentException("the DOCX document is damaged: " + e.getMessage(), e);
        }
        return parts;
    }
}
