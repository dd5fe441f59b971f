//! The checks: what the facts mean, and what to do about them.

use std::collections::BTreeMap;

use hcs::{Build, Error, Feature, Host, SchemaVersion};
use hcs_sys::ComputeCore;

use super::{Finding, Library, Machine, Rights, Service, Verdict};
use crate::failure::Ending;
use crate::wait::{self, Waited};

const TURN_ON: &str = "turn on a Windows feature that has it, elevated, and restart: \
     `dism /online /enable-feature /all /featurename:VirtualMachinePlatform`, or `:Microsoft-Hyper-V`, or `:Containers`";

/// What the service has answered, if it could be asked.
type Answer<'a> = Option<&'a hcs::Result<Vec<SchemaVersion>>>;

pub(super) fn build(machine: &dyn Machine) -> Finding {
    let (build, oldest) = (machine.build(), Build::OLDEST);
    match build >= oldest {
        true => Finding::fine("windows", format!("build {build}")),
        false => Finding::new(
            "windows",
            Verdict::Problem,
            format!("build {build} has no Host Compute System that this program knows"),
            format!("update to build {oldest} (Windows 10 1809, Windows Server 2019) or later"),
        ),
    }
}

/// Whether a library is there, and what it exports, build by build.
pub(super) fn library(library: &Library, build: u32) -> Vec<Finding> {
    let name = library.name;
    let core = name == ComputeCore::LIBRARY;
    let functions = match &library.functions {
        Ok(functions) => functions,
        Err(reason) => {
            let (verdict, advice) = match core {
                true => (
                    Verdict::Problem,
                    "it comes with a Windows feature: see `feature`".to_owned(),
                ),
                false => (
                    Verdict::Note,
                    "programs that need layers or networks of containers need it: turn on the Windows feature Containers"
                        .to_owned(),
                ),
            };
            let says = match reason.contains(name) {
                true => reason.clone(),
                false => format!("{name}: {reason}"),
            };
            return vec![Finding::new("library", verdict, says, advice)];
        }
    };
    let mut builds: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (function, there) in functions {
        let (have, known) = builds.entry(function.since_build).or_default();
        *have += usize::from(*there);
        *known += 1;
    }
    let have: usize = builds.values().map(|(have, _)| have).sum();
    let of_builds: Vec<String> = builds
        .iter()
        .map(|(build, (have, known))| format!("{build}: {have}/{known}"))
        .collect();
    let known = functions.len();
    let says = format!(
        "{name}: {have} of {known} functions ({})",
        of_builds.join(", ")
    );
    let absent = || functions.iter().filter(|(_, there)| !there);
    let lost: Vec<&str> = absent()
        .filter(|(function, _)| function.since_build <= build)
        .map(|(function, _)| function.name)
        .collect();
    if !lost.is_empty() {
        let advice = format!(
            "a Windows of build {build} has {}: install its updates, or repair it with `sfc /scannow`",
            lost.join(", ")
        );
        return vec![Finding::new("library", Verdict::Problem, says, advice)];
    }
    let Some(needed) = absent().map(|(function, _)| function.since_build).max() else {
        return vec![Finding::fine("library", says)];
    };
    let mut advice = format!(
        "what is missing came with later builds, up to {needed}: update Windows if a program needs it"
    );
    if core {
        let lacks = |feature: &&Feature| feature.needs_build() > build;
        let features: Vec<String> = Feature::ALL
            .iter()
            .filter(lacks)
            .map(|feature| format!("{feature} ({})", feature.needs_build()))
            .collect();
        advice = format!("{advice}; that is {}", features.join(", "));
    }
    vec![Finding::new("library", Verdict::Note, says, advice)]
}

/// Whether a Windows feature is on that has the Host Compute System: then its library and its service are there.
pub(super) fn feature(libraries: &[Library], service: &Result<Service, String>) -> Finding {
    let library = libraries.first().is_some_and(|it| it.functions.is_ok());
    let absent = matches!(service, Ok(Service::Absent));
    match (library, absent) {
        (true, false) => Finding::fine(
            "feature",
            "a Windows feature with the Host Compute System is on",
        ),
        (true, true) => Finding::new(
            "feature",
            Verdict::Problem,
            "the library is there, and its service `vmcompute` is not",
            TURN_ON,
        ),
        (false, _) => Finding::new(
            "feature",
            Verdict::Problem,
            "no Windows feature with the Host Compute System is on",
            TURN_ON,
        ),
    }
}

