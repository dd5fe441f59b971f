//! The figures that are to be reached.

use super::results::{Results, WINDOWS_SYS};

/// A target, and what was measured.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) figure: &'static str,
    pub(super) target: &'static str,
    pub(super) measured: String,
    pub(super) met: bool,
}

/// Those targets whose figures were measured.
pub(super) fn targets(results: &Results) -> Vec<Target> {
    let mut targets = Vec::new();
    calls(results, &mut targets);
    memory(results, &mut targets);
    events(results, &mut targets);
    contexts(results, &mut targets);
    stdio(results, &mut targets);
    loading(results, &mut targets);
    builds(results, &mut targets);
    targets
}

fn calls(results: &Results, targets: &mut Vec<Target>) {
    for (pair, figure, target, instructions, allocations) in [
        (
            "model 1/null/without documents",
            "what hcs adds to a call of model 1 without documents",
            "≤ 250 instructions, no allocation",
            250.0,
            0.0,
        ),
        (
            "model 2/null/without documents",
            "… of model 2, as a future: submit, callback, wake, poll",
            "≤ 1,200 instructions, ≤ 2 allocations",
            1200.0,
            2.0,
        ),
        (
            "model 3/null/without documents",
            "… of model 3, the same completed by event",
            "≤ 1,500 instructions, ≤ 2 allocations",
            1500.0,
            2.0,
        ),
    ] {
        let Some(pair) = results.pair(pair) else {
            continue;
        };
        if let (Some(counted), Some(allocated)) = (pair.instructions, pair.allocations) {
            targets.push(Target {
                figure,
                target,
                measured: format!(
                    "{:.0} instructions, {:.0} allocations",
                    counted.added(),
                    allocated.added()
                ),
                met: counted.added() <= instructions && allocated.added() <= allocations,
            });
        }
    }
}

fn memory(results: &Results, targets: &mut Vec<Target>) {
    let most = results.pending.iter().filter(|one| one.count == 100_000);
    let most: Vec<_> = most.collect();
    let Some(bytes) = most.iter().map(|one| one.bytes).reduce(f64::max) else {
        return;
    };
    let threads = most.iter().filter_map(|one| one.threads).max();
    let told = match threads {
        Some(1) => ", no thread".to_owned(),
        Some(threads) => format!(", {} threads", threads - 1),
        None => String::new(),
    };
    targets.push(Target {
        figure: "memory of each of 100,000 pending operations, its future included",
        target: "≤ 320 bytes, no thread",
        measured: format!("{bytes:.0} bytes{told}"),
        met: bytes <= 320.0 && threads.is_none_or(|threads| threads == 1),
    });
}

fn events(results: &Results, targets: &mut Vec<Target>) {
    let Some(pair) = results.pair("events/null/into a stream in bursts, with data") else {
        return;
    };
    let rate = 1e3 / pair.time.hcs;
    targets.push(Target {
        figure: "events with data into a stream and out of it, one producer, on one core",
        target: "≥ 2 million a second",
        measured: format!("{rate:.1} million a second"),
        met: rate >= 2.0,
    });
}

fn contexts(results: &Results, targets: &mut Vec<Target>) {
    let time = |threads: &str| {
        let name = format!("contexts/null/look-up by events of systems of their own, {threads}");
        Some(results.pair(&name)?.time.hcs)
    };
    let (Some(one), Some(many)) = (time("1 thread"), time("8 threads")) else {
        return;
    };
    targets.push(Target {
        figure: "the context table under 8 threads",
        target: "no slower per look-up than with 1",
        measured: format!("{:.2} times the time of one thread", many / one),
        met: many <= one,
    });
}

fn stdio(results: &Results, targets: &mut Vec<Target>) {
    let Some(pair) = results.pair("stdio/pipe/stdout, 64 KiB at a time") else {
        return;
    };
    let share = 100.0 / pair.time.ratio();
    targets.push(Target {
        figure: "reading `hcs::Stdout`, 64 KiB at a time",
        target: "≥ 90 % of the bare pipe's speed",
        measured: format!("{share:.0} %"),
        met: share >= 90.0,
    });
}

fn loading(results: &Results, targets: &mut Vec<Target>) {
    let Some(loading) = results.loading else {
        return;
    };
    let ratio = loading.median.ratio();
    targets.push(Target {
        figure: "loading computecore's 60 functions, the file in memory",
        target: "≤ 1.2 × the system's bare calls",
        measured: format!("{ratio:.2} ×"),
        met: ratio <= 1.2,
    });
}

fn builds(results: &Results, targets: &mut Vec<Target>) {
    let build = |name: &str| {
        let mut builds = results.builds.iter();
        builds.find(|build| build.compared && build.what == name)
    };
    let (Some(ours), Some(theirs)) = (build("hcs-sys"), build(WINDOWS_SYS)) else {
        return;
    };
    targets.push(Target {
        figure: "cold build of hcs-sys, beside windows-sys with its HCS features",
        target: "≤ its time, ≤ 3 crates",
        measured: format!(
            "{:.2} × its time, {} crates",
            ours.time / theirs.time,
            ours.crates
        ),
        met: ours.time <= theirs.time && ours.crates <= 3,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::results::{Pair, Pending, Sides};

    fn call(instructions: f64, allocations: f64) -> Results {
        let sides = |hcs| Some(Sides { hcs, raw: 0.0 });
        let mut results = Results::default();
        results.pairs.push(Pair {
            name: "model 1/null/without documents".to_owned(),
            bytes: None,
            time: Sides { hcs: 2.0, raw: 1.0 },
            instructions: sides(instructions),
            allocations: sides(allocations),
        });
        results
    }

    #[test]
    fn a_target_is_met_when_each_of_its_figures_is() {
        let met = |results| targets(&results)[0].met;
        assert!(met(call(250.0, 0.0)));
        assert!(!met(call(251.0, 0.0)));
        assert!(!met(call(100.0, 1.0)));
    }

    #[test]
    fn what_was_not_measured_has_no_verdict() {
        assert!(targets(&Results::default()).is_empty());
        let mut results = call(1.0, 0.0);
        results.pairs[0].instructions = None;
        assert!(targets(&results).is_empty());
    }

    #[test]
    fn memory_is_that_of_the_dearest_model() {
        let pending = |bytes, threads| Pending {
            model: "2".to_owned(),
            count: 100_000,
            bytes,
            future: 24,
            threads: Some(threads),
            submit: 1.0,
            complete: 1.0,
        };
        let met = |pending| {
            let results = Results {
                pending,
                ..Results::default()
            };
            targets(&results)[0].met
        };
        assert!(!met(vec![pending(300.0, 1), pending(321.0, 1)]));
        assert!(met(vec![pending(300.0, 1), pending(320.0, 1)]));
        assert!(!met(vec![pending(300.0, 2)]));
    }
}
