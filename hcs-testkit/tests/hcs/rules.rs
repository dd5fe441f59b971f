//! Rules that show only in the whole story of a program: what crossed the ABI, in which order, and on which thread.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::common::{VM, block_on, on};
use hcs::{ComputeSystem, Error, EventOptions, HResult};
use hcs_sys::{E_ABORT, HCS_E_OPERATION_ALREADY_CANCELLED, HCS_E_OPERATION_ALREADY_STARTED};
use hcs_testkit::{
    Answer, Borrowed, Call, Chance, Fault, Kind, Label, Missed, MockHost, Profile, Schedule,
};
use rstest::rstest;

/// How many random profiles there are for each schedule.
const SEEDS: u64 = 12;

/// Everything that crossed the ABI, read in pieces: a mock remembers only so much.
#[derive(Default)]
struct Story(Vec<Call>);

impl Story {
    /// Goes on to where the program is now. Nothing may be running.
    fn read(&mut self, mock: &MockHost) {
        let next = self.0.last().map_or(1, |call| call.number + 1);
        let history = mock.history();
        assert!(history.forgotten < next, "read too late");
        let new = history.calls.into_iter();
        self.0.extend(new.filter(|call| call.number >= next));
    }

    fn of(mock: &MockHost) -> Self {
        let mut story = Self::default();
        story.read(mock);
        story
    }

    /// What the program did with each operation.
    fn of_operations(&self) -> BTreeMap<Label, Vec<&Call>> {
        let mut operations = BTreeMap::<_, Vec<_>>::new();
        for call in &self.0 {
            let labels = call.subjects.into_iter().chain([call.made]).flatten();
            for label in labels.filter(|label| label.kind == Kind::Operation) {
                operations.entry(label).or_default().push(call);
            }
        }
        operations
    }

    /// The callback that this call was made in, if it was made in one.
    fn around(&self, call: &Call) -> Option<&Call> {
        let depth = call.depth.checked_sub(1)?;
        let before = self.0.iter().rev().filter(|it| it.number < call.number);
        let mut here = before.filter(|it| it.thread == call.thread && it.depth <= depth);
        here.next().filter(|it| it.callback && it.depth == depth)
    }
}

/// Whether this is the call that an operation was made for. What else is done with an operation has that in its name.
fn is_start(call: &Call) -> bool {
    !call.callback && !call.name.contains("Operation")
}

/// A host that uses what is left open, and gives each handle the value of the last one that was closed.
fn adversary(schedule: Schedule, seed: u64) -> MockHost {
    let mut profile = Profile::adversarial(seed);
    profile.reuse_addresses = true;
    if schedule == Schedule::Stepped {
        // There it is the test that completes anything.
        profile.early_completion = Chance::NEVER;
    }
    let builder = MockHost::builder().schedule(schedule).seed(seed);
    builder.profile(profile).build()
}

/// How long a call may take before the test is over.
const PATIENCE: Duration = Duration::from_secs(30);

const THREADS: usize = 4;
const BURST: usize = 8;
const ROUNDS: usize = 4;

/// Counts a thread that has come this far, or has panicked before.
struct Arrival<'a>(&'a AtomicUsize);

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Arrival<'_> {
    fn of_all(count: &AtomicUsize) {
        while count.load(Ordering::SeqCst) < THREADS {
            thread::sleep(Duration::from_micros(50));
        }
    }
}

/// Calls of one system from many threads, all started before the first is waited for: `ROUNDS` times
/// `THREADS * (BURST + 1)` of them. How many were under way at the same time at most.
fn rounds(mock: &MockHost, system: &ComputeSystem, story: &mut Story) -> u64 {
    let mut most = 0;
    for _ in 0..ROUNDS {
        let started = AtomicUsize::new(0);
        let closures = Arc::new(AtomicUsize::new(0));
        thread::scope(|scope| {
            let burst = || {
                let arrival = Arrival(&started);
                let mut pending = Vec::new();
                for number in 0..BURST {
                    let call = system.properties();
                    if number % 2 == 0 {
                        pending.push(call.submit().expect("submitted"));
                    } else {
                        let closures = Arc::clone(&closures);
                        let count = move |result: Result<_, Error>| {
                            closures.fetch_add(usize::from(result.is_ok()), Ordering::SeqCst);
                        };
                        call.on_complete(count).expect("submitted");
                    }
                }
                drop(arrival);
                Arrival::of_all(&started);
                let waited = system.properties().wait_timeout(PATIENCE);
                waited.expect("properties").expect("in time");
                for pending in pending {
                    let waited = pending.wait_timeout(PATIENCE);
                    waited.expect("properties").expect("in time");
                }
            };
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(burst)).collect();
            Arrival::of_all(&started);
            most = most.max(mock.ledger().operations.open());
            while threads.iter().any(|thread| !thread.is_finished()) {
                if !mock.step() {
                    thread::sleep(Duration::from_micros(50));
                }
            }
        });
        mock.run_until_idle();
        assert_eq!(closures.load(Ordering::SeqCst), THREADS * BURST / 2);
        story.read(mock);
    }
    most
}

