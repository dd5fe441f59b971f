//! `cargo xtask coverage`: how much of each library is declared, wrapped and modelled.
//!
//! No list is kept for it: what is declared is read from the tables of hcs-sys, what is wrapped from the sources of hcs,
//! and the mock says itself what it models.

mod scan;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write as _};

use hcs_sys::{ComputeCore, ComputeNetwork, ComputeStorage, Function};

use crate::{Result, flags, root};

/// A library and what it exports.
struct Library {
    name: &'static str,
    functions: &'static [Function],
}

/// Each library that hcs-sys declares.
const LIBRARIES: [Library; 3] = [
    Library {
        name: ComputeCore::LIBRARY,
        functions: ComputeCore::FUNCTIONS,
    },
    Library {
        name: ComputeStorage::LIBRARY,
        functions: ComputeStorage::FUNCTIONS,
    },
    Library {
        name: ComputeNetwork::LIBRARY,
        functions: ComputeNetwork::FUNCTIONS,
    },
];

/// Prints the figures; fails when they contradict each other.
pub(crate) fn run(flags: &flags::Coverage) -> Result {
    let wrapped = wrapped()?;
    let coverage = Coverage {
        wrapped: &|name| wrapped.contains(name),
        modelled: &hcs_testkit::modelled,
    };
    let details = match flags.list {
        true => coverage.list(),
        false => coverage.missing(),
    };
    let text = format!("{}\n{details}", coverage.figures());
    match io::stdout().write_all(text.as_bytes()) {
        // A pager that was left has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written?,
    }
    coverage.check(hcs_testkit::MODELLED)
}

/// The functions that hcs calls.
fn wrapped() -> Result<BTreeSet<String>> {
    scan::called(&root().join("hcs/src/lib.rs"))
}

/// Who has which function.
struct Coverage<'a> {
    wrapped: &'a dyn Fn(&str) -> bool,
    modelled: &'a dyn Fn(&str) -> bool,
}

impl Coverage<'_> {
    /// A line with the three numbers of each library, and of all.
    fn figures(&self) -> String {
        let mut out = String::new();
        let mut total = [0; 3];
        row(
            &mut out,
            "",
            ["declared", "wrapped by hcs", "modelled by the mock"],
        );
        for library in &LIBRARIES {
            let count = |there: &dyn Fn(&str) -> bool| {
                let functions = library.functions.iter();
                functions.filter(|function| there(function.name)).count()
            };
            let counts = [
                library.functions.len(),
                count(self.wrapped),
                count(self.modelled),
            ];
            row(&mut out, library.name, counts);
            total
                .iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
        row(&mut out, "total", total);
        out
    }

    /// What nobody has wrapped, and what the mock doesn't model.
    fn missing(&self) -> String {
        let mut out = String::new();
        let columns = [
            ("not wrapped by hcs", self.wrapped),
            ("not modelled by the mock", self.modelled),
        ];
        for library in &LIBRARIES {
            for (title, there) in columns {
                let names = library.functions.iter().map(|function| function.name);
                let names: Vec<&str> = names.filter(|name| !there(name)).collect();
                match names.len() {
                    0 => {}
                    all if all == library.functions.len() => {
                        let _ = writeln!(out, "{}, {title}: all {all}", library.name);
                    }
                    some => {
                        let _ = writeln!(out, "{}, {title}: {some}", library.name);
                        fill(&mut out, &names);
                    }
                }
            }
        }
        out.push_str("`cargo xtask coverage --list` has a line for each function.\n");
        out
    }

    /// A line for each function, with the build that brought it and who has it.
    fn list(&self) -> String {
        let mut out = String::new();
        let mark = |there, name| if there { name } else { "-" };
        for library in &LIBRARIES {
            for Function { name, since_build } in library.functions {
                let wrapped = mark((self.wrapped)(name), "wrapped");
                let modelled = mark((self.modelled)(name), "modelled");
                let line = format!(
                    "{:<18} {name:<44} {since_build} {wrapped:<8} {modelled}",
                    library.name
                );
                let _ = writeln!(out, "{line}");
            }
        }
        out
    }

    /// Fails on a function that the mock claims and no library exports, and on one that hcs wraps and no test can run.
    fn check(&self, claimed: &[&str]) -> Result {
        let functions = LIBRARIES.iter().flat_map(|library| library.functions);
        let names: Vec<&str> = functions.map(|function| function.name).collect();
        let unknown = claimed.iter().filter(|name| !names.contains(name));
        let unknown: Vec<&str> = unknown.copied().collect();
        let untested = names.into_iter();
        let untested: Vec<&str> = untested
            .filter(|name| (self.wrapped)(name) && !(self.modelled)(name))
            .collect();
        let (complaint, names) = match (unknown.is_empty(), untested.is_empty()) {
            (true, true) => return Ok(()),
            (true, false) => (
                "wrapped by hcs, but not modelled: no test runs it",
                untested,
            ),
            (false, _) => ("modelled, but no library exports it", unknown),
        };
        Err(format!("{complaint}: {}", names.join(", ")).into())
    }
}

