// The unmodified @gradio/client against web-ui with foreseeable workers: node gradio.mjs URL
import assert from "node:assert/strict";
import { Client } from "@gradio/client";

const client = await Client.connect(process.argv[2], { events: ["data", "status"] });

const api = await client.view_api();
for (const name of ["/chat", "/text_classification", "/token_classification", "/question_answering",
  "/zero_shot_classification", "/sentence_similarity", "/text_generation", "/tokenize"]) {
  assert.ok(api.named_endpoints[name], name);
}
assert.ok(!Object.keys(api.named_endpoints).some((name) => name.includes("chat_")), "what only the pages ask for is no API");
assert.equal(api.named_endpoints["/chat"].parameters[0].type, "string");

const label = (await client.predict("/zero_shot_classification", {
  inputs: "late train", candidate_labels: "travel, food",
})).data[0];
assert.equal(label.label, "travel");
const vectors = (await client.predict("/feature_extraction", [["one", "three"]])).data[0];
assert.deepEqual(vectors.map((vector) => vector[0]), [3, 5]);

let answer = "";
let steps = 0;
const stages = new Set();
for await (const event of client.submit("/chat", { message: "What is RAG?" })) {
  if (event.type === "status") stages.add(event.stage);
  if (event.type === "data") {
    assert.ok(event.data[0].startsWith(answer), `'${event.data[0]}' continues '${answer}'`);
    answer = event.data[0];
    steps++;
  }
}
assert.equal(answer, "Question 1. Retrieval **finds** passages first [1].");
assert.ok(steps > 2, `${steps} steps`);
assert.ok(stages.has("pending") && stages.has("complete"), [...stages].join());

await assert.rejects(client.predict("/chat", { message: "fail" }), (error) => error.message === "the model said no");
await assert.rejects(client.predict("/zero_shot_classification", { inputs: "", candidate_labels: "a" }),
  (error) => error.code === "validation_error");

const job = client.submit("/chat", { message: "count to 1000" });
const other = client.predict("/chat", { message: "count to 30" });
let last = "";
for await (const event of job) {
  if (event.type === "data") {
    last = event.data[0];
    if (last.includes("5 ")) job.cancel();
  }
}
assert.ok(last.startsWith("1 2 3 4 5") && !last.includes("900"), last);
assert.ok((await other).data[0].endsWith("30 "), "the other job of the session goes on");

const content = new Uint8Array(300_000).map((_, i) => i * 7);
const sent = await client.upload_files(process.argv[2], [new Blob([content])]);
assert.match(sent.files[0], /^[0-9a-f]{32}\/blob$/);
const back = await fetch(`${process.argv[2]}/gradio_api/file=${sent.files[0]}`);
assert.deepEqual(new Uint8Array(await back.arrayBuffer()), content);

const sentImage = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const seen = (await client.predict("/image_to_text", { inputs: new Blob([sentImage], { type: "image/png" }) })).data[0];
assert.match(seen, /\b11\b/);
const { data: [shown] } = await client.predict("/chat", { message: "What is in it?", image: new Blob([sentImage], { type: "image/png" }) });
assert.match(shown, /^Question \d+\./);
for (const image of [{ path: "/etc/passwd" }, "http://127.0.0.1:9/x.png", new Blob(["no image"], { type: "text/plain" })]) {
  await assert.rejects(client.predict("/chat", { message: "What is in it?", image }), (error) => error.code === "validation_error");
}
for (const elsewhere of ["file:///etc/passwd", "../../etc/passwd", "/etc/passwd"]) {
  await assert.rejects(client.predict("/image_to_text", [{ path: elsewhere }]),
    (error) => error.code === "validation_error", elsewhere);
}

for (let i = 0; i < 20; i++) {
  const { data } = await client.predict("/sentence_similarity", ["a", "b\nc"]);
  assert.deepEqual(data[0].length, 2);
}
client.close();
console.log(JSON.stringify({ steps, stages: [...stages] }));
process.exit(0);
