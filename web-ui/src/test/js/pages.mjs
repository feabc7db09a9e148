// The pages in a real Chromium, with and without script: node pages.mjs URL SCREENSHOTS CHROMIUM
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [, , space, screenshots, executablePath] = process.argv;
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const measured = {};

async function inPage(options, visit) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && !message.location().url.endsWith("/nothing-here")
    && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(space) || problems.push(`foreign: ${request.url()}`));
  await visit(page, context);
  assert.deepEqual(problems, []);
  await context.close();
}

async function checkAccessible(page, where) {
  const found = await page.evaluate(async (source) => {
    // eslint-disable-next-line no-eval
    (0, eval)(source);
    return (await window.axe.run()).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
  }, axe).catch((error) => [String(error)]);
  assert.deepEqual(found, [], where);
}

const ended = (page) => page.locator(".answer.completed").last().waitFor({ timeout: 30_000 });
const shot = (page, name) => page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });

// First load: few requests, few bytes.
await inPage({ viewport: sizes.desktop }, async (page, context) => {
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  let requests = 0;
  let bytes = 0;
  cdp.on("Network.responseReceived", () => requests++);
  cdp.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  const begin = Date.now();
  await page.goto(space, { waitUntil: "load" });
  Object.assign(measured, { requests, bytes, loadMs: Date.now() - begin });
  assert.ok(requests <= 6, `${requests} requests`);
  assert.ok(bytes < 60_000, `${bytes} bytes`);
});

for (const [size, viewport] of Object.entries(sizes)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${size}${javaScriptEnabled ? "" : "-noscript"}`;
    await inPage({ viewport, javaScriptEnabled }, async (page) => {
      await page.goto(space);
      if (javaScriptEnabled) await shot(page, `start-${how}`);
      await page.getByLabel("Message").fill("What is RAG?");
      await page.getByRole("button", { name: "Send" }).click();
      await ended(page);
      assert.match(await page.locator(".answer").last().innerText(), /^Question 1\. Retrieval finds passages first 1\./);
      assert.equal(await page.locator(".answer strong").innerText(), "finds");
      await page.getByLabel("Message").fill("And then?");
      await page.getByRole("button", { name: "Send" }).click();
      await page.locator(".turns").getByText("Question 2.").last().waitFor();
      await ended(page);
      assert.equal(await page.locator(".turns li").count(), 4);
      await page.locator(".answer").last().getByText("The guide").click();
      await page.locator(".turns").getByText("Retrieval finds passages before the model writes.").last().waitFor();
      await shot(page, `chat-${how}`);

      await page.goto(`${space}/pipelines/zero_shot_classification`);
      await page.getByRole("button", { name: "A complaint" }).click();
      await ended(page);
      assert.equal(await page.locator(".top-label").innerText(), "complaint");
      assert.equal(await page.locator("meter").count(), 4);
      assert.equal(await page.getByLabel("Possible class names").inputValue(), "complaint, praise, question, order");
      await shot(page, `zero-shot-${how}`);

      await page.goto(`${space}/pipelines/feature_extraction`);
      await page.getByRole("button", { name: "Three themes" }).click();
      await ended(page);
      assert.equal(await page.locator(".matrix tbody tr").count(), 5);
      await shot(page, `matrix-${how}`);

      await page.goto(`${space}/pipelines/sentence_similarity`);
      await page.getByRole("button", { name: "Cats" }).click();
      await ended(page);
      assert.equal(await page.locator(".bar-value").first().innerText(), "0.90");
    });
  }
}

// Pipelines that write, the tokenizer and the models, with and without script.
for (const [size, viewport] of Object.entries(sizes)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${size}${javaScriptEnabled ? "" : "-noscript"}`;
    await inPage({ viewport, javaScriptEnabled }, async (page) => {
      await page.goto(`${space}/pipelines/text_generation`);
      await page.getByRole("button", { name: "A story" }).click();
      await ended(page);
      assert.equal(await page.locator(".answer .blocks").innerText(), "was very happy.");
      await shot(page, `generation-${how}`);
      if (size === "phone") await page.locator(".tabs summary").click();
      await page.getByRole("link", { name: "Summarization" }).click();
      await page.getByRole("button", { name: "A local newspaper" }).click();
      await ended(page);
      assert.equal(await page.locator(".answer .blocks").innerText(), "The harbour of Sandvik was deepened in spring.");
      await page.goto(`${space}/pipelines/tokenize`);
      await page.getByRole("button", { name: "Other scripts" }).click();
      await ended(page);
      assert.equal(await page.locator(".tokenized").innerText(), "Grüße aus Zürich, 東京 and Ελλάδα 🙂");
      assert.equal(await page.locator(".tokenized mark").last().getAttribute("title"), "128578");
      assert.equal(await page.locator(".facts dd").first().innerText(), "33");
      await shot(page, `tokenizer-${how}`);
      await page.getByRole("button", { name: "A conversation" }).click();
      await page.locator(".tokenized", { hasText: "<user>What is a token?<assistant>A piece of text.<user>Why not a word?" }).waitFor();
      await page.goto(`${space}/pipelines/zero_shot_classification?inputs=Bread&candidate_labels=food,+ships&hypothesis_template=On+%7B%7D`);
      assert.equal(await page.getByLabel("Text", { exact: true }).inputValue(), "Bread");
      assert.equal(await page.getByLabel("Hypothesis template").inputValue(), "On {}");
      await page.getByRole("button", { name: "Submit" }).click();
      await ended(page);
      assert.equal(await page.locator(".top-label").innerText(), "food");
      await page.goto(`${space}/compare?message=Hello&system_prompt_3=Be+brief`);
      assert.equal(await page.getByLabel("System prompt").nth(2).inputValue(), "Be brief");
      assert.equal((await page.goto(`${space}/nothing-here`)).status(), 404);
      await page.getByRole("link", { name: "To the chat" }).click();
      await page.getByLabel("Message").waitFor();
      await page.goto(`${space}/?view=api`);
      await page.waitForURL(/use-via-api/);
      await page.goto(`${space}/models`);
      assert.match(await page.locator(".models").first().innerText(), /Set OPENAI_API_KEY/);
      await page.getByRole("button", { name: "Download org/missing" }).click();
      await ended(page);
      assert.match(await page.locator(".change").innerText(), /org\/available\s+On this machine/);
      await shot(page, `models-${how}`);
    });
  }
}

