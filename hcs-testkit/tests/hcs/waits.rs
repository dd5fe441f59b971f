#![allow(unsafe_code)] // Two functions of the C ABI that the test answers itself.
//! Explicit waits with limits that no test could wait for: what hcs asks Windows for, and what it makes of the answers.

use std::cell::{Cell, RefCell};
use std::ptr;
use std::sync::LazyLock;
use std::time::Duration;

use hcs::{ComputeSystem, Host};
use hcs_sys::{
    ComputeCore, HCS_E_OPERATION_PENDING, HCS_E_OPERATION_TIMEOUT, HCS_OPERATION, HRESULT,
    INFINITE, PWSTR, S_OK,
};
use hcs_testkit::null;

thread_local! {
    /// The limits that were asked for, in milliseconds.
    static LIMITS: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    /// How many waits run out before one succeeds.
    static RUN_OUT: Cell<usize> = const { Cell::new(0) };
    /// How often a result was asked for without waiting.
    static RESULTS: Cell<usize> = const { Cell::new(0) };
}

/// # Safety
/// `document` is NULL, or can be written to.
unsafe extern "system" fn wait(
    _operation: HCS_OPERATION,
    limit: u32,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: as the caller promises.
    unsafe { nothing(document) };
    LIMITS.with_borrow_mut(|limits| limits.push(limit));
    match LIMITS.with_borrow(Vec::len) <= RUN_OUT.get() {
        true => HCS_E_OPERATION_TIMEOUT,
        false => S_OK,
    }
}

/// # Safety
/// `document` is NULL, or can be written to.
unsafe extern "system" fn result(_operation: HCS_OPERATION, document: *mut PWSTR) -> HRESULT {
    // SAFETY: as the caller promises.
    unsafe { nothing(document) };
    RESULTS.set(RESULTS.get() + 1);
    HCS_E_OPERATION_PENDING
}

/// # Safety
/// `document` is NULL, or can be written to.
unsafe fn nothing(document: *mut PWSTR) {
    if !document.is_null() {
        // SAFETY: it isn't NULL, so it can be written to, as the caller promises.
        unsafe { *document = ptr::null_mut() };
    }
}

static TABLE: LazyLock<ComputeCore> = LazyLock::new(|| ComputeCore {
    HcsWaitForOperationResult: wait,
    HcsGetOperationResult: result,
    ..*null::table()
});

/// A system on a host whose waits run out so many times.
fn system(run_out: usize) -> ComputeSystem {
    RUN_OUT.set(run_out);
    // SAFETY: the functions have computecore's signatures, and keep to its rules.
    let host = unsafe { Host::from_table(&TABLE) };
    host.open("Test").expect("opened")
}

fn limits() -> Vec<u32> {
    LIMITS.take()
}

#[test]
fn o3_a_limit_that_windows_cannot_take_is_waited_for_in_parts() {
    let sixty_days = Duration::from_secs(60 * 24 * 60 * 60);
    let started = system(2).start().wait_timeout(sixty_days);
    assert!(started.expect("no error").is_ok());
    assert_eq!(limits(), [INFINITE - 1; 3]);
}

#[test]
fn o3_no_limit_is_taken_for_none() {
    let longest = Duration::from_millis(INFINITE.into());
    let started = system(0).start().wait_timeout(longest);
    assert!(started.expect("no error").is_ok());
    let limits = limits();
    assert!(limits.len() == 1 && limits[0] < INFINITE, "{limits:?}");
}

#[test]
fn o3_a_wait_that_ran_out_is_over_when_windows_says_so() {
    let started = system(1).start().wait_timeout(Duration::from_secs(3600));
    assert!(started.expect("no error").is_err(), "it ran out");
    let limits = limits();
    assert!(limits.len() == 1 && limits[0] <= 3_600_000, "{limits:?}");
    assert_eq!(RESULTS.get(), 1, "a timeout may be the operation's own");
}

#[test]
fn o3_a_wait_that_succeeds_asks_for_nothing_more() {
    let started = system(0).start().wait_timeout(Duration::from_secs(3600));
    assert!(started.expect("no error").is_ok());
    assert_eq!(limits().len(), 1);
    assert_eq!(RESULTS.get(), 0);
}

#[test]
fn o3_a_wait_without_a_limit_says_so() {
    system(0).start().wait().expect("started");
    assert_eq!(limits(), [INFINITE]);
}
