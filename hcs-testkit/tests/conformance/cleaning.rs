//! The suite cleans up what it made, also after a run that crashed, and touches nothing else.

use hcs_testkit::conformance::{Conclusion, ID_PREFIX, OWNER, on_mock};
use hcs_testkit::{MockHost, State};

use crate::{SHORT, documented, options};

fn configuration(owner: &str, kind: &str, ends_with_its_handle: bool) -> String {
    format!(
        r#"{{"Owner":"{owner}","{kind}":{{}},"ShouldTerminateOnLastHandleClosed":{ends_with_its_handle}}}"#
    )
}

/// The systems of the mock: ids and states.
fn systems(mock: &MockHost) -> Vec<(String, State)> {
    let systems = mock.systems().into_iter();
    systems.map(|system| (system.id, system.state)).collect()
}

#[test]
fn what_a_crashed_run_left_behind_goes_and_nothing_else() {
    let mock = MockHost::builder().profile(documented()).build();
    let host = mock.host();
    let own = |name: &str| format!("{ID_PREFIX}{name}");
    let foreign = [
        ("Test", OWNER),
        (&own("of-somebody-else"), "Somebody"),
        (&own("nearly"), &OWNER.to_uppercase()),
        (&own("longer"), &format!("{OWNER} 2")),
        (&format!("my-{}", own("test")), OWNER),
        ("Other", "Somebody"),
    ]
    .map(|(id, owner)| {
        let document = configuration(owner, "VirtualMachine", false);
        let system = host.create(id, document.as_str()).wait().unwrap();
        system.start().wait().unwrap();
        system
    });
    let beside = systems(&mock);
    // A run that was ended in the middle: its handles are held by a thread that hangs, and one system outlives them.
    let left = [
        ("1", "VirtualMachine", true),
        ("2", "Container", true),
        ("3", "VirtualMachine", false),
    ]
    .map(|(name, kind, ends)| {
        let document = configuration(OWNER, kind, ends);
        let system = host.create(&own(name), document.as_str()).wait().unwrap();
        system.start().wait().unwrap();
        system
    });
    let [first, second, third] = left;
    third.close().unwrap();

    let report = on_mock(&mock, &options("operations.lifetime", SHORT));
    assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
    assert_eq!(report.swept_before.ended, [own("1"), own("2"), own("3")]);
    assert_eq!(report.swept_before.problems, Vec::<String>::new());
    assert_eq!(report.swept_after, Default::default());
    for (id, state) in &beside {
        assert_eq!(mock.system_state(id), Some(*state), "{id}");
    }
    // Who still holds a handle finds them stopped; the other one is gone.
    assert_eq!(mock.system_state(&own("1")), Some(State::Stopped));
    assert_eq!(mock.system_state(&own("2")), Some(State::Stopped));
    assert_eq!(mock.system_state(&own("3")), None);

    for system in [first, second] {
        system.close().unwrap();
    }
    assert_eq!(systems(&mock), beside);
    for system in foreign {
        system.terminate().wait().unwrap();
        system.close().unwrap();
    }
    mock.finish();
}

#[test]
fn a_whole_run_leaves_nothing() {
    let mock = MockHost::builder().profile(documented()).build();
    let document = configuration("Somebody", "VirtualMachine", false);
    let foreign = mock.host().create("Test", document.as_str());
    let foreign = foreign.wait().unwrap();
    let report = on_mock(&mock, &options("", SHORT));
    assert_eq!(report.swept_before, Default::default(), "{report}");
    assert_eq!(report.swept_after, Default::default(), "{report}");
    assert_eq!(systems(&mock), [("Test".to_owned(), State::Created)]);
    foreign.terminate().wait().unwrap();
    foreign.close().unwrap();
    mock.finish();
}
