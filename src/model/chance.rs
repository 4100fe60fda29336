//! Chance: every draw belongs to a decision, not to an order of execution.
//!
//! ODD §4, Stochasticity. A stream is named by a text; its key is the SHA-256 of
//! `intsoc-v1/{seed}/{name}`, its generator ChaCha8 with the month as block counter and
//! the replicate as stream. Two scenarios with the same seed share their luck wherever
//! they share a decision; neither threads nor an added actor reshuffle anyone else's.

use sha2::{Digest, Sha256};

use super::maths::{normal_quantile, normal_quantiles};
use crate::lanes::{Luck, Real, Work};
pub use crate::lanes::{SLOTS, uniform};
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

type Key = [u8; 32];

/// The key of a named stream.
pub fn key(seed: u64, name: &str) -> Key {
    Sha256::digest(format!("intsoc-v1/{seed}/{name}")).into()
}

/// The keys of a scenario's streams, shared by all its histories.
#[derive(Clone, Debug)]
pub struct Streams {
    /// The streams that are read every month, each with its place in the uniforms of [`Chance`].
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

/// The luck of one history at a time, or of several side by side, read month by month.
#[derive(Clone, Debug)]
pub struct Chance<V: Real = f64> {
    still: bool,
    first: u64,
    month: usize,
    /// The luck of every monthly stream, with its place in `uniforms`.
    luck: Vec<(usize, V::Luck)>,
    n_states: usize,
    n_instruments: usize,
    /// This month's uniforms: of the states, of agenda and consent by instrument, of the target and the court.
    uniforms: Vec<[V; SLOTS]>,
    /// This month's normals of the states' slot 0.
    normals: Vec<V>,
    scratch: Scratch<V>,
}

/// Lists that are filled and read while luck is turned to a month.
#[derive(Clone, Debug, Default)]
struct Scratch<V> {
    firsts: Vec<V>,
    far: Vec<(usize, f64)>,
}

impl<V: Real> Chance<V> {
    /// Luck for histories over these streams; `still`: every uniform is ½ and every normal 0.
    pub fn new(streams: &Streams, still: bool) -> Self {
        // Without chance no generator is asked, so a still history costs less and cannot depend on the seed.
        let read = if still { &[][..] } else { &streams.monthly[..] };
        Self {
            still,
            first: 0,
            month: 0,
            luck: read.iter().map(|(place, key)| (*place, V::Luck::of(key, 0))).collect(),
            n_states: streams.n_states,
            n_instruments: streams.n_instruments,
            uniforms: vec![[V::from(0.5); SLOTS]; streams.n_states + 2 * streams.n_instruments + 2],
            normals: vec![V::from(0.0); streams.n_states],
            scratch: Scratch {
                firsts: vec![V::from(0.5); streams.n_states],
                far: Vec::with_capacity(streams.n_states * V::LANES),
            },
        }
    }

    /// Begins the replicates from `first` on, one in every lane, at their first month.
    pub fn begin(&mut self, streams: &Streams, first: u64) {
        self.first = first;
        self.month = 0;
        for ((_, luck), (_, key)) in self.luck.iter_mut().zip(&streams.monthly) {
            *luck = V::Luck::of(key, first);
        }
    }

    /// Draws the month's uniforms of every stream. Months follow each other.
    #[inline(always)]
    pub fn turn_to(&mut self, month: usize) {
        debug_assert!(self.still || month == self.month, "months follow each other");
        self.month = month + 1;
        for (place, luck) in &mut self.luck {
            self.uniforms[*place] = luck.draw(month);
        }
        if self.still {
            return;
        }
        for (first, uniforms) in self.scratch.firsts.iter_mut().zip(&self.uniforms) {
            *first = uniforms[0];
        }
        normal_quantiles(&self.scratch.firsts, &mut self.normals, &mut self.scratch.far);
    }

    #[inline(always)]
    fn uniform(&self, stream: usize, slot: usize) -> V {
        self.uniforms[stream][slot]
    }

