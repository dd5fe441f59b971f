//! The instructions of the small pairs, which callgrind counts: the same each time, whatever else the machine does.

use std::process::{Command, Stdio};

use super::programs::Programs;
use super::results::{Pair, Sides};
use crate::Result;

/// Two runs differ by so many rounds: what is not a round is in both.
const ROUNDS: [u64; 2] = [500, 1500];

/// Enters the instructions of a round, where they are counted. Says why not, where there is no callgrind.
pub(super) fn count(programs: &Programs, pairs: &mut [Pair]) -> Result<Option<String>> {
    let mut version = Command::new("valgrind");
    version.arg("--version").stdout(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        return Ok(Some(
            "valgrind is not installed: no instructions were counted".to_owned(),
        ));
    }
    let counted = super::output(programs.command("hcs-bench-count")?.arg("--list"))?;
    for pair in pairs {
        if counted.lines().any(|name| name == pair.name) {
            println!("counting the instructions of {}", pair.name);
            pair.instructions = Some(Sides {
                hcs: round(programs, &pair.name, "hcs")?,
                raw: round(programs, &pair.name, "raw")?,
            });
        }
    }
    Ok(None)
}

/// The instructions of one round.
fn round(programs: &Programs, name: &str, side: &str) -> Result<f64> {
    let [few, many] = ROUNDS;
    let difference = run(programs, name, side, many)? - run(programs, name, side, few)?;
    Ok(difference / (many - few) as f64)
}

fn run(programs: &Programs, name: &str, side: &str, rounds: u64) -> Result<f64> {
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let mut valgrind = programs.under("valgrind", &options, "hcs-bench-count")?;
    valgrind.args([name, side]).arg(rounds.to_string());
    let output = valgrind.stdin(Stdio::null()).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let counted = collected(&told).filter(|_| output.status.success());
    counted.ok_or_else(|| format!("callgrind failed with {name}, {side}: {told}").into())
}

/// The number in `==1== Collected : 1234`.
fn collected(told: &str) -> Option<f64> {
    let mut lines = told.lines();
    let number = lines.find_map(|line| line.split_once("Collected :"))?.1;
    number.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_callgrind_tells_is_read() {
        let told = "==7== Events    : Ir\n==7== Collected : 1536012\n==7== \n";
        assert_eq!(collected(told), Some(1_536_012.0));
        assert_eq!(collected("==7== Events    : Ir"), None);
    }
}
