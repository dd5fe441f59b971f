//! Plays the scenarios, again and again, and judges each run.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, Once, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use hcs_sys::{HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HCS_E_SERVICE_DISCONNECT, HRESULT};
use hcs_testkit::{Answer, Call, Fault, Kind as HandleKind, MockHost, Profile, Schedule, strays};

use crate::stage::{Seen, Stage};
use crate::table::{SCENARIOS, Scenario};

/// A code that nothing else answers.
pub(crate) const INJECTED: HRESULT = 0x8F0F_00ED_u32.cast_signed();
/// A document with it.
pub(crate) const INJECTED_DOCUMENT: &str = r#"{"Error":-1894842131,"ErrorMessage":"as planned","ErrorEvents":[{"Message":"the cause","EventId":7}]}"#;

/// After so long a run hangs, on the slowest of machines.
const LIMIT: Duration = Duration::from_secs(90);
/// After so long the service is taken away from a run that has an operation which never completes.
const RESCUE: Duration = Duration::from_millis(4);
/// What a call is told when another thread has just switched the handle to completions by event.
const SWITCHED: Kind = Kind::Answers(HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
/// No scenario has as many calls.
const MOST_CALLS: u64 = 200;
/// More failures than these say nothing new.
const FAILURES: usize = 3;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nothing,
    Answers(HRESULT),
    AnswersFromThenOn(HRESULT),
    AnswersWithDocument(HRESULT, &'static str),
    Completes(HRESULT, Option<&'static str>),
    Disconnects,
    NeverCompletes,
}

impl Kind {
    /// Whether it is about the operation of a call, and so matters only where there is one.
    fn is_of_an_operation(self) -> bool {
        matches!(
            self,
            Self::AnswersWithDocument(..) | Self::Completes(..) | Self::NeverCompletes
        )
    }

    fn at(self, place: Place) -> Option<Fault> {
        let fault = match place {
            Place::Nowhere => return None,
            Place::Call(nth) => Fault::any_call().nth(nth),
            Place::CallOf(function, nth) => Fault::call(function).nth(nth),
        };
        Some(match self {
            Self::Nothing => return None,
            Self::Answers(code) => fault.answers(code),
            Self::AnswersFromThenOn(code) => fault.answers(code).every(),
            Self::AnswersWithDocument(code, document) => {
                fault.answers_with_document(code, document)
            }
            Self::Completes(code, document) => fault.completes(code, document),
            Self::Disconnects => fault.disconnects(),
            Self::NeverCompletes => fault.never_completes(),
        })
    }
}

/// Where it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    /// At the n-th call of all.
    Call(u64),
    /// At the n-th call of this function: the same one also where threads race.
    CallOf(&'static str, u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("no call"),
            Self::Call(nth) => write!(f, "call {nth}"),
            Self::CallOf(function, nth) => write!(f, "call {nth} of {function}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("goes wrong"),
            Self::Answers(code) => write!(f, "answers {code:#010X}"),
            Self::AnswersFromThenOn(code) => write!(f, "and all later ones answer {code:#010X}"),
            Self::AnswersWithDocument(code, _) => write!(f, "answers {code:#010X} and a document"),
            Self::Completes(code, document) => {
                write!(f, "completes with {code:#010X} and {document:?}")
            }
            Self::Disconnects => f.write_str("finds the service gone"),
            Self::NeverCompletes => f.write_str("never completes"),
        }
    }
}

/// A kind of host, and its schedule.
pub(crate) struct Host {
    name: String,
    schedule: Schedule,
    profile: Profile,
    seed: u64,
    absent: Option<&'static str>,
}

impl Host {
    pub(crate) fn documented(schedule: Schedule) -> Self {
        Self {
            name: format!("documented, {schedule:?}"),
            schedule,
            profile: Profile::documented(),
            seed: 0,
            absent: None,
        }
    }

    pub(crate) fn adversarial(schedule: Schedule, seed: u64) -> Self {
        Self {
            name: format!("adversarial {seed}, {schedule:?}"),
            profile: Profile::adversarial(seed),
            seed,
            ..Self::documented(schedule)
        }
    }

    pub(crate) fn of_build(schedule: Schedule, build: u32) -> Self {
        let mut profile = Profile::documented();
        profile.build = build;
        Self {
            name: format!("build {build}, {schedule:?}"),
            profile,
            ..Self::documented(schedule)
        }
    }

    pub(crate) fn without(schedule: Schedule, export: &'static str) -> Self {
        Self {
            name: format!("without {export}, {schedule:?}"),
            absent: Some(export),
            ..Self::documented(schedule)
        }
    }

    fn mock(&self) -> MockHost {
        let builder = MockHost::builder()
            .schedule(self.schedule)
            .profile(self.profile.clone())
            .seed(self.seed);
        match self.absent {
            None => builder.build(),
            Some(export) => builder.without(export).build(),
        }
    }
}

/// Many runs, and what was wrong with them.
pub(crate) struct Sweep {
    title: String,
    /// Only the runs whose names contain this.
    filter: Option<String>,
    began: Instant,
    runs: u64,
    struck: u64,
    failures: Vec<String>,
    /// A thread hangs: what comes after it might hang because of it.
    stuck: bool,
}

impl Sweep {
    pub(crate) fn new(title: &str) -> Self {
        watch_for_panics();
        Self {
            title: title.to_owned(),
            filter: std::env::var("HCS_FAULT").ok(),
            began: Instant::now(),
            runs: 0,
            struck: 0,
            failures: Vec::new(),
            stuck: false,
        }
    }

    pub(crate) fn runs(&self) -> u64 {
        self.runs
    }

    pub(crate) fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    /// Each scenario as it is.
    pub(crate) fn undisturbed(&mut self, host: &Host) {
        for scenario in SCENARIOS {
            self.play(scenario, host, Kind::Nothing, Place::Nowhere);
        }
    }

    /// Each scenario, once for each of its calls, which goes wrong.
    pub(crate) fn each_call(&mut self, host: &Host, kind: Kind) {
        for scenario in SCENARIOS {
            if scenario.races && kind == SWITCHED {
                // Nobody switches the handle there, and the crate takes the host's word for it that somebody has.
                continue;
            }
            if kind.is_of_an_operation() {
                for place in operations(scenario, host) {
                    self.play(scenario, host, kind, place);
                }
                continue;
            }
            // A run says by itself whether it had a k-th call.
            for nth in 1..=MOST_CALLS {
                if !self.play(scenario, host, kind, Place::Call(nth)) {
                    break;
                }
            }
        }
    }

    /// One run. Whether there was something to go wrong.
    fn play(&mut self, scenario: &'static Scenario, host: &Host, kind: Kind, place: Place) -> bool {
        if self.stuck || self.failures.len() >= FAILURES {
            return false;
        }
        let name = format!("{}: {}: {place} {kind}", host.name, scenario.name);
        if let Some(filter) = &self.filter
            && !name.contains(filter)
        {
            return true;
        }
        let run = Run::play(scenario, host, kind, place);
        self.runs += 1;
        self.struck += u64::from(run.struck);
        self.stuck |= run.stuck;
        if !run.wrong.is_empty() {
            let history = run.stage.mock.history();
            let wrong = run.wrong.join("\n  ");
            self.failures
                .push(format!("{name}\n  {wrong}\nhistory:\n{history}"));
        }
        run.struck
    }

    #[track_caller]
    pub(crate) fn finish(mut self) {
        let strays = strays();
        if !strays.is_empty() {
            self.failures
                .push(format!("calls without a mock: {strays:?}"));
        }
        let Self { runs, struck, .. } = self;
        let seconds = self.began.elapsed().as_secs_f64();
        println!(
            "report: {}: {runs} runs, {struck} faults, {:.0} runs a second",
            self.title,
            runs as f64 / seconds
        );
        if !self.failures.is_empty() {
            expecting_panics(|| panic!("{}", self.failures.join("\n\n")));
        }
    }
}

/// What became of one run.
struct Run {
    stage: Arc<Stage>,
    struck: bool,
    stuck: bool,
    wrong: Vec<String>,
}

impl Run {
    fn play(scenario: &'static Scenario, host: &Host, kind: Kind, place: Place) -> Self {
        let stage = Arc::new(Stage::new(host.mock(), host.schedule));
        if let Some(fault) = kind.at(place) {
            stage.mock.fail(fault);
        }
        let mut run = Self {
            stage: Arc::clone(&stage),
            struck: false,
            stuck: false,
            wrong: Vec::new(),
        };
        let ended = run.watch(scenario, kind);
        run.struck = match (kind, place) {
            (Kind::Nothing, _) | (_, Place::Nowhere) => false,
            // This one strikes for ever.
            (Kind::AnswersFromThenOn(_), Place::Call(nth)) => stage.mock.failable_calls() >= nth,
            _ => stage.mock.faults_left() == 0,
        };
        run.panics();
        match ended {
            Some(result) => {
                run.leftovers();
                run.errors(scenario, kind, result.is_err());
            }
            None => run.stuck = true,
        }
        run
    }

    /// Plays on a thread of its own, which is watched.
    fn watch(&mut self, scenario: &'static Scenario, kind: Kind) -> Option<hcs::Result<()>> {
        let (sender, receiver) = mpsc::channel();
        let stage = Arc::clone(&self.stage);
        thread::spawn(move || {
            let played = catch_unwind(AssertUnwindSafe(|| (scenario.play)(&stage)));
            drop(stage);
            let _ = sender.send(played);
        });
        let deadline = Instant::now() + LIMIT;
        if kind == Kind::NeverCompletes {
            let early = receiver.recv_timeout(RESCUE);
            self.stage.mock.disconnect_service();
            if let Ok(played) = early {
                return Some(played.unwrap_or(Ok(())));
            }
        }
        while Instant::now() < deadline {
            match receiver.recv_timeout(Duration::from_millis(100)) {
                Ok(Ok(result)) => return Some(result),
                // The hook has the panic.
                Ok(Err(_)) => return Some(Ok(())),
                Err(_) => {}
            }
        }
        self.wrong.push(format!("hangs after {LIMIT:?}"));
        for violation in self.stage.mock.violations() {
            self.wrong.push(violation.to_string());
        }
        None
    }

    /// What a panic of any thread has said since the last run.
    fn panics(&mut self) {
        let panics = std::mem::take(&mut *PANICS.lock().unwrap());
        self.wrong.extend(panics);
    }

    /// Everything is closed and freed, no rule is broken, and all that was handed to the crate is gone.
    fn leftovers(&mut self) {
        let clean = AssertUnwindSafe(|| self.stage.mock.assert_clean());
        if let Err(payload) = expecting_panics(|| catch_unwind(clean)) {
            let story = payload.downcast_ref::<String>().cloned();
            let story = story.unwrap_or_default();
            let story = story.split("history:").next().unwrap_or_default();
            self.wrong.push(format!("not clean: {story}"));
        }
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.stage.tokens() > 0 {
            if Instant::now() > deadline {
                let tokens = self.stage.tokens();
                self.wrong.push(format!(
                    "{tokens} closures, handlers or wakers are still held"
                ));
                break;
            }
            thread::yield_now();
        }
    }

    /// Every error says which call has failed, as the ABI has it, and the fault was seen by somebody.
    fn errors(&mut self, scenario: &Scenario, kind: Kind, failed: bool) {
        let seen = self.stage.seen();
        let calls = self.stage.mock.history().calls;
        for it in &seen {
            if let Some(what) = objection(it, &calls, kind) {
                self.wrong
                    .push(format!("{what}: {:?} of {}", it.error, it.making));
            }
        }
        if failed && seen.is_empty() {
            self.wrong.push("an error that was never noted".to_owned());
        }
        let unseen = seen.is_empty() && self.struck && !scenario.unseen;
        let must_be_seen = match kind {
            Kind::Answers(_) | Kind::AnswersFromThenOn(_) | Kind::AnswersWithDocument(..) => true,
            Kind::Completes(code, _) => code < 0 && calls.iter().any(|call| is_result(call, code)),
            Kind::Nothing | Kind::Disconnects | Kind::NeverCompletes => false,
        };
        if unseen && must_be_seen {
            self.wrong.push("nobody saw the fault".to_owned());
        }
        if kind == Kind::Nothing && !scenario.unseen && !seen.is_empty() {
            let errors: Vec<_> = seen.iter().map(|it| it.error.to_string()).collect();
            self.wrong
                .push(format!("nothing was wrong, but: {errors:?}"));
        }
    }
}

/// What is wrong with an error.
fn objection(seen: &Seen, calls: &[Call], kind: Kind) -> Option<&'static str> {
    const REGISTER: &str = "HcsSetComputeSystemCallback";
    let error = &seen.error;
    let made_by_call = seen.making.contains(error.call());
    // The functions that make no `Call` name what they call.
    let direct = match seen.making.as_str() {
        "open" => Some("HcsOpenComputeSystem"),
        "close" => Some("HcsCloseComputeSystem"),
        "events" | "subscribe" => Some(REGISTER),
        _ => None,
    };
    if !(made_by_call || direct == Some(error.call()) || error.call() == REGISTER) {
        return Some("names another call than the one that was made");
    }
    if !error.to_string().contains(error.call()) {
        return Some("doesn't say the call");
    }
    let Some(code) = error.code() else {
        let nothing_made = |call: &Call| {
            call.name == "HcsCreateOperation" && call.answer == Some(Answer::Handle(None))
        };
        let text = error.to_string();
        let explained = if text.contains("HcsCreateOperation") {
            calls.iter().any(nothing_made)
        } else if let Kind::Completes(0.., Some(document)) = kind {
            error.document() == Some(document)
        } else {
            error.is_unsupported()
        };
        return (!explained).then_some("has no code, for no reason");
    };
    let lost = code.0 == HCS_E_SERVICE_DISCONNECT
        && calls
            .iter()
            .any(|call| call.name == "of event ServiceDisconnect" && call.callback);
    let failed = |call: &Call| {
        // An operation that was to be completed by event is lost with the registration.
        let registration = call.name == REGISTER && call.answer == Some(Answer::Code(code.0));
        registration || answered(call, error.call(), code.0, calls)
    };
    if !lost && !calls.iter().any(failed) {
        return Some("the call that it names didn't fail so");
    }
    let with_document = match kind {
        Kind::AnswersWithDocument(with, _) => with == code.0 && starts_with_code(calls, code.0),
        Kind::Completes(with, Some(_)) => with == code.0,
        _ => false,
    };
    if with_document && (error.message() != Some("as planned") || error.events().len() != 1) {
        return Some("the document is lost");
    }
    None
}

