package org.llmspace.chat.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/// Runs the content of a page as far as it shows text, and notes each piece with its place.
final class PdfContent {

    /// A piece of text on a page.
    ///
    /// @param x where it begins
    /// @param y its line, from the page's foot upwards
    /// @param end where it ends
    /// @param size of its letters
    record Piece(String text, double x, double y, double end, double size) {
    }

    /// A transformation of the plane: x' = a*x + c*y + e, y' = b*x + d*y + f.
    private record Matrix(double a, double b, double c, double d, double e, double f) {

        static final Matrix NONE = new Matrix(1, 0, 0, 1, 0, 0);

        /// This first, the other one after it.
        Matrix then(Matrix o) {
            return new Matrix(a * o.a + b * o.c, a * o.b + b * o.d, c * o.a + d * o.c, c * o.b + d * o.d,
                    e * o.a + f * o.c + o.e, e * o.b + f * o.d + o.f);
        }

        Matrix moved(double x, double y) {
            return new Matrix(1, 0, 0, 1, x, y).then(this);
        }
    }

    private record State(Matrix matrix, PdfFont font, double size, double letterSpace, double wordSpace, double scale,
            double leading, double rise) {
    }

    private static final int DEEPEST = 12;
    private static final int MOST_OPERATORS = 5_000_000;

    private final PdfFile file;
    private final IdentityHashMap<Pdf.Dict, PdfFont> fonts;
    private final List<Piece> pieces = new ArrayList<>();
    private final Deque<State> saved = new ArrayDeque<>();
    private State state;
    private Matrix text = Matrix.NONE;
    private Matrix line = Matrix.NONE;
    private int operators;

    /// @param fonts those that were read already
    PdfContent(PdfFile file, IdentityHashMap<Pdf.Dict, PdfFont> fonts) {
        this.file = file;
        this.fonts = fonts;
        this.state = new State(Matrix.NONE, new PdfFont(file, Pdf.Dict.EMPTY), 1, 0, 0, 1, 0, 0);
    }

    List<Piece> of(PdfFile.Page page) {
        run(file.content(page.dict().get("Contents")), page.resources(), 0);
        return pieces;
    }

    private void run(byte[] content, Pdf.Dict resources, int depth) {
        PdfLexer lexer = new PdfLexer(content, 0);
        List<Pdf> operands = new ArrayList<>();
        for (Pdf value = lexer.next(); value != null && operators < MOST_OPERATORS; value = lexer.next()) {
            if (!(value instanceof Pdf.Word(String operator))) {
                operands.add(value);
                continue;
            }
            operators++;
            if (operator.equals("ID")) {
                skipPicture(content, lexer);
            } else if (operator.equals("Do")) {
                form(resources, operands, depth);
            } else if (operator.equals("Tf")) {
                font(resources, operands);
            } else {
                run(operator, operands);
            }
            operands.clear();
        }
    }

    private void run(String operator, List<Pdf> with) {
        switch (operator) {
            case "q" -> saved.push(state);
            case "Q" -> state = saved.isEmpty() ? state : saved.pop();
            case "cm" -> state = with(matrix(with).then(state.matrix()));
            case "BT" -> {
                text = Matrix.NONE;
                line = Matrix.NONE;
            }
            case "Td" -> nextLine(number(with, 0), number(with, 1));
            case "TD" -> {
                spacing(state.letterSpace(), state.wordSpace(), -number(with, 1));
                nextLine(number(with, 0), number(with, 1));
            }
            case "Tm" -> {
                line = matrix(with);
                text = line;
            }
            case "T*" -> nextLine(0, -state.leading());
            case "Tc" -> spacing(number(with, 0), state.wordSpace(), state.leading());
            case "Tw" -> spacing(state.letterSpace(), number(with, 0), state.leading());
            case "TL" -> spacing(state.letterSpace(), state.wordSpace(), number(with, 0));
            case "Tz" -> state = new State(state.matrix(), state.font(), state.size(), state.letterSpace(), state.wordSpace(),
                    number(with, 0) / 100, state.leading(), state.rise());
            case "Ts" -> state = new State(state.matrix(), state.font(), state.size(), state.letterSpace(), state.wordSpace(),
                    state.scale(), state.leading(), number(with, 0));
            case "Tj" -> show(with);
            case "TJ" -> showAll(with);
            case "'" -> {
                nextLine(0, -state.leading());
                show(with);
            }
            case "\"" -> {
                spacing(number(with, 1), number(with, 0), state.leading());
                nextLine(0, -state.leading());
                show(with);
            }
            case String _ -> {
            }
        }
    }

