// Embeddings of local models, whose first number is the length of the text: node embeddings.mjs URL
import assert from "node:assert/strict";
import OpenAI from "openai";
import { OpenAIEmbeddings } from "@langchain/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embedMany } from "ai";

const baseURL = `${process.argv[2]}/v1`;
const openai = new OpenAI({ baseURL, apiKey: "unused", maxRetries: 0 });
const answer = await openai.embeddings.create({ model: "local", input: ["four", "seven77"] });
assert.deepEqual(answer.data.map((item) => item.embedding[0]), [4, 7]);
const langchain = new OpenAIEmbeddings({ model: "local", apiKey: "unused", maxRetries: 0, configuration: { baseURL } });
assert.deepEqual(await langchain.embedDocuments(["four", "seven77"]), [[4, 0.5], [7, 0.5]]);
const space = createOpenAICompatible({ name: "space", baseURL });
const { embeddings } = await embedMany({ model: space.textEmbeddingModel("local"), values: ["four"], maxRetries: 0 });
assert.deepEqual(embeddings, [[4, 0.5]]);
console.log("all of embeddings");
