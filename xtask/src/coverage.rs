//! `cargo xtask coverage`: how much of each library is declared, wrapped, modelled and tested.
//!
//! No list is kept for it: what is declared is read from the list that the tables are generated from, what is wrapped
//! from the sources of hcs, what is modelled from the mock's own list, what is tested from the calls at the C ABI in the
//! sources of the tests. All of it is read as text, so that this program
//! builds, and can mend the generated files, while none of the other crates does.

mod scan;

pub(crate) use scan::calls;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind, Write as _};

use crate::codegen::surface::{Library, Surface};
use crate::{Result, flags, root};

/// Prints the figures; fails when they contradict each other.
pub(crate) fn run(flags: &flags::Coverage) -> Result {
    let coverage = Coverage::read()?;
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
    coverage.check()
}

/// Where the tests are that call the mock at the C ABI. The conformance suite is one: the tests run it.
const TESTS: [&str; 2] = ["hcs-testkit/tests", "hcs-testkit/src/conformance"];

/// Who has which function.
pub(crate) struct Coverage {
    declared: Vec<Library>,
    wrapped: BTreeSet<String>,
    modelled: BTreeSet<String>,
    tested: BTreeSet<String>,
}

impl Coverage {
    /// What this workspace has.
    pub(crate) fn read() -> Result<Self> {
        let path = root().join("hcs-testkit/src/coverage.rs");
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("can't read {}: {error}", path.display()))?;
        let modelled =
            modelled(&text).ok_or_else(|| format!("{} has no list MODELLED", path.display()))?;
        Ok(Self {
            declared: Surface::read(&root().join("hcs-sys/bindings.txt"))?.libraries,
            wrapped: scan::called(&root().join("hcs/src/lib.rs"))?,
            tested: scan::called_in(&TESTS.map(|directory| root().join(directory)))?,
            modelled,
        })
    }

    /// A line with the four numbers of each library, and of all.
    fn figures(&self) -> String {
        let mut out = String::new();
        let mut total = [0; 4];
        row(
            &mut out,
            "",
            [
                "declared",
                "wrapped by hcs",
                "modelled by the mock",
                "tested",
            ],
        );
        for library in &self.declared {
            let count = |there: &BTreeSet<String>| names(library).filter(in_set(there)).count();
            let counts = [
                library.functions.len(),
                count(&self.wrapped),
                count(&self.modelled),
                count(&self.tested),
            ];
            row(&mut out, &library.dll, counts);
            total
                .iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
        row(&mut out, "total", total);
        out
    }

    /// How many functions of each library that hcs wraps are declared, wrapped, modelled and tested, in a sentence.
    pub(crate) fn covered(&self) -> String {
        let of = |library: &Library| {
            let there = [&self.wrapped, &self.modelled, &self.tested];
            let wrapped = names(library).any(|name| self.wrapped.contains(name));
            let all = names(library).filter(|name| there.iter().all(|it| it.contains(*name)));
            let (all, declared) = (all.count(), library.functions.len());
            wrapped.then(|| format!("{all} of {declared} of `{}`", library.dll))
        };
        let libraries: Vec<String> = self.declared.iter().filter_map(of).collect();
        libraries.join(", ")
    }

    /// What nobody has wrapped, what the mock doesn't model, and what no test calls.
    fn missing(&self) -> String {
        let mut out = String::new();
        let columns = [
            ("not wrapped by hcs", &self.wrapped),
            ("not modelled by the mock", &self.modelled),
            ("not called by a test", &self.tested),
        ];
        for library in &self.declared {
            let dll = &library.dll;
            for (title, there) in columns {
                let missing = names(library).filter(|name| !there.contains(*name));
                let missing: Vec<&str> = missing.collect();
                match missing.len() {
                    0 => {}
                    all if all == library.functions.len() => {
                        let _ = writeln!(out, "{dll}, {title}: all {all}");
                    }
                    some => {
                        let _ = writeln!(out, "{dll}, {title}: {some}");
                        fill(&mut out, &missing);
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
        for library in &self.declared {
            for function in &library.functions {
                let name = &function.name;
                let mark = |there: &BTreeSet<String>, mark| match there.contains(name) {
                    true => mark,
                    false => "-",
                };
                let _ = writeln!(
                    out,
                    "{:<18} {name:<44} {} {:<8} {:<9} {}",
                    library.dll,
                    function.since_build,
                    mark(&self.wrapped, "wrapped"),
                    mark(&self.modelled, "modelled"),
                    mark(&self.tested, "tested"),
                );
            }
        }
        out
    }

    /// Fails on a function that the mock claims and no library exports, on one that hcs wraps and no test can run, and on
    /// one that the mock claims and no test calls.
    fn check(&self) -> Result {
        let declared: Vec<&str> = self.declared.iter().flat_map(names).collect();
        let claimed = self.modelled.iter().map(String::as_str);
        let unknown: Vec<&str> = claimed.filter(|name| !declared.contains(name)).collect();
        let lacking = |some: &BTreeSet<String>, others: &BTreeSet<String>| -> Vec<&str> {
            let some = declared.iter().copied().filter(in_set(some));
            some.filter(|name| !others.contains(*name)).collect()
        };
        let complaints = [
            ("modelled, but no library exports it", unknown),
            (
                "wrapped by hcs, but not modelled: no test runs it",
                lacking(&self.wrapped, &self.modelled),
            ),
            (
                "modelled, but no test calls it at the C ABI",
                lacking(&self.modelled, &self.tested),
            ),
        ];
        match complaints.iter().find(|(_, names)| !names.is_empty()) {
            None => Ok(()),
            Some((complaint, names)) => Err(format!("{complaint}: {}", names.join(", ")).into()),
        }
    }
}

/// The names of a library's functions.
fn names(library: &Library) -> impl Iterator<Item = &str> {
    let functions = library.functions.iter();
    functions.map(|function| function.name.as_str())
}

fn in_set(set: &BTreeSet<String>) -> impl Fn(&&str) -> bool {
    |name| set.contains(*name)
}

/// The strings in the mock's list of what it models.
fn modelled(source: &str) -> Option<BTreeSet<String>> {
    let (_, list) = source.split_once("MODELLED: &[&str] = &[")?;
    let (list, _) = list.split_once("];")?;
    let strings = list.split('"').skip(1).step_by(2);
    Some(strings.map(str::to_owned).collect())
}

/// One line of the table.
fn row(out: &mut String, title: &str, columns: [impl std::fmt::Display; 4]) {
    let [declared, wrapped, modelled, tested] = columns;
    let _ = writeln!(
        out,
        "{title:<18} {declared:>9} {wrapped:>15} {modelled:>21} {tested:>7}"
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

    /// As if hcs wrapped two functions, and the mock modelled one of them, which a test calls.
    fn few() -> Coverage {
        let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Coverage {
            wrapped: set(&["HcsCreateOperation", "HcsCloseOperation"]),
            modelled: set(&["HcsCreateOperation"]),
            tested: set(&["HcsCreateOperation"]),
            ..Coverage::read().unwrap()
        }
    }

    #[test]
    fn each_library_has_its_figures_and_all_have_a_total() {
        let figures = few().figures();
        let rows = figures.lines().skip(1);
        let rows: Vec<Vec<&str>> = rows.map(|row| row.split_whitespace().collect()).collect();
        assert_eq!(
            rows,
            [
                ["computecore.dll", "60", "2", "1", "1"],
                ["computestorage.dll", "14", "0", "0", "0"],
                ["computenetwork.dll", "43", "0", "0", "0"],
                ["total", "117", "2", "1", "1"],
            ]
        );
    }

    #[test]
    fn what_is_missing_is_named_unless_it_is_everything() {
        let missing = few().missing();
        assert!(missing.contains("computecore.dll, not wrapped by hcs: 58\n"));
        assert!(missing.contains(" HcsStartComputeSystem"));
        assert!(missing.contains("computestorage.dll, not wrapped by hcs: all 14\n"));
        assert!(missing.lines().all(|line| line.len() <= 120), "{missing}");
    }

    #[test]
    fn the_list_has_a_line_for_each_function() {
        let list = few().list();
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
                "-",
                "-"
            ]
        );
    }

    #[test]
    fn a_contradiction_is_seen() {
        let mut few = few();
        assert_eq!(
            few.check().unwrap_err().to_string(),
            "wrapped by hcs, but not modelled: no test runs it: HcsCloseOperation"
        );
        few.modelled.insert("HcsCloseOperation".to_owned());
        assert_eq!(
            few.check().unwrap_err().to_string(),
            "modelled, but no test calls it at the C ABI: HcsCloseOperation"
        );
        few.tested.insert("HcsCloseOperation".to_owned());
        few.check().unwrap();
        few.modelled.insert("HcsMadeUp".to_owned());
        assert_eq!(
            few.check().unwrap_err().to_string(),
            "modelled, but no library exports it: HcsMadeUp"
        );
    }

    #[test]
    fn computestorage_is_covered_whole() {
        let figures = Coverage::read().unwrap().figures();
        let mut lines = figures.lines();
        let line = lines.find(|line| line.starts_with("computestorage.dll"));
        let counts: Vec<&str> = line.unwrap().split_whitespace().skip(1).collect();
        assert_eq!(counts, ["14"; 4]);
    }

    #[test]
    fn this_workspace_has_none() {
        Coverage::read().unwrap().check().unwrap();
    }

    #[test]
    fn what_is_read_is_what_the_crates_say() {
        use hcs_sys::{ComputeCore, ComputeNetwork, ComputeStorage};

        let coverage = Coverage::read().unwrap();
        let declared: Vec<&str> = coverage.declared.iter().flat_map(names).collect();
        let tables = [
            ComputeCore::FUNCTIONS,
            ComputeStorage::FUNCTIONS,
            ComputeNetwork::FUNCTIONS,
        ];
        let tables = tables.into_iter().flatten();
        let tables: Vec<&str> = tables.map(|function| function.name).collect();
        assert_eq!(declared, tables);

        let modelled = hcs_testkit::MODELLED.iter();
        let modelled = modelled.map(|&name| name.to_owned()).collect();
        assert_eq!(coverage.modelled, modelled);
    }
}
