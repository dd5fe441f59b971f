// Written by `cargo xtask codegen` from hcs/schema/process.txt: change that and run the command again.

//! Processes in systems.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What `HcsCreateProcess` is to run.
///
/// [`ProcessParameters`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessParameters) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessParameters {
    /// The program, where the command line doesn't name it. (`ApplicationName`, schema 2.0)
    pub application_name: Option<String>,
    /// The command line. (`CommandLine`, schema 2.0)
    pub command_line: Option<String>,
    /// The arguments one by one, for Linux guests. (`CommandArgs`, schema 2.0)
    pub command_args: Option<Vec<String>>,
    /// The user that it runs as. (`User`, schema 2.0)
    pub user: Option<String>,
    /// The directory that it starts in. (`WorkingDirectory`, schema 2.0)
    pub working_directory: Option<String>,
    /// Variables of its environment. (`Environment`, schema 2.0)
    pub environment: Option<BTreeMap<String, String>>,
    /// Whether it runs with few rights. (`RestrictedToken`, schema 2.0)
    pub restricted_token: Option<bool>,
    /// Whether it sees a console; there is no pipe for its errors then. (`EmulateConsole`, schema 2.0)
    pub emulate_console: Option<bool>,
    /// Whether there is a pipe to its standard input. (`CreateStdInPipe`, schema 2.0)
    pub create_std_in_pipe: Option<bool>,
    /// Whether there is a pipe from its standard output. (`CreateStdOutPipe`, schema 2.0)
    pub create_std_out_pipe: Option<bool>,
    /// Whether there is a pipe from its standard error. (`CreateStdErrPipe`, schema 2.0)
    pub create_std_err_pipe: Option<bool>,
    /// The console's height, then its width, in characters. (`ConsoleSize`, schema 2.0)
    pub console_size: Option<Vec<u16>>,
    /// Whether it joins a session that the user has already. (`UseExistingLogin`, schema 2.0)
    pub use_existing_login: Option<bool>,
    /// Whether it sees the older console. (`UseLegacyConsole`, schema 2.0)
    pub use_legacy_console: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessParameters "ProcessParameters" W1809.v(2, 0), true &[];
    0 application_name: Leaf(String) "ApplicationName" W1809.v(2, 0), None, None;
    1 command_line: Leaf(String) "CommandLine" W1809.v(2, 0), None, None;
    2 command_args: Leaves(String) "CommandArgs" W1809.v(2, 0), None, None;
    3 user: Leaf(String) "User" W1809.v(2, 0), None, None;
    4 working_directory: Leaf(String) "WorkingDirectory" W1809.v(2, 0), None, None;
    5 environment: LeafMap(String) "Environment" W1809.v(2, 0), None, None;
    6 restricted_token: Leaf(bool) "RestrictedToken" W1809.v(2, 0), None, None;
    7 emulate_console: Leaf(bool) "EmulateConsole" W1809.v(2, 0), None, None;
    8 create_std_in_pipe: Leaf(bool) "CreateStdInPipe" W1809.v(2, 0), None, None;
    9 create_std_out_pipe: Leaf(bool) "CreateStdOutPipe" W1809.v(2, 0), None, None;
    10 create_std_err_pipe: Leaf(bool) "CreateStdErrPipe" W1809.v(2, 0), None, None;
    11 console_size: Leaves(u16) "ConsoleSize" W1809.v(2, 0), None, None;
    12 use_existing_login: Leaf(bool) "UseExistingLogin" W1809.v(2, 0), None, None;
    13 use_legacy_console: Leaf(bool) "UseLegacyConsole" W1809.v(2, 0), None, None;
}

document!(ProcessParameters);

/// How a process fares: what its exit event and `HcsGetProcessProperties` tell.
///
/// [`ProcessStatus`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessStatus) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessStatus {
    /// Its id in the guest. (`ProcessId`, schema 2.1)
    pub process_id: Option<u32>,
    /// Whether it has ended. (`Exited`, schema 2.1)
    pub exited: Option<bool>,
    /// Its exit code, if it has ended and the wait for it has succeeded. (`ExitCode`, schema 2.1)
    pub exit_code: Option<u32>,
    /// How the wait for its end went. (`LastWaitResult`, schema 2.1)
    pub last_wait_result: Option<HResult>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessStatus "ProcessStatus" W1809.v(2, 1), false &[];
    0 process_id: Leaf(u32) "ProcessId" W1809.v(2, 1), None, None;
    1 exited: Leaf(bool) "Exited" W1809.v(2, 1), None, None;
    2 exit_code: Leaf(u32) "ExitCode" W1809.v(2, 1), None, None;
    3 last_wait_result: Leaf(HResult) "LastWaitResult" W1809.v(2, 1), None, None;
}

/// What `HcsModifyProcess` is to change.
///
/// [`ProcessModifyRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessModifyRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessModifyRequest {
    /// What to do. (`Operation`, schema 2.0)
    pub operation: Option<ModifyOperation>,
    /// The new size of the console. (`ConsoleSize`, schema 2.0)
    pub console_size: Option<ConsoleSize>,
    /// The stream to be closed. (`CloseHandle`, schema 2.0)
    pub close_handle: Option<CloseHandle>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessModifyRequest "ProcessModifyRequest" W1809.v(2, 0), true &[];
    0 operation: Leaf(ModifyOperation) "Operation" W1809.v(2, 0), None, None;
    1 console_size: Record(ConsoleSize) "ConsoleSize" W1809.v(2, 0), None, None;
    2 close_handle: Record(CloseHandle) "CloseHandle" W1809.v(2, 0), None, None;
}

document!(ProcessModifyRequest);

