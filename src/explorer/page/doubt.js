// Doubt: how far the effect holds over plausible numbers.

class Doubt {
  constructor(app) {
    this.app = app;
    find("doubt-ask").addEventListener("click", () => this.ask());
    find("doubt-stop").addEventListener("click", () => this.stop());
  }

  // What is set is another: what was said is of another question.
  clear() {
    draw(find("doubt-told"), this.known());
    find("doubt-ask").disabled = isBase(this.app.state);
    find("doubt-none").hidden = !isBase(this.app.state);
    this.stop();
  }

  // What `intsoc robust` left about this change, if it is one of its worlds.
  known() {
    const { plausible, about, base } = this.app;
    if (!plausible || !about || plausible.scenario_hash !== base) return "";
    const world = plausible.worlds.find(({ scenario_hash }) => scenario_hash === about.hash);
    const band = world?.effects.find(({ outcome }) => outcome === "adequacy");
    if (!band) return "";
    const points = (share) => `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)}`;
    const more = band.more === null ? "" : ` It raises adequacy in ${(100 * band.more).toFixed(1)} % of them.`;
    return `<p>Known from <code>intsoc robust</code>, over ${Number(plausible.points)} plausible worlds: nine of ten have an effect on adequacy from <strong>${points(band.p05)} to ${points(band.p95)} points</strong>.${more}</p>`;
  }

  async ask() {
    const points = Number(find("doubt-points").value);
    const bar = find("doubt-bar");
    this.running = true;
    find("doubt-progress").hidden = false;
    find("doubt-stop").focus();
    find("doubt-ask").disabled = true;
    bar.value = 0;
    const began = performance.now();
    const answer = await this.app.player.doubt(settingOf(this.app.state), points, (share) => {
      bar.value = share;
      const left = ((performance.now() - began) / 1000) * (1 / share - 1);
      find("doubt-left").textContent = left > 1 ? `about ${Math.ceil(left)} s left` : "";
    });
    if (!answer) return;
    this.end();
    if (answer.problems) {
      draw(find("doubt-told"), "");
      find("doubt-told").drawn = null;
      find("doubt-told").append(make("div", { class: "warning" }, answer.problems));
      return say("This cannot be asked.");
    }
    draw(find("doubt-told"), answer.told + answer.figures.join(""));
    this.file = answer.file;
    const again = make("button", { type: "button", onclick: () => save(this.file.name, this.file.text, "application/toml") }, "Save the question for intsoc robust");
    find("doubt-told").append(again);
    find("doubt-told").drawn = null;
    say(`Asked ${points} plausible worlds. ${find("doubt-told").querySelector("p")?.textContent ?? ""}`);
  }

  stop() {
    if (!this.running) return;
    this.app.player.stop();
    this.end();
  }

  // The bar goes, and the focus with it where it stood there.
  end() {
    this.running = false;
    const focused = document.activeElement === find("doubt-stop");
    find("doubt-progress").hidden = true;
    find("doubt-ask").disabled = isBase(this.app.state);
    if (focused) find("doubt-ask").focus({ preventScroll: true });
  }
}
