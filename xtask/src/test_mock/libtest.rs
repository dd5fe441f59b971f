//! Reads what cargo and the test programs print.

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) ignored: usize,
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen<'a> {
    /// Cargo runs this test program.
    Program(&'a str),
    /// Cargo runs the doctests of this library.
    Doctests(&'a str),
    /// Some tests are over. Doctests come in several such groups.
    Counts(Counts),
    /// This one has failed.
    Failed(&'a str),
    /// Nothing to count; a reader wants to see it.
    Shown(String),
    /// Nothing to count or to see.
    Nothing,
}

/// What a test that passes wants to be shown begins with this. The rest of what it prints, such as the traces of panics
/// that it provokes, is for those who look for its failure.
const REPORT: &str = "report: ";

/// Where in the output of a test program a line stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    /// Cargo looks whether all is built, and says again what it said then.
    #[default]
    Before,
    /// The tests come one by one.
    Running,
    /// What those that passed have printed, then their names.
    Outputs,
    Passed,
    /// What those that failed have printed, then their names.
    Failures,
    Failed,
}

/// Reads line by line; remembers in which part of the output it is.
#[derive(Default)]
pub(crate) struct Reader {
    part: Part,
}

impl Reader {
    /// What the next line says.
    pub(crate) fn read<'a>(&mut self, line: &'a str) -> Seen<'a> {
        if let Some(at) = line.find("test result: ") {
            // A test may have printed something without an end of line.
            if let Some(counts) = counts(&line[at..]) {
                self.part = Part::Running;
                return Seen::Counts(counts);
            }
        }
        if let Some(rest) = line.strip_prefix("     Running ") {
            self.part = Part::Running;
            let file = rest.rsplit_once('(').map_or(rest, |(_, file)| file);
            return Seen::Program(file.trim_end_matches(')'));
        }
        if let Some(library) = line.strip_prefix("   Doc-tests ") {
            self.part = Part::Running;
            return Seen::Doctests(library);
        }
        self.part = match (line, self.part) {
            ("successes:", Part::Running) => Part::Outputs,
            ("successes:", Part::Outputs) => Part::Passed,
            ("failures:", Part::Failures) => Part::Failed,
            ("failures:", _) => Part::Failures,
            _ => return self.inside(line),
        };
        Seen::Nothing
    }

    /// A line within its part.
    fn inside<'a>(&self, line: &'a str) -> Seen<'a> {
        match self.part {
            Part::Failures => Seen::Shown(line.to_owned()),
            _ if line.is_empty() => Seen::Nothing,
            Part::Before if !line.starts_with("error") => Seen::Nothing,
            Part::Passed => Seen::Nothing,
            Part::Failed => Seen::Failed(line.trim_start()),
            Part::Outputs => match line.strip_prefix(REPORT) {
                Some(report) => Seen::Shown(format!("report  {report}")),
                None => Seen::Nothing,
            },
            _ if is_noise(line) => Seen::Nothing,
            Part::Before | Part::Running => match line
                .strip_prefix("test ")
                .unwrap_or(line)
                .rsplit_once(" ... ")
            {
                Some((test, outcome)) => Seen::Shown(format!("{outcome:<7} {test}")),
                None => Seen::Shown(line.to_owned()),
            },
        }
    }
}

/// What cargo and the test programs always say besides.
fn is_noise(line: &str) -> bool {
    line.starts_with("running ") || line.starts_with("all doctests ran in ")
}

/// The numbers in `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`.
fn counts(line: &str) -> Option<Counts> {
    let (_, numbers) = line.split_once(". ")?;
    let number = |of: &str| {
        let mut parts = numbers.split("; ");
        parts.find_map(|part| part.strip_suffix(of)?.trim().parse().ok())
    };
    Some(Counts {
        passed: number("passed")?,
        failed: number("failed")?,
        ignored: number("ignored")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILING: &str = "
   Compiling hcs-sys v0.1.0 (/src/hcs-sys)
    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.02s
     Running unittests src/lib.rs (target/debug/deps/hcs_sys-0123)

running 3 tests
test a::good ... ok
test a::bad ... FAILED
test a::later ... ignored, not yet

successes:

---- a::good stdout ----
thread 'a::good' panicked at src/a.rs:2:1:
report: compared 105 functions


successes:
    a::good

failures:

---- a::bad stdout ----
thread 'a::bad' panicked at src/a.rs:1:1:
failed

failures:
    a::bad

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s

error: test failed, to rerun pass `-p hcs-sys --lib`
";

    fn read(text: &str) -> Vec<Seen<'_>> {
        let mut reader = Reader::default();
        let seen = text.lines().map(|line| reader.read(line));
        seen.filter(|seen| *seen != Seen::Nothing).collect()
    }

    fn shown(line: &str) -> Seen<'static> {
        Seen::Shown(line.to_owned())
    }

    #[test]
    fn a_program_is_read_from_its_announcement_to_its_result() {
        let seen = read(FAILING);
        let expected = [
            Seen::Program("target/debug/deps/hcs_sys-0123"),
            shown("ok      a::good"),
            shown("FAILED  a::bad"),
            shown("ignored, not yet a::later"),
            shown("report  compared 105 functions"),
            shown(""),
            shown("---- a::bad stdout ----"),
            shown("thread 'a::bad' panicked at src/a.rs:1:1:"),
            shown("failed"),
            shown(""),
            Seen::Failed("a::bad"),
            Seen::Counts(Counts {
                passed: 1,
                failed: 1,
                ignored: 1,
            }),
            shown("error: test failed, to rerun pass `-p hcs-sys --lib`"),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn doctests_come_in_groups() {
        let text = "
   Doc-tests hcs_sys

running 2 tests
test hcs-sys/src/lib.rs - (line 5) ... ok
test hcs-sys/src/lib.rs - (line 9) ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s


running 1 test
test hcs-sys/src/lib.rs - (line 20) - compile fail ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.05s

all doctests ran in 0.30s; merged doctests compilation took 0.20s
";
        let seen = read(text);
        assert_eq!(seen[0], Seen::Doctests("hcs_sys"));
        let passed = seen.iter().filter_map(|seen| match seen {
            Seen::Counts(counts) => Some(counts.passed),
            _ => None,
        });
        assert_eq!(passed.collect::<Vec<_>>(), [2, 1]);
        assert_eq!(seen.len(), 6, "{seen:?}");
    }

    #[test]
    fn a_result_is_found_behind_other_words() {
        let line = "no end of linetest result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let counts = Counts {
            passed: 7,
            ..Counts::default()
        };
        assert_eq!(Reader::default().read(line), Seen::Counts(counts));
        let line = "error: it says `test result: ok. many passed`";
        assert_eq!(Reader::default().read(line), shown(line));
    }

    #[test]
    fn a_file_in_the_way_of_windows_is_read_too() {
        let line = r"     Running tests\load.rs (target\debug\deps\load-0123.exe)";
        let file = r"target\debug\deps\load-0123.exe";
        assert_eq!(Reader::default().read(line), Seen::Program(file));
    }
}
