//! `doctor`: healthy hosts, broken hosts, and the disks of a virtual machine.

use serde_json::Value;

use crate::tool::{run, run_clean};

/// What it finds, with these arguments besides.
#[track_caller]
fn findings(arguments: &[&str], code: i32) -> Vec<Value> {
    let arguments = [&["doctor", "--json"], arguments].concat();
    let json = run_clean(&arguments).ends_with(code).json();
    json["Findings"]
        .as_array()
        .expect("a list of findings")
        .clone()
}

/// The checks that found a problem.
fn problems(findings: &[Value]) -> Vec<&str> {
    let problems = findings.iter().filter(|it| it["Verdict"] == "problem");
    problems.filter_map(|it| it["Check"].as_str()).collect()
}

#[test]
fn a_healthy_host_has_no_problem_and_everything_was_looked_at() {
    let found = findings(&[], 0);
    assert!(found.iter().all(|it| it["Verdict"] == "ok"), "{found:?}");
    for check in [
        "windows",
        "library",
        "feature",
        "hypervisor",
        "service",
        "rights",
        "answer",
        "schema",
        "systems",
    ] {
        assert!(
            found.iter().any(|it| it["Check"] == check),
            "{check}: {found:?}"
        );
    }
}

#[test]
fn each_broken_host_has_problems_and_each_finding_says_what_to_do() {
    for (broken, expected) in [
        ("no-library", &["library", "feature", "service"][..]),
        ("no-hypervisor", &["hypervisor", "answer", "systems"]),
        ("no-service", &["service", "answer", "systems"]),
        ("no-rights", &["rights", "answer", "systems"]),
        ("hangs", &["systems"]),
    ] {
        let found = findings(&["--broken", broken, "--timeout", "1"], 1);
        assert_eq!(problems(&found), expected, "{broken}: {found:?}");
        for it in &found {
            let advised = it["Advice"]
                .as_str()
                .is_some_and(|advice| !advice.is_empty());
            assert_eq!(advised, it["Verdict"] != "ok", "{it}");
        }
    }
}

/// Whatever this machine is like.
#[cfg(windows)]
#[test]
fn each_check_can_be_made_on_a_windows() {
    let ran = run(&[
        "doctor",
        "--host",
        "--json",
        "--vm",
        "nobody",
        "--disk",
        "no-such.vhdx",
    ])
    .ends_with(1);
    let json = ran.json();
    let found = json["Findings"].as_array().expect("a list of findings");
    for check in [
        "windows",
        "library",
        "feature",
        "hypervisor",
        "service",
        "rights",
        "answer",
        "disk",
    ] {
        assert!(
            found.iter().any(|it| it["Check"] == check),
            "{check}: {ran:?}"
        );
    }
    // An ordinary user may ask for these.
    for check in ["windows", "service", "rights"] {
        let its = found.iter().find(|it| it["Check"] == check);
        assert!(
            its.is_some_and(|it| it["Verdict"] != "unknown"),
            "{check}: {ran:?}"
        );
    }
    for it in found {
        assert_eq!(it["Advice"].is_null(), it["Verdict"] == "ok", "{it}");
    }
    let last = found.last().expect("a finding");
    assert_eq!(last["Says"], "no-such.vhdx is not there");
}

#[test]
fn an_old_build_lacks_functions_which_is_no_problem() {
    let found = findings(&["--build", "17763"], 0);
    let note = found
        .iter()
        .find(|it| it["Verdict"] == "note")
        .expect("a note");
    assert_eq!(note["Check"], "library");
    assert!(
        note["Says"]
            .as_str()
            .unwrap()
            .contains("43 of 60 functions"),
        "{note}"
    );
    assert!(
        note["Advice"]
            .as_str()
            .unwrap()
            .contains("namespaces (19041)"),
        "{note}"
    );
    assert_eq!(problems(&findings(&["--build", "9600"], 1))[0], "windows");
}

#[test]
fn the_parent_that_was_forgotten_is_found_and_granting_it_is_the_advice() {
    let found = findings(&["--vm", "build-agent"], 1);
    let disks: Vec<_> = found.iter().filter(|it| it["Check"] == "disk").collect();
    let [disk, parent] = disks[..] else {
        panic!("{found:?}");
    };
    assert_eq!(disk["Verdict"], "ok");
    assert_eq!(parent["Verdict"], "problem");
    assert!(
        parent["Says"]
            .as_str()
            .unwrap()
            .contains("base.vhdx, the parent of"),
        "{parent}"
    );
    assert!(
        parent["Advice"]
            .as_str()
            .unwrap()
            .starts_with("`hcsctl grant \"build-agent\""),
        "{parent}"
    );
}

#[test]
fn disks_are_named_by_hand_or_by_a_configuration() {
    let directory = std::env::temp_dir().join(format!("hcsctl-test-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let [disk, file] = ["vm.vhdx", "vm.json"].map(|name| directory.join(name));
    std::fs::write(&disk, "").unwrap();
    let attachment = serde_json::json!({ "Type": "VirtualDisk", "Path": disk });
    let configuration = serde_json::json!({
        "VirtualMachine": { "Devices": { "Scsi": { "0": { "Attachments": { "0": attachment } } } } },
    });
    std::fs::write(&file, configuration.to_string()).unwrap();
    let (disk, file) = (disk.to_str().unwrap(), file.to_str().unwrap());
    for arguments in [["--config", file], ["--disk", disk]] {
        let found = findings(&[&["--vm", "orders-db"], &arguments[..]].concat(), 1);
        let last = found.last().unwrap();
        assert_eq!(last["Verdict"], "problem", "nobody has granted it");
        assert!(last["Says"].as_str().unwrap().contains("vm.vhdx"), "{last}");
    }
    std::fs::write(file, "nonsense").unwrap();
    let ran = run_clean(&["doctor", "--vm", "orders-db", "--config", file]).ends_with(1);
    assert!(ran.sentence().unwrap().contains("is not JSON"), "{ran:?}");
    std::fs::remove_dir_all(&directory).unwrap();

    let gone = findings(&["--vm", "orders-db", "--disk", disk], 1);
    assert!(
        gone.last().unwrap()["Says"]
            .as_str()
            .unwrap()
            .ends_with("is not there"),
        "{gone:?}"
    );
    let unknown = findings(&["--vm", "orders-db"], 0);
    assert_eq!(unknown.last().unwrap()["Verdict"], "note");
}

#[test]
fn people_get_a_line_for_each_finding_and_a_verdict() {
    let ran = run(&["doctor", "--broken", "no-rights"]).ends_with(1);
    let last = ran.stdout.lines().last();
    assert_eq!(last, Some("a mock: 3 problems found"), "{ran:?}");
    assert!(ran.stdout.contains("problem  rights"), "{ran:?}");
    assert!(ran.stdout.contains("-> run it elevated"), "{ran:?}");
    assert_eq!(ran.sentence(), None);
}
