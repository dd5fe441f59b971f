//! Programs that keep every rule are never reported, whatever the host does: a careful client, written at the raw ABI,
//! does things at random on hosts that make the most of what nobody promises.

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use hcs_sys::*;
use hcs_testkit::{ExitType, Fault, MockHost, Profile, Schedule};

use crate::ends::{stdin, stdout};
use crate::raw::{Abi, Event, Handle, Information, LASTING_VM, VM, is_absent};

const IDS: [&str; 3] = ["One", "Two", "Three"];

/// A system's handle, and the operations that are to be completed by its event callback.
struct System {
    handle: Handle,
    /// An operation is in here from before its starting call until somebody has claimed its result.
    pending: Arc<Mutex<Vec<Handle>>>,
    registered: bool,
}

impl System {
    fn new(handle: Handle) -> Self {
        Self {
            handle,
            pending: Arc::default(),
            registered: false,
        }
    }
}

/// A process's handle, as a system's.
struct Process {
    handle: Handle,
    id: u32,
    /// The handle of its system; it may be closed by now.
    system: Handle,
    pending: Arc<Mutex<Vec<Handle>>>,
    registered: bool,
    streams: Vec<Handle>,
}

/// An operation with a callback: whoever claims it closes it.
struct WithCallback {
    handle: Handle,
    claimed: Arc<AtomicBool>,
}

impl Process {
    fn take(&mut self, information: &Information) {
        self.id = information.id;
        let ends = [information.stdin, information.stdout, information.stderr];
        self.streams
            .extend(ends.into_iter().filter(|end| !is_absent(*end)));
    }
}

/// The parameters of a process with all streams.
fn all_streams(command: &str) -> String {
    format!(
        r#"{{"CommandLine":"{command}","CreateStdInPipe":true,"CreateStdOutPipe":true,"CreateStdErrPipe":true}}"#
    )
}

/// The end of the input.
const CLOSE_STDIN: &str = r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"StdIn"}}"#;

struct Client<'a> {
    hcs: Abi,
    mock: &'a MockHost,
    rng: Rng,
    systems: Vec<System>,
    processes: Vec<Process>,
    /// Its operations and exits are repeatable: no guest gets a thread.
    stepped: bool,
    /// Started without callback, and not waited for.
    waited: Vec<Handle>,
    called_back: Vec<WithCallback>,
}

/// Takes the result of an operation that an event names, if it is one of ours and complete, and closes it.
fn claim(hcs: Abi, pending: &Mutex<Vec<Handle>>, operation: Handle) {
    let mut pending = pending.lock().unwrap();
    if !pending.contains(&operation) {
        return;
    }
    let (code, _) = hcs.result(operation);
    if code == HCS_E_OPERATION_PENDING || code == HCS_E_OPERATION_NOT_STARTED {
        return;
    }
    pending.retain(|it| *it != operation);
    hcs.close_operation(operation);
}

/// Closes an operation whose starting call was refused. A late event that names an earlier operation of the same value
/// may have claimed it, as it has a result where the host leaves a document (E6, T5).
fn refused(hcs: Abi, pending: &Mutex<Vec<Handle>>, operation: Handle) {
    let mut pending = pending.lock().unwrap();
    if pending.contains(&operation) {
        pending.retain(|it| *it != operation);
        hcs.close_operation(operation);
    }
}

