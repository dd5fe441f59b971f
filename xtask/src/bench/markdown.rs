//! The tables, as `BENCHMARKS.md` has them.

use std::fmt::Write as _;

use super::machine::Machine;
use super::results::{Build, Loading, Pair, Pending, Results, Sides, Systems};
use super::targets;

/// What each group of pairs is about.
const GROUPS: [(&str, &str); 8] = [
    ("model 1", "A call, waited for with `.wait()`"),
    (
        "model 2",
        "A call as a future, completed by its operation's callback: submitted, polled, called back, woken, polled",
    ),
    (
        "model 3",
        "A call as a future, completed by an event of its system",
    ),
    ("creation", "A system created and closed"),
    ("events", "Events of a system"),
    (
        "contexts",
        "Contexts looked up, entered and removed by several threads: the time of all rounds, divided by their number",
    ),
    ("documents", "Documents to the backend and from it"),
    (
        "stdio",
        "Standard streams: the time depends on the thread at the other end, too, and is that of the sample in the middle",
    ),
];
/// And the one that has no twin worth the name.
const PROGRAMS: (&str, &str) = (
    "programs",
    "The double's own speed: whole programs, each on a double of its own",
);

/// Everything that was measured.
pub(super) fn write(results: &Results, machine: &Machine) -> String {
    let mut out = String::new();
    head(&mut out, machine);
    verdicts(&mut out, results);
    if let Some(reason) = &results.no_counts {
        let _ = writeln!(out, "\n{reason}.");
    }
    for (group, what) in GROUPS.iter().chain([&PROGRAMS]) {
        let prefix = format!("{group}/");
        let pairs = results.pairs.iter();
        let pairs: Vec<_> = pairs
            .filter(|pair| pair.name.starts_with(&prefix))
            .collect();
        if !pairs.is_empty() {
            let _ = writeln!(out, "\n## {}\n\n{what}.\n", capital(group));
            table(&mut out, &pairs, prefix.len());
        }
    }
    scale(&mut out, &results.pending, &results.systems);
    if let Some(loading) = &results.loading {
        self::loading(&mut out, loading);
    }
    builds(&mut out, &results.builds);
    out
}

fn head(out: &mut String, machine: &Machine) {
    out.push_str(
        "<!-- Written by `cargo xtask bench`: run it instead of editing this. -->\n\n# Benchmarks\n\n\
         Each piece of work is done twice: with `hcs`, and by a program that calls the same functions of the C ABI itself, with no more\n\
         care than it needs. Both run in one process over one backend: *null*, whose functions return at once, so that what is left\n\
         is the caller's own cost; or *mock*, the double of HCS. A real HCS takes milliseconds for most of these calls.\n\n\
         Times are those of the fastest of 30 samples. Instructions are callgrind's, of a round, with documents the conversions\n\
         included; they are the same on a busy machine. Allocations are counted after the first rounds.\n\n",
    );
    let _ = writeln!(
        out,
        "{}: {}, {} threads, {}, {}.",
        machine.date, machine.processor, machine.threads, machine.system, machine.compiler
    );
}

fn verdicts(out: &mut String, results: &Results) {
    let targets = targets::targets(results);
    if targets.is_empty() {
        return;
    }
    out.push_str("\n## Targets\n\n| figure | target | measured | |\n|---|---|---|---|\n");
    for target in targets {
        let met = if target.met { "met" } else { "**missed**" };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {met} |",
            target.figure, target.target, target.measured
        );
    }
}

fn table(out: &mut String, pairs: &[&Pair], prefix: usize) {
    let counted = pairs.iter().any(|pair| pair.instructions.is_some());
    out.push_str("| backend, work | hcs | C ABI | ratio | hcs, rate |");
    if counted {
        out.push_str(" instructions: hcs | C ABI | added | allocations: hcs | C ABI |");
    }
    out.push_str("\n|---|--:|--:|--:|--:|");
    if counted {
        out.push_str("--:|--:|--:|--:|--:|");
    }
    out.push('\n');
    for pair in pairs {
        let name = pair.name[prefix..].replacen('/', ": ", 1);
        let time = pair.time;
        let _ = write!(
            out,
            "| {name} | {} | {} | {:.2} | {} |",
            duration(time.hcs),
            duration(time.raw),
            time.ratio(),
            rate(pair)
        );
        if counted {
            let sides = |sides: Option<Sides>, added| match sides {
                Some(sides) => {
                    let added = if added {
                        format!(" {:.0} |", sides.added())
                    } else {
                        String::new()
                    };
                    format!(" {:.0} | {:.0} |{added}", sides.hcs, sides.raw)
                }
                None => if added { " | | |" } else { " | |" }.to_owned(),
            };
            out.push_str(&sides(pair.instructions, true));
            out.push_str(&sides(
                pair.allocations.filter(|_| pair.instructions.is_some()),
                false,
            ));
        }
        out.push('\n');
    }
}

