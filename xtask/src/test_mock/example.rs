//! The examples that are tests by themselves, from end to end.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// Stands in the arguments for the file of the library that was built.
const LIBRARY: &str = "LIBRARY";

/// An example, and how it must end.
pub(crate) struct Example {
    pub(crate) name: &'static str,
    args: &'static [&'static str],
    ends: Ends,
}

/// How an example must end.
enum Ends {
    /// With exit code 0, after this line.
    With(&'static str),
    /// With exit code 2, having said in one line why it can't run.
    #[cfg_attr(windows, expect(dead_code, reason = "there may be a host"))]
    Refused,
}

/// The examples, all of hcs-testkit.
pub(crate) const EXAMPLES: &[Example] = &[
    Example {
        name: "async_models",
        args: &[],
        ends: Ends::With("ledger: clean"),
    },
    Example {
        name: "async_models",
        args: &["--library", LIBRARY],
        ends: Ends::With("each model has worked"),
    },
    // Where there can be no computecore.dll.
    #[cfg(not(windows))]
    Example {
        name: "async_models",
        args: &["--host"],
        ends: Ends::Refused,
    },
];

impl Example {
    /// How it is called.
    pub(crate) fn title(&self) -> String {
        let words = ["example", self.name].into_iter();
        let words = words.chain(self.args.iter().copied());
        words.collect::<Vec<_>>().join(" ")
    }

    /// Runs it, with the libraries that are in this directory; the line that it ended with.
    pub(crate) fn run(&self, program: Option<&Path>, libraries: &Path) -> Result<String, String> {
        let program = program.ok_or("was not built")?;
        let library = libraries.join(format!("{DLL_PREFIX}computecore{DLL_SUFFIX}"));
        let args = self.args.iter().map(|arg| match *arg {
            LIBRARY => library.as_os_str(),
            arg => OsStr::new(arg),
        });
        let output = Command::new(program).args(args).output();
        let output = output.map_err(|error| format!("can't run {}: {error}", program.display()))?;
        self.check(&output).inspect_err(|_| {
            print!("{}", String::from_utf8_lossy(&output.stdout));
            print!("{}", String::from_utf8_lossy(&output.stderr));
        })
    }

    fn check(&self, output: &Output) -> Result<String, String> {
        let (expected, stream) = match self.ends {
            Ends::With(_) => (0, &output.stdout),
            Ends::Refused => (2, &output.stderr),
        };
        if output.status.code() != Some(expected) {
            return Err(format!("ended with {}, not {expected}", output.status));
        }
        let text = String::from_utf8_lossy(stream);
        let last = text.lines().last().unwrap_or_default();
        match self.ends {
            Ends::With(line) if last != line => {
                Err(format!("ended with the line {last:?}, not {line:?}"))
            }
            Ends::Refused if text.lines().count() != 1 => {
                Err(format!("said more or less than one line: {text:?}"))
            }
            _ => Ok(last.to_owned()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;

    fn output(code: i32, stdout: &str, stderr: &str) -> Output {
        Output {
            status: ExitStatus::from_raw(code << 8),
            stdout: stdout.as_bytes().to_vec(),
            stderr: stderr.as_bytes().to_vec(),
        }
    }

    #[test]
    fn the_exit_code_and_the_last_line_matter() {
        let [clean, _, refused] = EXAMPLES else {
            panic!()
        };
        assert!(clean.check(&output(0, "a\nledger: clean\n", "")).is_ok());
        assert!(clean.check(&output(1, "a\nledger: clean\n", "")).is_err());
        assert!(clean.check(&output(0, "ledger: clean\nb\n", "")).is_err());
        assert!(refused.check(&output(2, "", "no host: do this\n")).is_ok());
        assert!(refused.check(&output(2, "", "no\nhost\n")).is_err());
        assert!(refused.check(&output(2, "no host\n", "")).is_err());
        assert!(clean.run(None, Path::new(".")).is_err());
    }
}
