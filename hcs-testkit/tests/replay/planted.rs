//! What doesn't fit is found: recordings with a line that was changed, added or taken out.

use hcs_testkit::replay::{Report, Verdict};
use hcs_testkit::{Profile, Schedule};
use serde_json::{Value, json};

use crate::{check, programs, record};

/// The lines of a recording, to be tampered with.
pub(crate) struct Lines(pub(crate) Vec<Value>);

impl Lines {
    pub(crate) fn of(program: programs::Program) -> Self {
        let text = record(Schedule::Inline, Profile::documented(), 1, program);
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        Self(lines.collect())
    }

    pub(crate) fn check(&self) -> Report {
        let lines: Vec<String> = self.0.iter().map(Value::to_string).collect();
        check(&(lines.join("\n") + "\n"))
    }

    /// The index of the first line for which this says yes.
    pub(crate) fn find(&self, wanted: impl Fn(&Value) -> bool) -> usize {
        let found = self.0.iter().position(wanted);
        found.expect("there is such a line")
    }

    pub(crate) fn call(&self, function: &str) -> usize {
        self.find(|line| line["call"] == function)
    }

    /// The index of the return of the call at this index.
    pub(crate) fn end(&self, call: usize) -> usize {
        let seq = &self.0[call]["seq"];
        self.find(|line| line["return"] == *seq || line["done"] == *seq)
    }

    /// Takes a call or callback out.
    pub(crate) fn remove(&mut self, at: usize) {
        let end = self.end(at);
        self.0.remove(end);
        self.0.remove(at);
    }

    /// Makes a call a second time, after all others.
    pub(crate) fn again(&mut self, at: usize) {
        let end = self.end(at);
        for line in [at, end] {
            let mut line = self.0[line].clone();
            let number = self.0.len() as u64 + 1000;
            if line["return"].is_null() && line["done"].is_null() {
                line["seq"] = json!(number);
            } else {
                let ends = if line["return"].is_null() {
                    "done"
                } else {
                    "return"
                };
                line[ends] = json!(number - 1);
            }
            self.0.push(line);
        }
    }
}

/// What the program is said to have broken under this rule: the line and the sentence.
pub(crate) fn broken(report: &Report, rule: &str) -> Vec<(usize, String)> {
    assert_eq!(report.verdict(), Verdict::Contradicted, "{report}");
    let rule = report
        .rule(rule)
        .unwrap_or_else(|| panic!("{rule}: {report}"));
    let found = rule.broken.iter();
    found
        .map(|found| (found.line, found.what.clone()))
        .collect()
}

/// What the host is said to have contradicted under this rule.
pub(crate) fn contradicted(report: &Report, rule: &str) -> Vec<(usize, String)> {
    assert_eq!(report.verdict(), Verdict::Contradicted, "{report}");
    let rule = report
        .rule(rule)
        .unwrap_or_else(|| panic!("{rule}: {report}"));
    let found = rule.contradicted.iter();
    found
        .map(|found| (found.line, found.what.clone()))
        .collect()
}

#[test]
fn nothing_is_found_where_nothing_is_planted() {
    for (name, program) in programs::ALL {
        let report = Lines::of(program).check();
        assert_eq!(report.verdict(), Verdict::Consistent, "{name}: {report}");
    }
}

#[test]
fn o1_a_double_close_of_an_operation() {
    let mut lines = Lines::of(programs::model_1);
    let close = lines.call("HcsCloseOperation");
    lines.again(close);
    let line = lines.0.len() - 1;
    let what = format!(
        "op#1 is closed a second time; the first was at line {}",
        close + 1
    );
    assert_eq!(broken(&lines.check(), "O1"), [(line, what)]);
}

#[test]
fn s1_a_double_close_of_a_system() {
    let mut lines = Lines::of(programs::model_1);
    let close = lines.call("HcsCloseComputeSystem");
    lines.again(close);
    assert_eq!(broken(&lines.check(), "S1").len(), 1);
}

#[test]
fn o1_s1_handles_that_are_never_closed() {
    let mut lines = Lines::of(programs::model_1);
    lines.remove(lines.call("HcsCloseOperation"));
    let made = lines.end(lines.call("HcsCreateOperation")) + 1;
    let what = "op#1 is never closed".to_owned();
    assert_eq!(broken(&lines.check(), "O1"), [(made, what)]);
    let mut lines = Lines::of(programs::model_1);
    lines.remove(lines.call("HcsCloseComputeSystem"));
    assert_eq!(broken(&lines.check(), "S1")[0].1, "sys#1 is never closed");
}

#[test]
fn t2_documents_that_are_freed_never_or_twice() {
    let mut lines = Lines::of(programs::model_1);
    lines.again(lines.call("LocalFree"));
    assert!(
        broken(&lines.check(), "T2")[0]
            .1
            .starts_with("doc#1 is freed a second time")
    );
    let mut lines = Lines::of(programs::model_1);
    lines.remove(lines.call("LocalFree"));
    assert_eq!(broken(&lines.check(), "T2")[0].1, "doc#1 is never freed");
}

