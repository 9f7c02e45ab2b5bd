// The scenes of the page, as a reader works them: by pointer, keyboard and finger.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { NARROW, SCENES, WIDE, open, openScenes, readout, settle } from "./page.mjs";

/** What moves in each scene: a handle, the keys that move it, and a value that follows. */
const MOVES = {
  outlier: { value: "lineBoundary", far: [0.6, 0], keys: "ArrowRight" },
  pull: { value: "p", far: [0.4, 0], keys: "ArrowRight" },
  ravine: { value: "newton", far: [0.2, 0.1], keys: "ArrowUp" },
  knob: { value: "fp", far: [-0.3, 0], keys: "Shift+ArrowLeft" },
  classes: { value: "softmax", far: [0.2, 0.1], keys: "ArrowLeft" },
  draw: { value: "weights", far: [0.1, 0.1], keys: "ArrowUp" },
};

const grip = (page, name) => page.locator(`#${name} .handle`).first();

/** Where a handle is, and a place some part of its picture away. */
async function way(page, name) {
  const handle = grip(page, name);
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.locator(".grip").boundingBox();
  const frame = await page.locator(`#${name} .plane svg`).first().boundingBox();
  const from = [box.x + box.width / 2, box.y + box.height / 2];
  const [right, up] = MOVES[name].far;
  return [from, [from[0] + right * frame.width, from[1] - up * frame.height]];
}

test("every scene begins without a complaint", async () => {
  const { page, complaints } = await openScenes();
  for (const name of SCENES) {
    assert.ok(await page.locator(`#${name}`).isVisible(), name);
    assert.equal(await page.locator(`#${name} .trouble`).textContent(), "", name);
    const values = await readout(page, name);
    assert.ok(Object.values(values).every((value) => !/NaN|undefined|Infinity/.test(value)), JSON.stringify(values));
  }
  assert.deepEqual(complaints, []);
});

test("the numbers shown are those of the crates, to the bit", async () => {
  const record = () => {
    globalThis.asked = [];
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...given) => {
      const made = await instantiate(...given);
      const { memory, room, answer, place } = made.instance.exports;
      const text = (at, length) => new TextDecoder().decode(new Uint8Array(memory.buffer, at, length));
      let question;
      const exports = {
        memory,
        room: (length) => (question = { at: room(length), length }).at,
        answer: () => {
          const said = text(question.at, question.length);
          const length = answer();
          globalThis.asked.push([said, text(place(), length)]);
          return length;
        },
        place,
      };
      return { instance: { exports } };
    };
  };
  const { page } = await openScenes({ before: record });
  for (const name of Object.keys(MOVES)) {
    await grip(page, name).focus();
    await page.keyboard.press(MOVES[name].keys);
    await settle(page);
  }
  await page.locator("#train .controls button", { hasText: "Ten steps" }).click();
  await page.locator("#thirty-patients").press("End");
  await page.locator('#draw input[value="firth"]').check();
  await settle(page);
  const asked = await page.evaluate(() => globalThis.asked);
  assert.ok(asked.length > 16, `${asked.length} questions`);
  execFileSync("cargo", ["build", "--quiet", "--workspace", "--example", "answers"]); // as the tests have built it
  const native = execFileSync(`${process.env.CARGO_TARGET_DIR ?? "target"}/debug/examples/answers`, {
    input: asked.map(([question]) => question + "\n").join(""),
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  assert.deepEqual(native.trimEnd().split("\n"), asked.map(([, answer]) => answer));
  const trained = JSON.parse(asked.findLast(([question]) => question.includes('"train"'))[1]);
  const shown = await readout(page, "train");
  assert.equal(shown.digest, trained.digest);
  assert.equal(Number(shown.loss), Number(trained.loss.toFixed(6)));
});

test("a pointer drags, and reset brings everything back", async () => {
  const { page } = await openScenes();
  for (const name of Object.keys(MOVES)) {
    const before = await readout(page, name);
    const [from, to] = await way(page, name);
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 5 });
    await page.mouse.up();
    const after = await readout(page, name);
    assert.notEqual(after[MOVES[name].value], before[MOVES[name].value], name);
    await page.locator(`#${name} .reset`).click();
    assert.deepEqual(await readout(page, name), before, name);
  }
});

