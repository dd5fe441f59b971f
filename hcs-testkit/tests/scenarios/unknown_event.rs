//! The types of events are an enum in C, so they become an enum in Rust. Then Windows is updated, and sends one that the
//! enum doesn't have: as a `#[repr(C)]` enum that is undefined behaviour before the first line of the callback (hcs-rs
//! 0.9), and with a checked conversion the event is dropped, or the callback panics into C. (Live migration's
//! 0x80000003 came with build 26100, six years after the enum.) E7.

use std::sync::mpsc;

use hcs::{EventKind, EventOptions};
use hcs_sys::{
    HCS_EVENT_TYPE, HcsEventOptionNone, HcsEventServiceDisconnect, HcsEventSystemExited, S_OK,
};
use hcs_testkit::MockHost;

use crate::raw::{Abi, VM};

/// Younger than the enum.
const NEW: HCS_EVENT_TYPE = 0x4242;

#[derive(Debug, PartialEq)]
enum EventType {
    SystemExited,
    ServiceDisconnect,
}

impl EventType {
    /// The careful variant: no `transmute`.
    fn new(value: HCS_EVENT_TYPE) -> Option<Self> {
        if value == HcsEventSystemExited {
            Some(Self::SystemExited)
        } else if value == HcsEventServiceDisconnect {
            Some(Self::ServiceDisconnect)
        } else {
            None
        }
    }
}

#[test]
fn e7_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    let (told, events) = mpsc::channel();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        if let Some(kind) = EventType::new(event.kind) {
            told.send(kind).unwrap();
        }
    });
    assert_eq!(code, S_OK);
    mock.emit_event("Test", NEW, Some(r#"{"Urgent":true}"#));
    mock.run_until_idle();

    assert_eq!(mock.ledger().events, 1, "it was delivered");
    events.try_recv().expect_err("and nobody ever knew");
    hcs.close_system(vm);
    mock.finish();
}

#[test]
fn e7_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let mut events = vm.events(EventOptions::NONE).unwrap();
    mock.emit_event("Test", NEW, Some(r#"{"Urgent":true}"#));
    mock.run_until_idle();
    let event = events.try_recv().expect("it was passed on");
    assert_eq!(event.kind(), EventKind(NEW));
    assert_eq!(event.value().unwrap()["Urgent"], true);
    drop(vm);
    mock.finish();
}