fn scale(out: &mut String, pending: &[Pending], systems: &[Systems]) {
    if !pending.is_empty() {
        out.push_str(
            "\n## Scale\n\nOperations pending at once on one system of the null backend, as futures: first in a vector, for the\n\
             bytes that they have of hcs's; then as tasks of Tokio's executor for one thread, for the times. Threads are those of\n\
             the whole process.\n\n\
             | model | pending | bytes each | of that, the future | threads | submit, each | complete, each |\n\
             |---|--:|--:|--:|--:|--:|--:|\n",
        );
        for one in pending {
            let _ = writeln!(
                out,
                "| {} | {} | {:.0} | {} | {} | {} | {} |",
                one.model,
                grouped(one.count),
                one.bytes,
                one.future,
                told(one.threads),
                duration(one.submit),
                duration(one.complete)
            );
        }
    }
    if !systems.is_empty() {
        out.push_str(
            "\nSystems open at once, each with a stream of its events and a task that waits for the next one. On the mock, bytes and\n\
             times are mostly its own.\n\n\
             | backend | systems | bytes each | threads | create and open the stream, each | an event to each and out, each |\n\
             |---|--:|--:|--:|--:|--:|\n",
        );
        for one in systems {
            let _ = writeln!(
                out,
                "| {} | {} | {:.0} | {} | {} | {} |",
                one.backend,
                grouped(one.count),
                one.bytes,
                told(one.threads),
                duration(one.open),
                duration(one.event)
            );
        }
    }
}

fn loading(out: &mut String, loading: &Loading) {
    let _ = write!(
        out,
        "\n## Loading\n\nThe double's library is loaded and its functions are looked up, in {} processes on each side, in turn.\n\n\
         | | `ComputeCore::load_from` | bare | ratio |\n|---|--:|--:|--:|\n",
        loading.rounds
    );
    for (name, sides) in [("fastest", loading.fastest), ("median", loading.median)] {
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {:.2} |",
            duration(sides.hcs),
            duration(sides.raw),
            sides.ratio()
        );
    }
}

fn builds(out: &mut String, builds: &[Build]) {
    if builds.is_empty() {
        return;
    }
    out.push_str(
        "\n## Builds\n\nCold builds, unoptimised, in this machine's own target, all dependencies included. The first two were built in turn, and the\n\
         fastest build of each is shown. `windows-sys` declares about half of the functions, and links them instead of loading them.\n\n\
         | crate | features | seconds | crates |\n|---|---|--:|--:|\n",
    );
    for build in builds {
        let features = match build.features.as_str() {
            "" => "none",
            features => features,
        };
        let _ = writeln!(
            out,
            "| `{}` | {features} | {:.2} | {} |",
            build.what, build.time, build.crates
        );
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

fn told(number: Option<u64>) -> String {
    number.map_or_else(|| "?".to_owned(), |number| number.to_string())
}

/// `100,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of three digits, more or less.
fn short(number: f64) -> String {
    match number {
        ..10.0 => format!("{number:.2}"),
        ..100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

/// Nanoseconds, in a unit that suits them.
fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{} ns", short(nanoseconds)),
        ..1e6 => format!("{} µs", short(nanoseconds / 1e3)),
        ..1e9 => format!("{} ms", short(nanoseconds / 1e6)),
        _ => format!("{} s", short(nanoseconds / 1e9)),
    }
}

/// What hcs does in a second: bytes, or rounds.
fn rate(pair: &Pair) -> String {
    let amount = pair.bytes.unwrap_or(1.0) * 1e9 / pair.time.hcs;
    let (amount, unit) = match amount {
        ..1e3 => (amount, ""),
        ..1e6 => (amount / 1e3, "k"),
        ..1e9 => (amount / 1e6, "M"),
        _ => (amount / 1e9, "G"),
    };
    let what = if pair.bytes.is_some() { "B" } else { "" };
    format!("{} {unit}{what}/s", short(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        assert_eq!(duration(4.567), "4.57 ns");
        assert_eq!(duration(45_678.0), "45.7 µs");
        assert_eq!(duration(456_789_012.0), "457 ms");
        assert_eq!(grouped(1), "1");
        assert_eq!(grouped(100_000), "100,000");
        assert_eq!(grouped(1_000), "1,000");
    }

    #[test]
    fn a_row_has_as_many_cells_as_its_head() {
        let sides = Sides { hcs: 3.0, raw: 2.0 };
        let pair = |instructions| Pair {
            name: "model 1/null/work".to_owned(),
            bytes: None,
            time: sides,
            instructions,
            allocations: Some(sides),
        };
        let (with, without) = (pair(Some(sides)), pair(None));
        for pairs in [&[&with, &without][..], &[&without]] {
            let mut out = String::new();
            table(&mut out, pairs, "model 1/".len());
            let cells = |line: &str| line.matches('|').count();
            let head = out.lines().next().map(cells);
            assert!(out.lines().all(|line| Some(cells(line)) == head), "{out}");
            assert!(out.contains("| null: work |"));
        }
    }
}
