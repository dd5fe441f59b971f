//! What a program does with processes, as calls of hcs.

use std::sync::Arc;

use hcs::{Error, Output, Process};

use crate::book::{Asked, Closing, Family, OfProcess, Said};
use crate::code::inside;
use crate::doing::{ERR, OUT, may_exit_with};
use crate::judge::said;
use crate::life::Word;
use crate::pipes::{AnyPipe, Holds};
use crate::stage::{Held, Stage};
use crate::step::{Asks, Doing, Finish, Proc, Streams, Sys};
use crate::waiting::{Made, MadeProcess};

/// One reference to a process.
#[derive(Clone)]
pub(crate) struct HeldProcess {
    pub(crate) process: Arc<Process>,
    pub(crate) family: Arc<Family>,
    /// The handle of the system that it was created or opened with.
    system: Arc<Family>,
    /// It comes to an end if its output is asked for.
    ends: bool,
}

impl Stage {
    pub(crate) fn create_process(
        self: &Arc<Self>,
        held: &Held,
        guest: Doing,
        streams: Streams,
        into: Proc,
        finish: &Finish,
    ) {
        let call = held.system.create_process(guest.document(streams));
        let asked = Asked::Process(held.family.number, guest);
        let family = Arc::clone(&held.family);
        let made = Made::Process(MadeProcess {
            into,
            system: Arc::clone(&family),
            guest,
            streams,
        });
        self.finish(call, asked, Some(family), Some(made), finish);
    }

    /// A process was created.
    pub(crate) fn keep_process(self: &Arc<Self>, mut process: Process, made: &MadeProcess) {
        let number = Some(self.book.new_process());
        let id = process.id();
        let guest = made.guest;
        let family = Family::of_process(&made.system, OfProcess { id, number, guest });
        if id == 0 {
            self.wrong("a process has no id");
        }
        if !made.streams.stay() {
            self.keep_pipes(&mut process, &family, made.into.0);
        }
        let ends = made.streams.stay() && made.guest.comes_to_an_end();
        self.process(made.into).put(HeldProcess {
            process: Arc::new(process),
            family,
            system: Arc::clone(&made.system),
            ends,
        });
    }

    fn keep_pipes(&self, process: &mut Process, family: &Arc<Family>, first: u8) {
        let stdin = process.stdin.take().map(AnyPipe::Input);
        let stdout = process.stdout.take().map(AnyPipe::Output);
        let stderr = process.stderr.take().map(AnyPipe::Errors);
        self.put_pipes([stdin, stdout, stderr], family, first);
    }

    /// Puts ends into places, one after the other.
    pub(crate) fn put_pipes(
        &self,
        pipes: [Option<AnyPipe>; 3],
        family: &Arc<Family>,
        mut place: u8,
    ) {
        for pipe in pipes.into_iter().flatten() {
            let holds = Holds::new(pipe, Arc::clone(family));
            self.pipe(crate::step::Pipe(place)).put(holds);
            place = place.wrapping_add(1);
        }
    }

    pub(crate) fn open_process(&self, on: Sys, of: Proc, into: Proc) {
        let (Some(held), Some(known)) = (self.system(on).get(), self.process(of).get()) else {
            return;
        };
        let Some(process) = known.family.process else {
            return;
        };
        // The same id in another system, or in another one with its name, is another process.
        let same = held.family.number.is_some() && held.family.number == known.family.number;
        let over = same && self.is_over(&known.family);
        let closed = held.family.closing() == Closing::Done;
        let result = held.system.open_process(process.id);
        let so_far = self.so_far();
        let error = match result {
            Ok(_) if closed || over => {
                return self.wrong(format!("{:?} was opened, and can't be", known.family));
            }
            Ok(opened) => {
                let number = process.number.filter(|_| same);
                let family = Family::of_process(&held.family, OfProcess { number, ..process });
                return self.process(into).put(HeldProcess {
                    process: Arc::new(opened),
                    family,
                    system: held.family,
                    ends: false,
                });
            }
            Err(error) => error,
        };
        let right = match said(&error) {
            Said::Closed => held.family.closing() > Closing::No,
            Said::ServiceGone => so_far.disconnecting && !closed,
            Said::Struck => so_far.faults,
            // It, or its system, is over.
            Said::Word(Word::AlreadyStopped) => !same || !self.is_running(&known.family),
            Said::NotFound => !same,
            _ => false,
        };
        if !right {
            self.wrong(format!("opening {:?} said {error}", known.family));
        }
    }

    pub(crate) fn call_process(
        self: &Arc<Self>,
        on: Proc,
        held: HeldProcess,
        asks: Asks,
        finish: &Finish,
    ) {
        let family = Some(Arc::clone(&held.family));
        let number = held.family.process.and_then(|it| it.number);
        let asked = Asked::OfProcess(number, asks);
        let process = &held.process;
        let call = match asks {
            Asks::Kill => process.terminate(),
            Asks::Signal => process.signal(r#"{"Signal":"CtrlC"}"#),
            Asks::SignalWithMistake => process.signal("{ 'single': 'quotes' }"),
            Asks::Resize => process.resize_console(80, 25),
            Asks::Status => {
                let call = process.properties_value();
                drop(held);
                return self.finish(call, asked, family, None, finish);
            }
            Asks::Information => {
                let call = process.information();
                drop(held);
                let made = family.clone().map(|family| Made::Ends(on.0, family));
                return self.finish(call, asked, family, made, finish);
            }
            Asks::EndInput => return self.end_input(on, held, asked, finish),
        };
        // Nothing but the call keeps it.
        drop(held);
        self.finish(call, asked, family, None, finish);
    }

    /// Closes the input, with the end that the process has, where nobody else uses that process at the moment.
    fn end_input(self: &Arc<Self>, on: Proc, held: HeldProcess, asked: Asked, finish: &Finish) {
        let family = Some(Arc::clone(&held.family));
        drop(held);
        let Some(mut held) = self.process(on).take() else {
            return;
        };
        let call = match Arc::get_mut(&mut held.process) {
            Some(process) => process.close_stdin(),
            None => held
                .process
                .modify(r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"StdIn"}}"#),
        };
        self.process(on).put(held);
        self.finish(call, asked, family, None, finish);
    }

