//! `cargo xtask mutants`: changes the code in small ways, one at a time, and sees whether a test notices.
//!
//! cargo-mutants does the work, as `.cargo/mutants.toml` says, and cargo-nextest runs the tests, as its profile in
//! `.config/nextest.toml` says: it ends a test that waits for ever, and then the run. All of it takes hours, so the source
//! files of each folder are a shard. Its mutants meet the tests that are nearest to them first, which are built in a fraction of
//! the time; those of all shards that get past them meet a few more programs together, and what is left meets every test. The
//! outcomes are kept in `xtask/mutants.txt`, for review, each file's under what git calls its content: while a file is the
//! same, it isn't done again, but for what was missed, as there may be new tests.

mod record;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use self::record::Record;
use crate::{Result, Told, Unavailable, flags, root};

/// Fewer random programs than usual: each mutant runs them.
const CASES: &str = "300";

/// Tests for what the nearest ones have missed.
struct Stage {
    name: &'static str,
    /// How the paths of the files begin whose mutants meet them.
    of: &'static str,
    /// Arguments for cargo-mutants. Those that it is given for cargo after `--` wouldn't count when it builds.
    tests: &'static [&'static str],
}

const ALL: &[&str] = &["--cargo-arg=--lib", "--cargo-arg=--tests"];

const LATER: [Stage; 3] = [
    // They are one program, which is soon built and run.
    Stage {
        name: "unit tests",
        of: "hcs/",
        tests: &["--test-package=hcs", "--cargo-arg=--lib"],
    },
    // These few programs look at what is left behind, and at what is told.
    Stage {
        name: "random programs",
        of: "hcs/",
        tests: &[
            "--test-package=hcs-testkit",
            "--cargo-arg=--test=hcs",
            "--cargo-arg=--test=programs",
            "--cargo-arg=--test=hcs_resources",
            "--cargo-arg=--test=hcs_tracing",
        ],
    },
    Stage {
        name: "every test",
        of: "",
        tests: ALL,
    },
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
    let state = state()?;
    let files = files()?;
    let path = root().join("xtask/mutants.txt");
    let mut record = Record::read(&fs::read_to_string(&path).unwrap_or_default());
    record.keep(&files, flags.all);
    let wanted = |file: &str| flags.only.as_ref().is_none_or(|only| file.contains(only));
    let mut shards: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files
        .keys()
        .filter(|file| wanted(file) && !record.has(file))
    {
        let (folder, _) = file.rsplit_once('/').unwrap_or(("", file));
        shards.entry(folder).or_default().push(file);
    }
    for (folder, shard) in &shards {
        println!("mutants: {}", shard.join(", "));
        let name = format!("{}-{}", folder.replace('/', "-"), object(folder)?);
        let output = root().join("target/mutants").join(name);
        nearest(shard, &output, flags)?;
        for file in shard {
            record.enter(file, &files[*file], &output);
        }
        fs::write(&path, record.to_string())?;
    }
    for stage in LATER {
        let mut missed = record.missed();
        missed.retain(|(file, _)| file.starts_with(stage.of));
        if missed.is_empty() {
            continue;
        }
        println!("mutants: {} against {}", missed.len(), stage.name);
        let folder = stage.name.replace(' ', "-");
        let output = root().join("target/mutants").join(folder).join(&state);
        let mut mutants = cargo_mutants(&output, flags)?;
        mutants.arg(exactly(&missed)).args(stage.tests);
        finished(&mut mutants)?;
        record.settle(&output);
        fs::write(&path, record.to_string())?;
    }
    for file in files.keys().filter(|file| !record.has(file)) {
        println!("not done: {file}");
    }
    conclude(&record)
}

/// The source files that have mutants, each with a name for its content.
fn files() -> Result<BTreeMap<String, String>> {
    let mut list = Command::new("cargo");
    list.args(["mutants", "--list"]).current_dir(root());
    let output = list.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`cargo mutants --list` failed: {said}").into());
    }
    let mutants = String::from_utf8(output.stdout)?;
    let mut files = BTreeMap::new();
    for file in mutants
        .lines()
        .filter_map(|mutant| mutant.split(':').next())
    {
        if !files.contains_key(file) {
            files.insert(file.to_owned(), object(file)?);
        }
    }
    Ok(files)
}

