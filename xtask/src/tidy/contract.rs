//! Reads the rules out of the contract, which is written in Markdown for people: a heading with the id of each rule, a
//! first line with its strength and who keeps it, and one table of them all.

use std::fmt;

/// Who keeps a rule, which decides how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// A program can break it: the mock reports that, and a test breaks it on purpose.
    Caller,
    /// It is how the host answers: a test asks for the answer.
    Host,
    /// It is kept before anything reaches the ABI.
    Crate,
}

impl fmt::Display for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Caller => "caller",
            Self::Host => "host",
            Self::Crate => "crate",
        })
    }
}

/// How far a rule has come to matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// hcs calls the functions that it is about.
    InUse,
    /// The mock has these functions, and hcs doesn't call them yet.
    Unused,
    /// The mock doesn't have them.
    Unmodelled,
}

impl Stage {
    /// The words for it in the contract.
    pub(super) fn mark(self) -> Option<&'static str> {
        match self {
            Self::InUse => None,
            Self::Unused => Some("not used by hcs yet"),
            Self::Unmodelled => Some("not modelled yet"),
        }
    }

    fn of(mark: Option<&str>) -> Option<Self> {
        [Self::InUse, Self::Unused, Self::Unmodelled]
            .into_iter()
            .find(|stage| stage.mark() == mark)
    }
}

/// A rule as its heading has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) id: String,
    /// `D`, `O`, `A`, or several of them: `D/A`.
    pub(super) strength: String,
    pub(super) keeper: Keeper,
    pub(super) stage: Stage,
    /// The functions that it is about, if hcs doesn't use them yet.
    pub(super) functions: Vec<String>,
    /// Whether it says where it comes from.
    pub(super) sourced: bool,
    /// Whether it is known from real hosts.
    pub(super) seen: bool,
    pub(super) line: usize,
}

/// The rules of the contract, and what is wrong with how they are written down: a line, and a sentence.
pub(super) fn read(text: &str) -> (Vec<Rule>, Vec<(usize, String)>) {
    let mut rules: Vec<Rule> = Vec::new();
    let mut problems = Vec::new();
    let mut lines = (1..).zip(text.lines());
    let mut rows = Vec::new();
    let mut in_functions = false;
    while let Some((line, text)) = lines.next() {
        if let Some(id) = text.strip_prefix("### ").map(str::trim) {
            let first = lines.by_ref().find(|(_, text)| !text.is_empty());
            match first.and_then(|(_, first)| rule(id, line, first)) {
                Some(rule) if rules.iter().any(|other| other.id == id) => {
                    problems.push((line, format!("{} is written down twice", rule.id)));
                }
                Some(rule) => rules.push(rule),
                None => problems.push((
                    line,
                    format!("`{id}` is no rule: expected an id, and below it `**D · caller**` or the like"),
                )),
            }
        } else if let Some(row) = text.strip_prefix("| [") {
            rows.push((line, format!("| [{row}")));
        } else if let Some(rule) = rules.last_mut() {
            in_functions =
                text.starts_with("- Functions: ") || in_functions && text.starts_with("  ");
            if in_functions {
                let quoted = text.split('`').skip(1).step_by(2);
                rule.functions.extend(quoted.map(str::to_owned));
            }
            rule.sourced |= text.starts_with("- Source: ");
            rule.seen |= text.starts_with("- Real hosts: ");
        }
    }
    for rule in rules.iter().filter(|rule| !rule.sourced) {
        problems.push((rule.line, format!("{} has no source", rule.id)));
    }
    for rule in &rules {
        let wrong = match (rule.stage, rule.functions.is_empty(), rule.keeper) {
            (Stage::Unused, true, _) => "doesn't name the functions that hcs doesn't use",
            (Stage::Unused, false, Keeper::Crate) => {
                "is the crate's to keep: it is in use, or nothing"
            }
            (Stage::InUse | Stage::Unmodelled, false, _) => {
                "has functions, and no mark that is about them"
            }
            _ => continue,
        };
        problems.push((rule.line, format!("{} {wrong}", rule.id)));
    }
    compare(&rules, &rows, &mut problems);
    (rules, problems)
}

