//! A callback is taken off by registering NULL, and then its context is freed. Closing the handle drains: it returns
//! when no callback runs, and none comes afterwards. Nobody promises that of registering NULL, so an event that was on
//! its way may still arrive, at freed memory. An app that takes its callback off inside that very callback can't be
//! drained for anyway (jamesstringer90/appsandbox, `asb_core.c`); WSL, whose contexts are raw `this` pointers, is right
//! because it closes. E1, S5.

use std::sync::{Arc, Mutex, mpsc};

use hcs::{EventOptions, Subscription};
use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::{Chance, Profile};

use crate::raw::{Abi, VM};
use crate::{Memory, stepped};

/// A host that delivers what was on its way.
fn late() -> Profile {
    let mut profile = Profile::documented();
    profile.events_after_unregister = Chance::ALWAYS;
    profile
}

#[test]
fn e1_as_they_had_it() {
    let mock = stepped(late());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    let context = Memory::default();
    let followed = context.clone();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |_| followed.follow());
    assert_eq!(code, S_OK);

    mock.emit_event("Test", 0x4242, None);
    assert_eq!(hcs.unsubscribe(vm), S_OK);
    context.free();

    mock.run_until_idle();
    assert!(context.was_used_after_free());
    hcs.close_system(vm);
}

#[test]
fn e1_through_hcs() {
    let mock = stepped(late());
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let context = Memory::default();
    let followed = context.clone();
    let subscription = vm
        .subscribe(EventOptions::NONE, move |_| followed.follow())
        .unwrap();
    // The registration is taken back, and made again with more options, while an event is on its way.
    mock.emit_event("Test", 0x4242, None);
    let lifecycle = vm.events(EventOptions::VM_LIFECYCLE).unwrap();
    mock.emit_event("Test", 0x4242, None);

    subscription.unsubscribe().unwrap();
    context.free();
    mock.run_until_idle();
    assert!(!context.was_used_after_free());
    drop(lifecycle);
    drop(vm);
    mock.finish();
}

/// While the event is being dealt out: the first handler takes the second one off.
#[test]
fn e1_through_hcs_by_another_handler() {
    let mock = stepped(late());
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let slot: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let victim = Arc::clone(&slot);
    let first = vm.subscribe(EventOptions::NONE, move |_| {
        drop(victim.lock().unwrap().take());
    });
    let context = Memory::default();
    let followed = context.clone();
    context.free();
    let second = vm.subscribe(EventOptions::NONE, move |_| followed.follow());
    *slot.lock().unwrap() = Some(second.unwrap());

    mock.emit_event("Test", 0x4242, None);
    mock.run_until_idle();
    assert!(slot.lock().unwrap().is_none(), "the first handler ran");
    assert!(!context.was_used_after_free(), "the second didn't");
    drop((first.unwrap(), vm));
    mock.finish();
}

/// Inside the handler that is taken off.
#[test]
fn e1_through_hcs_inside_the_callback() {
    let mock = stepped(late());
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let slot: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let mine = Arc::clone(&slot);
    let (told, calls) = mpsc::channel();
    let subscription = vm.subscribe(EventOptions::NONE, move |_| {
        told.send(()).unwrap();
        drop(mine.lock().unwrap().take());
    });
    *slot.lock().unwrap() = Some(subscription.unwrap());

    mock.emit_event("Test", 0x4242, None);
    mock.emit_event("Test", 0x4242, None);
    mock.run_until_idle();
    assert_eq!(calls.try_iter().count(), 1);
    drop(vm);
    mock.finish();
}
