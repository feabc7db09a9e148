package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.llmspace.pipeline.template.Statement.Block;
import org.llmspace.pipeline.template.Statement.Macro;

/// Carries out a template's statements.
final class Interpreter {

    private static final int MAX_TEXT = 16_000_000;

    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Evaluator evaluator = new Evaluator();

    String run(List<Statement> template, Scope scope) {
        StringBuilder out = new StringBuilder();
        run(template, scope, out);
        return out.toString();
    }

    private Flow run(List<Statement> body, Scope scope, StringBuilder out) {
        for (Statement statement : body) {
            Flow flow = run(statement, scope, out);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder out) {
        evaluator.step();
        switch (statement) {
            case Statement.Text(var text) -> write(text, out);
            case Statement.Output(var value) -> write(Values.text(evaluator.value(value, scope)), out);
            case Statement.If choice -> {
                return run(chosen(choice, scope), scope, out);
            }
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Set(var targets, var value) -> set(targets, evaluator.value(value, scope), scope);
            case Statement.SetText(var target, var block) -> set(List.of(target), text(block, scope), scope);
            case Statement.With(var names, var values, var body) -> {
                Scope inside = new Scope(scope);
                for (int i = 0; i < names.size(); i++) {
                    inside.set(names.get(i), evaluator.value(values.get(i), scope));
                }
                return run(body, inside, out);
            }
            case Block block -> write(text(block, scope), out);
            case Macro macro -> scope.set(macro.name(), function(macro, scope));
            case Statement.CallWithBody(var call, var caller) -> {
                Given given = evaluator.given(call.arguments(), scope);
                Map<String, Object> named = new LinkedHashMap<>(given.named());
                named.put("caller", function(caller, scope));
                write(Values.text(evaluator.call(call.function(), new Given(given.positional(), named), scope)), out);
            }
            case Statement.Jump jump -> {
                return jump == Statement.Jump.BREAK ? Flow.BREAK : Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private static void write(String text, StringBuilder out) {
        if (out.length() + text.length() > MAX_TEXT) {
            throw new TemplateException("the text would get longer than %d characters".formatted(MAX_TEXT));
        }
        out.append(text);
    }

    private String text(Block block, Scope scope) {
        String text = run(block.body(), scope);
        return block.filter() == null ? text
                : Values.text(evaluator.value(block.filter(), new Scope(scope).set(Block.TEXT, text)));
    }

    private List<Statement> chosen(Statement.If choice, Scope scope) {
        for (Statement.Branch branch : choice.branches()) {
            if (Values.isTrue(evaluator.value(branch.test(), scope))) {
                return branch.body();
            }
        }
        return choice.otherwise();
    }

    private void set(List<Expression> targets, Object value, Scope scope) {
        if (targets.size() == 1) {
            set(targets.getFirst(), value, scope);
            return;
        }
        List<Object> values = Values.items(value);
        if (values.size() != targets.size()) {
            throw new TemplateException("%d values cannot be set to %d names".formatted(values.size(), targets.size()));
        }
        for (int i = 0; i < values.size(); i++) {
            set(targets.get(i), values.get(i), scope);
        }
    }

    private void set(Expression target, Object value, Scope scope) {
        switch (target) {
            case Expression.Name(var name) -> scope.set(name, value);
            case Expression.Member(var of, var name) when evaluator.value(of, scope) instanceof Namespace(var values) ->
                values.put(name, value);
            default -> throw new TemplateException("only names and members of a namespace can be set");
        }
    }

    private void loop(Statement.For loop, Scope scope, StringBuilder out) {
        List<Object> items = new ArrayList<>();
        for (Object item : Values.items(evaluator.value(loop.items(), scope))) {
            if (loop.only() == null
                    || Values.isTrue(evaluator.value(loop.only(), named(loop.names(), item, new Scope(scope))))) {
                items.add(item);
            }
        }
        List<Object> seen = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Map<String, Object> position = position(items, i);
            position.put("changed", (Function) given -> changed(seen, given.positional()));
            Scope inside = named(loop.names(), items.get(i), new Scope(scope)).set("loop", position);
            if (run(loop.body(), inside, out) == Flow.BREAK) {
                return;
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), scope, out);
        }
    }

    private Scope named(List<String> names, Object item, Scope scope) {
        set(names.stream().<Expression> map(Expression.Name::new).toList(), item, scope);
        return scope;
    }

    private static boolean changed(List<Object> seen, List<Object> values) {
        boolean changed = seen.isEmpty() || !Values.same(seen.getLast(), values);
        seen.add(values);
        return changed;
    }

    private static Map<String, Object> position(List<Object> items, int index) {
        Map<String, Object> loop = new LinkedHashMap<>();
        loop.put("index", index + 1L);
        loop.put("index0", (long) index);
        loop.put("revindex", (long) items.size() - index);
        loop.put("revindex0", items.size() - index - 1L);
        loop.put("depth", 1L);
        loop.put("depth0", 0L);
        loop.put("first", index == 0);
        loop.put("last", index == items.size() - 1);
        loop.put("length", (long) items.size());
        loop.put("previtem", index == 0 ? Nothing.UNDEFINED : items.get(index - 1));
        loop.put("nextitem", index == items.size() - 1 ? Nothing.UNDEFINED : items.get(index + 1));
        loop.put("cycle", (Function) given -> given.positional().get(index % given.positional().size()));
        return loop;
    }

    private Function function(Macro macro, Scope scope) {
        return given -> {
            Scope inside = new Scope(scope);
            for (int i = 0; i < macro.parameters().size(); i++) {
                Statement.Parameter parameter = macro.parameters().get(i);
                Object otherwise = parameter.otherwise() == null ? Nothing.UNDEFINED
                        : evaluator.value(parameter.otherwise(), inside);
                inside.set(parameter.name(), given.get(i, parameter.name(), otherwise));
            }
            inside.set("varargs", new Tuple(given.from(macro.parameters().size()).positional()));
            Map<String, Object> others = new LinkedHashMap<>(given.named());
            macro.parameters().forEach(parameter -> others.remove(parameter.name()));
            others.remove("caller");
            inside.set("kwargs", others);
            if (given.named().get("caller") instanceof Function caller) {
                inside.set("caller", caller);
            }
            return run(macro.body(), inside);
        };
    }
}
