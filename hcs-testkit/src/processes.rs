//! Processes as a test sees them, and what it has happen to them.

use hcs_sys::HCS_EVENT_TYPE;

use crate::MockHost;
use crate::guest::{Guest, OnProcess, Signal};
use crate::host::MockHostBuilder;
use crate::parameters::ProcessParameters;
use crate::process::{Process, ProcessLife};
use crate::schedule::What;
use crate::world::World;
use std::sync::Arc;

/// A process, as the mock sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProcessInfo {
    /// The id of its system.
    pub system: String,
    /// Its own id, which no other process of its system ever has.
    pub id: u32,
    /// What it was created with. A console that was resized has its new size here.
    pub parameters: ProcessParameters,
    /// The code with which it has exited.
    pub exit_code: Option<u32>,
    /// How many handles to it are open.
    pub handles: usize,
    /// The signals that it was sent, the last few dozen.
    pub signals: Vec<Signal>,
    /// How many bytes it has read from its input.
    pub bytes_read: u64,
    /// How many bytes it has written, to its output and its errors.
    pub bytes_written: u64,
}

impl MockHostBuilder {
    /// Says what processes do: see [`MockHost::on_process`].
    pub fn on_process(
        mut self,
        script: impl Fn(&ProcessParameters) -> Guest + Send + Sync + 'static,
    ) -> Self {
        self.on_process = Some(OnProcess(Arc::new(script)));
        self
    }
}

impl MockHost {
    /// Says what the processes do that are created from now on. The function is asked for each, once it is known that the
    /// process can be created; no lock of the mock's is held then. Without one, there are a few
    /// [commands](Guest::builtin).
    ///
    /// A panic in it fails the creation with `E_UNEXPECTED`.
    ///
    /// ```
    /// use hcs_testkit::{Guest, MockHost};
    ///
    /// let mock = MockHost::new();
    /// mock.on_process(|parameters| match parameters.command() {
    ///     "date" => Guest::new().stdout("Mon Jan  1 00:00:00 UTC 2035\n"),
    ///     "serve" => Guest::new().stdout("ready\n").until_killed(),
    ///     _ => Guest::builtin(parameters),
    /// });
    /// # mock.finish();
    /// ```
    pub fn on_process(&self, script: impl Fn(&ProcessParameters) -> Guest + Send + Sync + 'static) {
        let script = OnProcess(Arc::new(script));
        // The old one is dropped outside of the lock: it is the test's.
        let before = self.instance.lock().on_process.replace(script);
        drop(before);
    }

    /// The processes of all systems, in the order of their creation: those that run, and those that have exited and that
    /// somebody still has a handle to.
    pub fn processes(&self) -> Vec<ProcessInfo> {
        let world = self.instance.lock();
        let info = |it: &Process| {
            let exit_code = match it.life {
                ProcessLife::Nascent | ProcessLife::Stillborn => return None,
                ProcessLife::Exited(code) => Some(code),
                ProcessLife::Running | ProcessLife::Lost => None,
            };
            let streams = it.streams.as_ref();
            Some(ProcessInfo {
                system: it.parameters.as_ref()?.system.clone(),
                id: it.id,
                parameters: it.parameters.as_deref()?.clone(),
                exit_code,
                handles: it.holders,
                signals: it.signals.clone(),
                bytes_read: streams.map_or(0, |streams| streams.bytes_read()),
                bytes_written: streams.map_or(0, |streams| streams.bytes_written()),
            })
        };
        world.processes.values().filter_map(info).collect()
    }

    /// A process in a system of the default namespace exits by itself; whether there was one that could.
    pub fn exit_process(&self, system: &str, id: u32, code: u32) -> bool {
        let mut found = false;
        self.instance.cause(|world, origin| {
            if let Some(number) = running(world, system, id)
                && let Some(lane) = world.processes.get(&number).map(|it| it.lane(number))
            {
                found = true;
                let what = What::Ended {
                    process: number,
                    code,
                };
                world.push(origin, Some(lane), what);
            }
        });
        found
    }

    /// Sends an event of any type, known or not, to each callback that is registered at a process in a system of the
    /// default namespace (E7, P1); whether there is such a process.
    pub fn emit_process_event(
        &self,
        system: &str,
        id: u32,
        kind: HCS_EVENT_TYPE,
        data: Option<&str>,
    ) -> bool {
        let mut found = false;
        self.instance.cause(|world, origin| {
            let number = world
                .find_system("", system)
                .and_then(|system| world.find_process(system, id));
            if let Some(number) = number {
                found = true;
                world.tell_process(number, kind, data, origin);
            }
        });
        found
    }
}

/// The process with this id, if it runs.
fn running(world: &World, system: &str, id: u32) -> Option<u64> {
    let system = world.find_system("", system)?;
    let number = world.find_process(system, id)?;
    let runs = |it: &Process| it.life == ProcessLife::Running;
    world.processes.get(&number).filter(|it| runs(it))?;
    Some(number)
}