#[rstest]
fn o2_calls_started_together_never_share_an_operation(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    for seed in 0..SEEDS {
        let mock = adversary(schedule, seed);
        let mut story = Story::default();
        let system = mock.host().create("Test", VM).wait().expect("created");
        let events = system.events(options).expect("registered");
        let most = rounds(&mock, &system, &mut story);
        if schedule == Schedule::Stepped {
            assert!(most >= (THREADS * BURST) as u64, "seed {seed}: {most}");
        }
        drop(events);
        system.close().expect("closed");
        mock.run_until_idle();
        story.read(&mock);
        let operations = story.of_operations();
        assert_eq!(operations.len(), 1 + ROUNDS * THREADS * (BURST + 1));
        for (label, calls) in operations {
            let starts: Vec<&Call> = calls.into_iter().filter(|call| is_start(call)).collect();
            assert_eq!(starts.len(), 1, "seed {seed}, {label}: {starts:#?}");
            let refused = Some(Answer::Code(HCS_E_OPERATION_ALREADY_STARTED));
            assert_ne!(starts[0].answer, refused, "seed {seed}, {label}");
        }
        mock.finish();
    }
}

/// Operations with callbacks of their own, in each way that a program can finish a call with one.
fn model_2(mock: &MockHost) {
    let system = block_on(mock, mock.host().create("Test", VM)).expect("created");
    block_on(mock, system.start()).expect("started");
    // A failure.
    block_on(mock, system.start()).expect_err("it runs");
    // Nobody wants the result.
    drop(system.properties().submit().expect("submitted"));
    // The next operation is made inside the callback of this one, which has closed it: at the same address, if that is
    // used again.
    let again = system.clone();
    let nested = move |result: Result<_, Error>| {
        result.expect("paused");
        let inner = |result: Result<_, Error>| drop(result.expect("properties"));
        again.properties().on_complete(inner).expect("submitted");
    };
    system.pause().on_complete(nested).expect("submitted");
    mock.run_until_idle();
    system.close().expect("closed");
    mock.run_until_idle();
}

/// The operations of [`model_2`].
const OPERATIONS: usize = 6;

fn o6_on(mock: MockHost, name: &str) {
    model_2(&mock);
    let story = Story::of(&mock);
    let operations = story.of_operations();
    assert_eq!(operations.len(), OPERATIONS, "{name}");
    for (label, calls) in operations {
        let find = |wanted: &str| -> Vec<&Call> {
            let found = calls.iter().filter(|it| it.name == wanted);
            found.copied().collect()
        };
        let closes = find("HcsCloseOperation");
        assert_eq!(closes.len(), 1, "{name}, {label}: {calls:#?}");
        let results = find("HcsGetOperationResult");
        assert_eq!(results.len(), 1, "{name}, {label}: {calls:#?}");
        for call in [results[0], closes[0]] {
            // There may be two, at the same time: where a callback is run again.
            let around = story.around(call);
            let own = around.is_some_and(|it| it.subjects.contains(&Some(label)));
            assert!(own, "{name}, {label}: {around:#?} {calls:#?}");
        }
        let later = |call: &&&Call| !call.callback && call.number > closes[0].number;
        assert_eq!(calls.iter().find(later), None, "{name}, {label}");
    }
    let ledger = mock.ledger();
    assert_eq!(ledger.operations.created, OPERATIONS as u64, "{name}");
    assert_eq!(ledger.operations.closed, OPERATIONS as u64, "{name}");
    assert_eq!(ledger.violations, 0, "{name}: {ledger}");
    mock.finish();
}

