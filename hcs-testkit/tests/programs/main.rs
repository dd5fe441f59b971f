//! Programs that are made up, against the public interface of hcs, on hosts of every kind.
//!
//! A program is a list of steps ([`step`]): it creates systems, makes calls in all of the three async models, subscribes,
//! creates, opens, signals, reads and awaits processes, cancels, drops, closes and panics, anywhere, also inside callbacks; and
//! the host does its worst meanwhile. A reference model
//! ([`model`], [`life`]) says which steps make sense, and which answers. When a program is over:
//!
//! * every call that waits was answered once, with an answer that can be right ([`judge`], [`book`]),
//! * every closure, handler and waker was dropped once, with what it had captured ([`tally`]),
//! * what the C ABI gave was given back, and no rule was broken (the mock's ledger),
//! * no thread is left but the idle closer of hcs ([`tasks`]), and nobody has panicked who wasn't told to ([`panics`]).
//!
//! `HCS_CASES` says how many stepped programs are run, and five times as many as threaded ones. A failure prints the
//! program as Rust code, for [`kept`], and what crossed the ABI; its seed is kept beside this file, and tried first from
//! then on. `PROPTEST_RNG_SEED` makes the same programs again.

mod acts;
mod book;
mod closer;
mod code;
mod doing;
mod draw;
mod end;
mod exits;
mod generate;
mod judge;
mod kept;
mod life;
mod listener;
mod model;
mod panics;
mod pipes;
mod processes;
mod run;
mod setting;
mod simplify;
mod stage;
mod step;
mod stepped;
mod tally;
mod tasks;
mod threaded;
mod waiting;
mod watchdog;
