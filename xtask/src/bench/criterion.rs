//! The times of the pairs, which criterion takes and keeps as files.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::programs::{Programs, number};
use super::results::{Pair, Sides};
use crate::{Result, root};

/// Runs the pairs whose names contain `filter`, and reads what criterion has kept.
pub(super) fn measure(programs: &Programs, filter: &str) -> Result<Vec<Pair>> {
    let home = root().join("target/bench/criterion");
    match fs::remove_dir_all(&home) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut pairs = programs.command("pairs")?;
    pairs
        .args(["--bench", "--noplot"])
        .arg(escaped(filter))
        .env("CRITERION_HOME", &home);
    if !pairs.status()?.success() {
        return Err("the benchmarks failed".into());
    }
    let names = super::output(programs.command("hcs-bench-count")?.arg("--names"))?;
    let mut kept = BTreeMap::new();
    for directory in kept_in(&home)? {
        let (name, side, one) = read(&directory)?;
        kept.insert((name, side), one);
    }
    let pair = |name: &str| {
        let side = |side: &str| kept.get(&(name.to_owned(), side.to_owned()));
        let (hcs, raw) = (side("hcs")?, side("raw")?);
        Some(Pair {
            name: name.to_owned(),
            bytes: hcs.bytes,
            time: Sides {
                hcs: hcs.time,
                raw: raw.time,
            },
            instructions: None,
            allocations: None,
        })
    };
    Ok(names.lines().filter_map(pair).collect())
}

/// What criterion has kept of a side.
#[derive(Debug, PartialEq)]
struct Kept {
    bytes: Option<f64>,
    /// Nanoseconds of a round, in the sample that counts.
    time: f64,
}

/// The directories of the last run's figures.
fn kept_in(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        match path.join("benchmark.json").is_file() {
            true if path.ends_with("new") => found.push(path),
            true => {}
            false => found.extend(kept_in(&path)?),
        }
    }
    Ok(found)
}

fn read(directory: &Path) -> Result<(String, String, Kept)> {
    let json = |file: &str| -> Result<Value> {
        Ok(serde_json::from_str(&fs::read_to_string(
            directory.join(file),
        )?)?)
    };
    let benchmark = json("benchmark.json")?;
    let text = |name: &str| benchmark[name].as_str().unwrap_or_default().to_owned();
    let name = text("group_id");
    let sample = match name.starts_with("stdio/") {
        true => median,
        false => fastest,
    };
    let time = sample(each(&json("sample.json")?));
    let one = Kept {
        bytes: benchmark["throughput"]["Bytes"].as_f64(),
        time: time.ok_or("criterion has kept no samples")?,
    };
    Ok((name, text("function_id"), one))
}

/// The time of a round, in each sample.
fn each(samples: &Value) -> Vec<f64> {
    let (Some(rounds), Some(times)) = (samples["iters"].as_array(), samples["times"].as_array())
    else {
        return Vec::new();
    };
    let each = rounds.iter().zip(times);
    each.map(|(rounds, time)| number(time) / number(rounds))
        .collect()
}

/// The sample that other work on the machine has disturbed least.
fn fastest(times: Vec<f64>) -> Option<f64> {
    times.into_iter().reduce(f64::min)
}

/// The sample in the middle, where two threads have to meet: it can be luck, too, that one is fast.
fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

/// Criterion's filter is a regular expression: one that means this text.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_sample_counts_or_that_in_the_middle() {
        let samples = serde_json::json!({ "iters": [1.0, 2.0, 4.0], "times": [9.0, 10.0, 24.0] });
        assert_eq!(fastest(each(&samples)), Some(5.0));
        assert_eq!(median(each(&samples)), Some(6.0));
        let none = serde_json::json!({});
        assert_eq!((fastest(each(&none)), median(each(&none))), (None, None));
    }

    #[test]
    fn a_filter_is_taken_as_it_is_written() {
        assert_eq!(escaped("model 1/null"), "model 1/null");
        assert_eq!(escaped("a.b (c)"), r"a\.b \(c\)");
    }
}
