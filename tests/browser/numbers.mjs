// Numbers of the page are those of the native program, bit for bit: for the scenario as it is, for each rival theory and for
// settings by chance, the scenario file that the page saves is played by the program, and tables are compared byte for byte.

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { address, assert, drawn, end, holds, intsoc, open, root, saved, scratch } from "./page.mjs";
import { hand } from "./hand.mjs";

const SETTINGS = Number(process.env.SETTINGS ?? 10);
const SEED = Number(process.env.SEED ?? 20040709);
const TABLES = ["run/summary", "run/months", "run/votes_by_state", "compare/effects", "compare/months"];
// Of the scenario as it is, there is nothing to compare.
const of = (command) => TABLES.filter((table) => command.some((line) => line.startsWith(`intsoc ${table.split("/")[0]} `)));

const desk = scratch("numbers");
rmSync(desk, { recursive: true, force: true });
cpSync(join(root, "scenarios"), join(desk, "scenarios"), { recursive: true });

// Saves what is set through the page's own buttons, does what the page says, and compares; returns how many bytes are the same.
async function same(page, what) {
  await drawn(page);
  const command = (await page.locator("#command").textContent()).trim().split("\n");
  assert.ok(command.every((line) => /^intsoc (run|compare) scenarios\/\S+( \S+)* --replicates 200$/.test(line)), `the command is ${command}`);
  const scenario = await saved(page, page.locator("#save-scenario"));
  const place = command[0].split(" ")[2];
  const known = place === `scenarios/${scenario.name}` ? null : readFileSync(join(desk, place));
  // A scenario as it is has its file already; what the page saves of it is not to be another.
  if (known) assert.ok(command.length === 1, `${place} is not what is saved as ${scenario.name}`);
  else writeFileSync(join(desk, place), scenario.bytes);
  const native = Promise.all(command.map((line) => {
    const options = line.split(" ").slice(1);
    return intsoc([...options, "--out", `native/${options[0]}`, "--force", "--quiet"], desk);
  }));
  const tables = new Map();
  for (const table of of(command)) {
    await page.locator("#table").selectOption(table);
    tables.set(table, (await saved(page, page.locator("#save-table"))).bytes);
  }
  await native;
  let bytes = 0;
  for (const [table, page] of tables) {
    compare(page, readFileSync(join(desk, "native", `${table}.csv`)), `${table} of ${what}`);
    bytes += page.length;
  }
  assert.ok(bytes > 1000, `tables of ${what} are all but empty`);
  assert.deepEqual(page.heard.complaints, []);
  return bytes;
}

function compare(page, native, what) {
  if (page.equals(native)) return;
  const [ours, theirs] = [page, native].map((bytes) => bytes.toString("utf8").split("\n"));
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  assert.fail(`${what}: line ${at + 1} is\n${ours[at]}\non the page, and the program writes\n${theirs[at]}\n(${page.length} and ${native.length} bytes)`);
}

await holds("A byte that differs is noticed, with its line", async () => {
  assert.throws(() => compare(Buffer.from("a,b\n1,2\n"), Buffer.from("a,b\n1,3\n"), "this"), /line 2 is\n1,2\n.*\n1,3/);
});

await holds("The scenario as it is has the numbers of the program", async () => {
  const page = await open();
  return `${await same(page, "the baseline")} bytes of ${of(["intsoc run "]).length} tables`;
});

await holds("Each rival theory has the numbers of the program", async () => {
  const page = await open();
  await drawn(page);
  const reader = hand(page, SEED);
  const theories = page.locator("#choose-theory input[type=radio]");
  const values = await theories.evaluateAll((all) => all.map(({ value }) => value));
  let [bytes, count] = [0, 0];
  for (const rival of ["article", "capacity-only", "collective-action", "norms-only", "random", "veto-only"]) {
    const index = values.findIndex((value) => value.endsWith(`${rival}.toml`));
    // The article is the theory of the scenario as it is, which is the choice of no other.
    if (index < 0 && rival === "article") continue;
    assert.ok(index >= 0, `${rival} is not among ${values}`);
    await reader.choose("theory", index);
    bytes += await same(page, rival);
    count += 1;
  }
  assert.ok(count >= 5, `${count} rivals`);
  return `${count} rivals, ${bytes} bytes`;
});

await holds(`${SETTINGS} settings by chance have the numbers of the program`, async () => {
  const page = await open();
  await drawn(page);
  const reader = hand(page, SEED);
  let bytes = 0;
  for (let turn = 0; turn < SETTINGS; turn += 1) {
    const done = await reader.set(turn);
    bytes += await same(page, `setting ${turn} (${done.join(", ")})`);
    await page.goto("about:blank");
    await page.goto(address);
    await drawn(page);
  }
  return `${bytes} bytes`;
});

await end();