/// Whether this is the call of this name with this answer, or the result of its operation.
fn answered(call: &Call, name: &str, code: HRESULT, calls: &[Call]) -> bool {
    if call.name == name {
        return call.answer == Some(Answer::Code(code));
    }
    let of = operation(call);
    let starting = |other: &Call| other.name == name && operation(other) == of;
    of.is_some() && is_result(call, code) && calls.iter().any(starting)
}

/// The operation that a call is about.
fn operation(call: &Call) -> Option<u64> {
    let mut subjects = call.subjects.iter().flatten();
    let operation = subjects.find(|subject| subject.kind == HandleKind::Operation);
    operation.map(|operation| operation.number)
}

/// Whether a call that starts something has answered this.
fn starts_with_code(calls: &[Call], code: HRESULT) -> bool {
    let mut calls = calls.iter();
    calls.any(|call| call.answer == Some(Answer::Code(code)) && is_start(call))
}

/// The calls of a scenario that start something, each by its function.
fn operations(scenario: &'static Scenario, host: &Host) -> Vec<Place> {
    let run = Run::play(scenario, host, Kind::Nothing, Place::Nowhere);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let calls = run.stage.mock.history().calls;
    let starting = calls.iter().filter(|call| is_start(call));
    let places = starting.map(|call| {
        let count = counts.entry(call.name).or_default();
        *count += 1;
        Place::CallOf(call.name, *count)
    });
    places.collect()
}

/// Whether somebody was told that an operation ended so.
fn is_result(call: &Call, code: HRESULT) -> bool {
    let result = ["HcsGetOperationResult", "HcsWaitForOperationResult"].contains(&call.name);
    result && call.answer == Some(Answer::Code(code))
}

fn is_start(call: &Call) -> bool {
    operation(call).is_some() && !call.callback && !call.name.contains("Operation")
}

/// What panics have said, other than those that are expected.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Panics in callbacks of the crate's go no further than to its boundary: the hook sees them all the same.
fn watch_for_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            usual(panic);
            if !EXPECTED.get() {
                PANICS.lock().unwrap().push(panic.to_string());
            }
        }));
    });
}

fn expecting_panics<R>(work: impl FnOnce() -> R) -> R {
    EXPECTED.set(true);
    let result = work();
    EXPECTED.set(false);
    result
}
