#![allow(unsafe_code)] // Takes the mock's table on trust, as a program with a table of its own does.
//! What a host says of itself: its build, and what it can't do.

use hcs::{Build, Feature, Host};
use hcs_testkit::{MockHost, Profile};

fn of_build(build: u32) -> MockHost {
    MockHost::builder()
        .profile(Profile::for_build(build))
        .build()
}

#[test]
fn l1_each_build_supports_what_it_brought_and_all_from_before() {
    for build in Profile::BUILDS {
        let mock = of_build(build);
        let host = mock.host();
        assert_eq!(host.build(), Build::Exactly(build));
        for &feature in Feature::ALL {
            let there = feature.needs_build() <= build;
            assert_eq!(host.supports(feature), there, "{feature} on {build}");
            let required = host.require(feature);
            assert_eq!(required.is_ok(), there, "{feature} on {build}");
            if let Err(error) = required {
                assert!(error.is_unsupported());
                assert!(error.code().is_none(), "nothing was called");
                assert_eq!(error.needs_build(), Some(feature.needs_build()));
                assert!(feature.functions().contains(&error.call()));
                let builds = format!(
                    "needs Windows build {}; this host has {build}",
                    feature.needs_build()
                );
                assert!(error.to_string().contains(&builds), "{error}");
            }
        }
        mock.finish();
    }
}

#[test]
fn l1_the_build_of_a_table_is_as_late_as_its_newest_function() {
    for build in Profile::BUILDS {
        let mock = of_build(build);
        // SAFETY: the mock's functions have computecore's signatures and obey its rules.
        let host = unsafe { Host::from_table(mock.table()) };
        assert_eq!(host.build(), Build::AtLeast(build));
        assert_eq!(
            host.with_build(build + 1).build(),
            Build::Exactly(build + 1)
        );
        mock.finish();
    }
}

#[test]
fn l1_of_a_table_an_error_says_what_is_known_of_its_host() {
    let mock = of_build(20348);
    // SAFETY: as above.
    let host = unsafe { Host::from_table(mock.table()) };
    let error = host.require(Feature::LiveMigration).unwrap_err();
    assert_eq!(
        error.to_string(),
        "HcsInitializeLiveMigrationOnSource was not called: it needs Windows build 26100; this host's is not known, \
         and its computecore.dll has functions of 20348 at the latest. Host::supports says beforehand what a host has."
    );
    mock.finish();
}

#[test]
fn l1_a_function_that_the_build_should_have_may_be_missing_all_the_same() {
    let mock = MockHost::builder().without("HcsCrashComputeSystem").build();
    let host = mock.host();
    assert!(!host.supports(Feature::Crash));
    let error = host.require(Feature::Crash).unwrap_err();
    assert_eq!(error.call(), "HcsCrashComputeSystem");
    assert!(error.is_unsupported());
    let sentence = error.to_string();
    let expected = "this host has 26100, and its computecore.dll lacks it all the same";
    assert!(sentence.contains(expected), "{sentence}");
    mock.finish();
}

#[test]
fn other_failures_name_no_build() {
    let mock = MockHost::new();
    let error = mock.host().open("nobody").unwrap_err();
    assert_eq!(error.needs_build(), None);
    mock.finish();
}
