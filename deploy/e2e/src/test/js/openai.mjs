// The unmodified openai client against a running chat-service: node openai.mjs URL
import assert from "node:assert/strict";
import OpenAI from "openai";

const openai = new OpenAI({ baseURL: `${process.argv[2]}/v1`, apiKey: "unused" });

const models = (await openai.models.list()).data.map((model) => model.id);
assert.ok(models.includes("guide"), `guide is among ${models}`);

const messages = [{ role: "user", content: "What is a context window?" }];
let text = "";
let chunks = 0;
let finish;
let usage;
const stream = await openai.chat.completions.create({
  model: "guide", messages, stream: true, stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta?.content ?? "";
  finish = chunk.choices[0]?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
  chunks++;
}
assert.match(text, /context/i);
assert.equal(finish, "stop");
assert.ok(chunks > 3, `${chunks} chunks`);
assert.ok(usage, "usage was asked for");

const whole = await openai.chat.completions.create({ model: "guide", messages });
assert.equal(whole.choices[0].message.role, "assistant");
assert.match(whole.choices[0].message.content, /context/i);

await assert.rejects(openai.chat.completions.create({ model: "nobody/nothing", messages }),
  (error) => error.status === 404 && error.code === "model_not_found" && Boolean(error.requestID));

console.log(JSON.stringify({ models, chunks }));
