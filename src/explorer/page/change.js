// Change: every number that has a range, weights, mechanisms and events.

const KINDS = [
  ["state", "States"], ["profile", "Groups of states"], ["target", "The target"], ["body", "Bodies"], ["instrument", "Instruments"],
  ["movement", "Movements"], ["society", "Societies"], ["event", "Numbers of events"], ["mechanism", "Mechanisms in numbers"],
];
const CONSTITUENCIES = ["nationals", "society", "humanity"];
// Matches of a search that are shown.
const MOST_FOUND = 60;

// A slider with a mark where its own value is.
function slide(attributes, share) {
  const slider = make("input", { type: "range", ...attributes });
  const mark = make("span", { class: "mark", "aria-hidden": "true" });
  mark.style.setProperty("--at", share);
  return { slider, place: make("span", { class: "slide" }, slider, mark) };
}

// Opens what a lever means; who hears the page hears of which.
const what = (name) => make("summary", {}, "What is it?", make("span", { class: "unseen" }, ` (${name})`));

// A number as people read it, with as many digits as tell it from its neighbours.
const told = (value) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));

class Change {
  constructor(app) {
    this.app = app;
    find("search").addEventListener("input", () => this.search());
    find("reset").addEventListener("click", () => {
      this.app.reset();
      find("change-heading").focus({ preventScroll: true });
    });
  }

  // The levers of what is chosen.
  levers(levers) {
    if (this.known && JSON.stringify(levers) === JSON.stringify(this.known)) return;
    this.known = levers;
    this.listed = null;
    const place = find("levers");
    const open = new Set([...place.querySelectorAll("details[open]")].map(({ id }) => id));
    place.replaceChildren(this.mechanisms(levers.mechanisms), this.events(levers.events), ...KINDS.map(([kind, heading]) => this.kind(kind, heading)).filter(Boolean));
    for (const details of place.querySelectorAll("details")) if (open.has(details.id)) details.open = true;
    this.search();
  }

  value(path) {
    return this.app.state.set.find(([known]) => known === path)?.[1];
  }

  // The groups of a kind; what stands in one is made when it is opened.
  kind(kind, heading) {
    const of = (all) => all.filter((lever) => lever.kind === kind);
    const [numbers, weights] = [of(this.known.numbers), of(this.known.weights)];
    const groups = [...new Set([...weights, ...numbers].map(({ group }) => group))];
    if (!groups.length) return null;
    const group = (name) => {
      const within = make("div");
      const own = [...weights.filter((each) => each.group === name).map((each) => () => this.weights(each)), ...numbers.filter((each) => each.group === name).map((each) => () => this.number(each))];
      const fill = () => within.childElementCount || within.append(...own.map((one) => one()));
      return make("details", { id: `lever-${kind}-${name}`.replace(/\W+/g, "-"), ontoggle: fill }, make("summary", {}, name, make("span", { class: "count" }, ` ${own.length}`)), within);
    };
    return make("details", { id: `levers-${kind}` }, make("summary", {}, heading, make("span", { class: "count" }, ` ${numbers.length + weights.length}`)), ...groups.map(group));
  }

  // A number with its slider. `where` tells the row of a search from the row among its own.
  number(lever, where = "n") {
    const { path, name, meaning, grade, source, value, low, high, whole, states, group } = lever;
    const id = `${where}-${path}`;
    const unit = lever.unit === "1" ? "" : lever.unit;
    const now = () => this.value(path) ?? value;
    const { slider, place } = slide({ id, min: low, max: high, step: "any", "aria-describedby": `${id}-about` }, (value - low) / (high - low));
    const exact = make("input", { type: "number", step: "any", min: low, max: high, "aria-label": `${name}, ${group}, as a number`, class: "exact" });
    const reset = make("button", { type: "button", class: "reset", "aria-label": `Put ${name}, ${group}, back to ${told(value)}` }, "back");
    const show = () => {
      const at = now();
      slider.value = at;
      // What is being typed is left alone.
      if (document.activeElement !== exact) exact.value = told(at);
      slider.setAttribute("aria-valuetext", `${told(at)} ${unit}`.trim());
      reset.hidden = at === value;
      row.classList.toggle("changed", at !== value);
    };
    const put = (wanted) => {
      const at = wanted === value ? value : Number(Math.min(high, Math.max(low, wanted)).toPrecision(6));
      if (at !== now()) this.app.set(path, at === value ? undefined : at);
      show();
      exact.value = told(at);
    };
    // A hand on the slider that comes near its own value means exactly that, and few digits otherwise.
    const near = (wanted) => (Math.abs(wanted - value) < (high - low) / 200 ? value : Number(wanted.toPrecision(4)));
    slider.addEventListener("input", () => put(whole ? Math.round(slider.valueAsNumber) : near(slider.valueAsNumber)));
    const keys = (event) => {
      const by = { ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10, ...(event.target === slider && { ArrowLeft: -1, ArrowRight: 1 }) }[event.key];
      if (!by) return;
      event.preventDefault();
      put(now() + by * (whole ? 1 : (high - low) / 100));
    };
    for (const each of [slider, exact]) each.addEventListener("keydown", keys);
    exact.addEventListener("change", () => {
      const wanted = exact.valueAsNumber;
      if (wanted < low || wanted > high) say(`${name} goes from ${told(low)} to ${told(high)}.`);
      put(Number.isFinite(wanted) ? (whole ? Math.round(wanted) : wanted) : now());
    });
    reset.addEventListener("click", () => {
      put(value);
      slider.focus();
    });
    const about = make(
      "div", { class: "about", id: `${id}-about` },
      meaning, unit ? ` Unit: ${unit}.` : " Without a unit.", ` From ${told(low)} to ${told(high)}; ${told(value)} ${this.app.theirs()}.`,
      grade ? ` Grade: ${grade}${source ? ` (${source})` : ""}.` : "",
      states.length ? ` Taken by ${states.join(", ")}.` : "",
      " ", make("code", {}, path),
    );
    const row = make("div", { class: "lever" }, make("label", { for: id }, name), exact, reset, place, make("details", { class: "small" }, what(name), about));
    row.show = show;
    show();
    return row;
  }

