//! Plays the scenarios, again and again, and collects what was wrong.

use std::collections::BTreeMap;
use std::time::Instant;

use hcs_testkit::{MockHost, ProcessCreation, Profile, Schedule, strays};

use crate::judge::is_start;
use crate::kind::{Kind, Place};
use crate::panics::{self, expecting_panics};
use crate::run::Run;
use crate::table::{Scenario, scenarios};

/// No scenario has as many calls.
const MOST_CALLS: u64 = 200;
/// More failures than these say nothing new.
const FAILURES: usize = 3;

/// A kind of host, and its schedule.
pub(crate) struct Host {
    name: String,
    schedule: Schedule,
    profile: Profile,
    seed: u64,
    absent: Option<&'static str>,
    /// It differs in nothing but processes, or only they are worth their time.
    processes_only: bool,
}

impl Host {
    pub(crate) fn documented(schedule: Schedule) -> Self {
        Self {
            name: format!("documented, {schedule:?}"),
            schedule,
            profile: Profile::documented(),
            seed: 0,
            absent: None,
            processes_only: false,
        }
    }

    /// As documented, but for how it creates processes (P3).
    pub(crate) fn creating(schedule: Schedule, creation: ProcessCreation) -> Self {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        Self {
            name: format!("{creation:?}, {schedule:?}"),
            profile,
            processes_only: true,
            ..Self::documented(schedule)
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

    /// What is the same on every system is played everywhere on the stepped schedule, and on the others where it is fast:
    /// on Windows they are for the processes, whose streams are not the same.
    pub(crate) fn on_this_system(mut self) -> Self {
        self.processes_only |= cfg!(windows) && self.schedule != Schedule::Stepped;
        self
    }

    /// The place is part of the seed: runs differ in more than what goes wrong.
    fn mock(&self, place: Place) -> MockHost {
        let builder = MockHost::builder()
            .schedule(self.schedule)
            .profile(self.profile.clone())
            .seed(self.seed.wrapping_add(place.nth()));
        match self.absent {
            None => builder.build(),
            Some(export) => builder.without(export).build(),
        }
    }
}

/// Many runs, and what was wrong with them.
pub(crate) struct Sweep {
    title: String,
    /// Only the runs whose names begin like this.
    filter: String,
    began: Instant,
    runs: u64,
    struck: u64,
    failures: Vec<String>,
    /// A thread hangs: what comes after it might hang because of it.
    stuck: bool,
}

impl Sweep {
    pub(crate) fn new(title: &str) -> Self {
        panics::watch();
        Self {
            title: title.to_owned(),
            filter: std::env::var("HCS_FAULT").unwrap_or_default(),
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

    /// Nothing more is to be learnt.
    pub(crate) fn is_over(&self) -> bool {
        self.stuck || self.failures.len() >= FAILURES
    }

    /// The scenarios that are to be played on this host.
    fn wanted(&self, host: &Host) -> Vec<&'static Scenario> {
        let wanted = |it: &&Scenario| {
            if host.processes_only && !it.processes {
                return false;
            }
            let name = format!("{}: {}: ", host.name, it.name);
            name.starts_with(&self.filter) || self.filter.starts_with(&name)
        };
        scenarios().filter(wanted).collect()
    }

    /// Each scenario as it is.
    pub(crate) fn undisturbed(&mut self, host: &Host) {
        for scenario in self.wanted(host) {
            self.play(scenario, host, Kind::Nothing, Place::Nowhere);
        }
    }

    /// Each scenario, once for each of its calls, which goes wrong.
    pub(crate) fn each_call(&mut self, host: &Host, kind: Kind) {
        for scenario in self.wanted(host) {
            if kind.is_of_an_operation() {
                for place in self.operations(scenario, host) {
                    self.play(scenario, host, kind, place);
                }
                continue;
            }
            // A run says by itself whether it had a k-th call.
            for nth in 1..=MOST_CALLS {
                let run = self.play(scenario, host, kind, Place::Call(nth));
                if run.is_some_and(|run| !run.struck) {
                    break;
                }
            }
        }
    }

    /// The calls of a scenario that start something, each by its function.
    fn operations(&mut self, scenario: &'static Scenario, host: &Host) -> Vec<Place> {
        let Some(run) = self.play(scenario, host, Kind::Nothing, Place::Nowhere) else {
            return Vec::new();
        };
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

    /// One run, unless it isn't wanted.
    fn play(
        &mut self,
        scenario: &'static Scenario,
        host: &Host,
        kind: Kind,
        place: Place,
    ) -> Option<Run> {
        if self.is_over() {
            return None;
        }
        let name = format!("{}: {}: {place} {kind}", host.name, scenario.name);
        // One that is played to see its calls is wanted for their sake.
        let undisturbed = place == Place::Nowhere;
        if !undisturbed && !name.starts_with(&self.filter) {
            return None;
        }
        let run = Run::play(scenario, (host.mock(place), host.schedule), kind, place);
        self.runs += 1;
        self.struck += u64::from(run.struck);
        self.stuck |= run.stuck;
        if !run.wrong.is_empty() {
            let history = run.stage.mock.history();
            let wrong = run.wrong.join("\n  ");
            self.failures
                .push(format!("{name}\n  {wrong}\nhistory:\n{history}"));
        }
        Some(run)
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
