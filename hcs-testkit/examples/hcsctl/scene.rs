//! A mock with some systems to look at, and with whatever is to be wrong with it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs, io, process};

use hcs::{EventKind, Host};
use hcs_sys::{E_ACCESSDENIED, HCS_E_HYPERV_NOT_INSTALLED};
use hcs_testkit::{
    Cancel, ExitType, Fault, Grant, Guest, MockHost, ProcessParameters, Profile, State,
};

use crate::doctor::{Library, Machine, Rights, Service};
use crate::failure::{Ending, Failure, Kind};
use crate::target::{Broken, MockPlace};

/// The systems: their ids, what they are, and their states.
const SYSTEMS: [(&str, &str, State); 6] = [
    (
        "web-frontend",
        r#"{ "Owner": "shop", "Container": {} }"#,
        State::Running,
    ),
    (
        "orders-db",
        r#"{ "Owner": "shop", "VirtualMachine": {} }"#,
        State::Paused,
    ),
    (
        "4c5e1d3a-7b62-4f0e-9d18-2a6b90c1f7e3",
        r#"{ "Owner": "Hyper-V Manager", "VirtualMachine": {} }"#,
        State::Running,
    ),
    (
        AGENT,
        r#"{ "Owner": "ci", "VirtualMachine": {} }"#,
        State::Created,
    ),
    (
        FLAKY,
        r#"{ "Owner": "ci", "VirtualMachine": {} }"#,
        State::Running,
    ),
    (
        "nightly-import",
        r#"{ "Owner": "reports", "Container": {} }"#,
        State::Stopped,
    ),
];

/// The virtual machine that has disks: a differencing one, whose parent was forgotten when access was granted.
const AGENT: &str = "build-agent";
/// The one that crashes.
const FLAKY: &str = "flaky-worker";
/// What happens between two events.
const PAUSE: Duration = Duration::from_millis(300);

/// How long hcs may take to close what was dropped.
const SOON: Duration = Duration::from_secs(10);

/// What calls the service, and so needs its leave.
const NEED_LEAVE: [&str; 6] = [
    "HcsEnumerateComputeSystems",
    "HcsOpenComputeSystem",
    "HcsGetServiceProperties",
    "HcsGrantVmAccess",
    "HcsGrantVmGroupAccess",
    "HcsRevokeVmAccess",
];
/// What takes a hypervisor.
const NEED_HYPERVISOR: [&str; 3] = [
    "HcsEnumerateComputeSystems",
    "HcsOpenComputeSystem",
    "HcsGetServiceProperties",
];
/// What has an operation that could last.
const NEED_TIME: [&str; 4] = [
    "HcsEnumerateComputeSystems",
    "HcsGetComputeSystemProperties",
    "HcsTerminateComputeSystem",
    "HcsCreateProcess",
];

/// A mock, and what belongs to its machine.
pub(crate) struct Scene {
    mock: Arc<MockHost>,
    broken: Vec<Broken>,
    build: u32,
    disks: Disks,
}

impl Scene {
    pub(crate) fn set(place: &MockPlace) -> Ending<Self> {
        let mut profile = place
            .build
            .map_or_else(Profile::documented, Profile::for_build);
        profile.cancel = Cancel::Cancelled;
        profile.longest_delay = place.slow.unwrap_or_default();
        let build = profile.build;
        let mock = MockHost::builder()
            .profile(profile)
            .on_process(command)
            .build();
        for (id, configuration, state) in SYSTEMS {
            let added = mock.add_system(id, configuration, state);
            added.map_err(|reason| Failure::new(Kind::Failed, reason))?;
        }
        let scene = Self {
            mock: Arc::new(mock),
            broken: place.broken.clone(),
            build,
            disks: Disks::default(),
        };
        for broken in &scene.broken {
            scene.breaks(*broken);
        }
        Ok(scene)
    }

    fn breaks(&self, broken: Broken) {
        let each = |names: &[&str], strikes: fn(Fault) -> Fault| {
            for name in names {
                self.mock.fail(strikes(Fault::call(name).every()));
            }
        };
        match broken {
            Broken::NoLibrary => {}
            Broken::NoHypervisor => each(&NEED_HYPERVISOR, |fault| {
                fault.answers(HCS_E_HYPERV_NOT_INSTALLED)
            }),
            Broken::NoRights => each(&NEED_LEAVE, |fault| fault.answers(E_ACCESSDENIED)),
            Broken::NoService => self.mock.disconnect_service(),
            Broken::Hangs => each(&NEED_TIME, Fault::never_completes),
        }
    }

    fn is(&self, broken: Broken) -> bool {
        self.broken.contains(&broken)
    }

    pub(crate) fn host(&self) -> Ending<Host> {
        match self.is(Broken::NoLibrary) {
            true => Err(Failure::new(Kind::Unavailable, NO_LIBRARY)),
            false => Ok(self.mock.host()),
        }
    }

    /// Has things happen to the systems, until what is returned is dropped.
    pub(crate) fn play(&self) -> Play {
        let over = Arc::new(AtomicBool::new(false));
        let (stage, ended) = (Arc::clone(&self.mock), Arc::clone(&over));
        let thread = thread::spawn(move || {
            let mut round = 0_u32;
            while !ended.load(Ordering::Relaxed) {
                act(&stage, round);
                round = round.saturating_add(1);
                thread::park_timeout(PAUSE);
            }
        });
        Play {
            over,
            thread: Some(thread),
        }
    }

