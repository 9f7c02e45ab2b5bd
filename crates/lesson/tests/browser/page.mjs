// The lesson's page in a real browser: what the tests share.
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const file = resolve(process.env.PAGE ?? "target/lesson/index.html");
export const address = pathToFileURL(file).href;
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 740 };
export const STREAMS = ["numpy", "chacha"];
export const SCENES = ["pull", "train", "ravine", "outlier", "thirty", "knob", "classes", "draw"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
test.after(() => browser.close());

/** The page in a window of its own; complaints are what the console and the network say. */
export async function open({ fragment = "", before, ...options } = {}) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address && !/^(data|blob):/.test(url)) complaints.push(`asks for ${url}`);
  });
  if (before) await page.addInitScript(before);
  const start = performance.now();
  await page.goto(address + fragment);
  const seconds = (performance.now() - start) / 1000;
  return { page, context, complaints, seconds };
}

/** The page with its scenes begun, or some of them. */
export async function openScenes({ scenes = SCENES, ...options } = {}) {
  const opened = await open(options);
  const { page } = opened;
  await page.waitForFunction(() => document.documentElement.dataset.live);
  for (const name of scenes) {
    await page.locator(`#${name}`).scrollIntoViewIfNeeded();
    const says = (name) => [...document.querySelectorAll(`#${name} :is(.readout dd, .trouble)`)].some((part) => part.textContent);
    await page.waitForFunction(says, name);
  }
  await settle(page);
  return opened;
}

/** Waits until what was changed is drawn. */
export async function settle(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What a scene's readout says, by name. */
export async function readout(page, name) {
  await settle(page);
  return page.locator(`#${name} .readout dd`).evaluateAll((cells) =>
    Object.fromEntries(cells.map((cell) => [cell.dataset.value, cell.textContent])),
  );
}
