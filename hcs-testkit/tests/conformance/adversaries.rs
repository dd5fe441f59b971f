//! Hosts that make the most of what is left open: none contradicts a rule that they keep.

use hcs_testkit::conformance::CaseEnd;
use hcs_testkit::{Chance, Profile, Schedule};

use crate::{SHORT, contradicted, options, run, side_by_side};

fn adversary(seed: u64, schedule: Schedule) {
    let mut profile = Profile::adversarial(seed);
    profile.police_late_setting = false;
    let twice = profile.duplicate_callbacks != Chance::NEVER;
    let report = run(schedule, profile, options("", SHORT));
    // A callback that runs twice is not within the rules, and may be noticed wherever one is counted.
    let allowed: &[&str] = if twice { &["O4", "O8"] } else { &[] };
    for rule in contradicted(&report) {
        assert!(allowed.contains(&rule), "seed {seed}, {rule}: {report}");
    }
    for case in &report.cases {
        if let CaseEnd::Failed(reason) = &case.end {
            let about = allowed.iter().any(|rule| reason.starts_with(*rule));
            assert!(about, "seed {seed}, {}: {report}", case.name);
        }
    }
}

#[test]
fn threaded_adversaries() {
    side_by_side(0..24, |seed| adversary(seed, Schedule::Threaded));
}

#[test]
fn stepped_adversaries() {
    side_by_side(24..40, |seed| adversary(seed, Schedule::Stepped));
}

#[test]
fn inline_adversaries() {
    side_by_side(40..52, |seed| adversary(seed, Schedule::Inline));
}

#[test]
fn adversaries_before_return() {
    side_by_side(52..64, |seed| adversary(seed, Schedule::BeforeReturn));
}