test("so do arrow keys", async () => {
  const { page } = await openScenes();
  for (const name of Object.keys(MOVES)) {
    const before = await readout(page, name);
    await grip(page, name).focus();
    for (let k = 0; k < 3; k += 1) await page.keyboard.press(MOVES[name].keys);
    const after = await readout(page, name);
    assert.notEqual(after[MOVES[name].value], before[MOVES[name].value], name);
  }
  for (const range of await page.locator(".scene input[type=range]").all()) {
    const before = await range.inputValue();
    await range.focus();
    await page.keyboard.press(Number(before) < Number(await range.getAttribute("max")) ? "ArrowRight" : "ArrowLeft");
    assert.notEqual(await range.inputValue(), before, await range.getAttribute("id"));
  }
});

test("and a finger", async () => {
  const { page, context } = await openScenes({ viewport: NARROW, hasTouch: true });
  const finger = await context.newCDPSession(page);
  for (const name of Object.keys(MOVES)) {
    const before = await readout(page, name);
    const [from, to] = await way(page, name);
    const touch = (type, ...points) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
    await touch("touchStart", from);
    for (let k = 1; k <= 5; k += 1) await touch("touchMove", from.map((at, i) => at + ((to[i] - at) * k) / 5));
    await touch("touchEnd");
    const after = await readout(page, name);
    assert.notEqual(after[MOVES[name].value], before[MOVES[name].value], name);
  }
});

test("a link restores what was linked", async () => {
  const { page } = await openScenes();
  for (const name of Object.keys(MOVES)) {
    await grip(page, name).focus();
    await page.keyboard.press(MOVES[name].keys);
  }
  await page.locator("#train .controls button", { hasText: "Ten steps" }).click();
  await page.locator("#train-rate").press("ArrowRight");
  for (const name of [...Object.keys(MOVES), "train"]) {
    const there = await readout(page, name);
    const fragment = await page.locator(`#${name} .link`).getAttribute("href");
    assert.ok(fragment.length > name.length + 1, fragment);
    const { page: again } = await openScenes({ fragment, scenes: [name] });
    assert.deepEqual(await readout(again, name), there, fragment);
    await again.close();
  }
});

test("an address that makes no sense does no harm", async () => {
  for (const fragment of ["#train&rate=fast&epoch=-7", "#train&epoch=1e99", "#draw&points=1,2,3;x", "#draw&label=7&method=magic", "#train&epoch=1.5", "#ravine&start=1000,1000&sweeps=2.5",
    '#draw&table={"axes":["a","b"],"classes":["n","y"],"target":"t","x":[1,1.0000000000000002],"y":[0,10]}', "#classes&bill=1e308,1&without=9", "#nothing&a=b", "#%E0%A4%A"]) {
    const { page, complaints } = await openScenes({ fragment, scenes: ["train", "ravine", "classes", "draw"] });
    assert.notEqual((await readout(page, "train")).status, "", fragment);
    assert.deepEqual(complaints, [], fragment);
    await page.close();
  }
});

test("the numbers of the page are those that were chosen, also after a reload", async () => {
  const { page } = await openScenes();
  const before = (await readout(page, "knob")).fp;
  await page.locator("#stream-chacha").check();
  assert.notEqual((await readout(page, "knob")).fp, before);
  await page.waitForFunction(() => location.hash.includes("numbers=chacha"));
  await page.reload();
  await page.waitForFunction(() => document.documentElement.dataset.live);
  assert.ok(await page.locator("#stream-chacha").isChecked());
});

test("a guess shows the answer", async () => {
  const { page } = await openScenes();
  for (const name of SCENES) {
    const guess = page.locator(`#${name} .guess`);
    const right = await guess.getAttribute("data-right");
    assert.ok(!(await guess.locator(".answer").isVisible()));
    await guess.locator(`input[value="${(Number(right) + 1) % 3}"]`).check();
    assert.match(await guess.locator(".verdict").textContent(), /Not so/);
    await guess.locator(`input[value="${right}"]`).check();
    assert.match(await guess.locator(".verdict").textContent(), /Right/);
    assert.ok(!(await guess.locator(".answer").isVisible()));
    await guess.locator(".reveal-answer").click();
    assert.ok(await guess.locator(".answer").isVisible());
    await page.locator(`#${name} .reset`).click();
    assert.ok(!(await guess.locator(".answer").isVisible()));
    assert.equal(await guess.locator("input:checked").count(), 0);
  }
});

test("keys do not move a handle out of its picture", async () => {
  const { page } = await openScenes();
  for (const name of Object.keys(MOVES)) {
    await grip(page, name).focus();
    for (let k = 0; k < 40; k += 1) await page.keyboard.press("Shift+ArrowLeft");
    for (let k = 0; k < 40; k += 1) await page.keyboard.press("Shift+ArrowDown");
    await settle(page);
    const box = await grip(page, name).locator(".grip").boundingBox();
    const frame = await page.locator(`#${name} .plane svg`).nth(name === "outlier" ? 1 : 0).boundingBox();
    assert.ok(box.x > frame.x && box.y + box.height < frame.y + frame.height, name);
  }
});

