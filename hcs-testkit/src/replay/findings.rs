//! What a recording shows of each rule of the contract.

use std::collections::BTreeMap;

/// The ids of all rules, in the order of [`contract`](crate::contract).
pub(crate) const RULES: &[&str] = &[
    "T1", "T2", "T3", "T4", "T5", "O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "O10",
    "O11", "O12", "O13", "O14", "O15", "O16", "O17", "S1", "S2", "S3", "S4", "S5", "S6", "S7",
    "S8", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "P1", "P2", "P3",
    "P4", "P5", "P6", "H1", "H2", "H3", "F1", "F2", "F3", "L1", "L2", "L3",
];

/// What a recording shows of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// How often it was seen at work.
    pub confirmed: u64,
    /// Where the host did otherwise.
    pub contradicted: Vec<Finding>,
    /// Where the program broke it.
    pub broken: Vec<Finding>,
}

/// Something that was seen at a line of the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// What was seen, in a sentence.
    pub what: String,
}

/// The rules that something was seen of, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings(pub(crate) BTreeMap<&'static str, Rule>);

impl Findings {
    pub(crate) fn confirm(&mut self, rule: &'static str) {
        self.0.entry(rule).or_default().confirmed += 1;
    }

    /// The host did otherwise than the rule says.
    pub(crate) fn host(&mut self, rule: &'static str, line: usize, what: impl Into<String>) {
        let what = what.into();
        let contradicted = &mut self.0.entry(rule).or_default().contradicted;
        contradicted.push(Finding { line, what });
    }

    /// The program broke the rule.
    pub(crate) fn program(&mut self, rule: &'static str, line: usize, what: impl Into<String>) {
        let what = what.into();
        let broken = &mut self.0.entry(rule).or_default().broken;
        broken.push(Finding { line, what });
    }

    /// Confirms the rule, or has the host contradict it.
    pub(crate) fn judge(
        &mut self,
        rule: &'static str,
        holds: bool,
        line: usize,
        what: impl Into<String>,
    ) {
        match holds {
            true => self.confirm(rule),
            false => self.host(rule, line, what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rules_of_the_contract_are_there() {
        let contract = include_str!("../contract.md");
        let ids = contract
            .lines()
            .filter_map(|line| line.strip_prefix("### "));
        assert_eq!(ids.collect::<Vec<_>>(), RULES);
    }
}
