//! The commands that each of the mock's systems has.

use std::time::Duration;

use super::Guest;
use crate::hresult::ERROR_FILE_NOT_FOUND;
use crate::parameters::ProcessParameters;

/// A command that was called wrongly exits with this.
const MISUSE: u32 = 2;
/// Nobody waits longer, and the clock has an end.
const LONGEST: f64 = 1e6;

pub(super) fn guest(parameters: &ProcessParameters) -> Guest {
    command(parameters.command(), parameters.arguments())
}

fn command(name: &str, arguments: &[String]) -> Guest {
    let first = arguments.first().map(String::as_str);
    match name {
        "cat" => Guest::cat(),
        "echo" => Guest::new().stdout(format!("{}\n", arguments.join(" "))),
        "true" => Guest::new(),
        "false" => Guest::new().exit(1),
        "exit" => match first.map(str::parse) {
            None => Guest::new(),
            Some(Ok(code)) => Guest::new().exit(code),
            Some(Err(_)) => Guest::new()
                .stderr("exit: the code is not a number\n")
                .exit(MISUSE),
        },
        "cmd" => match (first, arguments.get(1)) {
            (Some("/c" | "/C"), Some(name)) => command(name, &arguments[2..]),
            // It waits for commands, and there are none.
            _ => Guest::new().read_stdin(),
        },
        "sleep" => match first.map(str::parse::<f64>) {
            None => Guest::new().until_killed(),
            Some(Ok(seconds)) if (0.0..=LONGEST).contains(&seconds) => {
                Guest::new().exit_after(Duration::from_secs_f64(seconds), 0)
            }
            Some(_) => Guest::new()
                .stderr("sleep: the time is not a number of seconds\n")
                .exit(MISUSE),
        },
        _ => Guest::refused(ERROR_FILE_NOT_FOUND),
    }
}
