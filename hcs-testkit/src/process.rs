//! Processes in the mock's systems: their life, and what calls do to them.

use std::sync::Arc;
use std::time::Instant;

use hcs_sys::*;
use serde_json::Value;

use crate::document::{self, Object, Unusable};
use crate::guest::{Ending, Guest, Reaction, Script, Signal, Streams, Which};
use crate::hresult::ERROR_NOT_FOUND;
use crate::parameters::ProcessParameters;
use crate::pipe::{self, Handed};
use crate::profile::{AbsentStream, SecondTerminate};
use crate::schedule::{Lane, Origin, Schedule, Task, What};
use crate::service::{Aftermath, Done, Failure};
use crate::world::{Life, World};

/// The first id of a process, and the distance of two, as Windows has them.
const FIRST_ID: u32 = 1000;
const STEP: u32 = 4;
/// What a process exits with that was ended from outside: `ERROR_PROCESS_ABORTED`, and 128 + SIGKILL.
const ABORTED: u32 = 1067;
const KILLED: u32 = 137;
/// What a process exits with for which there was no thread: `STATUS_NO_MEMORY`.
const NO_THREAD: u32 = 0xC000_0017;
/// How many signals are remembered.
const SIGNALS: usize = 64;

/// A process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) system: u64,
    /// 0 until it was created.
    pub(crate) id: u32,
    pub(crate) life: ProcessLife,
    /// How many handles are open.
    pub(crate) holders: usize,
    pub(crate) parameters: Option<Box<ProcessParameters>>,
    pub(crate) streams: Option<Arc<Streams>>,
    /// The program's ends, until they are handed out.
    pub(crate) ends: Ends,
    pub(crate) signals: Vec<Signal>,
    /// A guest of Linux.
    pub(crate) linux: bool,
    /// What it does, until it begins.
    script: Option<Script>,
    reaction: Option<Reaction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcessLife {
    /// Its creation is pending.
    Nascent,
    /// Its creation failed: there are handles, and nothing behind them (P1).
    Stillborn,
    Running,
    Exited(u32),
    /// The service is gone, and with it whoever would tell of its exit.
    Lost,
}

/// The program's ends of a process's pipes.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    input: Option<Handed>,
    output: Option<Handed>,
    error: Option<Handed>,
}

/// A guest whose script needs a thread.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) process: u64,
    pub(crate) script: Script,
    pub(crate) streams: Arc<Streams>,
}

/// What is to be done to a process.
#[derive(Debug)]
pub(crate) enum ProcessVerb {
    Terminate {
        options: Result<(), Unusable>,
    },
    Signal {
        signal: Result<Signal, Unusable>,
        /// What the test says about it, if it says something.
        reaction: Option<Option<u32>>,
    },
    Info,
    Properties {
        query: Result<(), Unusable>,
    },
    Modify {
        change: Result<ProcessChange, Unusable>,
    },
}

/// What `HcsModifyProcess` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcessChange {
    ConsoleSize(u16, u16),
    Close {
        input: bool,
        output: bool,
        error: bool,
    },
}

impl ProcessChange {
    /// Reads a `ProcessModifyRequest`.
    pub(crate) fn read(text: &crate::text::Input) -> Result<Self, Unusable> {
        let document = document::required(text)?;
        match document.get("Operation").and_then(Value::as_str) {
            Some("ConsoleSize") => {
                let side = |name| {
                    let side = document["ConsoleSize"][name].as_u64();
                    side.and_then(|side| u16::try_from(side).ok())
                        .ok_or_else(|| Unusable::at(&format!("$.ConsoleSize.{name}")))
                };
                Ok(Self::ConsoleSize(side("Height")?, side("Width")?))
            }
            Some("CloseHandle") => {
                let (input, output, error) = match document["CloseHandle"]["Handle"].as_str() {
                    Some("StdIn") => (true, false, false),
                    Some("StdOut") => (false, true, false),
                    Some("StdErr") => (false, false, true),
                    Some("All") => (true, true, true),
                    Some(_) | None => return Err(Unusable::at("$.CloseHandle.Handle")),
                };
                Ok(Self::Close {
                    input,
                    output,
                    error,
                })
            }
            Some(_) | None => Err(Unusable::at("$.Operation")),
        }
    }
}

impl Process {
    pub(crate) fn lane(&self, number: u64) -> Lane {
        Lane {
            system: self.system,
            process: Some(number),
        }
    }

    /// `ProcessStatus`.
    pub(crate) fn status(&self) -> String {
        let code = match self.life {
            ProcessLife::Exited(code) => Some(code),
            _ => None,
        };
        Object::new()
            .raw("ProcessId", &self.id.to_string())
            .raw("Exited", if code.is_some() { "true" } else { "false" })
            .raw("ExitCode", &code.unwrap_or(0).to_string())
            .raw("LastWaitResult", "0")
            .end()
    }

