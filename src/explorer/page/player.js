// Plays settings on as many workers as there are cores, and takes their histories together on one more, in order: sums are
// taken there, over histories as they follow each other, so that they have the bits of the program.

// Histories of the first picture, and of the last.
const STAGES = [50, 200];
// Histories of a part: the engine sums them in blocks of as many.
const PART = 4;

// A worker that is asked one thing at a time.
class Remote {
  constructor(module, files, address) {
    this.worker = new Worker(address);
    this.waiting = new Map();
    this.count = 0;
    this.worker.onmessage = ({ data }) => {
      this.waiting.get(data.id)?.(data);
      this.waiting.delete(data.id);
    };
    this.worker.postMessage({ module, files });
  }

  // Waits until the worker answers anything: where none can start, some browsers say so by an event alone.
  begun() {
    return new Promise((resolve, reject) => {
      this.worker.onerror = () => reject(new Error("no worker starts"));
      this.ask({ ask: "alive" }).then(resolve);
    });
  }

  ask(question, bytes = new Uint8Array()) {
    const id = ++this.count;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, question, bytes }, bytes.length ? [bytes.buffer] : []);
    });
  }
}

// The same where there are no workers: the page itself does the work, a part at a time.
class Here {
  constructor(module, files) {
    this.engine = new Engine(module, files);
  }

  async ask(question, bytes) {
    await new Promise((resolve) => setTimeout(resolve));
    return this.engine.ask(question, bytes);
  }
}

// Parts of histories up to each stage: a part ends where a stage does.
function parts(from, to) {
  const all = [];
  for (let first = from; first < to; first += PART - (first % PART)) {
    all.push({ first, count: Math.min(PART - (first % PART), to - first) });
  }
  return all;
}

const keyOf = (setting) => JSON.stringify(setting);

class Player {
  static async of(files) {
    const module = await compiled();
    const player = new Player();
    let make = () => new Here(module, files);
    player.alone = true;
    try {
      if (new URLSearchParams(location.hash.slice(1)).get("workers") === "0") throw new Error("no workers are wanted");
      const script = new Blob([document.getElementById("script").textContent], { type: "text/javascript" });
      const address = URL.createObjectURL(script);
      player.taker = new Remote(module, files, address);
      await player.taker.begun();
      make = () => new Remote(module, files, address);
      player.alone = false;
    } catch {
      player.taker = make();
    }
    const cores = player.alone ? 1 : Math.max(1, navigator.hardwareConcurrency || 2);
    player.workers = player.alone ? [player.taker] : Array.from({ length: cores }, make);
    return player;
  }

  constructor() {
    this.job = 0;
    this.doubts = 0;
    // Parts that were taken, by setting.
    this.taken = new Map();
  }

  async ask(question, bytes) {
    return (await this.taker.ask(question, bytes)).answer;
  }

  // Gives every engine a file of the reader's own; says what is wrong with it. A wrong file troubles one engine alone.
  async own(name, text) {
    const asked = { ask: "own", name, text };
    const { answer } = await this.taker.ask(asked);
    if (answer.problems) return answer;
    await Promise.all(this.workers.filter((each) => each !== this.taker).map((each) => each.ask(asked)));
    this.taken.clear();
    return answer;
  }

  // Plays a setting and its base, and tells of every stage. What is played for an earlier call is dropped at once: a worker
  // ends the part that it is at, and that is all.
  async play(setting, base, told) {
    const job = ++this.job;
    const sides = keyOf(setting) === keyOf(base) ? [base] : [base, setting];
    const keys = sides.map(keyOf);
    for (const key of this.taken.keys()) if (!keys.includes(key)) this.taken.delete(key);
    // The engine forgets what was not used for some settings, and while a slider moves fast none is drawn: asked for a table
    // that there is not, it keeps the base, or says that it is gone.
    const kept = await this.ask({ ask: "table", setting: base, histories: STAGES.at(-1), table: "" });
    if (job !== this.job) return;
    if (kept.problems) this.taken.delete(keyOf(base));
    let from = 0;
    for (const stage of STAGES) {
      const wanted = parts(from, stage).flatMap((part) => sides.map((side) => ({ ...part, side })));
      const problems = await this.lanes(job, wanted);
      if (job !== this.job) return;
      await told(problems ? { problems } : { histories: stage, last: stage === STAGES.at(-1) });
      if (problems || job !== this.job) return;
      from = stage;
    }
  }

  async lanes(job, wanted) {
    let next = 0;
    let problems = null;
    const lane = async (worker) => {
      while (job === this.job && !problems && next < wanted.length) {
        const { side, first, count } = wanted[next++];
        const key = keyOf(side);
        const known = this.taken.get(key) ?? new Set();
        this.taken.set(key, known);
        if (known.has(first)) continue;
        const { answer, bytes } = await worker.ask({ ask: "play", setting: side, first, count });
        if (job !== this.job) return;
        if (answer.problems) {
          problems = answer.problems;
          return;
        }
        const took = await this.ask({ ask: "take", setting: side, first }, bytes);
        if (took.problems) problems = took.problems;
        else known.add(first);
      }
    };
    await Promise.all(this.workers.map(lane));
    // An engine that was started anew has no histories.
    if (problems) this.taken.clear();
    return problems;
  }

  // Plays the parts of a question over plausible numbers, and answers it; `told` is told how far it is.
  async doubt(setting, points, told) {
    const doubt = ++this.doubts;
    const asked = await this.ask({ ask: "doubt", setting, points });
    if (asked.problems) return asked;
    const done = new Array(asked.parts);
    let [next, count, problems] = [0, 0, null];
    const lane = async (worker) => {
      while (doubt === this.doubts && !problems && next < asked.parts) {
        const part = next++;
        const { answer, bytes } = await worker.ask({ ask: "doubt_part", setting, points, part });
        if (answer.problems) problems = answer.problems;
        done[part] = bytes;
        told(++count / asked.parts);
      }
    };
    await Promise.all(this.workers.map(lane));
    if (doubt !== this.doubts) return null;
    if (problems) return { problems };
    const lengths = done.map((bytes) => bytes.length);
    const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    done.reduce((at, bytes) => (all.set(bytes, at), at + bytes.length), 0);
    return { ...(await this.ask({ ask: "doubt_answer", setting, points, lengths }, all)), file: asked };
  }

  // Drops the question over plausible numbers.
  stop() {
    this.doubts++;
  }
}
