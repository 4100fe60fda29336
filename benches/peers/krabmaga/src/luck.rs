//! The same luck as in intsoc: ChaCha8, one block for each stream, month and replicate (docs/ODD.md, section 4).

use std::collections::HashMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use crate::input::{Input, Tool};
use crate::maths::normal_quantile;

type Key = [u8; 32];

/// The keys of all streams, the same in every history.
pub struct Keys {
    pub monthly: Vec<Key>,
    /// Where the streams of instruments, of the target and of the court are among them.
    pub agenda: Vec<usize>,
    pub consent: Vec<usize>,
    pub target: usize,
    pub court: usize,
    pub votes: HashMap<(usize, usize), Key>,
}

fn key(seed: u64, name: &str) -> Key {
    Sha256::digest(format!("intsoc-v1/{seed}/{name}")).into()
}

impl Keys {
    pub fn of(input: &Input) -> Self {
        let mut names: Vec<String> = input.states.iter().map(|id| format!("state/{id}")).collect();
        let mut add = |name: String| {
            names.push(name);
            names.len() - 1
        };
        // Where there is no such decision, there is no stream, and nobody asks for its place.
        let mut each = |kind: &str, wanted: fn(&Tool) -> bool| -> Vec<usize> {
            let tools = input.tools.iter();
            tools.map(|tool| if wanted(tool) { add(format!("{kind}/{}", tool.id)) } else { usize::MAX }).collect()
        };
        let agenda = each("agenda", |tool| tool.body.is_some());
        let consent = each("consent", |tool| tool.consent);
        let (target, court) = (add("target".into()), add("court".into()));
        let mut votes = HashMap::new();
        for (instrument, tool) in input.tools.iter().enumerate() {
            for state in tool.body.iter().flat_map(|body| input.seats[*body].iter().flatten()) {
                let name = || format!("vote/{}/{}", input.states[*state], tool.id);
                votes.entry((instrument, *state)).or_insert_with(|| key(input.seed, &name()));
            }
        }
        let monthly = names.iter().map(|name| key(input.seed, name)).collect();
        Self { monthly, agenda, consent, target, court, votes }
    }
}

fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// The luck of one history, month by month.
pub struct Luck {
    replicate: u64,
    generators: Vec<ChaCha8Rng>,
    words: Vec<[u64; 3]>,
}

impl Luck {
    pub fn new(keys: &Keys, replicate: u64) -> Self {
        let generator = |key: &Key| {
            let mut generator = ChaCha8Rng::from_seed(*key);
            generator.set_stream(replicate);
            generator
        };
        let generators: Vec<_> = keys.monthly.iter().map(generator).collect();
        Self { replicate, words: vec![[0; 3]; generators.len()], generators }
    }

    pub fn turn(&mut self) {
        let mut block = [0u8; 64];
        for (generator, words) in self.generators.iter_mut().zip(&mut self.words) {
            generator.fill_bytes(&mut block);
            for (word, bytes) in words.iter_mut().zip(block.chunks_exact(8)) {
                *word = u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
            }
        }
    }

    pub fn uniform(&self, stream: usize, slot: usize) -> f64 {
        uniform(self.words[stream][slot])
    }

    pub fn normal(&self, stream: usize, slot: usize) -> f64 {
        normal_quantile(self.uniform(stream, slot))
    }

    pub fn vote(&self, keys: &Keys, instrument: usize, state: usize, month: usize) -> f64 {
        let mut generator = ChaCha8Rng::from_seed(keys.votes[&(instrument, state)]);
        generator.set_stream(self.replicate);
        generator.set_word_pos(month as u128 * 16);
        normal_quantile(uniform(generator.next_u64()))
    }
}
