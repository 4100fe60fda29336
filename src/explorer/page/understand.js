// Understand: one history told, and where it parts from its twin.

class Understand {
  constructor(app) {
    this.app = app;
    find("understand-box").addEventListener("toggle", () => this.draw());
    find("replicate").addEventListener("change", () => this.draw());
  }

  // Tells the history that is asked for, where somebody looks.
  async draw() {
    if (!find("understand-box").open || !this.app.histories) return;
    const given = find("replicate").value.trim();
    const replicate = given === "" ? null : Number(given);
    const valid = replicate === null || (Number.isInteger(replicate) && replicate >= 0 && replicate < 100000);
    find("replicate").setAttribute("aria-invalid", String(!valid));
    if (!valid) return;
    const { player, good, histories } = this.app;
    const answer = await player.ask({ ask: "tell", setting: settingOf(good), histories, replicate });
    draw(find("told"), answer.told ?? "");
    if (!answer.problems) return;
    find("told").drawn = null;
    find("told").append(make("div", { class: "warning" }, answer.problems));
  }
}
