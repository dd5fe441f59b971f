//! Runs cases, each on a thread of its own and with a time limit. A case that hangs is left behind, and ends the run.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hcs_sys::ComputeCore;

use super::case::Case;
use super::clock;
use super::host::{Host, Stop};
use super::notes::{Notes, Observation, Verdict, together};
use super::options::{Options, Progress};
use super::probe::{Probed, probe};
use super::raw::Abi;
use super::report::{Ability, CaseEnd, CaseResult, Conclusion, HostReport, Report, RuleResult};
use super::rules::{cases, hidden, rules};
use super::sweep::{Swept, sweep};

/// Runs the suite.
pub(crate) fn run(table: &'static ComputeCore, options: &Options) -> Report {
    let time = clock::now();
    let host = |notes: &Notes| Host {
        abi: Abi(table),
        options: options.clone(),
        notes: notes.clone(),
    };
    let limit = options.case_limit;
    let aside = host(&Notes::of("probe"));
    let (probed, mut stopped) = match limited("probing", limit, move || probe(&aside)) {
        Ok(probed) => (probed, None),
        Err(reason) => {
            let reason = format!("probing {reason}");
            (unprobed(table, options, &reason), Some(reason))
        }
    };
    let usable = probed.host.service.is_there();
    let clean = |stopped: &Option<String>| {
        if !usable {
            return Swept::default();
        }
        let aside = host(&Notes::of("sweep"));
        // Something hangs already: the sweep may, too, and nobody waits long for it.
        let limit = match stopped {
            None => limit,
            Some(_) => limit.min(options.call_limit),
        };
        limited("sweep", limit, move || sweep(&aside)).unwrap_or_else(|reason| Swept {
            ended: Vec::new(),
            problems: vec![format!("cleaning up {reason}")],
        })
    };
    let swept_before = clean(&stopped);
    let mut results = Vec::new();
    for case in cases() {
        let wanted = options.filter.as_ref();
        if wanted.is_some_and(|filter| !case.name.contains(filter.as_str())) {
            continue;
        }
        let lacking = case.needs.iter().find_map(|need| probed.lacks(*need));
        let skipped = stopped.as_ref().map(|_| "the run was stopped".to_owned());
        let result = match skipped.or(lacking) {
            Some(reason) => CaseResult {
                name: case.name,
                rules: case.rules,
                end: CaseEnd::Skipped(reason),
                observations: Vec::new(),
            },
            None => {
                tell(options, Progress::Begins(case));
                let notes = Notes::of(case.name);
                let (result, hangs) = one(case, host(&notes), &notes, limit);
                if hangs {
                    stopped = Some(format!("{} did not return", case.name));
                }
                result
            }
        };
        tell(options, Progress::Ended(&result));
        results.push(result);
    }
    let swept_after = clean(&stopped);
    let rules = judge(&results);
    let conclusion = conclude(&probed, &results, &rules, stopped.is_some());
    Report {
        time,
        host: probed.host,
        conclusion,
        stopped,
        cases: results,
        rules,
        swept_before,
        swept_after,
    }
}

fn tell(options: &Options, progress: Progress<'_>) {
    if let Some(listener) = options.progress {
        listener(progress);
    }
}

/// A host that didn't let itself be probed.
fn unprobed(table: &'static ComputeCore, options: &Options, reason: &str) -> Probed {
    let names = |there: bool| {
        let functions = table.functions().filter(|(_, it)| *it == there);
        functions.map(|(function, _)| function.name).collect()
    };
    let no = Ability::No(reason.to_owned());
    Probed {
        host: HostReport {
            facts: options.facts.clone(),
            exports: names(true),
            missing_exports: names(false),
            service_properties: None,
            service: no.clone(),
            virtual_machines: no.clone(),
            running_virtual_machines: no.clone(),
            containers: no.clone(),
            processes: no,
        },
        denied: false,
    }
}

/// Runs one case; what came of it, and whether it hangs.
fn one(case: &'static Case, host: Host, notes: &Notes, limit: Duration) -> (CaseResult, bool) {
    let ended = limited(case.name, limit, move || (case.run)(&host));
    let mut hangs = false;
    let stop = match ended {
        Ok(Ok(())) => None,
        Ok(Err(stop)) => Some(stop),
        Err(lost) => {
            hangs = matches!(lost, Lost::Hangs(_));
            Some(Stop::Failed(lost.to_string()))
        }
    };
    let observations = notes.taken();
    let contradiction = observations
        .iter()
        .find(|it| it.verdict == Verdict::Contradicted);
    let stray = observations
        .iter()
        .find(|it| !case.rules.contains(&it.rule));
    let end = match (stop, contradiction, stray) {
        (Some(Stop::Failed(reason)), _, _) => CaseEnd::Failed(reason),
        (_, Some(it), _) => CaseEnd::Failed(format!("{}: {}", it.rule, it.text)),
        (_, _, Some(it)) => CaseEnd::Failed(format!("it isn't about {}", it.rule)),
        (Some(Stop::Unable(reason)), _, _) => CaseEnd::Skipped(reason),
        (None, None, None) => CaseEnd::Passed,
    };
    let result = CaseResult {
        name: case.name,
        rules: case.rules,
        end,
        observations,
    };
    (result, hangs)
}