test("a second link in the same window starts anew", async () => {
  const { page } = await openScenes({ fragment: "#knob&threshold=0.3&miss=3", scenes: ["knob"] });
  await page.evaluate(() => (location.hash = "#knob&threshold=0.7"));
  await settle(page);
  assert.equal(await page.locator("#knob-miss").getAttribute("aria-valuetext"), "10");
});

test("training plays on where it diverges, and stops where it is done", async () => {
  const { page } = await openScenes();
  const play = page.locator("#train .play");
  await page.locator("#train-rate").fill("1");
  await play.click();
  await page.waitForFunction(() => Number(document.querySelector('#train [data-value="epoch"]').textContent) > 20);
  await play.click();
  const { epoch } = await readout(page, "train");
  await page.waitForTimeout(100);
  assert.equal((await readout(page, "train")).epoch, epoch);
  await page.locator('#train input[value="true"]').check();
  await page.locator("#train-epoch").fill("0");
  await play.click();
  await page.waitForFunction(() => Number(document.querySelector('#train [data-value="epoch"]').textContent) > 20);
  await page.locator("#train .reset").click();
  assert.equal((await readout(page, "train")).epoch, "0");
});

test("points are added, removed, pasted and separated", async () => {
  const { page } = await openScenes();
  const points = () => page.locator("#draw .handle").count();
  const before = await points();
  await page.locator("#draw .plane svg").click({ position: { x: 300, y: 120 } });
  await settle(page);
  assert.equal(await points(), before + 1);
  await page.locator("#draw .handle").last().focus();
  await page.keyboard.press("Delete");
  await settle(page);
  assert.equal(await points(), before);
  await page.locator("#draw summary", { hasText: "Paste" }).click();
  await page.locator("#pasted").fill("a,b,c\n1,1,no\n2,1,no\n1,2,no\n5,5,yes\n6,5,yes\n5,6,yes\n");
  await page.locator("#draw .paste button").click();
  await settle(page);
  assert.equal(await points(), 6);
  assert.match((await readout(page, "draw")).report, /separated/);
  await page.locator('#draw input[value="firth"]').check();
  assert.match((await readout(page, "draw")).report, /converged/);
  await page.locator("#pasted").fill("only,two\n1,2\n");
  await page.locator("#draw .paste button").click();
  assert.match(await page.locator("#draw .paste output").textContent(), /two columns of numbers/);
  const there = await readout(page, "draw");
  const fragment = await page.locator("#draw .link").getAttribute("href");
  const { page: again } = await openScenes({ fragment, scenes: ["draw"] });
  assert.deepEqual(await readout(again, "draw"), there);
  await again.close();
  await page.locator("#draw .reset").click();
  assert.match((await readout(page, "draw")).shell, /--target=passed/);
});

test("pasted tables of any scale are drawn, dragged and saved", async () => {
  const { page } = await openScenes({ scenes: ["draw"] });
  await page.locator("#draw summary", { hasText: "Paste" }).click();
  const paste = async (table) => {
    await page.locator("#pasted").fill(table);
    await page.locator("#draw .paste button").click();
    await settle(page);
  };
  await paste("id,b,to pass\n1580661436132757506,1,no\n1580661436132757761,2,yes\n1580661436132758017,1,no\n1580661436132758273,3,yes\n");
  assert.match((await readout(page, "draw")).shell, /--target='to pass' /);
  await paste("v,b,c; rm *\n0.1,1,no\n0.10000000000000002,2,yes\n0.1,1,no\n0.10000000000000003,3,yes\n");
  assert.match((await readout(page, "draw")).shell, /--target='c; rm \*' /);
  await paste("x,y,c\n0.001,1,no\n0.002,2,yes\n0.003,1,no\n0.004,3,yes\n");
  const before = await readout(page, "draw");
  await grip(page, "draw").focus();
  await page.keyboard.press("ArrowRight");
  const after = await readout(page, "draw");
  assert.notEqual(after.weights, before.weights);
  assert.ok((await page.locator("#draw .link").getAttribute("href")).includes("points=0.00103"));
  const rows = Array.from({ length: 1000 }, (_, i) => `${i % 37},${i % 41},${i % 3 ? "no" : "yes"}`);
  await paste(`x,y,c\n${rows.join("\n")}\n`);
  const start = performance.now();
  await grip(page, "draw").focus();
  await page.keyboard.press("ArrowRight");
  await settle(page);
  console.log(`an arrow key among 1000 points: ${(performance.now() - start).toFixed(0)} ms`);
  await paste("a,b,c\n,,\n,,\n");
  assert.match(await page.locator("#draw .paste output").textContent(), /has a gap/);
});