    pub(crate) fn finish(self, ledger: bool) -> Ending<()> {
        // What was dropped and not closed is closed soon, on a thread of hcs's own.
        let deadline = Instant::now() + SOON;
        self.mock.run_until_idle();
        while !self.mock.ledger().is_clean() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        let told = self.mock.ledger();
        if ledger {
            let _ = writeln!(io::stderr(), "{told}");
        }
        match told.is_clean() {
            true => Ok(()),
            false => Err(Failure::new(
                Kind::Failed,
                format!(
                    "this program has a mistake: {}",
                    told.to_string().replace('\n', ", ")
                ),
            )),
        }
    }
}

/// The sentence of a machine without the library; the loader has one like it, of real machines.
const NO_LIBRARY: &str = "`computecore.dll` is not in this (mock) machine's System32 directory: turn on the Windows feature \
     \"Hyper-V\" or \"Virtual Machine Platform\" and restart";

/// What happens in a round.
fn act(mock: &MockHost, round: u32) {
    match round {
        0 => {
            let kind = EventKind::SYSTEM_GUEST_CONNECTION_CLOSED.0;
            mock.emit_event(FLAKY, kind, None);
        }
        1 => drop(mock.crash_system(FLAKY)),
        2 => drop(mock.exit_system("orders-db", ExitType::GracefulExit)),
        _ => {
            let kind = EventKind::SYSTEM_RDP_ENHANCED_MODE_STATE_CHANGED.0;
            mock.emit_event("4c5e1d3a-7b62-4f0e-9d18-2a6b90c1f7e3", kind, None);
        }
    }
}

/// Things happen as long as this lives.
pub(crate) struct Play {
    over: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Play {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// What a process does: a few commands beside those that the mock has.
fn command(parameters: &ProcessParameters) -> Guest {
    match parameters.command() {
        "hostname" => Guest::new().stdout(format!("{}\n", parameters.system)),
        // Writes until nobody reads.
        "yes" => Guest::run(|mut io| {
            let lines = "y\n".repeat(1 << 12);
            while io.stdout.write_all(lines.as_bytes()).is_ok() {}
            0
        }),
        // Runs until somebody ends it.
        "serve" => Guest::new().stdout("serving\n").until_killed(),
        // The same, and knows nothing of Ctrl-C.
        "stubborn" => Guest::new()
            .stdout("here I stay\n")
            .until_killed()
            .on_signal(|_| None),
        _ => Guest::builtin(parameters),
    }
}

/// Disks of the mock's machine: files in a temporary directory, which goes with this.
#[derive(Default)]
struct Disks {
    directory: std::sync::OnceLock<Option<PathBuf>>,
}

impl Disks {
    const DISK: &str = "agent.avhdx";
    const PARENT: &str = "base.vhdx";

    /// The directory, with the files in it.
    fn directory(&self) -> Option<&Path> {
        let made = || {
            let directory = env::temp_dir().join(format!("hcsctl-mock-{}", process::id()));
            fs::create_dir_all(&directory).ok()?;
            for file in [Self::DISK, Self::PARENT] {
                fs::write(directory.join(file), "").ok()?;
            }
            Some(directory)
        };
        self.directory.get_or_init(made).as_deref()
    }
}

impl Drop for Disks {
    fn drop(&mut self) {
        if let Some(Some(directory)) = self.directory.get() {
            let _ = fs::remove_dir_all(directory);
        }
    }
}

impl Machine for Scene {
    fn name(&self) -> String {
        "a mock".to_owned()
    }

    fn build(&self) -> u32 {
        self.build
    }

    fn libraries(&self) -> Vec<Library> {
        if self.is(Broken::NoLibrary) {
            return Library::all_missing("it is not in System32");
        }
        let mut libraries = Library::all([
            Ok(self.mock.table().functions().collect()),
            Ok(self.mock.storage_table().functions().collect()),
            Err("it is not modelled".to_owned()),
        ]);
        libraries.retain(|library| library.functions.is_ok());
        libraries
    }

    fn service(&self) -> Result<Service, String> {
        Ok(match self.is(Broken::NoService) {
            true => Service::Stopped,
            false if self.is(Broken::NoLibrary) => Service::Absent,
            false => Service::Running,
        })
    }

    fn hypervisor(&self) -> Result<bool, String> {
        Ok(!self.is(Broken::NoHypervisor))
    }

    fn rights(&self) -> Result<Rights, String> {
        let member = !self.is(Broken::NoRights);
        Ok(Rights {
            elevated: false,
            member,
        })
    }

    fn disks_of(&self, vm: &str) -> Option<Vec<PathBuf>> {
        let directory = self.disks.directory().filter(|_| vm == AGENT)?;
        let disk = directory.join(Disks::DISK);
        // Whoever has set this machine up has thought of the disk, and not of what it stands on.
        self.mock.host().grant_vm_access(vm, &disk).ok()?;
        Some(vec![disk])
    }

    fn parent_disk(&self, disk: &Path) -> Result<Option<PathBuf>, String> {
        let is_ours = self.disks.directory.get().is_some() && disk.ends_with(Disks::DISK);
        Ok(is_ours.then(|| disk.with_file_name(Disks::PARENT)))
    }

    fn may_use(&self, vm: &str, _: Option<&str>, file: &Path) -> Result<bool, String> {
        let file = fs::canonicalize(file).map_err(|error| error.to_string())?;
        let grants = self.mock.grants();
        let fits = |grant: &Grant| {
            grant.vm_id.as_deref().is_none_or(|id| id == vm) && file.starts_with(&grant.path)
        };
        Ok(grants.iter().any(fits))
    }
}
