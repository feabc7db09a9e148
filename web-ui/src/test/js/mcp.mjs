// The unmodified SDK of the Model Context Protocol against web-ui with foreseeable workers: node mcp.mjs URL
import assert from "node:assert/strict";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { connected, useTools } from "./mcp-tools.mjs";

const base = process.argv[2];

const connect = (path) => connected(new StreamableHTTPClientTransport(new URL(base + path)));
const client = await connect("/gradio_api/mcp/");
assert.ok(client.getServerCapabilities().tools);
const { tools, heard } = await useTools(client, base);
const named = new Map(tools.map((tool) => [tool.name, tool]));
const { named_endpoints: endpoints } = await (await fetch(base + "/gradio_api/info")).json();
assert.deepEqual([...named.keys()].map((name) => "/" + name).sort(), Object.keys(endpoints).sort());
assert.deepEqual(named.get("zero_shot_classification").inputSchema.required, ["inputs", "candidate_labels"]);
assert.equal(named.get("chat").inputSchema.properties.message.type, "string");
for (const tool of tools) {
  assert.equal(tool.inputSchema.type, "object");
  assert.equal(tool.outputSchema.type, "object");
  assert.match(tool.description, / Returns: /);
}

// The SDK checks structured content against the tool's output schema.
const call = (name, args) => client.callTool({ name, arguments: args });
const answered = await call("question_answering", { question: "Where?", context: "In Rome." });
assert.equal(answered.content.length, 2);
assert.equal(Object.keys(answered.structuredContent).length, 2);
const called = new Set(["chat", "zero_shot_classification", "question_answering"]);
for (const tool of tools.filter(({ name }) => !called.has(name) && !name.endsWith("_model"))) {
  const args = Object.fromEntries(endpoints["/" + tool.name].parameters
    .filter((parameter) => !parameter.parameter_has_default).map((parameter) => [parameter.parameter_name, parameter.example_input]));
  const result = await call(tool.name, args);
  assert.ok(!result.isError && result.content.length > 0, tool.name + ": " + JSON.stringify(result));
}

const failed = await call("chat", { message: "fail" });
assert.ok(failed.isError && failed.content[0].text === "the model said no", JSON.stringify(failed));
const missing = await call("zero_shot_classification", { inputs: "a text" });
assert.ok(missing.isError && missing.content[0].text.includes("candidate_labels"), JSON.stringify(missing));
await assert.rejects(call("no_such_tool", {}), /no_such_tool/);

// Images and recordings come as such, and as files that any replica gives.
for (const [tool, kind, type] of [["text_to_image", "image", "image/gif"], ["text_to_speech", "audio", "audio/wav"]]) {
  const made = await call(tool, { inputs: "a text" });
  const file = Object.values(made.structuredContent)[0];
  const bytes = new Uint8Array(await (await fetch(file.url)).arrayBuffer());
  assert.equal(file.size, bytes.length, tool);
  assert.deepEqual([made.content[0].type, made.content[0].mimeType], [kind, type]);
  assert.deepEqual(new Uint8Array(Buffer.from(made.content[0].data, "base64")), bytes);
  assert.ok(made.content.at(-1).text.endsWith(file.url), tool);
}
assert.equal(named.get("image_to_text").inputSchema.properties.inputs.type, "string");
assert.match(named.get("image_to_text").inputSchema.properties.inputs.format, /https url/);

const some = await connect("/gradio_api/mcp?tools=chat,tokenize");
assert.deepEqual((await some.listTools()).tools.map((tool) => tool.name), ["chat", "tokenize"]);
await some.close();

// What the SDK does not look at.
const post = (body, headers = {}) => fetch(base + "/gradio_api/mcp/", {
  method: "POST", body, headers: { "content-type": "application/json", accept: "application/json", ...headers },
});
const plain = await (await post(JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/call",
  params: { name: "chat", arguments: { message: "markdown *x*" } } }))).json();
assert.deepEqual([plain.id, plain.result.content[0].text], [7, "*x*"]);
assert.equal((await (await post("{")).json()).error.code, -32700);
assert.equal((await post("{}", { "mcp-protocol-version": "1999-01-01" })).status, 400);
assert.equal((await (await post(JSON.stringify({ jsonrpc: "2.0", id: "a", method: "no/such" }))).json()).error.code, -32601);
assert.equal((await post(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }))).status, 202);
const two = [{ jsonrpc: "2.0", id: 1, method: "ping" }, { jsonrpc: "2.0", method: "notifications/initialized" },
  { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "chat", arguments: { message: "markdown both" } } }, 7];
for (const headers of [{}, { "mcp-protocol-version": "2025-03-26" }]) {
  const replies = await (await post(JSON.stringify(two), headers)).json();
  assert.deepEqual(replies.map((reply) => reply.id), [1, 2, null]);
  assert.equal(replies[1].result.content[0].text, "both");
  assert.equal(replies[2].error.code, -32600);
}
assert.equal((await post(JSON.stringify(two.slice(1, 2)))).status, 202);
assert.equal((await post("[]")).status, 400);
for (const version of ["2025-06-18", "2025-11-25"]) {
  assert.equal((await post(JSON.stringify(two), { "mcp-protocol-version": version })).status, 400);
}
const preflight = await fetch(base + "/gradio_api/mcp/", { method: "OPTIONS", headers: { origin: "http://localhost:6274",
  "access-control-request-method": "DELETE", "access-control-request-headers": "mcp-session-id,x-my-own,mcp-protocol-version" } });
assert.equal(preflight.headers.get("access-control-allow-origin"), "http://localhost:6274");
assert.match(preflight.headers.get("access-control-allow-methods"), /DELETE/);
assert.match(preflight.headers.get("access-control-allow-headers"), /x-my-own/);
const shown = await post(JSON.stringify(two[0]), { origin: "http://localhost:6274" });
assert.match(shown.headers.get("access-control-expose-headers"), /mcp-session-id/i);
const stream = await fetch(base + "/gradio_api/mcp/", { headers: { accept: "text/event-stream" } });
assert.equal(stream.status, 405);
const landing = await fetch(base + "/gradio_api/mcp/", { headers: { accept: "text/html" } });
assert.ok(landing.headers.get("content-type").startsWith("text/html"));
assert.ok((await landing.text()).includes(base.replace("localhost", new URL(base).hostname) + "/gradio_api/mcp/"));
const schema = await (await fetch(base + "/gradio_api/mcp/schema?tools=chat")).json();
assert.equal(schema.length, 1);
assert.deepEqual(Object.keys(schema[0]), ["name", "description", "inputSchema", "outputSchema", "meta"]);
assert.equal(schema[0].meta.endpoint_name, "/chat");
assert.equal((await (await fetch(base + "/gradio_api/mcp/schema")).json()).length, tools.length);

await client.close();
console.log(JSON.stringify({ tools: tools.length, progress: heard.length }));
process.exit(0);
