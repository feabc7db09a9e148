// The page for programs: its documents are valid, and what it offers to copy works as it stands: node api.mjs URL
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import SwaggerParser from "@apidevtools/swagger-parser";

const base = process.argv[2];

const document = await (await fetch(base + "/openapi.json")).json();
assert.deepEqual(document, await (await fetch(base + "/gradio_api/openapi.json")).json());
const paths = Object.keys(document.paths);
assert.equal(document.servers[0].url, base);
await SwaggerParser.validate(document);

const events = await (await fetch(base + "/use-via-api/events")).text();
for (const words of ["chat.requests", "pipeline.replies", "org.llmspace.chat.turn.requested.v1", "Every record is a CloudEvent"]) {
  assert.ok(events.includes(words), words);
}
assert.match(await (await fetch(base + "/asyncapi.yaml")).text(), /^asyncapi: 3/);

const decode = (html) => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
  .replaceAll("&#39;", "'").replaceAll("&amp;", "&");
const page = await (await fetch(base + "/use-via-api")).text();
const sections = [...page.matchAll(/<h2 id="api-(\w+)">.*?<\/section>/gs)];
const info = await (await fetch(base + "/gradio_api/info")).json();
assert.deepEqual(sections.map((section) => "/" + section[1]).sort(), Object.keys(info.named_endpoints).sort());

const bash = (code) => execFileSync("bash", ["-euo", "pipefail", "-c", code], { encoding: "utf8" });
const python = spawnSync("python3", ["--version"]).status === 0;
let snippets = 0;
for (const [section, name] of sections) {
  assert.ok(paths.includes("/api/" + name), name);
  const code = Object.fromEntries([...section.matchAll(/<summary>(.*?)<\/summary><pre[^>]*><code>(.*?)<\/code>/gs)]
    .map(([, language, text]) => [decode(language), decode(text)]));
  const answer = JSON.parse(bash(code["curl, one call"]));
  assert.ok(answer.id && "data" in answer, `${name}: ${JSON.stringify(answer)}`);
  assert.ok(!JSON.stringify(answer).includes("base64") && JSON.stringify(answer).length < 20_000, `${name}: files are told by reference`);
  assert.match(bash(code["curl, as it is written"]), /^event: result\n/m, name);
  assert.match(bash(code["curl, Gradio's two calls"]), /event: complete\n/, name);
  const result = JSON.parse(bash(code.MCP)).result;
  assert.ok(result && !result.isError, name);
  writeFileSync("snippet.mjs", code.JavaScript + "\nprocess.exit(0);\n");
  assert.ok(execFileSync("node", ["snippet.mjs"], { encoding: "utf8" }).trim().length > 1, name);
  if (python) execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: code.Python });
  execFileSync("bash", ["-n"], { input: code.Kafka });
  snippets += Object.keys(code).length;
  assert.equal(Object.keys(code).length, 7);
}
console.log(JSON.stringify({ snippets }));
process.exit(0);
