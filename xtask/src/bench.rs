//! `cargo xtask bench`: what hcs costs, beside the same work at the C ABI, and whether the targets are met.
//!
//! The package `hcs-bench` does the work: criterion takes the times of its pairs, callgrind counts the instructions of the
//! small ones, an allocator of its own counts allocations and bytes. This runs all of it, one after the other, and writes
//! `BENCHMARKS.md`. Times are those of a machine that may have other things to do: the fastest of many samples is shown, and
//! ratios are of two sides that were measured one right after the other.

mod builds;
mod callgrind;
mod criterion;
mod loading;
mod machine;
mod markdown;
mod programs;
mod results;
mod scale;
mod targets;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{Result, flags, root};
use programs::Programs;
use results::Results;

/// What is written.
const FILE: &str = "BENCHMARKS.md";

/// Measures, shows the tables, and writes them if they are complete.
pub(crate) fn run(flags: &flags::Bench) -> Result {
    let filter = flags.filter.as_deref().unwrap_or_default();
    let wanted = |name: &str| name.contains(filter);
    // Before anything else is built: a build takes the processor from nobody then.
    let mut results = Results::default();
    let programs = Programs::build()?;
    results.pairs = criterion::measure(&programs, filter)?;
    results.no_counts = callgrind::count(&programs, &mut results.pairs)?;
    programs.allocations(&mut results.pairs)?;
    if wanted(scale::NAME) {
        scale::measure(&programs, &mut results)?;
    }
    if wanted(loading::NAME) {
        results.loading = Some(loading::measure(&programs)?);
    }
    if wanted(builds::NAME) {
        results.builds = builds::measure()?;
    }
    if results.is_empty() {
        return Err(format!("nothing that is measured has `{filter}` in its name").into());
    }
    let machine = machine::describe()?;
    let text = markdown::write(&results, &machine);
    println!("\n{text}");
    if filter.is_empty() {
        let file = root().join(FILE);
        fs::write(&file, text)?;
        println!("bench: wrote {FILE}");
    }
    Ok(())
}

/// The lines of a program's standard output, each of which is a JSON object.
fn objects(command: &mut Command) -> Result<Vec<Value>> {
    let text = output(command)?;
    let objects = text.lines().map(serde_json::from_str);
    Ok(objects.collect::<Result<_, _>>()?)
}

/// What a program prints to its standard output. It must succeed.
fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_owned();
    let name = Path::new(&name).display();
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("can't run {name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
