//! `cargo xtask figures`: the figures in the README, each with the command that shows it. They are counted in the sources, so
//! that none is older than these; how fast things are is in BENCHMARKS.md.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::coverage::Coverage;
use crate::{Result, flags, root, tidy};

const BEGIN: &str = "<!-- figures: written by `cargo xtask figures` -->\n";
const END: &str = "<!-- end of figures -->\n";

/// Writes them, or looks whether they are as they were written.
pub(crate) fn run(flags: &flags::Figures) -> Result {
    let path = root().join("README.md");
    let text = fs::read_to_string(&path)?;
    let written = with_figures(&text, &figures()?).ok_or(
        "README.md has no place for the figures: two comments, `figures` and `end of figures`",
    )?;
    if written == text {
        println!("figures: up to date");
        return Ok(());
    }
    if flags.check {
        return Err("the figures in README.md are old: `cargo xtask figures` writes them".into());
    }
    fs::write(&path, written)?;
    println!("figures: written to README.md");
    Ok(())
}

/// The text with these figures between the comments.
fn with_figures(text: &str, figures: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{figures}{END}{after}"))
}

/// A table.
fn figures() -> Result<String> {
    let rules = tidy::rules()?;
    let covered = Coverage::read()?.covered();
    let (structures, enumerations) = definitions(&root().join("hcs/schema"))?;
    let tests = root().join("hcs-testkit/tests");
    // One file is the program's own.
    let scenarios = fs::read_dir(tests.join("scenarios"))?.count() - 1;
    let models = fs::read_to_string(root().join("hcs/src/models/mod.rs"))?;
    let models = models.matches("#[test]").count();
    let programs = cases(&fs::read_to_string(tests.join("programs/run.rs"))?)
        .ok_or("hcs-testkit/tests/programs/run.rs has no `const CASES`")?;
    let mutants = fs::read_to_string(root().join("xtask/mutants.txt"))?;
    let mutants = mutants.lines().next().unwrap_or_default();
    let rows = [
        (
            format!("{rules} rules about handles, operations, callbacks and texts"),
            "each is policed by the double, broken by a test, exercised by others, and obeyed by a place in the code that is named",
            "cargo xtask tidy",
        ),
        (
            covered,
            "functions that are declared, wrapped, modelled by the double and tested",
            "cargo xtask coverage",
        ),
        (
            format!(
                "{programs} random programs on the stepped schedule, and a fifth of that on threads"
            ),
            "against hostile hosts, in each run of the tests; as many as you like with `--cases`",
            "cargo xtask test-mock",
        ),
        (
            format!("{scenarios} mistakes that other people made"),
            "written as they made them, found by the double, and impossible with the safe crate",
            "cargo test -p hcs-testkit --test scenarios",
        ),
        (
            format!("{models} models of the hard parts"),
            "through every order of their steps, with loom",
            "cargo xtask models",
        ),
        (
            format!("mutants: {mutants}"),
            "changes made to the code for a test to notice",
            "cargo xtask mutants",
        ),
        (
            "two sanitizers, and Miri".to_owned(),
            "over the suite, leaks included",
            "cargo xtask sanitize`, `cargo xtask miri",
        ),
        (
            format!("{structures} structures and {enumerations} enumerations"),
            "of JSON documents, compared with Microsoft's published files",
            "cargo xtask schema verify DIR",
        ),
    ];
    let mut table = String::from("| how much | of what | shown by |\n|---|---|---|\n");
    for (count, what, command) in rows {
        let _ = writeln!(table, "| {count} | {what} | `{command}` |");
    }
    Ok(table)
}

/// How many random programs a run has, as a person writes it.
fn cases(source: &str) -> Option<String> {
    let (_, number) = source.split_once("const CASES: u32 = ")?;
    let (number, _) = number.split_once(';')?;
    Some(number.replace('_', ","))
}

/// How many structures and enumerations the catalogue of documents has.
fn definitions(directory: &Path) -> Result<(usize, usize)> {
    let mut counts = (0, 0);
    for entry in fs::read_dir(directory)? {
        let text = fs::read_to_string(entry?.path())?;
        let begin = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
        counts.0 += begin("struct ");
        counts.1 += begin("enum ");
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_take_the_place_of_those_before() {
        let text = format!("a\n{BEGIN}old\n{END}z\n");
        let expected = format!("a\n{BEGIN}new\n{END}z\n");
        assert_eq!(with_figures(&text, "new\n"), Some(expected));
        assert_eq!(with_figures("a\n", "new\n"), None);
    }

    #[test]
    fn the_number_of_programs_is_read_where_it_is_said() {
        let source = "/// Many.\nconst CASES: u32 = 10_000;\n";
        assert_eq!(cases(source).as_deref(), Some("10,000"));
        assert_eq!(cases("const OTHERS: u32 = 1;"), None);
    }
}
