//! What hcs costs, beside the same work at the C ABI.
//!
//! A [`Pair`] is one piece of work, done twice: with hcs, and by a program that calls the functions of the C ABI itself, with
//! no more care than it needs. Both run in the same process over the same backend, so that what is between their costs is the
//! crate's own part. The backend is either the one that does nothing, [`hcs_testkit::null`], or the double of HCS.
//!
//! `cargo xtask bench` runs all of it and writes `BENCHMARKS.md`; the programs in `src/bin` and `benches` are its parts.

mod allocator;
mod backend;
mod calls;
mod contexts;
mod crew;
mod documents;
mod events;
mod pair;
mod programs;
mod raw;
mod stdio;

pub use allocator::Counting;
pub use pair::{Pair, Rounds};

/// All pairs, in the order of the table.
#[must_use]
pub fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    calls::add(&mut pairs);
    events::add(&mut pairs);
    contexts::add(&mut pairs);
    documents::add(&mut pairs);
    stdio::add(&mut pairs);
    programs::add(&mut pairs);
    pairs
}
