// The engine: WebAssembly that is asked in JSON and answers in JSON, with bytes beside it. `src/engine.rs` has the other side.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class Engine {
  // `module` is compiled WebAssembly, `files` the texts of scenarios by name.
  constructor(module, files) {
    this.module = module;
    this.files = files;
    this.begin();
  }

  // A new instance, as after a fault: nothing that it kept is trusted.
  begin() {
    this.exports = new WebAssembly.Instance(this.module, {}).exports;
    this.call({ ask: "open", files: this.files }, new Uint8Array());
  }

  // Answers a question; `{problems}` where what is asked about is wrong.
  ask(question, bytes = new Uint8Array()) {
    try {
      return this.call(question, bytes);
    } catch (fault) {
      this.begin();
      return { answer: { problems: `The engine failed (${fault.message}), and was started anew. Please report what you set.` }, bytes: new Uint8Array() };
    }
  }

  call(question, bytes) {
    const json = encoder.encode(JSON.stringify(question));
    const length = 4 + json.length + bytes.length;
    const place = this.exports.room(length);
    const message = new Uint8Array(this.exports.memory.buffer, place, length);
    new DataView(this.exports.memory.buffer).setUint32(place, json.length, true);
    message.set(json, 4);
    message.set(bytes, 4 + json.length);
    const at = this.exports.ask();
    const view = new DataView(this.exports.memory.buffer);
    const [whole, text] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    const answer = JSON.parse(decoder.decode(new Uint8Array(this.exports.memory.buffer, at + 8, text)));
    if (question.ask === "own" && answer.path) this.files = { ...this.files, [answer.path]: question.text };
    return { answer, bytes: new Uint8Array(this.exports.memory.buffer, at + 8 + text, whole - 4 - text).slice() };
  }
}

// The engine that stands on the page, unpacked.
async function compiled() {
  const text = atob(document.getElementById("engine").textContent);
  const packed = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

// What a worker does: it keeps an engine, and hands it questions.
function serve() {
  let engine = null;
  self.onmessage = ({ data }) => {
    if (data.module) {
      engine = new Engine(data.module, data.files);
      return;
    }
    const { answer, bytes } = engine.ask(data.question, data.bytes);
    self.postMessage({ id: data.id, answer, bytes }, [bytes.buffer]);
  };
}
