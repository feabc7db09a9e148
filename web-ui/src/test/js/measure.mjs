// How heavy each tab's first load is: node measure.mjs URL SCREENSHOTS CHROMIUM
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [, , space, , executablePath] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const tabs = ["", "pipelines", "pipelines/text_classification", "pipelines/image_classification", "pipelines/tokenize",
  "documents", "compare", "models", "conversations", "use-via-api"];
// As Chromium's own tools throttle: latency in ms, bytes per second, how many times slower the processor is.
const networks = { unthrottled: [0, -1, 1], "fast 4G": [165, 8.1e6 / 8, 4], "slow 4G": [562.5, 1.44e6 / 8, 4] };
const measured = {};

for (const [network, [latency, throughput, slower]] of Object.entries(networks)) {
  for (const tab of tabs) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", { offline: false, latency, downloadThroughput: throughput,
      uploadThroughput: throughput });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: slower });
    let requests = 0;
    let bytes = 0;
    const foreign = [];
    cdp.on("Network.requestWillBeSent", ({ request }) => {
      requests++;
      if (!request.url.startsWith(space) && !request.url.startsWith("data:")) foreign.push(request.url);
    });
    cdp.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
    const begin = Date.now();
    const loaded = page.goto(`${space}/${tab}`, { waitUntil: "load" });
    await page.locator("textarea, input[type=text], input[type=search], input[type=file], main a").first().waitFor({ state: "attached" });
    const usableMs = Date.now() - begin;
    await loaded;
    const loadMs = Date.now() - begin;
    const paintMs = Math.round(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0));
    await page.waitForTimeout(200);
    const shift = await page.evaluate(() => new Promise((done) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
      }).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(sum), 50);
    }));
    measured[`/${tab} ${network}`] = { requests, bytes, usableMs, paintMs, loadMs, shift: Number(shift.toFixed(3)) };
    assert.deepEqual(foreign, []);
    assert.ok(requests <= 6, `/${tab}: ${requests} requests`);
    assert.ok(bytes < 60_000, `/${tab}: ${bytes} bytes`);
    assert.ok(shift < 0.1, `/${tab}: what was there moved by ${shift}`);
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify(measured, null, 1));
