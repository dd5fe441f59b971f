#![allow(unsafe_code)] // Makes one call at the raw C ABI, to show how Windows refuses it, and loads a library.
//! The three ways to complete an operation of the Windows Host Compute System, one after the other.
//!
//! ```text
//! cargo run -p hcs-testkit --example async_models             # on the mock: any machine
//! cargo run -p hcs-testkit --example async_models -- --host   # on this machine's computecore.dll
//! cargo run -p hcs-testkit --example async_models -- --library PATH   # on a library, as `cargo xtask dll` builds it
//! ```
//!
//! With `HCS_RECORD=file` in the environment either is recorded: see `hcs::record`.

use std::process::ExitCode;
use std::sync::mpsc;
use std::thread::{self, Thread};
use std::time::Duration;

use hcs::{ComputeSystem, Error, EventOptions, HResult, Host};
use hcs_sys as sys;
use hcs_testkit::{MockHost, Profile};

/// A virtual machine without anything in it. It ends when its last handle is closed, so that the id
/// is free for the next model.
const EMPTY_VM: &str = r#"
{
    "SchemaVersion": { "Major": 2, "Minor": 1 },
    "Owner": "Sample",
    "VirtualMachine": {
        "Chipset": { "Uefi": {} },
        "ComputeTopology": {
            "Memory": { "Backing": "Physical", "SizeInMB": 1024 },
            "Processor": { "Count": 2 }
        }
    },
    "ShouldTerminateOnLastHandleClosed": true
}"#;

const ID: &str = "Test";

