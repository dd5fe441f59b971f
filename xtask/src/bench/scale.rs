//! Many operations pending, many systems open.

use serde_json::Value;

use super::objects;
use super::programs::{Programs, number};
use super::results::{Pending, Results, Systems};
use crate::Result;

/// What `--filter` knows it by.
pub(super) const NAME: &str = "scale";

/// So many operations pending at once.
const PENDING: [&str; 3] = ["1", "1000", "100000"];
/// So many systems open at once.
const SYSTEMS: &str = "10000";

pub(super) fn measure(programs: &Programs, results: &mut Results) -> Result {
    for model in ["2", "3"] {
        for count in PENDING {
            println!("model {model}: {count} pending");
            let mut command = programs.command("hcs-bench-memory")?;
            let figures = objects(command.args(["pending", model, count]))?;
            results.pending.extend(figures.iter().map(pending));
        }
    }
    for backend in ["null", "mock"] {
        println!("{backend}: {SYSTEMS} systems");
        let mut command = programs.command("hcs-bench-memory")?;
        let figures = objects(command.args(["systems", backend, SYSTEMS]))?;
        results.systems.extend(figures.iter().map(systems));
    }
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pending(one: &Value) -> Pending {
    Pending {
        model: text(&one["model"]),
        count: one["pending"].as_u64().unwrap_or(0),
        bytes: number(&one["bytes"]),
        future: one["future"].as_u64().unwrap_or(0),
        threads: one["threads"].as_u64(),
        submit: number(&one["submit"]),
        complete: number(&one["complete"]),
    }
}

fn systems(one: &Value) -> Systems {
    Systems {
        backend: text(&one["backend"]),
        count: one["systems"].as_u64().unwrap_or(0),
        bytes: number(&one["bytes"]),
        threads: one["threads"].as_u64(),
        open: number(&one["open"]),
        event: number(&one["event"]),
    }
}