#[test]
fn o1_an_operation_that_is_used_after_its_close() {
    let mut lines = Lines::of(programs::model_1);
    lines.again(lines.call("HcsWaitForOperationResult"));
    assert_eq!(
        broken(&lines.check(), "O1")[0].1,
        "HcsWaitForOperationResult uses op#1 after its close"
    );
}

#[test]
fn o4_a_callback_that_is_missing() {
    let mut lines = Lines::of(programs::model_2);
    let callback = lines.find(|line| line["callback"].is_string());
    // What is closed before it is called back may never be (O8).
    let close = lines.call("HcsCloseOperation");
    assert!(close > callback);
    lines.remove(close);
    lines.remove(callback);
    let found = contradicted(&lines.check(), "O4");
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("its callback never ran"), "{found:?}");
}

#[test]
fn o4_a_callback_that_comes_twice_or_after_a_failure() {
    let mut lines = Lines::of(programs::model_2);
    let callback = lines.find(|line| line["callback"].is_string());
    let end = lines.end(callback);
    for (offset, at) in [(1, callback), (2, end)] {
        let mut line = lines.0[at].clone();
        if offset == 1 {
            line["seq"] = json!(5000);
        } else {
            line["done"] = json!(5000);
        }
        lines.0.insert(end + offset, line);
    }
    let report = lines.check();
    let found = contradicted(&report, "O4");
    assert!(found[0].1.contains("a second time"), "{found:?}");
    assert_eq!(report.differences()[0].mock, "not called back");

    let mut lines = Lines::of(programs::model_2);
    let end = lines.end(lines.call("HcsStartComputeSystem"));
    lines.0[end]["result"] = json!({ "code": hcs_sys::E_ACCESSDENIED });
    let report = lines.check();
    let found = contradicted(&report, "O4");
    assert!(found[0].1.contains("was called back"), "{found:?}");
    assert!(report.differences()[0].mock.contains("S_OK"), "{report}");
}

#[test]
fn another_code_of_a_call_or_of_a_result_is_a_difference_at_its_line() {
    let mut lines = Lines::of(programs::model_1);
    let end = lines.end(lines.call("HcsStartComputeSystem"));
    let wait = (end..lines.0.len())
        .find(|&at| lines.0[at]["function"] == "HcsWaitForOperationResult")
        .unwrap();
    lines.0[wait]["result"] = json!({ "code": hcs_sys::HCS_E_INVALID_STATE });
    let report = lines.check();
    assert_eq!(report.verdict(), Verdict::Contradicted);
    let found = &report.differences()[0];
    assert_eq!(found.line, wait + 1);
    assert!(found.host.starts_with("HCS_E_INVALID_STATE"), "{found}");
    assert_eq!(found.mock, "S_OK");

    let mut lines = Lines::of(programs::model_1);
    let end = lines.end(lines.call("HcsStartComputeSystem"));
    lines.0[end]["result"] = json!({ "code": hcs_sys::E_ACCESSDENIED });
    let report = lines.check();
    let found = &report.differences()[0];
    assert_eq!(
        (found.line, found.what.as_str()),
        (end + 1, "HcsStartComputeSystem")
    );
    assert_eq!(found.mock, "S_OK");
}

#[test]
fn a_document_of_another_shape_is_a_difference() {
    let mut lines = Lines::of(programs::model_1);
    let told = lines.find(|line| line["out"]["resultdocument"]["json"].is_object());
    lines.0[told]["out"]["resultdocument"]["json"]["More"] = json!(1);
    let report = lines.check();
    assert!(
        report.differences()[0]
            .host
            .contains("More: only the host has it"),
        "{report}"
    );
    lines.0[told]["out"]["resultdocument"] = Value::Null;
    let report = lines.check();
    let found: Vec<_> = report
        .differences()
        .iter()
        .map(|it| it.host.as_str())
        .collect();
    assert_eq!(found, ["no document"]);
}

#[test]
fn s5_an_event_after_the_close() {
    let mut lines = Lines::of(programs::model_3);
    // The registration was taken back before the close: put the call off.
    let event = lines.find(|line| line["args"]["event"].is_object());
    lines.again(event);
    let found = contradicted(&lines.check(), "S5");
    assert!(
        found[0].1.contains("after its close has returned"),
        "{found:?}"
    );
}

/// Moves the close of the first system to after this line, on this thread.
fn close_after(lines: &mut Lines, at: usize, thread: &Value) {
    let close = lines.call("HcsCloseComputeSystem");
    let end = lines.end(close);
    let mut moved = [lines.0.remove(end), lines.0.remove(close)];
    for line in &mut moved {
        line["thread"] = thread.clone();
        lines.0.insert(at + 1, line.clone());
    }
}