const USAGE: &str = "usage: async_models [--host | --library PATH]
  (nothing)       run on the mock of computecore: on any machine, without Hyper-V
  --host          run on this machine's computecore.dll
  --library PATH  run on this library, which exports what computecore.dll exports";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => on_the_mock(),
        ["--host"] => on(Host::new(), "this machine's computecore.dll"),
        // SAFETY: the functions have computecore's signatures and obey its rules, as whoever names the library says.
        ["--library", path] => on(unsafe { Host::load_from(path) }, path),
        ["--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("async_models: unknown arguments {arguments:?}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn on_the_mock() -> ExitCode {
    println!(
        "Running on the mock of computecore: no Hyper-V is needed, nothing is really created."
    );
    let mut profile = Profile::documented();
    // A service that takes its time, as the real one does: else it would often be faster than this program.
    profile.longest_delay = Duration::from_millis(50);
    let mock = MockHost::builder().profile(profile).seed(1).build();
    let outcome = recorded(&mock).and_then(run);
    mock.run_until_idle();
    let ledger = mock.ledger();
    heading("The ledger: what the C ABI saw");
    println!("{ledger}");
    match outcome {
        Ok(()) if ledger.is_clean() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(error) => failed(&error),
    }
}

/// The mock, with a recorder in front of it where the environment asks for one.
fn recorded(mock: &MockHost) -> Result<Host, Error> {
    let table = hcs::record::from_environment(mock.table())?;
    // SAFETY: the table is the mock's, or one that hands everything on to it.
    Ok(unsafe { Host::from_table(table) })
}

fn on(host: Result<Host, Error>, library: &str) -> ExitCode {
    let host = match host {
        Ok(host) => host,
        Err(error) => {
            eprintln!("async_models: {error}");
            return ExitCode::from(2);
        }
    };
    println!("Running on {library}.");
    match run(host) {
        Ok(()) => {
            println!("\neach model has worked");
            ExitCode::SUCCESS
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> ExitCode {
    eprintln!("async_models: {error}");
    ExitCode::FAILURE
}

fn run(host: Host) -> Result<(), Error> {
    println!("Each model creates the same virtual machine, {ID:?}, from the same JSON document.");
    println!("The call returns at once; the work is an *operation* that completes later.");

    heading("Model 1: wait for the operation");
    explicit_wait(host)?;
    heading("Model 2: the operation has a callback");
    operation_callback(host)?;
    heading("Model 3: the system's event callback completes the operation");
    event_callback(host)?;
    heading("Models 2 and 3 don't mix: the refused call");
    refused_call(host)?;
    heading("The same as a future");
    future(host)
}

/// The thread blocks until the operation is complete.
fn explicit_wait(host: Host) -> Result<(), Error> {
    say("creates the system, and waits");
    let system = host.create(ID, EMPTY_VM).wait()?;
    say(&format!("has {}", describe(&system)?));
    close(system)
}

/// Windows calls a closure when the operation is complete; it is given the result.
fn operation_callback(host: Host) -> Result<(), Error> {
    let (sender, receiver) = mpsc::channel();
    host.create(ID, EMPTY_VM).on_complete(move |result| {
        say("runs the operation's callback, and passes the result on");
        // The receiver is still there: it waits for this.
        let _ = sender.send(result);
    })?;
    say("has made the call, and is free to do other things");
    let system = receiver.recv().expect("the callback runs once")?;
    say(&format!("has {}", describe(&system)?));
    close(system)
}

/// The system's one callback for events is told of completions too; the operation itself has none.
fn event_callback(host: Host) -> Result<(), Error> {
    let pending = host
        .create(ID, EMPTY_VM)
        .with_handler(EventOptions::OPERATION_CALLBACKS, |event| {
            say(&format!("receives the event {:?}", event.kind()));
        })
        .submit()?;
    say("has made the call and registered the event callback");
    let (system, subscription) = pending.wait()?;
    say(&format!("has {}", describe(&system)?));
    subscription.unsubscribe()?;
    close(system)
}

/// On a system whose events complete its operations, Windows refuses an operation with a callback of its
/// own. The safe crate knows which model a system is in, so this takes a call at the raw C ABI.
fn refused_call(host: Host) -> Result<(), Error> {
    extern "system" fn nobody(_: *mut std::ffi::c_void, _: *const std::ffi::c_void) {}

    let system = host.create(ID, EMPTY_VM).wait()?;
    let core = host.table();
    let wide_id: Vec<u16> = ID.encode_utf16().chain([0]).collect();
    let mut handle = std::ptr::null_mut();
    // SAFETY: the id is NUL-terminated, and `handle` is a valid out pointer.
    let code =
        unsafe { (core.HcsOpenComputeSystem)(wide_id.as_ptr(), 0x1000_0000, &raw mut handle) };
    assert!(code >= 0, "the system exists");
    let option = sys::HcsEventOptionEnableOperationCallbacks;
    // SAFETY: the handle is open, and the callback uses no context.
    let code = unsafe {
        (core.HcsSetComputeSystemCallback)(handle, option, std::ptr::null(), Some(no_event))
    };
    assert!(code >= 0, "the handle has no callback yet");
    say("has registered an event callback that receives completions");
    // SAFETY: the callback uses no context.
    let operation = unsafe { (core.HcsCreateOperation)(std::ptr::null(), Some(nobody)) };
    // SAFETY: handle and operation are open; NULL means no options.
    let code = unsafe { (core.HcsStartComputeSystem)(handle, operation, std::ptr::null()) };
    say(&format!(
        "starts the system with an operation that has its own callback: {}",
        HResult(code)
    ));
    // A refused operation never calls back, and is still the caller's to close.
    // SAFETY: the operation is open and was refused: nobody uses it.
    unsafe { (core.HcsCloseOperation)(operation) };
    // SAFETY: the handle is open, and no call with it is in flight.
    unsafe { (core.HcsCloseComputeSystem)(handle) };
    close(system)
}

extern "system" fn no_event(_: *const sys::HCS_EVENT, _: *const std::ffi::c_void) {}

/// Model 2 again, with the callback hidden behind `.await`: any executor will do, this one is one function.
fn future(host: Host) -> Result<(), Error> {
    pollster::block_on(async {
        let system = host.create(ID, EMPTY_VM).await?;
        say("awaited the creation; awaits start and termination");
        system.start().await?;
        say(&format!("has {}", describe(&system)?));
        system.terminate().await?;
        close(system)
    })
}

fn describe(system: &ComputeSystem) -> Result<String, Error> {
    let properties = system.properties_value().wait()?;
    Ok(format!("the system {:?}: {properties}", system.id()))
}

fn close(system: ComputeSystem) -> Result<(), Error> {
    system.close()?;
    say("has closed the last handle: the system is gone, and its id is free");
    Ok(())
}

fn heading(title: &str) {
    println!("\n== {title} ==");
}

/// Prints what a thread does, with its name.
fn say(what: &str) {
    let thread: Thread = thread::current();
    let name = match thread.name() {
        Some(name) => format!("thread {name:?}"),
        None => format!("a thread of Windows ({:?})", thread.id()),
    };
    println!("{name} {what}");
}
