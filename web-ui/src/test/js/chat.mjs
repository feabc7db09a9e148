// All that people do in the chat, in a real Chromium: node chat.mjs URL SCREENSHOTS CHROMIUM
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [, , space, screenshots, executablePath] = process.argv;
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = await chromium.launch({ executablePath,
  args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] });
const measured = {};
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844, };

async function inPage(options, visit) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write", "microphone"], ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("response", (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`));
  page.on("pageerror", (error) => problems.push(String(error)));
  await visit(page, context);
  assert.deepEqual(problems, []);
  await context.close();
}

async function violations(page) {
  return page.evaluate(async (source) => {
    // eslint-disable-next-line no-eval
    (0, eval)(source);
    return (await window.axe.run()).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
  }, axe);
}

const shot = (page, name) => page.screenshot({ path: `${screenshots}/${name}.png` });
const answers = (page) => page.locator(".turns .answer");

/** Asks and waits for the end of the answer. */
async function ask(page, text) {
  const before = await answers(page).count();
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
  await page.locator(".turns .answer").nth(before).waitFor();
  await page.locator(".turns .answer.completed").nth(before).waitFor();
}

async function step(name, what) {
  try {
    await what();
  } catch (error) {
    error.message = `${name}: ${error.message}`;
    throw error;
  }
}

await inPage({ viewport: desktop, bypassCSP: true }, async (page) => {
  await page.goto(space);
  await step("Markdown, formulas, code and thoughts", async () => {
    await ask(page, "markdown # Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint('hello')  # greets\n```\n\n"
      + "$$\\frac{a}{b} = \\sum_{i=1}^n x_i^2$$\n\nInline $\\alpha \\le 1$ and ~~old~~.");
    const answer = answers(page).last();
    assert.equal(await answer.locator("table td").count(), 2);
    assert.equal(await answer.locator(".ts").innerText(), "'hello'");
    assert.ok((await answer.locator("math[display=block] mfrac").boundingBox()).height > 20);
    await answer.getByRole("button", { name: "Copy code" }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "print('hello')  # greets\n");
    await shot(page, "chat-markdown");
    await ask(page, "think");
    const thought = answers(page).last().locator("details.thought").first();
    assert.match(await thought.locator("summary").innerText(), /Reasoning/);
    await thought.locator("summary").click();
    assert.match(await thought.innerText(), /I look it up first/);
    assert.match(await answers(page).last().locator("details.thought").nth(1).innerText(), /Tool calculator/);
    assert.match(await answers(page).last().locator(".gauge").innerText(), /120 of 8192 tokens/);
    await answers(page).last().getByText("1 earlier message was left out").click();
    await answers(page).last().getByText("Long ago").waitFor();
    assert.match(await answers(page).last().locator(".note").innerText(), /\$0\.00120/);
    assert.deepEqual(await violations(page), []);
    await shot(page, "chat-thoughts");
  });
  await step("retry, edit, branches, undo", async () => {
    await ask(page, "one");
    await page.getByRole("button", { name: "Retry" }).last().click();
    await page.getByText("2 / 2").waitFor();
    await page.locator(".turns .answer.completed").nth(2).waitFor();
    await page.getByRole("button", { name: "Earlier branch" }).click();
    await page.getByText("1 / 2").waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).last().click();
    await page.getByLabel("Edit the message").fill("one, but better");
    await page.keyboard.press("Enter");
    await page.getByText("3 / 3").waitFor();
    await page.locator(".turns .answer.completed").nth(2).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await page.getByLabel("Message", { exact: true }).inputValue(), "one, but better");
    await page.getByText("2 / 2").waitFor();
  });
  await step("like, copy", async () => {
    const undo = page.getByRole("button", { name: "Undo" });
    assert.equal(await undo.count(), 1);
    await page.getByRole("button", { name: "Like", exact: true }).first().click();
    assert.equal(await undo.count(), 1);
    await page.getByRole("button", { name: "Like", exact: true }).last().click();
    assert.equal(await undo.count(), 1);
    assert.equal(await page.getByRole("button", { name: "Like", exact: true }).last().getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "Copy", exact: true }).last().click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Retrieval \*\*finds\*\*/);
    await page.getByRole("button", { name: "Copy the conversation" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\*\*You:\*\* think/);
  });
  await step("kept over a reload, and a link", async () => {
    await page.getByRole("button", { name: "Copy a link" }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByText("2 / 2").waitFor();
    assert.equal(await page.getByRole("button", { name: "Like", exact: true }).last().getAttribute("aria-pressed"), "true");
  });
  await step("search, rename, delete, undo", async () => {
    await page.getByRole("link", { name: "New chat" }).click();
    await ask(page, "An unusual word: xylophone");
    assert.equal(await page.locator("#conversations li").count(), 2);
    await page.getByLabel("Search conversations").fill("xylophone");
    await page.locator("#conversations li").nth(1).waitFor({ state: "detached" });
    await page.locator("#conversations li").hover();
    await page.getByRole("button", { name: /^Rename An unusual/ }).click();
    await page.getByLabel("Title").fill("Instruments");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Instruments" }).waitFor();
    await page.locator("#conversations li").hover();
    await page.getByRole("button", { name: "Delete Instruments" }).click();
    await page.getByText("“Instruments” was deleted.").waitFor();
    await page.getByText("No conversation has these words.").waitFor();
    await shot(page, "chat-deleted");
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Instruments" }).click();
    await page.locator(".turns").getByText("xylophone").waitFor();
    await page.getByLabel("Search conversations").fill("");
  });
  await step("export and import", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    const file = await (await download).path();
    const { conversations } = JSON.parse(readFileSync(file, "utf8"));
    assert.equal(conversations.length, 2);
    conversations[0].id = "f".repeat(32);
    conversations[0].title = "Imported";
    conversations[0].turns[0].html = "<img src=x onerror=alert(1)>";
    await page.locator("#import").setInputFiles({ name: "c.json", mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify({ conversations: [conversations[0]] })) });
    await page.getByRole("link", { name: "Imported" }).click();
    await page.waitForURL(/#c=f{32}/);
    await page.locator(".turns .answer strong").first().waitFor();
    assert.equal(await page.locator(".turns img").count(), 0);
  });
});

