// The page: what is set, and what is drawn of it.

// A picture is not asked for anew sooner than this after the last one: of those in between none is played.
const LEAST_PAUSE = 40;

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
    window.addEventListener("hashchange", () => app.read());
    app.first = true;
    await app.read();
    find("page").removeAttribute("aria-busy");
  }

  // Takes the state that the address carries.
  async read() {
    const hash = location.hash.slice(1);
    if (hash === this.written) return;
    const { state, wrong } = stateOf(hash, this.offer);
    this.warn(wrong.length ? `The link says what this page does not take: ${wrong.join("; ")}. All else in it was taken.` : "");
    await this.become(state, false);
  }

  warn(text) {
    find("warning").textContent = text;
    find("warning").hidden = !text;
  }

  // Becomes a state: shows it, and plays what it sets if that is new.
  async become(state, write = true) {
    const before = this.state;
    this.state = { indicator: "need", month: 0, tour: 0, workers: before?.workers ?? true, ...state };
    if (write) this.write();
    const played = !before || keyOf(settingOf(before)) !== keyOf(settingOf(this.state));
    if (played) {
      this.good = before ?? this.state;
      this.changed();
    } else {
      this.show();
      this.redraw();
    }
  }

  write() {
    this.written = addressOf(this.state, this.offer.scenarios[0].path);
    history.replaceState(null, "", this.written ? `#${this.written}` : location.pathname + location.search);
  }

  look(part) {
    this.become({ ...this.state, ...part });
  }

  choose(key, path) {
    const state = { ...this.state, [key]: path };
    // Another scenario has other levers.
    this.become(key === "scenario" ? { ...nothing(path), indicator: this.state.indicator, tour: 0, month: 0 } : state);
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
    this.base = null;
    await this.become({ ...nothing(path), own: {} });
    say(`${name} is chosen.`);
  }

  // Plays what is set. While a slider moves, what comes too soon after the last is coalesced: the newest counts.
  changed() {
    this.show();
    this.parts.doubt.clear();
    clearTimeout(this.soon);
    const pause = Math.max(LEAST_PAUSE, Math.min(400, this.spent ?? 0)) - (performance.now() - (this.began ?? 0));
    this.soon = setTimeout(() => this.run(), Math.max(0, pause));
  }

  async run() {
    const began = (this.began = performance.now());
    const [state, setting] = [this.state, settingOf(this.state)];
    document.body.classList.add("playing");
    const about = await this.player.ask({ ask: "describe", setting });
    if (state !== this.state && keyOf(settingOf(this.state)) !== keyOf(setting)) return;
    if (about.problems) return this.refuse(about.problems);
    const chosen = keyOf([this.state.scenario, this.state.theory, this.state.counterfactual]);
    this.about = about;
    if (isBase(state)) this.base = about.hash;
    if (this.chosen !== chosen) this.parts.see.about(about);
    this.chosen = chosen;
    this.parts.change.levers(about.levers);
    this.show();
    await this.player.play(setting, baseOf(this.state), async ({ problems, histories, last }) => {
      if (problems) return this.refuse(problems);
      this.histories = histories;
      await this.redraw();
      if (!last) this.spent = performance.now() - began;
      document.body.classList.toggle("playing", !last);
      document.body.dataset.histories = histories;
      performance.measure(`histories-${histories}`, { start: began });
      if (last) {
        this.parts.understand.draw();
        this.base ??= (await this.player.ask({ ask: "describe", setting: baseOf(this.state) })).hash;
        if (!this.parts.doubt.running) this.parts.doubt.clear();
      }
    });
  }

  // What was set is nothing that can be played: the page says why, and stays as it was.
  refuse(problems) {
    document.body.classList.remove("playing");
    this.warn(problems);
    find("warning").focus();
  }

  // Draws what is in sight; what is asked for meanwhile is drawn once, after that.
  async redraw() {
    if (!this.histories || !this.about) return;
    if (this.drawing) {
      this.again = true;
      return this.drawing;
    }
    this.drawing = (async () => {
      do {
        this.again = false;
        const answer = await this.parts.see.draw(this.histories);
        if (!answer.problems) {
          find("histories").textContent = `${answer.histories} histories`;
          const adequacy = answer.effects.find(({ outcome }) => outcome === "adequacy");
          if (adequacy?.own !== null && adequacy) find("glance").textContent = `adequacy ${(100 * adequacy.own).toFixed(1)} %${isBase(this.state) ? "" : `, base ${(100 * adequacy.base).toFixed(1)} %: ${adequacy.verdict}`}`;
          document.body.dataset.drawn = keyOf(settingOf(this.state));
        }
      } while (this.again);
      this.drawing = null;
    })();
    return this.drawing;
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