/// The rule of a heading, from the first line below it.
fn rule(id: &str, line: usize, first: &str) -> Option<Rule> {
    if !is_id(id) {
        return None;
    }
    let (head, _) = first.strip_prefix("**")?.split_once("**")?;
    let mut parts = head.split(" · ");
    let strength = parts.next().filter(|it| is_strength(it))?;
    let keeper = keeper(parts.next()?)?;
    let stage = Stage::of(parts.next())?;
    parts.next().is_none().then(|| Rule {
        id: id.to_owned(),
        strength: strength.to_owned(),
        keeper,
        stage,
        functions: Vec::new(),
        sourced: false,
        seen: false,
        line,
    })
}

fn keeper(word: &str) -> Option<Keeper> {
    [Keeper::Caller, Keeper::Host, Keeper::Crate]
        .into_iter()
        .find(|keeper| keeper.to_string() == word)
}

fn is_strength(text: &str) -> bool {
    text.split('/').all(|part| ["D", "O", "A"].contains(&part))
}

/// Compares the table with the rules.
fn compare(rules: &[Rule], rows: &[(usize, String)], problems: &mut Vec<(usize, String)>) {
    for rule in rules {
        let expected = row(rule);
        let start = format!("| [{}]", rule.id);
        match rows.iter().find(|(_, row)| row.starts_with(&start)) {
            None => problems.push((rule.line, format!("{} is not in the table", rule.id))),
            Some((line, row)) if !expected.iter().zip(cells(row)).all(|(a, b)| a == b) => {
                let expected = expected.join(" | ");
                problems.push((*line, format!("the rule says otherwise: `| {expected} |`")));
            }
            Some(_) => {}
        }
    }
    let mut known = rules.iter();
    for (line, row) in rows {
        let is_it = |rule: &Rule| row.starts_with(&format!("| [{}]", rule.id));
        if !known.any(is_it) {
            problems.push((
                *line,
                "the table has another order than the rules".to_owned(),
            ));
            break;
        }
    }
}

/// The cells of a row of the table, but for what the rule is about, which nobody compares.
fn cells(row: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = row.split('|').skip(1).map(str::trim).collect();
    if cells.len() > 3 {
        cells.remove(3);
    }
    cells
}

/// The row that a rule should have.
fn row(rule: &Rule) -> [String; 4] {
    let Rule {
        id,
        strength,
        keeper,
        stage,
        seen,
        ..
    } = rule;
    let kept = [Some(keeper.to_string()), stage.mark().map(str::to_owned)];
    let kept: Vec<String> = kept.into_iter().flatten().collect();
    [
        format!("[{id}](#{})", id.to_lowercase()),
        strength.clone(),
        kept.join(", "),
        if *seen { "seen" } else { "" }.to_owned(),
    ]
}

/// Whether this is how the id of a rule looks: a letter of one of the chapters, and a number.
pub(super) fn is_id(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| "TOSEPHFL".contains(c))
        && (1..=2).contains(&chars.as_str().len())
        && chars.as_str().bytes().all(|c| c.is_ascii_digit())
        && !chars.as_str().starts_with('0')
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const CONTRACT: &str = "\
Rules.

