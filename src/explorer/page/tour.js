// The tour: seven steps for whoever is new to the argument. Each is a link.

const STEPS = [
  { at: "see-over-time", heading: "What happened", words: "From 2003 the government of Sudan and its militias drove millions from their homes. The line is the need that was left unmet, as the model has it: the mean of 200 histories, with nine of ten of them in the band. Each history has the same rules and another luck.", set: { indicator: "need" } },
  { at: "see-standing", heading: "Words and deeds", words: "Each state is a point: the farther right, the more it says; the higher, the more it does. Nearly all lie below the dotted line. Press Play and watch the months go by. Black and Williams call this good enough: states do as much as their peers and their public ask for, not what need asks for.", set: { month: 30 } },
  { at: "see-votes", heading: "Who stood in the way", words: "The Council could not act against its own members. Here is who abstained and who voted against what. Most of the blame went elsewhere: further down is who blamed whom.", set: {} },
  { at: "see-answer", heading: "Change one thing: no veto", words: "The usual explanation is the veto. Here it is gone, and every history is played again with the same luck. The answer says how much more need is met, and in how many twins. Is it as much as you expected?", set: { counterfactual: "no-veto" } },
  { at: "see-over-time", heading: "Change another: the peers", words: "Now those who profess solidarism measure themselves by need, and not by their peers. The article says that this is the larger lever. Compare it with the veto.", set: { counterfactual: "need-over-peers", indicator: "adequacy" } },
  { at: "choose", heading: "Let another theory try", words: "A theory that explains everything is none. This one says that only the veto matters: all others would act. What does it get right, and what wrong? Choose others here.", set: { theory: "veto-only" } },
  { at: "doubt", heading: "Doubt it", words: "Nobody knows these numbers. Ask a few hundred plausible worlds, in each of which every number is drawn from its range: does the effect hold in all of them? Then move a lever of your own.", set: { counterfactual: "need-over-peers" } },
];

class Tour {
  constructor(app) {
    this.app = app;
    find("tour-start").addEventListener("click", () => this.go(1));
    find("tour-next").addEventListener("click", () => this.go(this.app.state.tour + 1));
    find("tour-back").addEventListener("click", () => this.go(this.app.state.tour - 1));
    find("tour-end").addEventListener("click", () => {
      this.app.look({ tour: 0 });
      find("tour-start").focus();
    });
  }

  // The settings of a step; a part of a path names a file of the page.
  settings(step) {
    const { offer } = this.app;
    const file = (choices, name) => (name ? (choices.find(({ path }) => path.endsWith(`/${name}.toml`))?.path ?? null) : null);
    const { theory, counterfactual, ...look } = STEPS[step - 1].set;
    return { ...nothing(offer.scenarios[0].path), theory: file(offer.theories, theory), counterfactual: file(offer.counterfactuals, counterfactual), ...look, tour: step };
  }

  go(step) {
    if (step < 1 || step > STEPS.length) return this.app.look({ tour: 0 });
    this.app.become(this.settings(step));
    find("tour").focus();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    find(STEPS[step - 1].at)?.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  }

  show({ tour }) {
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
