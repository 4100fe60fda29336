// Every control is reached and used by keyboard alone.

import { assert, drawn, end, figures, holds, open, settled, setting } from "./page.mjs";

// All that a reader can use now: controls that can be seen and are not off. Of radio buttons, the tabulator finds one of a group.
const controls = (page) => page.evaluate(() => {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  const usable = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0);
  const groups = new Set();
  return usable.filter(({ type, name }) => type !== "radio" || (!groups.has(name) && groups.add(name))).map((element) => window.called(element));
});

// What a control is called in a message; the same for each element each time.
const names = () => {
  const known = new WeakMap();
  let count = 0;
  window.called = (element) => {
    if (element.type === "radio") return `radio ${element.name}`;
    if (!known.has(element)) known.set(element, `${element.localName} ${element.id || element.getAttribute("aria-label") || element.textContent.slice(0, 40)} #${count++}`);
    return known.get(element);
  };
};

// Goes through the page with the tabulator, from its beginning until it comes round, and opens with Enter what `opens` names.
async function walk(page, opens = () => false) {
  const met = new Set();
  await page.evaluate(() => (document.activeElement?.blur(), document.body.focus(), scrollTo(0, 0)));
  for (let step = 0; step < 3000; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      const details = element.localName === "summary" ? element.parentElement : null;
      const group = details?.matches("#levers > details, #levers > details > details:nth-of-type(1), #choices details, main details:not(figure details)");
      return { name: window.called(element), seen: outlineStyle !== "none" || boxShadow !== "none", folded: Boolean(group && !details.open) };
    });
    if (!at || met.has(at.name)) return met;
    assert.ok(at.seen, `nobody sees that ${at.name} has the focus`);
    met.add(at.name);
    if (opens(at)) await page.keyboard.press("Enter");
  }
  return assert.fail("the walk does not come round");
}

// Goes to a control with the tabulator's element alone: it is one of those that the walk reaches.
async function at(page, selector) {
  const control = page.locator(selector).first();
  await control.waitFor();
  await control.focus();
  assert.ok(await control.evaluate((element) => element === document.activeElement), `${selector} takes no focus`);
}

await holds("The tabulator reaches every control, also those in what it opens, and each shows that it is there", async () => {
  const page = await open({ hash: "#set=%5B%5B%22target.resolve%22%2C0.3%5D%5D" });
  await drawn(page);
  await page.evaluate(names);
  // What is opened on the way puts controls before and behind; a second walk meets them all.
  await walk(page, ({ folded }) => folded);
  await page.waitForTimeout(500);
  const met = await walk(page);
  const all = await controls(page);
  const missed = all.filter((name) => !met.has(name));
  assert.deepEqual(missed, []);
  assert.ok(all.length > 150, `${all.length} controls`);
  assert.deepEqual(page.heard.complaints, []);
  return `${all.length} controls`;
});

await holds("Each kind of control does by keyboard what it is for", async () => {
  const page = await open({ height: 1000 });
  // Whoever listens for the chooser only when the key is pressed may be too late for it.
  page.on("filechooser", () => {});
  await drawn(page);
  const changes = async (what, keys) => {
    const since = await settled(page);
    for (const key of keys) await page.keyboard.press(key);
    await drawn(page, { histories: 50, since }).catch(({ message }) => assert.fail(`${what}: ${message}`));
  };
  const unfolds = async (selector) => {
    await at(page, selector);
    await page.keyboard.press("Enter");
  };
  // The link to the pictures is the first of all.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "see");

  await unfolds("#choose-theory > summary");
  await at(page, "#choose-theory input:checked");
  await changes("a theory by its arrow", ["ArrowDown"]);
  await unfolds("#choose-counterfactual > summary");
  await at(page, "#choose-counterfactual input:checked");
  await changes("a counterfactual by its arrow", ["ArrowDown"]);

  await settled(page);
  await at(page, "#own-file");
  await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await at(page, "#search");
  await page.keyboard.type("resolve");
  const slider = page.locator("#found input[type=range][id$='-target.resolve']");
  await slider.waitFor();
  await slider.focus();
  const before = await figures(page);
  await changes("a slider by its arrows", ["ArrowRight", "ArrowRight"]);
  await changes("a slider by its end", ["End"]);
  await settled(page);
  assert.notEqual((await figures(page)).answer, before.answer);
  await page.locator("#found input[type=number]").first().focus();
  await page.keyboard.press("Control+A");
  await changes("a number", [..."0.45", "Enter"]);
  await settled(page);
  assert.match(await setting(page), /0\.45/);

  // All levers are there again once nothing is searched for.
  await at(page, "#search");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await unfolds("#levers summary:has-text('Mechanisms, on or off')");
  await at(page, "#levers #m-veto");
  await changes("a mechanism", ["Space"]);
  await unfolds("#levers summary:has-text('Events: drop')");
  await at(page, "#levers-events .switch:nth-of-type(1) input");
  await changes("an event", ["Space"]);
  await at(page, "#levers-events .switch:nth-of-type(2) select");
  await changes("the month of an event", ["ArrowDown"]);

  const shown = (await figures(page)).over_time;
  await at(page, "#indicator");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((before) => document.querySelector("[data-figure=over_time]").innerHTML !== before, shown);
  await at(page, "#month");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator("#month").inputValue(), "1");
  await at(page, "#play");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => Number(document.getElementById("month").value) > 1);
  await page.keyboard.press("Enter");
  assert.match(await page.locator("#play").textContent(), /Play/);

  await unfolds("#understand-box > summary");
  await page.locator("#told").getByText(/\d{4}-\d{2}/).first().waitFor();
  await at(page, "#replicate");
  const told = await page.locator("#told").innerHTML();
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => document.getElementById("told").innerHTML !== before, told);

  await at(page, "#doubt-ask");
  await page.keyboard.press("Enter");
  await page.locator("#doubt-stop").waitFor();
  await at(page, "#doubt-stop");
  await page.keyboard.press("Enter");
  await page.locator("#doubt-stop").waitFor({ state: "hidden" });

  for (const button of ["#save-scenario", "#save-table", "[data-save=over_time][data-as=svg]", "[data-save=over_time][data-as=png]"]) {
    await at(page, button);
    await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  }

  await at(page, "#tour-start");
  await page.keyboard.press("Enter");
  await page.locator("#tour").waitFor();
  for (let step = 1; step < 7; step += 1) {
    const words = await page.locator("#tour-words").textContent();
    await at(page, "#tour-next");
    await page.keyboard.press("Enter");
    await page.waitForFunction((before) => document.getElementById("tour-words").textContent !== before, words);
  }
  await at(page, "#tour-end");
  await page.keyboard.press("Enter");
  await page.locator("#tour").waitFor({ state: "hidden" });

  await drawn(page, { histories: 50 });
  if (await page.locator("#reset").isEnabled()) {
    await at(page, "#reset");
    await changes("everything put back", ["Enter"]);
  }
  assert.deepEqual(page.heard.complaints, []);
});

await end();