await inPage({ viewport: desktop }, async (page) => {
  await page.goto(space);
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
  await step("images and files by button, drop and paste", async () => {
    await page.locator("#files").setInputFiles([{ name: "photo.png", mimeType: "image/png", buffer: Buffer.from(pixel, "base64") },
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Notes\n\nThe harbour is deep.") }]);
    await page.getByRole("button", { name: "Leave out notes.md" }).waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(["dropped words"], "drop.txt", { type: "text/plain" }));
      document.querySelector(".turns").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.getByRole("button", { name: "Leave out drop.txt" }).click();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "long ".repeat(400));
      document.querySelector("#f-message").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByRole("button", { name: "Leave out pasted_text.txt" }).waitFor();
    await shot(page, "chat-files");
    await ask(page, "What is it?");
    assert.ok(await page.locator(".user img").evaluate((image) => image.naturalWidth === 1));
    assert.match(await answers(page).last().innerText(), /Your text/);
    assert.equal(await page.locator("#attached figure").count(), 0);
  });
  await step("what a message would fill of the window", async () => {
    await page.getByLabel("Message", { exact: true }).fill("How long is this?");
    await page.locator("#count").getByText("2048 of 8192 tokens").waitFor();
    await page.getByLabel("Message", { exact: true }).fill("");
  });
  await step("microphone", async () => {
    await page.getByRole("button", { name: "Dictate" }).click();
    await page.waitForTimeout(600);
    await page.getByRole("button", { name: "Dictate" }).click();
    await page.waitForFunction(() => /bytes|file=/.test(document.querySelector("#f-message").value));
    await page.getByLabel("Message", { exact: true }).fill("");
  });
  await step("additional inputs", async () => {
    await page.getByText("Additional inputs").click();
    await page.getByLabel("System prompt").fill("You are terse.");
    await page.getByLabel("Examples for the model").fill("up => down");
    await page.getByRole("spinbutton", { name: "Temperature" }).fill("0.3");
    await page.locator("#f-model").selectOption({ index: 0 });
    await ask(page, "settings");
    assert.match(await answers(page).last().innerText(), /You are terse\. \| up => down \| 0\.3/);
  });
  await step("the composer stays in sight, with additional inputs open, too", async () => {
    await ask(page, "markdown " + "A paragraph.\n\n".repeat(40));
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(200);
    const box = await page.locator(".composer").boundingBox();
    assert.ok(box.y > 0 && box.y + box.height <= 900, JSON.stringify(box));
  });
  await step("a question that an answer ends with is asked with a click", async () => {
    await ask(page, "markdown See also: *markdown What else?*");
    const before = await answers(page).count();
    await page.getByRole("button", { name: "markdown What else?" }).click();
    await page.locator(".turns .answer.completed").nth(before).waitFor();
    assert.equal(await answers(page).last().locator(".blocks").innerText(), "What else?");
  });
  await step("a message that is written from right to left stands so", async () => {
    await ask(page, "markdown مرحبا بالعالم");
    assert.equal(await answers(page).last().locator(".block").first().evaluate((one) => getComputedStyle(one).direction), "rtl");
    await ask(page, "markdown Hello");
    assert.equal(await answers(page).last().locator(".block").first().evaluate((one) => getComputedStyle(one).direction), "ltr");
  });
  await step("what cannot be chosen says why", async () => {
    const options = await page.locator("#f-model optgroup option[disabled]").allInnerTexts();
    assert.deepEqual(options, ["openai: set OPENAI_API_KEY to use it"]);
  });
  await step("a link to a conversation that is nowhere says so", async () => {
    await page.goto("about:blank");
    await page.goto(`${space}/#c=${"e".repeat(32)}`);
    await page.locator("#unknown").waitFor();
    await page.locator("#unknown").getByRole("link").waitFor();
  });
  await step("long calls say how long they take already", async () => {
    await page.goto(space);
    await page.getByLabel("Message", { exact: true }).fill("count to 2000");
    await page.keyboard.press("Enter");
    await page.locator(".clock").waitFor();
    assert.match(await page.locator(".clock").innerText(), /^\d+\.\d s/);
    await page.keyboard.press("Escape");
    await page.locator(".clock").waitFor({ state: "detached" });
  });
  await step("an address chooses", async () => {
    await page.goto(`${space}/?model=openai/gpt&document_ids=abc`);
    assert.equal(await page.locator("#f-model").inputValue(), "openai/gpt");
    assert.equal(await page.getByLabel("Kept documents").inputValue(), "abc");
  });
});

