//! Makes evidence of a recording: what it shows of the rules of the [`contract`](crate::contract), and where the mock
//! would have answered otherwise.
//!
//! A recording is made by [`hcs::record`], of a run on a real host or on a mock. `cargo xtask replay FILE` prints what
//! this module finds.
//!
//! ```
//! use hcs::record::{Keep, Recorder};
//! use hcs_testkit::MockHost;
//! use hcs_testkit::replay::{Recording, Verdict};
//! # use std::sync::{Arc, Mutex};
//! # #[derive(Clone, Default)]
//! # struct Shared(Arc<Mutex<Vec<u8>>>);
//! # impl std::io::Write for Shared {
//! #     fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> { self.0.lock().unwrap().write(bytes) }
//! #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
//! # }
//!
//! let mock = MockHost::new();
//! let file = Shared::default(); // anything that can be written to
//! let recorder = Recorder::to_writer(mock.table(), file.clone(), Keep::default())?;
//! # #[allow(unsafe_code)]
//! // SAFETY: the recorder's functions are the mock's.
//! let host = unsafe { hcs::Host::from_table(recorder.table()) };
//! host.enumerate().wait()?;
//! recorder.finish();
//!
//! let text = file.0.lock().unwrap();
//! let report = Recording::read(text.as_slice()).unwrap().check();
//! assert_eq!(report.verdict(), Verdict::Consistent, "{report}");
//! assert_eq!(report.rule("O1").unwrap().confirmed, 1); // an operation was closed once
//! # Ok::<(), hcs::Error>(())
//! ```

mod calls;
mod check;
mod events;
mod findings;
mod fit;
mod life;
mod mock;
mod of_processes;
mod plan;
mod processes;
mod read;
mod report;
mod returns;
mod shape;
mod work;

pub use findings::{Finding, Rule};
pub use read::{ReadError, Recording};
pub use report::{Difference, Report, Verdict};

use crate::profile::Profile;

impl Recording {
    /// Checks the recording against the contract, and replays it on a mock whose settings are those of the recorded host,
    /// as far as the recording shows them.
    #[must_use]
    pub fn check(&self) -> Report {
        self.check_with(&fit::profile(self))
    }

    /// Checks the recording against the contract, and replays it on a mock of this profile. What the profile leaves to
    /// chance happens where the recording has it.
    #[must_use]
    pub fn check_with(&self, profile: &Profile) -> Report {
        let findings = check::check(self);
        let replayed = mock::replay(self, profile);
        Report::new(self, findings, replayed, profile)
    }
}