// Pictures and recordings, with and without script.
for (const [size, viewport] of Object.entries(sizes)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${size}${javaScriptEnabled ? "" : "-noscript"}`;
    await inPage({ viewport, javaScriptEnabled }, async (page) => {
      await page.goto(`${space}/pipelines/image_classification`);
      await page.getByRole("button", { name: "A sunset" }).click();
      await ended(page);
      assert.equal(await page.locator(".top-label").innerText(), "image/png");
      await page.locator("input[type=file]").setInputFiles({ name: "my picture.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC", "base64") });
      await page.getByRole("button", { name: "Submit" }).click();
      await page.locator(".bar-label", { hasText: "bytes" }).waitFor();
      await shot(page, `image-${how}`);
      await page.goto(`${space}/pipelines/automatic_speech_recognition`);
      await page.locator("input[type=file]").setInputFiles({ name: "long one.wav", mimeType: "audio/wav",
        buffer: Buffer.concat([Buffer.from("RIFF\0\0\0\0WAVEfmt "), Buffer.alloc(300_000)]) });
      if (!javaScriptEnabled) await page.locator(".more summary").click().catch(() => {});
      await page.getByRole("button", { name: "Submit" }).click();
      await ended(page);
      assert.match(await page.locator(".transcript").innerText(), /^http:.*gradio_api\/file=[0-9a-f]{32}\/long%20one\.wav$/);
      await page.goto(`${space}/pipelines/text_to_speech`);
      await page.getByRole("button", { name: "Numbers" }).click();
      await ended(page);
      await page.locator(".media audio").waitFor();
      await page.goto(`${space}/pipelines/text_to_image`);
      await page.getByRole("button", { name: "A garden" }).click();
      await ended(page);
      assert.ok(await page.locator(".media img").evaluate((image) => image.naturalWidth === 1));
      await shot(page, `picture-${how}`);
    });
  }
}

// Sliders, runs, settings and what is said for some seconds.
await inPage({ viewport: sizes.desktop }, async (page) => {
  await page.goto(`${space}/pipelines/text_to_image`);
  const track = page.locator("input[type=range]").nth(1);
  assert.equal(await track.getAttribute("max"), "20");
  await page.locator(".more summary").click();
  await track.fill("12.5");
  const number = page.getByRole("spinbutton", { name: "Guidance" });
  assert.equal(await number.inputValue(), "12.5");
  await page.getByRole("button", { name: "Reset Guidance" }).click();
  assert.equal(await number.inputValue(), "");
  assert.equal(await page.locator("datalist option").count(), 0, "no model of the tests paints");

  await page.goto(`${space}/pipelines/zero_shot_classification`);
  await page.getByRole("button", { name: "A recipe" }).click();
  await ended(page);
  await page.getByRole("link", { name: "Runs" }).click();
  const run = page.locator(".runs li");
  assert.match(await run.innerText(), /Zero-shot classification[^]*candidate_labels: cooking[^]*cooking/);
  await run.getByRole("link", { name: "Fill in again" }).click();
  assert.equal(await page.getByLabel("Possible class names").inputValue(), "cooking, travel, gardening, programming");
  await page.goBack();
  await page.getByRole("button", { name: "Forget all" }).click();
  assert.equal(await run.count(), 0);
  const toast = page.locator(".toast");
  await toast.getByRole("button", { name: "Undo" }).click();
  assert.equal(await run.count(), 1);
  await page.getByRole("button", { name: "Forget all" }).click();
  const box = await toast.boundingBox();
  await page.mouse.move(box.x + 20, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + box.height / 2);
  await page.mouse.up();
  assert.equal(await toast.count(), 1, "a short way springs back");
  await page.mouse.move(box.x + 20, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  assert.equal(await toast.count(), 0);

  await page.goto(`${space}/?view=settings`);
  await page.waitForURL(/settings$/);
  await page.locator(".named").getByRole("button", { name: "Dark theme" }).click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.getByLabel("Keep what I run").uncheck();
  await shot(page, "settings");
  await page.goto(`${space}/pipelines/sentence_similarity`);
  await page.getByRole("button", { name: "Cats" }).click();
  await ended(page);
  await page.goto(`${space}/gradio_api/runs`);
  await page.getByText("Nothing yet.").waitFor();
  await page.goto(`${space}/monitoring`);
  assert.match(await page.locator("table").innerText(), /zero_shot_classification/);
});

// Documents and comparisons, with and without script.
for (const [size, viewport] of Object.entries(sizes)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${size}${javaScriptEnabled ? "" : "-noscript"}`;
    await inPage({ viewport, javaScriptEnabled }, async (page) => {
      await page.goto(`${space}/documents`);
      await page.getByText("None yet").waitFor();
      await page.locator("#f-file").setInputFiles([{ name: "one.md", mimeType: "text/markdown", buffer: Buffer.from("# One") },
        { name: "two.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") }]);
      if (!javaScriptEnabled) await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.locator("#kept strong", { hasText: "one.md" }).waitFor();
      await page.locator("#kept strong", { hasText: "two.pdf" }).waitFor();
      await page.getByRole("button", { name: "Delete two.pdf" }).click();
      await page.locator("#kept strong", { hasText: "two.pdf" }).waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Add a short article" }).click();
      await page.locator("#kept strong", { hasText: "harbour.md" }).waitFor();
      await page.getByLabel("What are you looking for?").fill("ships");
      await page.getByRole("button", { name: "Find" }).click();
      await page.getByText("Passage on ships").waitFor();
      await shot(page, `documents-${how}`);
      await page.getByRole("link", { name: "In its document" }).click();
      assert.equal(await page.locator("mark").innerText(), "The passage p1");
      await page.goto(`${space}/compare`);
      await page.getByRole("button", { name: "No, one and several" }).click();
      for (let i = 0; i < 3; i++) await page.locator(".outcome .completed").nth(i).waitFor();
      assert.equal(await page.locator(".outcome .answer").count(), 3);
      assert.match(await page.locator("#f-examples_3").inputValue(), /question$/);
      await page.locator(".measures tbody tr").nth(2).waitFor();
      assert.match(await page.locator(".measures tbody tr").first().innerText(), /1\. guide\s+[\d.]+ m?s\s+20\s+not known/);
      await shot(page, `compare-${how}`);
    });
  }
}

