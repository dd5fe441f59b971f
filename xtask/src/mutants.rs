//! `cargo xtask mutants`: changes the code in small ways, one at a time, and sees whether a test notices.
//!
//! cargo-mutants does the work, as `.cargo/mutants.toml` says, and cargo-nextest runs the tests, as its profile in
//! `.config/nextest.toml` says: it ends a test that waits for ever, and then the run. It takes an hour or more for all of
//! it, so each source file is a shard of its own. Its mutants meet the tests that are nearest to them first, which are
//! built in a fraction of the time; those of all shards that get past them meet every test together. While the code is the
//! same, a shard that is done isn't done again; only what was missed is, as there may be new tests. When all are done, the
//! outcomes are written to `xtask/mutants.txt`, for review.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, Told, Unavailable, flags, root};

/// Fewer random programs than usual: each mutant runs them.
const CASES: &str = "300";

/// The outcomes, each with the files that cargo-mutants writes them to.
const OUTCOMES: [(&str, &[&str]); 4] = [
    ("missed", &["missed"]),
    ("timeout", &["timeout"]),
    ("caught", &["caught", "previously_caught"]),
    ("unviable", &["unviable"]),
];

/// Runs the shards that are not done yet, or the mutants of a change alone.
pub(crate) fn run(flags: &flags::Mutants) -> Result {
    for tool in ["mutants", "nextest"] {
        let installed = Command::new("cargo").args([tool, "--version"]).output();
        if !installed.is_ok_and(|output| output.status.success()) {
            let told = format!("cargo-{tool} is not there: `cargo install cargo-{tool} --locked`");
            return Err(Unavailable(told).into());
        }
    }
    if let Some(diff) = &flags.in_diff {
        return change(diff, flags);
    }
    let state = root().join("target/mutants").join(state()?);
    fs::create_dir_all(&state)?;
    let files = files()?;
    let mut shards = Vec::new();
    for (index, file) in files.iter().enumerate() {
        println!("mutants: {file}, {} of {}", index + 1, files.len());
        let folder = state.join(file.replace('/', "-"));
        shard(file, &folder, flags)?;
        shards.push(folder);
    }
    let rest = state.join("rest");
    let missed = missed(&shards);
    if !missed.is_empty() {
        println!("mutants: {} against every test", missed.len());
        let mut mutants = cargo_mutants(&rest, flags);
        mutants.arg(exactly(&missed)).args(all());
        finished(&mut mutants)?;
    }
    let text = report(&shards, &rest);
    fs::write(root().join("xtask/mutants.txt"), &text)?;
    conclude(&text)
}

/// The source files that have mutants.
fn files() -> Result<BTreeSet<String>> {
    let mut list = Command::new("cargo");
    list.args(["mutants", "--list"]).current_dir(root());
    let output = list.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`cargo mutants --list` failed: {said}").into());
    }
    let mutants = String::from_utf8(output.stdout)?;
    let file = |mutant: &str| mutant.split(':').next().map(str::to_owned);
    Ok(mutants.lines().filter_map(file).collect())
}

/// The mutants of a file against the nearest tests, unless that was done.
fn shard(file: &str, folder: &Path, flags: &flags::Mutants) -> Result {
    let done = folder.join("done");
    if done.exists() {
        return Ok(());
    }
    let mut mutants = cargo_mutants(folder, flags);
    // Its own option for files adds to those of the configuration, and takes none away.
    mutants.arg(format!("--re=^{}:", file.replace('.', r"\.")));
    finished(mutants.args(near(file)))?;
    fs::write(done, "")?;
    Ok(())
}

/// What the nearest tests have missed, by name.
fn missed(shards: &[PathBuf]) -> Vec<String> {
    shards
        .iter()
        .flat_map(|folder| lines(folder, "missed"))
        .collect()
}

