//! A handle has one event callback. A wrapper lets its user set the callback, as often as the user likes: it drops the
//! closure that was there, boxes the new one, and calls `HcsSetComputeSystemCallback` with it. The second time that call
//! is refused; the code goes up as an error, or isn't looked at. Now the registration that is in force has a context
//! which was freed, and the one that would be heard was never made (hcs-rs 0.9: the old closure is freed before the new
//! one is registered). E1.

use std::sync::mpsc;

use hcs::{EventKind, EventOptions};
use hcs_sys::{
    HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HcsEventOptionNone, HcsEventSystemExited, S_OK,
};
use hcs_testkit::{ExitType, Profile};

use crate::raw::{Abi, VM};
use crate::{Memory, stepped};

#[test]
fn e1_as_they_had_it() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);

    let first = Memory::default();
    let context = first.clone();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |_| context.follow());
    assert_eq!(code, S_OK);

    // "Replaces" it.
    first.free();
    let (heard, hearing) = mpsc::channel();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        heard.send(event.kind).unwrap();
    });
    assert_eq!(code, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);

    mock.exit_system("Test", ExitType::GracefulExit);
    mock.run_until_idle();
    assert_eq!(mock.ledger().events, 1, "an exit was told");
    hearing
        .try_recv()
        .expect_err("not to the one who waits for it");
    assert!(first.was_used_after_free(), "but to freed memory");
    hcs.close_system(vm);
}

/// The cure is to unregister first, and to free last.
#[test]
fn e1_as_it_is_done() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    assert_eq!(hcs.subscribe(vm, HcsEventOptionNone, |_| {}), S_OK);

    assert_eq!(hcs.unsubscribe(vm), S_OK);
    let (heard, hearing) = mpsc::channel();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        heard.send(event.kind).unwrap();
    });
    assert_eq!(code, S_OK);

    mock.exit_system("Test", ExitType::GracefulExit);
    mock.run_until_idle();
    assert_eq!(hearing.try_recv(), Ok(HcsEventSystemExited));
    hcs.close_system(vm);
    mock.finish();
}

#[test]
fn e1_through_hcs() {
    let mock = stepped(Profile::documented());
    let vm = mock.host().create("Test", VM).wait().unwrap();
    vm.start().wait().unwrap();

    // There is nothing to replace: as many as one likes, under one registration.
    let (heard, hearing) = mpsc::channel();
    let subscriptions = [1, 2, 3].map(|number| {
        let heard = heard.clone();
        let handler = move |event: &hcs::Event| heard.send((number, event.kind())).unwrap();
        vm.subscribe(EventOptions::NONE, handler).unwrap()
    });
    let [first, ..] = subscriptions;
    first.unsubscribe().unwrap();

    mock.exit_system("Test", ExitType::GracefulExit);
    mock.run_until_idle();
    let told: Vec<_> = hearing.try_iter().collect();
    let exited = EventKind::SYSTEM_EXITED;
    assert_eq!(told, [(2, exited), (3, exited)]);
    drop(vm);
    mock.finish();
}
