// A moved slider changes the figures, and the link carries all that is set.

import { address, assert, drawn, end, figures, holds, open, setting, unfold } from "./page.mjs";
import { hand } from "./hand.mjs";

const resolve = "n-target.resolve";

await holds("A slider that is dragged changes the figures and the answer, and put back it gives the figures from before", async () => {
  const page = await open();
  await drawn(page);
  const before = await figures(page);
  await unfold(page);
  const slider = page.locator(`[id="${resolve}"]`);
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const since = await setting(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await drawn(page, { since });
  const after = await figures(page);
  for (const name of ["answer", "over_time", "forest", "standing", "norm"]) assert.notEqual(after[name], before[name], `${name} is as before`);
  assert.match(await page.locator("#answer").textContent(), /\d/);
  assert.match(await page.locator("#changed-list").textContent(), /resolve/);
  await page.locator("#reset").click();
  await page.waitForFunction((first) => document.body.dataset.drawn === first, since);
  await drawn(page);
  assert.deepEqual(await figures(page), before);
});

await holds("Of many changes in quick succession the last is what is drawn", async () => {
  const page = await open();
  await drawn(page);
  await unfold(page);
  const slider = page.locator(`[id="${resolve}"]`);
  for (let step = 1; step <= 12; step += 1) {
    await slider.fill(String(0.2 + 0.03 * step));
    await page.waitForTimeout(120);
  }
  await page.waitForFunction(() => document.body.dataset.drawn.includes('["target.resolve",0.56]'), null, { timeout: 20_000 })
    .catch(async () => assert.fail(`drawn is ${await setting(page)}`));
  await drawn(page);
});

await holds("A link gives the same page to whoever opens it: the same figures, answer, scenario and command", async () => {
  const page = await open();
  await drawn(page);
  const first = await figures(page);
  const reader = hand(page, 7);
  let told = 0;
  for (let round = 0; round < 3; round += 1) {
    await reader.set(round);
    await page.locator("#indicator").selectOption({ index: 3 + round });
    await page.waitForTimeout(300);
    await drawn(page);
    const link = await page.locator("#link").inputValue();
    assert.ok(link.startsWith(`${address}#`), link);
    const other = await open({ url: link });
    await drawn(other);
    const [mine, theirs] = [await figures(page), await figures(other)];
    for (const name of Object.keys(mine)) assert.equal(theirs[name], mine[name], `${name} of ${link}`);
    assert.notEqual(mine.over_time, first.over_time);
    assert.deepEqual(other.heard.complaints, []);
    told += Object.keys(mine).length;
    await other.context().close();
  }
  return `${told} figures and texts of 3 settings`;
});

await end();