    /// What it exits with when it is ended from outside.
    fn killed(&self) -> u32 {
        if self.linux { KILLED } else { ABORTED }
    }

    /// Whether it can still be asked for something.
    pub(crate) fn alive(&self) -> Result<(), HRESULT> {
        match self.life {
            ProcessLife::Running => Ok(()),
            ProcessLife::Exited(_) => Err(HCS_E_PROCESS_ALREADY_STOPPED),
            ProcessLife::Nascent | ProcessLife::Stillborn => Err(ERROR_NOT_FOUND),
            ProcessLife::Lost => Err(HCS_E_SERVICE_DISCONNECT),
        }
    }
}

impl World {
    /// Makes a process that is about to be created.
    pub(crate) fn new_process(&mut self, system: u64) -> u64 {
        let number = self.next_process;
        self.next_process += 1;
        self.processes.insert(
            number,
            Process {
                system,
                id: 0,
                life: ProcessLife::Nascent,
                holders: 0,
                parameters: None,
                streams: None,
                ends: Ends::default(),
                signals: Vec::new(),
                linux: false,
                script: None,
                reaction: None,
            },
        );
        number
    }

    /// The process with this id in this system.
    pub(crate) fn find_process(&self, system: u64, id: u32) -> Option<u64> {
        self.processes
            .iter()
            .find(|(_, it)| it.system == system && it.id == id && id != 0)
            .map(|(number, _)| *number)
    }

    /// Whether a process can be created in this system now.
    pub(crate) fn can_host(&self, system: u64) -> Result<(), HRESULT> {
        match self.alive(system)? {
            Life::Running => Ok(()),
            _ => Err(HCS_E_INVALID_STATE),
        }
    }

    /// Forgets a process that is over and that nobody has a handle to.
    pub(crate) fn forget_process(&mut self, number: u64) {
        if let Some(it) = self.processes.get(&number)
            && it.holders == 0
            && matches!(
                it.life,
                ProcessLife::Stillborn | ProcessLife::Exited(_) | ProcessLife::Lost
            )
        {
            self.processes.remove(&number);
        }
    }

    /// The creation of a process has failed, or never will succeed.
    pub(crate) fn stillborn_process(&mut self, number: u64) {
        if let Some(it) = self.processes.get_mut(&number) {
            it.life = ProcessLife::Stillborn;
        }
        self.forget_process(number);
    }

    /// Creates a process. It begins when this is followed up.
    pub(crate) fn create_process(
        &mut self,
        number: u64,
        parameters: Result<Box<ProcessParameters>, Unusable>,
        guest: Option<Guest>,
    ) -> Done {
        let created = self.try_create_process(number, parameters, guest);
        if created.is_err() {
            self.stillborn_process(number);
        }
        created
    }

    fn try_create_process(
        &mut self,
        number: u64,
        parameters: Result<Box<ProcessParameters>, Unusable>,
        guest: Option<Guest>,
    ) -> Done {
        let Some(system) = self.processes.get(&number).map(|it| it.system) else {
            // It may have gone with the service while the test was asked what it does.
            return Err(match self.connected {
                true => ERROR_NOT_FOUND.into(),
                false => HCS_E_SERVICE_DISCONNECT.into(),
            });
        };
        self.can_host(system)?;
        let parameters = parameters.map_err(Failure::process)?;
        let guest = guest.unwrap_or_else(|| Guest::builtin(&parameters));
        if let Some(code) = guest.refused {
            return Err(code.into());
        }
        let waits_for_word = !self.profile.closed_pipe_ends_input;
        // There are no more descriptors: the host has run out of something.
        let Ok((streams, ends)) = connect(&parameters, waits_for_word) else {
            return Err(E_OUTOFMEMORY.into());
        };
        let (id, linux) = match self.systems.get_mut(&system) {
            Some(it) => {
                it.processes += 1;
                let linux = it.configuration.as_ref().is_some_and(|it| it.linux);
                (FIRST_ID + STEP * (it.processes - 1), linux)
            }
            None => return Err(HCS_E_SYSTEM_ALREADY_STOPPED.into()),
        };
        if let Some(it) = self.processes.get_mut(&number) {
            it.id = id;
            it.life = ProcessLife::Running;
            it.linux = linux || parameters.by_arguments;
            it.parameters = Some(parameters);
            it.streams = Some(Arc::new(streams));
            it.ends = ends;
            it.script = Some(guest.script);
            it.reaction = guest.reaction;
        }
        Ok((None, Aftermath::Began(number)))
    }