await inPage({ viewport: desktop }, async (page) => {
  await page.goto(space);
  await step("sentences are read out once each", async () => {
    await page.evaluate(() => {
      window.heard = [];
      new MutationObserver(() => window.heard.push(document.getElementById("live").textContent))
        .observe(document.getElementById("live"), { childList: true, characterData: true, subtree: true });
    });
    await ask(page, "sentences");
    const heard = (await page.evaluate(() => window.heard)).map((text) => text.trim()).filter(Boolean);
    assert.ok(heard.length >= 3, JSON.stringify(heard));
    assert.equal(heard.filter((text) => text.includes("The second")).length, 1, JSON.stringify(heard));
  });
  await step("by keyboard alone", async () => {
    await page.getByLabel("Message", { exact: true }).fill("");
    await page.keyboard.press("ArrowUp");
    assert.ok(await page.getByLabel("Edit the message").evaluate((area) => area === document.activeElement));
    await page.keyboard.press("Escape");
    await page.locator("h1, .brand").first().focus();
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "f-message");
    await page.keyboard.type("count to 2000");
    await page.keyboard.press("Enter");
    await page.locator(".turns").getByText("5 6 7").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".note", { hasText: "Stopped." }).waitFor();
  });
});

// Every target is large enough for a finger, nothing is wider than a phone, and at 200 % everything is still there.
for (const [name, options] of Object.entries({ phone: { viewport: phone, hasTouch: true, isMobile: true },
  desktop: { viewport: desktop }, zoomed: { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 } })) {
  await inPage(options, async (page) => {
    for (const tab of ["", "pipelines", "pipelines/image_classification", "pipelines/tokenize", "documents", "compare", "models", "use-via-api"]) {
      await page.goto(`${space}/${tab}`);
      if (!tab) await ask(page, "What is RAG?");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${tab} is ${wide} px too wide at ${name}`);
      const small = await page.evaluate(() => [...document.querySelectorAll("button, .button, input:not(.sr, [type=hidden], [type=checkbox]), select, textarea, summary, nav a, .card")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".sr"))
        .map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
        .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`));
      assert.deepEqual(small, [], `${tab} at ${name}`);
    }
  });
}