/// One line of the table.
fn row(out: &mut String, title: &str, columns: [impl std::fmt::Display; 3]) {
    let [declared, wrapped, modelled] = columns;
    let _ = writeln!(
        out,
        "{title:<18} {declared:>9} {wrapped:>15} {modelled:>21}"
    );
}

/// Writes the names as a paragraph.
fn fill(out: &mut String, names: &[&str]) {
    let mut width = 0;
    for name in names {
        if width + 1 + name.len() > 118 {
            out.push('\n');
            width = 0;
        }
        let lead = if width == 0 { "  " } else { " " };
        out.push_str(lead);
        out.push_str(name);
        width += lead.len() + name.len();
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if hcs wrapped two functions, and the mock modelled one of them.
    const FEW: Coverage<'static> = Coverage {
        wrapped: &|name| ["HcsCreateOperation", "HcsCloseOperation"].contains(&name),
        modelled: &|name| name == "HcsCreateOperation",
    };

    #[test]
    fn each_library_has_its_figures_and_all_have_a_total() {
        let figures = FEW.figures();
        let rows = figures.lines().skip(1);
        let rows: Vec<Vec<&str>> = rows.map(|row| row.split_whitespace().collect()).collect();
        assert_eq!(
            rows,
            [
                ["computecore.dll", "60", "2", "1"],
                ["computestorage.dll", "14", "0", "0"],
                ["computenetwork.dll", "43", "0", "0"],
                ["total", "117", "2", "1"],
            ]
        );
    }

    #[test]
    fn what_is_missing_is_named_unless_it_is_everything() {
        let missing = FEW.missing();
        assert!(missing.contains("computecore.dll, not wrapped by hcs: 58\n"));
        assert!(missing.contains(" HcsStartComputeSystem"));
        assert!(missing.contains("computestorage.dll, not wrapped by hcs: all 14\n"));
        assert!(missing.lines().all(|line| line.len() <= 120), "{missing}");
    }

    #[test]
    fn the_list_has_a_line_for_each_function() {
        let list = FEW.list();
        assert_eq!(list.lines().count(), 117);
        let line = list
            .lines()
            .find(|line| line.contains(" HcsCloseOperation "));
        let words: Vec<&str> = line.unwrap().split_whitespace().collect();
        assert_eq!(
            words,
            [
                "computecore.dll",
                "HcsCloseOperation",
                "17763",
                "wrapped",
                "-"
            ]
        );
    }

    #[test]
    fn a_contradiction_is_seen() {
        let complaint = |claimed: &[&str]| FEW.check(claimed).unwrap_err().to_string();
        assert_eq!(
            complaint(&["HcsCreateOperation"]),
            "wrapped by hcs, but not modelled: no test runs it: HcsCloseOperation"
        );
        assert_eq!(
            complaint(&["HcsCreateOperation", "HcsMadeUp"]),
            "modelled, but no library exports it: HcsMadeUp"
        );
    }

    #[test]
    fn this_workspace_has_none() {
        let wrapped = wrapped().unwrap();
        let coverage = Coverage {
            wrapped: &|name| wrapped.contains(name),
            modelled: &hcs_testkit::modelled,
        };
        coverage.check(hcs_testkit::MODELLED).unwrap();
    }
}