#[test]
fn s6_a_close_inside_the_handles_own_event_callback() {
    let mut lines = Lines::of(programs::events);
    let event = lines.find(|line| line["args"]["event"].is_object());
    let thread = lines.0[event]["thread"].clone();
    close_after(&mut lines, event, &thread);
    let what = "sys#1 is closed inside its own event callback".to_owned();
    assert_eq!(broken(&lines.check(), "S6"), [(event + 2, what)]);
}

#[test]
fn s7_a_close_under_a_call() {
    let mut lines = Lines::of(programs::model_1);
    let start = lines.call("HcsStartComputeSystem");
    close_after(&mut lines, start, &json!(99));
    let report = lines.check();
    assert_eq!(broken(&report, "S7")[0].0, start + 2);
    assert!(
        broken(&report, "S1")[0].1.contains("after its close"),
        "{report}"
    );
}

#[test]
fn o14_a_wait_inside_a_callback() {
    let mut lines = Lines::of(programs::ALL[4].1);
    // The wait for a start, as if it were made inside of a callback.
    let start = lines.end(lines.call("HcsStartComputeSystem"));
    let thread = lines.0[start]["thread"].clone();
    let callback = json!({ "seq": 5000, "us": 0, "thread": thread, "callback": "cb#9", "args": { "operation": null, "context": "0x0" } });
    lines.0.insert(start + 1, callback);
    assert_eq!(broken(&lines.check(), "O14")[0].0, start + 3);
}

#[test]
fn e1_a_second_callback_that_is_accepted() {
    let mut lines = Lines::of(programs::events);
    let call = lines.call("HcsSetComputeSystemCallback");
    let end = lines.end(call);
    for (offset, at) in [(1, call), (2, end)] {
        let mut line = lines.0[at].clone();
        if offset == 1 {
            line["seq"] = json!(5000);
            line["args"]["callback"] = json!("cb#5000");
        } else {
            line["return"] = json!(5000);
        }
        lines.0.insert(end + offset, line);
    }
    let report = lines.check();
    assert_eq!(contradicted(&report, "E1").len(), 1);
    assert!(
        report.differences()[0]
            .mock
            .contains("CALLBACK_ALREADY_SET"),
        "{report}"
    );
}

#[test]
fn o3_a_result_before_the_call() {
    let mut lines = Lines::of(programs::model_1);
    let made = lines.end(lines.call("HcsCreateOperation"));
    let operation = lines.0[made]["result"].clone();
    let thread = lines.0[made]["thread"].clone();
    lines.0.insert(made + 1, json!({ "seq": 5000, "us": 0, "thread": thread, "call": "HcsGetOperationResult", "args": { "operation": operation, "resultdocument": true } }));
    lines.0.insert(made + 2, json!({ "seq": 5001, "us": 0, "thread": thread, "return": 5000, "result": { "code": 0 }, "out": { "resultdocument": null } }));
    let report = lines.check();
    assert_eq!(contradicted(&report, "O3")[0].0, made + 3);
    assert!(
        report.differences()[0].mock.contains("NOT_STARTED"),
        "{report}"
    );
}

#[test]
fn t4_a_document_with_another_code() {
    let mut lines = Lines::of(programs::ALL[3].1);
    let told = lines.find(|line| line["out"]["resultdocument"]["json"]["Error"].is_i64());
    lines.0[told]["out"]["resultdocument"]["json"]["Error"] = json!(-1);
    assert_eq!(contradicted(&lines.check(), "T4")[0].0, told + 1);
}

#[test]
fn l1_an_export_that_the_build_should_have() {
    let mut lines = Lines::of(programs::model_1);
    // A build is what Windows' own library is judged by.
    lines.0[0]["build"] = json!(17763);
    assert_eq!(lines.check().verdict(), Verdict::Consistent);
    lines.0[0]["system"] = json!(true);
    assert_eq!(lines.check().verdict(), Verdict::Contradicted);
    lines.0[0]["build"] = json!(26100);
    assert_eq!(lines.check().verdict(), Verdict::Consistent);
    lines.0[0]["absent"] = json!(["HcsCrashComputeSystem"]);
    let found = contradicted(&lines.check(), "L1");
    assert!(
        found[0].1.contains("lacks HcsCrashComputeSystem"),
        "{found:?}"
    );
}

#[test]
fn calls_about_the_machine_are_listed_and_not_compared() {
    let mut lines = Lines::of(programs::model_1);
    let thread = lines.0[1]["thread"].clone();
    lines.0.push(json!({ "seq": 5000, "us": 0, "thread": thread, "call": "HcsGrantVmAccess", "args": { "vmid": "a", "filepath": "b" } }));
    lines.0.push(
        json!({ "seq": 5001, "us": 0, "thread": thread, "return": 5000, "result": { "code": 0 } }),
    );
    let report = lines.check();
    assert_eq!(report.verdict(), Verdict::Consistent, "{report}");
    assert_eq!(
        report.not_compared().collect::<Vec<_>>(),
        [("HcsGrantVmAccess", 1)]
    );
}
