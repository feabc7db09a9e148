// What every transport of the Model Context Protocol has to do, with the unmodified SDK.
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";

export async function connected(transport) {
  const client = new Client({ name: "tests", version: "1.0.0" });
  await client.connect(transport);
  assert.equal(client.getServerVersion().name, "llm-space");
  await client.ping();
  return client;
}

/** Lists and calls tools, follows two at once, and cancels one. */
export async function useTools(client, base) {
  const { tools } = await client.listTools();
  assert.ok(tools.some((tool) => tool.name === "chat"));
  const heard = [];
  const [counted, label] = await Promise.all([
    client.callTool({ name: "chat", arguments: { message: "count to 40" } }, undefined, { onprogress: (one) => heard.push(one) }),
    client.callTool({ name: "zero_shot_classification", arguments: { inputs: "late train", candidate_labels: ["travel", "food"] } }),
  ]);
  assert.match(counted.content[0].text, /^1 2 3 .* 40 $/);
  assert.equal(JSON.parse(label.content[0].text).label, "travel");
  assert.equal(Object.values(label.structuredContent)[0].label, "travel");
  assert.ok(heard.length > 1, heard.length + " notifications of progress");
  heard.reduce((before, now) => (assert.ok(now.progress > before.progress), now));

  // Others may be asking, too; only what is asked here has to end.
  const before = await countOpen(base);
  const abort = new AbortController();
  setTimeout(() => abort.abort("enough"), 300);
  await assert.rejects(client.callTool({ name: "chat", arguments: { message: "count to 1000" } }, undefined,
    { signal: abort.signal }), /enough/);
  const until = Date.now() + 8_000;
  let open;
  do {
    open = await countOpen(base);
  } while (open > before && Date.now() < until);
  assert.ok(open <= before, `a cancelled call ends: ${open} are open, ${before} were before`);
  return { tools, heard };
}

async function countOpen(base) {
  return (await (await fetch(base + "/gradio_api/queue/status")).json()).queue_size;
}
