package org.llmspace.pipeline.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

/// Reads a JSON schema. Properties come in the schema's order, with a space at most between the parts. The bounds of
/// numbers that may have fractions are not followed, but for whether they may be negative; what else cannot be followed is refused.
final class Schema {

    private static final List<String> REFUSED = List.of("not", "if", "patternProperties", "dependentSchemas",
            "dependentRequired", "uniqueItems", "contains", "propertyNames", "unevaluatedProperties", "$dynamicRef");
    private static final List<String> BOUNDS = List.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum");
    private static final int LONGEST = 10_000;
    private static final int MOST_PARTS = 1_000;
    private static final Rule SPACE = Rule.maybe(Rule.chars(" "));
    private static final Rule COMMA = Rule.sequence(Rule.text(","), SPACE);
    private static final Rule COLON = Rule.sequence(Rule.text(":"), SPACE);
    private static final Chars PLAIN = Chars.of(0, 0x1f).or(Chars.of("\"\\")).or(Chars.of(0xd800, 0xdfff)).not();
    private static final Rule CHARACTER = Rule.choice(new Rule.One(PLAIN),
            expression("\\\\([\"\\\\/bfnrt]|u[0-9a-bA-Be-fE-F][0-9a-fA-F]{3})"));
    private static final Rule NUMBER = expression("(0|[1-9]\\d{0,15})(\\.\\d{1,16})?([eE][+-]?\\d{1,3})?");
    private static final Rule INTEGER = expression("(0|[1-9]\\d{0,15})");
    private static final Map<String, String> FORMATS = Map.of("date", "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])",
            "time", "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)?",
            "uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final JsonNode root;
    private final Map<JsonNode, Rule> rules = new HashMap<>();
    private final Rule anything = new Rule.Named(this::anything);
    private @Nullable Rule everything;

    Schema(JsonNode root) {
        this.root = root;
    }

    /// @throws GrammarException if the schema cannot be followed
    Rule rule() {
        return value(root);
    }

    /// A schema may contain itself, so that its rule has to be known before it is read.
    private Rule value(JsonNode schema) {
        Rule known = rules.get(schema);
        if (known == null) {
            if (rules.size() >= MOST_PARTS || schema.path("properties").size() > MOST_PARTS) {
                throw new GrammarException("The JSON schema has more than %d parts; send a smaller one".formatted(MOST_PARTS));
            }
            Rule[] read = new Rule[1];
            known = new Rule.Named(() -> read[0]);
            rules.put(schema, known);
            read[0] = read(schema);
        }
        return known;
    }

    private Rule read(JsonNode schema) {
        if (schema.isBoolean() && schema.booleanValue()) {
            return anything;
        }
        if (!schema.isObject()) {
            throw new GrammarException("A JSON schema is an object, not %s".formatted(shortened(schema)));
        }
        REFUSED.stream().filter(schema::has).findFirst().ifPresent(name -> {
            throw new GrammarException("'%s' of JSON schemas is not offered; leave it out".formatted(name));
        });
        if (schema.has("$ref")) {
            return value(at(schema.get("$ref").asText()));
        }
        if (schema.has("const")) {
            return literal(schema.get("const"));
        }
        if (schema.path("enum").isArray()) {
            return new Rule.Choice(stream(schema.get("enum")).map(Schema::literal).toList());
        }
        for (String several : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.path(several).isArray()) {
                return several(several, schema.get(several));
            }
        }
        if (schema.path("type").isArray()) {
            return new Rule.Choice(stream(schema.get("type")).map(type -> typed(type.asText(), schema)).toList());
        }
        return typed(schema.path("type").asText(schema.has("properties") ? "object" : schema.has("items") ? "array" : "any"),
                schema);
    }

    private Rule several(String name, JsonNode schemas) {
        if (name.equals("allOf") && schemas.size() != 1) {
            throw new GrammarException("'allOf' with several JSON schemas is not offered; write them as one");
        }
        return new Rule.Choice(stream(schemas).map(this::value).toList());
    }

    private JsonNode at(String reference) {
        JsonNode target = reference.equals("#") ? root
                : reference.startsWith("#/") ? root.at(reference.substring(1)) : root.path("");
        if (target.isMissingNode()) {
            throw new GrammarException("'$ref' is '%s', and the JSON schema has nothing there; use #/$defs/...".formatted(
                    reference));
        }
        return target;
    }

    private Rule typed(String type, JsonNode schema) {
        return switch (type) {
            case "any" -> anything;
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "string" -> string(schema);
            case "number" -> Rule.sequence(sign(schema), NUMBER);
            case "integer" -> BOUNDS.stream().anyMatch(schema::hasNonNull) ? Integers.between(schema)
                    : Rule.sequence(sign(schema), INTEGER);
            case "boolean" -> Rule.choice(Rule.text("true"), Rule.text("false"));
            case "null" -> Rule.text("null");
            default -> throw new GrammarException(
                    "'%s' is no type of JSON schemas; use object, array, string, number, integer, boolean or null"
                            .formatted(type));
        };
    }

