// A reader's hand: sets by chance, with the page's own controls, what a reader can set.

import { dice, drawn, setting, told, unfold } from "./page.mjs";

export function hand(page, seed) {
  const chance = dice(seed);
  const upTo = (many) => Math.floor(chance() * many);
  const some = (list) => list[upTo(list.length)];
  // Controls that are there now: another scenario has others.
  const there = (selector) => page.evaluate((all) => [...document.querySelectorAll(all)].map(({ id }) => id), selector);
  const at = (id) => page.locator(`[id="${id}"]`);

  const move = async () => {
    const slider = at(some(await there("#levers input[type=range]")));
    const [low, high] = await slider.evaluate(({ min, max }) => [Number(min), Number(max)]);
    // As the browser rounds it to the slider's own steps.
    await slider.evaluate((element, value) => {
      element.value = value;
      element.dispatchEvent(new Event("input", { bubbles: true }));
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }, String(low + chance() * (high - low)));
    return slider.getAttribute("id");
  };
  const press = async (kind) => {
    const box = at(some(await there(`#levers input[type=checkbox][id^="${kind}-"]`)));
    await box.click();
    return box.getAttribute("id");
  };
  const postpone = async () => {
    const months = some(await page.locator("#levers .switch select:enabled").all());
    const count = await months.locator("option").count();
    await months.selectOption({ index: upTo(count) });
    return months.getAttribute("aria-label");
  };
  const choose = async (group, index) => {
    await unfold(page, "#choose");
    const choices = page.locator(`#choose-${group} input[type=radio]`);
    const choice = choices.nth(index ?? 1 + upTo((await choices.count()) - 1));
    await choice.check();
    return choice.getAttribute("value");
  };

  // What a reader does and then looks at: what is set is drawn before the next.
  const seen = async (act) => {
    const since = await setting(page);
    const what = await act();
    await drawn(page, { histories: 50, since });
    const refused = await told(page);
    if (refused) throw new Error(`${what}: ${refused}`);
    return what;
  };

  return {
    choose: (...which) => seen(() => choose(...which)),
    reset: () => seen(() => page.locator("#reset").click()),
    // Some levers, and by turns a counterfactual, a mechanism, an event that is dropped or moved; returns what it did.
    async set(turn) {
      const acts = Array.from({ length: 1 + upTo(3) }, () => move);
      if (turn % 2 === 0) acts.push(() => press("m"));
      if (turn % 3 === 0) acts.unshift(() => choose("counterfactual"));
      if (turn % 3 === 1) acts.push(() => press("e"));
      if (turn % 3 === 2) acts.push(postpone);
      const done = [];
      for (const act of acts) {
        await unfold(page);
        done.push(await seen(act));
      }
      return done;
    },
  };
}
