//! The event callback counts, remembers the last state, appends to a list: it changes what it owns, so its type is
//! `FnMut`, and the trampoline makes a `&mut` of the context pointer. HCS runs the callbacks of one registration on
//! several threads at once, and then there are two of these `&mut` (hcs-rs 0.9, which doesn't ask for `Send` either). E3.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use hcs::EventOptions;
use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::MockHost;

use crate::raw::{Abi, VM};

/// What `&mut` promises: that nobody else is here.
#[derive(Default)]
struct Exclusive {
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Exclusive {
    fn borrow_mut(&self, work: impl FnOnce()) {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(inside, Ordering::SeqCst);
        work();
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn e3_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    let closure = Arc::new(Exclusive::default());
    let borrowed = Arc::clone(&closure);
    // Each callback is still at work when the other one begins: that is all it takes.
    let both = Arc::new(Barrier::new(2));
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |_| {
        borrowed.borrow_mut(|| {
            both.wait();
        });
    });
    assert_eq!(code, S_OK);
    mock.emit_event("Test", 1, None);
    mock.emit_event("Test", 2, None);
    mock.run_until_idle();

    assert_eq!(
        closure.most.load(Ordering::SeqCst),
        2,
        "two borrows, both exclusive"
    );
    hcs.close_system(vm);
    mock.finish();
}

/// A handler is `Fn + Send + Sync`: one that changes what it owns says how, or doesn't compile.
#[test]
fn e3_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let both = Barrier::new(2);
    let subscription = vm
        .subscribe(EventOptions::NONE, move |_| {
            both.wait();
            counted.fetch_add(1, Ordering::SeqCst);
        })
        .unwrap();
    mock.emit_event("Test", 1, None);
    mock.emit_event("Test", 2, None);
    mock.run_until_idle();
    subscription.unsubscribe().unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    drop(vm);
    mock.finish();
}