    private static Rule sign(JsonNode schema) {
        boolean positive = schema.path("minimum").asDouble(-1) >= 0 || schema.path("exclusiveMinimum").asDouble(-1) >= 0;
        return positive ? Rule.NOTHING : Rule.maybe(Rule.text("-"));
    }

    private static Rule string(JsonNode schema) {
        if (schema.has("pattern")) {
            return quoted(new Expression(schema.get("pattern").asText(), PLAIN).rule());
        }
        String format = schema.path("format").asText("");
        if (format.equals("date-time")) {
            return quoted(expression(FORMATS.get("date") + "T" + FORMATS.get("time")));
        }
        String known = FORMATS.get(format);
        return quoted(known == null ? new Rule.Repeat(CHARACTER, count(schema, "minLength", 0),
                count(schema, "maxLength", Rule.Repeat.ENDLESS)) : expression(known));
    }

    private static Rule quoted(Rule inside) {
        return Rule.sequence(Rule.text("\""), inside, Rule.text("\""));
    }

    private Rule array(JsonNode schema) {
        List<Rule> first = stream(schema.path("prefixItems")).map(this::value).toList();
        Rule item = schema.has("items") ? value(schema.get("items")) : anything;
        int least = Math.max(count(schema, "minItems", 0), first.size());
        int most = count(schema, "maxItems", Rule.Repeat.ENDLESS);
        if (most < least) {
            throw new GrammarException("'minItems' and 'maxItems' of a JSON schema leave no list; make them agree");
        }
        List<Rule> items = new ArrayList<>();
        for (Rule one : first) {
            items.add(items.isEmpty() ? one : Rule.sequence(COMMA, one));
        }
        Rule more = Rule.sequence(COMMA, item);
        int rest = most == Rule.Repeat.ENDLESS ? most : most - Math.max(1, first.size());
        Rule list = most == 0 ? Rule.NOTHING
                : first.isEmpty() ? Rule.sequence(item, new Rule.Repeat(more, Math.max(0, least - 1), rest))
                        : Rule.sequence(new Rule.Sequence(items), new Rule.Repeat(more, least - first.size(), rest));
        return Rule.sequence(Rule.text("["), least == 0 ? Rule.maybe(list) : list, Rule.text("]"));
    }

    private Rule object(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        JsonNode more = schema.path("additionalProperties");
        boolean open = more.isMissingNode() ? properties.isEmpty() : !more.isBoolean() || more.booleanValue();
        Rule other = !open ? null
                : Rule.sequence(quoted(Rule.any(CHARACTER)), COLON,
                        more.isObject() ? value(more) : anything);
        Set<String> required = Set.copyOf(stream(schema.path("required")).map(JsonNode::asText).toList());
        Rule rest = other == null ? Rule.NOTHING : Rule.any(Rule.sequence(COMMA, other));
        Rule begin = other == null ? Rule.NOTHING : Rule.maybe(Rule.sequence(other, rest));
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(properties.properties());
        for (Map.Entry<String, JsonNode> property : entries.reversed()) { // from the last one, so that each knows what follows
            Rule one = Rule.sequence(literal(TextNode.valueOf(property.getKey())), COLON, value(property.getValue()));
            boolean needed = required.contains(property.getKey());
            begin = named(one, rest, needed ? null : begin);
            rest = named(Rule.sequence(COMMA, one), rest, needed ? null : rest);
        }
        for (String name : required) {
            if (!properties.has(name) && other == null) {
                throw new GrammarException(
                        "'required' of a JSON schema names '%s', which is no property of it".formatted(name));
            }
        }
        return Rule.sequence(Rule.text("{"), begin, Rule.text("}"));
    }

    /// @param otherwise what may come instead; null for nothing
    private static Rule named(Rule one, Rule rest, @Nullable Rule otherwise) {
        Rule with = Rule.sequence(one, rest);
        Rule rule = otherwise == null ? with : Rule.choice(with, otherwise);
        return new Rule.Named(() -> rule);
    }

    private Rule anything() {
        if (everything == null) {
            JsonNode open = JsonNodeFactory.instance.objectNode();
            everything = Rule.choice(object(open), array(open), string(open), Rule.sequence(sign(open), NUMBER),
                    Rule.text("true"), Rule.text("false"), Rule.text("null"));
        }
        return everything;
    }

    private static Rule literal(JsonNode value) {
        return Rule.text(value.toString());
    }

    private static Rule expression(String expression) {
        return new Expression(expression, Chars.ALL).rule();
    }

    private static int count(JsonNode schema, String name, int otherwise) {
        JsonNode count = schema.path(name);
        if (count.isMissingNode()) {
            return otherwise;
        }
        if (!count.isInt() || count.intValue() < 0 || count.intValue() > LONGEST) {
            throw new GrammarException("'%s' of a JSON schema is %s; use 0 to %d".formatted(name, shortened(count), LONGEST));
        }
        return count.intValue();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
