//! Creations whose events can't be received: the registration after the starting call fails.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use hcs::{ComputeSystem, Event, EventOptions, HResult, Host, Result, Subscription};
use hcs_sys::E_OUTOFMEMORY;
use hcs_testkit::{ClosedHandle, Fault, MockHost, Profile, Schedule};
use rstest::rstest;

use super::front::{Front, Moment};
use super::{LIMIT, TellsWhere, within_the_limit};
use crate::common::{VM, calls, with};

/// How the creation of a system completes.
#[derive(Clone, Copy, Debug)]
enum Creation {
    Waited,
    ByCallback,
    ByEvent,
}

impl Creation {
    /// Creates a system with a handler of its events, on a host that this mock is behind.
    fn create(
        self,
        mock: &MockHost,
        host: &Host,
        document: &'static str,
        handler: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Result<(ComputeSystem, Subscription)> {
        let options = match self {
            Self::Waited | Self::ByCallback => EventOptions::NONE,
            Self::ByEvent => EventOptions::OPERATION_CALLBACKS,
        };
        let call = host.create("Test", document).with_handler(options, handler);
        match self {
            Self::Waited => call.wait(),
            Self::ByCallback | Self::ByEvent => {
                let pending = call.submit();
                mock.run_until_idle();
                pending.and_then(|pending| pending.wait())
            }
        }
    }
}

/// A host whose creations don't register the callback themselves.
fn old(schedule: Schedule) -> MockHost {
    let mut profile = Profile::documented();
    profile.build = 17763;
    profile.closed_handle = ClosedHandle::Fail;
    with(schedule, profile)
}

fn fail_to_register(mock: &MockHost) {
    mock.fail(Fault::call("HcsSetComputeSystemCallback").answers(E_OUTOFMEMORY));
}

/// A table in front of this host's, through which a creation is complete before its events are registered.
fn complete_before_registering(mock: &Arc<MockHost>) -> &'static Front {
    let front = Front::of(mock);
    let service = Arc::clone(mock);
    front.at(Moment::BeforeRegistering, move |_| service.run_until_idle());
    front
}

/// The creation is complete by the time when the registration fails: the system is there, and has to be terminated. Its
/// handle stays open until that is done, since on this host a close fails what is pending.
#[rstest]
#[case::model_1(Creation::Waited)]
#[case::model_2(Creation::ByCallback)]
#[case::model_3(Creation::ByEvent)]
fn s1_s8_of_a_creation_whose_registration_fails_nothing_is_left(#[case] creation: Creation) {
    const LASTING_VM: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"VirtualMachine":{}}"#;

    within_the_limit(move || {
        let mock = Arc::new(old(Schedule::Stepped));
        let front = complete_before_registering(&mock);
        fail_to_register(&mock);
        let created = creation.create(&mock, &front.host(), LASTING_VM, |_| {});
        let error = created.map(drop).expect_err("no registration");
        assert_eq!(error.code(), Some(HResult(E_OUTOFMEMORY)));
        mock.assert_clean();
        assert_eq!(mock.systems(), []);
    });
}

/// The handle might stand for the system that has the id: nothing is terminated, although the registration fails as well.
/// Whether it is taken comes out before that, or only after it.
#[rstest]
#[case::model_1(Creation::Waited, true)]
#[case::model_2(Creation::ByCallback, true)]
#[case::model_3(Creation::ByEvent, true)]
#[case::model_1_later(Creation::Waited, false)]
#[case::model_2_later(Creation::ByCallback, false)]
fn s2_a_system_whose_id_was_taken_is_not_terminated(
    #[case] creation: Creation,
    #[case] before: bool,
) {
    within_the_limit(move || {
        let mock = Arc::new(old(Schedule::Stepped));
        let first = mock.host().create("Test", VM).wait().expect("created");
        let host = match before {
            true => complete_before_registering(&mock).host(),
            false => mock.host(),
        };
        fail_to_register(&mock);
        let created = creation.create(&mock, &host, VM, |_| {});
        let error = created.map(drop).expect_err("taken");
        assert!(error.is_already_exists(), "{error}");
        assert_eq!(calls(&mock, "HcsTerminateComputeSystem"), 0);
        drop(first);
        mock.assert_clean();
    });
}

#[rstest]
#[case::model_1(Creation::Waited)]
#[case::model_2(Creation::ByCallback)]
#[case::model_3(Creation::ByEvent)]
fn s6_its_handler_is_not_dropped_by_the_thread_that_closes(#[case] creation: Creation) {
    within_the_limit(move || {
        let mock = old(Schedule::Stepped);
        fail_to_register(&mock);
        let (sender, receiver) = mpsc::channel();
        let tells = TellsWhere(sender);
        let handler = move |_: &Event| {
            let _ = &tells;
        };
        let created = creation.create(&mock, &mock.host(), VM, handler);
        created.map(drop).expect_err("no registration");
        mock.run_until_idle();
        let name = receiver.recv_timeout(LIMIT).expect("dropped");
        assert_ne!(name.as_deref(), Some("hcs-closer"));
        mock.finish();
    });
}

/// A wait that is over before the creation is, and goes on.
#[test]
fn s1_that_the_registration_has_failed_is_told_after_another_wait() {
    within_the_limit(|| {
        let mut profile = Profile::documented();
        profile.build = 17763;
        profile.longest_delay = Duration::from_secs(1);
        let mock = with(Schedule::Stepped, profile);
        fail_to_register(&mock);
        let call = mock.host().create("Test", VM);
        let call = call.with_handler(EventOptions::NONE, |_| {});
        let late = call.wait_timeout(Duration::ZERO);
        let late = late.expect("no answer").map(drop).expect_err("pending");
        assert_eq!(calls(&mock, "HcsTerminateComputeSystem"), 0);
        let error = late.wait().map(drop).expect_err("no registration");
        assert_eq!(error.code(), Some(HResult(E_OUTOFMEMORY)));
        assert_eq!(calls(&mock, "HcsTerminateComputeSystem"), 1);
        mock.finish();
    });
}