pub(super) fn hypervisor(runs: Result<bool, String>) -> Finding {
    const CHECK: &str = "hypervisor";
    match runs {
        Ok(true) => Finding::fine(CHECK, "it runs"),
        Ok(false) => Finding::new(
            CHECK,
            Verdict::Problem,
            "it doesn't run: no virtual machine can be started, and no container that Hyper-V isolates",
            "turn virtualization on in the firmware (in a virtual machine: nested virtualization), then \
             `bcdedit /set hypervisorlaunchtype auto`, elevated, and restart",
        ),
        Err(reason) => Finding::new(
            CHECK,
            Verdict::Unknown,
            reason,
            "`systeminfo` says in its last lines whether a hypervisor has been detected",
        ),
    }
}

pub(super) fn service(service: &Result<Service, String>, answer: Answer<'_>) -> Finding {
    const CHECK: &str = "service";
    let answers = matches!(answer, Some(Ok(_)));
    match service {
        Ok(Service::Running) => Finding::fine(CHECK, "`vmcompute` is running"),
        Ok(Service::Stopped) if answers => {
            Finding::fine(CHECK, "`vmcompute` starts when it is needed")
        }
        Ok(Service::Stopped) => Finding::new(
            CHECK,
            Verdict::Problem,
            "`vmcompute` isn't running",
            "start it, elevated: `sc start vmcompute`; the event log Microsoft-Windows-Hyper-V-Compute says why it has ended",
        ),
        Ok(Service::Absent) => Finding::new(
            CHECK,
            Verdict::Problem,
            "there is no service `vmcompute`",
            "it comes with a Windows feature: see `feature`",
        ),
        Err(reason) => Finding::new(
            CHECK,
            Verdict::Unknown,
            format!("nothing is known of `vmcompute`: {reason}"),
            "`sc query vmcompute`, elevated, tells its state",
        ),
    }
}

pub(super) fn rights(rights: &Result<Rights, String>) -> Finding {
    const CHECK: &str = "rights";
    match rights {
        Ok(rights) if rights.elevated || rights.member => {
            let elevated = match rights.elevated {
                true => "this program is elevated",
                false => "this program is not elevated",
            };
            let member = match rights.member {
                true => "its user is a member of Hyper-V Administrators",
                false => "its user is no member of Hyper-V Administrators",
            };
            Finding::fine(CHECK, format!("{elevated}, {member}"))
        }
        Ok(_) => Finding::new(
            CHECK,
            Verdict::Problem,
            "this program is not elevated, and its user is no member of Hyper-V Administrators",
            "run it elevated, or, elevated, `net localgroup \"Hyper-V Administrators\" %USERNAME% /add`, and sign in again: \
             a session that was there before doesn't know of it",
        ),
        Err(reason) => Finding::new(
            CHECK,
            Verdict::Unknown,
            format!("what this user may do can't be found out: {reason}"),
            "`whoami /groups` shows the groups",
        ),
    }
}

/// Whether the service answers, which is what all of the above is for.
pub(super) fn answer(answer: Answer<'_>) -> Finding {
    const CHECK: &str = "answer";
    match answer {
        Some(Ok(_)) => Finding::fine(CHECK, "the service answers"),
        Some(Err(error)) => failed(CHECK, error),
        None => Finding::new(
            CHECK,
            Verdict::Unknown,
            "the service can't be asked without its library",
            "what is said of `feature` comes first",
        ),
    }
}

/// A call of a check that has failed.
fn failed(check: &'static str, error: &Error) -> Finding {
    let remedy = error
        .remedy()
        .unwrap_or("what is said above is the likeliest reason");
    Finding::new(
        check,
        Verdict::Problem,
        without(&error.to_string(), remedy),
        remedy,
    )
}

