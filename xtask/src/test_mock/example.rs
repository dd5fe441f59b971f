//! The examples that are tests by themselves, from end to end.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use super::targets::Suite;

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
    /// With exit code 0, after a line with this in it.
    Having(&'static str),
    /// With exit code 1, after this line.
    Failing(&'static str),
    /// With exit code 2, having said in one line why it can't run.
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
    Example {
        name: "conformance",
        args: &["--mock"],
        ends: Ends::Having(" cases passed, 0 failed, 0 skipped; "),
    },
    #[cfg(not(windows))]
    Example {
        name: "conformance",
        args: &["--host"],
        ends: Ends::Refused,
    },
    // What recordings show is told by the tests of the library; this is the way there.
    Example {
        name: "replay",
        args: &["no-such-recording.jsonl"],
        ends: Ends::Refused,
    },
    Example {
        name: "exec",
        args: &["--", "echo", "hello"],
        ends: Ends::With("hello"),
    },
    // Its own tests know all of it.
    Example {
        name: "hcsctl",
        args: &["list"],
        ends: Ends::Having("nightly-import"),
    },
    Example {
        name: "hcsctl",
        args: &["doctor"],
        ends: Ends::With("a mock: no problem found"),
    },
    Example {
        name: "watch_many",
        args: &[],
        ends: Ends::With("ledger: clean"),
    },
    Example {
        name: "your_tests",
        args: &[],
        ends: Ends::With("your_tests: 8 passed, 0 failed"),
    },
    // Tests that don't notice a mistake are none.
    Example {
        name: "your_tests",
        args: &["--mistake", "lost-handle"],
        ends: Ends::Failing("your_tests: 7 passed, 1 failed"),
    },
    Example {
        name: "your_tests",
        args: &["--mistake", "lost-container"],
        ends: Ends::Failing("your_tests: 2 passed, 6 failed"),
    },
    Example {
        name: "your_tests",
        args: &["--mistake", "lost-exit-code"],
        ends: Ends::Failing("your_tests: 6 passed, 2 failed"),
    },
    Example {
        name: "your_tests",
        args: &["--mistake", "no-limit"],
        ends: Ends::Failing("your_tests: 7 passed, 1 failed"),
    },
];

impl Example {
    /// What it is a test of, and how it is called.
    pub(crate) fn suite(&self) -> Suite {
        let words = ["example", self.name].into_iter();
        let words = words.chain(self.args.iter().copied());
        Suite {
            package: "hcs-testkit".to_owned(),
            name: words.collect::<Vec<_>>().join(" "),
        }
    }

    /// Runs it, by this command, with this file as the library; the line that it ended with.
    pub(crate) fn run(&self, program: &mut Command, library: &Path) -> Result<String, String> {
        let args = self.args.iter().map(|arg| match *arg {
            LIBRARY => library.as_os_str(),
            arg => OsStr::new(arg),
        });
        let output = program.args(args).output();
        let output = output.map_err(|error| {
            let program = program.get_program().display();
            format!("can't run {program}: {error}")
        })?;
        self.check(&output).inspect_err(|_| {
            print!("{}", String::from_utf8_lossy(&output.stdout));
            print!("{}", String::from_utf8_lossy(&output.stderr));
        })
    }

    fn check(&self, output: &Output) -> Result<String, String> {
        let (expected, stream) = match self.ends {
            Ends::With(_) | Ends::Having(_) => (0, &output.stdout),
            Ends::Failing(_) => (1, &output.stdout),
            Ends::Refused => (2, &output.stderr),
        };
        if output.status.code() != Some(expected) {
            return Err(format!("ended with {}, not {expected}", output.status));
        }
        let text = String::from_utf8_lossy(stream);
        let last = text.lines().last().unwrap_or_default();
        match self.ends {
            Ends::With(line) | Ends::Failing(line) if last != line => {
                Err(format!("ended with the line {last:?}, not {line:?}"))
            }
            Ends::Having(part) if !last.contains(part) => Err(format!(
                "ended with the line {last:?}, which has no {part:?}"
            )),
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
        let [clean, _, refused, conforms, ..] = EXAMPLES else {
            panic!()
        };
        let line = "conformance: 3 cases passed, 0 failed, 0 skipped; 2 rules confirmed\n";
        assert!(conforms.check(&output(0, line, "")).is_ok());
        assert!(conforms.check(&output(1, line, "")).is_err());
        let line = line.replace("0 failed", "1 failed");
        assert!(conforms.check(&output(0, &line, "")).is_err());
        assert!(clean.check(&output(0, "a\nledger: clean\n", "")).is_ok());
        assert!(clean.check(&output(1, "a\nledger: clean\n", "")).is_err());
        assert!(clean.check(&output(0, "ledger: clean\nb\n", "")).is_err());
        assert!(refused.check(&output(2, "", "no host: do this\n")).is_ok());
        assert!(refused.check(&output(2, "", "no\nhost\n")).is_err());
        assert!(refused.check(&output(2, "no host\n", "")).is_err());
        let missing = clean.run(&mut Command::new("no-such-program"), Path::new("."));
        assert!(missing.unwrap_err().contains("no-such-program"));
    }
}
