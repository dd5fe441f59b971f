//! The conformance suite: the same questions to the mock and to real hosts, so that the two can't drift apart unnoticed.
//!
//! A mock is worth what it shares with the real thing. The suite is a list of [`cases`] at the raw C ABI, about the rules of
//! the [`contract`](crate::contract). It runs against any table of functions, and tells for each rule whether the host
//! confirmed it, contradicted it, or gave nothing to see; where the contract leaves a choice, which one the host made.
//!
//! ```
//! use hcs_testkit::conformance::{Conclusion, Options, Verdict, on_mock};
//! use hcs_testkit::MockHost;
//!
//! let mock = MockHost::new();
//! let mut options = Options::default();
//! options.filter = Some("systems.".to_owned());
//! let report = on_mock(&mock, &options);
//! assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
//! assert_eq!(report.rule("S2").unwrap().verdict, Verdict::Confirmed);
//! mock.finish();
//! ```
//!
//! # On a real host
//!
//! `cargo xtask test-host` in a clone of this workspace, or [`on_this_host`] in a program, runs the suite on the machine's
//! own `computecore.dll`. It needs Windows 10 1809 or Windows Server 2019 or later with Hyper-V or Virtual Machine Platform
//! turned on, and a user who is elevated or a member of *Hyper-V Administrators*.
//!
//! The suite makes virtual machines without a disk or a network, of 256 MB each and one at a time, and containers where a
//! host can make one out of nothing; it starts some of them, and ends all of them. Each has an id that begins with
//! [`ID_PREFIX`] and the owner [`OWNER`], and ends with its last handle: also when the program is ended in the middle.
//! Before its first case and after its last one the suite looks for systems with this owner *and* such an id, and ends
//! them. It touches nothing else, so that other systems of the host go on; but two runs at the same time end each other's.
//!
//! Nothing is asked that would be undefined behaviour: what crashes or blocks the library's caller is *not observable*, and
//! the report says so. Each case has a time limit. One that doesn't return fails, its thread is left behind, and the run
//! ends there.
//!
//! The report's text and its [JSON](Report::to_json) have the build of Windows, the exports, and what the service says of
//! itself (the versions of documents that it knows); no names of users, machines or other systems.

mod case;
mod cases;
mod clock;
mod facts;
mod host;
mod notes;
mod options;
mod probe;
mod process;
mod raw;
mod report;
mod rules;
mod runner;
mod sweep;

use hcs_sys::ComputeCore;

use crate::MockHost;

pub use case::{Case, Need};
pub use host::{ID_PREFIX, OWNER};
pub use notes::{Observation, Verdict};
pub use options::{Options, Progress};
pub use report::{Ability, CaseEnd, CaseResult, Conclusion, Facts, HostReport, Report, RuleResult};
pub use rules::{Rule, cases, hidden, rules};
pub use sweep::Swept;

/// Runs the suite on the host behind a table.
///
/// # Safety
/// The functions have the signatures of `computecore.dll`, and keep its rules of memory: what they write through a place,
/// and the events that they pass to callbacks, can be read as long as the contract says.
#[allow(unsafe_code)] // The caller vouches for the table.
pub unsafe fn run(table: &'static ComputeCore, options: &Options) -> Report {
    runner::run(table, options)
}

/// Runs the suite on a mock.
///
/// The mock's profile may have it record O9, since the suite sets the callback of a pending operation: turn
/// [`police_late_setting`](crate::Profile::police_late_setting) off where that is to be clean. On the schedule
/// [`Stepped`](crate::Schedule::Stepped) another thread has to step.
///
/// # Examples
/// See the [module](self).
pub fn on_mock(mock: &MockHost, options: &Options) -> Report {
    let mut options = options.clone();
    if options.facts.library.is_empty() {
        options.facts.library = "the mock of hcs-testkit".to_owned();
    }
    runner::run(mock.table(), &options)
}

/// Runs the suite on this machine's own `computecore.dll`.
///
/// # Errors
/// There is none, or it can't be loaded ([`is_unsupported`](hcs::Error::is_unsupported)); or `HCS_RECORD` asks for a
/// recording that can't be made. A service that doesn't answer, or not to this user, is in the report's
/// [`conclusion`](Report::conclusion).
///
/// ```no_run
/// use hcs_testkit::conformance::{Options, on_this_host};
///
/// let report = on_this_host(&Options::default())?;
/// println!("{report}");
/// # Ok::<(), hcs::Error>(())
/// ```
pub fn on_this_host(options: &Options) -> hcs::Result<Report> {
    // Where the environment asks for a recording, this is the table with the recorder in front.
    let table = hcs::Host::new()?.table();
    let mut options = options.clone();
    if options.facts.library.is_empty() {
        options.facts = facts::of_this_machine();
    }
    Ok(runner::run(table, &options))
}
