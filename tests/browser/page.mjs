// What all proofs share: the browser, the page as a reader opens it, and sentences that hold or fail.
//
// INTSOC_PAGE is the page, INTSOC the program that wrote it, SCRATCH a folder that a proof may write in. PEERS is where
// `npm install` put playwright-core and axe-core, CHROMIUM the browser; both have a default.

import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const peers = resolve(process.env.PEERS ?? join(root, "target/peers/browser"));
const { chromium } = createRequire(join(peers, "package.json"))("playwright-core");
export const axe = () => readFileSync(createRequire(join(peers, "package.json")).resolve("axe-core/axe.min.js"), "utf8");

function given(name) {
  if (!process.env[name]) throw new Error(`${name} is not set: INTSOC_PAGE is the page, INTSOC the program, SCRATCH a folder to write in`);
  return resolve(process.env[name]);
}
export const file = given("INTSOC_PAGE");
export const address = pathToFileURL(file).href;
// Longer than the slowest machine needs for anything that is waited for.
const PATIENCE = 40_000;
export const scratch = (name) => {
  const path = join(given("SCRATCH"), name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
};

// The native program, in a folder; what it says is returned, and a failure says it too.
export const intsoc = (options, cwd) => promisify(execFile)(given("INTSOC"), options, { cwd, maxBuffer: 1 << 28 });

const browsers = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = browsers.find((path) => path && existsSync(path));
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"];
export const browser = await chromium.launch({ executablePath, args: [...quiet, ...(process.env.CHROMIUM_FLAGS ?? "").split(" ").filter(Boolean)] });

// A page as a reader opens it, which keeps what it complained of, asked for and threw up in the reader's face.
// It is high, unless told otherwise: what is not in sight is not drawn.
// It is closed after the sentence that it was opened for, unless it stays.
const staying = new Set();
export async function open({ hash = "", url = address, width = 1360, height = 8000, stays = false, ...how } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, ...how });
  if (stays) staying.add(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const heard = { complaints: [], requests: [] };
  page.on("console", (message) => heard.complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.complaints.push(`error: ${error.message}`));
  page.on("crash", () => heard.complaints.push("the page crashed"));
  page.on("dialog", (dialog) => (heard.complaints.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  context.on("request", (request) => heard.requests.push(request.url()));
  await page.goto(url + hash);
  return Object.assign(page, { heard });
}

// Waits until the page shows `histories` histories of what is set; `since` is a drawing from before, which does not count.
export async function drawn(page, { histories = 200, since = null } = {}) {
  const shown = ([least, before]) => {
    const { drawn, histories } = document.body.dataset;
    return drawn && drawn !== before && Number(histories) >= least && drawn;
  };
  try {
    return await (await page.waitForFunction(shown, [histories, since])).jsonValue();
  } catch (error) {
    throw new Error(`${histories} histories are not drawn: ${await told(page)} ${page.heard.complaints.join("; ")} (${error.message.split("\n")[0]})`);
  }
}

// Waits until all histories of what is set are drawn and nothing more comes.
export async function settled(page) {
  for (let before = null; ; ) {
    const now = await drawn(page);
    if (now === before) return now;
    before = now;
    await page.waitForTimeout(300);
  }
}

// What is drawn now, to wait for another drawing.
export const setting = (page) => page.evaluate(() => document.body.dataset.drawn ?? null);

// Where the page says what is wrong.
export const MESSAGES = "[role=alert]:visible, #own-wrong:visible";

// What the page warns of, in its own words.
export const told = async (page) => {
  const texts = await page.locator(MESSAGES).allTextContents();
  return texts.join("\n").trim();
};

// The markup of all that is drawn.
export const figures = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll("[data-figure], #answer, #scenario-text, #command")]
  .map((part) => [part.dataset.figure ?? part.id, part.innerHTML])));

// Opens groups of levers, so that what stands in them is there.
export async function unfold(page, within = "#levers") {
  for (let round = 0; round < 4; round += 1) {
    const closed = await page.evaluate((selector) => {
      const folded = [...document.querySelectorAll(`${selector} details:not([open]):not(.small)`)];
      for (const details of folded) details.open = true;
      return folded.length;
    }, within);
    if (closed === 0) return;
    await page.waitForTimeout(50);
  }
}

// What a button makes the page save.
export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

// Numbers by chance that are the same each time (mulberry32).
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Of many alike, every so many where FEW are asked for: the whole is a campaign.
export const some = (list, every) => (process.env.FEW ? list.filter((_, at) => at % every === 0) : list);

// A sentence about the page, and what shows that it holds.
export async function holds(sentence, proof) {
  const start = Date.now();
  try {
    const note = await proof();
    console.log(`holds: ${sentence} (${((Date.now() - start) / 1000).toFixed(1)} s${note ? `; ${note}` : ""})`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILS: ${sentence}\n  ${(error.message ?? String(error)).replace(/\u001b\[\d+m/g, "").slice(0, 4000).replaceAll("\n", "\n  ")}`);
  } finally {
    await Promise.all(browser.contexts().filter((context) => !staying.has(context)).map((context) => context.close()));
  }
}

// Ends even where a proof that failed left something open.
export async function end() {
  await browser.close();
  process.exit();
}
export { assert };
