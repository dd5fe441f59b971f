//! Futures: dropped, moved, polled too often, woken by wakers that misbehave.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use crate::common::{VM, block_on, counter, on, poll, with};
use hcs::{Call, ComputeSystem, Error, EventOptions, TimedOut};
use hcs_sys::{E_ACCESSDENIED, S_OK};
use hcs_testkit::{Fault, MockHost, Profile, Schedule};

#[test]
fn o8_a_future_that_is_dropped_leaves_nothing_behind() {
    let mock = on(Schedule::Stepped);
    let creation = mock.host().create("Test", VM).submit().expect("submitted");
    drop(creation);
    // The system is created, its handle closed, and with it the system ends.
    mock.assert_clean();
    assert_eq!(mock.ledger().systems.created, 1);
    assert!(mock.systems().is_empty());
}

#[test]
fn a_future_that_was_never_polled_has_called_nothing() {
    let mock = on(Schedule::Stepped);
    drop(mock.host().create("Test", VM).into_future());
    assert!(mock.history().calls.is_empty());
    mock.finish();
}

#[test]
fn a_future_whose_call_was_refused_names_the_call_when_it_is_polled_again() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsStartComputeSystem").answers(E_ACCESSDENIED));
    let mut start = system.start().into_future();
    let (_, waker) = counter();
    let Poll::Ready(Err(refused)) = poll(&mut start, &waker) else {
        panic!("it is refused");
    };
    assert!(refused.is_access_denied(), "{refused}");
    let Poll::Ready(Err(again)) = poll(&mut start, &waker) else {
        panic!("there is nothing to wait for");
    };
    assert!(again.to_string().contains("polled after"), "{again}");
    assert_eq!(again.call(), "HcsStartComputeSystem");
    drop(system);
    mock.finish();
}

#[test]
fn o4_a_creation_that_is_refused_at_once_is_an_error_at_once() {
    let mock = on(Schedule::Stepped);
    for name in [
        "HcsCreateComputeSystem",
        "HcsCreateComputeSystemInNamespace",
    ] {
        mock.fail(Fault::call(name).every().answers(E_ACCESSDENIED));
    }
    let alone = mock.host().create("Test", VM).submit().map(drop);
    assert!(alone.expect_err("refused").is_access_denied());
    for options in [EventOptions::NONE, EventOptions::OPERATION_CALLBACKS] {
        let call = mock.host().create("Test", VM).with_handler(options, |_| {});
        let refused = call.submit().map(drop).expect_err("refused");
        assert!(refused.is_access_denied(), "{refused}");
    }
    mock.finish();
}

#[test]
fn t3_a_document_without_a_text_is_none() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsGetComputeSystemProperties").completes(S_OK, Some("")));
    let properties = system.properties_value().wait().expect("it succeeds");
    assert!(properties.is_null(), "{properties}");
    drop(system);
    mock.finish();
}

#[test]
fn a_future_moves_between_threads_and_wakes_its_last_waker() {
    let mock = on(Schedule::Stepped);
    let mut creation = mock.host().create("Test", VM).submit().expect("submitted");
    let (first, first_waker) = counter();
    let (second, second_waker) = counter();
    assert!(poll(&mut creation, &first_waker).is_pending());
    let mut creation = thread::scope(|scope| {
        let moved = scope.spawn(|| {
            assert!(poll(&mut creation, &second_waker).is_pending());
            creation
        });
        moved.join().expect("no panic")
    });
    mock.run_until_idle();
    assert_eq!((first.count(), second.count()), (0, 1));
    let system = match poll(&mut creation, &first_waker) {
        Poll::Ready(result) => result.expect("created"),
        Poll::Pending => panic!("it is complete"),
    };
    let error = match poll(&mut creation, &first_waker) {
        Poll::Ready(result) => result.expect_err("given away"),
        Poll::Pending => panic!("it would hang"),
    };
    assert!(error.to_string().contains("polled after"), "{error}");
    drop(system);
    mock.finish();
}

struct PanickingWaker;

impl Wake for PanickingWaker {
    fn wake(self: Arc<Self>) {
        panic!("the waker panics");
    }
}

#[test]
fn a_waker_that_panics_harms_nobody() {
    let mock = on(Schedule::Stepped);
    let mut creation = mock.host().create("Test", VM).submit().expect("submitted");
    assert!(poll(&mut creation, &Waker::from(Arc::new(PanickingWaker))).is_pending());
    mock.run_until_idle();
    let system = block_on(&mock, creation).expect("created");
    drop(system);
    mock.finish();
}