    #[inline(always)]
    fn normal(&self, stream: usize, slot: usize) -> V {
        if self.still { V::from(0.0) } else { normal_quantile(self.uniform(stream, slot)) }
    }

    /// Stream `state/{id}`, slot 0: noise of the aspiration (normal).
    #[inline(always)]
    pub fn aspiration(&self, state: usize) -> V {
        self.normals[state]
    }

    /// The uniform of the same slot: what a blind goal is.
    #[inline(always)]
    pub fn blind_goal(&self, state: usize) -> V {
        self.uniform(state, 0)
    }

    /// Stream `state/{id}`, slot 1: leadership.
    #[inline(always)]
    pub fn leadership(&self, state: usize) -> V {
        self.uniform(state, 1)
    }

    /// Stream `agenda/{instrument}`, slot 0: taken up?
    #[inline(always)]
    pub fn agenda(&self, instrument: usize) -> V {
        self.uniform(self.n_states + instrument, 0)
    }

    /// Stream `agenda/{instrument}`, slot 1: showdown?
    #[inline(always)]
    pub fn showdown(&self, instrument: usize) -> V {
        self.uniform(self.n_states + instrument, 1)
    }

    /// Stream `consent/{instrument}`, slot 0: granted?
    #[inline(always)]
    pub fn granted(&self, instrument: usize) -> V {
        self.uniform(self.n_states + self.n_instruments + instrument, 0)
    }

    /// Stream `consent/{instrument}`, slot 1: withdrawn?
    #[inline(always)]
    pub fn withdrawn(&self, instrument: usize) -> V {
        self.uniform(self.n_states + self.n_instruments + instrument, 1)
    }

    /// Stream `consent/{instrument}`, slot 2: agreed in principle?
    #[inline(always)]
    pub fn agreed(&self, instrument: usize) -> V {
        self.uniform(self.n_states + self.n_instruments + instrument, 2)
    }

    /// Stream `target`, slot 0: forum shopping.
    #[inline(always)]
    pub fn shopping(&self) -> V {
        self.uniform(self.n_states + 2 * self.n_instruments, 0)
    }

    /// Stream `target`, slot 1: noise of violence (normal).
    #[inline(always)]
    pub fn violence(&self) -> V {
        self.normal(self.n_states + 2 * self.n_instruments, 1)
    }

    /// Stream `court`, slot 0: next stage?
    #[inline(always)]
    pub fn court(&self) -> V {
        self.uniform(self.n_states + 2 * self.n_instruments + 1, 0)
    }

    /// Stream `court`, slot 1: does the regime split?
    #[inline(always)]
    pub fn split(&self) -> V {
        self.uniform(self.n_states + 2 * self.n_instruments + 1, 1)
    }

    /// Stream `vote/{state}/{instrument}`, slot 0: noise of a vote (normal), in the history of one lane, of as many states
    /// as there are lanes: one in each. Votes are rare: their streams are sought, not read in order.
    pub fn votes(&self, streams: &Streams, lane: usize, states: &[usize], instrument: usize, month: usize) -> V {
        if self.still {
            return V::from(0.0);
        }
        let keys = &streams.votes[instrument];
        let key = |at: usize| states.get(at).map(|state| &keys[*state]);
        V::enter(Sought { key: &key, replicate: self.first.wrapping_add(lane as u64), month })
    }
}

impl Chance {
    /// The same of one state, in the only history.
    pub fn vote(&self, streams: &Streams, state: usize, instrument: usize, month: usize) -> f64 {
        self.votes(streams, 0, &[state], instrument, month)
    }
}

/// Normals of streams that are sought, one in every lane.
struct Sought<'a> {
    key: &'a dyn Fn(usize) -> Option<&'a Key>,
    replicate: u64,
    month: usize,
}

impl<V: Real> Work<V> for Sought<'_> {
    type Output = V;

    #[inline(always)]
    fn run(self) -> V {
        normal_quantile(V::Luck::sought(self.key, self.replicate, self.month))
    }
}
