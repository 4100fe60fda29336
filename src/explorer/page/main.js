// The page: what is set, and what is drawn of it.

// Milliseconds after which a picture that has not come is given up for what was set since.
const MOST_WAIT = 1000;

class App {
  static async start() {
    const given = JSON.parse(find("given").textContent);
    const app = new App();
    app.given = given;
    app.plausible = given.plausible;
    app.player = await Player.of(given.files);
    app.offer = await app.player.ask({ ask: "offer", scenario: given.scenario });
    app.parts = { choose: new Choose(app), change: new Change(app), see: new See(app), understand: new Understand(app), doubt: new Doubt(app), take: new Take(app), tour: new Tour(app) };
    find("what").textContent = given.what;
    for (const button of document.querySelectorAll("[data-jump]")) button.addEventListener("click", () => jump(button.dataset.jump));
    window.addEventListener("hashchange", () => app.read());
    app.first = true;
    await app.read();
    find("page").removeAttribute("aria-busy");
  }

  // Takes the state that the address carries.
  async read() {
    const hash = location.hash.slice(1);
    if (hash === this.written) return;
    this.written = hash;
    const { state, wrong } = stateOf(hash, this.offer);
    this.warn("");
    await this.become(state, { write: false });
    if (wrong.length) this.warn(`Not all of the link could be taken: ${wrong.join("; ")}.`);
  }

  // Warns, with a button that does something about it.
  warn(text, words = "Close", act = () => {}) {
    const warning = find("warning");
    const button = make("button", { type: "button", onclick: () => (this.warn(""), act(), find("see").focus({ preventScroll: true })) }, words);
    warning.replaceChildren(...(text ? [make("div", {}, text), button] : []));
    warning.hidden = !text;
  }

  // Becomes a state: shows it, and plays what it sets if that is new. A `step` is one that the reader can go back from.
  async become(state, { write = true, step = false } = {}) {
    const before = this.state;
    this.state = { indicator: "need", month: 0, tour: 0, workers: before?.workers ?? true, ...state };
    if (write) this.write(step);
    if (before?.scenario !== this.state.scenario) this.base = null;
    const played = !before || keyOf(settingOf(before)) !== keyOf(settingOf(this.state));
    if (played) {
      this.warn("");
      find("own-wrong").hidden = true;
      this.changed();
    } else {
      this.show();
      this.redraw();
    }
  }

  write(step) {
    const written = addressOf(this.state, this.offer.scenarios[0].path);
    if (written === this.written) return;
    this.written = written;
    const address = written ? `#${written}` : location.pathname + location.search;
    if (step) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  look(part) {
    this.become({ ...this.state, ...part });
  }

  choose(key, path) {
    const state = { ...this.state, [key]: path };
    // Another scenario has other levers.
    this.become(key === "scenario" ? { ...nothing(path), indicator: this.state.indicator, tour: 0, month: 0 } : state, { step: true });
  }

  set(path, value) {
    const rest = this.state.set.filter(([known]) => known !== path);
    this.become({ ...this.state, set: value === undefined ? rest : [...rest, [path, value]] });
  }

  turn(name, on) {
    const { [name]: _, ...rest } = this.state.switches;
    this.become({ ...this.state, switches: on === undefined ? rest : { ...rest, [name]: on } });
  }

  drop(name, gone) {
    const rest = this.state.dropped.filter((known) => known !== name);
    this.become({ ...this.state, dropped: gone ? [...rest, name] : rest });
  }

  reset() {
    this.become({ ...this.state, switches: {}, dropped: [], set: [] });
  }

  // Whose values the marks are.
  theirs() {
    return this.state.theory || this.state.counterfactual ? "in what is chosen" : "in the scenario";
  }

  // A file of the reader's own is among the scenarios.
  async added(path, name) {
    const choice = { path, name, question: "Your own scenario." };
    this.offer.scenarios = [...this.offer.scenarios.filter((known) => known.path !== path), choice];
    this.parts.choose.add(choice);
    // The same name may have another text now.
    this.state = { ...this.state, scenario: null };
    await this.become(nothing(path));
    say(`${name} is chosen.`);
  }

  // Plays what is set. While a slider moves, the first picture of what is played already is waited for, though not long: so
  // pictures follow the hand. Of what comes meanwhile the newest counts.
  changed() {
    this.show();
    this.parts.doubt.clear();
    clearTimeout(this.soon);
    this.wanted = true;
    const wait = this.underway ? MOST_WAIT - (performance.now() - this.began) : 0;
    this.soon = setTimeout(() => this.run(), Math.max(0, wait));
  }

  // The first picture is there, or is known not to come: what was set meanwhile is next.
  arrived() {
    this.underway = false;
    if (!this.wanted) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.run());
  }

