//! A small diagnostic tool for the Host Compute System, in the manner of Windows' own `hcsdiag`.
//!
//! ```text
//! cargo run -p hcs-testkit --example hcsctl -- list            # on the mock, with some systems to look at: any machine
//! cargo run -p hcs-testkit --example hcsctl -- list --host     # this machine's compute systems
//! cargo run -p hcs-testkit --example hcsctl -- --help          # everything else
//! ```
//!
//! Tables are for people; with `--json` the same is one JSON document, or one a line. What is wrong is one line on the
//! standard error, and the exit code says of which kind it is. Ctrl-C ends each command in order: handles are closed, a
//! process that was started is ended.

mod command_line;
mod doctor;
mod events;
mod exec;
mod failure;
mod grant;
mod inspect;
mod interrupt;
mod kill;
mod list;
mod mailbox;
mod output;
mod scene;
mod target;
mod wait;

use std::io::Write as _;
use std::process::exit;

use anstyle::{AnsiColor, Style};

use command_line::{Action, Command};
use failure::{Ending, Failure};
use output::Out;
use target::Target;

fn main() {
    let ending = match Command::read() {
        Ok(command) => run(command),
        Err(failure) => Err(failure),
    };
    let code = match &ending {
        Ok(code) => *code,
        Err(failure) => failure.code(),
    };
    if let Err(failure) = &ending {
        failure.tell();
    }
    exit(code)
}

fn run(command: Command) -> Ending {
    let mut out = Out::new(command.json);
    let action = match command.action {
        Action::Help => {
            out.text(command_line::HELP)?;
            return Ok(0);
        }
        action => action,
    };
    interrupt::install()?;
    wait::give_up_after(command.timeout);
    let ledger = command.ledger;
    let target = Target::choose(command.place).map_err(|failure| match &action {
        Action::Exec { .. } => failure.of_exec(),
        _ => failure,
    })?;
    let ending = carry_out(&target, &mut out, action);
    let ending = ending.and_then(|code| out.flush().map(|()| code));
    match target.finish(ledger) {
        Ok(()) => ending,
        // The first failure is what the user asked about.
        Err(left) => ending.and(Err(left)),
    }
}

fn carry_out(target: &Target, out: &mut Out, action: Action) -> Ending {
    let runs = matches!(action, Action::Exec { .. });
    if target.is_mock() && out.is_for_people() && !runs {
        remark("these are systems of a mock; with --host they are this machine's");
    }
    match action {
        Action::Help => Ok(0),
        Action::List { owner } => list::run(target, out, owner),
        Action::Inspect { id } => inspect::run(target, out, &id),
        Action::Events { ids, until } => events::run(target, out, &ids, until),
        Action::Exec { id, words } => exec::run(target, &id, &words).map_err(Failure::of_exec),
        Action::Kill { id } => kill::run(target, out, &id),
        Action::Grant(grant) => grant::run(target, out, &grant),
        Action::Doctor { patient } => doctor::run(target, out, patient.as_ref()),
    }
}

/// Tells somebody at a terminal something that is no failure.
fn remark(text: &str) {
    let style = AnsiColor::BrightBlack.on_default();
    tell(style, text);
}

/// One line on the standard error. If nobody reads it, nobody is told.
fn tell(style: Style, text: &str) {
    let _ = writeln!(anstream::stderr(), "{style}hcsctl: {text}{style:#}");
}