test("the test rows are looked at once", async () => {
  const { page } = await openScenes();
  await page.locator("#knob .reveal").click();
  assert.match((await readout(page, "knob")).rows, /^40 to test on/);
  assert.ok(await page.locator("#knob-threshold").isDisabled());
  await page.locator("#knob .reset").click();
  assert.match((await readout(page, "knob")).rows, /^160 to train on/);
});

test("a scene fills the projector, and Escape brings the page back", async () => {
  const { page } = await openScenes({ viewport: { width: 1920, height: 1080 } });
  for (const name of SCENES) {
    await page.locator(`#${name} .project`).click();
    const box = await page.locator(`#${name}`).boundingBox();
    assert.ok(box.width >= 1900 && box.height >= 1080, `${name}: ${box.width} x ${box.height}`);
    await page.mouse.click(5, 5);
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate((name) => document.querySelector(`#${name}`).contains(document.activeElement), name));
    await page.keyboard.press("Escape");
    assert.ok((await page.locator(`#${name}`).boundingBox()).width < 1900);
  }
});

test("without WebAssembly, without a script and in print there are pictures and no scenes", async () => {
  const { page, complaints } = await open({ before: () => delete globalThis.WebAssembly });
  await page.waitForFunction(() => document.documentElement.dataset.live);
  assert.equal(await page.locator(".scene:visible").count(), 0);
  assert.ok((await page.locator("article svg:visible").count()) > 20);
  assert.deepEqual(complaints, []);
  const { page: still } = await open({ javaScriptEnabled: false });
  assert.equal(await still.locator(".scene:visible").count(), 0);
  const { page: printed } = await openScenes();
  await printed.emulateMedia({ media: "print" });
  assert.equal(await printed.locator(".scene:visible").count(), 0);
});

test("it fits from a telephone to a projector", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 768, 1280, 1920]) {
      const { page } = await openScenes({ viewport: { width, height: 900 }, colorScheme });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} of ${width} pixels`);
      for (const name of SCENES) {
        const { width: scene } = await page.locator(`#${name} .stage`).boundingBox();
        assert.ok(scene >= 0.7 * width, `${name}: ${scene} of ${width} pixels`);
      }
      await page.close();
    }
  }
});

test("its program is short, and copied", async () => {
  const { page, context } = await openScenes();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  for (const name of SCENES) {
    const program = page.locator(`#${name} .program`);
    await program.locator("summary").click();
    const text = await program.locator("code").textContent();
    assert.ok(text.split("\n").filter((line) => line !== "").length <= 15 && text.includes("fn main()"), name);
    await program.locator(".copy").click();
    await page.waitForFunction((name) => document.querySelector(`#${name} .copy`).textContent !== "Copy", name);
  }
});

test("how fast it is", async () => {
  const { page, seconds } = await open();
  const start = performance.now();
  await page.waitForFunction(() => document.documentElement.dataset.live === "yes");
  console.log(`opened in ${seconds.toFixed(2)} s, the crates ready ${((performance.now() - start) / 1000).toFixed(2)} s later`);
  await page.close();
  const { page: scenes } = await openScenes({ viewport: WIDE });
  for (const name of Object.keys(MOVES)) {
    const [from, to] = await way(scenes, name);
    await scenes.mouse.move(...from);
    await scenes.mouse.down();
    const first = performance.now();
    await scenes.mouse.move(from[0] + 8, from[1]);
    await settle(scenes);
    const touched = performance.now() - first;
    await scenes.evaluate(() => {
      globalThis.frames = [];
      const note = (time) => {
        globalThis.frames.push(time);
        globalThis.noting = requestAnimationFrame(note);
      };
      requestAnimationFrame(note);
    });
    await scenes.mouse.move(...to, { steps: 60 });
    const frames = await scenes.evaluate(() => (cancelAnimationFrame(globalThis.noting), globalThis.frames));
    await scenes.mouse.up();
    const times = frames.slice(1).map((time, i) => time - frames[i]).sort((a, b) => a - b);
    const part = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
    console.log(`${name}: first touch ${touched.toFixed(0)} ms; frames ${part(0.5)} ms in the middle, ${part(0.95)} ms at 95%`);
  }
});
