//! What processes do, by the names of their programs.

use std::time::Duration;

use hcs_sys::HRESULT;
use hcs_testkit::{Guest, ProcessParameters};

use super::fault::code;
use crate::place::Place;

/// What a process does that was created with this command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// The name of the program, as [`ProcessParameters::command`] has it; none for any other one.
    command: Option<String>,
    /// The system that it is in; none for any.
    system: Option<String>,
    stdout: String,
    stderr: String,
    stdin: Stdin,
    last: Last,
    /// What it exits with upon a signal, if that is said.
    signals: Option<Option<u32>>,
}

/// What it does with its input, before it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stdin {
    Ignored,
    Read,
    Copied,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Exit(u32, Duration),
    Killed,
    /// It can't be created.
    Fails(HRESULT),
}

const ALL: [&str; 9] = [
    "command",
    "system",
    "stdin",
    "stdout",
    "stderr",
    "exits",
    "runs_until_killed",
    "fails",
    "signals",
];
/// How a process ends: one of these.
const ENDS: [&str; 3] = ["exits", "runs_until_killed", "fails"];

/// What stands for any command.
const ANY: &str = "*";

const STDINS: [(&str, Stdin); 3] = [
    ("ignored", Stdin::Ignored),
    ("read", Stdin::Read),
    ("copied", Stdin::Copied),
];

/// Reads a process.
pub(super) fn read(place: &Place<'_>) -> Result<Process, String> {
    let members = place.members(&ALL)?;
    let Some(command) = members.read("command", Place::text)? else {
        return Err(
            place.because("`command` is missing: the name of the program, or \"*\" for any")
        );
    };
    let command = (command != ANY).then(|| command.to_owned());
    let text = |name| members.read(name, Place::text);
    let said = ENDS.iter().filter(|name| members.get(name).is_some());
    if said.count() > 1 {
        let all = ENDS.join("`, `");
        return Err(place.because(format!("a process does one of `{all}`")));
    }
    let exits = members.read("exits", exits)?;
    let killed = members.read("runs_until_killed", |flag| match flag.value.as_bool() {
        Some(true) => Ok(Last::Killed),
        _ => Err(flag.must_be("true")),
    })?;
    let fails = members.read("fails", |place| match code(place)? {
        0.. => Err(place.because("this code is none of a failure")),
        failure => Ok(Last::Fails(failure)),
    })?;
    let last = exits.or(killed).or(fails);
    Ok(Process {
        command,
        system: text("system")?.map(str::to_owned),
        stdout: text("stdout")?.unwrap_or_default().to_owned(),
        stderr: text("stderr")?.unwrap_or_default().to_owned(),
        stdin: members
            .read("stdin", |stdin| stdin.choice(&STDINS))?
            .unwrap_or(Stdin::Ignored),
        last: last.unwrap_or(Last::Exit(0, Duration::ZERO)),
        signals: members.read("signals", |signals| match signals.value.as_str() {
            Some("ignored") => Ok(None),
            Some(_) => Err(signals.must_be("\"ignored\", or the code to exit with")),
            None => exit_code(signals).map(Some),
        })?,
    })
}

/// An exit code, or an object with a code and a time.
fn exits(place: &Place<'_>) -> Result<Last, String> {
    if !place.value.is_object() {
        return Ok(Last::Exit(exit_code(place)?, Duration::ZERO));
    }
    let members = place.members(&["code", "after_ms"])?;
    let code = members.read("code", exit_code)?.unwrap_or(0);
    let after = members.read("after_ms", |after| after.whole(0))?;
    Ok(Last::Exit(code, Duration::from_millis(after.unwrap_or(0))))
}

fn exit_code(place: &Place<'_>) -> Result<u32, String> {
    let code = place.value.as_u64().and_then(|code| code.try_into().ok());
    code.ok_or_else(|| place.must_be("an exit code, from 0 to 4294967295"))
}

impl Process {
    /// Whether this is about such a process.
    fn is_meant(&self, parameters: &ProcessParameters) -> bool {
        let command = self.command.as_deref();
        let system = self.system.as_deref();
        command.is_none_or(|command| command == parameters.command())
            && system.is_none_or(|system| system == parameters.system)
    }

    fn guest(&self) -> Guest {
        let mut guest = match self.stdin {
            Stdin::Ignored => Guest::new(),
            Stdin::Read => Guest::new().read_stdin(),
            Stdin::Copied => Guest::cat(),
        };
        if !self.stdout.is_empty() {
            guest = guest.stdout(self.stdout.as_str());
        }
        if !self.stderr.is_empty() {
            guest = guest.stderr(self.stderr.as_str());
        }
        guest = match self.last {
            Last::Exit(code, Duration::ZERO) => guest.exit(code),
            Last::Exit(code, after) => guest.exit_after(after, code),
            Last::Killed => guest.until_killed(),
            Last::Fails(code) => return Guest::refused(code),
        };
        match self.signals {
            None => guest,
            Some(code) => guest.on_signal(move |_| code),
        }
    }
}

/// What a process does: what the first of these says that is about it, or else what the mock's own command of its name does.
pub(super) fn guest(processes: &[Process], parameters: &ProcessParameters) -> Guest {
    let meant = processes.iter().find(|it| it.is_meant(parameters));
    meant.map_or_else(|| Guest::builtin(parameters), Process::guest)
}
