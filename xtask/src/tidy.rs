//! `cargo xtask tidy`: follows each rule of the contract from its id to its tests and to the code that obeys it, and
//! looks every file over for what all files have to have.

mod contract;
mod files;
mod lints;
mod marks;
mod trace;

use crate::{Result, Told, flags, root};
use files::File;
use trace::Trace;

/// Where the rules are written down.
const CONTRACT: &str = "hcs-testkit/src/contract.md";

/// Prints the rules, and what is wanting.
pub(crate) fn run(flags: &flags::Tidy) -> Result {
    let files = files::read(root())?;
    let report = report(&files, flags.list)?;
    println!("{}", report.rules);
    for problem in &report.problems {
        println!("{problem}");
    }
    let (rules, problems) = (report.count, report.problems.len());
    println!(
        "tidy: {rules} rules, {} files, {problems} problems",
        files.len()
    );
    match problems {
        0 => Ok(()),
        _ => Err(Told.into()),
    }
}

/// What is told about a workspace.
struct Report {
    count: usize,
    rules: String,
    problems: Vec<String>,
}

/// Looks at these files. `list`: everything that shows a rule is told, not just the first of each kind.
fn report(files: &[File], list: bool) -> Result<Report> {
    let contract = files.iter().find(|file| file.path == CONTRACT);
    let contract = contract.ok_or_else(|| format!("there is no {CONTRACT}"))?;
    let (rules, wrong) = contract::read(&contract.text);
    if rules.is_empty() {
        return Err(format!("{CONTRACT} has no rules").into());
    }
    let trace = Trace::of(&rules, files);
    let wrong = wrong.into_iter();
    let mut problems: Vec<String> = wrong
        .map(|(line, problem)| format!("{CONTRACT}:{line}: {problem}"))
        .collect();
    for (line, id) in marks::ids(&contract.text) {
        if !rules.iter().any(|rule| rule.id == id) {
            let line = line + 1;
            problems.push(format!("{CONTRACT}:{line}: the contract has no rule {id}"));
        }
    }
    problems.extend(trace.problems(&rules));
    problems.extend(lints::problems(files));
    Ok(Report {
        count: rules.len(),
        rules: match list {
            true => trace.list(&rules),
            false => trace.table(&rules),
        },
        problems,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_contract_has_all_rules() {
        let files = files::read(root()).unwrap();
        let contract = files.iter().find(|file| file.path == CONTRACT).unwrap();
        let (rules, problems) = contract::read(&contract.text);
        assert_eq!(problems, []);
        let of = |chapter| {
            rules
                .iter()
                .filter(|rule| rule.id.starts_with(chapter))
                .count()
        };
        let counts = ["T", "O", "S", "E", "P", "L"].map(of);
        assert_eq!(counts, [5, 14, 8, 11, 6, 3]);
    }

    #[test]
    fn all_kinds_of_problems_are_told() {
        let contract = "\
| [O1](#o1) | D | host | a | |

### O1

**D · caller** Text with O9.

- Source: a page.
";
        let files = [
            file(CONTRACT, contract),
            file("a.rs", "fn f() {}"),
            file("hcs/src/b.rs", "//! (O8)"),
        ];
        let problems = report(&files, false).unwrap().problems.join("\n");
        for expected in [
            "contract.md:1: the rule says otherwise",
            "contract.md:5: the contract has no rule O9",
            "O1: no violator",
            "hcs/src/b.rs:1: the contract has no rule O8",
            "a.rs:1: no header",
        ] {
            assert!(problems.contains(expected), "{expected}\n{problems}");
        }
    }

    #[test]
    fn without_a_contract_nothing_can_be_told() {
        assert!(report(&[], false).is_err());
        assert!(report(&[file(CONTRACT, "Rules.\n")], false).is_err());
    }
}
