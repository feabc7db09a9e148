// Every tab for everybody: node access.mjs URL SCREENSHOTS CHROMIUM. axe finds nothing in light and dark, at phone and
// desktop size; the keyboard alone reaches everything and sees where it is; 320 px are enough.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [, , space, screenshots, executablePath] = process.argv;
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const tabs = ["", "pipelines", "pipelines/text_classification", "pipelines/image_classification", "pipelines/automatic_speech_recognition",
  "pipelines/tokenize", "documents", "compare", "models", "conversations", "use-via-api", "use-via-api/events",
  "gradio_api/mcp/", "nothing-here", "pipelines/question_answering", "documents?q=ships", "pipelines/text_to_image", "settings", "runs", "monitoring"];
const sizes = { phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 900 } } };
const measured = { pages: 0, findings: 0, stops: 0 };
const named = (tab) => (tab || "chat").replace(/\W+/g, "-");

async function findings(page) {
  return page.evaluate(async (source) => {
    // eslint-disable-next-line no-eval
    (0, eval)(source);
    return (await window.axe.run()).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
  }, axe);
}

for (const [size, options] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ ...options, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    for (const tab of tabs) {
      await page.goto(`${space}/${tab}`, { waitUntil: "load" });
      const found = await findings(page);
      measured.pages++;
      measured.findings += found.length;
      assert.deepEqual(found, [], `${tab} ${size} ${colorScheme}`);
      await page.screenshot({ path: `${screenshots}/${named(tab)}-${size}-${colorScheme}.png` });
    }
    if (size === "phone") {
      await page.locator(".menu summary").click();
      assert.deepEqual(await findings(page), [], `menu ${colorScheme}`);
      await page.screenshot({ path: `${screenshots}/menu-${colorScheme}.png` });
    }
    await context.close();
  }
}

/** Walks through a page with the Tab key until it leaves it: what is focused is seen, and has a name. */
async function walk(page, tab) {
  await page.goto(`${space}/${tab}`);
  await page.evaluate(() => {
    document.querySelector("a").focus();
  });
  const seen = new Set();
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      window.stops ??= [];
      const again = window.stops.indexOf(one);
      if (again < 0) window.stops.push(one);
      const shown = one.matches(".sr") ? one.closest("label, .composer") ?? one : one;
      const box = shown.getBoundingClientRect();
      const style = getComputedStyle(shown);
      const around = getComputedStyle(one.closest(".composer") ?? shown);
      return { stop: window.stops.length, again: again >= 0 && again < window.stops.length - 1, html: one.outerHTML.slice(0, 120),
        inView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        marked: style.outlineStyle !== "none" || around.boxShadow !== "none" };
    });
    if (at === null || at.again) break;
    seen.add(at.stop);
    assert.ok(at.inView, `${tab}: not in view: ${JSON.stringify(at)}`);
    assert.ok(at.marked, `${tab}: not seen to be focused: ${JSON.stringify(at)}`);
    assert.ok(i < 399, `${tab} has no end`);
  }
  return seen.size;
}

{
  const context = await browser.newContext({ viewport: sizes.desktop.viewport });
  const page = await context.newPage();
  for (const tab of tabs.filter((one) => !one.startsWith("use-via-api"))) measured.stops += await walk(page, tab);
  await page.goto(`${space}/models`);
  await page.locator(".skip").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the link past the tabs");
  await context.close();
}

// 320 px wide, which is also 1280 px at 400 %; and 200 %.
for (const [name, options] of Object.entries({ narrow: { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true },
  zoomed: { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 } })) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  for (const tab of tabs) {
    await page.goto(`${space}/${tab}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) {
      const who = await page.evaluate(() => [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, pre")).map((one) => one.outerHTML.slice(0, 90)).slice(0, 5));
      assert.fail(`${tab} is ${wide} px too wide at ${name}: ${who.join("\n")}`);
    }
    await page.screenshot({ path: `${screenshots}/${named(tab)}-${name}.png` });
  }
  await context.close();
}

await browser.close();
console.log(JSON.stringify(measured));
