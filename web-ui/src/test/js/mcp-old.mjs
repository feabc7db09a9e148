// The transport of 2024 with the unmodified SDK: node mcp-old.mjs URL
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";

const base = process.argv[2];
const client = new Client({ name: "tests", version: "1.0.0" });
await client.connect(new SSEClientTransport(new URL(base + "/gradio_api/mcp/sse")));
assert.equal(client.getServerVersion().name, "llm-space");
await client.ping();
const { tools } = await client.listTools();
assert.ok(tools.some((tool) => tool.name === "chat"));

const heard = [];
const [counted, label] = await Promise.all([
  client.callTool({ name: "chat", arguments: { message: "count to 40" } }, undefined, { onprogress: (one) => heard.push(one) }),
  client.callTool({ name: "zero_shot_classification", arguments: { inputs: "late train", candidate_labels: ["travel"] } }),
]);
assert.match(counted.content[0].text, /^1 2 3 .* 40 $/);
assert.equal(JSON.parse(label.content[0].text).label, "travel");
assert.ok(heard.length > 0, "progress is told");

const abort = new AbortController();
setTimeout(() => abort.abort("enough"), 300);
await assert.rejects(client.callTool({ name: "chat", arguments: { message: "count to 1000" } }, undefined,
  { signal: abort.signal }), /enough/);
const until = Date.now() + 8_000;
let open;
do {
  open = (await (await fetch(base + "/gradio_api/queue/status")).json()).queue_size;
} while (open > 0 && Date.now() < until);
assert.equal(open, 0, "a cancelled call ends");
await client.close();

const lost = await fetch(base + "/gradio_api/mcp/messages/?session_id=" + "0".repeat(32), { method: "POST", body: "{}" });
assert.equal(lost.status, 404);
console.log(JSON.stringify({ old: tools.length }));
process.exit(0);