/// What can be done to a process.
///
/// [`ModifyOperation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModifyOperation) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ModifyOperation {
    /// Change the size of its console. (schema 2.0)
    ConsoleSize,
    /// Close one of its streams. (schema 2.0)
    CloseHandle,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ModifyOperation "ModifyOperation" W1809.v(2, 0);
    ConsoleSize "ConsoleSize" W1809.v(2, 0);
    CloseHandle "CloseHandle" W1809.v(2, 0);
}

/// The size of a console, in characters.
///
/// [`ConsoleSize`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ConsoleSize) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ConsoleSize {
    /// Its height. (`Height`, schema 2.0)
    pub height: Option<u16>,
    /// Its width. (`Width`, schema 2.0)
    pub width: Option<u16>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ConsoleSize "ConsoleSize" W1809.v(2, 0), false &[];
    0 height: Leaf(u16) "Height" W1809.v(2, 0), None, None;
    1 width: Leaf(u16) "Width" W1809.v(2, 0), None, None;
}

/// The stream of a process to be closed.
///
/// [`CloseHandle`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CloseHandle) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct CloseHandle {
    /// Which. (`Handle`, schema 2.0)
    pub handle: Option<StdHandle>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CloseHandle "CloseHandle" W1809.v(2, 0), false &[];
    0 handle: Leaf(StdHandle) "Handle" W1809.v(2, 0), None, None;
}

/// A standard stream.
///
/// [`StdHandle`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#StdHandle) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StdHandle {
    /// Standard input. (schema 2.0)
    StdIn,
    /// Standard output. (schema 2.0)
    StdOut,
    /// Standard error. (schema 2.0)
    StdErr,
    /// All three. (schema 2.1)
    All,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    StdHandle "StdHandle" W1809.v(2, 0);
    StdIn "StdIn" W1809.v(2, 0);
    StdOut "StdOut" W1809.v(2, 0);
    StdErr "StdErr" W1809.v(2, 0);
    All "All" W1809.v(2, 1);
}

/// The signal that `HcsSignalProcess` is to send to a Windows process.
///
/// [`SignalProcessOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SignalProcessOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SignalProcessOptions {
    /// The signal. (`Signal`, schema 2.1)
    pub signal: Option<ProcessSignal>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SignalProcessOptions "SignalProcessOptions" W1809.v(2, 1), true &[];
    0 signal: Leaf(ProcessSignal) "Signal" W1809.v(2, 1), None, None;
}

document!(SignalProcessOptions);

/// A signal for a Windows process.
///
/// [`ProcessSignal`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessSignal) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProcessSignal {
    /// Ctrl+C. (schema 2.1)
    CtrlC,
    /// Ctrl+Break. (schema 2.1)
    CtrlBreak,
    /// Its console is closed. (schema 2.1)
    CtrlClose,
    /// The user logs off. (schema 2.1)
    CtrlLogOff,
    /// The system shuts down. (schema 2.1)
    CtrlShutdown,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ProcessSignal "ProcessSignal" W1809.v(2, 1);
    CtrlC "CtrlC" W1809.v(2, 1);
    CtrlBreak "CtrlBreak" W1809.v(2, 1);
    CtrlClose "CtrlClose" W1809.v(2, 1);
    CtrlLogOff "CtrlLogOff" W1809.v(2, 1);
    CtrlShutdown "CtrlShutdown" W1809.v(2, 1);
}

/// A process in a container.
///
/// [`ProcessDetails`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessDetails) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessDetails {
    /// Its id. (`ProcessId`, schema 2.1)
    pub process_id: Option<u32>,
    /// The file name of its program. (`ImageName`, schema 2.1)
    pub image_name: Option<String>,
    /// When it was created. (`CreateTimestamp`, schema 2.1)
    pub create_timestamp: Option<Timestamp>,
    /// Its time in user mode, in units of 100 ns. (`UserTime100ns`, schema 2.1)
    pub user_time_100ns: Option<Ticks>,
    /// Its time in kernel mode, in units of 100 ns. (`KernelTime100ns`, schema 2.1)
    pub kernel_time_100ns: Option<Ticks>,
    /// Its committed memory, in bytes. (`MemoryCommitBytes`, schema 2.1)
    pub memory_commit_bytes: Option<u64>,
    /// Its private working set, in bytes. (`MemoryWorkingSetPrivateBytes`, schema 2.1)
    pub memory_working_set_private_bytes: Option<u64>,
    /// Its shared working set, in bytes. (`MemoryWorkingSetSharedBytes`, schema 2.1)
    pub memory_working_set_shared_bytes: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessDetails "ProcessDetails" W1809.v(2, 1), false &[];
    0 process_id: Leaf(u32) "ProcessId" W1809.v(2, 1), None, None;
    1 image_name: Leaf(String) "ImageName" W1809.v(2, 1), None, None;
    2 create_timestamp: Leaf(Timestamp) "CreateTimestamp" W1809.v(2, 1), None, None;
    3 user_time_100ns: Leaf(Ticks) "UserTime100ns" W1809.v(2, 1), None, None;
    4 kernel_time_100ns: Leaf(Ticks) "KernelTime100ns" W1809.v(2, 1), None, None;
    5 memory_commit_bytes: Leaf(u64) "MemoryCommitBytes" W1809.v(2, 1), None, None;
    6 memory_working_set_private_bytes: Leaf(u64) "MemoryWorkingSetPrivateBytes" W1809.v(2, 1), None, None;
    7 memory_working_set_shared_bytes: Leaf(u64) "MemoryWorkingSetSharedBytes" W1809.v(2, 1), None, None;
}