// Hostile output stays text, and nothing is loaded for it.
await inPage({ viewport: sizes.desktop }, async (page) => {
  await page.goto(space);
  await page.getByLabel("Message").fill(
    "markdown <img src=x onerror=\"document.title='owned'\"> [x](javascript:alert(1)) ![i](http://192.0.2.1/i.png) `<b>`");
  await page.keyboard.press("Enter");
  await ended(page);
  assert.equal(await page.locator(".blocks img, .blocks script").count(), 0);
  assert.notEqual(await page.title(), "owned");
  assert.equal(await page.locator(".blocks a[href^=javascript]").count(), 0);
});

// Stop, then go on; reload in the middle of an answer.
await inPage({ viewport: sizes.desktop }, async (page) => {
  await page.goto(space);
  await page.getByLabel("Message").fill("count to 2000");
  await page.keyboard.press("Enter");
  await page.locator(".turns").getByText("5 6 7").waitFor();
  await page.reload();
  await page.locator(".turns").getByText("15 16 17").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.locator(".note", { hasText: "Stopped." }).first().waitFor();
  await page.getByLabel("Message").fill("count to 60");
  await page.keyboard.press("Enter");
  const second = page.locator(".turns .bot").nth(1);
  await second.getByText("5 6 7").waitFor();
  for (let i = 0; i < 3; i++) {
    await page.reload();
    await second.getByText("6 7 8").waitFor();
  }
  await ended(page);
  const whole = Array.from({ length: 60 }, (_, i) => i + 1).join(" ");
  assert.equal(await page.locator(".answer .blocks").last().innerText(), whole);
  await page.getByLabel("Message").fill("fail");
  await page.keyboard.press("Enter");
  await page.locator(".answer.failed").waitFor();
  assert.match(await page.locator(".answer.failed .note").innerText(), /the model said no/);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await page.getByLabel("Message").inputValue(), "fail");
});

