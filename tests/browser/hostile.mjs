// Links and files that mean ill get a plain message, and the page goes on.

import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MESSAGES, assert, drawn, end, holds, intsoc, open, root, scratch, setting, some, told } from "./page.mjs";

const script = "<script>alert(1)</script><img src=x onerror=alert(1)>";
const link = (parts) => `#${new URLSearchParams(Object.entries(parts).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]))}`;

// Words of a machine, which no reader is to see.
const ODD = /panicked|unreachable|RuntimeError|TypeError|RangeError|SyntaxError|undefined|\[object|NaN|\bat \w+ \(|\.rs:\d/;

// The page draws, has said nothing ill and holds nothing that was written into it.
async function goesOn(page) {
  await drawn(page, { histories: 50 });
  assert.deepEqual(page.heard.complaints, []);
  assert.equal(await page.locator("script:not([id]), img, iframe").count(), 0, "markup came into the page");
  const words = await told(page);
  assert.ok(!ODD.test(words), `the page says: ${words.slice(0, 400)}`);
  assert.ok(words.length < 5000, `a message of ${words.length} letters`);
  return words;
}

// A reader puts a lever elsewhere, each time where it was not yet, and that is drawn.
let moved = 0;
async function moves(page) {
  const place = (0.35 + 0.01 * moved++).toFixed(2);
  await page.locator("#search").fill("resolve");
  const slider = page.locator("[id='n-target.resolve']").first();
  await page.locator("#found input[type=range]").first().waitFor();
  const since = await setting(page);
  await (await slider.isVisible() ? slider : page.locator("#found input[type=range]").first()).fill(place);
  await drawn(page, { histories: 50, since });
}

// What it is, the link, and whether something of it is to be told.
const LINKS = [
  ["a script for a scenario", link({ scenario: script }), true],
  ["a script for a theory and a counterfactual", link({ theory: script, counterfactual: script }), true],
  ["a script in the path of a lever", link({ set: [[script, 1]] }), true],
  ["a script for a value", link({ set: [["target.resolve", script]] }), true],
  ["a script for an event and a mechanism", link({ dropped: [script], switches: { [script]: true } }), true],
  ["a script for an indicator", link({ indicator: script }), false],
  ["what is no JSON", "#set=[[[[&switches={&dropped=%", true],
  ["letters that are none", "#set=%E0%A4%A&scenario=%FF%FE", true],
  ["a prototype", '#set={"__proto__":{"x":1}}&switches={"__proto__":true,"constructor":true}&__proto__=1', true],
  ["lists in lists in lists", `#set=${"[".repeat(9000)}${"]".repeat(9000)}`, true],
  ["a million letters", `#set=${"9".repeat(1_000_000)}`, true],
  ["ten thousand changes", link({ set: Array.from({ length: 1500 }, () => ["a", 1]) }), true],
  ["a world of a billion months", link({ set: [["scenario.months", 1e9]] }), true],
  ["a billion histories", link({ set: [["scenario.replicates", 1e9]] }), false],
  ["numbers beyond all bounds", link({ set: [["target.resolve", 1e308], ["states.usa.capability", -1]] }), true],
  ["a month and a step that are not there", "#month=99999999&tour=-3", true],
  ["a file of the machine", link({ scenario: "../../../../etc/passwd" }), true],
];

// Some links open the page, and what is to be told of the others is told on a page that goes on from one to the next.
let visited = null;
for (const [at, [what, hash, isTold]] of some(LINKS, 3).entries()) {
  await holds(`A link with ${what} gets a plain message, and the page goes on`, async () => {
    const opens = at < 3 || !isTold;
    const page = opens ? await open({ hash }) : (visited ??= await open({ stays: true }));
    if (!opens) {
      await drawn(page, { histories: 50 });
      assert.equal(await told(page), "");
      await page.evaluate((hash) => (location.hash = hash), hash);
      await page.locator(MESSAGES).first().waitFor();
    }
    // What cannot be taken leaves the page without a drawing of it; what was taken is drawn.
    await page.waitForFunction(() => document.body.dataset.drawn || [...document.querySelectorAll("[role=alert]")].some(({ textContent, hidden }) => textContent && !hidden));
    const first = await told(page);
    assert.equal(first !== "", isTold, `the page says "${first.slice(0, 300)}"`);
    assert.ok(!ODD.test(first), `the page says: ${first.slice(0, 400)}`);
    // From there the reader goes back to the beginning, by another link or by the button.
    await page.evaluate(() => (location.hash = "#indicator=adequacy"));
    await goesOn(page);
    await moves(page);
    assert.deepEqual(page.heard.complaints, []);
  });
}

const states = (many) => Array.from({ length: many }, (_, at) => `[states.s${at}]\ncapability = 1\n`).join("");
const FILES = [
  ["a script in its name", `${script}.toml`, `extends = "baseline.toml"\n[set]\n"${script.replaceAll('"', "")}" = 1\n`, true],
  ["a script for a title", "title.toml", `extends = "baseline.toml"\n[scenario]\nname = '${script}'\n`, false],
  ["ten thousand states", "thousands.toml", `extends = "baseline.toml"\n${states(10_000)}`, true],
  ["a million states", "many.toml", `extends = "baseline.toml"\n${states(1_000_000)}`, true],
  ["itself for what it extends", "itself.toml", 'extends = "itself.toml"\n', true],
  ["a file of the machine for what it extends", "passwd.toml", 'extends = "/etc/passwd"\n', true],
  ["a long way of extends", "way.toml", `extends = "${"../".repeat(5000)}way.toml"\n`, true],
  ["a hundred megabytes", "large.toml", "# ".padEnd(100_000_000, "x"), true],
  ["lists in lists in lists", "deep.toml", `x = ${"[".repeat(100_000)}\n`, true],
  ["tables in tables in tables", "tables.toml", `[${Array.from({ length: 50_000 }, () => "a").join(".")}]\nb = 1\n`, true],
  ["bytes that are no text", "bytes.toml", Buffer.from([0xff, 0xfe, 0, 1, 2, 0xc3, 0x28]), true],
  ["nothing in it", "empty.toml", "", true],
  ["a billion months", "months.toml", 'extends = "baseline.toml"\n[scenario]\nmonths = 1000000000\n', true],
];

let own = null;
for (const [what, name, text, isTold] of some(FILES, 3)) {
  await holds(`A file with ${what} gets a plain message, and the page goes on`, async () => {
    const page = (own ??= await open({ stays: true }));
    await drawn(page, { histories: 50 });
    const since = await setting(page);
    await dropped(page, name, text);
    if (isTold) {
      const alert = page.locator(MESSAGES);
      await alert.first().waitFor();
      const words = await goesOn(page);
      assert.ok(words.length > 20, `the page says "${words}"`);
      assert.equal(await setting(page), since, "what was drawn is drawn no more");
    } else {
      await drawn(page, { histories: 50, since });
      assert.equal(await goesOn(page), "");
    }
    await moves(page);
    assert.deepEqual(page.heard.complaints, []);
  });
}

// Small files are dropped as a hand drops them; large ones are chosen, as what a test drops goes through its own messages.
async function dropped(page, name, text) {
  const bytes = Buffer.from(text);
  if (bytes.length > 1_000_000) {
    const path = scratch(name);
    writeFileSync(path, bytes);
    return page.locator("#own-file").setInputFiles(path);
  }
  await page.evaluate(([name, letters]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))], name));
    for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [name, bytes.toString("base64")]);
}

await holds("What is wrong in a dropped file is shown with its line and caret as the program shows it", async () => {
  const text = 'extends = "baseline.toml"\n\n[set]\n"target.resolv" = 0.5\n"target.reach" = 7\n';
  const desk = scratch("wrong");
  cpSync(join(root, "scenarios"), join(desk, "scenarios"), { recursive: true });
  writeFileSync(join(desk, "scenarios/wrong.toml"), text);
  const page = await open();
  await drawn(page, { histories: 50 });
  await dropped(page, "wrong.toml", text);
  await page.locator("#own-wrong").waitFor();
  const shown = await goesOn(page);
  const native = await intsoc(["check", "scenarios/wrong.toml"], desk).then(() => assert.fail("the program takes it"), ({ stderr }) => stderr);
  const carets = native.split("\n").filter((line) => /\^|^\s*\d+ \|/.test(line)).map((line) => line.trim());
  assert.ok(carets.length >= 2, native);
  for (const line of carets) assert.ok(shown.includes(line), `the program shows\n${native}\nthe page\n${shown}`);
});

await end();
