// How long a reader waits, and how long the program needs for the same: a table, which judges nothing.
//
//   INTSOC_PAGE=explore.html INTSOC=target/release/intsoc SCRATCH=target/speed node tests/browser/speed.mjs
//
// Times are medians of ROUNDS (7). On a busy machine both sides are slow, and ratios say more than milliseconds.

import { cpSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { address, end, file, intsoc, open, root, saved, scratch, settled } from "./page.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];
const desk = scratch("speed");
rmSync(desk, { recursive: true, force: true });
cpSync(join(root, "scenarios"), join(desk, "scenarios"), { recursive: true });

// Measures in the page, from the event of the slider to the picture after it has been painted, and every task that blocked it.
const watch = () => {
  window.blocked = [];
  new PerformanceObserver((list) => window.blocked.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  const painted = (histories, since) => new Promise((done) => {
    const look = () => {
      const { drawn, histories: now } = document.body?.dataset ?? {};
      if (drawn && drawn !== since && Number(now) >= histories) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
      else requestAnimationFrame(look);
    };
    look();
  });
  window.first = painted(50, null);
  window.change = async (id, value) => {
    window.blocked.length = 0;
    performance.clearMeasures();
    const [slider, since, start] = [document.getElementById(id), document.body.dataset.drawn, performance.now()];
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const few = (await painted(50, since)) - start;
    const all = (await painted(200, since)) - start;
    const own = (name) => performance.getEntriesByName(name).at(-1)?.duration ?? NaN;
    return { few, all, ownFew: own("histories-50"), ownAll: own("histories-200"), blocked: Math.max(0, ...window.blocked) };
  };
};

async function opening() {
  const page = await open({ url: "about:blank", height: 1000 });
  await page.addInitScript(watch);
  await page.goto(address);
  const first = await page.evaluate(() => window.first);
  await settled(page);
  return { page, first, blocked: await page.evaluate(() => Math.max(0, ...window.blocked)) };
}

// The program's time for both scenarios, which is what the page plays for the first change, without that of starting and writing.
async function native(replicates) {
  const time = async (many) => {
    const start = performance.now();
    const threads = ["--threads", String(availableParallelism())];
    await intsoc(["compare", "scenarios/baseline.toml", "scenarios/explored.toml", "--replicates", String(many), "--out", "out", "--force", "--quiet", ...threads], desk);
    return performance.now() - start;
  };
  const whole = await time(replicates);
  return { whole, playing: whole - (await time(1)) };
}

const opens = [];
for (let round = 0; round < 3; round += 1) {
  const { page, first, blocked } = await opening();
  opens.push({ first, blocked });
  await page.context().close();
}
const { page } = await opening();
await page.locator("#search").fill("resolve");
await page.locator("#found input[type=range]").first().waitFor();
const id = await page.locator("#found input[type=range][id$='-target.resolve']").getAttribute("id");
const rounds = [];
for (let round = 0; round < ROUNDS; round += 1) {
  rounds.push(await page.evaluate(([id, value]) => window.change(id, value), [id, 0.35 + 0.02 * round]));
  await settled(page);
}
const { bytes } = await saved(page, page.locator("#save-scenario"));
writeFileSync(join(desk, "scenarios/explored.toml"), bytes);
await page.context().close();
const played = { 50: [], 200: [] };
for (let round = 0; round < 3; round += 1) for (const many of [50, 200]) played[many].push(await native(many));

const of = (key) => median(rounds.map((round) => round[key]));
const program = (many, key) => median(played[many].map((round) => round[key]));
const ms = (value) => `${value.toFixed(0)} ms`;
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
console.log(`${availableParallelism()} threads; the page has ${(statSync(file).size / 1e6).toFixed(2)} MB (below 2.5 is wanted)\n`);
row("what", "page", "program, playing", "program, whole", "page / playing", "page / whole");
row("---", "---", "---", "---", "---", "---");
row("opening to the first picture", ms(median(opens.map(({ first }) => first))), "", "", "", "");
for (const [many, key, own] of [[50, "few", "ownFew"], [200, "all", "ownAll"]]) {
  const [playing, whole] = [program(many, "playing"), program(many, "whole")];
  row(`a slider's change to the picture of ${many}`, `${ms(of(key))} (its own clock: ${ms(of(own))})`, ms(playing), ms(whole), (of(key) / playing).toFixed(2), (of(key) / whole).toFixed(2));
}
row("longest task that blocked the page: opening", ms(Math.max(...opens.map(({ blocked }) => blocked))), "", "", "", "");
row("longest task that blocked the page: a change", ms(Math.max(...rounds.map(({ blocked }) => blocked))), "", "", "", "");
await end();
