//! Races and refusals that must be hit exactly: something happens in the middle of a call, where a schedule alone comes
//! by too rarely. Faults refuse the call that matters; where that is not enough, a table in front of the mock's lets
//! the test act at the moment itself.

mod creation;
mod front;

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use self::front::{Front, Moment};
use crate::common::{VM, block_on, calls, counter, on, poll, with};
use hcs::{ComputeSystem, EventKind, EventOptions, HResult};
use hcs_sys::{
    E_ACCESSDENIED, E_OUTOFMEMORY, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET,
    HCS_E_OPERATION_TIMEOUT, HCS_E_SERVICE_DISCONNECT, HcsEventOptionEnableVmLifecycle,
};
use hcs_testkit::{
    Chance, Disconnected, ExitType, Fault, Missed, MockHost, Profile, Schedule, State,
};
use rstest::rstest;

/// What hangs so long hangs for ever.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs a test on a thread of its own, so that one that hangs fails.
#[track_caller]
fn within_the_limit(test: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        test();
        let _ = sender.send(());
    });
    let ended = receiver.recv_timeout(LIMIT);
    assert!(ended != Err(mpsc::RecvTimeoutError::Timeout), "it hangs");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// The next change of a registration fails, and so does the return to the former one: after it was withdrawn, it can't be
/// set again either way.
fn lose_the_registration(mock: &MockHost) {
    for nth in [2, 3] {
        mock.fail(
            Fault::call("HcsSetComputeSystemCallback")
                .nth(nth)
                .answers(E_OUTOFMEMORY),
        );
    }
}

/// Closes a system when it is dropped, as a guard does that a closure has taken along.
struct ClosesOnDrop(Option<ComputeSystem>);

impl Drop for ClosesOnDrop {
    fn drop(&mut self) {
        if let Some(system) = self.0.take() {
            let _ = system.close();
        }
    }
}

/// Tells the name of the thread that drops it.
struct TellsWhere(mpsc::Sender<Option<String>>);

impl Drop for TellsWhere {
    fn drop(&mut self) {
        let _ = self.0.send(thread::current().name().map(str::to_owned));
    }
}

/// A close waits for the calls in flight: the refused one must be none any more when its closure goes.
#[rstest]
#[case::by_the_system("HcsStartComputeSystem")]
#[case::for_want_of_an_operation("HcsCreateOperation")]
fn s7_the_closure_of_a_refused_call_may_close_the_system(#[case] refusing: &'static str) {
    within_the_limit(move || {
        let mock = on(Schedule::Threaded);
        let system = mock.host().create("Test", VM).wait().expect("created");
        mock.fail(Fault::call(refusing));
        let guard = ClosesOnDrop(Some(system.clone()));
        system
            .start()
            .on_complete(move |_| drop(guard))
            .expect_err("refused");
        assert!(system.start().wait().expect_err("closed").is_closed());
        mock.finish();
    });
}

#[test]
fn s7_a_handler_that_is_refused_may_close_the_system() {
    within_the_limit(|| {
        let mock = on(Schedule::Threaded);
        let system = mock.host().create("Test", VM).wait().expect("created");
        mock.fail(Fault::call("HcsSetComputeSystemCallback"));
        let guard = ClosesOnDrop(Some(system.clone()));
        system
            .subscribe(EventOptions::NONE, move |_| {
                let _ = &guard;
            })
            .map(drop)
            .expect_err("refused");
        assert!(system.start().wait().expect_err("closed").is_closed());
        mock.finish();
    });
}

/// What a user's code does when it is dropped could keep that thread from closing anything.
#[test]
fn s6_a_handler_is_not_dropped_by_the_thread_that_closes() {
    let mock = on(Schedule::Stepped);
    let (sender, receiver) = mpsc::channel();
    let tells = TellsWhere(sender);
    let creation = mock
        .host()
        .create("Test", VM)
        .with_handler(EventOptions::OPERATION_CALLBACKS, move |_| {
            let _ = &tells;
        })
        .submit()
        .expect("submitted");
    drop(creation);
    // The event that completes the creation finds nobody who wants the system.
    mock.run_until_idle();
    let name = receiver.recv_timeout(LIMIT).expect("dropped");
    assert_ne!(name.as_deref(), Some("hcs-closer"));
    mock.finish();
}

