// Each case of the tables of what OpenAI's clients send and need: node table.mjs URL. The provider behind the door does what
// the last message asks for.
import assert from "node:assert/strict";
import http from "node:http";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { ChatOpenAI } from "@langchain/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText } from "ai";
import { z } from "zod";

const url = process.argv[2];
const model = "openai/test-model";
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: "unused", maxRetries: 0 });
const completions = openai.chat.completions;
const ask = (content, more) => ({ model, messages: [{ role: "user", content }], ...more });
const langchain = (more) => new ChatOpenAI({ model, apiKey: "unused", maxRetries: 0, ...more, configuration: { baseURL: `${url}/v1` } });
const sent = async (body) => JSON.parse((await completions.create(body)).choices[0].message.content);
const function_ = { name: "f", parameters: { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", properties: {}, additionalProperties: false } };
const tools = [{ type: "function", function: function_ }];
const failed = (status, code, type = "invalid_request_error") => (e) =>
  e.status === status && (code === undefined || e.code === code) && e.type === type && Boolean(e.requestID);

// bytes, as no client shows them
const raw = (method, path, body, headers = {}) => new Promise((resolve, reject) => {
  const request = http.request(`${url}${path}`, { method, headers: { "content-type": "application/json", ...headers } }, (response) => {
    const chunks = [];
    response.on("data", (chunk) => chunks.push(chunk));
    response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }));
    response.on("error", reject);
  });
  request.on("error", reject);
  request.end(typeof body === "string" ? body : JSON.stringify(body));
});
const events = (text) => text.split("\n\n").filter((block) => block.startsWith("data: ")).map((block) => block.slice(6));

