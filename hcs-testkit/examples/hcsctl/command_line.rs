//! What the user wants: the command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt as _};

use crate::doctor::Patient;
use crate::events::Until;
use crate::failure::{Ending, Failure};
use crate::grant::Grant;
use crate::target::{Broken, MockPlace, Place};

pub(crate) const HELP: &str = "\
hcsctl: looks at the Host Compute System of this machine, or of a mock

usage: hcsctl COMMAND [ARGUMENT]... [OPTION]...

commands:
  list [--owner NAME]              the compute systems
  inspect ID                       what the service says of one
  events [ID]... [--follow]        what happens to these, or to all: for 2 seconds, for `--for SECONDS`, or,
                                   with --follow, until Ctrl-C or until all have ended
  exec ID [--] COMMAND [WORD]...   runs a command in a system, with this program's standard streams
  kill ID                          ends a system at once
  grant ID FILE...                 lets a virtual machine use files, and the parents of differencing disks, also one
                                   that is yet to be created; `grant --all FILE...` lets every virtual machine,
                                   --revoke takes it back
  doctor [--vm ID]                 what is wrong with this host, and what to do about it; with --vm, also whether
                                   that machine may use its disks: `--disk FILE`, or `--config FILE`, which has them

options:
  --host             this machine's Host Compute System; without it, a mock with some systems to look at
  --json             for programs: a document, or, of events, one a line
  --timeout SECONDS  how long an answer may take, 30 if not told: then it is given up
  --help

of the mock:
  --build NUMBER     a host of this build of Windows, such as 17763
  --broken WHAT      no-library, no-hypervisor, no-service, no-rights or hangs
  --slow SECONDS     each operation takes up to so long
  --ledger           in the end, what crossed the C ABI, and what was left open, on the standard error

exit codes: 0 done, also when nobody reads the rest of the output; 1 it failed, or doctor has found something; 2 the
arguments are wrong; 3 there is no Host Compute System here, it doesn't answer, or it lacks that; 4 this user may not do
that; 5 there is no such system or file; 130 Ctrl-C. exec ends with the command's code, or with 127, there is no such
command, 126, it can't be run, 125, anything else. Colours are for terminals, unless NO_COLOR is set.
";

/// How long `events` goes on unless told otherwise.
const FOR: Duration = Duration::from_secs(2);
/// How long an answer may take unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(30);
/// No time that somebody waits for is longer, in seconds.
const LONGEST: f64 = 1e6;

/// A command, and where and how it works.
pub(crate) struct Command {
    pub(crate) action: Action,
    pub(crate) place: Place,
    pub(crate) json: bool,
    pub(crate) ledger: bool,
    /// How long an answer may take.
    pub(crate) timeout: Duration,
}

/// What is to be done.
pub(crate) enum Action {
    Help,
    List { owner: Option<String> },
    Inspect { id: String },
    Events { ids: Vec<String>, until: Until },
    Exec { id: String, words: Vec<String> },
    Kill { id: String },
    Grant(Grant),
    Doctor { patient: Option<Patient> },
}

/// The commands, and the options that each has of its own.
const COMMANDS: [(&str, &[&str]); 7] = [
    ("list", &["owner"]),
    ("inspect", &[]),
    ("events", &["follow", "for"]),
    ("exec", &[]),
    ("kill", &[]),
    ("grant", &["all", "revoke"]),
    ("doctor", &["vm", "disk", "config"]),
];
/// Those that each command has.
const COMMON: [&str; 7] = [
    "host", "json", "timeout", "build", "broken", "slow", "ledger",
];
/// Those of them that are about the mock.
const OF_MOCK: [&str; 4] = ["build", "broken", "slow", "ledger"];

/// What is on the command line, before anybody has asked whether it fits together.
#[derive(Default)]
struct Given {
    command: Option<String>,
    words: Vec<OsString>,
    /// The options, in their order.
    options: Vec<(String, Option<OsString>)>,
    help: bool,
}

impl Command {
    pub(crate) fn read() -> Ending<Self> {
        Self::of(Given::read(Parser::from_env())?)
    }

