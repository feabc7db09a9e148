// The unmodified @gradio/client against a running Space: node gradio.mjs URL
import assert from "node:assert/strict";
import { Client } from "@gradio/client";

const space = process.argv[2];
const client = await Client.connect(space, { events: ["data", "status"] });

const api = await client.view_api();
const endpoints = Object.keys(api.named_endpoints);
for (const name of ["/chat", "/zero_shot_classification", "/feature_extraction"]) {
  assert.ok(endpoints.includes(name), `${name} is listed among ${endpoints}`);
}

const label = (await client.predict("/zero_shot_classification", {
  inputs: "The train to Lyon was two hours late and nobody told us why",
  candidate_labels: "travel, cooking, politics",
})).data[0];
assert.equal(label.label, "travel");
assert.equal(label.confidences.length, 3);
assert.ok(Math.abs(label.confidences.reduce((sum, one) => sum + one.confidence, 0) - 1) < 1e-3, "scores sum to 1");

// Gradio's diffs are applied by the client, so what arrives here only ever grows.
let answer = "";
let steps = 0;
for await (const event of client.submit("/chat", { message: "What is a token?" })) {
  if (event.type === "data") {
    const text = event.data[0];
    assert.ok(text.startsWith(answer), `'${text}' continues '${answer}'`);
    answer = text;
    steps++;
  }
}
assert.ok(steps > 1, `the answer came in ${steps} steps`);
assert.match(answer, /token/i);
assert.match(answer, /\[1\]/, "the answer cites its source");

await assert.rejects(client.predict("/zero_shot_classification", { inputs: "", candidate_labels: "" }));

const job = client.submit("/chat", { message: "Explain tokenization, embeddings, RAG and agents at length" });
let last;
for await (const event of job) {
  if (event.type === "data") {
    job.cancel();
  }
  last = event;
}
assert.ok(last, "a cancelled job ends");
assert.match((await client.predict("/chat", { message: "What is RAG?" })).data[0], /retriev/i);

client.close();
console.log(JSON.stringify({ endpoints, steps }));
process.exit(0);
