// Speech, transcripts and images of local models, with the unmodified openai client: node media.mjs URL
import assert from "node:assert/strict";
import OpenAI from "openai";

const openai = new OpenAI({ baseURL: `${process.argv[2]}/v1`, apiKey: "unused", maxRetries: 0 });
const bytes = async (response) => Buffer.from(await response.arrayBuffer());

// a text of several records comes back as one file
const text = "This is a sentence of some length, to be read aloud. ".repeat(12).trim();
const speech = await openai.audio.speech.create({ model: "local", voice: "alloy", input: text });
assert.equal(speech.headers.get("content-type"), "audio/wav");
const wav = await bytes(speech);
assert.equal(wav.toString("latin1", 0, 4), "RIFF");
const seconds = (wav.length - 44) / 16_000;
assert.ok(Math.abs(seconds - text.length / 10) < 1, `${seconds} seconds of ${text.length} characters`);
const pcm = await openai.audio.speech.create({ model: "local/org/voice", voice: "alloy", input: "hi", response_format: "pcm" });
assert.match(pcm.headers.get("content-type"), /^audio\/pcm;rate=8000/);
assert.equal((await bytes(pcm)).length, 2 * 1_600);
await assert.rejects(openai.audio.speech.create({ model: "local", voice: "alloy", input: "hi", response_format: "mp3" }),
  (e) => e.status === 400 && e.param === "response_format" && e.code === "unsupported_parameter");
await assert.rejects(openai.audio.speech.create({ model: "local", voice: "alloy", input: "" }), (e) => e.status === 400 && e.param === "input");
await assert.rejects(openai.audio.speech.create({ model: "local/no/such", voice: "alloy", input: "hi" }), OpenAI.NotFoundError);

// a recording, in each format
const file = () => OpenAI.toFile(wav, "speech.wav");
const short = () => OpenAI.toFile(wav.subarray(0, 44 + 32_000), "short.wav");
const hear = (more) => openai.audio.transcriptions.create({ model: "local", ...more });
const heard = await hear({ file: await short() });
assert.equal(heard.text, "2 seconds");
assert.deepEqual(heard.usage, { type: "duration", seconds: 2 });
assert.equal(await hear({ file: await short(), response_format: "text" }), "2 seconds\n");
assert.equal(await hear({ file: await short(), response_format: "srt", language: "de" }), "1\n00:00:00,500 --> 00:00:02,000\n2 seconds\n\n");
assert.equal(await hear({ file: await short(), response_format: "vtt" }), "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\n2 seconds\n\n");
const verbose = await hear({ file: await short(), response_format: "verbose_json", timestamp_granularities: ["segment"] });
assert.deepEqual(verbose.segments, [{ id: 0, start: 0.5, end: 2, text: " 2 seconds" }]);
assert.equal(verbose.duration, 2);
const events = [];
for await (const event of await hear({ file: await short(), stream: true })) events.push(event);
assert.deepEqual(events, [{ type: "transcript.text.delta", delta: "2 seconds" }, { type: "transcript.text.done", text: "2 seconds" }]);
assert.equal((await openai.audio.translations.create({ model: "local", file: await short() })).text, "2 seconds");

// a long one goes through Kafka in parts, whose times go on
const parts = await hear({ file: await file(), response_format: "verbose_json" });
assert.ok(parts.segments.length > 1);
assert.ok(parts.segments[1].start > 20 && parts.segments.at(-1).end > 60, JSON.stringify(parts.segments));
await assert.rejects(hear({ file: await OpenAI.toFile(Buffer.alloc(800_000), "a.mp3") }), (e) => e.status === 413);
await assert.rejects(hear({ file: await short(), response_format: "jpeg" }), (e) => e.status === 400 && e.param === "response_format");
await assert.rejects(hear({ file: await short(), timestamp_granularities: ["word"] }), (e) => e.param === "timestamp_granularities");

// images
const drawn = await openai.images.generate({ model: "local", prompt: "a cat", size: "64x32" });
assert.equal(drawn.data[0].b64_json, "AQID");
assert.ok(drawn.created > 1_700_000_000);
assert.equal((await openai.images.generate({ model: "local", prompt: "a cat", n: 2, response_format: "url" })).data[1].url, "data:image/png;base64,AQID");
await assert.rejects(openai.images.generate({ model: "local", prompt: "a cat", size: "large" }), (e) => e.status === 400 && e.param === "size");
console.log("all of media");
