// Nothing that axe-core objects to, and nothing wider than the page: wide and narrow, light and dark, with all that can be open open.

import { assert, axe, drawn, end, holds, open, setting, told, some } from "./page.mjs";

const script = axe();

// The page with a change, so that every figure is there, and everything unfolded but the many levers, of which each kind is.
async function whole(how) {
  const page = await open({ hash: "#set=%5B%5B%22target.resolve%22%2C0.3%5D%5D&tour=2", reducedMotion: "reduce", ...how });
  await drawn(page);
  await page.evaluate(() => {
    const first = [...document.querySelectorAll("#levers > details")].flatMap((group) => [group, group.querySelector("details")]);
    for (const details of [...document.querySelectorAll("#choose details, main details"), ...first]) if (details) details.open = true;
  });
  await page.locator("#told").getByText(/\d{4}-\d{2}/).first().waitFor({ state: "attached" });
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open ||= !details.closest("#levers") || (details.matches(".small") && details.checkVisibility()))));
  await page.waitForTimeout(200);
  return page;
}

const wrong = (page) => page.evaluate(async (rules) => {
  const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"] });
  const lines = violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${help}: ${target} (${failureSummary})`));
  return { lines, rules: passes.length };
});

for (const [width, colorScheme] of some([[1360, "light"], [360, "light"], [1360, "dark"], [360, "dark"]], 3)) {
  await holds(`axe-core objects to nothing at ${width} pixels, ${colorScheme}`, async () => {
    const page = await whole({ width, colorScheme });
    await page.evaluate(script);
    const { lines, rules } = await wrong(page);
    assert.equal(lines.length, 0, lines.join("\n"));
    assert.ok(rules > 20, `${rules} rules were met`);
    // It would object.
    await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("beforeend", "<button type=button></button>"));
    assert.match((await wrong(page)).lines.join(), /button-name/);
    return `${rules} rules`;
  });
}

// What reaches beyond the page, besides what stands in a box that scrolls.
const beyond = (page) => page.evaluate(() => {
  const scrolls = (element) => element && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const wide = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("body *")].filter((element) => {
    const { right, left, width } = element.getBoundingClientRect();
    return width > 0 && element.checkVisibility() && (right > wide + 1 || left < -1) && !element.closest("svg svg, .unseen, .skip") && !scrolls(element.parentElement);
  });
  return { page: document.documentElement.scrollWidth, out: out.slice(0, 5).map((element) => `${element.tagName} ${element.id} ${element.className}`) };
});

for (const width of [1360, 360]) {
  await holds(`Nothing is wider than the page at ${width} pixels, with all open`, async () => {
    const page = await whole({ width });
    assert.deepEqual(await beyond(page), { page: width, out: [] });
    // The page's policy takes no style from markup.
    await page.evaluate(() => {
      const wide = document.createElement("div");
      wide.style.width = "2000px";
      wide.textContent = "wide";
      document.querySelector("main").append(wide);
    });
    assert.match((await beyond(page)).out.join(), /DIV/);
  });
}

await holds("Every figure has its table, and every figure has a name", async () => {
  const page = await whole({});
  const figures = await page.locator("main figure").evaluateAll((all) => all.map((figure) => ({
    name: document.getElementById(figure.getAttribute("aria-labelledby"))?.textContent ?? "",
    rows: figure.querySelectorAll("table tbody tr").length,
    picture: figure.querySelector("svg")?.getAttribute("aria-label") ?? "",
  })));
  assert.ok(figures.length >= 7, `${figures.length} figures`);
  for (const { name, rows, picture } of figures) assert.ok(name && rows > 0 && picture, `${name}: ${rows} rows, called ${picture}`);
  assert.equal(await told(page), "");
  assert.match(await setting(page), /target\.resolve/);
  return `${figures.length} figures`;
});

await end();
