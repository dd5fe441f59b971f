//! The report: what the mock has seen, as JSON.

use std::process;

use hcs_testkit::{Count, Ledger, Snapshot, Violation};
use serde_json::{Map, Value, json};

/// When a report was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// While the program was running.
    Running,
    /// The program has called `HcsMockReport`.
    Asked,
    /// The process was about to end.
    Exit,
}

/// What every report begins with.
fn head(result: &str) -> Map<String, Value> {
    let mut report = Map::new();
    report.insert("library".to_owned(), "computecore".into());
    report.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
    report.insert("process".to_owned(), process::id().into());
    report.insert("result".to_owned(), result.into());
    report
}

fn text(report: Map<String, Value>) -> String {
    format!("{:#}\n", Value::Object(report))
}

/// The report of a mock whose settings can't be used.
pub(crate) fn broken(problem: &str) -> String {
    let mut report = head("bad-settings");
    report.insert("error".to_owned(), problem.into());
    text(report)
}

/// The report of a mock at work.
pub(crate) fn of(snapshot: &Snapshot, settings: &Value, moment: Moment) -> String {
    let mut report = head(result(&snapshot.ledger));
    report.insert("error".to_owned(), Value::Null);
    let moment = match moment {
        Moment::Running => "running",
        Moment::Asked => "asked",
        Moment::Exit => "exit",
    };
    report.insert("written".to_owned(), moment.into());
    report.insert("settings".to_owned(), settings.clone());
    report.insert("ledger".to_owned(), ledger(&snapshot.ledger));
    let violations = snapshot.violations.iter().map(violation);
    report.insert("violations".to_owned(), violations.collect());
    text(report)
}

/// The whole in a word: the worst that there is to say.
fn result(ledger: &Ledger) -> &'static str {
    match ledger {
        ledger if ledger.violations > 0 => "violations",
        ledger if !ledger.is_clean() => "open",
        // Everything else is closed, but nobody knows about these.
        ledger if ledger.unobserved_strings + ledger.unobserved_handles > 0 => {
            "strings-not-observable"
        }
        _ => "clean",
    }
}

fn ledger(ledger: &Ledger) -> Value {
    let count = |count: Count| json!({ "made": count.created, "closed": count.closed });
    let observed = |it, unobserved| match unobserved {
        0 => count(it),
        made => json!({ "made": made, "closed": "not observable" }),
    };
    json!({
        "operations": count(ledger.operations),
        "systems": count(ledger.systems),
        "processes": count(ledger.processes),
        "strings": observed(ledger.strings, ledger.unobserved_strings),
        "kernel_handles": observed(ledger.handles, ledger.unobserved_handles),
        "operation_callbacks": ledger.operation_callbacks,
        "events": ledger.events,
        "crossings": ledger.crossings,
        "violations": ledger.violations,
        "open": ledger.open,
    })
}

fn violation(violation: &Violation) -> Value {
    json!({
        "rule": violation.rule,
        "call": violation.call,
        "handle": violation.subject.map(|handle| handle.to_string()),
        "message": violation.message,
        "history": violation.history,
    })
}

#[cfg(test)]
mod tests {
    use hcs_testkit::MockHost;

    use super::*;

    #[test]
    fn a_result_is_the_worst_that_there_is_to_say() {
        let mock = MockHost::new();
        let mut ledger = mock.ledger();
        assert_eq!(result(&ledger), "clean");
        ledger.unobserved_strings = 1;
        assert_eq!(result(&ledger), "strings-not-observable");
        ledger.operations.created = 1;
        assert_eq!(result(&ledger), "open");
        ledger.violations = 1;
        assert_eq!(result(&ledger), "violations");
    }

    #[test]
    fn strings_that_nobody_sees_freed_are_not_called_closed() {
        let mut seen = MockHost::new().ledger();
        assert_eq!(ledger(&seen)["strings"]["closed"], 0);
        seen.unobserved_strings = 2;
        assert_eq!(
            ledger(&seen)["strings"],
            json!({ "made": 2, "closed": "not observable" })
        );
    }
}
