// LangChain's client against the HTTP door: node langchain.mjs URL
import assert from "node:assert/strict";
import { ChatOpenAI } from "@langchain/openai";
import { tool } from "@langchain/core/tools";
import { z } from "zod";

const settings = { model: "openai/test-model", apiKey: "unused", maxRetries: 0, configuration: { baseURL: `${process.argv[2]}/v1` } };
const chat = new ChatOpenAI(settings);
assert.equal((await chat.invoke("hi")).content, "Hello from upstream");
let text = "";
let tokens = 0;
for await (const chunk of await chat.stream("hi")) {
  text += chunk.content;
  tokens = chunk.usage_metadata?.total_tokens ?? tokens;
}
assert.equal(text, "Hello from upstream");
assert.equal(tokens, 10);
const weather = tool(({ city }) => `sunny in ${city}`, { name: "weather", description: "The weather", schema: z.object({ city: z.string() }) });
const called = await chat.bindTools([weather]).invoke("tools please");
assert.deepEqual(called.tool_calls.map((call) => call.args.city), ["Rome", "Oslo"]);
const person = await chat.withStructuredOutput(z.object({ name: z.string() })).invoke("json please");
assert.deepEqual(person, { name: "Ada" });
await assert.rejects(chat.invoke("limit please"), (error) => error.status === 429);
const responses = new ChatOpenAI({ ...settings, useResponsesApi: true });
assert.equal((await responses.invoke("hi")).text, "Hello from upstream");
console.log("all of langchain");
