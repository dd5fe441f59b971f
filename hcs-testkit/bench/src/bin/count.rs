//! Does one side of a pair so many times: what callgrind counts the instructions of.
//!
//! ```text
//! hcs-bench-count NAME hcs|raw ROUNDS
//! hcs-bench-count --names           # the names of all pairs
//! hcs-bench-count --list            # the names of the pairs whose instructions are counted
//! ```

use std::process::ExitCode;

use hcs_bench::Pair;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let pairs = hcs_bench::pairs();
    let counted = |pair: &&Pair| pair.counted;
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["--names"] => {
            for pair in &pairs {
                println!("{}", pair.name);
            }
            ExitCode::SUCCESS
        }
        ["--list"] => {
            for pair in pairs.iter().filter(counted) {
                println!("{}", pair.name);
            }
            ExitCode::SUCCESS
        }
        [name, side, rounds] => {
            let pair = pairs.iter().find(|pair| pair.name == name);
            let sides = pair.into_iter().flat_map(Pair::sides);
            let found = sides.into_iter().find(|(known, _)| *known == side);
            let (Some((_, prepare)), Ok(rounds)) = (found, rounds.parse()) else {
                eprintln!(
                    "hcs-bench-count: there is no `{name}`, `{side}`, or `{rounds}` is no number"
                );
                return ExitCode::from(2);
            };
            prepare()(rounds);
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("usage: hcs-bench-count NAME hcs|raw ROUNDS, or hcs-bench-count --list");
            ExitCode::from(2)
        }
    }
}
