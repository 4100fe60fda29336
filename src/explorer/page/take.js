// Take away: the link, the scenario, tables, the command, a citation.

// Tables that can be taken: as `intsoc run` and `intsoc compare` write them.
const TABLES = [
  ["run/summary", "Outcomes as set"], ["run/months", "Indicators over months as set"], ["run/histories", "Every history's outcomes as set"],
  ["run/votes_by_state", "Votes by state as set"], ["run/actors", "Actors as set"], ["run/leaders", "Who led, as set"], ["run/blame", "Who blamed whom, as set"],
  ["compare/effects", "Paired effects"], ["compare/months", "Base and as set over months, with differences"], ["compare/differences", "What differs in the scenarios"],
];

class Take {
  constructor(app) {
    this.app = app;
    find("table").replaceChildren(...TABLES.map(([name, words]) => make("option", { value: name }, words)));
    find("save-table").addEventListener("click", async () => {
      const { player, state, histories } = app;
      const table = find("table").value;
      const { csv } = await player.ask({ ask: "table", setting: settingOf(state), histories, table });
      if (csv) save(`${table.replace("/", "-")}.csv`, csv, "text/csv");
      else say("There is no such table of what is set.");
    });
    find("save-scenario").addEventListener("click", () => save(app.about.file.path.split("/").at(-1), app.about.file.text, "application/toml"));
    find("copy-link").addEventListener("click", ({ target }) => this.copy(target, find("link"), "The link is copied."));
    find("copy-command").addEventListener("click", ({ target }) => this.copy(target, find("command"), "The command is copied."));
    find("link").addEventListener("focus", ({ target }) => target.select());
    const { version, commit } = app.given;
    find("citation").textContent = `The authors of intsoc (2026). intsoc ${version} (${commit}): how international society responds to mass atrocity. After David R. Black and Paul D. Williams (2008), International Society and the Crisis in Darfur.`;
  }

  async copy(button, field, done) {
    const text = field.value ?? field.textContent;
    try {
      await navigator.clipboard.writeText(text);
      say(done);
      const words = (button.words ??= button.textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = words), 2000);
    } catch {
      field.focus();
      getSelection().selectAllChildren(field);
      field.select?.();
      say("Press Ctrl+C to copy.");
    }
  }

  show(state, histories) {
    const address = addressOf(state, this.app.offer.scenarios[0].path);
    find("link").value = `${location.href.split("#")[0]}${address ? `#${address}` : ""}`;
    const { path, text } = this.app.about.file;
    find("scenario-text").textContent = text;
    find("command").textContent = isBase(state) ? `intsoc run ${state.scenario} --replicates ${histories}` : `intsoc run ${path} --replicates ${histories}\nintsoc compare ${state.scenario} ${path} --replicates ${histories}`;
    find("command-note").textContent = isBase(state) ? "" : `Save the scenario as ${path} first. The tables have the same bytes as these.`;
  }
}
