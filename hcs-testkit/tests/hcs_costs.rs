#![allow(unsafe_code)] // A counting allocator; a table on trust.
//! What the safe crate allocates, counted over a backend that does nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::{Future, IntoFuture};
use std::task::{Context, Poll, Waker};

use hcs::schema::{
    Attachment, Bytes, GuestState, Guid, MacAddress, MegaBytes, NetworkAdapter, RegistryValue,
    ResultError, Schema as _, Statistics, VirtualMachine,
};
use hcs::{ComputeSystem, Document, EventOptions, HResult, Host};
use hcs_testkit::null;
use serde_json::json;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is ending may have no counter any more.
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The allocations of this thread in `work`.
fn allocations<R>(work: impl FnOnce() -> R) -> (usize, R) {
    let before = COUNT.get();
    let result = work();
    (COUNT.get() - before, result)
}

fn system() -> (Host, ComputeSystem) {
    // SAFETY: the functions have computecore's signatures, and do what its rules ask of them.
    let host = unsafe { Host::from_table(null::table()) };
    let system = host.create("Test", "{}").wait().expect("created");
    // Tables and queues have their room after a first use.
    system
        .start()
        .submit()
        .expect("submitted")
        .wait()
        .expect("started");
    (host, system)
}

#[test]
fn model_1_allocates_nothing_without_a_document() {
    let (_, system) = system();
    let (count, result) = allocations(|| system.start().wait());
    result.expect("started");
    assert_eq!(count, 0);
}

#[test]
fn model_1_allocates_nothing_beyond_the_callers_document() {
    let (_, system) = system();
    let options = Document::from(r#"{"Type":"Shutdown"}"#);
    let (count, result) = allocations(|| system.shut_down_with(options).wait());
    result.expect("shut down");
    assert_eq!(count, 0);
}

#[test]
fn model_1_creates_a_system_with_one_allocation_beyond_the_callers_document() {
    let (host, _system) = system();
    let document = Document::from("{}");
    let id = "01234567-89ab-cdef-0123-456789abcdef";
    let (count, result) = allocations(|| host.create(id, document).wait());
    result.expect("created");
    assert_eq!(count, 1);
}

#[test]
fn a_structure_is_written_into_utf_16_with_one_allocation() {
    let machine = VirtualMachine {
        guest_state: Some(GuestState {
            guest_state_file_path: Some("D:\\VMs\\Größe \"a\" 🦀.vmgs".to_owned()),
            ..GuestState::default()
        }),
        ..VirtualMachine::default()
    }
    .with_memory(MegaBytes(4096))
    .with_processors(2)
    .with_uefi()
    .with_com_port(0, r"\\.\pipe\console")
    .with_disk("0", 0, Attachment::virtual_disk(r"C:\VMs\system.vhdx"))
    .with_disk("0", 1, Attachment::iso(r"C:\VMs\seed.iso"))
    .with_network_adapter(
        "Default",
        NetworkAdapter {
            endpoint_id: Some(Guid::from_u128(1)),
            mac_address: Some(MacAddress([0, 0x15, 0x5D, 1, 2, 3])),
            ..NetworkAdapter::default()
        },
    );
    let mut system = hcs::schema::ComputeSystem::of_virtual_machine("Sample", machine);
    system
        .unknown
        .insert("New", json!({ "a": [1, -2, 0.5, null, true], "b": "\n" }));
    let (count, wide) = allocations(|| system.to_utf16());
    assert_eq!(count, 1);
    assert_eq!(
        String::from_utf16(&wide).expect("Unicode"),
        system.to_json() + "\0"
    );
}

#[test]
fn bytes_codes_and_dates_are_written_with_no_allocation_of_their_own() {
    let value = RegistryValue {
        binary_value: Some(Bytes(vec![7; 1000])),
        ..RegistryValue::default()
    };
    let error = ResultError {
        error: Some(HResult(-1)),
        ..ResultError::default()
    };
    let statistics = Statistics {
        timestamp: Some("2021-03-04T05:06:07.5Z".parse().expect("a date")),
        ..Statistics::default()
    };
    assert_eq!(allocations(|| value.to_utf16()).0, 1);
    assert_eq!(allocations(|| error.to_utf16()).0, 1);
    assert_eq!(allocations(|| statistics.to_utf16()).0, 1);
}

#[test]
fn model_2_allocates_at_most_twice() {
    let (_, system) = system();
    null::defer(true);
    let mut context = Context::from_waker(Waker::noop());
    let (count, ready) = allocations(|| {
        let mut pending = std::pin::pin!(system.start().into_future());
        assert!(pending.as_mut().poll(&mut context).is_pending());
        assert_eq!(null::complete(), 1);
        pending.poll(&mut context)
    });
    assert!(matches!(ready, Poll::Ready(Ok(()))));
    assert!(count <= 2, "{count}");
    let (count, result) = allocations(|| {
        let result = system
            .start()
            .on_complete(|result| result.expect("started"));
        assert_eq!(null::complete(), 1);
        result
    });
    result.expect("submitted");
    assert!(count <= 2, "{count}");
    null::defer(false);
}

#[test]
fn model_3_allocates_at_most_twice() {
    let (_, system) = system();
    let _events = system
        .events(EventOptions::OPERATION_CALLBACKS)
        .expect("registered");
    // Room in the queue for the events of the completions.
    for _ in 0..40 {
        system
            .start()
            .submit()
            .expect("submitted")
            .wait()
            .expect("started");
    }
    null::defer(true);
    let mut context = Context::from_waker(Waker::noop());
    let (count, ready) = allocations(|| {
        let mut pending = std::pin::pin!(system.start().into_future());
        assert!(pending.as_mut().poll(&mut context).is_pending());
        assert_eq!(null::complete(), 1);
        pending.poll(&mut context)
    });
    assert!(matches!(ready, Poll::Ready(Ok(()))));
    assert!(count <= 2, "{count}");
    null::defer(false);
}
