// Asks the module of the page what standard input asks, a line each: node ask.mjs MODULE < QUESTIONS
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const { instance } = await WebAssembly.instantiate(gunzipSync(readFileSync(process.argv[2])));
const { memory, room, answer, place } = instance.exports;
for (const question of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const text = new TextEncoder().encode(question);
  const at = room(text.length); // first: the memory may grow, and its old buffer is gone
  new Uint8Array(memory.buffer, at, text.length).set(text);
  const length = answer();
  console.log(new TextDecoder().decode(new Uint8Array(memory.buffer, place(), length)));
}
