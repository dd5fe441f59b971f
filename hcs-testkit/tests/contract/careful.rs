//! Programs that keep every rule are never reported, whatever the host does: a careful client, written at the raw ABI,
//! does things at random on hosts that make the most of what nobody promises.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use hcs_sys::*;
use hcs_testkit::{ExitType, Fault, MockHost, Profile, Schedule};

use crate::raw::{Abi, Event, Handle, LASTING_VM, VM};

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

/// An operation with a callback: whoever claims it closes it.
struct WithCallback {
    handle: Handle,
    claimed: Arc<AtomicBool>,
}

struct Client<'a> {
    hcs: Abi,
    mock: &'a MockHost,
    rng: Rng,
    systems: Vec<System>,
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

impl Client<'_> {
    fn act(&mut self) {
        match self.rng.u32(..14) {
            0..=2 => self.create(),
            3 => self.open(),
            4..=7 => self.call(),
            8 => self.wait(),
            9 => self.subscribe(),
            10 => self.close(),
            11 => self.give_up(),
            12 => self.happen(),
            _ => {
                self.mock.step();
            }
        }
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
        if self.systems[index].registered {
            let operation = hcs.operation();
            if operation == 0 {
                return;
            }
            let pending = &self.systems[index].pending;
            pending.lock().unwrap().push(operation);
            if start(operation) != S_OK {
                pending.lock().unwrap().retain(|it| *it != operation);
                hcs.close_operation(operation);
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
        match self.rng.u32(..12) {
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
        while !self.systems.is_empty() {
            self.close();
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
        waited: Vec::new(),
        called_back: Vec::new(),
    };
    for _ in 0..40 {
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
