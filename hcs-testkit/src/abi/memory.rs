#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! What frees the things that the mock hands out (T2, P2).
//!
//! # Safety
//! Any value will do: it is looked up, and what isn't found is reported and left alone. A text that is freed is gone,
//! and its caller has no other use for it. Where the mock doesn't observe its texts, as they are Windows' own memory,
//! `LocalFree` asks for what Windows' function asks for: NULL, or a text that wasn't freed yet.

use core::ffi::c_void;
use std::ptr;

use hcs_sys::HANDLE;

use super::enter::{Call, infallible};
use crate::history::Answer;
use crate::kernel::{Closed, close_orphan};
use crate::local;
use crate::pipe;
use crate::text::{Freed, free_orphan};

pub(crate) unsafe fn LocalFree(slot: usize, memory: *mut c_void) -> *mut c_void {
    let address = memory as usize;
    if address == 0 || free_orphan(address) {
        return ptr::null_mut();
    }
    let refused = infallible(slot, "LocalFree", [0, 0], false, |call| {
        let mut world = call.lock();
        let freed = world.strings.free(address);
        match freed {
            Freed::Now => world.counts.strings.closed += 1,
            Freed::Before(of) => {
                let message = match of {
                    Some(label) => format!("this string of {label} was freed before"),
                    None => "this string was freed before".to_owned(),
                };
                world.violate("T2", "LocalFree", 0, message);
            }
            Freed::NotOurs if !world.strings.memory.is_observed() => {
                // SAFETY: it is a text that was handed out as such memory, and the caller has no more use for it.
                unsafe { local::release(address as *mut u16) };
                return (false, Answer::Done);
            }
            Freed::NotOurs => {
                world.violate(
                    "T2",
                    "LocalFree",
                    0,
                    "this was never a string of the mock's",
                );
            }
        }
        call.instance.announce(&mut world);
        (freed != Freed::Now, Answer::Done)
    });
    if refused { memory } else { ptr::null_mut() }
}

pub(crate) unsafe fn CloseHandle(slot: usize, handle: HANDLE) -> i32 {
    let value = handle as usize;
    if close_orphan(value) {
        return 1;
    }
    infallible(slot, "CloseHandle", [0, 0], false, |call| {
        let absent = handle.is_null() || handle as isize == -1;
        let done = i32::from(!absent && close(call, value));
        (done, Answer::Value(done.into()))
    })
}

/// Closes a kernel handle; whether it was one that could be closed.
fn close(call: &Call, value: usize) -> bool {
    let mut world = call.lock();
    let closed = world.kernel.close(value);
    let message = match &closed {
        Closed::Now => None,
        Closed::NotOurs if !world.strings.memory.is_observed() => {
            // SAFETY: it is an end of a pipe that was handed out, and the caller has no more use for it.
            unsafe { pipe::close(value) };
            return true;
        }
        Closed::Behind(name) => Some(format!(
            "{name} was closed before by other means than this function"
        )),
        Closed::Before(name) => Some(format!("{name} was closed before")),
        Closed::NotOurs => Some("this was never a kernel handle of the mock's".to_owned()),
    };
    if matches!(closed, Closed::Now | Closed::Behind(_)) {
        world.counts.handles.closed += 1;
    }
    if let Some(message) = message {
        world.violate("P2", call.name, 0, message);
    }
    call.instance.announce(&mut world);
    closed == Closed::Now
}