    /// The guest of a process begins.
    pub(crate) fn begin_guest(&mut self, number: u64, origin: Origin) {
        let Some(it) = self.processes.get_mut(&number) else {
            return;
        };
        let (Some(script), Some(streams)) = (it.script.take(), it.streams.clone()) else {
            return;
        };
        match script.begin(&streams) {
            Ok(ending) => self.guest_ended(number, ending, origin),
            Err(script) => match streams.prepare() {
                Ok(()) => self.waiting.push(Waiting {
                    process: number,
                    script,
                    streams,
                }),
                Err(_) => self.no_thread(number, origin),
            },
        }
    }

    /// There is no thread for a guest.
    pub(crate) fn no_thread(&mut self, number: u64, origin: Origin) {
        self.guest_ended(number, Ending::Exit(NO_THREAD), origin);
    }

    /// A guest has done all that its script says.
    pub(crate) fn guest_ended(&mut self, number: u64, ending: Ending, origin: Origin) {
        let Some(it) = self.processes.get(&number) else {
            return;
        };
        if it.life != ProcessLife::Running || self.gone {
            return;
        }
        match ending {
            Ending::Never => {}
            Ending::Exit(code) => {
                if let Some(streams) = &it.streams {
                    streams.close();
                }
                let lane = it.lane(number);
                let what = What::Ended {
                    process: number,
                    code,
                };
                self.push(origin, Some(lane), what);
            }
            Ending::After(time, code) => {
                let origin = self.background();
                let due = (self.schedule != Schedule::Stepped).then(|| Instant::now() + time);
                let what = What::Timer {
                    process: number,
                    code,
                };
                self.queue.push(Task {
                    due,
                    lane: None,
                    origin,
                    what,
                });
            }
        }
    }

    /// A process ends by itself; whether it could.
    pub(crate) fn process_ends(&mut self, number: u64, code: u32, origin: Origin) -> bool {
        let ended = self.end_process(number, code);
        if ended {
            self.tell_exit(number, origin);
            self.forget_process(number);
        }
        ended
    }

    /// A process is over from now on: its threads stop, and its ends are closed. Whether it was running.
    fn end_process(&mut self, number: u64, code: u32) -> bool {
        let Some(it) = self.processes.get_mut(&number) else {
            return false;
        };
        if it.life != ProcessLife::Running {
            return false;
        }
        it.life = ProcessLife::Exited(code);
        it.script = None;
        if let Some(streams) = &it.streams {
            streams.kill();
        }
        self.queue
            .retain(|task| !matches!(task.what, What::Timer { process, .. } if process == number));
        true
    }

    /// Tells of the exit of a process.
    pub(crate) fn tell_exit(&mut self, number: u64, origin: Origin) {
        let Some(it) = self.processes.get(&number) else {
            return;
        };
        if !self.connected || !matches!(it.life, ProcessLife::Exited(_)) {
            return;
        }
        let status = it.status();
        self.tell_process(number, HcsEventProcessExited, Some(&status), origin);
    }

    /// A system is over: its processes are, too. Those that were running.
    pub(crate) fn end_processes(&mut self, system: u64) -> Vec<u64> {
        let running = |it: &Process| it.system == system && it.life == ProcessLife::Running;
        let running: Vec<(u64, u32)> = self
            .processes
            .iter()
            .filter(|(_, it)| running(it))
            .map(|(number, it)| (*number, it.killed()))
            .collect();
        for (number, code) in &running {
            self.end_process(*number, *code);
        }
        running.into_iter().map(|(number, _)| number).collect()
    }

    /// Tells of the exits of processes that ended with their system.
    pub(crate) fn tell_exits(&mut self, ended: &[u64], origin: Origin) {
        for &number in ended {
            self.tell_exit(number, origin);
            self.forget_process(number);
        }
    }

    /// The service is gone: nobody will ever know what becomes of the processes, and their pipes break.
    pub(crate) fn lose_processes(&mut self) {
        let numbers: Vec<u64> = self.processes.keys().copied().collect();
        for number in numbers {
            if let Some(it) = self.processes.get_mut(&number) {
                match it.life {
                    ProcessLife::Running => it.life = ProcessLife::Lost,
                    ProcessLife::Nascent => it.life = ProcessLife::Stillborn,
                    _ => {}
                }
                if let Some(streams) = &it.streams {
                    streams.kill();
                }
            }
            self.forget_process(number);
        }
    }

