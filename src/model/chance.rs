//! Chance: every draw belongs to a decision, not to an order of execution.
//!
//! ODD §4, Stochasticity. A stream is named by a text; its key is the SHA-256 of
//! `intsoc-v1/{seed}/{name}`, its generator ChaCha8 with the month as block counter and
//! the replicate as stream. Two scenarios with the same seed share their luck wherever
//! they share a decision; neither threads nor an added actor reshuffle anyone else's.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::maths::normal_quantile;
use crate::scenario::Scenario;

/// The name and version of the generator, as outputs record it.
pub const GENERATOR: &str = "ChaCha8, keys SHA-256 of intsoc-v1/{seed}/{stream}, block = month, stream = replicate";

/// Every stream by its name, with what its slots decide.
pub const STREAMS: [(&str, [&str; SLOTS]); 6] = [
    ("state/{id}", ["noise of the aspiration (Normal)", "leads?", ""]),
    ("agenda/{instrument}", ["taken up?", "showdown?", ""]),
    ("vote/{state}/{instrument}", ["noise of the vote (Normal)", "", ""]),
    ("consent/{instrument}", ["granted?", "withdrawn?", "agreed in principle?"]),
    ("target", ["shops for forums?", "noise of violence (Normal)", ""]),
    ("court", ["next stage?", "does the regime split?", ""]),
];

/// Words of a month's block that decide something.
pub const SLOTS: usize = 3;

/// 32-bit words of a ChaCha block: one block per month.
const WORDS_A_MONTH: u128 = 16;

type Key = [u8; 32];

/// The key of a named stream.
pub fn key(seed: u64, name: &str) -> Key {
    Sha256::digest(format!("intsoc-v1/{seed}/{name}")).into()
}

/// A uniform in (0, 1) from a 64-bit word; never 0 or 1.
#[inline]
pub fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// The keys of a scenario's streams, shared by all its histories.
#[derive(Clone, Debug)]
pub struct Streams {
    /// The streams that are read every month, each with its place in [`Chance::words`].
    monthly: Vec<(usize, Key)>,
    /// By instrument, then state; only for states that ever vote on it.
    votes: Vec<Vec<Key>>,
    n_states: usize,
    n_instruments: usize,
}

impl Streams {
    /// The streams of a scenario under its master seed: those of decisions that can arise in it.
    pub fn of(scenario: &Scenario) -> Self {
        let (actors, seed) = (&scenario.actors, scenario.seed);
        let (n_states, n_instruments) = (actors.states.len(), actors.instruments.len());
        let votes = actors.instruments.iter().zip(&actors.fixed_instruments).map(|(instrument, tool)| {
            // A key costs a hash: states that never sit in the body get none, and an instrument without authority is
            // never voted on.
            let Some(body) = tool.authority else { return vec![] };
            let mut keys = vec![Key::default(); n_states];
            for state in actors.seat_lists[body].iter().flatten() {
                keys[*state] = key(seed, &format!("vote/{}/{instrument}", actors.states[*state]));
            }
            keys
        });
        let mut streams = Self { monthly: vec![], votes: votes.collect(), n_states, n_instruments };
        let mut add = |place: usize, name: &str| streams.monthly.push((place, key(seed, name)));
        for (state, id) in actors.states.iter().enumerate() {
            add(state, &format!("state/{id}"));
        }
        for (instrument, (id, tool)) in actors.instruments.iter().zip(&actors.fixed_instruments).enumerate() {
            if tool.authority.is_some() {
                add(n_states + instrument, &format!("agenda/{id}"));
            }
            if tool.consent {
                add(n_states + n_instruments + instrument, &format!("consent/{id}"));
            }
        }
        add(n_states + 2 * n_instruments, "target");
        if actors.court.is_some() {
            add(n_states + 2 * n_instruments + 1, "court");
        }
        streams
    }

    /// Blocks of the generator that a month takes, without votes.
    pub fn blocks_a_month(&self) -> usize {
        self.monthly.len()
    }
}

/// The luck of one history at a time, read month by month.
#[derive(Clone, Debug)]
pub struct Chance {
    still: bool,
    replicate: u64,
    month: usize,
    /// One generator per monthly stream, with its place in `words`.
    generators: Vec<(usize, ChaCha8Rng)>,
    n_states: usize,
    n_instruments: usize,
    /// This month's first words: of the states, of agenda and consent by instrument, of
    /// the target and the court.
    words: Vec<[u64; SLOTS]>,
}

impl Chance {
    /// Luck for histories over these streams; `still`: every uniform is ½ and every normal 0.
    pub fn new(streams: &Streams, still: bool) -> Self {
        // Without chance no generator is asked, so a still history costs less and cannot depend on the seed.
        let read = if still { &[][..] } else { &streams.monthly[..] };
        Self {
            still,
            replicate: 0,
            month: 0,
            generators: read.iter().map(|(place, key)| (*place, ChaCha8Rng::from_seed(*key))).collect(),
            n_states: streams.n_states,
            n_instruments: streams.n_instruments,
            words: vec![[0; SLOTS]; streams.n_states + 2 * streams.n_instruments + 2],
        }
    }

