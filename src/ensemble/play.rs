//! Histories of a scenario played, several at a time where the processor can, and handed on one after the other.

use std::ops::Range;

use crate::lanes::{Kind, Real, Task, Work};
use crate::model::chance::Streams;
use crate::model::votes::Votes;
use crate::model::{Histories, MonthContext, World};
use crate::scenario::Scenario;

/// What is kept of histories while they are played.
pub trait Keep {
    /// Where it is gathered, of the histories side by side.
    type Room<V: Real>;
    /// What there is of one history once it is over.
    type Kept: 'static;

    /// Room for histories side by side.
    fn room<V: Real>(&self) -> Self::Room<V>;
    /// Forgets the histories before: those that begin are the replicates from `first` on.
    fn begin<V: Real>(&self, room: &mut Self::Room<V>, first: u64);
    /// Looks at a month. It is to be `#[inline(always)]`, with all it calls: see [`crate::lanes`].
    fn observe<V: Real>(&self, room: &mut Self::Room<V>, world: &World<V>, context: &MonthContext<'_, V>);
    /// What there is of the history in a lane, which held these votes. It stands in the room until the next is asked for.
    fn finish<'r, V: Real>(&self, room: &'r mut Self::Room<V>, lane: usize, votes: &Votes) -> &'r mut Self::Kept;
}

/// Takes what was kept of a replicate, and its votes.
pub type Take<'t, K> = &'t mut dyn FnMut(u64, &mut <K as Keep>::Kept, &Votes);

/// Plays histories of one scenario in a room of its own.
pub struct Player<'a, K: Keep> {
    keep: K,
    kind: Kind,
    setting: Setting<'a>,
    one: Option<Side<'a, f64, K>>,
    many: Option<Box<dyn SideBySide<K> + 'a>>,
}

/// What is played.
#[derive(Clone, Copy)]
struct Setting<'a> {
    scenario: &'a Scenario,
    streams: &'a Streams,
    still: bool,
}

impl<'a, K: Keep + 'a> Player<'a, K> {
    /// One for histories of a scenario in numbers of a kind; `streams` are the scenario's own. `still`: without chance.
    /// Rooms are made when they are first needed.
    pub fn of(scenario: &'a Scenario, streams: &'a Streams, still: bool, keep: K, kind: Kind) -> Self {
        Self { keep, kind, setting: Setting { scenario, streams, still }, one: None, many: None }
    }

    /// Plays one replicate; `None` where `stop`, which is asked before every month, said so.
    pub fn play_one(&mut self, replicate: u64, stop: &dyn Fn() -> bool) -> Option<(&K::Kept, &Votes)> {
        let Self { keep, setting, one, .. } = self;
        let one = one.get_or_insert_with(|| Side::new(*setting, keep));
        one.play_through(keep, replicate, stop).then(|| {
            let (kept, votes) = one.finish(keep, 0);
            (&*kept, votes)
        })
    }

    /// Plays replicates and hands on what was kept of each, in their order. Returns how many are complete: fewer than
    /// asked for where `stop`, which is asked before every month, said so.
    pub fn play(&mut self, replicates: Range<u64>, stop: &dyn Fn() -> bool, take: Take<'_, K>) -> u64 {
        // What as many as there are lanes take side by side, however few are wanted of them, is about as long as two of
        // them take one by one.
        const FEW: u64 = 2;
        let Self { keep, kind, setting, one, many } = self;
        let mut next = replicates.start;
        while next < replicates.end {
            let left = replicates.end - next;
            let side: &mut dyn SideBySide<K> = if *kind == Kind::ONE || left <= FEW {
                one.get_or_insert_with(|| Side::new(*setting, keep))
            } else {
                &mut **many.get_or_insert_with(|| kind.with(Make { setting: *setting, keep }))
            };
            let wanted = left.min(side.lanes());
            if !side.play(keep, next, wanted, stop, take) {
                break;
            }
            next += wanted;
        }
        next - replicates.start
    }
}

/// Histories side by side, in numbers of whichever kind.
trait SideBySide<K: Keep> {
    /// How many.
    fn lanes(&self) -> u64;
    /// Plays the replicates from `first` on and hands on so many; `false`, and none handed on, when stopped.
    fn play(&mut self, keep: &K, first: u64, wanted: u64, stop: &dyn Fn() -> bool, take: Take<'_, K>) -> bool;
}

struct Side<'a, V: Real, K: Keep> {
    histories: Histories<'a, V>,
    room: K::Room<V>,
}

impl<'a, V: Real, K: Keep> Side<'a, V, K> {
    fn new(Setting { scenario, streams, still }: Setting<'a>, keep: &K) -> Self {
        Self { histories: Histories::new(scenario, streams, still), room: keep.room() }
    }

    /// Plays the replicates from `first` on; `false` when stopped.
    fn play_through(&mut self, keep: &K, first: u64, stop: &dyn Fn() -> bool) -> bool {
        let Self { histories, room } = self;
        keep.begin(room, first);
        histories.play(first, stop, |world, context| V::enter(Observe { keep, room, world, context }))
    }

    /// What there is of the history in a lane.
    fn finish(&mut self, keep: &K, lane: usize) -> (&mut K::Kept, &Votes) {
        let votes = self.histories.world().votes_in(lane);
        (keep.finish(&mut self.room, lane, votes), votes)
    }
}

impl<V: Real, K: Keep> SideBySide<K> for Side<'_, V, K> {
    fn lanes(&self) -> u64 {
        V::LANES as u64
    }

    fn play(&mut self, keep: &K, first: u64, wanted: u64, stop: &dyn Fn() -> bool, take: Take<'_, K>) -> bool {
        let whole = self.play_through(keep, first, stop);
        if whole {
            for (lane, replicate) in (0..V::LANES).zip(first..first + wanted) {
                let (kept, votes) = self.finish(keep, lane);
                take(replicate, kept, votes);
            }
        }
        whole
    }
}

/// Looks at a month where the registers may be used.
struct Observe<'o, 'c, V: Real, K: Keep> {
    keep: &'o K,
    room: &'o mut K::Room<V>,
    world: &'o World<V>,
    context: &'o MonthContext<'c, V>,
}

impl<V: Real, K: Keep> Work<V> for Observe<'_, '_, V, K> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.keep.observe(self.room, self.world, self.context);
    }
}

/// Makes room for histories side by side.
struct Make<'a, 'k, K> {
    setting: Setting<'a>,
    keep: &'k K,
}

impl<'a, K: Keep + 'a> Task for Make<'a, '_, K> {
    type Output = Box<dyn SideBySide<K> + 'a>;

    fn with<V: Real>(self) -> Self::Output {
        Box::new(Side::<V, K>::new(self.setting, self.keep))
    }
}