    /// Does something to a process.
    pub(crate) fn do_to_process(&mut self, number: u64, verb: ProcessVerb) -> Done {
        let Some(it) = self.processes.get_mut(&number) else {
            return Err(HCS_E_PROCESS_ALREADY_STOPPED.into());
        };
        let alive = it.alive();
        match verb {
            ProcessVerb::Terminate { options } => {
                match (alive, self.profile.second_terminate) {
                    (Err(HCS_E_PROCESS_ALREADY_STOPPED), SecondTerminate::AccessDenied) => {
                        return Err(E_ACCESSDENIED.into());
                    }
                    (alive, _) => alive?,
                }
                options.map_err(Failure::query)?;
                let code = it.killed();
                self.end_process(number, code);
                Ok((None, Aftermath::ProcessExited(number)))
            }
            ProcessVerb::Signal { signal, reaction } => {
                alive?;
                let signal = signal.map_err(Failure::query)?;
                let code = reaction.unwrap_or_else(|| signal.usual_exit());
                it.signals.push(signal);
                if it.signals.len() > SIGNALS {
                    it.signals.remove(0);
                }
                let Some(code) = code else {
                    return Ok((None, Aftermath::Nothing));
                };
                self.end_process(number, code);
                Ok((None, Aftermath::ProcessExited(number)))
            }
            ProcessVerb::Info => {
                alive?;
                Ok((None, Aftermath::Nothing))
            }
            ProcessVerb::Properties { query } => {
                match alive {
                    Ok(()) | Err(HCS_E_PROCESS_ALREADY_STOPPED) => {}
                    Err(code) => return Err(code.into()),
                }
                query.map_err(Failure::query)?;
                Ok((Some(it.status()), Aftermath::Nothing))
            }
            ProcessVerb::Modify { change } => {
                alive?;
                match change.map_err(Failure::query)? {
                    ProcessChange::ConsoleSize(height, width) => {
                        if let Some(parameters) = &mut it.parameters {
                            parameters.console_size = Some((height, width));
                        }
                    }
                    ProcessChange::Close {
                        input,
                        output,
                        error,
                    } => {
                        if let Some(streams) = &it.streams {
                            if input {
                                streams.end_input();
                            }
                            if output {
                                streams.close_output(Which::Output);
                            }
                            if error {
                                streams.close_output(Which::Error);
                            }
                        }
                    }
                }
                Ok((None, Aftermath::Nothing))
            }
        }
    }

    /// What the test says that this process does about signals.
    pub(crate) fn reaction(&self, number: u64) -> Option<Reaction> {
        let it = self.processes.get(&number)?;
        it.alive().ok()?;
        it.reaction.clone()
    }

    /// The id of a process and its streams, for the program to own. They are handed out once.
    pub(crate) fn hand_out_information(
        &mut self,
        number: u64,
        id: u32,
        call: &'static str,
    ) -> HCS_PROCESS_INFORMATION {
        let ends = match self.processes.get_mut(&number) {
            Some(it) => std::mem::take(&mut it.ends),
            None => Ends::default(),
        };
        let [input, output, error] = [
            ("stdin", ends.input),
            ("stdout", ends.output),
            ("stderr", ends.error),
        ]
        .map(|(stream, end)| match end {
            Some(end) => {
                self.hand_out_end(end, format!("{stream} of process {id}"), call) as HANDLE
            }
            None => match self.profile.absent_stream {
                AbsentStream::Null => std::ptr::null_mut(),
                AbsentStream::Invalid => INVALID_HANDLE_VALUE,
            },
        });
        HCS_PROCESS_INFORMATION {
            ProcessId: id,
            Reserved: 0,
            StdInput: input,
            StdOutput: output,
            StdError: error,
        }
    }

    fn hand_out_end(&mut self, end: Handed, name: String, call: &'static str) -> usize {
        self.counts.handles.created += 1;
        if !self.strings.memory.is_observed() {
            // It will be closed by Windows' own function.
            let value = end.value();
            end.forget();
            return value;
        }
        let (value, behind) = self.kernel.hand_out(end, name);
        if let Some(name) = behind {
            self.counts.handles.closed += 1;
            let message = format!("{name} was closed by other means than the table's CloseHandle");
            self.violate("P2", call, 0, message);
        }
        value
    }
}

/// Makes the pipes that a process is to have: the guest's ends and the program's.
fn connect(
    parameters: &ProcessParameters,
    waits_for_word: bool,
) -> std::io::Result<(Streams, Ends)> {
    let mut ends = Ends::default();
    let mut input = None;
    if parameters.create_stdin {
        let (handed, end) = pipe::to_guest()?;
        (ends.input, input) = (Some(handed), Some(end));
    }
    let mut output = None;
    if parameters.create_stdout {
        let (handed, end) = pipe::from_guest()?;
        (ends.output, output) = (Some(handed), Some(Arc::new(end)));
    }
    let mut error = None;
    if parameters.emulate_console {
        error.clone_from(&output);
    } else if parameters.create_stderr {
        let (handed, end) = pipe::from_guest()?;
        (ends.error, error) = (Some(handed), Some(Arc::new(end)));
    }
    Ok((Streams::new(input, output, error, waits_for_word), ends))
}
