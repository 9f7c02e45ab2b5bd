// The lesson's page in a real browser, as its readers meet it: node check.mjs PAGE [CHROMIUM]
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const file = resolve(process.env.PAGE ?? "target/lesson/index.html");
const address = pathToFileURL(file).href;
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

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
async function open(options = {}) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith("data:")) complaints.push(`asks for ${url}`);
  });
  const start = performance.now();
  await page.goto(address);
  return { page, complaints, seconds: (performance.now() - start) / 1000 };
}

const STREAMS = ["chacha", "numpy"];

async function choose(page, stream) {
  await page.locator(`#stream-${stream}`).check();
}

test("it opens without a complaint and asks for nothing", async () => {
  const { page, complaints, seconds } = await open();
  await page.waitForTimeout(300);
  assert.deepEqual(complaints, []);
  console.log(`opened in ${seconds.toFixed(2)} s`);
});

test("the threshold moves the line and the counts, to those of the table", async () => {
  const { page } = await open();
  for (const stream of STREAMS) {
    await choose(page, stream);
    const part = page.locator(`#exam-thresholds .${stream}`);
    const slider = part.locator(".threshold input");
    const cells = () => part.locator("[data-count]").allTextContents();
    const rows = await part.locator(".parts tbody tr").evaluateAll((rows) =>
      rows.map((row) => [...row.cells].map((cell) => cell.textContent)),
    );
    assert.equal(rows.length, 5);
    let before = -Infinity;
    for (const [threshold, accuracy, calledPass, calledFail, fp, fn] of rows) {
      await slider.fill(String(Math.round(100 * Number(threshold))));
      const [tp, foundFp, tn, foundFn, foundAccuracy] = await cells();
      assert.deepEqual([foundFp, foundFn, foundAccuracy], [fp, fn, accuracy]);
      assert.equal(Number(tp) + Number(foundFp), Number(calledPass));
      assert.equal(Number(tn) + Number(foundFn), Number(calledFail));
      assert.equal(await part.locator("output").textContent(), Number(threshold).toFixed(2));
      const x = Number(await part.locator(".moving").getAttribute("x1"));
      assert.ok(x > before, "the line moves to the right");
      before = x;
    }
    await slider.fill("50");
    await slider.press("ArrowRight");
    assert.equal(await part.locator("output").textContent(), "0.51");
  }
});

test("the moving line stands at the marks of its threshold", async () => {
  const { page } = await open();
  const part = page.locator("#exam-thresholds .chacha");
  for (const step of [30, 70]) {
    await part.locator(".threshold input").fill(String(step));
    const [line, mark] = await part.evaluate((part, step) => {
      const middle = (element) => {
        const box = element.getBoundingClientRect();
        return box.left + box.width / 2;
      };
      const titles = [...part.querySelectorAll("svg title")];
      const title = titles.find((title) => title.textContent.startsWith(`threshold 0.${step / 10}:`));
      return [middle(part.querySelector(".moving")), middle(title.parentElement)];
    }, step);
    assert.ok(Math.abs(line - mark) < 1, `${line} and ${mark}`);
  }
});

test("pointing at a mark shows its row", async () => {
  const { page } = await open();
  const figure = page.locator("#spam-line figure").first();
  assert.ok(await page.locator(".invitation").isVisible());
  await figure.locator("g.tt").last().hover();
  assert.match(await figure.locator(".row").textContent(), /^\d+ marks, spam$/);
  await page.locator("h1").hover();
  assert.equal(await figure.locator(".row").textContent(), "");
});

test("the switch shows one stream at a time", async () => {
  const { page } = await open();
  for (const stream of STREAMS) {
    await choose(page, stream);
    for (const other of STREAMS) {
      const shown = await page.locator(`#exam-training .${other}`).isVisible();
      assert.equal(shown, other === stream);
    }
  }
});

test("it is complete without its script", async () => {
  const { page } = await open({ javaScriptEnabled: false });
  assert.ok((await page.locator("article").count()) >= 18);
  assert.ok(await page.locator("article table").first().isVisible());
  assert.equal(await page.locator(".threshold:visible, .row:visible, .invitation:visible").count(), 0);
  await choose(page, "numpy");
  assert.ok(await page.locator("#exam-training .numpy").isVisible());
});

test("every picture says what it shows", async () => {
  const { page } = await open();
  const silent = await page.locator("svg").evaluateAll((pictures) =>
    pictures
      .filter((svg) => svg.getAttribute("role") !== "img" || !(svg.getAttribute("aria-label")?.length > 40))
      .map((svg) => svg.id),
  );
  assert.deepEqual(silent, []);
  assert.ok((await page.locator("svg").count()) > 40);
});

test("nothing is wider than a telephone", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open({ viewport: NARROW, colorScheme });
    for (const stream of STREAMS) {
      await choose(page, stream);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= NARROW.width, `${width} pixels`);
    }
  }
});

test("every table and every piece of code is reached by the keyboard", async () => {
  const { page } = await open({ viewport: NARROW });
  const wanted = await page.locator(".scroll:visible, pre:visible").count();
  const reached = new Set();
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press("Tab");
    const place = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element.matches(".scroll, pre")) return element === document.body ? "end" : null;
      return [...document.querySelectorAll(".scroll, pre")].indexOf(element);
    });
    if (place === "end") break;
    if (place !== null) reached.add(place);
  }
  assert.equal(reached.size, wanted);
  const first = page.locator(".scroll:visible").first();
  await first.focus();
  await page.keyboard.press("ArrowRight");
});

test("letters stand out from the paper, 4.5 to 1", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open({ colorScheme });
    const weakest = await page.evaluate(() => {
      const luminance = (color) => {
        const parts = color.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
        const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const paper = luminance(getComputedStyle(document.body).backgroundColor);
      const contrast = (text) => {
        const ink = luminance(getComputedStyle(text).fill);
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      };
      return Math.min(...[...document.querySelectorAll("svg text")].map(contrast));
    });
    assert.ok(weakest >= 4.5, `${colorScheme}: ${weakest.toFixed(2)}`);
  }
});

test("axe finds nothing serious", async () => {
  for (const viewport of [WIDE, NARROW]) {
    for (const colorScheme of ["light", "dark"]) {
      const { page } = await open({ viewport, colorScheme });
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate(async () => (await globalThis.axe.run()).violations);
      const serious = found
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.length} times, ${nodes[0].html.slice(0, 200)}`);
      assert.deepEqual(serious, []);
      const lesser = found.map(({ id, impact, nodes }) => `${id} (${impact}, ${nodes.length})`);
      if (lesser.length > 0) console.log(`${viewport.width} ${colorScheme}: ${lesser.join(", ")}`);
    }
  }
});

test("links lead somewhere", async () => {
  const { page } = await open();
  const links = await page.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const documented = existsSync(resolve(dirname(file), "../doc"));
  for (const link of links) {
    if (link.startsWith("#")) {
      assert.equal(await page.locator(`[id="${link.slice(1)}"]`).count(), 1, link);
    } else if (documented) {
      assert.ok(existsSync(fileURLToPath(new URL(link, address))), link);
    }
  }
});

test("it prints in ink on paper", async () => {
  const { page } = await open({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  const style = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(style, "rgb(255, 255, 255)");
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
});