#[test]
fn a_closure_that_panics_harms_nobody() {
    for schedule in Schedule::ALL {
        let mock = on(schedule);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            system.start().on_complete(|_| panic!("the closure panics"))
        }));
        outcome.expect("no panic comes out").expect("started");
        mock.run_until_idle();
        system.close().expect("closed");
        mock.finish();
    }
}

#[test]
fn a_waker_may_panic_when_it_is_dropped() {
    struct PanicsOnDrop;

    impl Wake for PanicsOnDrop {
        fn wake(self: Arc<Self>) {
            panic!("woken though its future was dropped before anything completed");
        }
    }

    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            panic!("the waker's destructor panics");
        }
    }

    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let mut pending = system.start().submit().expect("submitted");
    let waker = Waker::from(Arc::new(PanicsOnDrop));
    assert!(poll(&mut pending, &waker).is_pending());
    drop(waker);
    drop(pending);
    mock.run_until_idle();
    drop(system);
    mock.finish();
}

#[test]
fn a_refused_closure_whose_destructor_panics_costs_nobody_the_error() {
    struct PanicsOnDrop;

    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            panic!("the destructor panics");
        }
    }

    fn refused(call: Call<()>) -> Error {
        let captured = PanicsOnDrop;
        let closure = move |_| panic!("{} runs", std::any::type_name_of_val(&captured));
        let outcome = catch_unwind(AssertUnwindSafe(|| call.on_complete(closure)));
        outcome.expect("no panic comes out").expect_err("refused")
    }

    for schedule in Schedule::ALL {
        let mock = on(schedule);
        let system = mock.host().create("Test", VM).wait().expect("created");
        // Before a call is made, by the call itself, and by a handle that is closed.
        let error = refused(system.modify("a\0b"));
        assert_eq!(error.call(), "HcsModifyComputeSystem");
        mock.fail(Fault::call("HcsPauseComputeSystem").answers(E_ACCESSDENIED));
        assert!(refused(system.pause()).is_access_denied());
        system.clone().close().expect("closed");
        assert!(refused(system.start()).is_closed());
        mock.finish();
    }
}

/// A wait that ran out. The mock is free to be faster than the limit, but not for long.
fn late(mock: &MockHost) -> TimedOut<ComputeSystem> {
    loop {
        match mock.host().create("Test", VM).wait_timeout(Duration::ZERO) {
            Ok(Ok(system)) => system.close().expect("closed"),
            Ok(Err(late)) => return late,
            Err(error) => panic!("{error}"),
        }
    }
}

fn slow() -> MockHost {
    let mut profile = Profile::documented();
    profile.longest_delay = Duration::from_millis(100);
    with(Schedule::Threaded, profile)
}

#[test]
fn o3_a_wait_that_runs_out_can_go_on() {
    let mock = slow();
    let first = late(&mock);
    assert!(first.to_string().contains("HcsCreateComputeSystem"));
    let system = match first
        .wait_timeout(Duration::from_millis(1))
        .expect("no failure")
    {
        Ok(system) => system,
        Err(second) => second.wait().expect("created"),
    };
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn o7_a_wait_that_runs_out_can_be_given_up() {
    let mock = slow();
    let error = Error::from(late(&mock));
    assert!(error.is_timeout());
    assert_eq!(error.call(), "HcsCreateComputeSystem");
    mock.finish();
}

#[test]
fn o3_an_operation_that_never_completes_holds_nobody_up() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let late = match system.start().wait_timeout(Duration::from_millis(2)) {
        Ok(Err(late)) => late,
        other => panic!("{other:?}"),
    };
    system.close().expect("a time-out is not in flight");
    drop(late);
    mock.finish();
}

#[test]
fn a_pending_call_can_be_waited_for() {
    for schedule in [Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded] {
        let mock = on(schedule);
        let pending = mock.host().create("Test", VM).submit().expect("submitted");
        let system = pending.wait().expect("created");
        let start = system.start().submit().expect("submitted");
        let outcome = start
            .wait_timeout(Duration::from_secs(60))
            .expect("started");
        assert!(outcome.is_ok());
        drop(system);
        mock.finish();
    }
}
