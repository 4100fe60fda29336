// Change: every number that has a range, weights, mechanisms and events.

const KINDS = [
  ["state", "States"], ["profile", "Groups of states"], ["target", "The target"], ["body", "Bodies"], ["instrument", "Instruments"],
  ["movement", "Movements"], ["society", "Societies"], ["event", "Numbers of events"], ["mechanism", "Mechanisms in numbers"],
];
const CONSTITUENCIES = ["nationals", "society", "humanity"];
// Matches of a search that are shown.
const MOST_FOUND = 60;

// A number as people read it, with as many digits as tell it from its neighbours.
const told = (value) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));

class Change {
  constructor(app) {
    this.app = app;
    find("search").addEventListener("input", () => this.search());
    find("reset").addEventListener("click", () => this.app.reset());
  }

  // The levers of what is chosen.
  levers(levers) {
    if (this.known && JSON.stringify(levers) === JSON.stringify(this.known)) return;
    this.known = levers;
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

  // A number with its slider.
  number(lever) {
    const { path, name, meaning, unit, grade, source, value, low, high, whole, states, group } = lever;
    const id = `n-${path}`;
    const now = () => this.value(path) ?? value;
    const step = whole ? 1 : (high - low) / 100;
    const slider = make("input", { type: "range", id, min: low, max: high, step: "any", "aria-describedby": `${id}-about` });
    const exact = make("input", { type: "number", step: "any", "aria-label": `${name}, ${group}, as a number`, class: "exact" });
    const reset = make("button", { type: "button", class: "reset", "aria-label": `Put ${name}, ${group}, back to ${told(value)}` }, "back");
    slider.style.setProperty("--default", `${(100 * (value - low)) / (high - low)}%`);
    const show = () => {
      const at = now();
      slider.value = at;
      exact.value = told(at);
      slider.setAttribute("aria-valuetext", `${told(at)} ${unit}`);
      reset.hidden = at === value;
      row.classList.toggle("changed", at !== value);
    };
    // Near its own value, and at the ends, it is exactly that.
    const put = (wanted) => {
      let at = Math.min(high, Math.max(low, wanted));
      if (!whole) at = Math.abs(at - value) < (high - low) / 200 ? value : Number(at.toPrecision(4));
      else at = Math.round(at);
      if (at === now()) return show();
      this.app.set(path, at === value ? undefined : at);
      show();
    };
    slider.addEventListener("input", () => put(slider.valueAsNumber));
    slider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
      if (!by) return;
      event.preventDefault();
      const at = now() + by * step;
      // A key never stays where it was because its own value is near.
      this.app.set(path, Number(Math.min(high, Math.max(low, at)).toPrecision(6)));
      show();
    });
    exact.addEventListener("change", () => (Number.isFinite(exact.valueAsNumber) ? put(exact.valueAsNumber) : show()));
    reset.addEventListener("click", () => {
      this.app.set(path, undefined);
      show();
      slider.focus();
    });
    const about = make(
      "div", { class: "about", id: `${id}-about` },
      meaning, unit ? ` Unit: ${unit}.` : "", ` From ${told(low)} to ${told(high)}; ${told(value)} ${this.app.theirs()}.`,
      grade ? ` Grade: ${grade}${source ? ` (${source})` : ""}.` : "",
      states.length ? ` Taken by ${states.join(", ")}.` : "",
      " ", make("code", {}, path),
    );
    const row = make("div", { class: "lever" }, make("label", { for: id }, name), exact, reset, slider, make("details", { class: "small" }, make("summary", {}, "What is it?"), about));
    row.show = show;
    show();
    return row;
  }

  // Three weights that sum to 1, on three sliders that are bound: what one takes, the others give in proportion.
  weights(lever) {
    const { path, group, weights, source, grade, states } = lever;
    const now = () => {
      const set = this.value(path);
      return set ? CONSTITUENCIES.map((name) => set[name]) : weights;
    };
    const rows = CONSTITUENCIES.map((name, at) => {
      const id = `w-${path}-${name}`;
      const slider = make("input", { type: "range", id, min: 0, max: 1, step: 0.01 });
      slider.style.setProperty("--default", `${100 * weights[at]}%`);
      const out = make("output", { for: id });
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
      return { slider, out, row: make("div", { class: "weight" }, make("label", { for: id }, name), slider, out) };
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
    const set = make("fieldset", { class: "lever weights" }, make("legend", {}, "To whom it answers"), reset, bar, ...rows.map(({ row }) => row), make("details", { class: "small" }, make("summary", {}, "What is it?"), make("div", { class: "about" }, about, make("code", {}, path))));
    set.show = show;
    show();
    return set;
  }

  mechanisms(all) {
    const row = ({ name, called, off, on }) => {
      const id = `m-${name}`;
      const box = make("input", { type: "checkbox", id, "aria-describedby": `${id}-off`, onchange: () => this.app.turn(name, box.checked === on ? undefined : box.checked) });
      const show = () => (box.checked = this.app.state.switches[name] ?? on);
      show();
      return Object.assign(make("div", { class: "switch" }, box, make("label", { for: id }, called), make("div", { class: "about", id: `${id}-off` }, `Off: ${off}`)), { show });
    };
    return make("details", { id: "levers-switches" }, make("summary", {}, "Mechanisms, on or off", make("span", { class: "count" }, ` ${all.length}`)), ...all.map(row));
  }

  events(all) {
    const months = this.app.about.months;
    const row = ({ name, path, date, sets }, at) => {
      const id = `e-${at}`;
      const box = make("input", { type: "checkbox", id, onchange: () => this.app.drop(name, !box.checked) });
      const month = make("select", { "aria-label": `Month of: ${name}`, onchange: () => this.app.set(path, month.value === date ? undefined : month.value) }, ...months.map((each) => make("option", { value: each }, each)));
      const show = () => {
        box.checked = !this.app.state.dropped.includes(name);
        month.value = this.value(path) ?? date;
        month.disabled = !box.checked;
      };
      show();
      return Object.assign(make("div", { class: "switch" }, box, make("label", { for: id }, name), " ", month, make("div", { class: "about" }, sets.join("; "))), { show });
    };
    return make("details", { id: "levers-events" }, make("summary", {}, "Events: drop or move them", make("span", { class: "count" }, ` ${all.length}`)), ...all.map(row));
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
    const numbers = this.known.numbers.filter(({ path, name, group, meaning, source }) => has(path, name, group, meaning, source ?? ""));
    const weights = this.known.weights.filter(({ path, group }) => has(path, group, "to whom it answers", ...CONSTITUENCIES));
    const count = numbers.length + weights.length;
    const under = ({ group, kind }, row) => make("div", {}, make("div", { class: "under" }, `${KINDS.find(([known]) => known === kind)?.[1] ?? kind}: ${group}`), row);
    const rows = [...weights.map((lever) => under(lever, this.weights(lever))), ...numbers.map((lever) => under(lever, this.number(lever)))].slice(0, MOST_FOUND);
    place.replaceChildren(...rows);
    find("found-count").textContent = count > MOST_FOUND ? `${count} found, the first ${MOST_FOUND} are shown` : `${count} found`;
  }

  // Shows what is set.
  show(state) {
    for (const row of find("change").querySelectorAll(".lever, .switch")) row.show?.();
    const count = state.set.length + state.dropped.length + Object.keys(state.switches).length;
    find("reset").disabled = count === 0;
    find("changes").textContent = count ? `${count} ${count === 1 ? "change" : "changes"}` : "Nothing is changed.";
    find("changed-list").replaceChildren(...this.list(state));
  }

  // What is changed, each with a button that takes it back.
  list(state) {
    const item = (words, back) => make("li", {}, words, " ", make("button", { type: "button", class: "reset", "aria-label": `Take back: ${words}`, onclick: back }, "back"));
    const value = (value) => (typeof value === "object" ? CONSTITUENCIES.map((name) => `${name} ${value[name]}`).join(", ") : value);
    return [
      ...Object.entries(state.switches).map(([name, on]) => item(`${name.replace("_", " ")} ${on ? "on" : "off"}`, () => this.app.turn(name, undefined))),
      ...state.dropped.map((name) => item(`without: ${name}`, () => this.app.drop(name, false))),
      ...state.set.map(([path, set]) => item(`${path} = ${value(set)}`, () => this.app.set(path, undefined))),
    ];
  }
}