    fn of(mut given: Given) -> Ending<Self> {
        let help = given.help || given.command.as_deref() == Some("help");
        if help {
            return Ok(Self {
                action: Action::Help,
                place: Place::Host,
                json: false,
                ledger: false,
                timeout: TIMEOUT,
            });
        }
        let Some(command) = given.command.take() else {
            return Err(Failure::usage(
                "which command? `hcsctl --help` has them: list, inspect, events, exec, kill, grant, doctor",
            ));
        };
        let Some((_, own)) = COMMANDS.iter().find(|(name, _)| *name == command) else {
            return Err(Failure::usage(format!(
                "there is no command `{command}`; there are list, inspect, events, exec, kill, grant and doctor"
            )));
        };
        for (name, _) in &given.options {
            let known = own.contains(&name.as_str()) || COMMON.contains(&name.as_str());
            if !known {
                return Err(Failure::usage(format!(
                    "`{command}` has no option --{name}"
                )));
            }
        }
        let place = given.place()?;
        let json = given.flag("json");
        let ledger = given.flag("ledger");
        let timeout = given.seconds("timeout")?.unwrap_or(TIMEOUT);
        if json && command == "exec" {
            return Err(Failure::usage(
                "`exec` hands the command's own output on: --json means nothing there",
            ));
        }
        let action = given.action(&command)?;
        if let Some(word) = given.words.first() {
            let word = word.to_string_lossy();
            return Err(Failure::usage(format!("`{command}` takes no `{word}`")));
        }
        Ok(Self {
            action,
            place,
            json,
            ledger,
            timeout,
        })
    }
}

