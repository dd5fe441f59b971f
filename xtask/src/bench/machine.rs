//! The machine, as far as it has to do with figures, and the date.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use super::output;
use crate::Result;

/// What a figure depends on.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) threads: usize,
    pub(super) system: String,
    pub(super) compiler: String,
    /// Year, month, day, in UTC.
    pub(super) date: String,
}

pub(super) fn describe() -> Result<Machine> {
    let compiler = output(Command::new("rustc").arg("--version"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let (year, month, day) = civil(now.as_secs() / 86_400);
    Ok(Machine {
        processor: processor().unwrap_or_else(|| "unknown".to_owned()),
        threads: thread::available_parallelism()?.get(),
        system: format!("{OS}, {ARCH}"),
        compiler: compiler.trim().to_owned(),
        date: format!("{year}-{month:02}-{day:02}"),
    })
}

/// The processor's name, where the system tells it.
fn processor() -> Option<String> {
    if let Ok(text) = fs::read_to_string("/proc/cpuinfo") {
        let mut lines = text.lines();
        let line = lines.find(|line| line.starts_with("model name"))?;
        return Some(line.split_once(':')?.1.trim().to_owned());
    }
    if cfg!(target_vendor = "apple") {
        let mut command = Command::new("sysctl");
        let name = output(command.args(["-n", "machdep.cpu.brand_string"])).ok()?;
        return Some(name.trim().to_owned());
    }
    std::env::var("PROCESSOR_IDENTIFIER").ok()
}

/// The date so many days after 1970-01-01: years of 365.2425 days, counted from March so that a leap day is the last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = match month {
        0..=9 => (month + 3, 0),
        _ => (month - 9, 1),
    };
    (400 * era + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(59), (1970, 3, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_453), (2025, 12, 31));
        assert_eq!(civil(20_454), (2026, 1, 1));
    }
}
