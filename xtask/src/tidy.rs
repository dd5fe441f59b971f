//! `cargo xtask tidy`: follows each rule of the contract from its id to its tests and to the code that obeys it, and
//! looks every file over for what all files have to have.

mod contract;
mod files;
mod lints;
mod marks;
mod pages;
mod trace;

use std::fmt::Write as _;

use crate::codegen::surface::Surface;
use crate::{Result, Told, flags, root};
use contract::{Rule, Stage};
use files::File;
use trace::Trace;

/// Where the rules are written down.
const CONTRACT: &str = "hcs-testkit/src/contract.md";

/// The list of all functions.
const SURFACE: &str = "hcs-sys/bindings.txt";

/// Prints the rules, and what is wanting.
pub(crate) fn run(flags: &flags::Tidy) -> Result {
    let files = files::read(root())?;
    let report = report(&files, flags.list)?;
    println!("{}", report.rules);
    for problem in &report.problems {
        println!("{problem}");
    }
    let (files, problems) = (files.len(), report.problems.len());
    println!("tidy: {}, {files} files, {problems} problems", report.count);
    match problems {
        0 => Ok(()),
        _ => Err(Told.into()),
    }
}

/// How many rules the contract has.
pub(crate) fn rules() -> Result<usize> {
    let contract = std::fs::read_to_string(root().join(CONTRACT))?;
    Ok(contract::read(&contract).0.len())
}

/// What is told about a workspace.
struct Report {
    /// How many rules there are, and how many of them wait for something.
    count: String,
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
    let declared = declared(files)?;
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
    for rule in &rules {
        let unknown = rule
            .functions
            .iter()
            .filter(|name| !declared.contains(name));
        let line = rule.line;
        problems.extend(unknown.map(|name| {
            format!(
                "{CONTRACT}:{line}: {} is about {name}, which no library exports",
                rule.id
            )
        }));
    }
    problems.extend(trace.problems(&rules));
    problems.extend(lints::problems(files));
    problems.extend(pages::problems(files)?);
    Ok(Report {
        count: count(&rules),
        rules: match list {
            true => trace.list(&rules),
            false => trace.table(&rules),
        },
        problems,
    })
}

/// The names of all functions that the libraries export.
fn declared(files: &[File]) -> Result<Vec<String>> {
    let list = files.iter().find(|file| file.path == SURFACE);
    let surface = list.map(|file| Surface::parse(&file.text)).transpose()?;
    let libraries = surface.into_iter().flat_map(|surface| surface.libraries);
    let functions = libraries.flat_map(|library| library.functions);
    Ok(functions.map(|function| function.name).collect())
}

/// The number of rules, and of those with each mark.
fn count(rules: &[Rule]) -> String {
    let mut count = format!("{} rules", rules.len());
    for stage in [Stage::Unused, Stage::Unmodelled] {
        let marked = rules.iter().filter(|rule| rule.stage == stage).count();
        if let (1.., Some(mark)) = (marked, stage.mark()) {
            let _ = write!(count, ", {marked} {mark}");
        }
    }
    count
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
        let counts = ["T", "O", "S", "E", "P", "H", "F", "L"].map(of);
        assert_eq!(counts, [5, 17, 8, 11, 6, 3, 3, 3]);
    }

    #[test]
    fn all_kinds_of_problems_are_told() {
        let contract = "\
| [O1](#o1) | D | host | a | |

### O1

**D · caller** Text with O9.

- Source: a page.

### O2

**D · host · not used by hcs yet** Text.

- Functions: `HcsAsk`, `HcsTypo`.
- Source: a page.
";
        let files = [
            file(CONTRACT, contract),
            file(SURFACE, "library a.dll A\n  HcsAsk 17763\n"),
            file("a.rs", "fn f() {}"),
            file("hcs/src/b.rs", "//! (O8)"),
        ];
        let report = report(&files, false).unwrap();
        assert_eq!(report.count, "2 rules, 1 not used by hcs yet");
        let problems = report.problems.join("\n");
        assert!(!problems.contains("about HcsAsk"), "{problems}");
        for expected in [
            "contract.md:1: the rule says otherwise",
            "contract.md:5: the contract has no rule O9",
            "contract.md:9: O2 is about HcsTypo, which no library exports",
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
