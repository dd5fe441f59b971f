//! What the mock did, it does again: recordings made on it replay without a difference.

use hcs_testkit::replay::{Recording, Verdict};
use hcs_testkit::{Chance, Profile, Schedule};

use crate::{check, programs, record};

#[test]
fn a_program_on_the_documented_host_replays_without_a_difference() {
    for schedule in Schedule::ALL {
        for (name, program) in programs::ALL {
            // On the stepped schedule one thread steps.
            if schedule == Schedule::Stepped && name == "threads" {
                continue;
            }
            let text = record(schedule, Profile::documented(), 1, program);
            let report = check(&text);
            let story = format!("{name} on {schedule:?}:\n{report}\n{text}");
            assert_eq!(report.verdict(), Verdict::Consistent, "{story}");
            assert!(report.compared() > 3, "{story}");
            assert!(report.undecided().is_empty(), "{story}");
            assert!(
                report.rule("O1").is_some_and(|rule| rule.confirmed > 0),
                "{story}"
            );
        }
    }
}

/// Hosts that make the most of what nobody promises, but for callbacks that run twice: those the contract excludes.
#[test]
fn a_program_on_other_hosts_replays_on_the_same_host() {
    for seed in 0..24 {
        let mut profile = Profile::adversarial(seed);
        profile.duplicate_callbacks = Chance::NEVER;
        profile.duplicate_events = Chance::NEVER;
        for schedule in Schedule::ALL {
            for (name, program) in programs::ALL {
                if schedule == Schedule::Stepped && name == "threads" {
                    continue;
                }
                // A process ends by itself: which of two things that worker threads do at that time came first is not in
                // the recording, and a host that cancels what is closed makes a difference of it.
                if schedule == Schedule::Threaded && name == "processes" {
                    continue;
                }
                let text = record(schedule, profile.clone(), seed, program);
                let recording = Recording::read(text.as_bytes()).unwrap();
                let report = recording.check_with(&profile);
                let story = format!("{name} on {schedule:?}, {seed}:\n{report}\n{text}");
                assert_eq!(report.verdict(), Verdict::Consistent, "{story}");
            }
        }
    }
}
