//! The rules of the contract, and for each one what the suite can see of it: the cases that look, or why nobody can.

use super::case::Case;
use super::cases::FAMILIES;

/// The rules are written down there; this reads the table.
const CONTRACT: &str = include_str!("../contract.md");

/// A rule, as the contract's table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its id, such as `O4`.
    pub id: &'static str,
    /// How far it can be relied on: `D`, documented, `O`, observed, `A`, assumed, or several of them.
    pub strength: &'static str,
    /// What it is about.
    pub about: &'static str,
}

/// Every rule, in the contract's order.
///
/// ```
/// let rules: Vec<_> = hcs_testkit::conformance::rules().collect();
/// assert_eq!(rules[0].id, "T1");
/// assert!(rules.iter().any(|rule| rule.id == "O4" && rule.strength == "D/A"));
/// ```
pub fn rules() -> impl Iterator<Item = Rule> {
    CONTRACT.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| [")?.split('|').map(str::trim);
        let (id, _) = cells.next()?.split_once(']')?;
        let strength = cells.next()?;
        let _kept_by = cells.next()?;
        Some(Rule {
            id,
            strength,
            about: cells.next()?,
        })
    })
}

/// Every case of the suite, in the order in which they run.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    FAMILIES.iter().copied().flatten()
}

/// Why the suite can't see anything of a rule from outside, on any host. `None`: some case looks.
///
/// ```
/// use hcs_testkit::conformance::hidden;
///
/// assert!(hidden("S7").is_some(), "breaking it crashes a real host's client");
/// assert_eq!(hidden("O4"), None);
/// ```
pub fn hidden(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "T1" => "a text that was cut short looks like any other text",
        "O14" => "a callback that waits may wait for ever",
        "O16" => "which names a call takes depends on its document, and the suite's take none",
        "S6" => "breaking it is a deadlock",
        "S7" => "breaking it crashes the program inside the library",
        "E7" => "no program can have a host send an event that nobody knows",
        "E8" => "ending the service would end everybody's systems",
        "P4" => "which output is read first is the program's own affair",
        "F1" | "F2" | "F3" => "the suite asks computecore, and nothing of computestorage",
        "L2" => "where the library came from can't be seen from its functions",
        "L3" => "a handle of the older library means undefined behaviour here",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_rule_is_looked_at_by_cases_or_hidden_for_a_reason() {
        let rules: Vec<_> = rules().collect();
        assert!(rules.len() > 40, "{}", rules.len());
        for rule in &rules {
            let seen = cases().any(|case| case.rules.contains(&rule.id));
            assert_ne!(seen, hidden(rule.id).is_some(), "{}", rule.id);
            assert!(!rule.about.is_empty() && !rule.strength.is_empty());
        }
        let known: HashSet<_> = rules.iter().map(|rule| rule.id).collect();
        assert_eq!(known.len(), rules.len(), "each id is there once");
        for case in cases() {
            for rule in case.rules {
                assert!(known.contains(rule), "{}: {rule}", case.name);
            }
        }
    }

    #[test]
    fn each_case_has_a_name_of_its_own_and_is_about_something() {
        let names: HashSet<_> = cases().map(|case| case.name).collect();
        assert_eq!(names.len(), cases().count());
        for case in cases() {
            assert!(!case.rules.is_empty(), "{}", case.name);
            assert!(case.name.split_once('.').is_some(), "{}", case.name);
        }
    }
}