// Light and dark, all tabs, nothing for axe to find. The check runs a script, which the page itself would not allow.
for (const theme of ["light", "dark"]) {
  await inPage({ viewport: sizes.desktop, bypassCSP: true }, async (page) => {
    await page.goto(space);
    await page.getByRole("button", { name: `${theme === "light" ? "Light" : "Dark"} theme` }).click();
    await page.locator(".card").first().click();
    await ended(page);
    await checkAccessible(page, `chat ${theme}`);
    await shot(page, `chat-${theme}`);
    await page.reload();
    assert.equal(await page.locator("html").getAttribute("data-theme"), theme);
    await page.goto(`${space}/pipelines`);
    await checkAccessible(page, `pipelines ${theme}`);
    await shot(page, `pipelines-${theme}`);
    await page.goto(`${space}/models`);
    await checkAccessible(page, `models ${theme}`);
    await page.goto(`${space}/documents`);
    await page.getByRole("button", { name: "Add a short article" }).click();
    await page.locator("#kept strong").first().waitFor();
    await page.goto(`${space}/documents?q=ships`);
    await checkAccessible(page, `documents ${theme}`);
    await page.goto(`${space}/conversations`);
    await checkAccessible(page, `conversations ${theme}`);
    await page.getByRole("link", { name: "Long ago" }).click();
    await page.getByText(`Answered in ${"c".repeat(32)}`).waitFor();
    await checkAccessible(page, `conversation ${theme}`);
    await page.goto(`${space}/documents/passage?id=p1`);
    await checkAccessible(page, `passage ${theme}`);
    await page.goto(`${space}/compare`);
    await page.getByRole("button", { name: "A teacher" }).click();
    await page.locator(".outcome .completed").nth(1).waitFor();
    await checkAccessible(page, `compare ${theme}`);
    await shot(page, `compare-${theme}`);
    await page.goto(`${space}/use-via-api`);
    await checkAccessible(page, `api ${theme}`);
    for (const [name, example] of [["zero_shot_classification", "A recipe"], ["feature_extraction", "Three themes"],
      ["sentence_similarity", "Cats"], ["text_classification", "A happy guest"],
      ["token_classification", "A scientist"], ["text_generation", "A story"], ["translation", "A sign"],
      ["text2text_generation", "A question"], ["summarization", "A local newspaper"], ["tokenize", "Two texts"], ["question_answering", "Who?"], ["fill_mask", "A capital"],
      ["image_classification", "A tree"], ["image_to_text", "A tree"], ["automatic_speech_recognition", "A welcome"],
      ["text_to_speech", "Numbers"], ["text_to_image", "A garden"]]) {
      await page.goto(`${space}/pipelines/${name}`);
      await page.getByRole("button", { name: example }).click();
      await ended(page);
      await checkAccessible(page, `${name} ${theme}`);
    }
    await shot(page, `similarity-${theme}`);
  });
}

await browser.close();
console.log(JSON.stringify(measured));
