//! One run of a scenario, and what was wrong with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use hcs_testkit::{Call, MockHost, Schedule};

use crate::judge::{is_farewell, is_leftover, is_look, is_result, objection};
use crate::kind::{Kind, Place};
use crate::panics::{self, expecting_panics};
use crate::stage::Stage;
use crate::table::Scenario;

/// After so long a run hangs, on the slowest of machines.
const LIMIT: Duration = Duration::from_secs(60);
/// After so long the service is taken away from a run that has an operation which never completes.
const RESCUE: Duration = Duration::from_millis(4);

/// What became of one run.
pub(crate) struct Run {
    pub(crate) stage: Arc<Stage>,
    /// The fault has struck.
    pub(crate) struck: bool,
    /// Its thread hangs.
    pub(crate) stuck: bool,
    pub(crate) wrong: Vec<String>,
}

impl Run {
    pub(crate) fn play(
        scenario: &'static Scenario,
        (mock, schedule): (MockHost, Schedule),
        kind: Kind,
        place: Place,
    ) -> Self {
        let stage = Arc::new(Stage::new(mock, schedule));
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
                run.leftovers(kind);
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
        self.wrong.extend(panics::take());
    }

    /// Everything is closed and freed, no rule is broken, and all that was handed to the crate is gone.
    fn leftovers(&mut self, kind: Kind) {
        let clean = AssertUnwindSafe(|| self.stage.mock.assert_clean());
        if let Err(payload) = expecting_panics(|| catch_unwind(clean)) {
            let story = payload.downcast_ref::<String>().cloned();
            let story = story.unwrap_or_default();
            let story = story.split("history:").next().unwrap_or_default();
            self.wrong.push(format!("not clean: {story}"));
        }
        let calls = self.stage.mock.history().calls;
        let waits = |call: &&Call| {
            // Of any handle: the threads are HCS's.
            let closes = ["HcsCloseComputeSystem", "HcsCloseProcess"].contains(&call.name);
            // The crate only has a look at exits so: it waits for nothing.
            let looks = call.name.ends_with("Exit");
            (closes || call.name.starts_with("HcsWait") && !looks) && call.depth > 0
        };
        if let Some(call) = calls.iter().find(waits) {
            self.wrong
                .push(format!("a call that waits, inside a callback: {call}"));
        }
        let systems = self.stage.mock.systems();
        if !systems.is_empty() && kind.leaves_a_way() {
            self.wrong.push(format!("left behind: {systems:?}"));
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
        if let Some(first) = seen.first()
            && !scenario.unseen
            && !kind.explains(&first.error)
        {
            let error = &first.error;
            self.wrong
                .push(format!("what came of it is another error: {error}"));
        }
        if failed && seen.is_empty() {
            self.wrong.push("an error that was never noted".to_owned());
        }
        let excused = scenario.unseen
            || self.stage.overtaken(false)
            || self.stage.overtaken(true) && calls.iter().any(|call| is_look(call, kind, &calls))
            || calls
                .iter()
                .any(|call| is_leftover(call, kind, &calls) || is_farewell(call, kind, &calls));
        let unseen = seen.is_empty() && self.struck && !excused;
        let must_be_seen = match kind {
            Kind::Answers(_) | Kind::AnswersFromThenOn(_) | Kind::AnswersWithDocument(..) => true,
            Kind::Completes(code, _) => code < 0 && calls.iter().any(|call| is_result(call, code)),
            Kind::Nothing | Kind::Disconnects | Kind::NeverCompletes => false,
        };
        if unseen && must_be_seen {
            self.wrong.push("nobody saw the fault".to_owned());
        }
    }
}
