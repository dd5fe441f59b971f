//! hcsshim used to watch its system calls: one that took longer than its limit was left running on its thread, and an
//! error returned. The caller cleaned up after the error, and closed the handle that the abandoned call was still
//! using. "It's probably never actually safe", says the review that noticed it (microsoft/hcsshim#780); the calls that
//! got stuck are those of microsoft/hcsshim#152 and #716. A call in flight can't be abandoned: S7.

use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use hcs_sys::S_OK;
use hcs_testkit::{Fault, MockHost, Schedule};

use crate::assert_broken;
use crate::raw::{Abi, VM};

/// A platform whose calls return when all is done: and all is done when the test says so.
fn busy() -> MockHost {
    MockHost::builder().schedule(Schedule::BeforeReturn).build()
}

#[test]
fn s7_as_they_had_it() {
    let mock = busy();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let (stuck, when_stuck) = mpsc::channel();
    let (go_on, when_to_go_on) = mpsc::channel();
    let when_to_go_on = Mutex::new(when_to_go_on);

    let operation = hcs.operation_with(move |operation| {
        stuck.send(()).unwrap();
        when_to_go_on.lock().unwrap().recv().unwrap();
        hcs.close_operation(operation);
    });
    let (answer, answered) = mpsc::channel();
    let call = thread::spawn(move || answer.send(hcs.start(vm, operation)));

    when_stuck.recv().unwrap();
    let limit = Duration::from_millis(5);
    answered.recv_timeout(limit).expect_err("it is stuck");
    // "Syscall did not complete within operation timeout." The error is returned, and its receiver cleans up.
    hcs.close_system(vm);

    assert_eq!(mock.violations()[0].rule, "S7", "at once");
    go_on.send(()).unwrap();
    assert_eq!(answered.recv(), Ok(S_OK), "a real host has crashed by now");
    call.join().unwrap().unwrap();
    assert_broken(&mock, "S7", "HcsCloseComputeSystem");
}

#[test]
fn s7_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());

    let late = vm
        .start()
        .wait_timeout(Duration::from_millis(5))
        .unwrap()
        .expect_err("it is stuck");
    // What ran out is the wait, not the call: that has returned, so that nothing is used any more. The operation goes
    // on until it is let go of.
    vm.close().unwrap();
    drop(late);

    mock.finish();
}

/// A call that is stuck itself keeps its handle: there is no way to give it up and close under it.
#[test]
fn s7_through_hcs_a_call_in_flight_keeps_its_handle() {
    let mock = busy();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let (stuck, when_stuck) = mpsc::channel();
    let (go_on, when_to_go_on) = mpsc::channel();

    let caller = vm.clone();
    let call = thread::spawn(move || {
        caller.start().on_complete(move |result| {
            result.unwrap();
            stuck.send(()).unwrap();
            when_to_go_on.recv().unwrap();
        })
    });
    when_stuck.recv().unwrap();
    drop(vm);
    assert_eq!(mock.ledger().systems.open(), 1, "the call has it");

    go_on.send(()).unwrap();
    call.join().unwrap().unwrap();
    mock.finish();
}
