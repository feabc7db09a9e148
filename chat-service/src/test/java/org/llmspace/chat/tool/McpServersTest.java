package org.llmspace.chat.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.contracts.chat.ChatReply.ToolReturned;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.ToolUse;

import io.smallrye.config.SmallRyeConfigBuilder;

/// Tools of other servers, over MCP's two transports.
class McpServersTest {

    private McpServerForTests server;

    @BeforeEach
    void start() throws Exception {
        server = new McpServerForTests();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void toolsAreListedWithTheServersNameAndCalled() {
        try (var mcp = servers(Map.of("servers.calc.url", server.url(), "servers.calc.headers.Authorization", "Bearer 123"))) {
            assertThat(mcp.tools()).extracting(Tool::name).containsExactly("calc_add", "calc_fail_always", "calc_sleep");
            assertThat(mcp.tools().getFirst().parameters()).contains("\"required\"").doesNotContain("$schema");
            assertThat(mcp.tools().getFirst().origin()).isEqualTo("calc");
            assertThat(call(mcp, "calc_add", "{\"a\":2,\"b\":3}").result()).isEqualTo("5");
            server.events = true;
            assertThat(call(mcp, "calc_add", "{\"a\":2,\"b\":4}").result()).isEqualTo("6");
            assertThat(server.requests).extracting(request -> request.path("method").asText()).startsWith("initialize",
                    "notifications/initialized", "tools/list", "tools/list", "tools/call");
            assertThat(server.authorizations).containsOnly("Bearer 123");
        }
    }

    @Test
    void aToolThatFailsOrHangsIsToldToTheModel() {
        try (var mcp = servers(Map.of("servers.calc.url", server.url()))) {
            ToolReturned failed = call(mcp, "calc_fail_always", "{}");
            assertThat(failed.error()).isTrue();
            assertThat(failed.result()).isEqualTo("it always fails");
            assertThat(call(mcp, "calc_sleep", "{}").result()).contains("did not answer within 1 second");
        }
    }

    @Test
    void aLostSessionIsBegunAnew() {
        try (var mcp = servers(Map.of("servers.calc.url", server.url()))) {
            assertThat(call(mcp, "calc_add", "{\"a\":1,\"b\":1}").result()).isEqualTo("2");
            server.session = "another";
            assertThat(call(mcp, "calc_add", "{\"a\":1,\"b\":2}").result()).isEqualTo("3");
        }
    }

    @Test
    void aServerThatIsGoneTakesNothingElseAway() throws Exception {
        try (var mcp = servers(Map.of("servers.calc.url", server.url(), "servers.gone.url", "http://127.0.0.1:1/mcp",
                "servers.none.command", "/does/not/exist"))) {
            assertThat(mcp.tools()).extracting(Tool::origin).containsOnly("calc");
            server.close();
            ToolReturned returned = call(mcp, "calc_add", "{\"a\":1,\"b\":1}");
            assertThat(returned.error()).isTrue();
            assertThat(returned.result()).contains("MCP server 'calc' cannot be used");
        }
    }

    @Test
    void aServerCanBeAProcess(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("server.sh"),
                """
                        while read -r line; do
                          id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
                          case "$line" in
                            *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocolVersion":"2025-06-18"}}' ;;
                            *tools/list*) echo '{"jsonrpc":"2.0","method":"notifications/message","params":{}}'
                              echo '{"jsonrpc":"2.0","id":'$id',"result":{"tools":[{"name":"greet","inputSchema":{"type":"object"}}]}}' ;;
                            *tools/call*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"content":[{"type":"text","text":"hello '$WHO'"}]}}' ;;
                          esac
                        done
                        """);
        try (var mcp = servers(Map.of("servers.sh.command", "bash," + script, "servers.sh.environment.WHO", "you"))) {
            assertThat(mcp.tools()).extracting(Tool::name).containsExactly("sh_greet");
            assertThat(call(mcp, "sh_greet", "{}").result()).isEqualTo("hello you");
        }
    }

    private static ToolReturned call(McpServers mcp, String tool, String arguments) {
        Toolbox toolbox = new Tools(settings(), mcp::tools, List.of()).toolbox(new ToolUse(ToolUse.Mode.AUTO, List.of()), null);
        return toolbox.run(List.of(new ToolCall("1", new ToolCall.FunctionCall(tool, arguments)))).getFirst();
    }

    private static McpServers servers(Map<String, String> config) {
        var builder = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(McpSettings.class);
        config.forEach((name, value) -> builder.withDefaultValue("llmspace.chat.mcp." + name, value));
        return new McpServers(builder.build().getConfigMapping(McpSettings.class), settings());
    }

    private static ToolSettings settings() {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ToolSettings.class)
                .withDefaultValue("llmspace.chat.tools.patience", "1s").build().getConfigMapping(ToolSettings.class);
    }
}
