// The tour: seven steps for whoever is new to the argument. Each is a link.

const STEPS = [
  { at: "see-over-time", heading: "What happened", words: "From 2003 the government of Sudan and its militias drove millions from their homes in Darfur. The line is the share of need that was left unmet: the mean of 200 histories that the model plays, all by the same rules, each with another luck. Nine of ten lie in the band.", set: { indicator: "need" } },
  { at: "see-standing", heading: "Words and deeds", words: "Each point is a state: the farther right, the more it says; the higher, the more it does. Almost all lie below the dotted line. Black and Williams call this good enough: states do what their peers and public ask for, not what need asks for. Press Play to see it grow.", set: { month: 30 } },
  { at: "see-votes", heading: "Who stood in the way", words: "A row is a state on the Security Council, a column a kind of text. The darker the cell, the more often the state abstained. China and Russia could have vetoed; mostly they abstained, from texts that had been diluted for them.", set: {} },
  { at: "see-answer", heading: "Change one thing: no veto", words: "The usual explanation is the veto. Here it is gone, and every history is played again with the same luck: its twin. The answer says how much more or less of the need is relieved. Is it what you expected?", set: { counterfactual: "no-veto" } },
  { at: "see-answer", heading: "Change another: the peers", words: "The veto is back. Now those who profess solidarism, a duty to all of humanity, measure themselves by need, not by their peers. Compare this answer with the last one: which change was the larger?", set: { counterfactual: "need-over-peers", indicator: "adequacy" } },
  { at: "see-answer", heading: "Let another theory try", words: "A theory that explains everything explains nothing. This rival says that only the veto matters, and that all others would act. Need would then fall fast, as the dashed line does. Was it so? Find other theories under Choose.", set: { theory: "veto-only" } },
  { at: "doubt", heading: "Doubt it", words: "Nobody knows these numbers. Take the change of the peers, and ask many plausible worlds, in each of which every number is drawn from its range: does the effect hold in all of them? Then move a lever of your own.", set: { counterfactual: "need-over-peers" } },
];

class Tour {
  constructor(app) {
    this.app = app;
    // It tells of Darfur: a page without that scenario has no tour.
    this.scenario = app.offer.scenarios.find(({ path }) => path.split("/").at(-1) === "baseline.toml")?.path;
    find("tour-start").hidden = !this.scenario;
    for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(event, () => (this.moved = true), { passive: true });
    find("tour-start").addEventListener("click", () => this.go(1));
    find("tour-next").addEventListener("click", () => this.go(this.app.state.tour + 1));
    find("tour-back").addEventListener("click", () => this.go(this.app.state.tour - 1));
    find("tour-end").addEventListener("click", () => this.end());
    find("tour").addEventListener("keydown", ({ key }) => key === "Escape" && this.end());
  }

  end() {
    this.app.look({ tour: 0 });
    find("tour-start").focus({ preventScroll: true });
  }

  // The settings of a step; a part of a path names a file of the page.
  settings(step) {
    const { offer } = this.app;
    const file = (choices, name) => (name ? (choices.find(({ path }) => path.endsWith(`/${name}.toml`))?.path ?? null) : null);
    const { theory, counterfactual, ...look } = STEPS[step - 1].set;
    return { ...nothing(this.scenario), theory: file(offer.theories, theory), counterfactual: file(offer.counterfactuals, counterfactual), ...look, tour: step };
  }

  go(step) {
    if (step < 1 || step > STEPS.length) return this.end();
    this.app.become(this.settings(step), { step: true });
    find("tour").focus({ preventScroll: true });
    this.to(matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
    clearTimeout(this.later);
    this.later = setTimeout(() => this.settle(), 900);
  }

  // Brings what the step speaks of into sight.
  to(behavior) {
    find(STEPS[this.app.state.tour - 1]?.at)?.scrollIntoView({ behavior, block: "start" });
  }

  // Pictures that came since may have moved it, and a link may have opened it: unless the reader has gone elsewhere.
  settle() {
    if (this.shown && !this.moved) this.to("auto");
  }

  show(state) {
    const tour = this.scenario ? state.tour : 0;
    if (tour !== this.shown) this.moved = false;
    this.shown = tour;
    find("tour").hidden = !tour;
    for (const marked of document.querySelectorAll(".toured")) marked.classList.remove("toured");
    if (!tour) return;
    const { heading, words, at } = STEPS[tour - 1];
    find(at)?.classList.add("toured");
    find("tour-heading").textContent = `${tour} of ${STEPS.length}: ${heading}`;
    find("tour-words").textContent = words;
    find("tour-back").disabled = tour === 1;
    find("tour-next").textContent = tour === STEPS.length ? "End" : "Next";
  }
}