  // Three weights that sum to 1, on three sliders that are bound: what one takes, the others give in proportion.
  weights(lever, where = "w") {
    const { path, group, weights, source, grade, states } = lever;
    const now = () => {
      const set = this.value(path);
      return set ? CONSTITUENCIES.map((name) => set[name]) : weights;
    };
    const rows = CONSTITUENCIES.map((name, at) => {
      const id = `${where}-${path}-${name}`;
      const { slider, place } = slide({ id, min: 0, max: 1, step: 0.01 }, weights[at]);
      const out = make("span", {});
      slider.addEventListener("input", () => {
        const all = now().slice();
        const rest = 1 - all[at];
        const wanted = Math.round(slider.valueAsNumber * 1000);
        const others = [0, 1, 2].filter((other) => other !== at);
        const share = rest > 1e-9 ? all[others[0]] / rest : 0.5;
        const first = Math.round((1000 - wanted) * share);
        all[at] = wanted / 1000;
        all[others[0]] = first / 1000;
        all[others[1]] = (1000 - wanted - first) / 1000;
        const same = all.every((weight, of) => Math.abs(weight - weights[of]) < 0.0005);
        this.app.set(path, same ? undefined : Object.fromEntries(CONSTITUENCIES.map((name, of) => [name, all[of]])));
        show();
      });
      return { slider, out, row: make("div", { class: "weight" }, make("label", { for: id }, name), place, out) };
    });
    const reset = make("button", { type: "button", class: "reset", "aria-label": `Put the weights of ${group} back`, onclick: () => (this.app.set(path, undefined), show(), rows[0].slider.focus()) }, "back");
    const bar = make("div", { class: "bar", "aria-hidden": "true" }, ...CONSTITUENCIES.map(() => make("span")));
    const show = () => {
      now().forEach((weight, at) => {
        rows[at].slider.value = weight;
        rows[at].slider.setAttribute("aria-valuetext", `${(100 * weight).toFixed(1)} %`);
        rows[at].out.textContent = `${(100 * weight).toFixed(1)} %`;
        bar.children[at].style.width = `${100 * weight}%`;
      });
      reset.hidden = this.value(path) === undefined;
    };
    const about = `${lever.meaning}${grade ? ` Grade: ${grade}${source ? ` (${source})` : ""}.` : ""}${states.length ? ` Taken by ${states.join(", ")}.` : ""} `;
    const set = make("fieldset", { class: "lever weights" }, make("legend", {}, "To whom it answers", make("span", { class: "unseen" }, `: ${group}`)), reset, bar, ...rows.map(({ row }) => row), make("details", { class: "small" }, what("to whom it answers"), make("div", { class: "about" }, about, make("code", {}, path))));
    set.show = show;
    show();
    return set;
  }

  mechanism({ name, called, off, on }, where = "m") {
    const id = `${where}-${name}`;
    const box = make("input", { type: "checkbox", id, "aria-describedby": `${id}-off`, onchange: () => this.app.turn(name, box.checked === on ? undefined : box.checked) });
    const show = () => (box.checked = this.app.state.switches[name] ?? on);
    show();
    return Object.assign(make("div", { class: "switch" }, box, make("label", { for: id }, called), make("div", { class: "about", id: `${id}-off` }, `Off: ${off}`)), { show });
  }

  mechanisms(all) {
    return make("details", { id: "levers-switches" }, make("summary", {}, "Mechanisms, on or off", make("span", { class: "count" }, ` ${all.length}`)), ...all.map((each) => this.mechanism(each)));
  }

