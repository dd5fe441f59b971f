#![allow(unsafe_code)] // Makes calls at the C ABI with operations of its own.
//! Operations by hand: owned, asked, and handed over.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{VM, on, with};
use hcs::raw::{Operation, OperationKind};
use hcs_sys::HCS_OPERATION;
use hcs_testkit::{Borrowed, Profile, Schedule};

static CALLS: AtomicUsize = AtomicUsize::new(0);

/// # Safety
/// None is needed: nothing is followed.
unsafe extern "system" fn count(_: HCS_OPERATION, context: *const c_void) {
    CALLS.fetch_add(context as usize, Ordering::SeqCst);
}

#[test]
fn o11_o12_an_operation_by_hand_tells_what_it_was_used_for() {
    for borrowed in [Borrowed::Same, Borrowed::Distinct] {
        let mut profile = Profile::documented();
        profile.borrowed = borrowed;
        let mock = with(Schedule::Threaded, profile);
        let host = mock.host();
        let system = host.create("Test", VM).wait().expect("created");
        let operation = Operation::new(&host).expect("an operation");
        assert_eq!(operation.kind(), OperationKind::NONE);
        assert!(operation.system().is_null() && operation.process().is_null());
        let id = "Test\0".encode_utf16().collect::<Vec<_>>();
        let mut raw = ptr::null_mut();
        let table = host.table();
        // SAFETY: the id ends with a NUL, `raw` is a valid out pointer.
        let code = unsafe { (table.HcsOpenComputeSystem)(id.as_ptr(), 0, &raw mut raw) };
        assert_eq!(code, 0);
        // SAFETY: the handle and the operation are open; there are no options.
        let code = unsafe { (table.HcsStartComputeSystem)(raw, operation.as_raw(), ptr::null()) };
        assert_eq!(code, 0);
        let name = "HcsStartComputeSystem";
        assert_eq!(operation.wait(name).expect("started"), None);
        assert_eq!(operation.kind(), OperationKind::START);
        let lent = operation.system();
        assert_eq!(lent == raw, borrowed == Borrowed::Same);
        assert!(operation.id() > 0);
        // SAFETY: as above; the operation is complete.
        let code = unsafe { (table.HcsStartComputeSystem)(raw, operation.as_raw(), ptr::null()) };
        assert_eq!(code, 0);
        let error = operation.wait(name).expect_err("it runs");
        assert!(error.is_invalid_state() && error.call() == name, "{error}");
        // SAFETY: it is ours, and closed once.
        unsafe { (table.HcsCloseComputeSystem)(raw) };
        drop((operation, system));
        mock.finish();
    }
}

#[test]
fn o9_an_operation_by_hand_takes_a_callback_and_can_be_handed_over() {
    let mock = on(Schedule::Stepped);
    let host = mock.host();
    let operation = Operation::new(&host).expect("an operation");
    // SAFETY: the callback follows nothing.
    unsafe {
        operation
            .set_callback(7 as *const c_void, Some(count))
            .expect("it is idle");
        operation
            .set_context(8 as *const c_void)
            .expect("it is idle");
    }
    assert_eq!(operation.context() as usize, 8);
    let raw = operation.into_raw();
    // SAFETY: it was just given away.
    let operation = unsafe { Operation::from_raw(&host, raw) };
    // SAFETY: the operation is open; there is no query.
    let code = unsafe { (host.table().HcsEnumerateComputeSystems)(ptr::null(), raw) };
    assert_eq!(code, 0);
    mock.run_until_idle();
    assert_eq!(CALLS.load(Ordering::SeqCst), 8);
    assert_eq!(
        operation.wait("HcsEnumerateComputeSystems").expect("told"),
        Some("[]".to_owned())
    );
    drop(operation);
    mock.finish();
}

#[test]
fn an_unknown_kind_is_a_number() {
    assert_eq!(format!("{:?}", OperationKind(77)), "OperationKind(77)");
    assert_eq!(format!("{:?}", OperationKind::CRASH), "CRASH");
}
