//! The safe crate on the double: one program of many modules, as it is built and linked sooner than many programs. What counts
//! a process's threads, memory or handles has a program of its own.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/directory.rs"]
mod directory;

mod bad_input;
mod cancel;
mod closing;
mod errors;
mod events;
mod exits;
mod futures;
mod host;
mod lifecycle;
mod models;
mod namespaces;
mod operations;
mod other_hosts;
mod processes;
mod races;
mod raw;
mod rules;
mod storage;
mod support;
mod texts;
mod waits;
