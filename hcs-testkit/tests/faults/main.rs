//! Everything goes wrong, one thing at a time.
//!
//! A table of [scenarios](table::SCENARIOS) goes through what the safe crate can do. Each is played again and again on
//! each schedule of the mock, and in the k-th run the k-th call that crosses the C ABI goes wrong, for every k that the
//! scenario has. After each run: no thread hangs, everything is closed, freed and forgotten, no rule is broken, nothing
//! has panicked, and every error that the scenario saw names the call that failed.
//!
//! `HCS_CASES=n` plays about n runs on hosts that use what the contract leaves open, instead of a few thousand.
//! `HCS_FAULT=text` plays only the runs whose names begin with the text, as a failure prints them.

#[path = "../common/mod.rs"]
mod common;
mod hosts;
mod judge;
mod kind;
mod newer;
mod panics;
mod processes;
mod run;
mod stage;
mod sweep;
mod table;

use hcs_sys::{
    ComputeCore, E_ACCESSDENIED, E_OUTOFMEMORY, HCS_E_OPERATION_ALREADY_CANCELLED,
    HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HCS_E_SERVICE_DISCONNECT,
    HCS_E_SYSTEM_ALREADY_EXISTS, HRESULT, S_OK,
};
use hcs_testkit::{ProcessCreation, Profile, Schedule};

use kind::{INJECTED, INJECTED_DOCUMENT, Kind};
use sweep::{Host, Sweep};

/// The codes that the crate takes a special way for, and one that nobody knows.
const CODES: [HRESULT; 5] = [
    INJECTED,
    E_OUTOFMEMORY,
    HCS_E_SERVICE_DISCONNECT,
    HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET,
    HCS_E_SYSTEM_ALREADY_EXISTS,
];

/// The ways to create a process at once.
const SYNCHRONOUS: [ProcessCreation; 2] = [
    ProcessCreation::Synchronous,
    ProcessCreation::SynchronousAndTold,
];

/// More kinds of hosts than there are settings.
const SEEDS: u64 = 10_000;

/// On the documented host, on each schedule; and, where one kind says enough, on hosts that create processes in other
/// ways.
fn documented(title: &str, kinds: &[Kind]) {
    let mut sweep = Sweep::new(title);
    for (index, &kind) in kinds.iter().enumerate() {
        for schedule in Schedule::ALL {
            // Windows takes many times as long over threads and pipes: what comes after the first is played without there.
            if cfg!(windows) && index > 0 && schedule != Schedule::Stepped {
                continue;
            }
            sweep.each_call(&Host::documented(schedule).on_this_system(), kind);
            if index > 0 {
                continue;
            }
            for creation in SYNCHRONOUS {
                sweep.each_call(&Host::creating(schedule, creation), kind);
            }
        }
    }
    sweep.finish();
}

#[test]
fn o1_o4_the_kth_call_fails() {
    let kinds = CODES.map(Kind::Answers);
    documented("the k-th call fails", &kinds);
}

#[test]
fn o1_o4_every_call_fails_from_the_kth_on() {
    let kinds = [INJECTED, HCS_E_SERVICE_DISCONNECT].map(Kind::AnswersFromThenOn);
    documented("every call fails from the k-th on", &kinds);
}

#[test]
fn t5_the_kth_call_fails_and_leaves_a_document() {
    let kind = Kind::AnswersWithDocument(INJECTED, INJECTED_DOCUMENT);
    documented("the k-th call fails with a document", &[kind]);
}

#[test]
fn t3_s1_the_operation_of_the_kth_call_fails() {
    let kinds = [
        Kind::Completes(INJECTED, Some(INJECTED_DOCUMENT)),
        Kind::Completes(E_ACCESSDENIED, None),
        Kind::Completes(HCS_E_SYSTEM_ALREADY_EXISTS, None),
        Kind::Completes(HCS_E_OPERATION_ALREADY_CANCELLED, None),
        Kind::Completes(HCS_E_SERVICE_DISCONNECT, None),
    ];
    documented("the operation of the k-th call fails", &kinds);
}

#[test]
fn t2_the_operation_of_the_kth_call_succeeds_with_a_document_that_nobody_expects() {
    let kinds = [Some("{\"not\": JSON"), Some(""), Some("null"), None]
        .map(|document| Kind::Completes(S_OK, document));
    documented("the k-th call has another document", &kinds);
}

#[test]
fn e8_the_service_disconnects_before_the_kth_call() {
    documented("the service disconnects", &[Kind::Disconnects]);
}

#[test]
fn e8_the_operation_of_the_kth_call_ends_only_with_the_service() {
    documented("the k-th call never completes", &[Kind::NeverCompletes]);
}

/// Each seed is another host and another fault.
#[test]
fn each_fault_on_hosts_that_use_what_is_left_open() {
    let kinds = [
        Kind::Answers(INJECTED),
        Kind::Disconnects,
        Kind::Completes(INJECTED, Some(INJECTED_DOCUMENT)),
        Kind::AnswersFromThenOn(INJECTED),
        Kind::Answers(HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET),
        Kind::NeverCompletes,
        Kind::Answers(HCS_E_SERVICE_DISCONNECT),
    ];
    let mut sweep = Sweep::new("adversarial hosts");
    let cases = std::env::var("HCS_CASES").ok();
    let cases: u64 = cases.and_then(|cases| cases.parse().ok()).unwrap_or(6_000);
    for seed in 0..SEEDS {
        let kind = kinds[seed as usize % kinds.len()];
        let real = [Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded];
        for schedule in [Schedule::Stepped, real[seed as usize % real.len()]] {
            sweep.each_call(&Host::adversarial(schedule, seed), kind);
        }
        if sweep.runs() >= cases || sweep.is_over() {
            break;
        }
    }
    sweep.finish();
}

#[test]
fn l1_every_build_of_windows() {
    let mut sweep = Sweep::new("builds of Windows");
    for build in Profile::BUILDS {
        for schedule in Schedule::ALL {
            sweep.undisturbed(&Host::of_build(schedule, build).on_this_system());
        }
    }
    sweep.finish();
}

/// Also what no build lacks alone.
#[test]
fn l1_every_export_that_may_be_absent() {
    let mut sweep = Sweep::new("absent exports");
    let optional = ComputeCore::FUNCTIONS.iter();
    for function in optional.filter(|function| function.since_build > Profile::BUILDS[0]) {
        for schedule in Schedule::ALL {
            sweep.undisturbed(&Host::without(schedule, function.name).on_this_system());
        }
    }
    sweep.finish();
}