/// What git calls a file or folder of the commit, shortened.
fn object(path: &str) -> Result<String> {
    let mut parse = Command::new("git");
    parse.args(["rev-parse", "--short=12", &format!("HEAD:{path}")]);
    let output = parse.current_dir(root()).output()?;
    if !output.status.success() {
        return Err("the outcomes are kept for a commit, and git knows none here".into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The mutants of files of one folder against the nearest tests.
fn nearest(files: &[&str], output: &Path, flags: &flags::Mutants) -> Result {
    let mut mutants = cargo_mutants(output, flags)?;
    // Its own option for files adds to those of the configuration, and takes none away.
    let files = files.iter().map(|file| file.replace('.', r"\."));
    let files = files.collect::<Vec<_>>().join("|");
    mutants.arg(format!("--re=^({files}):"));
    finished(mutants.args(near(&files)))
}

/// The option that chooses mutants by file and name, wherever in the file they are.
fn exactly(mutants: &[(String, String)]) -> String {
    let escaped = |text: &str| {
        let mut escaped = String::new();
        for letter in text.chars() {
            if r"\.+*?()|[]{}^$#&-~".contains(letter) {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        escaped
    };
    let mutants = mutants
        .iter()
        .map(|(file, what)| format!(r"{}:\d+:\d+: {}", escaped(file), escaped(what)));
    format!("--re=^({})$", mutants.collect::<Vec<_>>().join("|"))
}

/// The tests that are nearest to a package's sources, as arguments for cargo-mutants: few programs, as each is built anew for
/// each mutant.
fn near(files: &str) -> &'static [&'static str] {
    match files.starts_with("hcs/") {
        true => &["--test-package=hcs-testkit", "--cargo-arg=--test=hcs"],
        false => &[
            "--test-package=hcs-testkit",
            "--cargo-arg=--lib",
            "--cargo-arg=--test=contract",
        ],
    }
}

/// The mutants of the lines that a diff changes.
fn change(diff: &Path, flags: &flags::Mutants) -> Result {
    let folder = root().join("target/mutants/change");
    let mut mutants = cargo_mutants(&folder, flags)?;
    mutants.arg("--in-diff").arg(std::path::absolute(diff)?);
    finished(mutants.args(ALL))?;
    let mut record = Record::default();
    record.enter_all(&folder);
    conclude(&record)
}

/// A run of cargo-mutants that writes into this folder. What an earlier one has caught there still is.
fn cargo_mutants(output: &Path, flags: &flags::Mutants) -> Result<Command> {
    fs::create_dir_all(output)?;
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
    Ok(mutants)
}

/// Runs cargo-mutants: it says with its exit code whether mutants were missed (2) or timed out (3), which is no failure of
/// the run.
fn finished(mutants: &mut Command) -> Result {
    match mutants.status()?.code() {
        Some(0 | 2 | 3) => Ok(()),
        code => Err(format!("cargo mutants ended with {code:?}").into()),
    }
}

fn conclude(record: &Record) -> Result {
    println!("mutants: {}", record.sums());
    let missed = record.missed();
    for (file, what) in &missed {
        println!("missed {file}: {what}");
    }
    match missed.is_empty() {
        true => Ok(()),
        false => Err(Told.into()),
    }
}

/// Names the state of the code that is changed: what every test has caught of another one doesn't count.
fn state() -> Result<String> {
    let paths = ["hcs/src", "hcs-sys/src", "hcs-testkit/src"];
    let mut status = Command::new("git");
    status.args(["status", "--porcelain", "--"]).args(paths);
    if !status.current_dir(root()).output()?.stdout.is_empty() {
        return Err("commit first: the outcomes are kept for the code as it is committed".into());
    }
    let trees = paths.map(object).into_iter().collect::<Result<Vec<_>>>()?;
    Ok(trees.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_is_chosen_by_its_whole_name_wherever_it_is() {
        let of = |file: &str, what: &str| (file.to_owned(), what.to_owned());
        let first = of("a.rs", "replace | with ^ in <impl A for B>::c");
        assert_eq!(
            exactly(&[first, of("b.rs", "d")]),
            r"--re=^(a\.rs:\d+:\d+: replace \| with \^ in <impl A for B>::c|b\.rs:\d+:\d+: d)$"
        );
    }
}