impl Client<'_> {
    fn act(&mut self) {
        match self.rng.u32(..22) {
            0..=2 => self.create(),
            3 => self.open(),
            4..=7 => self.call(),
            8 => self.wait(),
            9 => self.subscribe(),
            10 => self.close(),
            11 => self.give_up(),
            12 => self.happen(),
            13 | 14 => self.create_process(),
            15 => self.open_process(),
            16 | 17 => self.call_process(),
            18 => self.subscribe_process(),
            19 => self.converse(),
            20 => self.close_process(),
            _ => {
                self.mock.step();
            }
        }
    }

    fn create_process(&mut self) {
        let Some(index) = self.system() else { return };
        let commands = [
            "echo hi",
            "exit 3",
            "sleep",
            "sleep 0.001",
            "nonesuch",
            "",
            "cat",
        ];
        let known = if self.stepped { 6 } else { 7 };
        let command = commands[self.rng.usize(..known)];
        let hcs = self.hcs;
        let system = self.systems[index].handle;
        if self.rng.bool() {
            self.start_for_processes(system);
        }
        let operation = hcs.operation();
        if operation == 0 {
            return;
        }
        let events = self.systems[index].registered;
        let pending = Arc::clone(&self.systems[index].pending);
        if events {
            pending.lock().unwrap().push(operation);
        }
        let (code, handle) = hcs.create_process(system, &all_streams(command), operation);
        if code != S_OK {
            return match events {
                true => refused(hcs, &pending, operation),
                false => hcs.close_operation(operation),
            };
        }
        let mut process = Process {
            handle,
            id: 0,
            system,
            pending: Arc::default(),
            registered: false,
            streams: Vec::new(),
        };
        if events {
            // Whoever claims it, the streams are asked for with an operation of its own.
            claim(hcs, &pending, operation);
            self.ask_for_streams(&mut process);
        } else {
            match hcs.wait_for_information(operation, 20) {
                (S_OK, Some(information), _) => process.take(&information),
                (HCS_E_OPERATION_TIMEOUT, ..) => {}
                // It was created at once (P3), or not at all.
                _ => self.ask_for_streams(&mut process),
            }
            hcs.close_operation(operation);
        }
        self.processes.push(process);
    }

    /// A system that doesn't run has no processes.
    fn start_for_processes(&mut self, system: Handle) {
        let operation = self.hcs.operation();
        if operation == 0 {
            return;
        }
        if self.hcs.start(system, operation) == S_OK {
            self.hcs.wait_for(operation, 20);
        }
        self.hcs.close_operation(operation);
    }

    /// Asks for the id and the streams of a process, which may be over.
    fn ask_for_streams(&mut self, process: &mut Process) {
        let operation = self.hcs.operation();
        if operation == 0 {
            return;
        }
        if self.hcs.process_info(process.handle, operation) == S_OK
            && let (S_OK, Some(information), _) = self.hcs.wait_for_information(operation, 20)
        {
            process.take(&information);
        }
        self.hcs.close_operation(operation);
    }

    fn open_process(&mut self) {
        let Some(index) = self.process() else { return };
        let (id, system) = (self.processes[index].id, self.processes[index].system);
        if !self.systems.iter().any(|it| it.handle == system) {
            return;
        }
        let (code, handle) = self.hcs.open_process(system, id);
        if code == S_OK {
            self.processes.push(Process {
                handle,
                id,
                system,
                pending: Arc::default(),
                registered: false,
                streams: Vec::new(),
            });
        }
    }

    fn process(&mut self) -> Option<usize> {
        (!self.processes.is_empty()).then(|| self.rng.usize(..self.processes.len()))
    }

    fn call_process(&mut self) {
        let Some(index) = self.process() else { return };
        let hcs = self.hcs;
        let handle = self.processes[index].handle;
        let verb = self.rng.u32(..6);
        let start = |operation| match verb {
            0 | 1 => hcs.process_properties(handle, operation, None),
            2 => hcs.terminate_process(handle, operation),
            3 => hcs.signal_process(handle, operation, Some(r#"{"Signal":"CtrlC"}"#)),
            4 => hcs.process_info(handle, operation),
            _ => hcs.modify_process(handle, operation, Some(CLOSE_STDIN)),
        };
        if self.rng.u32(..8) == 0 && hcs.0.HcsWaitForProcessExit.is_some() {
            hcs.wait_for_process_exit(handle, 1);
        }
        let pending = Arc::clone(&self.processes[index].pending);
        let registered = self.processes[index].registered;
        self.issue(registered.then_some(&*pending), start);
    }

    fn subscribe_process(&mut self) {
        let Some(index) = self.process() else { return };
        let hcs = self.hcs;
        let process = &mut self.processes[index];
        if process.registered {
            process.registered = hcs.unsubscribe_process(process.handle) != S_OK;
            return;
        }
        let pending = Arc::clone(&process.pending);
        let options = HcsEventOptionEnableOperationCallbacks;
        let code = hcs.subscribe_process(process.handle, options, move |event: Event| {
            if event.kind == HcsEventOperationCallback {
                claim(hcs, &pending, event.operation);
            }
        });
        process.registered = code == S_OK;
    }

    /// Writes to a process that copies, and reads what it has copied.
    fn converse(&mut self) {
        let Some(index) = self.system().filter(|_| !self.stepped) else {
            return;
        };
        let hcs = self.hcs;
        if self.systems[index].registered {
            return;
        }
        self.start_for_processes(self.systems[index].handle);
        let operation = hcs.operation();
        if operation == 0 {
            return;
        }
        let (code, handle) =
            hcs.create_process(self.systems[index].handle, &all_streams("cat"), operation);
        if code != S_OK {
            return hcs.close_operation(operation);
        }
        let mut process = Process {
            handle,
            id: 0,
            system: 0,
            pending: Arc::default(),
            registered: false,
            streams: Vec::new(),
        };
        match hcs.wait_for_information(operation, INFINITE) {
            (S_OK, Some(information), _) => process.take(&information),
            _ => self.ask_for_streams(&mut process),
        }
        hcs.close_operation(operation);
        if let [input, output, errors] = process.streams[..] {
            process.streams = vec![errors];
            // It may be gone by now: its system has exited.
            let _ = stdin(self.mock, input).write_all(b"anybody there?");
            let operation = hcs.operation();
            if operation == 0 {
                hcs.close_handle(output);
            } else {
                let code = hcs.modify_process(handle, operation, Some(CLOSE_STDIN));
                let ended = code == S_OK && hcs.wait(operation).0 == S_OK;
                hcs.close_operation(operation);
                let mut output = stdout(self.mock, output);
                if ended {
                    let mut text = String::new();
                    output.read_to_string(&mut text).unwrap();
                    assert!("anybody there?".starts_with(&text));
                }
            }
        }
        self.end_process(process);
    }

    fn close_process(&mut self) {
        if let Some(index) = self.process() {
            let process = self.processes.swap_remove(index);
            self.end_process(process);
        }
    }

    fn end_process(&mut self, process: Process) {
        for stream in process.streams {
            assert_eq!(self.hcs.close_handle(stream), 1);
        }
        self.hcs.close_process(process.handle);
        self.waited
            .extend(process.pending.lock().unwrap().drain(..));
    }

    fn create(&mut self) {
        let id = IDS[self.rng.usize(..IDS.len())];
        let configuration = [VM, LASTING_VM, "nonsense"][self.rng.usize(..3)];
        let hcs = self.hcs;
        let operation = hcs.operation();
        if operation == 0 {
            return;
        }
        let (code, handle) = hcs.create_with(id, configuration, operation);
        if code != S_OK {
            return hcs.close_operation(operation);
        }
        let system = System::new(handle);
        if self.rng.bool() {
            // Completed by the event callback, if one will be registered in time; looked after in the end if not.
            system.pending.lock().unwrap().push(operation);
        } else {
            self.waited.push(operation);
        }
        self.systems.push(system);
    }

    fn open(&mut self) {
        let id = IDS[self.rng.usize(..IDS.len())];
        let (code, handle) = self.hcs.open(id);
        if code == S_OK {
            self.systems.push(System::new(handle));
        }
    }

    fn system(&mut self) -> Option<usize> {
        (!self.systems.is_empty()).then(|| self.rng.usize(..self.systems.len()))
    }

    fn call(&mut self) {
        let Some(index) = self.system() else { return };
        let hcs = self.hcs;
        let handle = self.systems[index].handle;
        let verb = self.rng.u32(..7);
        let start = |operation| match verb {
            0 | 1 => hcs.start(handle, operation),
            2 => hcs.pause(handle, operation),
            3 => hcs.resume(handle, operation),
            4 => hcs.properties(handle, operation, None),
            5 => hcs.terminate(handle, operation),
            _ => hcs.modify(handle, operation, Some("{}")),
        };
        let pending = Arc::clone(&self.systems[index].pending);
        let registered = self.systems[index].registered;
        self.issue(registered.then_some(&*pending), start);
    }

    /// Makes a call in one of the three ways. `pending`: its completion is an event.
    fn issue(
        &mut self,
        pending: Option<&Mutex<Vec<Handle>>>,
        start: impl FnOnce(Handle) -> HRESULT,
    ) {
        let hcs = self.hcs;
        if let Some(pending) = pending {
            let operation = hcs.operation();
            if operation == 0 {
                return;
            }
            pending.lock().unwrap().push(operation);
            if start(operation) != S_OK {
                refused(hcs, pending, operation);
            } else {
                // Its event may have come while it was not yet pending.
                claim(hcs, pending, operation);
            }
        } else if self.rng.bool() {
            let operation = hcs.operation();
            if operation == 0 {
                return;
            }
            match start(operation) {
                S_OK => self.waited.push(operation),
                _ => hcs.close_operation(operation),
            }
        } else {
            let claimed = Arc::new(AtomicBool::new(false));
            let theirs = Arc::clone(&claimed);
            let operation = hcs.operation_with(move |operation| {
                if !theirs.swap(true, Ordering::SeqCst) {
                    hcs.result(operation);
                    hcs.close_operation(operation);
                }
            });
            if operation == 0 {
                return;
            }
            match start(operation) {
                S_OK => self.called_back.push(WithCallback {
                    handle: operation,
                    claimed,
                }),
                _ => hcs.close_operation(operation),
            }
        }
    }

    fn wait(&mut self) {
        if self.waited.is_empty() {
            return;
        }
        let index = self.rng.usize(..self.waited.len());
        let operation = self.waited[index];
        let timeout = [0, 1, 20][self.rng.usize(..3)];
        if self.hcs.wait_for(operation, timeout).0 != HCS_E_OPERATION_TIMEOUT || self.rng.bool() {
            self.waited.swap_remove(index);
            self.hcs.close_operation(operation);
        }
    }

    fn subscribe(&mut self) {
        let Some(index) = self.system() else { return };
        let hcs = self.hcs;
        let system = &mut self.systems[index];
        if system.registered {
            system.registered = hcs.unsubscribe(system.handle) != S_OK;
            return;
        }
        let pending = Arc::clone(&system.pending);
        let options = HcsEventOptionEnableOperationCallbacks;
        let code = hcs.subscribe(system.handle, options, move |event: Event| {
            if event.kind == HcsEventOperationCallback {
                claim(hcs, &pending, event.operation);
            }
        });
        system.registered = code == S_OK;
    }

    fn close(&mut self) {
        if let Some(index) = self.system() {
            let system = self.systems.swap_remove(index);
            self.hcs.close_system(system.handle);
            self.waited.extend(system.pending.lock().unwrap().drain(..));
        }
    }

    /// Closes an operation that is pending, from outside.
    fn give_up(&mut self) {
        if self.called_back.is_empty() {
            return;
        }
        let index = self.rng.usize(..self.called_back.len());
        let operation = self.called_back.swap_remove(index);
        if !operation.claimed.swap(true, Ordering::SeqCst) {
            self.hcs.close_operation(operation.handle);
        }
    }

    /// Something that isn't the client's doing.
    fn happen(&mut self) {
        let id = IDS[self.rng.usize(..IDS.len())];
        match self.rng.u32(..14) {
            12 | 13 => {
                if let Some(index) = self.process() {
                    let process = self.processes[index].id;
                    self.mock.exit_process(id, process, 5);
                }
            }
            0..=3 => {
                self.mock.exit_system(id, ExitType::UnexpectedExit);
            }
            4..=6 => {
                self.mock.crash_system(id);
            }
            7..=9 => {
                self.mock.emit_event(id, 0x7777, None);
            }
            10 => self.mock.fail(Fault::any_call().nth(self.rng.u64(1..10))),
            _ => self.mock.disconnect_service(),
        }
    }

    fn end(mut self) {
        // A process may outlive the handles of its system, and the other way round.
        if self.rng.bool() {
            while !self.processes.is_empty() {
                self.close_process();
            }
        }
        while !self.systems.is_empty() {
            self.close();
        }
        while !self.processes.is_empty() {
            self.close_process();
        }
        for operation in self.waited.drain(..) {
            self.hcs.close_operation(operation);
        }
        while !self.called_back.is_empty() {
            self.give_up();
        }
    }
}

fn run(schedule: Schedule, seed: u64) -> String {
    let mock = MockHost::builder()
        .schedule(schedule)
        .profile(Profile::adversarial(seed))
        .seed(seed)
        .build();
    let mut client = Client {
        hcs: Abi::of(&mock),
        mock: &mock,
        rng: Rng::with_seed(seed),
        systems: Vec::new(),
        processes: Vec::new(),
        stepped: schedule == Schedule::Stepped,
        waited: Vec::new(),
        called_back: Vec::new(),
    };
    for _ in 0..60 {
        client.act();
    }
    client.end();
    mock.assert_clean();
    mock.history().to_string()
}

/// How many seeds to try: so many usually, and more where `HCS_CASES` asks for more than 10,000 programs, unless the
/// table in front takes its time.
fn seeds(usually: u64) -> std::ops::Range<u64> {
    let asked = std::env::var("HCS_CASES").ok();
    let asked = asked.filter(|_| crate::front::IS_FAST);
    let asked: u64 = asked.and_then(|asked| asked.parse().ok()).unwrap_or(0);
    0..usually.max(usually * asked / 10_000)
}

#[test]
fn a_careful_client_is_never_reported_inline() {
    seeds(400).for_each(|seed| drop(run(Schedule::Inline, seed)));
}

#[test]
fn a_careful_client_is_never_reported_before_return() {
    seeds(100).for_each(|seed| drop(run(Schedule::BeforeReturn, seed)));
}

#[test]
fn a_careful_client_is_never_reported_threaded() {
    seeds(100).for_each(|seed| drop(run(Schedule::Threaded, seed)));
}

#[test]
fn a_careful_client_is_never_reported_stepped_and_can_be_replayed() {
    for seed in seeds(300) {
        let history = run(Schedule::Stepped, seed);
        if seed % 10 == 0 {
            assert_eq!(run(Schedule::Stepped, seed), history, "seed {seed}");
        }
    }
}