    pub(crate) fn close_process(&self, held: HeldProcess) {
        let HeldProcess {
            process, family, ..
        } = held;
        let Some(process) = Arc::into_inner(process) else {
            // Somebody else drops it.
            return;
        };
        if inside() {
            match process.close() {
                Err(error) if error.is_in_callback() => {}
                result => self.wrong(format!("close inside a callback said {result:?}")),
            }
            return;
        }
        if self.setting.is_stepped() {
            // It waits for what is pending, and nobody else can bring that about.
            self.mock.run_until_idle();
        }
        family.advance(Closing::Begun);
        if let Err(error) = process.close() {
            self.wrong(format!("close said {error}"));
        }
        family.advance(Closing::Done);
    }

    /// Whether asking for the exit takes no steps that nobody would make.
    fn can_look(&self) -> bool {
        !self.setting.is_stepped() || self.mock.table().HcsWaitForProcessExit.is_some()
    }

    pub(crate) fn look_for_exit(&self, held: &HeldProcess) {
        if !self.can_look() {
            return;
        }
        let closed = held.family.closing() == Closing::Done;
        let over = self.is_over(&held.family);
        let result = held.process.try_wait();
        match result {
            Ok(_) if inside() || closed => self.wrong("an exit was looked for, and can't be"),
            Ok(Some(exit)) => {
                if self.is_running(&held.family) || !may_exit_with(exit.code()) {
                    self.wrong(format!("{:?} has exited with {exit:?}", held.family));
                }
            }
            Ok(None) if over => self.wrong(format!("the exit of {:?} wasn't seen", held.family)),
            Ok(None) => {}
            Err(error) => self.look_failed(&held.family, &error, closed),
        }
    }

    /// Looking for an exit has failed.
    fn look_failed(&self, family: &Family, error: &Error, closed: bool) {
        let so_far = self.so_far();
        let right = match said(error) {
            Said::InCallback => inside(),
            Said::Closed => family.closing() > Closing::No,
            Said::ServiceGone => so_far.disconnecting && !closed,
            Said::Struck => so_far.faults,
            _ => false,
        };
        if !right {
            self.wrong(format!("the exit of {family:?}: {error}"));
        }
    }

    pub(crate) fn output(&self, on: Proc, held: HeldProcess) {
        let over = self.is_over(&held.family);
        let ends = over || held.ends && !self.setting.is_stepped() && self.is_alone(&held);
        let closed = held.family.closing() == Closing::Done;
        if closed || !ends || !self.can_look() {
            return self.process(on).put(held);
        }
        let HeldProcess {
            process, family, ..
        } = held;
        let Some(process) = Arc::into_inner(process) else {
            return;
        };
        let (out, errors) = (process.stdout.is_some(), process.stderr.is_some());
        match process.wait_with_output() {
            Ok(_) if inside() => self.wrong("an output was waited for inside a callback"),
            Ok(output) => self.check_output(&family, &output, out, errors),
            Err(error) => self.look_failed(&family, &error, false),
        }
    }

    /// Nobody but this reference uses the process.
    fn is_alone(&self, held: &HeldProcess) -> bool {
        Arc::strong_count(&held.process) == 1
    }

    fn check_output(&self, family: &Family, output: &Output, out: bool, errors: bool) {
        let said = |there: bool, what: &[u8], text: &[u8]| match there {
            // More of it may have been lost when it was killed.
            true => what.starts_with(text),
            false => what.is_empty(),
        };
        let right = said(out, &output.stdout, OUT)
            && said(errors, &output.stderr, ERR)
            && may_exit_with(output.status.code());
        if !right {
            self.wrong(format!("{family:?} has said {output:?}"));
        }
    }

    /// A process keeps its system's handle open, and with it the system. Looked at where nothing happens meanwhile.
    pub(crate) fn processes_keep_systems(&self) {
        for place in &self.processes {
            let Some(held) = place.get() else {
                continue;
            };
            let kept = held.system.closing() == Closing::No && !self.so_far().disconnecting;
            if kept && self.mock.system_state(held.system.id.name()).is_none() {
                self.wrong(format!("the system of {:?} is gone", held.family));
            }
        }
    }

    /// Whether the process is over, as far as the host knows.
    pub(crate) fn is_over(&self, family: &Family) -> bool {
        self.fortune(family) == Some(true)
    }

    /// Whether it is running. Once the service is gone, nobody knows.
    pub(crate) fn is_running(&self, family: &Family) -> bool {
        self.fortune(family) == Some(false) && !self.so_far().disconnecting
    }

    /// Whether the process is over; none when there is none, or it can't be told from others: another system has, or has had,
    /// the name of its own since.
    fn fortune(&self, family: &Family) -> Option<bool> {
        let id = family.process?.id;
        // The system's name may be another one's by now, whose processes are numbered from the beginning.
        if family.number.is_none() || self.book.number_of(family.id) != family.number {
            return None;
        }
        let processes = self.mock.processes();
        let mut named = processes
            .iter()
            .filter(|it| it.id == id && it.system == family.id.name())
            .map(|it| it.exit_code.is_some());
        let first = named.next()?;
        named.all(|it| it == first).then_some(first)
    }
}
