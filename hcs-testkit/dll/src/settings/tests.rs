//! What the settings mean, and what is said about wrong ones.

use hcs_testkit::Chance;
use serde_json::json;

use super::*;

fn wrong(value: &Value) -> String {
    Settings::parse(value).unwrap_err()
}

#[test]
fn nothing_said_is_the_documented_host_with_threads() {
    let settings = Settings::parse(&json!({})).unwrap();
    assert_eq!(settings.schedule, Schedule::Threaded);
    assert_eq!(settings.profile, Profile::documented());
}

#[test]
fn each_setting_is_taken() {
    let settings = Settings::parse(&json!({
        "schedule": "inline",
        "seed": 7,
        "patience_ms": 500,
        "profile": { "base": "adversarial", "build": 19041, "early_completion": 10 },
        "faults": [
            { "call": "HcsStartComputeSystem", "nth": 2, "completes": "E_ACCESSDENIED" },
            { "nth": 5, "every": true, "answers": { "code": "0x80070005", "document": { "Error": 1 } } },
            { "call": "any", "answers": -2147024891 },
            { "call": "HcsPauseComputeSystem", "completes": { "code": 2147942405_u32, "document": "none" } },
            { "call": "HcsSaveComputeSystem", "never_completes": true },
            { "call": "HcsSaveComputeSystem", "disconnects": true },
        ],
        "guests": [
            { "id": "Web", "state": "running", "exits": { "after_ms": 10, "type": "UnexpectedExit" } },
            { "id": "Db", "crashes": {} },
        ],
    }))
    .unwrap();
    assert_eq!(settings.schedule, Schedule::Inline);
    assert_eq!(
        (settings.seed, settings.patience),
        (7, Duration::from_millis(500))
    );
    let mut profile = Profile::adversarial(7);
    profile.build = 19041;
    profile.early_completion = Chance::percent(10);
    assert_eq!(settings.profile, profile);
    let denied = hcs_sys::E_ACCESSDENIED;
    let faults = [
        Fault::call("HcsStartComputeSystem")
            .nth(2)
            .completes(denied, None),
        Fault::any_call()
            .nth(5)
            .every()
            .answers_with_document(denied, r#"{"Error":1}"#),
        Fault::any_call().answers(denied),
        Fault::call("HcsPauseComputeSystem").completes(denied, Some("none")),
        Fault::call("HcsSaveComputeSystem").never_completes(),
        Fault::call("HcsSaveComputeSystem").disconnects(),
    ];
    assert_eq!(settings.faults, faults);
    let mock = settings.build().unwrap();
    assert_eq!(mock.system_state("Web"), Some(hcs_testkit::State::Running));
    assert_eq!(mock.system_state("Db"), None);
    assert_eq!(mock.faults_left(), 6);
}

#[test]
fn what_the_report_says_of_the_profile_can_be_set_again() {
    let settings = Settings::parse(&json!({ "seed": 3, "profile": "adversarial" })).unwrap();
    let again = Settings::parse(&settings.describe()).unwrap();
    assert_eq!(
        (again.seed, again.profile),
        (settings.seed, settings.profile)
    );
}

#[test]
fn wrong_settings_are_told_with_their_names_and_the_right_ones() {
    for (value, said) in [
        (json!([]), "the file is a list, and must be an object"),
        (
            json!({ "shedule": "inline" }),
            "the file: there is no setting `shedule` here, the settings are `schedule`, `seed`, `patience_ms`, \
             `profile`, `faults`, `guests`, `processes`",
        ),
        (
            json!({ "schedule": "Inline" }),
            "`schedule` is \"Inline\", and must be one of \"inline\", \"before-return\", \"threaded\"",
        ),
        (
            json!({ "schedule": "stepped" }),
            "`schedule`: the schedule \"stepped\" is for tests in Rust, which say when a step is due; here it is one of \"inline\", \"before-return\", \"threaded\"",
        ),
        (
            json!({ "seed": -1 }),
            "`seed` is -1, and must be a whole number, 0 or greater",
        ),
        (
            json!({ "patience_ms": 0 }),
            "`patience_ms` is 0, and must be a whole number, 1 or greater",
        ),
        (
            json!({ "profile": "nice" }),
            "`profile` is \"nice\", and must be one of \"documented\", \"adversarial\"",
        ),
        (
            json!({ "profile": { "drain": 1 } }),
            "`profile`: `drain` is 1, and must be one of \"drops-queued\", \"delivers-queued\"",
        ),
        (
            json!({ "faults": {} }),
            "`faults` is an object, and must be a list",
        ),
        (
            json!({ "faults": [{ "call": "HcsStart", "disconnects": true }] }),
            "`faults[0].call`: computecore.dll has no export `HcsStart`, nor has computestorage.dll",
        ),
        (
            json!({ "faults": [{ "call": "HcsDestroyLayer", "disconnects": true }] }),
            "`faults[0].call`: computestorage is a library of its own, without settings",
        ),
        (
            json!({ "faults": [{ "call": "any" }] }),
            "`faults[0]`: a fault does one of `answers`, `completes`, `never_completes`, `disconnects`",
        ),
        (
            json!({ "faults": [{ "answers": "E_NONE" }] }),
            "`faults[0].answers` is \"E_NONE\", and must be an HRESULT: a name such as \"E_ACCESSDENIED\", \
             \"0x80070005\", or a number",
        ),
        (
            json!({ "faults": [{ "answers": {} }] }),
            "`faults[0].answers`: `code` is missing",
        ),
        (
            json!({ "faults": [{ "never_completes": false }] }),
            "`faults[0].never_completes` is false, and must be true",
        ),
        (
            json!({ "guests": [{}] }),
            "`guests[0]`: `id` is missing: which system is meant",
        ),
        (
            json!({ "guests": [{ "id": "a", "processes": [] }] }),
            "`guests[0]`: `processes` is a setting of the file, beside `guests`; each has a `system` there, if it is to be \
             one system's",
        ),
        (
            json!({ "processes": [{}] }),
            "`processes[0]`: `command` is missing: the name of the program, or \"*\" for any",
        ),
        (
            json!({ "processes": [{ "command": "a", "stdin": "closed" }] }),
            "`processes[0].stdin` is \"closed\", and must be one of \"ignored\", \"read\", \"copied\"",
        ),
        (
            json!({ "processes": [{ "command": "a", "exits": -1 }] }),
            "`processes[0].exits` is -1, and must be an exit code, from 0 to 4294967295",
        ),
        (
            json!({ "processes": [{ "command": "a", "exits": 1, "fails": "E_FAIL" }] }),
            "`processes[0]`: a process does one of `exits`, `runs_until_killed`, `fails`",
        ),
        (
            json!({ "processes": [{ "command": "a", "fails": "S_OK" }] }),
            "`processes[0].fails`: this code is none of a failure",
        ),
        (
            json!({ "processes": [{ "command": "a", "signals": "deadly" }] }),
            "`processes[0].signals` is \"deadly\", and must be \"ignored\", or the code to exit with",
        ),
        (
            json!({ "processes": [{ "command": "a", "runs_until_killed": false }] }),
            "`processes[0].runs_until_killed` is false, and must be true",
        ),
        (
            json!({ "guests": [{ "id": "a", "exits": {}, "crashes": {} }] }),
            "`guests[0]`: a system either `exits` or `crashes`",
        ),
        (
            json!({ "guests": [{ "id": "a", "configuration": {} }] }),
            "`guests[0]`: a `configuration` is for a system that is there from the beginning, which its `state` says",
        ),
        (
            json!({ "guests": [{ "id": "a" }, { "id": "a" }] }),
            "`guests[1]`: there is a guest with the id `a` already",
        ),
    ] {
        assert_eq!(wrong(&value), said);
    }
    let profile = wrong(&json!({ "profile": { "bulid": 1 } }));
    assert!(
        profile.starts_with("`profile`: there is no setting `bulid` here"),
        "{profile}"
    );
    let settings = json!({ "guests": [{ "id": "a", "state": "created", "configuration": {} }] });
    let unusable = Settings::parse(&settings).unwrap().build().unwrap_err();
    assert!(
        unusable.contains("the configuration of the system `a`"),
        "{unusable}"
    );
}

#[test]
fn a_file_that_is_missing_or_no_json_is_told_by_its_name() {
    let dir = std::env::temp_dir();
    let missing = dir.join("hcs-mock-no-such-file.json");
    let error = Settings::read(&missing).unwrap_err();
    assert!(
        error.contains("hcs-mock-no-such-file.json` can't be read"),
        "{error}"
    );
    let broken = dir.join(format!("hcs-mock-broken-{}.json", std::process::id()));
    std::fs::write(&broken, "{ \"seed\": }").unwrap();
    let error = Settings::read(&broken).unwrap_err();
    assert!(
        error.contains("is not JSON: expected value at line 1"),
        "{error}"
    );
    std::fs::write(&broken, "\u{FEFF}{ \"seed\": 1 }").unwrap();
    assert_eq!(Settings::read(&broken).unwrap().seed, 1);
    std::fs::remove_file(&broken).unwrap();
}