/// One code says that the time is over, and that the operation has failed because a time was over.
#[rstest]
#[case::while_a_wait_lasts(Duration::from_secs(60))]
// Windows waits for 49 days at most.
#[case::while_several_waits_last(Duration::from_secs(60 * 24 * 60 * 60))]
fn o3_an_operation_that_failed_with_a_timeout_is_complete(#[case] limit: Duration) {
    within_the_limit(move || {
        let mock = on(Schedule::Threaded);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let document = r#"{"Error":-2143878888,"ErrorMessage":"the guest is slow"}"#;
        mock.fail(
            Fault::call("HcsStartComputeSystem").completes(HCS_E_OPERATION_TIMEOUT, Some(document)),
        );
        let error = system.start().wait_timeout(limit).expect_err("failed");
        assert!(error.is_timeout(), "{error}");
        assert_eq!(error.message(), Some("the guest is slow"));
        drop(system);
        mock.finish();
    });
}

#[test]
fn e1_a_registration_that_was_lost_comes_back_with_its_options() {
    let mock = on(Schedule::Threaded);
    let front = Front::of(&mock);
    let system = front.host().create("Test", VM).wait().expect("created");
    let lifecycle = system
        .events(EventOptions::VM_LIFECYCLE)
        .expect("subscribed");
    lose_the_registration(&mock);
    system
        .events(EventOptions::OPERATION_CALLBACKS)
        .map(drop)
        .expect_err("out of memory");
    assert_eq!(front.options(), None);
    // The next call that needs a registration makes one, and the subscriber of before counts on it.
    system.start().submit().map(drop).expect("submitted");
    assert_eq!(front.options(), Some(HcsEventOptionEnableVmLifecycle));
    drop((lifecycle, system));
    mock.finish();
}

/// An operation whose completion was to come by event, and never does, is answered when the events are lost.
#[test]
fn e4_what_waits_for_an_event_is_answered_when_the_registration_is_lost() {
    within_the_limit(|| {
        let mock = on(Schedule::Threaded);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let by_event = system
            .events(EventOptions::OPERATION_CALLBACKS)
            .expect("subscribed");
        mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
        let pending = system.start().submit().expect("submitted");
        lose_the_registration(&mock);
        let lost = system.events(EventOptions::VM_LIFECYCLE).map(drop);
        lost.expect_err("out of memory");
        let error = pending.wait().expect_err("no event will come");
        assert_eq!(error.call(), "HcsStartComputeSystem");
        assert_eq!(error.code(), Some(HResult(E_OUTOFMEMORY)));
        drop((by_event, system));
        mock.finish();
    });
}

/// A registration is lost that nobody counts on but a wait for the exit: it sees to the next one.
#[test]
fn e11_a_wait_for_the_exit_brings_the_registration_back() {
    within_the_limit(|| {
        let mock = on(Schedule::Stepped);
        let system = block_on(&mock, mock.host().create("Test", VM)).expect("created");
        block_on(&mock, system.start()).expect("started");
        let (wakes, waker) = counter();
        let mut exited = Box::pin(system.exited());
        assert!(poll(&mut exited, &waker).is_pending());
        lose_the_registration(&mock);
        let lost = system.events(EventOptions::VM_LIFECYCLE).map(drop);
        lost.expect_err("out of memory");
        assert_eq!(wakes.count(), 1, "it is to look again");
        assert!(poll(&mut exited, &waker).is_pending());
        let woken = wakes.count();
        assert!(mock.exit_system("Test", ExitType::GracefulExit));
        mock.run_until_idle();
        assert!(wakes.count() > woken, "it is told");
        assert!(block_on(&mock, exited).is_ok());
        drop(system);
        mock.finish();
    });
}

/// The change of a registration fails, and so does the way back, with another code: the first is what the caller is told.
#[test]
fn e1_the_error_of_a_registration_is_the_first_one() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let stream = system.events(EventOptions::NONE).expect("subscribed");
    for (nth, code) in [(2, E_ACCESSDENIED), (3, E_OUTOFMEMORY)] {
        let fault = Fault::call("HcsSetComputeSystemCallback").nth(nth);
        mock.fail(fault.answers(code));
    }
    let refused = system.events(EventOptions::VM_LIFECYCLE).map(drop);
    let error = refused.expect_err("access denied");
    assert_eq!(error.code(), Some(HResult(E_ACCESSDENIED)));
    drop((stream, system));
    mock.finish();
}

/// Changing the registration could wait for the very callback that does it (S6).
#[test]
fn s6_a_handler_cannot_change_the_registration_that_it_is_called_by() {
    within_the_limit(|| {
        let mock = on(Schedule::Threaded);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let (sender, receiver) = mpsc::channel();
        let other = system.clone();
        let handler = move |_: &hcs::Event| {
            let changed = other.events(EventOptions::VM_LIFECYCLE).map(drop);
            let shared = other.events(EventOptions::NONE).map(drop);
            sender.send((changed, shared)).expect("the test looks");
        };
        let subscription = system.subscribe(EventOptions::NONE, handler);
        let subscription = subscription.expect("subscribed");
        assert!(mock.emit_event("Test", 7, None));
        let (changed, shared) = receiver.recv().expect("the handler runs");
        let refused = changed.expect_err("refused");
        assert!(refused.is_in_callback());
        assert_eq!(refused.call(), "HcsSetComputeSystemCallback");
        shared.expect("nothing had to be changed");
        subscription.unsubscribe().expect("taken off");
        drop(system);
        mock.finish();
    });
}

