// See: the ensemble beside its base, in pictures that the engine draws.

// The figures, in the order of the page, each with its place.
const FIGURES = ["over_time", "forest", "standing", "votes", "leaders", "blame", "norm"];
// The pictures of a figure that has more than one, and what each is called where it is saved.
const PICTURES = { votes: ["abstentions", "against", "against_vetoed"] };
const CALLED = {
  over_time: "Over time", forest: "Effects", standing: "Where states stand", blame: "Blame", leaders: "Leaders", norm: "The norm",
  abstentions: "Abstentions", against: "Votes against", against_vetoed: "Votes on what was vetoed",
};
const picturesOf = (figure) => PICTURES[figure] ?? [figure];
// How long a month stands while they play.
const BEAT = 220;

class See {
  constructor(app) {
    this.app = app;
    this.seen = new Set(FIGURES);
    find("indicator").addEventListener("change", () => this.app.look({ indicator: find("indicator").value }));
    const month = find("month");
    month.addEventListener("input", () => this.app.look({ month: month.valueAsNumber }));
    find("play").addEventListener("click", () => this.play(!this.timer));
    for (const place of document.querySelectorAll("[data-figure]")) place.after(...picturesOf(place.dataset.figure).map((picture) => this.saves(picture)));
    // What is not in sight is drawn when it comes into sight.
    if ("IntersectionObserver" in window) {
      this.seen = new Set();
      const watch = new IntersectionObserver((entries) => {
        const before = this.seen.size;
        for (const { target, isIntersecting } of entries) isIntersecting ? this.seen.add(target.dataset.figure) : this.seen.delete(target.dataset.figure);
        if (this.seen.size > before || before === 0) this.app.redraw();
      }, { rootMargin: "300px" });
      for (const place of document.querySelectorAll("[data-figure]")) watch.observe(place);
    }
  }

  // The buttons that save a picture.
  saves(picture) {
    const button = (as) => make("button", { type: "button", "data-save": picture, "data-as": as, "aria-label": `${CALLED[picture]} as ${as.toUpperCase()}`, onclick: () => this.save(picture, as) }, as.toUpperCase());
    const many = picturesOf("votes").includes(picture);
    return make("p", { class: "save", "data-of": picture, hidden: true }, `Save${many ? ` ${CALLED[picture].toLowerCase()}` : ""}: `, button("svg"), " ", button("png"));
  }

  about({ indicators, months }) {
    const select = find("indicator");
    const words = ({ name, called }) => make("option", { value: name }, called);
    select.replaceChildren(...indicators.map(words));
    find("month").max = months.length - 1;
    this.months = months;
  }

  show(state) {
    find("indicator").value = state.indicator;
    const at = Math.min(state.month, this.months.length - 1);
    find("month").value = at;
    find("month").setAttribute("aria-valuetext", this.months[at]);
    find("month-name").textContent = this.months[at];
  }

  // Draws what is in sight, or all there is, of so many histories.
  async draw(histories, all = false) {
    // What is set may be newer than what was played.
    const { state, good, player } = this.app;
    const figures = FIGURES.filter((figure) => all || this.seen.has(figure));
    const answer = await player.ask({ ask: "see", setting: settingOf(good), histories, figures, indicator: state.indicator, month: state.month });
    if (answer.problems) return answer;
    for (const figure of figures) {
      const place = document.querySelector(`[data-figure="${figure}"]`);
      const drawn = picturesOf(figure).map((picture) => answer.figures[picture] ?? "").join("");
      for (const picture of picturesOf(figure)) document.querySelector(`[data-of="${picture}"]`).hidden = !answer.figures[picture];
      draw(place, drawn || `<p>${EMPTY[figure] ?? "Nothing to show."}</p>`);
    }
    draw(find("answer"), answer.answer);
    draw(find("numbers"), answer.numbers);
    return answer;
  }

  // Months go by, until the last or until they are stopped.
  play(on) {
    clearInterval(this.timer);
    this.timer = null;
    find("play").textContent = on ? "Stop" : "Play";
    if (!on) return;
    if (this.app.state.month >= this.months.length - 1) this.app.look({ month: 0 });
    // Who wants less motion sees a year at a time.
    const step = matchMedia("(prefers-reduced-motion: reduce)").matches ? 12 : 1;
    this.timer = setInterval(() => {
      const month = Math.min(this.months.length - 1, this.app.state.month + step);
      this.app.look({ month });
      if (month === this.months.length - 1) this.play(false);
    }, BEAT * (step > 1 ? 5 : 1));
  }

  async save(figure, as) {
    const { state, good, player, histories } = this.app;
    const { svg, name } = await player.ask({ ask: "picture", setting: settingOf(good), histories, figure, indicator: state.indicator, month: state.month });
    if (!svg) return say("There is no such picture now.");
    if (as === "png") save(`${name}.png`, await pngOf(svg), "image/png");
    else save(`${name}.svg`, svg, "image/svg+xml");
  }
}

const EMPTY = {
  forest: "Nothing is changed, so there is no effect. Move a lever or choose a counterfactual.",
  leaders: "Nobody led in any history.",
  blame: "Nobody moved blame onto anybody.",
  votes: "All adopted texts had every vote.",
};