| rule | strength | kept by | about | real hosts |
|---|---|---|---|---|
| [O1](#o1) | D | caller | closing | seen |
| [O12](#o12) | D/A | host, not modelled yet | lending | |
| [O13](#o13) | D | host, not used by hcs yet | asking | |

# Operations

### O1

**D · caller** Close it.

- Source: a page.
- Real hosts: somewhere.

### O12

**D/A · host · not modelled yet** Give it back.

- Source: another page.

### O13

**D · host · not used by hcs yet** Don't ask.

- Functions: `HcsAsk`,
  `HcsAskAgain`.
- Source: `HcsPage`.
";

    /// A rule for the tests of other modules.
    pub(in crate::tidy) fn made(id: &str, keeper: Keeper) -> Rule {
        Rule {
            id: id.to_owned(),
            strength: "D".to_owned(),
            keeper,
            stage: Stage::InUse,
            functions: Vec::new(),
            sourced: true,
            seen: false,
            line: 1,
        }
    }

    fn problems(from: &str, to: &str) -> Vec<String> {
        let changed = CONTRACT.replacen(from, to, 1);
        assert_ne!(changed, CONTRACT, "{from}");
        let (_, problems) = read(&changed);
        problems.into_iter().map(|(_, problem)| problem).collect()
    }

    #[test]
    fn rules_are_read_as_written() {
        let (rules, problems) = read(CONTRACT);
        assert_eq!(problems, []);
        let first = Rule {
            seen: true,
            line: 11,
            ..made("O1", Keeper::Caller)
        };
        let second = Rule {
            strength: "D/A".to_owned(),
            stage: Stage::Unmodelled,
            line: 18,
            ..made("O12", Keeper::Host)
        };
        let third = Rule {
            stage: Stage::Unused,
            functions: vec!["HcsAsk".to_owned(), "HcsAskAgain".to_owned()],
            line: 24,
            ..made("O13", Keeper::Host)
        };
        assert_eq!(rules, [first, second, third]);
    }

    #[test]
    fn what_is_no_rule_is_told() {
        for (from, to) in [
            ("**D · caller** Close", "**X · caller** Close"),
            ("**D · caller** Close", "**D · nobody** Close"),
            ("**D · caller** Close", "Close"),
            ("not modelled yet** Give", "not modelled** Give"),
            ("not used by hcs yet** Don't", "not used yet** Don't"),
            ("### O1\n", "### O1: closing\n"),
            ("### O1\n", "### Q1\n"),
        ] {
            let problems = problems(from, to);
            assert!(problems[0].contains("is no rule"), "{to}: {problems:?}");
        }
        assert!(problems("### O12", "### O1")[0].contains("twice"));
        let unsourced = problems("- Source: a page.\n", "");
        assert_eq!(unsourced, ["O1 has no source"]);
    }

    #[test]
    fn functions_and_the_mark_that_is_about_them_belong_together() {
        let functions = "- Functions: `HcsAsk`,\n  `HcsAskAgain`.\n";
        let nameless = problems(functions, "");
        assert_eq!(
            nameless,
            ["O13 doesn't name the functions that hcs doesn't use"]
        );
        let unmarked = problems(
            "- Source: another",
            "- Functions: `HcsLend`.\n- Source: another",
        );
        assert_eq!(
            unmarked,
            ["O12 has functions, and no mark that is about them"]
        );
        let of_crate = problems(
            "host · not used by hcs yet**",
            "crate · not used by hcs yet**",
        );
        assert!(of_crate[0].contains("the crate's to keep"), "{of_crate:?}");
    }

    #[test]
    fn a_table_that_says_something_else_is_told() {
        for (from, to) in [
            ("| D | caller |", "| O | caller |"),
            ("| D | caller |", "| D | host |"),
            ("host, not modelled yet |", "host |"),
            ("host, not used by hcs yet |", "host, not modelled yet |"),
            ("closing | seen |", "closing | |"),
            ("[O12](#o12)", "[O12](#o1)"),
        ] {
            let problems = problems(from, to);
            assert!(problems[0].contains("says otherwise"), "{to}: {problems:?}");
        }
        let row = "| [O1](#o1) | D | caller | closing | seen |\n";
        assert_eq!(problems(row, ""), ["O1 is not in the table"]);
        let other = format!("{row}| [O3](#o3) | D | caller | closing | |\n");
        assert!(problems(row, &other)[0].contains("another order"));
    }

    #[test]
    fn ids_are_a_letter_and_a_number() {
        for id in ["T1", "O14", "S8", "E11", "P6", "L3"] {
            assert!(is_id(id), "{id}");
        }
        for word in [
            "", "O", "O0", "O01", "O123", "OS", "o1", "A1", "O1a", "E0277", "Ö1",
        ] {
            assert!(!is_id(word), "{word}");
        }
    }
}