/// A call is refused, as completions have just begun to come by event, and issued again; and just then the registration is
/// lost, so that no event would come.
#[test]
fn e4_a_call_that_is_issued_again_is_answered_when_the_registration_is_lost_meanwhile() {
    within_the_limit(|| {
        let mock = Arc::new(on(Schedule::Threaded));
        let front = Front::of(&mock);
        let system = front.host().create("Test", VM).wait().expect("created");
        system
            .events(EventOptions::NONE)
            .map(drop)
            .expect("subscribed");
        let (sender, outcomes) = mpsc::channel();
        let (service, other) = (Arc::clone(&mock), system.clone());
        front.at(Moment::BeforeStarting, move |_| {
            let switch = other.events(EventOptions::OPERATION_CALLBACKS).map(drop);
            sender.send(switch).expect("the test looks");
            front.at(Moment::BeforeCreatingAnOperation, move |_| {
                lose_the_registration(&service);
                let loss = other.events(EventOptions::VM_LIFECYCLE).map(drop);
                sender.send(loss).expect("the test looks");
            });
        });
        let result = system.start().submit().and_then(|pending| pending.wait());
        let mut outcomes = outcomes.try_iter();
        let mut next = || outcomes.next().expect("the moment has come");
        next().expect("by event from now on");
        next().expect_err("out of memory");
        // Either answer will do, if it is true.
        if result.is_ok() {
            assert_eq!(mock.system_state("Test"), Some(State::Running));
        }
        drop(system);
        mock.assert_clean();
    });
}

/// Only a fault answers that the handle has an event callback for completions, while its first registration is under way:
/// then an operation without callback would be completed by nobody.
#[test]
fn e4_a_call_that_is_refused_during_a_registration_without_completions_is_not_issued_again() {
    within_the_limit(|| {
        let mock = on(Schedule::Threaded);
        let front = Front::of(&mock);
        let system = front.host().create("Test", VM).wait().expect("created");
        mock.fail(
            Fault::call("HcsStartComputeSystem")
                .answers(HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET),
        );
        let other = system.clone();
        let (sender, receiver) = mpsc::channel();
        front.at(Moment::BeforeRegistering, move |_| {
            let refused = other.start().submit().map(drop);
            sender.send(refused).expect("the test waits");
        });
        let properties = system.properties().submit().expect("submitted");
        let error = receiver.recv().expect("answered").expect_err("refused");
        assert_eq!(
            error.code(),
            Some(HResult(HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET))
        );
        properties.wait().expect("properties");
        drop(system);
        mock.finish();
    });
}

/// The event was for a former operation at the same address. It comes when the call is refused and hasn't returned.
#[test]
fn t5_e6_the_document_of_a_refused_call_survives_a_stale_event() {
    let mock = on(Schedule::Threaded);
    let front = Front::of(&mock);
    let system = front.host().create("Test", VM).wait().expect("created");
    let events = system
        .events(EventOptions::OPERATION_CALLBACKS)
        .expect("subscribed");
    let document = r#"{"Error":-2147024891,"ErrorMessage":"the disk"}"#;
    mock.fail(Fault::call("HcsStartComputeSystem").answers_with_document(E_ACCESSDENIED, document));
    let (sender, delivered) = mpsc::channel();
    front.at(Moment::AfterStarting, move |operation| {
        front.deliver_completion(operation);
        sender.send(()).expect("the test looks");
    });
    let error = system.start().submit().map(drop).expect_err("refused");
    delivered.try_recv().expect("the moment has come");
    assert!(error.is_access_denied());
    assert_eq!(error.message(), Some("the disk"), "{error:?}");
    drop((events, system));
    mock.finish();
}

/// The stale event comes before the call has begun, when the service has just gone: the question for the result is
/// answered with neither "pending" nor "not started", and still the call is about to use the operation.
#[test]
fn o1_e6_an_operation_is_not_closed_under_its_starting_call() {
    within_the_limit(|| {
        let mock = on(Schedule::Threaded);
        let front = Front::of(&mock);
        let system = front.host().create("Test", VM).wait().expect("created");
        let events = system
            .events(EventOptions::OPERATION_CALLBACKS)
            .expect("subscribed");
        mock.fail(Fault::call("HcsGetOperationResult").answers(HCS_E_SERVICE_DISCONNECT));
        let (sender, delivered) = mpsc::channel();
        front.at(Moment::BeforeStarting, move |operation| {
            front.deliver_completion(operation);
            sender.send(()).expect("the test looks");
        });
        let result = system.start().submit().and_then(|pending| pending.wait());
        delivered.try_recv().expect("the moment has come");
        drop((events, system));
        mock.finish();
        // Completing is right, too: whether that answer is about the call is open.
        if let Err(error) = result {
            assert!(error.is_service_gone(), "{error:?}");
        }
    });
}

