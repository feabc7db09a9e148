// The AI SDK against the HTTP door: node ai-sdk.mjs URL
import assert from "node:assert/strict";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const space = createOpenAICompatible({ name: "space", baseURL: `${process.argv[2]}/v1`, includeUsage: true });
const model = space("openai/test-model");
assert.equal((await generateText({ model, prompt: "hi", maxRetries: 0 })).text, "Hello from upstream");
const stream = streamText({ model, prompt: "hi", maxRetries: 0 });
let text = "";
for await (const part of stream.textStream) text += part;
assert.equal(text, "Hello from upstream");
assert.equal((await stream.usage).totalTokens, 10);
const tools = {
  weather: tool({ description: "The weather", inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => `sunny in ${city}` }),
};
const stepped = streamText({ model, prompt: "tools please", tools, stopWhen: stepCountIs(3), maxRetries: 0 });
assert.equal(await stepped.text, "It is sunny in Rome, sunny in Oslo");
console.log("all of the AI SDK");
