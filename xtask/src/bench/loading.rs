//! The loading of a library with computecore's exports: by hcs-sys, and by the system's bare calls.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::Path;

use super::output;
use super::programs::Programs;
use super::results::{Loading, Sides};
use crate::{Result, dll};

/// What `--filter` knows it by.
pub(super) const NAME: &str = "loading";

/// As many processes load it on each side, in turn; the first ones bring the file into memory.
const ROUNDS: usize = 60;
const BEFORE: usize = 5;

pub(super) fn measure(programs: &Programs) -> Result<Loading> {
    let mut build = dll::Build::new(crate::cargo());
    build.release = true;
    let library = build
        .run()?
        .join(format!("{DLL_PREFIX}computecore{DLL_SUFFIX}"));
    println!("loading {DLL_PREFIX}computecore{DLL_SUFFIX}");
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for round in 0..BEFORE + ROUNDS {
        for (side, times) in ["hcs", "raw"].into_iter().zip(&mut times) {
            let time = load(programs, side, &library)?;
            if round >= BEFORE {
                times.push(time);
            }
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    let at = |index: usize| Sides {
        hcs: times[0][index],
        raw: times[1][index],
    };
    Ok(Loading {
        fastest: at(0),
        median: at(ROUNDS / 2),
        rounds: ROUNDS,
    })
}

/// Nanoseconds, in a process of its own.
fn load(programs: &Programs, side: &str, library: &Path) -> Result<f64> {
    let mut command = programs.command("hcs-bench-load")?;
    let told = output(command.arg(side).arg(library))?;
    Ok(told.trim().parse()?)
}
