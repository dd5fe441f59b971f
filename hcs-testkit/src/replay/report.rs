//! What came of checking a recording, for programs and for people.

use std::collections::BTreeMap;
use std::fmt;

use super::findings::{Findings, RULES, Rule};
use super::mock::Replayed;
use super::read::Recording;
use crate::profile::Profile;

/// How many findings of one kind are printed; all are counted.
const PRINTED: usize = 8;

/// What a recording shows. Its [`Display`](fmt::Display) is the whole story.
#[derive(Clone, Debug)]
pub struct Report {
    host: String,
    lines: usize,
    rules: BTreeMap<&'static str, Rule>,
    differences: Vec<Difference>,
    undecided: Vec<Difference>,
    not_compared: BTreeMap<String, u64>,
    compared: u64,
    by_itself: u64,
    settings: Vec<String>,
    incomplete: Option<usize>,
}

/// Where the mock answers otherwise than the recorded host did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The function, or what else was answered.
    pub what: String,
    /// What the recorded host did.
    pub host: String,
    /// What the mock does.
    pub mock: String,
}

/// The verdict about a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Nothing in it speaks against the contract or against the mock, and the program broke no rule.
    Consistent,
    /// A rule was broken by the program or contradicted by the host, or the mock differs.
    Contradicted,
    /// As far as it goes it is consistent, but its last line is cut off.
    Incomplete,
}

impl Verdict {
    /// The exit code of `cargo xtask replay`: 0, 1, or 3. A file that can't be read is 2.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Consistent => 0,
            Self::Contradicted => 1,
            Self::Incomplete => 3,
        }
    }
}

impl Report {
    pub(super) fn new(
        recording: &Recording,
        findings: Findings,
        replayed: Replayed,
        profile: &Profile,
    ) -> Self {
        let header = &recording.header;
        let text = |member: &str| header[member].as_str().unwrap_or("?").to_owned();
        let build = match recording.build() {
            Some(build) => format!("build {build}"),
            None => "no known build".to_owned(),
        };
        Self {
            host: format!("{} {}, {build}, {}", text("os"), text("arch"), text("time")),
            lines: recording.lines.len() + 1,
            rules: findings.0,
            differences: replayed.differences,
            undecided: replayed.undecided,
            not_compared: replayed.not_compared,
            compared: replayed.compared,
            by_itself: replayed.by_itself,
            settings: settings(profile),
            incomplete: recording.incomplete(),
        }
    }

    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let against = |rule: &Rule| !rule.broken.is_empty() || !rule.contradicted.is_empty();
        if !self.differences.is_empty() || self.rules.values().any(against) {
            Verdict::Contradicted
        } else if self.incomplete.is_some() {
            Verdict::Incomplete
        } else {
            Verdict::Consistent
        }
    }

    /// What the recording shows of a rule, by its id. `None` if nothing was observed of it.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// The rules of which something was observed, with their ids.
    pub fn rules(&self) -> impl Iterator<Item = (&'static str, &Rule)> {
        RULES
            .iter()
            .filter_map(|id| Some((*id, self.rules.get(id)?)))
    }

    /// The ids of the rules of which nothing was observed.
    pub fn not_observed(&self) -> impl Iterator<Item = &'static str> {
        let observed = |id: &&&str| !self.rules.contains_key(**id);
        RULES.iter().filter(observed).copied()
    }

    /// Where the mock answers otherwise.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Where the mock answers otherwise, and the order of calls that were under way at the same time may be why.
    #[must_use]
    pub fn undecided(&self) -> &[Difference] {
        &self.undecided
    }

    /// The functions that were called and whose answers weren't compared, and how often: the mock doesn't model them, or they are
    /// about files and settings of the other machine.
    pub fn not_compared(&self) -> impl Iterator<Item = (&str, u64)> {
        self.not_compared
            .iter()
            .map(|(name, count)| (name.as_str(), *count))
    }

    /// How many answers of the mock were compared with the host's.
    #[must_use]
    pub fn compared(&self) -> u64 {
        self.compared
    }

    /// The number of the last line, if it is cut off.
    #[must_use]
    pub fn incomplete(&self) -> Option<usize> {
        self.incomplete
    }
}

/// The settings of a profile that are not the documented ones.
fn settings(profile: &Profile) -> Vec<String> {
    let lines = |profile: &Profile| {
        let text = format!("{profile:#?}");
        text.lines()
            .map(|line| line.trim().trim_end_matches(',').to_owned())
            .collect::<Vec<_>>()
    };
    let documented = lines(&Profile::documented());
    let names = lines(profile).into_iter();
    names
        .filter(|line| line.contains(": ") && !documented.contains(line))
        .collect()
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            what,
            host,
            mock,
        } = self;
        write!(f, "line {line}: {what}: the host {host}; the mock {mock}")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "recorded on {}: {} lines", self.host, self.lines)?;
        writeln!(f, "\nthe contract, rule by rule:")?;
        for (id, rule) in self.rules() {
            write!(f, "  {id:<4} confirmed {} times", rule.confirmed)?;
            let (broken, host) = (rule.broken.len(), rule.contradicted.len());
            if host > 0 {
                write!(f, ", CONTRADICTED by the host {host} times")?;
            }
            if broken > 0 {
                write!(f, ", BROKEN by the program {broken} times")?;
            }
            writeln!(f)?;
            for found in rule.contradicted.iter().take(PRINTED) {
                writeln!(f, "         host, line {}: {}", found.line, found.what)?;
            }
            for found in rule.broken.iter().take(PRINTED) {
                writeln!(f, "         program, line {}: {}", found.line, found.what)?;
            }
        }
        let rest: Vec<&str> = self.not_observed().collect();
        writeln!(f, "  not observed: {}", rest.join(" "))?;
        writeln!(f, "\nthe mock: {} answers compared", self.compared)?;
        if !self.settings.is_empty() {
            writeln!(f, "  with settings: {}", self.settings.join(", "))?;
        }
        if self.by_itself > 0 {
            let count = self.by_itself;
            writeln!(
                f,
                "  {count} things happened on the host that no call had asked for"
            )?;
        }
        list(f, "differences", &self.differences)?;
        let why = "undecided, as other calls on the system were under way";
        list(f, why, &self.undecided)?;
        if !self.not_compared.is_empty() {
            let calls = self.not_compared();
            let calls: Vec<_> = calls
                .map(|(name, count)| format!("{name} {count}"))
                .collect();
            writeln!(f, "  not compared: {}", calls.join(", "))?;
        }
        if let Some(line) = self.incomplete {
            writeln!(
                f,
                "\nline {line} is incomplete; what came before it was checked"
            )?;
        }
        let count: usize = self
            .rules
            .values()
            .map(|rule| rule.contradicted.len())
            .sum();
        let broken: usize = self.rules.values().map(|rule| rule.broken.len()).sum();
        write!(
            f,
            "\nreplay: {count} contradictions by the host, {broken} rules broken by the program, {} differences of the mock",
            self.differences.len()
        )
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, differences: &[Difference]) -> fmt::Result {
    if differences.is_empty() {
        return Ok(());
    }
    writeln!(f, "  {title}: {}", differences.len())?;
    for difference in differences.iter().take(PRINTED) {
        writeln!(f, "    {difference}")?;
    }
    match differences.len().checked_sub(PRINTED) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(f, "    and {more} more"),
    }
}
