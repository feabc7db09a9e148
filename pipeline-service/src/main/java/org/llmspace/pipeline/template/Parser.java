package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.template.Expression.Call;
import org.llmspace.pipeline.template.Statement.Block;
import org.llmspace.pipeline.template.Statement.Branch;
import org.llmspace.pipeline.template.Statement.Macro;
import org.llmspace.pipeline.template.Statement.Parameter;
import org.llmspace.pipeline.template.Token.Kind;

/// Reads the statements of a template.
final class Parser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;
    private String endedBy = "";

    private Parser(TokenReader tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Statement> parse(String template) {
        return new Parser(new TokenReader(Lexer.tokens(template))).body(Set.of());
    }

    /// @param ends the tags that end the body; none for the whole template
    private List<Statement> body(Set<String> ends) {
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.next();
            switch (token.kind()) {
                case TEXT -> body.add(new Statement.Text(token.text()));
                case OUTPUT -> {
                    body.add(new Statement.Output(expressions.tuple()));
                    tokens.expect(Kind.CLOSE, "");
                }
                case END -> {
                    if (!ends.isEmpty()) {
                        throw tokens.problem("one of %s is missing".formatted(ends));
                    }
                    return body;
                }
                default -> {
                    String tag = tokens.name();
                    if (ends.contains(tag)) {
                        endedBy = tag;
                        return body;
                    }
                    body.add(statement(tag));
                }
            }
        }
    }

    /// A body with the end of its last tag.
    private List<Statement> closedBody(String end) {
        List<Statement> body = body(Set.of(end));
        tokens.skipTo(Kind.CLOSE);
        return body;
    }

    private Statement statement(String tag) {
        return switch (tag) {
            case "if" -> branches();
            case "for" -> loop();
            case "set" -> set();
            case "macro" -> macro(tokens.name());
            case "call" -> call();
            case "filter" -> filtered(expressions.filters(new Expression.Name(Block.TEXT), true));
            case "with" -> with();
            case "generation" -> new Block(bodyOf("endgeneration"), null);
            case "break" -> jump(Statement.Jump.BREAK);
            case "continue" -> jump(Statement.Jump.CONTINUE);
            default -> throw tokens.problem("the tag '%s' is not offered".formatted(tag));
        };
    }

    private Block filtered(Expression filter) {
        return new Block(bodyOf("endfilter"), filter);
    }

    private List<Statement> bodyOf(String end) {
        tokens.expect(Kind.CLOSE, "");
        return closedBody(end);
    }

    private Statement jump(Statement.Jump jump) {
        tokens.expect(Kind.CLOSE, "");
        return jump;
    }

    private Statement branches() {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        endedBy = "elif";
        while (endedBy.equals("elif")) {
            Expression test = expressions.tuple();
            tokens.expect(Kind.CLOSE, "");
            branches.add(new Branch(test, body(Set.of("elif", "else", "endif"))));
        }
        if (endedBy.equals("else")) {
            otherwise = bodyOf("endif");
        } else {
            tokens.expect(Kind.CLOSE, "");
        }
        return new Statement.If(branches, otherwise);
    }

    private Statement loop() {
        List<String> names = new ArrayList<>();
        boolean enclosed = tokens.skip(Kind.OPERATOR, "(");
        do {
            names.add(tokens.name());
        } while (tokens.skip(Kind.OPERATOR, ","));
        if (enclosed) {
            tokens.expect(Kind.OPERATOR, ")");
        }
        tokens.expect(Kind.NAME, "in");
        Expression items = expressions.tupleWithoutCondition();
        Expression only = tokens.skip(Kind.NAME, "if") ? expressions.one() : null;
        tokens.skip(Kind.NAME, "recursive");
        tokens.expect(Kind.CLOSE, "");
        List<Statement> body = body(Set.of("else", "endfor"));
        List<Statement> otherwise = List.of();
        if (endedBy.equals("else")) {
            otherwise = bodyOf("endfor");
        } else {
            tokens.expect(Kind.CLOSE, "");
        }
        return new Statement.For(names, items, only, body, otherwise);
    }

    private Statement with() {
        List<String> names = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.at(Kind.CLOSE, "")) {
            names.add(tokens.name());
            tokens.expect(Kind.OPERATOR, "=");
            values.add(expressions.one());
            tokens.skip(Kind.OPERATOR, ",");
        }
        return new Statement.With(names, values, bodyOf("endwith"));
    }

    private Statement set() {
        List<Expression> targets = new ArrayList<>();
        boolean enclosed = tokens.skip(Kind.OPERATOR, "(");
        do {
            targets.add(target());
        } while (tokens.skip(Kind.OPERATOR, ","));
        if (enclosed) {
            tokens.expect(Kind.OPERATOR, ")");
        }
        if (tokens.skip(Kind.OPERATOR, "=")) {
            Expression value = expressions.tuple();
            tokens.expect(Kind.CLOSE, "");
            return new Statement.Set(targets, value);
        }
        Expression filter = tokens.at(Kind.OPERATOR, "|") ? expressions.filters(new Expression.Name(Block.TEXT), false) : null;
        return new Statement.SetText(targets.getFirst(), new Block(bodyOf("endset"), filter));
    }

    private Expression target() {
        Expression target = new Expression.Name(tokens.name());
        while (tokens.skip(Kind.OPERATOR, ".")) {
            target = new Expression.Member(target, tokens.name());
        }
        return target;
    }

    private Macro macro(String name) {
        List<Parameter> parameters = parameters();
        return new Macro(name, parameters, bodyOf("endmacro"));
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        tokens.expect(Kind.OPERATOR, "(");
        while (!tokens.skip(Kind.OPERATOR, ")")) {
            String name = tokens.name();
            @Nullable
            Expression otherwise = tokens.skip(Kind.OPERATOR, "=") ? expressions.one() : null;
            parameters.add(new Parameter(name, otherwise));
            if (!tokens.at(Kind.OPERATOR, ")")) {
                tokens.expect(Kind.OPERATOR, ",");
            }
        }
        return parameters;
    }

    private Statement call() {
        List<Parameter> parameters = tokens.at(Kind.OPERATOR, "(") ? parameters() : List.of();
        if (expressions.one() instanceof Call call) {
            return new Statement.CallWithBody(call, new Macro("caller", parameters, bodyOf("endcall")));
        }
        throw tokens.problem("the tag 'call' needs a macro");
    }
}
