//! The conformance suite on the mock: it confirms what the mock models, in every setting and on every schedule, and it
//! notices a host that does something else.

mod adversaries;
mod behind;
mod cleaning;
mod documented;
mod obstacles;
mod planted;
mod plants;
mod reports;
mod schedules;
mod settings;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hcs_testkit::conformance::{self, Options, Report, Verdict};
use hcs_testkit::{MockHost, Profile, Schedule};

/// Long enough for what comes at once, and what comes later is no harm.
const SHORT: Duration = Duration::from_millis(40);
/// For what comes, and ends the wait.
const LONG: Duration = Duration::from_secs(10);

/// A host as documented, on which operations take a while, so that they can be seen pending.
fn documented() -> Profile {
    let mut profile = Profile::documented();
    profile.longest_delay = Duration::from_millis(10);
    // The suite asks what comes of it.
    profile.police_late_setting = false;
    profile
}

/// The cases whose names contain this, and how long they wait for what may never come.
fn options(filter: &str, quiet: Duration) -> Options {
    let mut options = Options::default();
    options.filter = Some(filter.to_owned());
    options.quiet = quiet;
    options.tries = 10;
    options
}

/// Runs these cases on a new mock, which is clean afterwards.
fn run(schedule: Schedule, profile: Profile, mut options: Options) -> Report {
    options.facts.build = Some(profile.build);
    let mock = MockHost::builder()
        .schedule(schedule)
        .profile(profile)
        .build();
    let over = AtomicBool::new(false);
    let report = thread::scope(|scope| {
        if schedule == Schedule::Stepped {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    if !mock.step() {
                        thread::sleep(Duration::from_micros(200));
                    }
                }
            });
        }
        let report = conformance::on_mock(&mock, &options);
        over.store(true, Ordering::SeqCst);
        report
    });
    mock.finish();
    report
}

/// The rules that were contradicted.
fn contradicted(report: &Report) -> Vec<&'static str> {
    let rules = report.rules.iter();
    let against = rules.filter(|rule| rule.verdict == Verdict::Contradicted);
    against.map(|rule| rule.id).collect()
}

/// Asserts that something with these words was seen of a rule.
#[track_caller]
fn assert_seen(report: &Report, rule: &str, words: &str) {
    let seen = &report.rule(rule).expect("a rule of the contract").seen;
    let told = seen.iter().any(|text| text.contains(words));
    assert!(told, "{rule}: {words:?} is not in {seen:#?}");
}

/// Does something with each of these at the same time: most of the time they wait.
fn side_by_side<T: Send>(items: impl IntoIterator<Item = T>, act: impl Fn(T) + Sync) {
    let act = &act;
    thread::scope(|scope| {
        for item in items {
            scope.spawn(move || act(item));
        }
    });
}
