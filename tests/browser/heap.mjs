// What the page holds does not grow with what a reader does: after 300 changes as after 50.
//
// By default it is a shorter walk; HEAP_CHANGES=50,300 is the whole one.

import { readdirSync, readFileSync } from "node:fs";
import { assert, drawn, end, holds, open, setting, unfold } from "./page.mjs";

const [FIRST, LAST] = (process.env.HEAP_CHANGES ?? "20,120").split(",").map(Number);
const MOST = 1.1;

// After collection: what scripts hold, the nodes of the document, and, told but not judged, what all processes hold.
async function held(page, cdp) {
  await page.waitForTimeout(200);
  for (let round = 0; round < 3; round += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  return { bytes: usedSize, nodes, listeners: jsEventListeners, resident: resident() };
}

// Resident bytes of the processes that this one started, where the system tells them: engines live outside of the heap.
function resident() {
  try {
    const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      return { pid, parent: status.match(/PPid:\t(\d+)/)[1], bytes: 1024 * Number(status.match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) };
    });
    const mine = new Set([String(process.pid)]);
    for (let before = 0; before !== mine.size; ) {
      before = mine.size;
      for (const { pid, parent } of all) if (mine.has(parent)) mine.add(pid);
    }
    mine.delete(String(process.pid));
    return all.filter(({ pid }) => mine.has(pid)).reduce((sum, { bytes }) => sum + bytes, 0);
  } catch {
    return NaN;
  }
}

await holds(`After ${LAST} changes the page holds at most ${MOST} times what it holds after ${FIRST}`, async () => {
  const page = await open();
  const cdp = await page.context().newCDPSession(page);
  await drawn(page);
  await unfold(page);
  const sliders = await page.evaluate(() => [...document.querySelectorAll("#levers input[type=range][id^='n-states.']")].slice(0, 8).map(({ id }) => id));
  assert.equal(sliders.length, 8);
  const at = {};
  for (let change = 1; change <= LAST; change += 1) {
    const since = await setting(page);
    await page.evaluate(([id, share]) => {
      const slider = document.getElementById(id);
      slider.value = Number(slider.min) + share * (slider.max - slider.min);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
    }, [sliders[change % sliders.length], ((change * 0.381966) % 1)]);
    // Some are looked at to the end, most are left as soon as they are seen.
    const stop = change === FIRST || change === LAST;
    await drawn(page, { histories: stop || change % 10 === 0 ? 200 : 50, since });
    if (stop) at[change] = await held(page, cdp);
  }
  const [before, after] = [at[FIRST], at[LAST]];
  const say = ({ bytes, nodes, listeners, resident }) => `${(bytes / 1e6).toFixed(2)} MB, ${nodes} nodes, ${listeners} listeners, ${(resident / 1e6).toFixed(0)} MB of processes`;
  const words = `${say(before)} after ${FIRST}; ${say(after)} after ${LAST}`;
  assert.ok(before.bytes > 1e5, words);
  for (const what of ["bytes", "nodes", "listeners"]) assert.ok(after[what] <= MOST * before[what], words);
  return words;
});

await end();