impl Given {
    fn read(mut parser: Parser) -> Ending<Self> {
        let mut given = Self::default();
        while let Some(argument) = parser.next().map_err(wrong)? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => given.help = true,
                Arg::Long(name) => {
                    let name = name.to_owned();
                    let value = match value_of(&name) {
                        None => None,
                        Some(what) => {
                            let missing =
                                |_| Failure::usage(format!("--{name} lacks its value: {what}"));
                            Some(parser.value().map_err(missing)?)
                        }
                    };
                    given.options.push((name, value));
                }
                Arg::Short(name) => {
                    return Err(Failure::usage(format!("there is no option -{name}")));
                }
                Arg::Value(word) if given.command.is_none() => {
                    given.command = Some(word.string().map_err(wrong)?);
                }
                // What follows is the command's own, whatever it looks like.
                Arg::Value(word)
                    if given.command.as_deref() == Some("exec") && !given.words.is_empty() =>
                {
                    given.words.push(word);
                    given.words.extend(parser.raw_args().map_err(wrong)?);
                }
                Arg::Value(word) => given.words.push(word),
            }
        }
        Ok(given)
    }

    fn flag(&self, name: &str) -> bool {
        self.options.iter().any(|(given, _)| given == name)
    }

    /// The values of an option.
    fn values<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a OsString> {
        let of_name = self.options.iter().filter(move |(given, _)| given == name);
        of_name.filter_map(|(_, value)| value.as_ref())
    }

    /// The value of an option: the last one counts.
    fn text(&self, name: &str) -> Ending<Option<String>> {
        let last = self.values(name).next_back().cloned();
        last.map(|value| value.string().map_err(wrong)).transpose()
    }

    fn seconds(&self, name: &str) -> Ending<Option<Duration>> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(seconds) if (0.0..=LONGEST).contains(&seconds) => {
                Ok(Some(Duration::from_secs_f64(seconds)))
            }
            _ => Err(Failure::usage(format!(
                "--{name} {text}: that is no number of seconds"
            ))),
        }
    }

    fn place(&self) -> Ending<Place> {
        if self.flag("host") {
            if let Some(name) = OF_MOCK.iter().find(|name| self.flag(name)) {
                return Err(Failure::usage(format!(
                    "--{name} is about the mock, --host is not the mock"
                )));
            }
            return Ok(Place::Host);
        }
        let build =
            match self.text("build")? {
                None => None,
                Some(text) => Some(text.parse().ok().filter(|build| *build > 0).ok_or_else(
                    || {
                        Failure::usage(format!(
                            "--build {text}: a build of Windows is a number, such as 17763"
                        ))
                    },
                )?),
            };
        let mut broken = Vec::new();
        for value in self.values("broken") {
            let known = Broken::ALL.iter().find(|(name, _)| value == name);
            let (_, it) = known.ok_or_else(|| {
                let value = value.to_string_lossy();
                let names = Broken::ALL.map(|(name, _)| name).join(", ");
                Failure::usage(format!("--broken {value}: there are {names}"))
            })?;
            broken.push(*it);
        }
        Ok(Place::Mock(MockPlace {
            build,
            broken,
            slow: self.seconds("slow")?,
        }))
    }

    /// The next word, which is `what`.
    fn word(&mut self, command: &str, what: &str) -> Ending<String> {
        if self.words.is_empty() {
            return Err(Failure::usage(format!("`{command}` lacks {what}")));
        }
        self.words.remove(0).string().map_err(wrong)
    }

    /// All other words.
    fn rest(&mut self) -> Ending<Vec<String>> {
        let words = std::mem::take(&mut self.words).into_iter();
        words.map(|word| word.string().map_err(wrong)).collect()
    }

    fn action(&mut self, command: &str) -> Ending<Action> {
        const ID: &str = "the id of a system: `hcsctl list` shows them";
        const FILE: &str = "a file";
        Ok(match command {
            "list" => Action::List {
                owner: self.text("owner")?,
            },
            "inspect" => Action::Inspect {
                id: self.word(command, ID)?,
            },
            "kill" => Action::Kill {
                id: self.word(command, ID)?,
            },
            "events" => {
                let time = self.seconds("for")?;
                let until = match (self.flag("follow"), time) {
                    (true, Some(_)) => {
                        return Err(Failure::usage("--follow and --for exclude each other"));
                    }
                    (true, None) => Until::Interrupted,
                    (false, time) => Until::Over(time.unwrap_or(FOR)),
                };
                let ids = self.rest()?;
                Action::Events { ids, until }
            }
            "exec" => {
                let id = self.word(command, ID)?;
                let words = self.rest()?;
                match words.first() {
                    None => {
                        return Err(Failure::usage("`exec` lacks the command that is to be run"));
                    }
                    Some(first) if first.is_empty() => {
                        return Err(Failure::usage("the command that is to be run is empty"));
                    }
                    Some(_) => Action::Exec { id, words },
                }
            }
            "grant" => {
                let vm = match self.flag("all") {
                    true => None,
                    false => Some(self.word(command, "the id of a virtual machine, or --all")?),
                };
                let files = std::mem::take(&mut self.words);
                if files.is_empty() {
                    return Err(Failure::usage(format!("`{command}` lacks {FILE}")));
                }
                Action::Grant(Grant {
                    vm,
                    files: files.into_iter().map(PathBuf::from).collect(),
                    revoke: self.flag("revoke"),
                })
            }
            _ => Action::Doctor {
                patient: self.patient()?,
            },
        })
    }

    fn patient(&self) -> Ending<Option<Patient>> {
        let Some(vm) = self.text("vm")? else {
            return match self.flag("disk") || self.flag("config") {
                true => Err(Failure::usage(
                    "--disk and --config are about a virtual machine: --vm ID",
                )),
                false => Ok(None),
            };
        };
        Ok(Some(Patient {
            vm,
            disks: self.values("disk").map(PathBuf::from).collect(),
            configuration: self.values("config").next_back().map(PathBuf::from),
        }))
    }
}

/// What the value of an option is, for those that have one.
fn value_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "owner" => "a name",
        "for" | "slow" | "timeout" => "a number of seconds",
        "build" => "a build of Windows",
        "broken" => "what is wrong with the mock",
        "vm" => "the id of a virtual machine",
        "disk" => "a file",
        "config" => "a file with the configuration of a virtual machine",
        _ => return None,
    })
}

fn wrong(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string())
}