  event({ name, path, date, sets }, where = "e") {
    const months = this.app.about.months;
    const id = `${where}-${path}`;
    const box = make("input", { type: "checkbox", id, onchange: () => this.app.drop(name, !box.checked) });
    const month = make("select", { "aria-label": `Month of: ${name}`, onchange: () => this.app.set(path, month.value === date ? undefined : month.value) }, ...months.map((each) => make("option", { value: each }, each)));
    const show = () => {
      box.checked = !this.app.state.dropped.includes(name);
      month.value = this.value(path) ?? date;
      month.disabled = !box.checked;
    };
    show();
    return Object.assign(make("div", { class: "switch" }, box, make("label", { for: id }, name), make("div", { class: "about" }, month, " ", sets.join("; "))), { show });
  }

  events(all) {
    return make("details", { id: "levers-events" }, make("summary", {}, "Events: drop or move them", make("span", { class: "count" }, ` ${all.length}`)), ...all.map((each) => this.event(each)));
  }

  // All levers that have the words that are searched.
  search() {
    const words = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const place = find("found");
    find("levers").hidden = words.length > 0;
    if (!words.length || !this.known) {
      place.replaceChildren();
      find("found-count").textContent = "";
      return;
    }
    const has = (...texts) => words.every((word) => texts.join(" ").toLowerCase().includes(word));
    const { numbers, weights, mechanisms, events } = this.known;
    const heading = ({ group, kind }) => `${KINDS.find(([known]) => known === kind)?.[1] ?? kind}: ${group}`;
    const under = (words, row) => make("div", {}, make("div", { class: "under" }, words), row);
    const found = [
      ...mechanisms.filter(({ name, called, off }) => has(name, called, off)).map((each) => () => under("Mechanisms", this.mechanism(each, "found-m"))),
      ...events.filter(({ name, path, sets }) => has(name, path, ...sets)).map((each) => () => under("Events", this.event(each, "found-e"))),
      ...weights.filter(({ path, group }) => has(path, group, "to whom it answers", ...CONSTITUENCIES)).map((each) => () => under(heading(each), this.weights(each, "found-w"))),
      ...numbers.filter(({ path, name, group, meaning, source }) => has(path, name, group, meaning, source ?? "")).map((each) => () => under(heading(each), this.number(each, "found-n"))),
    ];
    place.replaceChildren(...found.slice(0, MOST_FOUND).map((row) => row()));
    const few = found.length ? "" : "; try one word, as peers, China or blame";
    find("found-count").textContent = found.length > MOST_FOUND ? `${found.length} found, the first ${MOST_FOUND} are shown` : `${found.length} found${few}`;
  }

  // Shows what is set.
  show(state) {
    for (const row of find("change").querySelectorAll(".lever, .switch")) row.show?.();
    const count = state.set.length + state.dropped.length + Object.keys(state.switches).length;
    find("reset").disabled = count === 0;
    find("changes").textContent = count ? `${count} ${count === 1 ? "change" : "changes"}` : "Nothing is changed.";
    const listed = JSON.stringify([state.switches, state.dropped, state.set]);
    if (listed === this.listed) return;
    this.listed = listed;
    const focused = find("changed-list").contains(document.activeElement);
    find("changed-list").replaceChildren(...this.list(state));
    // The button that was pressed is gone: the focus goes to the next, or to the heading.
    if (focused) (find("changed-list").querySelector("button") ?? find("change-heading")).focus({ preventScroll: true });
  }

  // What is changed, each with a button that takes it back.
  list(state) {
    const item = (words, back) => make("li", {}, words, " ", make("button", { type: "button", class: "reset", "aria-label": `Take back: ${words}`, onclick: back }, "back"));
    const { numbers = [], weights = [], mechanisms = [], events = [] } = this.known ?? {};
    const called = (path) => {
      const lever = numbers.find((known) => known.path === path);
      if (lever) return `${lever.group}, ${lever.name}`;
      const group = weights.find((known) => known.path === path)?.group;
      return group ? `${group}, to whom it answers` : (events.find((known) => known.path === path)?.name ?? path);
    };
    const value = (value) => (typeof value === "object" ? CONSTITUENCIES.map((name) => `${name} ${(100 * value[name]).toFixed(1)} %`).join(", ") : typeof value === "number" ? told(value) : value);
    return [
      ...Object.entries(state.switches).map(([name, on]) => item(`${mechanisms.find((known) => known.name === name)?.called ?? name}: ${on ? "on" : "off"}`, () => this.app.turn(name, undefined))),
      ...state.dropped.map((name) => item(`without: ${name}`, () => this.app.drop(name, false))),
      ...state.set.map(([path, set]) => item(`${called(path)}: ${value(set)}`, () => this.app.set(path, undefined))),
    ];
  }
}