#[rstest]
fn o6_an_operation_is_closed_inside_its_own_callback_and_never_touched_again(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(false, true)] reuse_addresses: bool,
) {
    let profiles = (0..SEEDS).map(|seed| (seed, Profile::adversarial(seed)));
    for (seed, mut profile) in profiles.chain([(SEEDS, Profile::documented())]) {
        profile.reuse_addresses = reuse_addresses;
        let builder = MockHost::builder().schedule(schedule).seed(seed);
        o6_on(builder.profile(profile).build(), &format!("seed {seed}"));
    }
}

/// The same system in each of the three models.
fn three_models(mock: &MockHost, at_work: impl Fn(&ComputeSystem, usize)) {
    for model in 1..=3 {
        let system = mock.host().create("Test", VM).wait().expect("created");
        let option = EventOptions::OPERATION_CALLBACKS;
        let events = (model == 3).then(|| system.events(option).expect("registered"));
        at_work(&system, model);
        drop(events);
        system.close().expect("closed");
    }
}

/// Makes a call as a model does it.
fn call<T>(mock: &MockHost, model: usize, call: hcs::Call<T>) -> Result<T, Error> {
    match model {
        1 => call.wait(),
        _ => block_on(mock, call),
    }
}

/// The crate asks for a process's information where there is one, and never elsewhere: no operation of another kind answers
/// so.
#[test]
fn o13_only_operations_about_processes_are_asked_for_one() {
    let mock = on(Schedule::Threaded);
    three_models(&mock, |system, model| {
        call(&mock, model, system.start()).expect("started");
        call(&mock, model, system.properties()).expect("told");
    });
    let history = mock.history().to_string();
    assert!(!history.contains("AndProcessInfo"), "{history}");
    mock.finish();
}

#[rstest]
fn o10_an_operation_that_was_cancelled_is_an_error_like_any_other(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(HCS_E_OPERATION_ALREADY_CANCELLED, E_ABORT)] code: i32,
    #[values(None, Some(r#"{"Error":-1,"ErrorMessage":"cancelled"}"#))] document: Option<&str>,
) {
    let mock = on(schedule);
    let is_it = |error: &Error, name: &str| {
        assert_eq!(error.call(), name);
        assert_eq!(error.code(), Some(HResult(code)), "{error}");
        let cancelled = code == HCS_E_OPERATION_ALREADY_CANCELLED;
        assert_eq!(error.is_cancelled(), cancelled, "{error}");
        assert_eq!(error.message(), document.map(|_| "cancelled"), "{error}");
    };
    three_models(&mock, |system, model| {
        let name = "HcsStartComputeSystem";
        mock.fail(Fault::call(name).completes(code, document));
        let error = call(&mock, model, system.start()).expect_err("cancelled");
        is_it(&error, name);
        // Nothing is left of it that the next call could run into.
        call(&mock, model, system.start()).expect("started");
    });
    // Of a creation that was cancelled nothing is left.
    for model in 1..=3 {
        let name = match model {
            // The events are asked for with the creation.
            3 => "HcsCreateComputeSystemInNamespace",
            _ => "HcsCreateComputeSystem",
        };
        mock.fail(Fault::call(name).completes(code, document));
        let creation = mock.host().create("Test", VM);
        let error = match model {
            3 => {
                let creation = creation.with_events_stream(EventOptions::OPERATION_CALLBACKS);
                call(&mock, model, creation).expect_err("cancelled")
            }
            _ => call(&mock, model, creation).expect_err("cancelled"),
        };
        is_it(&error, name);
        mock.run_until_idle();
        mock.assert_clean();
        assert!(mock.systems().is_empty());
    }
    assert_eq!(mock.faults_left(), 0);
    mock.finish();
}

#[rstest]
fn o12_no_operation_is_asked_for_the_handle_that_it_works_on(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    for (missed, borrowed) in [
        (Missed::Delivered, Borrowed::Same),
        (Missed::Lost, Borrowed::Distinct),
    ] {
        let mut profile = Profile::documented();
        profile.completed_before_registration = missed;
        profile.borrowed = borrowed;
        let mock = crate::common::with(schedule, profile);
        model_2(&mock);
        three_models(&mock, |system, model| {
            call(&mock, model, system.start()).expect("started");
            call(&mock, model, system.start()).expect_err("it runs");
            call(&mock, model, system.terminate()).expect("terminated");
        });
        mock.run_until_idle();
        let asked = |call: &&Call| {
            [
                "HcsGetComputeSystemFromOperation",
                "HcsGetProcessFromOperation",
            ]
            .contains(&call.name)
        };
        assert_eq!(Story::of(&mock).0.iter().find(asked), None);
        mock.finish();
    }
}
