// The real Space in a real Chromium, with and without script: node browser.mjs URL SCREENSHOTS [CHROMIUM]
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [, , space, screenshots, executablePath = "/usr/bin/chromium"] = process.argv;
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const ended = (page) => page.locator(".answer.completed").last().waitFor({ timeout: 60_000 });

for (const [size, viewport] of Object.entries(sizes)) {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ viewport, javaScriptEnabled });
    const page = await context.newPage();
    const shot = (name) =>
      page.screenshot({ path: `${screenshots}/${name}-${size}${javaScriptEnabled ? "" : "-noscript"}.png` });

    await page.goto(space);
    await page.getByLabel("Message").fill("What is RAG?");
    await page.getByRole("button", { name: "Send" }).click();
    await ended(page);
    const answer = await page.locator(".answer").last().innerText();
    assert.match(answer, /retriev/i);
    assert.ok(await page.locator(".sources details").count() > 0, "the answer cites its sources");
    await shot("chat");

    await page.goto(`${space}/pipelines/zero_shot_classification`);
    await page.getByRole("button", { name: "A complaint" }).click();
    await ended(page);
    assert.equal(await page.locator("meter").count(), 4, "a bar per label");
    await shot("zero-shot");

    await page.goto(`${space}/pipelines/feature_extraction`);
    await page.getByRole("button", { name: "Three themes" }).click();
    await ended(page);
    assert.equal(await page.locator(".matrix tbody tr").count(), 5);
    await shot("similarity");
    await context.close();
  }
}
await browser.close();