/// One event has the operation asked for its result, and another one comes meanwhile.
#[test]
fn e6_an_operation_is_asked_by_one_thread_at_a_time() {
    within_the_limit(|| {
        let mock = on(Schedule::Threaded);
        let front = Front::of(&mock);
        let system = front.host().create("Test", VM).wait().expect("created");
        let events = system
            .events(EventOptions::OPERATION_CALLBACKS)
            .expect("subscribed");
        let (sender, delivered) = mpsc::channel();
        front.at(Moment::BeforeAsking, move |operation| {
            front.deliver_completion(operation);
            sender.send(()).expect("the test looks");
        });
        let pending = system.start().submit().expect("submitted");
        pending.wait().expect("started");
        delivered.try_recv().expect("the moment has come");
        assert_eq!(calls(&mock, "HcsGetOperationResult"), 1);
        drop((events, system));
        mock.finish();
    });
}

/// A registration changes after an operation has completed and before its event has come, which is lost then.
#[test]
fn e5_what_has_completed_when_the_registration_changes_is_asked_for() {
    let mut profile = Profile::documented();
    profile.completed_before_registration = Missed::Lost;
    profile.events_after_unregister = Chance::NEVER;
    let mock = with(Schedule::Stepped, profile);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system.events(EventOptions::OPERATION_CALLBACKS);
    let pending = system.start().submit().expect("submitted");
    while mock.system_state("Test") != Some(State::Running) {
        assert!(mock.step(), "it starts");
    }
    let more = system.events(EventOptions::VM_LIFECYCLE);
    let started = pending.wait_timeout(Duration::ZERO).expect("started");
    assert!(started.is_ok(), "it is complete");
    drop((events, more, system));
    mock.finish();
}

/// The service of one host goes. What another one was asked has nothing to do with that.
#[test]
fn e8_what_another_host_does_goes_on() {
    let (gone, other) = (on(Schedule::Stepped), on(Schedule::Stepped));
    let start = |mock: &MockHost| {
        let system = mock.host().create("Test", VM).wait().expect("created");
        let events = system.events(EventOptions::NONE).expect("subscribed");
        let pending = system.start().submit().expect("submitted");
        ((system, events), pending)
    };
    let (there, pending) = start(&gone);
    let (here, goes_on) = start(&other);
    gone.disconnect_service();
    gone.run_until_idle();
    assert!(pending.wait().expect_err("gone").is_service_gone());
    other.run_until_idle();
    goes_on.wait().expect("started");
    drop((there, here));
    for mock in [gone, other] {
        mock.finish();
    }
}

/// A change of the registration fails; the former one is set again, and that tells of the disconnect.
#[test]
fn e8_a_pending_operation_is_told_of_a_disconnect_that_a_failed_change_meets() {
    within_the_limit(|| {
        let mut profile = Profile::documented();
        profile.disconnected = Disconnected::Never;
        let mock = with(Schedule::Stepped, profile);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let pending = system.start().submit().expect("submitted");
        mock.disconnect_service();
        // Withdrawing comes first.
        mock.fail(
            Fault::call("HcsSetComputeSystemCallback")
                .nth(2)
                .answers(E_OUTOFMEMORY),
        );
        system
            .events(EventOptions::OPERATION_CALLBACKS)
            .map(drop)
            .expect_err("no registration");
        mock.run_until_idle();
        assert!(pending.wait().expect_err("lost").is_service_gone());
        drop(system);
        mock.finish();
    });
}

/// The event is on its way when the registration is withdrawn, which drops it, and nothing can be registered any more.
#[test]
fn e8_a_stream_is_told_of_a_disconnect_that_a_change_of_the_registration_meets() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let mut before = system.events(EventOptions::NONE).expect("subscribed");
    mock.disconnect_service();
    system
        .events(EventOptions::VM_LIFECYCLE)
        .map(drop)
        .expect_err("the service is gone");
    mock.run_until_idle();
    let event = before.try_recv().expect("told");
    assert_eq!(event.kind(), EventKind::SERVICE_DISCONNECT);
    assert!(before.try_recv().is_none(), "told once");
    drop(system);
    mock.finish();
}
