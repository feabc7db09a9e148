// The unmodified openai client against the HTTP door: node openai.mjs URL
import assert from "node:assert/strict";
import OpenAI from "openai";

const openai = new OpenAI({ baseURL: `${process.argv[2]}/v1`, apiKey: "unused", maxRetries: 0 });
const model = "openai/test-model";
const ask = (content) => ({ model, messages: [{ role: "user", content }] });
const weather = { name: "weather", description: "The weather", parameters: { type: "object", properties: { city: { type: "string" } } } };
const tools = [{ type: "function", function: weather }];

// whole and streamed, by the raw iterator and the helper
assert.equal((await openai.chat.completions.create(ask("hi"))).choices[0].message.content, "Hello from upstream");
const helper = openai.chat.completions.stream({ ...ask("hi"), stream_options: { include_usage: true } });
const final = await helper.finalChatCompletion();
assert.equal(final.choices[0].message.content, "Hello from upstream");
assert.equal(final.usage.total_tokens, 10);

// tools in fragments: the helper throws at each thing that is wrong
const called = await openai.chat.completions.stream({ ...ask("tools please"), tools, tool_choice: "auto" }).finalChatCompletion();
assert.deepEqual(called.choices[0].message.tool_calls.map((call) => [call.id, call.function.name, call.function.arguments]),
  [["call_1", "weather", '{"city":"Rome"}'], ["call_2", "weather", '{"city":"Oslo"}']]);
assert.equal(called.choices[0].finish_reason, "tool_calls");

// runTools asks again with the results
const asked = [];
const runner = openai.chat.completions.runTools({
  ...ask("tools please"),
  tools: [{ type: "function", function: { ...weather, parse: JSON.parse, function: ({ city }) => { asked.push(city); return `sunny in ${city}`; } } }],
});
assert.equal(await runner.finalContent(), "It is sunny in Rome, sunny in Oslo");
assert.deepEqual(asked, ["Rome", "Oslo"]);

// a break in the middle is an error and not an end
await assert.rejects(openai.chat.completions.stream(ask("break please")).finalChatCompletion(), (error) => error.code === "provider_failed" || /broke|middle/.test(error.message));

// leaving
const stream = await openai.chat.completions.create({ ...ask("talk please"), stream: true });
for await (const chunk of stream) {
  if (chunk.choices[0]?.delta?.content) break;
}

// errors
await assert.rejects(openai.models.retrieve("no/thing"), (e) => e instanceof OpenAI.NotFoundError && e.code === "model_not_found");
await assert.rejects(openai.chat.completions.create(ask("limit please")), (e) => e instanceof OpenAI.RateLimitError && e.headers.get("retry-after") === "2" && Boolean(e.requestID));
await assert.rejects(openai.chat.completions.create({ model, messages: [] }), OpenAI.BadRequestError);
assert.equal((await openai.models.retrieve("openai/test-model")).id, "openai/test-model");

// responses: whole, followed up, streamed, with tools
const first = await openai.responses.create({ model, input: "hi", instructions: "Be brief" });
assert.equal(first.output_text, "Hello from upstream");
assert.equal(first.usage.total_tokens, 10);
const second = await openai.responses.create({ model, input: "history please", previous_response_id: first.id });
assert.equal(second.output_text, "user,assistant,user");
assert.equal((await openai.responses.retrieve(first.id)).id, first.id);
assert.equal((await openai.responses.inputItems.list(first.id)).data.length, 1);
const flat = [{ type: "function", strict: false, ...weather }];
const streamed = openai.responses.stream({ model, input: "tools please", tools: flat });
const types = new Set();
for await (const event of streamed) types.add(event.type);
const response = await streamed.finalResponse();
assert.deepEqual(response.output.map((item) => [item.type, item.arguments]), [["function_call", '{"city":"Rome"}'], ["function_call", '{"city":"Oslo"}']]);
assert.ok(types.has("response.function_call_arguments.delta") && types.has("response.completed"));
const back = await openai.responses.create({
  model, previous_response_id: response.id, tools: flat,
  input: response.output.map((item) => ({ type: "function_call_output", call_id: item.call_id, output: `sunny in ${JSON.parse(item.arguments).city}` })),
});
assert.equal(back.output_text, "It is sunny in Rome, sunny in Oslo");
const text = await openai.responses.stream({ model, input: "hi" }).finalResponse();
assert.equal(text.output_text, "Hello from upstream");
await openai.responses.delete(first.id);
await assert.rejects(openai.responses.retrieve(first.id), OpenAI.NotFoundError);
await assert.rejects(openai.responses.create({ model, input: "hi", tools: [{ type: "web_search" }] }), (e) => e.code === "unsupported_parameter");
// what is no turn goes to the provider with its own name of the model
const speech = await openai.audio.speech.create({ model: "openai/tts-1", voice: "alloy", input: "hello" });
assert.match(speech.headers.get("content-type"), /audio\/mpeg/);
assert.match(await speech.text(), /Ada/);
const heard = await openai.audio.transcriptions.create({ model: "openai/whisper-1", file: await OpenAI.toFile(Buffer.from([255, 0, 254]), "a.wav") });
assert.equal(heard.text, "Ada");
const drawn = await openai.images.generate({ model: "openai/gpt-image-1", prompt: "a cat" });
assert.equal(drawn.data[0].b64_json, "AA==");
assert.equal((await openai.embeddings.create({ model: "openai/text-embedding-3-small", input: "hi", encoding_format: "float" })).data[0].embedding[1], 0.5);
await assert.rejects(openai.audio.speech.create({ model: "guide", voice: "alloy", input: "hello" }), OpenAI.NotFoundError);
console.log("all of openai");
