package org.llmspace.web.space;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/// Shows code with its comments, texts, numbers and words of the language in colours.
final class CodeInColours implements NodeRenderer {

    private static final int LONGEST = 40_000;
    private static final Set<String> HASH = Set.of("python", "py", "bash", "sh", "shell", "yaml", "yml", "toml", "ruby",
            "properties", "dockerfile", "r");
    private static final Set<String> PLAIN = Set.of("", "text", "txt", "markdown", "md", "console", "output");
    private static final String TEXT = "(?<s>\"\"\"[\\s\\S]*?(?:\"\"\"|\\z)|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])*+'|`(?:\\\\.|[^`\\\\])*+`)";
    private static final String NUMBER = "(?<n>\\b\\d[\\w.]*)";
    private static final String WORD = "(?<k>\\b(?:abstract|and|as|async|await|boolean|break|case|catch|class|const|continue|def|"
            + "default|del|do|double|echo|elif|else|enum|export|extends|false|final|finally|float|fn|for|from|func|function|"
            + "if|impl|implements|import|in|instanceof|int|interface|is|lambda|let|long|match|mut|new|nil|none|None|not|null|or|"
            + "package|pass|private|protected|public|raise|record|return|sealed|select|SELECT|FROM|WHERE|INSERT|INTO|UPDATE|"
            + "DELETE|CREATE|TABLE|JOIN|GROUP|ORDER|BY|self|static|struct|super|switch|this|throw|throws|true|True|False|try|"
            + "type|typeof|use|val|var|void|while|with|yield)\\b)";
    private static final Pattern WITH_HASH = pattern("#[^\\n]*");
    private static final Pattern OTHERS = pattern("//[^\\n]*|--[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|\\z)|<!--[\\s\\S]*?(?:-->|\\z)");

    private final HtmlNodeRendererContext context;

    CodeInColours(HtmlNodeRendererContext context) {
        this.context = context;
    }

    private static Pattern pattern(String comment) {
        return Pattern.compile("(?<c>" + comment + ")|" + TEXT + "|" + NUMBER + "|" + WORD);
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(FencedCodeBlock.class);
    }

    @Override
    public void render(Node node) {
        FencedCodeBlock block = (FencedCodeBlock) node;
        String info = block.getInfo() == null ? "" : block.getInfo().strip();
        String language = info.split("\\s")[0];
        Map<String, String> attributes = new LinkedHashMap<>();
        if (!language.isEmpty()) {
            attributes.put("class", "language-" + language);
        }
        HtmlWriter html = context.getWriter();
        html.line();
        html.tag("pre", Map.of("tabindex", "0"));
        html.tag("code", attributes);
        write(html, block.getLiteral(), language.toLowerCase(Locale.ROOT));
        html.tag("/code");
        html.tag("/pre");
        html.line();
    }

    private static void write(HtmlWriter html, String code, String language) {
        if (PLAIN.contains(language) || code.length() > LONGEST) {
            html.text(code);
            return;
        }
        Matcher found = (HASH.contains(language) ? WITH_HASH : OTHERS).matcher(code);
        int at = 0;
        while (found.find()) {
            html.text(code.substring(at, found.start()));
            html.tag("span", Map.of("class", kind(found)));
            html.text(found.group());
            html.tag("/span");
            at = found.end();
        }
        html.text(code.substring(at));
    }

    private static String kind(Matcher found) {
        return found.group("c") != null ? "tc" : found.group("s") != null ? "ts" : found.group("n") != null ? "tn" : "tk";
    }
}