const cases = [
  ["B1.2 accept is never negotiated", async () => {
    for (const accept of ["application/json", "application/octet-stream", "text/event-stream", "audio/wav", "x/y"]) {
      const answer = await raw("POST", "/v1/chat/completions", ask("hi", { stream: true }), { accept });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["content-type"], "text/event-stream; charset=utf-8");
    }
  }],
  ["B1.3 headers of a stream, never compressed", async () => {
    const answer = await raw("POST", "/v1/chat/completions", ask("hi", { stream: true }), { "accept-encoding": "gzip, deflate" });
    assert.equal(answer.headers["cache-control"], "no-cache");
    assert.equal(answer.headers["x-accel-buffering"], "no");
    assert.equal(answer.headers["content-encoding"], undefined);
  }],
  ["B1.4 a request id on every answer", async () => {
    for (const [method, path, body] of [["POST", "/v1/chat/completions", ask("hi")], ["POST", "/v1/chat/completions", ask("hi", { stream: true })],
      ["POST", "/v1/chat/completions", "{"], ["GET", "/v1/models", ""], ["GET", "/v1/nothing", ""], ["PUT", "/v1/models", ""]]) {
      assert.match((await raw(method, path, body)).headers["x-request-id"], /^req_/, path);
    }
  }],
  ["B1.5 with and without /v1, encoded slash", async () => {
    const bare = new OpenAI({ baseURL: url, apiKey: "unused", maxRetries: 0 });
    assert.equal((await bare.chat.completions.create(ask("hi"))).choices[0].message.content, "Hello from upstream");
    assert.equal((await bare.models.retrieve(model)).id, model);
  }],
  ["B1.7 no events but data, in UTF-8", async () => {
    const { text } = await raw("POST", "/v1/chat/completions", ask("hi", { stream: true }));
    for (const line of text.split("\n")) assert.match(line, /^$|^data: |^: /);
  }],
  ["B2 all fields that clients send are taken", async () => {
    const more = { n: 1, stop: ["x"], logprobs: false, max_completion_tokens: 9, temperature: 0.5, top_p: 0.5, seed: 7, presence_penalty: 0.1,
      frequency_penalty: 0.1, logit_bias: { 50256: -100 }, user: "ann", metadata: { a: "b" }, store: true, reasoning_effort: "low", service_tier: "auto",
      modalities: ["text"], tools, tool_choice: "auto", parallel_tool_calls: true, response_format: { type: "text" }, stream: false, something_new: { a: 1 } };
    const request = await sent(ask("request please", more));
    assert.deepEqual([request.stop, request.temperature, request.top_p, request.seed, request.reasoning_effort], [["x"], 0.5, 0.5, 7, "low"]);
    assert.equal(request.max_tokens ?? request.max_completion_tokens, 9);
    assert.equal("something_new" in request || "store" in request, false);
    assert.deepEqual((await sent(ask("request please", { stop: "one", max_tokens: 5 }))).stop, ["one"]);
    await assert.rejects(completions.create(ask("hi", { stop: ["1", "2", "3", "4", "5"] })), failed(400));
  }],
  ["B2 n", async () => {
    const several = await completions.create(ask("hi", { n: 3 }));
    assert.deepEqual(several.choices.map((choice) => choice.index), [0, 1, 2]);
    const streamed = await completions.stream(ask("hi", { n: 2 })).finalChatCompletion();
    assert.deepEqual(streamed.choices.map((choice) => choice.message.content), ["Hello from upstream", "Hello from upstream"]);
  }],
  ["B2 logprobs", async () => {
    assert.equal((await completions.create(ask("hi"))).choices[0].logprobs, null);
    const whole = await completions.create(ask("logprobs please", { logprobs: true, top_logprobs: 2 }));
    assert.equal(whole.choices[0].logprobs.content[0].logprob, -0.25);
    const streamed = await completions.stream(ask("logprobs please", { logprobs: true })).finalChatCompletion();
    assert.equal(streamed.choices[0].logprobs.content[0].token, "Hi");
    const request = await sent(ask("request please", { logprobs: true, top_logprobs: 2 }));
    assert.deepEqual([request.logprobs, request.top_logprobs], [true, 2]);
    await assert.rejects(completions.create(ask("hi", { top_logprobs: 2 })), failed(400));
  }],
  ["B2 roles", async () => {
    const messages = [{ role: "system", content: "a" }, { role: "developer", content: "b" }, { role: "user", name: "ann", content: "c" },
      { role: "assistant", content: null, tool_calls: [{ id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "call_1", content: "d" }, { role: "assistant", content: "e" }, { role: "user", content: "request please" }];
    const request = await sent({ model, messages });
    assert.deepEqual(request.messages.map((message) => message.role), ["system", "system", "user", "assistant", "tool", "assistant", "user"]);
    assert.equal(request.messages[4].tool_call_id, "call_1");
    const empty = messages.with(3, { ...messages[3], content: "" });
    assert.equal((await sent({ model, messages: empty })).messages.length, 7);
  }],
  ["B2 developer messages of LangChain's o-series", async () => {
    const o3 = langchain({ model: "openai/o3-mini" });
    assert.equal((await o3.invoke([["system", "Be brief"], ["user", "history please"]])).content, "system,user");
  }],
  ["B2 parts", async () => {
    const parts = [{ type: "text", text: "look" }, { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "low" } },
      { type: "image_url", image_url: { url: "https://example.com/a.png" } }, { type: "input_audio", input_audio: { data: "AA==", format: "wav" } },
      { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA==" } }];
    const request = await sent({ model, messages: [{ role: "user", content: parts }, { role: "assistant", content: "ok" }, { role: "user", content: "request please" }] });
    assert.deepEqual(request.messages[0].content.map((part) => part.type), ["text", "image_url", "image_url", "input_audio", "file"]);
    assert.equal(request.messages[0].content[1].image_url.detail, "low");
  }],
  ["B3 order of a stream, usage only when asked for", async () => {
    const { text } = await raw("POST", "/v1/chat/completions", ask("hi", { stream: true, stream_options: { include_usage: true } }));
    const data = events(text);
    assert.equal(data.at(-1), "[DONE]");
    const chunks = data.slice(0, -1).map(JSON.parse);
    assert.deepEqual(chunks[0].choices[0].delta, { role: "assistant", content: "" });
    assert.deepEqual([chunks.at(-2).choices[0].delta, chunks.at(-2).choices[0].finish_reason], [{}, "stop"]);
    assert.deepEqual([chunks.at(-1).choices.length, chunks.at(-1).usage.total_tokens], [0, 10]);
    assert.equal(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.model} ${chunk.object}`)).size, 1);
    assert.ok(!(await raw("POST", "/v1/chat/completions", ask("hi", { stream: true }))).text.includes("usage"));
  }],
  ["B3 an answer without text has role and finish", async () => {
    const final = await completions.stream(ask("silence please")).finalChatCompletion();
    assert.equal(final.choices[0].finish_reason, "stop");
  }],
  ...["error please", "break please"].map((how) => [`B3 ${how} is an error for each client, without a finish`, async () => {
    const { text } = await raw("POST", "/v1/chat/completions", ask(how, { stream: true }));
    assert.ok(!text.includes("[DONE]") && !/"finish_reason":"/.test(text));
    assert.ok(JSON.parse(events(text).at(-1)).error.message);
    const iterate = async () => { for await (const _ of await completions.create(ask(how, { stream: true }))); };
    await assert.rejects(iterate(), (e) => e instanceof OpenAI.APIError && e.code === "provider_failed" && Boolean(e.requestID));
    await assert.rejects(completions.stream(ask(how)).finalChatCompletion());
    await assert.rejects(async () => { for await (const _ of await langchain().stream(how)); });
    const errors = [];
    const space = createOpenAICompatible({ name: "space", baseURL: `${url}/v1` });
    for await (const part of streamText({ model: space(model), prompt: how, maxRetries: 0, onError: () => {} }).fullStream) if (part.type === "error") errors.push(part);
    assert.equal(errors.length, 1);
    await assert.rejects(completions.create(ask(how)), (e) => e.status === 502);
  }]),
  ["B3 strict tools keep their identity", async () => {
    const strict = [{ type: "function", function: { name: "weather", strict: true, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false } } }];
    const final = await completions.stream(ask("tools please", { tools: strict })).finalChatCompletion();
    assert.deepEqual(final.choices[0].message.tool_calls.map((call) => call.function.parsed_arguments), [{ city: "Rome" }, { city: "Oslo" }]);
    const { text } = await raw("POST", "/v1/chat/completions", ask("tools please", { tools: strict, stream: true }));
    assert.ok(!/"(name|type|id)":(null|"")/.test(text));
  }],
  ["B3 reasoning", async () => {
    const deltas = [];
    for await (const chunk of await completions.create(ask("reasoning please", { stream: true }))) deltas.push(chunk.choices[0]?.delta.reasoning_content ?? "");
    assert.equal(deltas.join(""), "Hm.");
    assert.equal((await completions.create(ask("reasoning please"))).choices[0].message.reasoning_content, "Hm.");
    const space = createOpenAICompatible({ name: "space", baseURL: `${url}/v1` });
    const parts = [];
    for await (const part of streamText({ model: space(model), prompt: "reasoning please", maxRetries: 0 }).fullStream) if (part.type === "reasoning-delta") parts.push(part.text);
    assert.equal(parts.join(""), "Hm.");
  }],
  ["B4 tool_choice in each form, no $schema", async () => {
    for (const choice of ["auto", "none", "required", { type: "function", function: { name: "f" } }]) {
      const request = await sent(ask("request please", { tools, tool_choice: choice }));
      assert.deepEqual(request.tool_choice, choice);
      assert.deepEqual(request.tools[0].function.parameters, { type: "object", properties: {}, additionalProperties: false });
    }
    const bound = langchain().bindTools([{ type: "function", function: function_ }], { tool_choice: "any" });
    assert.equal(JSON.parse((await bound.invoke("request please")).content).tool_choice, "required");
  }],
  ["B4 response_format in each form", async () => {
    const format = zodResponseFormat(z.object({ name: z.string() }), "person");
    assert.deepEqual((await completions.parse(ask("json please", { response_format: format }))).choices[0].message.parsed, { name: "Ada" });
    assert.equal((await sent(ask("request please", { response_format: format }))).response_format.json_schema.strict, true);
    assert.deepEqual((await sent(ask("request please", { response_format: { type: "json_object" } }))).response_format, { type: "json_object" });
    const person = z.object({ name: z.string() });
    for (const method of ["jsonSchema", "jsonMode"]) {
      assert.deepEqual(await langchain().withStructuredOutput(person, { method }).invoke("json please"), { name: "Ada" });
    }
    await assert.rejects(completions.create(ask("hi", { response_format: { type: "xml" } })), failed(400));
    await assert.rejects(completions.create(ask("hi", { response_format: { type: "json_schema" } })), failed(400));
    await assert.rejects(completions.create(ask("hi", { tools, tool_choice: "any" })), failed(400));
  }],
  ["B4 cut, filtered and refused answers", async () => {
    const format = zodResponseFormat(z.object({ name: z.string() }), "person");
    await assert.rejects(completions.parse(ask("length please", { response_format: format })), OpenAI.LengthFinishReasonError);
    await assert.rejects(completions.parse(ask("filter please", { response_format: format })), OpenAI.ContentFilterFinishReasonError);
    const refused = (await completions.parse(ask("refusal please", { response_format: format }))).choices[0].message;
    assert.deepEqual([refused.refusal, refused.content, refused.parsed], ["I will not.", null, null]);
    const streamed = (await completions.stream(ask("refusal please")).finalChatCompletion()).choices[0].message;
    assert.equal(streamed.refusal, "I will not.");
  }],
  ["B5 models", async () => {
    const ids = [];
    for await (const each of openai.models.list()) {
      ids.push(each.id);
      assert.equal(each.object, "model");
      assert.ok(Number.isInteger(each.created) && each.owned_by);
    }
    assert.ok(ids.includes("guide") && ids.includes(model));
    await assert.rejects(openai.models.retrieve("no/such"), failed(404, "model_not_found"));
  }],
  ["B5 what is not offered is 404 in JSON", async () => {
    await assert.rejects(openai.completions.create({ model, prompt: "hi" }), failed(404));
    await assert.rejects(openai.moderations.create({ model, input: "hi" }), failed(404));
    await assert.rejects(openai.files.create({ file: await OpenAI.toFile(Buffer.from("x"), "a.txt"), purpose: "assistants" }), failed(404));
    await assert.rejects(completions.list(), failed(404));
  }],
  ["B6 responses: whole, with all fields", async () => {
    const answer = await openai.responses.create({ model, input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }, { type: "input_image", image_url: "data:image/png;base64,AA==", detail: "low" }] }],
      instructions: "Be brief", max_output_tokens: 50, temperature: 0.5, top_p: 0.9, metadata: { a: "b" }, truncation: "auto", include: [], reasoning: { effort: "low" }, store: false, text: {} });
    for (const field of ["id", "object", "created_at", "status", "error", "incomplete_details", "instructions", "metadata", "model", "output", "parallel_tool_calls", "temperature", "tool_choice", "tools", "top_p", "usage"]) assert.ok(field in answer, field);
    assert.deepEqual([answer.object, answer.status, answer.output[0].content[0].type, answer.output[0].content[0].annotations], ["response", "completed", "output_text", []]);
    assert.deepEqual(answer.usage, { input_tokens: 7, input_tokens_details: { cached_tokens: 2 }, output_tokens: 3, output_tokens_details: { reasoning_tokens: 1 }, total_tokens: 10 });
    await assert.rejects(openai.responses.retrieve(answer.id), failed(404));
  }],
  ["B6 responses: the order of the events", async () => {
    const types = [];
    const numbers = [];
    for await (const event of await openai.responses.create({ model, input: "hi", stream: true })) { types.push(event.type); numbers.push(event.sequence_number); }
    assert.deepEqual(types, ["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", ...Array(3).fill("response.output_text.delta"),
      "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"]);
    assert.deepEqual(numbers, numbers.map((_, i) => i));
  }],
  ["B6 responses: schema, cut, refused, failed, unsupported", async () => {
    const format = { type: "json_schema", name: "person", strict: true, schema: { type: "object", properties: { name: { type: "string" } } } };
    assert.equal((await openai.responses.create({ model, input: "json please", text: { format } })).output_text, '{"name":"Ada"}');
    assert.deepEqual(JSON.parse((await openai.responses.create({ model, input: "request please", text: { format } })).output_text).response_format.json_schema.name, "person");
    const cut = await openai.responses.create({ model, input: "length please" });
    assert.deepEqual([cut.status, cut.incomplete_details], ["incomplete", { reason: "max_output_tokens" }]);
    const refused = await openai.responses.stream({ model, input: "refusal please" }).finalResponse();
    assert.equal(refused.output[0].content[0].type, "refusal");
    assert.equal(refused.output[0].content[0].refusal, "I will not.");
    await assert.rejects(openai.responses.stream({ model, input: "error please" }).finalResponse(), /lost my GPU/);
    for (const type of ["web_search", "file_search", "code_interpreter", "computer_use_preview"]) {
      await assert.rejects(openai.responses.create({ model, input: "hi", tools: [{ type }] }), failed(400, "unsupported_parameter"));
    }
    await assert.rejects(openai.responses.create({ model, input: "hi", previous_response_id: "resp_none" }), failed(404));
    await assert.rejects(openai.responses.create({ model, input: [] }), failed(400));
  }],
  ["B6 responses: tokens are counted, LangChain streams", async () => {
    assert.ok((await openai.responses.inputTokens.count({ model, input: "hi" })).input_tokens > 0);
    let text = "";
    for await (const chunk of await langchain({ useResponsesApi: true }).stream("hi")) text += chunk.text;
    assert.equal(text, "Hello from upstream");
  }],
  ["B7 our own errors", async () => {
    await assert.rejects(completions.create({ ...ask("hi"), model: "no/such" }), failed(404, "model_not_found"));
    await assert.rejects(openai.get("/nothing"), (e) => e instanceof OpenAI.NotFoundError && /Invalid URL \(GET/.test(e.message));
    for (const body of ["{", "[]", "", '"text"']) {
      const answer = await raw("POST", "/v1/chat/completions", body);
      assert.equal(answer.status, 400);
      assert.deepEqual(Object.keys(JSON.parse(answer.text).error).sort(), ["code", "message", "param", "type"]);
    }
    assert.equal((await raw("POST", "/v1/chat/completions", "x", { "content-type": "text/plain" })).status, 415);
    assert.equal((await raw("POST", "/v1/chat/completions", ask("x".repeat(1_100_000)))).status, 413);
    assert.equal((await raw("PUT", "/v1/embeddings", "{}")).status, 405);
    const outside = await raw("GET", "/nothing", "");
    assert.ok(/Invalid URL/.test(JSON.parse(outside.text).error.message) && outside.headers["x-request-id"]);
  }],
  ...[[401, 502], [403, 502], [404, 404], [400, 400], [413, 413], [429, 429], [500, 502], [502, 502], [503, 503], [504, 504], [529, 503]].map(([upstream, status]) =>
    [`B7 upstream ${upstream} becomes ${status}`, async () => {
      const messages = [{ role: "system", content: String(upstream) }, { role: "user", content: "status please" }];
      for (const stream of [false, true]) {
        await assert.rejects(completions.create({ model, messages, stream }), (e) => {
          assert.equal(e.status, status);
          assert.match(e.message, /upstream said so/);
          assert.ok(e.type && e.requestID);
          assert.equal(e.headers.get("x-should-retry"), [401, 403, 504].includes(upstream) ? "false" : null);
          if (status === 429 || status === 503) assert.ok(Number(e.headers.get("retry-after")) >= 0 && e.headers.get("retry-after-ms"));
          return true;
        });
      }
    }]),
  ["B7 the AI SDK reads the error, too", async () => {
    const space = createOpenAICompatible({ name: "space", baseURL: `${url}/v1` });
    await assert.rejects(generateText({ model: space("no/such"), prompt: "hi", maxRetries: 0 }), (e) => e.statusCode === 404 && /does not exist/.test(e.message));
  }],
];

const problems = [];
for (const [name, check] of cases) {
  try {
    await check();
  } catch (e) {
    problems.push(`${name}: ${e.stack}`);
  }
}
assert.deepEqual(problems, [], problems.join("\n\n"));
console.log(`all of the table: ${cases.length} cases`);