/// The mutants of one outcome; a run that has found no mutants at all has no files.
fn lines(folder: &Path, outcome: &str) -> Vec<String> {
    let file = folder.join("mutants.out").join(format!("{outcome}.txt"));
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The option that chooses mutants by their names.
fn exactly(names: &[String]) -> String {
    let escaped = names.iter().map(|name| {
        let mut escaped = String::new();
        for letter in name.chars() {
            if r"\.+*?()|[]{}^$#&-~".contains(letter) {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        escaped
    });
    format!("--re=^({})$", escaped.collect::<Vec<_>>().join("|"))
}

/// The tests that are nearest to a source file, as arguments for cargo-mutants.
fn near(file: &str) -> [&'static str; 2] {
    let safe = file.starts_with("hcs/");
    let program = match safe {
        true => "--cargo-arg=--test=hcs",
        false => "--cargo-arg=--test=contract",
    };
    ["--cargo-arg=--lib", program]
}

/// Every test, as arguments for cargo-mutants. Those that it is given for cargo after `--` wouldn't count when it builds.
fn all() -> Vec<String> {
    ["--cargo-arg=--lib", "--cargo-arg=--tests"]
        .map(str::to_owned)
        .to_vec()
}

/// The mutants of the lines that a diff changes.
fn change(diff: &Path, flags: &flags::Mutants) -> Result {
    let folder = root().join("target/mutants/change");
    let mut mutants = cargo_mutants(&folder, flags);
    mutants.arg("--in-diff").arg(std::path::absolute(diff)?);
    finished(mutants.args(all()))?;
    conclude(&report(&[], &folder))
}

/// A run of cargo-mutants that writes into this folder. What an earlier one has caught there still is.
fn cargo_mutants(output: &Path, flags: &flags::Mutants) -> Command {
    let mut mutants = Command::new("cargo");
    mutants
        .args([
            "mutants",
            "--no-shuffle",
            "--baseline=skip",
            "--test-tool=nextest",
            "--timeout=300",
            "--output",
        ])
        .arg(output)
        .env("NEXTEST_PROFILE", "mutants")
        // Little changes from one mutant to the next: most of each crate needn't be compiled again.
        .env("CARGO_INCREMENTAL", "1")
        // Nobody debugs a mutant: it is built and linked sooner.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_TEST_DEBUG", "0")
        .current_dir(root());
    if output.join("mutants.out").exists() {
        mutants.arg("--iterate");
    }
    if let Some(jobs) = flags.jobs {
        mutants.arg(format!("--jobs={jobs}"));
    }
    if std::env::var_os("HCS_CASES").is_none() {
        mutants.env("HCS_CASES", CASES);
    }
    mutants
}

/// Runs cargo-mutants: it says with its exit code whether mutants were missed (2) or timed out (3), which is no failure of
/// the run.
fn finished(mutants: &mut Command) -> Result {
    match mutants.status()?.code() {
        Some(0 | 2 | 3) => Ok(()),
        code => Err(format!("cargo mutants ended with {code:?}").into()),
    }
}

/// The outcomes as lines "outcome mutant", sorted, with a line of sums first. What the shards have missed is not among
/// them, but what became of it in the `rest`.
fn report(shards: &[PathBuf], rest: &Path) -> String {
    let mut all = BTreeSet::new();
    let mut sums = Vec::new();
    for (outcome, files) in OUTCOMES {
        let shards = shards.iter().filter(|_| outcome != "missed");
        let folders = shards.map(PathBuf::as_path).chain([rest]);
        let mutants: Vec<_> = folders
            .flat_map(|folder| files.iter().flat_map(move |file| lines(folder, file)))
            .collect();
        sums.push(format!("{} {outcome}", mutants.len()));
        let named = mutants.iter().map(|mutant| nameless(mutant));
        all.extend(named.map(|mutant| format!("{outcome} {mutant}")));
    }
    let all: Vec<_> = all.into_iter().collect();
    format!("{}\n\n{}\n", sums.join(", "), all.join("\n"))
}

/// A mutant without its line and column, which any change above it moves.
fn nameless(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(_), Some(_), Some(what)) => format!("{file}:{what}"),
        _ => mutant.to_owned(),
    }
}

fn conclude(report: &str) -> Result {
    let sums = report.lines().next().unwrap_or_default();
    println!("mutants: {sums}");
    for missed in report.lines().filter(|line| line.starts_with("missed ")) {
        println!("{missed}");
    }
    match sums.starts_with("0 missed") {
        true => Ok(()),
        false => Err(Told.into()),
    }
}

/// Names the state of the code that is changed: what was done for another one doesn't count. New tests don't change it.
fn state() -> Result<String> {
    let paths = ["hcs/src", "hcs-sys/src", "hcs-testkit/src"];
    let mut status = Command::new("git");
    status.args(["status", "--porcelain", "--"]).args(paths);
    if !status.current_dir(root()).output()?.stdout.is_empty() {
        return Err("commit first: the outcomes are kept for the code as it is committed".into());
    }
    let mut trees = Command::new("git");
    trees
        .arg("rev-parse")
        .args(paths.map(|path| format!("HEAD:{path}")));
    let trees = trees.current_dir(root()).output()?;
    if !trees.status.success() {
        return Err("the outcomes are kept for a commit, and git knows none here".into());
    }
    let trees = String::from_utf8(trees.stdout)?;
    let short: Vec<_> = trees
        .lines()
        .map(|tree| tree.get(..8).unwrap_or(tree))
        .collect();
    Ok(short.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_is_named_without_its_place() {
        assert_eq!(
            nameless("hcs/src/text.rs:15:5: replace wide -> Vec<u16> with vec![]"),
            "hcs/src/text.rs: replace wide -> Vec<u16> with vec![]"
        );
    }

    #[test]
    fn outcomes_are_summed_and_what_was_missed_is_looked_for_in_the_rest() {
        let root = std::env::temp_dir().join(format!("mutants-{}", std::process::id()));
        let outcome = |folder: &str, file: &str, text: &str| {
            let out = root.join(folder).join("mutants.out");
            fs::create_dir_all(&out).expect("a folder");
            fs::write(out.join(file), text).expect("a file");
        };
        outcome("0", "caught.txt", "a.rs:1:0: x0\n");
        outcome("0", "missed.txt", "a.rs:2:0: x1\n");
        outcome("1", "caught.txt", "a.rs:1:1: x2\n");
        outcome("1", "missed.txt", "b.rs:1:1: y\n");
        outcome("rest", "caught.txt", "a.rs:2:0: x1\n");
        outcome("rest", "missed.txt", "b.rs:1:1: y\n");
        let shards = [root.join("0"), root.join("1")];
        assert_eq!(missed(&shards), ["a.rs:2:0: x1", "b.rs:1:1: y"]);
        let report = report(&shards, &root.join("rest"));
        assert_eq!(
            report,
            "1 missed, 0 timeout, 3 caught, 0 unviable\n\n\
             caught a.rs: x0\ncaught a.rs: x1\ncaught a.rs: x2\nmissed b.rs: y\n"
        );
        assert!(conclude(&report).is_err());
        fs::remove_dir_all(root).expect("removed");
    }

    #[test]
    fn a_mutant_is_chosen_by_its_whole_name() {
        let name = "a.rs:1:2: replace | with ^ in <impl A for B>::c";
        assert_eq!(
            exactly(&[name.to_owned(), "b".to_owned()]),
            r"--re=^(a\.rs:1:2: replace \| with \^ in <impl A for B>::c|b)$"
        );
    }
}
