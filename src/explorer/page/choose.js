// Choose: the scenario, the theory, the counterfactual, each with its question.

// The most that a scenario file has. What is larger is not even read.
const MOST_BYTES = 1 << 20;

class Choose {
  constructor(app) {
    this.app = app;
    const { offer } = app;
    const none = (name, question) => ({ path: "", name, question });
    this.place("scenario", "Scenario", offer.scenarios);
    this.place("theory", "Theory", [none("The article: good enough international citizenship", "States judge themselves by their peers and by demand at home, words are cheaper than deeds, responsibility is spread, and the target exploits all that."), ...offer.theories.filter(({ path }) => !path.endsWith("/article.toml"))]);
    this.place("counterfactual", "Counterfactual", [none("None: as it was", "What happens with nothing changed?"), ...offer.counterfactuals]);
    this.file();
  }

  // A list of choices, of which one holds.
  place(key, heading, choices) {
    const radio = ({ path, name, question, expects }, at) => {
      const id = `${key}-${at}`;
      const box = make("input", { type: "radio", name: key, id, value: path, onchange: () => this.app.choose(key, path || null) });
      const words = make("span", { class: "question" }, question, expects ? make("span", { class: "expects" }, ` The article would expect: ${expects}`) : null);
      return make("li", {}, box, make("label", { for: id }, make("strong", {}, name), " ", words));
    };
    const list = make("ul", { class: "choices" }, ...choices.map(radio));
    const current = make("span", { class: "current" });
    const details = make("details", { id: `choose-${key}` }, make("summary", {}, make("span", {}, `${heading}: `), current), make("fieldset", {}, make("legend", { class: "unseen" }, heading), list));
    this[key] = { details, list, current, choices };
    find("choices").append(details);
  }

  // A file of the reader's own.
  file() {
    const wrong = find("own-wrong");
    const tell = (name, text) => {
      const close = make("button", { type: "button", onclick: () => ((wrong.hidden = true), find("own-file").focus()) }, "Close");
      wrong.replaceChildren(make("p", {}, `${name} cannot be played; the page goes on with what was chosen before.`), make("pre", { class: "box", tabindex: 0 }, text), close);
      wrong.hidden = false;
      jump("own-wrong");
    };
    const take = async (file) => {
      wrong.hidden = true;
      if (!file) return;
      if (file.size > MOST_BYTES) return tell(file.name, `It has ${file.size} bytes, and a scenario has at most ${MOST_BYTES}. Choose a scenario file (TOML).`);
      const text = await file.text().catch(() => null);
      if (text === null) return tell(file.name, "It cannot be read: it may be a folder, or gone. Choose a scenario file (TOML).");
      say(`Reading ${file.name}.`);
      const answer = await this.app.player.own(file.name, text);
      if (answer.problems) return tell(file.name, answer.problems);
      await this.app.added(answer.path, file.name);
    };
    const input = find("own-file");
    input.addEventListener("change", () => take(input.files[0]).finally(() => (input.value = "")));
    const drop = find("own");
    for (const event of ["dragover", "drop"]) {
      document.addEventListener(event, (dropped) => {
        dropped.preventDefault();
        drop.classList.toggle("over", event === "dragover");
        if (event === "drop") take(dropped.dataTransfer?.files[0]);
      });
    }
  }

  // The reader's own scenario among the others.
  add(choice) {
    const { details } = this.scenario;
    const choices = [...this.scenario.choices.filter(({ path }) => path !== choice.path), choice];
    const open = details.open;
    const after = this.theory.details;
    details.remove();
    this.place("scenario", "Scenario", choices);
    after.before(this.scenario.details);
    this.scenario.details.open = open;
  }

  // Shows what is chosen.
  show(state) {
    for (const key of ["scenario", "theory", "counterfactual"]) {
      const { list, current, choices } = this[key];
      const value = state[key] ?? "";
      for (const box of list.querySelectorAll("input")) box.checked = box.value === value;
      current.textContent = choices.find(({ path }) => path === value)?.name ?? value;
    }
  }
}
