//! The handler of an exit looks at how the system ended: it asks for the properties, and waits for the answer. Or it
//! hands the event to a channel that is full, and blocks until somebody reads (hcsshim sends like this from its
//! notification callback). The thread is HCS's; the answer, or the event that the reader waits for, may be due on that
//! very thread. It works until the day when it doesn't. O14.

use std::sync::{Mutex, mpsc};

use hcs::EventOptions;
use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::{ExitType, MockHost, Profile, Schedule};

use crate::raw::{Abi, VM};
use crate::{assert_broken, stepped};

#[test]
fn o14_as_they_had_it() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |_| {
        let operation = hcs.operation();
        hcs.properties(vm, operation, None);
        // The mock finds somebody to do the work. Who says that the host does?
        hcs.wait(operation);
        hcs.close_operation(operation);
    });
    assert_eq!(code, S_OK);
    mock.exit_system("Test", ExitType::GracefulExit);
    assert_broken(&mock, "O14", "HcsWaitForOperationResult");
    hcs.close_system(vm);
}

/// Waits are refused, on every schedule, whether they would have ended or not; and the same question can be asked
/// without waiting.
#[test]
fn o14_through_hcs() {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        let vm = mock.host().create("Test", VM).wait().unwrap();
        vm.start().wait().unwrap();
        let (told, answers) = mpsc::channel();
        let asked = Mutex::new(Some(vm.clone()));
        let subscription = vm
            .subscribe(EventOptions::NONE, move |_| {
                let Some(vm) = asked.lock().unwrap().take() else {
                    return;
                };
                told.send(vm.properties_value().wait()).unwrap();
                let told = told.clone();
                vm.properties_value()
                    .on_complete(move |answer| told.send(answer).unwrap())
                    .unwrap();
            })
            .unwrap();

        mock.exit_system("Test", ExitType::GracefulExit);
        mock.run_until_idle();
        let refused = answers.recv().unwrap().expect_err("a wait");
        assert!(refused.is_in_callback());
        assert!(refused.to_string().contains("on_complete"), "{refused}");
        let answer = answers.recv().unwrap().unwrap();
        assert_eq!(answer["ExitType"], "GracefulExit");
        subscription.unsubscribe().unwrap();
        drop(vm);
        mock.finish();
    }
}

/// The stream's queue has no end to be reached: no send on HCS's thread ever blocks.
#[test]
fn o14_through_hcs_a_slow_reader_holds_nobody_up() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let mut events = vm.events(EventOptions::NONE).unwrap();
    for _ in 0..1000 {
        mock.emit_event("Test", 0x4242, None);
    }
    mock.run_until_idle();
    let received = std::iter::from_fn(|| events.try_recv());
    assert_eq!(received.count(), 1000);
    vm.close().unwrap();
    mock.finish();
}
