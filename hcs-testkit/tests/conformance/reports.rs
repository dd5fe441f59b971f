//! What a report looks like.

use hcs_testkit::conformance::{CaseEnd, Options, Verdict, cases, rules};
use hcs_testkit::{MockHost, Schedule};
use serde_json::Value;

use crate::{SHORT, documented, options, run};

#[test]
fn the_text_has_each_rule_and_ends_with_the_numbers() {
    let report = run(
        Schedule::Threaded,
        documented(),
        options("operations.", SHORT),
    );
    let text = report.to_string();
    for rule in rules() {
        let line = format!("\n{:<4} ", rule.id);
        assert!(text.contains(&line), "{}", rule.id);
    }
    let last = text.lines().last().unwrap();
    assert_eq!(last, report.summary());
    assert!(last.starts_with("conformance: 8 cases passed, 0 failed, 0 skipped; "));
}

#[test]
fn the_json_has_the_documented_members() {
    let report = run(
        Schedule::Threaded,
        documented(),
        options("operations.", SHORT),
    );
    let json: Value = serde_json::from_str(&report.to_json()).unwrap();
    let names = |value: &Value| {
        let members = value.as_object().unwrap().keys();
        members.cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        names(&json),
        [
            "cases",
            "conclusion",
            "format",
            "host",
            "rules",
            "stopped",
            "swept",
            "time",
            "version"
        ]
    );
    assert_eq!(json["format"], "hcs-conformance/1");
    assert_eq!(json["conclusion"], "conforms");
    assert_eq!(
        names(&json["host"]),
        [
            "build",
            "containers",
            "elevated",
            "exports",
            "library",
            "missing_exports",
            "processes",
            "running_virtual_machines",
            "service",
            "service_properties",
            "virtual_machines"
        ]
    );
    assert_eq!(json["host"]["build"], 26100);
    assert_eq!(json["host"]["elevated"], Value::Null);
    assert_eq!(json["host"]["service"], true);
    assert_eq!(json["host"]["exports"].as_array().unwrap().len(), 60);
    let case = &json["cases"][0];
    assert_eq!(
        names(case),
        ["end", "name", "observations", "reason", "rules"]
    );
    assert_eq!(case["end"], "passed");
    assert_eq!(names(&case["observations"][0]), ["rule", "text", "verdict"]);
    assert_eq!(
        names(&json["rules"][0]),
        ["about", "id", "seen", "strength", "verdict"]
    );
    assert_eq!(json["rules"].as_array().unwrap().len(), rules().count());
    assert_eq!(names(&json["swept"]["before"]), ["ended", "problems"]);
    let time = json["time"].as_str().unwrap();
    assert!(time.len() == 20 && time.ends_with('Z'), "{time}");
}

#[test]
fn a_filter_chooses_cases_and_the_rules_of_others_say_so() {
    let report = run(Schedule::Inline, documented(), options("library.", SHORT));
    assert_eq!(report.cases.len(), 1);
    assert_eq!(report.rule("L1").unwrap().verdict, Verdict::Confirmed);
    let other = report.rule("O1").unwrap();
    assert_eq!(other.verdict, Verdict::NotObservable);
    assert_eq!(other.seen, ["no case that looks was chosen"]);
    assert_eq!(report.rule("X1"), None);
}

#[test]
fn without_a_filter_every_case_runs() {
    let mock = MockHost::builder()
        .schedule(Schedule::Inline)
        .profile(documented())
        .build();
    let mut options = Options::default();
    options.quiet = SHORT;
    let report = hcs_testkit::conformance::on_mock(&mock, &options);
    let names: Vec<_> = report.cases.iter().map(|case| case.name).collect();
    assert_eq!(names, cases().map(|case| case.name).collect::<Vec<_>>());
    assert!(
        report.cases.iter().all(|case| case.end == CaseEnd::Passed),
        "{report}"
    );
    mock.finish();
}