    private State with(Matrix matrix) {
        return new State(matrix, state.font(), state.size(), state.letterSpace(), state.wordSpace(), state.scale(),
                state.leading(), state.rise());
    }

    private void spacing(double letters, double words, double leading) {
        state = new State(state.matrix(), state.font(), state.size(), letters, words, state.scale(), leading, state.rise());
    }

    private void nextLine(double x, double y) {
        line = line.moved(x, y);
        text = line;
    }

    private void font(Pdf.Dict resources, List<Pdf> with) {
        String name = with.isEmpty() ? "" : file.name(with.getFirst());
        Pdf.Dict font = file.dict(file.dict(resources.get("Font")).get(name));
        state = new State(state.matrix(), fonts.computeIfAbsent(font, one -> new PdfFont(file, one)), number(with, 1),
                state.letterSpace(), state.wordSpace(), state.scale(), state.leading(), state.rise());
    }

    /// A part of a page that is kept apart.
    private void form(Pdf.Dict resources, List<Pdf> with, int depth) {
        Pdf form = with.isEmpty() ? Pdf.NULL
                : file.resolve(file.dict(resources.get("XObject")).get(file.name(with.getFirst())));
        if (depth < DEEPEST && form instanceof Pdf.Stream stream && file.name(stream.dict().get("Subtype")).equals("Form")) {
            State before = state;
            List<Pdf> matrix = file.array(stream.dict().get("Matrix"));
            state = matrix.size() == 6 ? with(matrix(matrix).then(state.matrix())) : state;
            Pdf.Dict own = file.dict(stream.dict().get("Resources"));
            int open = saved.size();
            run(file.content(stream), own.entries().isEmpty() ? resources : own, depth + 1);
            while (saved.size() > open) {
                saved.pop();
            }
            state = before;
        }
    }

    private void showAll(List<Pdf> with) {
        for (Pdf part : with.isEmpty() ? List.<Pdf> of() : file.array(with.getFirst())) {
            if (part instanceof Pdf.Num(double back)) {
                text = text.moved(-back / 1000 * state.size() * state.scale(), 0);
            } else {
                show(List.of(part));
            }
        }
    }

    private void show(List<Pdf> with) {
        if (with.isEmpty() || !(with.getLast() instanceof Pdf.Text(byte[] codes))) {
            return;
        }
        PdfFont font = state.font();
        StringBuilder shown = new StringBuilder();
        Matrix from = text;
        for (int i = 0; i + font.codeLength() <= codes.length; i += font.codeLength()) {
            int code = font.codeLength() == 1 ? codes[i] & 0xff : (codes[i] & 0xff) << 8 | codes[i + 1] & 0xff;
            PdfFont.Glyph glyph = font.glyph(code);
            shown.append(glyph.text());
            double width = glyph.width() / 1000 * state.size() + state.letterSpace() + (glyph.space() ? state.wordSpace() : 0);
            text = text.moved(width * state.scale(), 0);
        }
        Matrix begin = from.moved(0, state.rise()).then(state.matrix());
        Matrix end = text.then(state.matrix());
        double size = Math.hypot(begin.c(), begin.d()) * Math.abs(state.size());
        if (!shown.isEmpty()) {
            pieces.add(new Piece(shown.toString(), begin.e(), begin.f(), end.e(), Math.max(size, 0.1)));
        }
    }

    /// A picture inside the content ends with `EI` between spaces.
    private static void skipPicture(byte[] content, PdfLexer lexer) {
        for (int i = lexer.position() + 1; i + 2 < content.length; i++) {
            if (content[i] == 'E' && content[i + 1] == 'I' && PdfLexer.isSpace(content[i - 1])
                    && PdfLexer.isSpace(content[i + 2])) {
                lexer.position(i + 2);
                return;
            }
        }
        lexer.position(content.length);
    }

    private Matrix matrix(List<Pdf> with) {
        return new Matrix(number(with, 0), number(with, 1), number(with, 2), number(with, 3), number(with, 4), number(with, 5));
    }

    private double number(List<Pdf> with, int index) {
        return index < with.size() ? file.number(with.get(index), 0) : 0;
    }

}