    /// Begins a replicate at its first month.
    pub fn begin(&mut self, streams: &Streams, replicate: u64) {
        self.replicate = replicate;
        self.month = 0;
        for ((_, generator), (_, key)) in self.generators.iter_mut().zip(&streams.monthly) {
            *generator = ChaCha8Rng::from_seed(*key);
            generator.set_stream(replicate);
        }
    }

    /// Draws the month's words of every stream. Months follow each other: a stream read in
    /// order costs a sixth of one that seeks.
    pub fn turn_to(&mut self, month: usize) {
        if self.still {
            return;
        }
        debug_assert_eq!(month, self.month, "months follow each other");
        self.month = month + 1;
        let mut block = [0u8; 64];
        for (place, generator) in &mut self.generators {
            // The whole block is read though few of its words are used: it is the month's, and the next month begins at the
            // next one.
            generator.fill_bytes(&mut block);
            self.words[*place] = std::array::from_fn(|slot| {
                let start = 8 * slot;
                let mut bytes = [0u8; 8];
                bytes.copy_from_slice(&block[start..start + 8]);
                u64::from_le_bytes(bytes)
            });
        }
    }

    #[inline]
    fn uniform(&self, stream: usize, slot: usize) -> f64 {
        if self.still { 0.5 } else { uniform(self.words[stream][slot]) }
    }

    #[inline]
    fn normal(&self, stream: usize, slot: usize) -> f64 {
        if self.still { 0.0 } else { normal_quantile(uniform(self.words[stream][slot])) }
    }

    /// Stream `state/{id}`, slot 0: noise of the aspiration (normal).
    #[inline]
    pub fn aspiration(&self, state: usize) -> f64 {
        self.normal(state, 0)
    }

    /// The uniform of the same slot: what a blind goal is.
    pub fn blind_goal(&self, state: usize) -> f64 {
        self.uniform(state, 0)
    }

    /// Stream `state/{id}`, slot 1: leadership.
    #[inline]
    pub fn leadership(&self, state: usize) -> f64 {
        self.uniform(state, 1)
    }

    /// Stream `agenda/{instrument}`, slot 0: taken up?
    pub fn agenda(&self, instrument: usize) -> f64 {
        self.uniform(self.n_states + instrument, 0)
    }

    /// Stream `agenda/{instrument}`, slot 1: showdown?
    pub fn showdown(&self, instrument: usize) -> f64 {
        self.uniform(self.n_states + instrument, 1)
    }

    /// Stream `consent/{instrument}`, slot 0: granted?
    pub fn granted(&self, instrument: usize) -> f64 {
        self.uniform(self.n_states + self.n_instruments + instrument, 0)
    }

    /// Stream `consent/{instrument}`, slot 1: withdrawn?
    pub fn withdrawn(&self, instrument: usize) -> f64 {
        self.uniform(self.n_states + self.n_instruments + instrument, 1)
    }

    /// Stream `consent/{instrument}`, slot 2: agreed in principle?
    pub fn agreed(&self, instrument: usize) -> f64 {
        self.uniform(self.n_states + self.n_instruments + instrument, 2)
    }

    /// Stream `target`, slot 0: forum shopping.
    pub fn shopping(&self) -> f64 {
        self.uniform(self.n_states + 2 * self.n_instruments, 0)
    }

    /// Stream `target`, slot 1: noise of violence (normal).
    pub fn violence(&self) -> f64 {
        self.normal(self.n_states + 2 * self.n_instruments, 1)
    }

    /// Stream `court`, slot 0: next stage?
    pub fn court(&self) -> f64 {
        self.uniform(self.n_states + 2 * self.n_instruments + 1, 0)
    }

    /// Stream `court`, slot 1: does the regime split?
    pub fn split(&self) -> f64 {
        self.uniform(self.n_states + 2 * self.n_instruments + 1, 1)
    }

    /// Stream `vote/{state}/{instrument}`, slot 0: noise of a vote (normal). Votes are rare:
    /// their streams are sought, not read in order.
    pub fn vote(&self, streams: &Streams, state: usize, instrument: usize, month: usize) -> f64 {
        if self.still {
            return 0.0;
        }
        let mut generator = ChaCha8Rng::from_seed(streams.votes[instrument][state]);
        generator.set_stream(self.replicate);
        // The same place that reading in order would have come to.
        generator.set_word_pos(month as u128 * WORDS_A_MONTH);
        normal_quantile(uniform(generator.next_u64()))
    }
}
