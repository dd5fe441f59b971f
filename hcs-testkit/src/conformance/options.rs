//! How a run is made.

use std::time::Duration;

use super::case::Case;
use super::report::{CaseResult, Facts};

/// How the suite runs. [`Options::default`] is for real hosts.
///
/// ```
/// use std::time::Duration;
/// use hcs_testkit::conformance::Options;
///
/// let mut options = Options::default();
/// options.filter = Some("events.".to_owned());
/// options.quiet = Duration::from_millis(500);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Only the cases whose names contain this.
    pub filter: Option<String>,
    /// How long an operation may take, and how long something is waited for that has to come: 20 seconds.
    pub call_limit: Duration,
    /// How long something is waited for that may never come: 2 seconds. A host that takes longer is taken for one on
    /// which it doesn't come.
    pub quiet: Duration,
    /// How long a case may take before it is given up, and the run with it: 2 minutes.
    pub case_limit: Duration,
    /// How often a case tries to see something that depends on how fast the host is: 20 times.
    pub tries: usize,
    /// The memory of the virtual machines, in megabytes: 256. Less than 64 is taken for 64, more than 1024 for 1024.
    pub memory_mb: u32,
    /// The configuration of a container, a JSON object, in which `cmd.exe` can run: with the layers of an image, that is. The
    /// suite gives it an owner, and has it end with its last handle. Without one it tries a container without layers,
    /// in which few hosts can run anything.
    pub container: Option<String>,
    /// What the caller knows of the host.
    pub facts: Facts,
    /// Is told how the run gets on.
    pub progress: Option<fn(Progress<'_>)>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A case begins.
    Begins(&'a Case),
    /// A case has ended, or was skipped.
    Ended(&'a CaseResult),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            filter: None,
            call_limit: Duration::from_secs(20),
            quiet: Duration::from_secs(2),
            case_limit: Duration::from_secs(120),
            tries: 20,
            memory_mb: 256,
            container: None,
            facts: Facts::default(),
            progress: None,
        }
    }
}
