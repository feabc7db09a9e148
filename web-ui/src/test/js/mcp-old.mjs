// The transport of 2024 with the unmodified SDK: node mcp-old.mjs URL
import assert from "node:assert/strict";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { connected, useTools } from "./mcp-tools.mjs";

const base = process.argv[2];
const client = await connected(new SSEClientTransport(new URL(base + "/gradio_api/mcp/sse")));
const { tools } = await useTools(client, base);
await client.close();

const lost = await fetch(base + "/gradio_api/mcp/messages/?session_id=" + "0".repeat(32), { method: "POST", body: "{}" });
assert.equal(lost.status, 404);
console.log(JSON.stringify({ old: tools.length }));
process.exit(0);
