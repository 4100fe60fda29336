//! A month allocates nothing.
#![expect(unsafe_code, reason = "an allocator that counts is written in no other way")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use intsoc::model::History;
use intsoc::model::chance::Streams;

#[path = "it/support/scenarios.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod scenarios;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting what this thread asks for.
struct Counting;

// SAFETY: every call is handed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block comes from `alloc` above, hence from the system's allocator.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn a_history_allocates_nothing_from_its_first_month_to_its_last() {
    for name in ["baseline.toml", "minimal.toml"] {
        let scenario = scenarios::scenario(&scenarios::shipped(name), &[]);
        let streams = Streams::of(&scenario);
        let mut history = History::new(&scenario, &streams, false);
        let mut votes = 0;
        let before = ALLOCATIONS.get();
        for replicate in 0..20 {
            history.begin(replicate);
            while history.step() {}
            votes += history.world().votes().held();
        }
        assert_eq!(ALLOCATIONS.get() - before, 0, "{name}");
        assert!(votes > 20, "{name}: votes were held, and room for them was there");
    }
    let counted = ALLOCATIONS.get();
    let kept = std::hint::black_box(Box::new(10));
    assert!(ALLOCATIONS.get() > counted && *kept == 10, "the count counts");
}
