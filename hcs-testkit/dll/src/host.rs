//! The one mock of this process: made by the first call, there until the process ends.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::sync::OnceLock;

use hcs_sys::ComputeCore;
use hcs_testkit::MockHost;

use crate::report::{Moment, broken};
use crate::reporter::{ReportFile, Reporter};
use crate::settings::Settings;
use crate::{alone, guests, stay};

/// Names the file with the settings.
const SETTINGS: &str = "HCS_MOCK";
/// Names the file for the report.
const REPORT: &str = "HCS_MOCK_REPORT";

/// The mock, and who keeps its report.
pub(crate) struct Host {
    pub(crate) table: &'static ComputeCore,
    pub(crate) mock: MockHost,
    reporter: Option<Reporter>,
}

/// `None`: the settings can't be used, and it was said why.
static HOST: OnceLock<Option<&'static Host>> = OnceLock::new();

/// The mock of this process, if it could be made.
pub(crate) fn host() -> Option<&'static Host> {
    *HOST.get_or_init(|| match Host::start() {
        Ok(host) => Some(host),
        Err(problem) => {
            say(&format!("{problem} (until then every function fails)"));
            None
        }
    })
}

/// A sentence for the person who runs the program.
pub(crate) fn say(sentence: &str) {
    let line = format!("computecore (mock): {sentence}\n");
    // In one piece, as others may be talking. Where nobody listens, nobody is told.
    let _ = io::stderr().write_all(line.as_bytes());
}

/// The value of a variable; an empty one is not set.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether the file with the settings has this path, too.
fn is_the_settings(report: &OsString) -> bool {
    let Some(settings) = variable(SETTINGS) else {
        return false;
    };
    match (fs::canonicalize(settings), fs::canonicalize(report)) {
        (Ok(settings), Ok(report)) => settings == report,
        _ => false,
    }
}

impl Host {
    /// Reads the settings and does what they say. An error is a sentence for the person who set them.
    fn start() -> Result<&'static Self, String> {
        let is_first = alone::is_first();
        let file = match variable(REPORT) {
            None if !is_first => {
                return Err(
                    "this process has loaded another computecore of this kind: load this library from one path only"
                        .to_owned(),
                );
            }
            None => None,
            // It would be gone before it is read.
            Some(path) if is_the_settings(&path) => {
                return Err(format!(
                    "{REPORT}: `{}` has the settings, name another file for the report",
                    path.display()
                ));
            }
            Some(path) => Some(ReportFile::open(&path).map_err(|why| format!("{REPORT}: {why}"))?),
        };
        let settings = match variable(SETTINGS) {
            None => Ok(Settings::default()),
            Some(path) => Settings::read(path.as_ref()),
        };
        let mock = settings.and_then(|settings| Ok((settings.build()?, settings)));
        let (mock, settings) = mock.map_err(|why| {
            let problem = format!("{SETTINGS}: {why}");
            if let Some(file) = &file {
                // The sentence itself is told in any case.
                let _ = file.write(&broken(&problem));
            }
            problem
        })?;
        let reporter = file.map(|file| Reporter::new(file, settings.describe()));
        let host: &'static Self = Box::leak(Box::new(Self {
            table: mock.table(),
            mock,
            reporter,
        }));
        stay::forever();
        if let Some(reporter) = &host.reporter {
            let begun = reporter.begin(&host.mock);
            begun.map_err(|error| format!("{REPORT}: can't keep the report: {error}"))?;
            stay::at_exit(at_exit);
        }
        guests::begin(host, settings.guests)?;
        Ok(host)
    }

    /// A call was made, and is about to return to the program.
    pub(crate) fn after_call(&self) {
        if let Some(reporter) = &self.reporter {
            reporter.after_call(&self.mock);
        }
    }

    /// Some time has passed.
    pub(crate) fn look(&self) {
        if let Some(reporter) = &self.reporter {
            reporter.look(&self.mock);
        }
    }

    /// Writes the report, if there is to be one.
    pub(crate) fn report(&self) -> Option<io::Result<()>> {
        let reporter = self.reporter.as_ref()?;
        Some(reporter.write(&self.mock, Moment::Asked))
    }
}

/// The process ends: in order, which is the last occasion to write the report.
extern "C" fn at_exit() {
    if let Some(Some(host)) = HOST.get()
        && let Some(reporter) = &host.reporter
    {
        reporter.end(&host.mock);
    }
}