/// Why something that was to be done has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lost {
    /// It did not return in this time. Its thread stays behind.
    Hangs(Duration),
    Panicked(String),
    /// There was no thread for it.
    NoThread(String),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hangs(limit) => write!(f, "did not return in {} s", limit.as_secs_f32()),
            Self::Panicked(text) => write!(f, "panicked: {text}"),
            Self::NoThread(error) => write!(f, "got no thread: {error}"),
        }
    }
}

/// Does something on a thread of its own, and waits for it no longer than this.
fn limited<T: Send + 'static>(
    name: &str,
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Lost> {
    let (sender, answer) = mpsc::channel();
    let work = move || {
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more: it took too long.
        let _ = sender.send(done);
    };
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    let thread = thread.map_err(|error| Lost::NoThread(error.to_string()))?;
    // It sends its last word in any case: nothing is left that could keep it from doing so, but time.
    let Ok(done) = answer.recv_timeout(limit) else {
        return Err(Lost::Hangs(limit));
    };
    // It returns now; its outcome was sent.
    let _ = thread.join();
    done.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        Lost::Panicked(text.unwrap_or("without a text").to_owned())
    })
}

/// What is known of each rule.
fn judge(results: &[CaseResult]) -> Vec<RuleResult> {
    let result = |rule: super::Rule| {
        let about: Vec<_> = results
            .iter()
            .filter(|case| case.rules.contains(&rule.id))
            .collect();
        let observations: Vec<&Observation> = about
            .iter()
            .flat_map(|case| &case.observations)
            .filter(|it| it.rule == rule.id)
            .collect();
        let verdict = together(observations.iter().copied());
        let mut seen: Vec<String> = Vec::new();
        for it in observations {
            // The same thing, seen by several cases, is told once; what decides stands first.
            let text = match it.verdict {
                Verdict::Contradicted => format!("AGAINST IT: {}", it.text),
                Verdict::Confirmed | Verdict::NotObservable => it.text.clone(),
            };
            if !seen.contains(&text) {
                seen.push(text);
            }
        }
        if seen.is_empty() {
            seen.extend(unseen(rule.id, &about));
        }
        RuleResult {
            id: rule.id,
            strength: rule.strength,
            about: rule.about,
            verdict,
            seen,
        }
    };
    rules().map(result).collect()
}

/// Why nothing was seen of a rule.
fn unseen(rule: &str, about: &[&CaseResult]) -> Vec<String> {
    if let Some(reason) = hidden(rule) {
        return vec![reason.to_owned()];
    }
    if about.is_empty() {
        return vec!["no case that looks was chosen".to_owned()];
    }
    let reasons = about.iter().map(|case| match &case.end {
        CaseEnd::Passed => format!("{} saw nothing of it", case.name),
        CaseEnd::Failed(reason) => format!("{} failed: {reason}", case.name),
        CaseEnd::Skipped(reason) => format!("{} was skipped: {reason}", case.name),
    });
    reasons.collect()
}

fn conclude(
    probed: &Probed,
    results: &[CaseResult],
    rules: &[RuleResult],
    stopped: bool,
) -> Conclusion {
    let failed = results
        .iter()
        .any(|case| matches!(case.end, CaseEnd::Failed(_)));
    let contradicted = rules
        .iter()
        .any(|rule| rule.verdict == Verdict::Contradicted);
    if probed.denied {
        Conclusion::NoRights
    } else if !probed.host.service.is_there() {
        Conclusion::NoHost
    } else if failed || contradicted || stopped {
        Conclusion::Differs
    } else {
        Conclusion::Conforms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_is_left_behind_and_what_panics_is_told() {
        assert_eq!(limited("quick", Duration::MAX, || 1), Ok(1));
        let panicked = limited("panics", Duration::MAX, || -> u8 { panic!("on purpose") });
        assert_eq!(panicked, Err(Lost::Panicked("on purpose".to_owned())));
        let (_keep, never) = mpsc::channel::<()>();
        let limit = Duration::from_millis(1);
        let hangs = limited("hangs", limit, move || never.recv().is_ok());
        assert_eq!(hangs, Err(Lost::Hangs(limit)));
        assert_eq!(Lost::Hangs(limit).to_string(), "did not return in 0.001 s");
    }
}
