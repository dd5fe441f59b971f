//! Counts what is allocated: by a round of each small pair, by many pending operations, by many open systems.
//!
//! Each prints JSON, an object a line:
//!
//! ```text
//! hcs-bench-memory allocations              # a round of each pair whose instructions are counted, too
//! hcs-bench-memory pending MODEL COUNT      # so many operations pending on one system, as futures on one thread
//! hcs-bench-memory systems null|mock COUNT  # so many systems open, each with an event stream
//! ```

mod pending;
mod rounds;
mod systems;
mod threads;

use std::process::ExitCode;

use hcs_bench::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<usize>().ok().filter(|count| *count > 0);
    match arguments[..] {
        ["allocations"] => rounds::run(),
        ["pending", model @ ("2" | "3"), count] if number(count).is_some() => {
            println!("{}", pending::run(model, number(count).unwrap_or(1)));
        }
        ["systems", backend @ ("null" | "mock"), count] if number(count).is_some() => {
            println!("{}", systems::run(backend, number(count).unwrap_or(1)));
        }
        _ => {
            eprintln!(
                "usage: hcs-bench-memory allocations, or pending 2|3 COUNT, or systems null|mock COUNT"
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
