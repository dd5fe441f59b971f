//! What has run, and how it went.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::libtest::Counts;
use super::targets::Suite;
use crate::{Result, Told};

/// Adds up suite by suite.
pub(crate) struct Report {
    /// The command that ends with it.
    command: &'static str,
    running: Option<Running>,
    /// By crate.
    sums: BTreeMap<String, Sum>,
    /// Each failure, with the suite that it is from.
    failures: Vec<String>,
}

/// The suite that is running.
struct Running {
    suite: Suite,
    since: Instant,
    counts: Counts,
    /// Whether it came to its end: a program that crashes gives no result.
    has_result: bool,
    failures: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    counts: Counts,
    time: Duration,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.counts.passed += other.counts.passed;
        self.counts.failed += other.counts.failed;
        self.counts.ignored += other.counts.ignored;
        self.time += other.time;
    }
}

impl Report {
    pub(crate) fn new(command: &'static str) -> Self {
        Self {
            command,
            running: None,
            sums: BTreeMap::new(),
            failures: Vec::new(),
        }
    }

    /// A suite begins, and the one before it is over.
    pub(crate) fn begin(&mut self, suite: Suite) {
        self.end();
        println!("\n{}: {}", suite.package, suite.name);
        self.running = Some(Running {
            suite,
            since: Instant::now(),
            counts: Counts::default(),
            has_result: false,
            failures: Vec::new(),
        });
    }

    /// Some tests of the running suite are over.
    pub(crate) fn count(&mut self, counts: Counts) {
        if let Some(running) = &mut self.running {
            running.has_result = true;
            running.counts.passed += counts.passed;
            running.counts.failed += counts.failed;
            running.counts.ignored += counts.ignored;
        }
    }

    /// This test of the running suite has failed.
    pub(crate) fn failed(&mut self, test: &str) {
        if let Some(running) = &mut self.running {
            running.failures.push(test.to_owned());
        }
    }

    /// The running suite is over.
    pub(crate) fn end(&mut self) {
        let Some(mut running) = self.running.take() else {
            return;
        };
        if !running.has_result {
            running.counts.failed += 1;
            running
                .failures
                .push("ended without a result: did it crash?".to_owned());
        }
        let Counts { passed, failed, .. } = running.counts;
        let time = running.since.elapsed();
        println!(
            "  {passed} passed, {failed} failed, {:.1} s",
            time.as_secs_f32()
        );
        let Suite { package, name } = running.suite;
        let failures = running.failures.iter();
        let failures = failures.map(|failure| format!("{package}: {name}: {failure}"));
        self.failures.extend(failures);
        self.sums.entry(package).or_default().add(Sum {
            counts: running.counts,
            time,
        });
    }

    /// Runs something that is one test by itself.
    pub(crate) fn one(&mut self, suite: Suite, test: impl FnOnce() -> Result<String, String>) {
        self.begin(suite);
        match test() {
            Ok(said) => {
                println!("  ok      {said}");
                self.count(Counts {
                    passed: 1,
                    ..Counts::default()
                });
            }
            Err(error) => {
                println!("  FAILED  {error}");
                self.failed(&error);
                self.count(Counts {
                    failed: 1,
                    ..Counts::default()
                });
            }
        }
        self.end();
    }

    /// Cargo's verdict on what has run: it may know of a failure that no test program told.
    pub(crate) fn cargo_says(&mut self, success: bool) {
        if !success && self.failures.is_empty() {
            let sum = self.sums.entry("cargo".to_owned()).or_default();
            sum.counts.failed += 1;
            self.failures
                .push("cargo: failed although each test passed: see above".to_owned());
        }
    }

    fn total(&self) -> Sum {
        let mut total = Sum::default();
        self.sums.values().for_each(|sum| total.add(*sum));
        total
    }

