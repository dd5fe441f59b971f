//! Other people's bugs, as stories that end the same way each time.
//!
//! Every file is one bug that somebody shipped, or that somebody's documentation invites. Its first paragraph tells the
//! story and where it is from. Then come the code *as they had it*, at the C ABI, which goes wrong on the mock in each
//! run and says which rule of the contract was broken; and the same program *through hcs*, where it can't.
//!
//! Most of these needed luck on a real host: a race that was lost in 15 of 20 runs, a crash once a week. None needs it
//! here.

mod abandoned_call;
mod borrowed_handle_closed;
mod callback_registered_twice;
mod close_inside_the_callback;
mod close_under_the_callbacks_lock;
mod console_resized_in_half;
mod creation_that_was_over_at_once;
#[allow(dead_code)] // The stories need only some of it.
#[path = "../contract/ends.rs"]
mod ends;
mod error_detail_dropped;
mod exit_before_the_registration;
mod exit_before_the_wait;
mod exit_event_lost_by_the_close;
#[allow(dead_code)] // It says more than the stories ask.
#[path = "../contract/front.rs"]
mod front;
mod handle_closed_twice;
mod handle_of_another_kind;
mod input_that_never_ends;
mod operation_freed_while_its_callback_is_due;
mod outputs_read_one_after_the_other;
mod process_closed_in_its_exit_callback;
#[path = "../contract/raw.rs"]
#[allow(dead_code)] // The stories need only some of it.
mod raw;
mod refused_call_leaks_its_operation;
mod result_document_never_freed;
mod standard_handles_leaked;
mod two_events_at_once;
mod two_spaces_of_codes;
mod unknown_event;
mod unregistered_and_freed;
mod wait_inside_a_callback;
mod wait_without_limit;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hcs_testkit::{MockHost, Profile, Schedule};

/// A mock on which nothing happens before its time.
fn stepped(profile: Profile) -> MockHost {
    let builder = MockHost::builder().schedule(Schedule::Stepped);
    builder.profile(profile).build()
}

/// Asserts that this rule was broken in this call, first of all.
#[track_caller]
fn assert_broken(mock: &MockHost, rule: &str, call: &str) {
    mock.run_until_idle();
    let violations = mock.violations();
    let first = violations.first();
    let broken = first.map(|violation| (violation.rule, violation.call));
    assert_eq!(broken, Some((rule, call)), "{violations:#?}");
}

/// The memory that a callback's context points to, as its owner sees it. It is never really freed, so that a callback
/// which comes too late can say so instead of crashing.
#[derive(Clone, Default)]
struct Memory {
    freed: Arc<AtomicBool>,
    used_after_free: Arc<AtomicBool>,
}

impl Memory {
    /// Its owner frees it.
    fn free(&self) {
        self.freed.store(true, Ordering::SeqCst);
    }

    /// A callback follows its context pointer.
    fn follow(&self) {
        if self.freed.load(Ordering::SeqCst) {
            self.used_after_free.store(true, Ordering::SeqCst);
        }
    }

    /// Whether a callback has followed a pointer to freed memory.
    fn was_used_after_free(&self) -> bool {
        self.used_after_free.load(Ordering::SeqCst)
    }
}