/// A sentence without the remedy at its end, which stands on a line of its own here.
fn without(sentence: &str, remedy: &str) -> String {
    let sentence = sentence.strip_suffix(remedy).unwrap_or(sentence);
    sentence.trim_end_matches([' ', '.']).to_owned()
}

pub(super) fn schema(answer: Answer<'_>, build: u32) -> Option<Finding> {
    const CHECK: &str = "schema";
    let Some(Ok(versions)) = answer else {
        return None;
    };
    let listed: Vec<String> = versions.iter().map(ToString::to_string).collect();
    let says = format!(
        "the service knows the versions {}, and those before them",
        listed.join(" and ")
    );
    let Some(expected) = SchemaVersion::of_build(build) else {
        return Some(Finding::fine(CHECK, says));
    };
    Some(
        match versions.iter().any(|version| version.includes(expected)) {
            true => Finding::fine(CHECK, says),
            false => Finding::new(
                CHECK,
                Verdict::Problem,
                format!("{says}; a Windows of build {build} should know {expected}"),
                "install the updates of Windows, and restart: its service is older than the rest",
            ),
        },
    )
}

/// How many systems this user sees.
pub(super) fn systems(host: &Host) -> Ending<Finding> {
    const CHECK: &str = "systems";
    const WHAT: &str = "listing the compute systems";
    Ok(match wait::answer(WHAT, host.enumerate_value()) {
        Waited::Done(Ok(systems)) => match systems.as_array().map_or(0, Vec::len) {
            0 => Finding::fine(CHECK, "this user sees no compute system: there may be none"),
            1 => Finding::fine(CHECK, "this user sees 1 compute system"),
            many => Finding::fine(CHECK, format!("this user sees {many} compute systems")),
        },
        Waited::Done(Err(error)) => failed(CHECK, &error),
        Waited::Interrupted => return Err(wait::interrupted(WHAT)),
        Waited::TimeIsOver => Finding::new(
            CHECK,
            Verdict::Problem,
            wait::late(WHAT),
            "the event log Microsoft-Windows-Hyper-V-Compute says what the service is busy with; restart it, elevated: \
             `sc stop vmcompute`, then `sc start vmcompute`",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_this_build_should_have_is_a_problem_and_a_later_one_is_not() {
        let functions = |missing_since: u32| {
            let each = ComputeCore::FUNCTIONS.iter();
            Library {
                name: ComputeCore::LIBRARY,
                functions: Ok(each
                    .map(|it| (it, it.since_build != missing_since))
                    .collect()),
            }
        };
        let verdict = |missing, build| library(&functions(missing), build)[0].verdict;
        assert_eq!(verdict(0, 26100), Verdict::Fine);
        assert_eq!(verdict(19041, 19041), Verdict::Problem);
        assert_eq!(verdict(26100, 22621), Verdict::Note);
        let note = library(&functions(26100), 22621).remove(0);
        assert!(note.advice.is_some_and(|it| it.contains("live migration")));
    }

    #[test]
    fn a_service_that_answers_when_it_is_asked_need_not_run_before() {
        let stopped = Ok(Service::Stopped);
        let versions = Ok(vec![SchemaVersion::V2_1]);
        assert_eq!(service(&stopped, Some(&versions)).verdict, Verdict::Fine);
        assert_eq!(service(&stopped, None).verdict, Verdict::Problem);
    }

    #[test]
    fn either_right_is_enough() {
        for (elevated, member, verdict) in [
            (true, false, Verdict::Fine),
            (false, true, Verdict::Fine),
            (false, false, Verdict::Problem),
        ] {
            assert_eq!(rights(&Ok(Rights { elevated, member })).verdict, verdict);
        }
    }

    #[test]
    fn each_finding_that_is_not_fine_says_what_to_do() {
        let unknown = || Err("nobody knows".to_owned());
        let findings = [
            hypervisor(unknown()),
            hypervisor(Ok(false)),
            service(&Err("no".to_owned()), None),
            rights(&Err("no".to_owned())),
            answer(None),
            feature(&[], &Ok(Service::Absent)),
        ];
        for finding in findings {
            assert_ne!(finding.verdict, Verdict::Fine);
            assert!(finding.advice.is_some_and(|advice| !advice.is_empty()));
        }
    }
}
