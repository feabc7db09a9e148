package org.llmspace.chat.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.ToolUse;
import org.llmspace.contracts.kafka.EventCodec;

import io.smallrye.config.SmallRyeConfigBuilder;

class ToolboxTest {

    private final ToolSettings settings = settings("llmspace.chat.tools.calls-per-turn", "3");

    @Test
    void defaultsAreModest() {
        ToolSettings defaults = settings("unused", "x");
        assertThat(defaults.callsPerTurn()).isEqualTo(16);
        assertThat(defaults.roundsPerTurn()).isEqualTo(6);
        assertThat(defaults.roundsPerAgent()).isEqualTo(16);
        assertThat(defaults.patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.resultChars()).isEqualTo(16_000);
        assertThat(defaults.pageSize().asLongValue()).isEqualTo(2L << 20);
        assertThat(defaults.pagePatience()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void callsAreAnsweredInOrderAndMistakesAreTold() {
        Toolbox toolbox = new Tools(settings, List::of, List.of()).toolbox(new ToolUse(ToolUse.Mode.AUTO, List.of()), null);
        var results = toolbox.run(List.of(call("a", "6*7"), call("b", "6*"), new ToolCall("c",
                new ToolCall.FunctionCall("calculator", "{oops"))));
        assertThat(results).extracting("callId").containsExactly("a", "b", "c");
        assertThat(results).extracting("result").startsWith("42").doesNotContainNull();
        assertThat(results).extracting("error").containsExactly(false, true, true);
        assertThat(results.get(2).result()).contains("no JSON");
    }

    @Test
    void theSameCallIsNotMadeTwiceAndCallsAreLimited() {
        Toolbox toolbox = new Tools(settings, List::of, List.of())
                .toolbox(new ToolUse(ToolUse.Mode.AUTO, List.of("calculator")), null);
        assertThat(toolbox.functions()).hasSize(1);
        toolbox.run(List.of(call("a", "6*7")));
        assertThat(toolbox.run(List.of(call("b", "6*7"))).getFirst().result()).contains("before").contains("42");
        assertThat(toolbox.open()).isTrue();
        toolbox.run(List.of(call("c", "1"), call("d", "2")));
        assertThat(toolbox.open()).isFalse();
        assertThat(toolbox.run(List.of(call("e", "3"))).getFirst().result()).contains("No more calls");
    }

    @Test
    void theSameCallTwiceInOneReplyRunsOnce() {
        AtomicInteger searches = new AtomicInteger();
        DocumentSearch.Search search = (_, _) -> List
                .of(new Citation(1, "house.txt", null, "Look " + searches.incrementAndGet(),
                        1.0));
        Toolbox toolbox = new Tools(settings, List::of, List.of(), new DocumentSearch(search, null))
                .toolbox(new ToolUse(ToolUse.Mode.AUTO, List.of("search_documents")), null);
        var results = toolbox.run(List.of(search("a", "{\"query\":\"boiler\",\"top_k\":2}"),
                search("b", "{ \"top_k\": 2, \"query\": \"boiler\" }"), search("c", "{\"query\":\"pump\"}")));
        assertThat(results).extracting("callId").containsExactly("a", "b", "c");
        assertThat(results.get(0).result()).isEqualTo(results.get(1).result());
        assertThat(searches).hasValue(2);
        assertThat(toolbox.open()).as("two of three calls are made").isTrue();
    }

    private static ToolCall search(String id, String arguments) {
        return new ToolCall(id, new ToolCall.FunctionCall("search_documents", arguments));
    }

    @Test
    void aToolThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tools(settings, List::of, List.of())
                        .toolbox(new ToolUse(ToolUse.Mode.AUTO, List.of("teleport")), null))
                .withMessageContaining("calculator");
    }

    @Test
    void documentsAreSearchedForTheTurnsOwner() {
        DocumentSearch.Search search = (owner, task) -> "ann".equals(owner) && task.query().equals("boiler")
                ? List.of(new Citation(1, "house.txt", "Heating", "Made in 1987.", 1.0))
                : List.of();
        Tools tools = new Tools(settings, List::of, List.of(), new DocumentSearch(search, null));
        var wanted = List.of(new ToolCall("a", new ToolCall.FunctionCall("search_documents", "{\"query\":\"boiler\"}")));
        ToolUse use = new ToolUse(ToolUse.Mode.AUTO, List.of("search_documents"));
        assertThat(tools.toolbox(use, "ann").run(wanted).getFirst().result()).isEqualTo("house.txt, Heating:\nMade in 1987.");
        assertThat(tools.toolbox(use, "bob").run(wanted).getFirst().result()).contains("Nothing");
    }

    @Test
    void theClockKnowsDaysAndZones() throws Exception {
        Clock clock = new Clock(InstantSource.fixed(Instant.parse("2026-01-31T23:30:00Z")));
        assertThat(clock.call(EventCodec.json().readTree("{\"time_zone\":\"Europe/Berlin\"}")))
                .isEqualTo("Sunday, 2026-02-01T00:30:00+01:00");
        assertThat(clock.call(EventCodec.json().readTree("{\"plus\":\"P1M\",\"until\":\"2026-12-31\"}")))
                .isEqualTo("Saturday, 2026-02-28; 306 days until 2026-12-31");
    }

    private static ToolCall call(String id, String expression) {
        return new ToolCall(id, new ToolCall.FunctionCall("calculator", "{\"expression\":\"%s\"}".formatted(expression)));
    }

    private static ToolSettings settings(String key, String value) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ToolSettings.class)
                .withDefaultValue(key, value).build().getConfigMapping(ToolSettings.class);
    }
}