// Where the page is not on https, browsers give it no clipboard.
await inPage({ viewport: desktop }, async (page) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.goto(space);
  await ask(page, "What is RAG?");
  await page.getByRole("button", { name: "Copy", exact: true }).last().click();
  await page.getByLabel("Message", { exact: true }).focus();
  await page.keyboard.press("Control+V");
  assert.match(await page.getByLabel("Message", { exact: true }).inputValue(), /etrieval/);
});

await inPage({ viewport: desktop, reducedMotion: "reduce" }, async (page) => {
  await page.goto(space);
  await page.getByLabel("Message", { exact: true }).fill("count to 40");
  await page.keyboard.press("Enter");
  await page.locator(".answer.running").waitFor();
  assert.deepEqual(await page.evaluate(() => document.getAnimations().length), 0);
  await page.locator(".answer.completed").waitFor();
});

// Ten thousand messages: the page opens and an answer grows without the page standing still.
await inPage({ viewport: desktop }, async (page) => {
  await page.goto(space);
  const turns = Array.from({ length: 5000 }, (_, i) => ({ id: `t${i}`, parent: i ? `t${i - 1}` : null, place: i,
    question: `Question ${i}`, answer: `Answer ${i}`, stage: "completed", note: "guide" }));
  const conversation = { id: "a".repeat(32), title: "Very long", named: true, updated: Date.now(), leaf: "t4999", turns };
  await page.locator("#import").setInputFiles({ name: "c.json", mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ conversations: [conversation] })) });
  await page.getByRole("link", { name: "Very long" }).waitFor({ timeout: 60_000 });
  const begin = Date.now();
  await page.getByRole("link", { name: "Very long" }).click();
  await page.getByText("Question 4999").waitFor();
  measured.openLongMs = Date.now() - begin;
  await page.getByText("Answer 4999").waitFor();
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ type: "longtask" });
  });
  await ask(page, "count to 100");
  measured.longestTaskMs = Math.round(await page.evaluate(() => window.longest));
  assert.ok(await page.locator(".turns li").count() < 200);
  await page.mouse.move(600, 400);
  const scrolled = Date.now();
  for (let first = 4951; first > 4700; first -= 50) {
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    await page.getByText(`Question ${first - 49}`, { exact: true }).waitFor({ state: "attached" });
  }
  measured.scroll250Ms = Date.now() - scrolled;
  await page.getByRole("button", { name: /^Earlier messages/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Earlier messages/ }).waitFor();
  assert.ok(measured.openLongMs < 4000 && measured.longestTaskMs < 400, JSON.stringify(measured));
});

await browser.close();
console.log(JSON.stringify(measured));
