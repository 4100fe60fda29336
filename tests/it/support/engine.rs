//! The engine of the page, run by an interpreter of WebAssembly: no browser is needed to hold its answers against the program's.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use wasmi::{Engine as Interpreter, Linker, Memory, Module, Store, TypedFunc};

/// The engine, with what it was told.
pub struct Engine {
    store: Store<()>,
    memory: Memory,
    room: TypedFunc<u32, u32>,
    ask: TypedFunc<(), u32>,
}

impl Engine {
    /// Of WebAssembly.
    pub fn of(bytes: &[u8]) -> Self {
        let interpreter = Interpreter::default();
        let module = Module::new(&interpreter, bytes).expect("the engine is WebAssembly");
        let mut store = Store::new(&interpreter, ());
        // It asks its host for nothing.
        let instance =
            Linker::new(&interpreter).instantiate_and_start(&mut store, &module).expect("it imports nothing");
        let memory = instance.get_memory(&store, "memory").expect("its memory");
        let room = instance.get_typed_func(&store, "room").expect("room");
        let ask = instance.get_typed_func(&store, "ask").expect("ask");
        Self { store, memory, room, ask }
    }

    /// Asks a question as a page does.
    pub fn ask(&mut self, question: &Json, attached: &[u8]) -> (Json, Vec<u8>) {
        let json = question.to_string();
        let message = [&(json.len() as u32).to_le_bytes(), json.as_bytes(), attached].concat();
        let place = self.room.call(&mut self.store, message.len() as u32).expect("room") as usize;
        self.memory.write(&mut self.store, place, &message).expect("within its memory");
        let at = self.ask.call(&mut self.store, ()).expect("an answer") as usize;
        let memory = self.memory.data(&self.store);
        let length = |at: usize| u32::from_le_bytes(memory[at..at + 4].try_into().expect("four bytes")) as usize;
        let (whole, text) = (length(at), length(at + 4));
        let json = serde_json::from_slice(&memory[at + 8..at + 8 + text]).expect("JSON");
        (json, memory[at + 8 + text..at + 4 + whole].to_vec())
    }
}

/// The scenarios of the project with what stands beside them, as a page holds them.
pub fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for folder in
        ["scenarios", "scenarios/rivals", "scenarios/counterfactuals", "scenarios/cases", "scenarios/variants"]
    {
        for entry in fs::read_dir(root.join(folder)).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                files.insert(format!("{folder}/{name}"), fs::read_to_string(entry.path()).expect("a text"));
            }
        }
    }
    files
}

/// What opens the engine.
pub fn open() -> Json {
    json!({ "ask": "open", "files": files() })
}
