// The lesson's page in a real browser, as its readers meet it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { NARROW, STREAMS, WIDE, open, openScenes } from "./page.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

async function choose(page, stream) {
  await page.locator(`#stream-${stream}`).check();
}

test("it opens without a complaint and asks for nothing", async () => {
  const { page, complaints, seconds } = await open();
  await page.waitForTimeout(300);
  assert.deepEqual(complaints, []);
  console.log(`opened in ${seconds.toFixed(2)} s`);
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
  assert.equal(await page.locator(".row:visible, .invitation:visible").count(), 0);
  await choose(page, "chacha");
  assert.ok(await page.locator("#exam-training .chacha").isVisible());
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
  assert.ok(wanted > 20, `${wanted} tables and pieces of code`);
  const isWide = (all) => all.findIndex((element) => element.scrollWidth > element.clientWidth + 40);
  const wide = page.locator(".scroll:visible").nth(await page.locator(".scroll:visible").evaluateAll(isWide));
  await wide.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((element) => element.scrollLeft > 0, await wide.elementHandle());
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
      const { page } = await openScenes({ viewport, colorScheme });
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
  assert.ok(links.length > 20, `${links.length} links`);
  for (const link of links) {
    assert.ok(link.startsWith("#"), link);
    const place = link.slice(1).split("&")[0];
    assert.equal(await page.locator(`[id="${place}"]`).count(), 1, link);
  }
});

test("it prints in ink on paper", async () => {
  const { page } = await open({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  const { color, backgroundColor } = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    return { color, backgroundColor };
  });
  assert.deepEqual([color, backgroundColor], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
});