    /// The failures, a table with a row for each crate, and a last line with the numbers alone.
    pub(crate) fn summary(&self, built: Duration) -> String {
        let mut out = String::new();
        for failure in &self.failures {
            let _ = writeln!(out, "failed: {failure}");
        }
        let titles = ["passed", "failed", "ignored", "seconds"].map(str::to_owned);
        row(&mut out, "crate", &titles);
        let total = self.total();
        let sums = self
            .sums
            .iter()
            .map(|(package, sum)| (package.as_str(), sum));
        for (title, sum) in sums.chain([("total", &total)]) {
            let Counts {
                passed,
                failed,
                ignored,
            } = sum.counts;
            let columns = [passed, failed, ignored].map(|count| count.to_string());
            let [passed, failed, ignored] = columns;
            let seconds = format!("{:.1}", sum.time.as_secs_f32());
            row(&mut out, title, &[passed, failed, ignored, seconds]);
        }
        let Counts { passed, failed, .. } = total.counts;
        let _ = writeln!(out, "built in {:.1} s", built.as_secs_f32());
        let _ = write!(out, "{}: {passed} passed, {failed} failed", self.command);
        out
    }

    /// An error when a test has failed, and when there was none.
    pub(crate) fn verdict(&self) -> Result {
        let Counts { passed, failed, .. } = self.total().counts;
        match passed > 0 && failed == 0 {
            true => Ok(()),
            false => Err(Told.into()),
        }
    }
}

/// One line of the table.
fn row(out: &mut String, title: &str, columns: &[String; 4]) {
    let [passed, failed, ignored, seconds] = columns;
    let _ = writeln!(
        out,
        "{title:<16} {passed:>7} {failed:>7} {ignored:>8} {seconds:>8}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite(package: &str) -> Suite {
        Suite {
            package: package.to_owned(),
            name: "unit tests".to_owned(),
        }
    }

    fn counts(passed: usize, failed: usize) -> Counts {
        Counts {
            passed,
            failed,
            ignored: 0,
        }
    }

    fn last_line(report: &Report) -> String {
        let summary = report.summary(Duration::ZERO);
        summary.lines().last().unwrap().to_owned()
    }

    #[test]
    fn suites_add_up() {
        let mut report = Report::new("test-mock");
        report.begin(suite("a"));
        report.count(counts(2, 0));
        report.count(counts(1, 0));
        report.begin(suite("b"));
        report.count(counts(4, 0));
        report.end();
        report.one(suite("b"), || Ok("said".to_owned()));
        report.cargo_says(true);
        assert_eq!(last_line(&report), "test-mock: 8 passed, 0 failed");
        assert!(report.verdict().is_ok());
    }

    #[test]
    fn a_failure_is_named_and_fails_the_whole() {
        let mut report = Report::new("test-mock");
        report.begin(suite("a"));
        report.failed("x::y");
        report.count(counts(1, 1));
        report.end();
        report.cargo_says(false);
        assert!(
            report
                .summary(Duration::ZERO)
                .starts_with("failed: a: unit tests: x::y\n")
        );
        assert_eq!(last_line(&report), "test-mock: 1 passed, 1 failed");
        assert!(report.verdict().is_err());
    }

    #[test]
    fn a_crash_is_a_failure() {
        let mut report = Report::new("test-mock");
        report.begin(suite("a"));
        report.begin(suite("b"));
        report.count(counts(1, 0));
        report.end();
        assert_eq!(last_line(&report), "test-mock: 1 passed, 1 failed");
    }

    #[test]
    fn cargos_word_counts() {
        let mut report = Report::new("test-mock");
        report.begin(suite("a"));
        report.count(counts(1, 0));
        report.end();
        report.cargo_says(false);
        assert_eq!(last_line(&report), "test-mock: 1 passed, 1 failed");
        assert!(report.verdict().is_err());
    }

    #[test]
    fn nothing_is_no_success() {
        assert!(Report::new("test-mock").verdict().is_err());
    }
}