  async run() {
    const began = (this.began = performance.now());
    const [state, setting] = [this.state, settingOf(this.state)];
    [this.underway, this.wanted] = [true, false];
    document.body.classList.add("playing");
    // Levers are of what is chosen: they are asked for where that is another, and not for every move of a slider.
    const chosen = keyOf([state.scenario, state.theory, state.counterfactual]);
    const about = await this.player.ask({ ask: "describe", setting, levers: this.chosen !== chosen });
    if (began !== this.began) return;
    if (about.problems) return this.refuse(about.problems, state);
    this.about = about;
    if (isBase(state)) this.base = about.hash;
    if (this.chosen !== chosen) this.parts.see.about(about);
    this.chosen = chosen;
    if (about.levers) this.parts.change.levers(about.levers);
    this.show();
    await this.player.play(setting, baseOf(state), async ({ problems, histories, last }) => {
      if (problems) return this.refuse(problems, state);
      this.good = state;
      this.histories = histories;
      await this.redraw();
      document.body.classList.toggle("playing", !last);
      document.body.dataset.histories = histories;
      performance.measure(`histories-${histories}`, { start: began });
      this.arrived();
      if (last) {
        this.settled();
        this.base ??= (await this.player.ask({ ask: "describe", setting: baseOf(state), levers: false })).hash;
        if (!this.parts.doubt.running) this.parts.doubt.clear();
      }
    });
  }

  // All is drawn of what is in sight: what is not follows, so that it can be found and printed.
  settled() {
    this.parts.understand.draw();
    this.parts.tour.settle();
    if (this.heard) say(find("glance").textContent);
    this.heard = true;
    const state = this.state;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => state === this.state && this.redraw(true), 300);
  }

  // What was set is nothing that can be played: the page says why, shows what it showed before, and offers to go back there.
  refuse(problems, state) {
    document.body.classList.remove("playing");
    this.arrived();
    // Something else is set by now: nobody asks for this any more.
    if (keyOf(settingOf(state)) !== keyOf(settingOf(this.state))) return;
    const good = this.good ?? nothing(this.offer.scenarios[0].path);
    const foreign = (this.state.theory || this.state.counterfactual) && !isChanged(this.state);
    const why = foreign ? "What is chosen names what this scenario does not have." : "";
    const tell = () => this.warn(`This cannot be played, and the pictures show what was set before. ${why}\n${problems}`, "Go back to what was set before", () => this.become(good));
    if (this.about || keyOf(settingOf(good)) === keyOf(settingOf(this.state))) return tell();
    // Nothing was shown yet: the page opens with its own scenario.
    this.become(good);
    this.warn(`The link sets what cannot be played; the page shows its scenario instead.\n${problems}`);
  }

  // Draws what is in sight; what is asked for meanwhile is drawn once, after that.
  async redraw(all = false) {
    if (!this.histories || !this.good) return;
    this.all ||= all;
    if (this.drawing) {
      this.again = true;
      return this.drawing;
    }
    this.drawing = (async () => {
      do {
        const whole = this.all;
        this.again = this.all = false;
        const setting = keyOf(settingOf(this.good));
        const answer = await this.parts.see.draw(this.histories, whole);
        if (!answer.problems) {
          find("histories").textContent = `${answer.histories} histories`;
          this.glance(answer.effects);
          document.body.dataset.drawn = setting;
        }
      } while (this.again);
      this.drawing = null;
    })();
    return this.drawing;
  }

  // The answer in few words, which stay in sight.
  glance(effects) {
    const adequacy = effects.find(({ outcome }) => outcome === "adequacy");
    if (!adequacy || adequacy.own === null) return;
    const share = (value) => `${(100 * value).toFixed(1)} %`;
    find("glance").textContent = `${share(adequacy.own)} of the need relieved${isBase(this.good) ? "" : ` (base ${share(adequacy.base)}: ${adequacy.verdict})`}`;
  }

  show() {
    if (!this.about) return;
    this.parts.choose.show(this.state);
    this.parts.change.show(this.state);
    this.parts.see.show(this.state);
    this.parts.tour.show(this.state);
    this.parts.take.show(this.state, STAGES.at(-1));
    find("heading").textContent = this.about.name;
  }
}

if (typeof document === "undefined") {
  serve();
} else {
  App.start().catch((fault) => {
    find("warning").textContent = `This browser cannot run the page: ${fault.message}. It needs WebAssembly with SIMD and DecompressionStream (any browser since 2023).`;
    find("warning").hidden = false;
  });
}
