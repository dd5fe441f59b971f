//! The language that the programs are written in.
//!
//! A program refers to what it has by the names of places: a place holds one thing at a time, and what is put into it
//! drops what was there. A step that finds its place empty does nothing.
//!
//! `{:?}` of a program is Rust code, so that it can be kept as a test: therefore no two variants here have the same name.

use std::fmt;

pub(crate) use crate::doing::{Asks, Doing, Streams};

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident: $count:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) u8);

        impl $name {
            pub(crate) const COUNT: usize = $count;

            pub(crate) fn index(self) -> usize {
                usize::from(self.0) % Self::COUNT
            }
        }
    )*};
}

places! {
    /// A place for a reference to a system.
    Sys: 4;
    /// A place for a call that isn't answered: a future, a pending call, or a wait that ran out.
    Fut: 5;
    /// A place for a subscription.
    Sub: 3;
    /// A place for a stream of events.
    Str: 3;
    /// The id of a system, which is a place too: of the service's.
    Id: 3;
    /// A place for a process.
    Proc: 3;
    /// A place for an end of a process's stream.
    Pipe: 4;
}

impl Id {
    pub(crate) fn name(self) -> &'static str {
        ["Alpha", "Beta", "Gamma"][self.index()]
    }
}

/// A step, and the thread that takes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) thread: u8,
    pub(crate) step: Step,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// The program does something.
    Do(Act),
    /// Something happens on the host.
    Host(Fate),
}

/// What a program can do anywhere, inside callbacks too.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Act {
    Create {
        id: Id,
        config: Config,
        events: Events,
        into: Sys,
        finish: Finish,
    },
    Open {
        id: Id,
        into: Sys,
    },
    Enumerate(Finish),
    Call {
        on: Sys,
        verb: Verb,
        finish: Finish,
    },
    CloneSystem {
        from: Sys,
        into: Sys,
    },
    DropSystem(Sys),
    Close(Sys),
    /// Creates a container and starts it, so that there is one for processes.
    Raise {
        id: Id,
        into: Sys,
    },
    CreateProcess {
        on: Sys,
        guest: Doing,
        streams: Streams,
        into: Proc,
        finish: Finish,
    },
    /// Opens a process that there is a handle to once more, with this handle of a system.
    OpenProcess {
        on: Sys,
        of: Proc,
        into: Proc,
    },
    CallProcess {
        on: Proc,
        asks: Asks,
        finish: Finish,
    },
    DropProcess(Proc),
    CloseProcess(Proc),
    /// Whether it has exited, without waiting for that.
    LookForExit(Proc),
    /// All that it writes, and its exit, if that can't take for ever.
    Output(Proc),
    /// The exit of what is there, to be awaited.
    AwaitExit(Of, Fut),
    /// Writes into the end, or reads from it, if that can't take for ever.
    UsePipe(Pipe),
    DropPipe(Pipe),
    Subscribe {
        on: Of,
        options: Options,
        handler: Code,
        into: Sub,
    },
    Listen {
        on: Of,
        options: Options,
        into: Str,
    },
    Unsubscribe(Sub),
    DropSubscription(Sub),
    Next(Str, Wakes),
    TryRecv(Str),
    RecvTimeout(Str),
    DropStream(Str),
    Poll(Fut, Wakes),
    Wait(Fut),
    WaitTimeout(Fut, Limit),
    DropFuture(Fut),
    /// Asks for its operation to be cancelled.
    Cancel(Fut),
    /// Asks for properties of its operation.
    AskOperation(Fut),
}

/// Something with a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    OfSystem(Sys),
    OfProcess(Proc),
}

/// What happens on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// One thing that is due. On the stepped schedule only.
    OneStep,
    /// Everything that is due.
    Idle,
    Exit(Id),
    Crash(Id),
    Emit(Id, Emitted),
    ExitProcess(Proc),
    EmitOfProcess(Proc, Emitted),
    Disconnect,
    /// The n-th call from now on that can fail does.
    Strike(u8, Struck),
}

/// How a call is finished.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Finish {
    Waited,
    /// A wait that runs out goes into the place.
    WaitedFor(Limit, Fut),
    Submitted(Fut),
    /// A future that nobody has polled.
    Awaited(Fut),
    Completes(Code),
    /// Submitted, with its progress.
    WithProgress(Fut, Str),
    /// Submitted, and given a resource.
    WithResource(Fut),
}

/// How the events of a new system are received.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Events {
    Unheard,
    Handled(Options, Code, Sub),
    Streamed(Options, Str),
}

/// The waker that something is polled with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wakes {
    /// The one of the last time.
    Again,
    With(Code),
}

/// A closure, a handler or a waker.
#[derive(Clone, PartialEq)]
pub(crate) struct Code {
    pub(crate) acts: Vec<Act>,
    pub(crate) end: End,
    /// It has captured a reference to this.
    pub(crate) holds: Option<Of>,
    /// Dropping what it has captured panics.
    pub(crate) drop_panics: bool,
}

impl Code {
    pub(crate) const PLAIN: Self = Self {
        acts: Vec::new(),
        end: End::Returns,
        holds: None,
        drop_panics: false,
    };
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::PLAIN {
            return f.write_str("Code::PLAIN");
        }
        f.write_str("Code { ")?;
        if !self.acts.is_empty() {
            write!(f, "acts: vec!{:?}, ", self.acts)?;
        }
        if self.end != End::Returns {
            write!(f, "end: {:?}, ", self.end)?;
        }
        if let Some(of) = self.holds {
            write!(f, "holds: Some({of:?}), ")?;
        }
        if self.drop_panics {
            f.write_str("drop_panics: true, ")?;
        }
        f.write_str("..Code::PLAIN }")
    }
}

/// How user code ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Returns,
    Panics,
    /// What its panic carries panics when it is dropped.
    PanicsTwice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Start,
    /// With options that are not JSON.
    StartWithMistake,
    ShutDown,
    ShutDownWith,
    Terminate,
    Pause,
    Resume,
    Save,
    Modify,
    Properties,
}

impl Verb {
    pub(crate) const ALL: [Self; 10] = [
        Self::Start,
        Self::StartWithMistake,
        Self::ShutDown,
        Self::ShutDownWith,
        Self::Terminate,
        Self::Pause,
        Self::Resume,
        Self::Save,
        Self::Modify,
        Self::Properties,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Config {
    /// Ends when its last handle is closed.
    Vm,
    /// Stays when its last handle is closed.
    Lasting,
    Container,
    /// JSON, but no configuration.
    Unusable,
    /// Not JSON.
    Mistake,
}

impl Config {
    pub(crate) fn document(self) -> &'static str {
        match self {
            Self::Vm => r#"{"VirtualMachine":{},"ShouldTerminateOnLastHandleClosed":true}"#,
            Self::Lasting => r#"{"VirtualMachine":{}}"#,
            Self::Container => r#"{"Container":{},"ShouldTerminateOnLastHandleClosed":true}"#,
            Self::Unusable => "{}",
            Self::Mistake => "{",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Options {
    Plain,
    Operations,
    Lifecycle,
    Both,
}

impl Options {
    pub(crate) fn value(self) -> hcs::EventOptions {
        use hcs::EventOptions;
        match self {
            Self::Plain => EventOptions::NONE,
            Self::Operations => EventOptions::OPERATION_CALLBACKS,
            Self::Lifecycle => EventOptions::VM_LIFECYCLE,
            Self::Both => EventOptions::OPERATION_CALLBACKS | EventOptions::VM_LIFECYCLE,
        }
    }
}

/// The limit of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Zero,
    Short,
    Long,
}

impl Limit {
    pub(crate) fn duration(self) -> std::time::Duration {
        std::time::Duration::from_millis(match self {
            Self::Zero => 0,
            Self::Short => 2,
            Self::Long => 600_000,
        })
    }
}

/// An event that the host sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emitted {
    /// Of a kind that nobody knows.
    Stranger,
    LifecycleEvent,
    ConnectionClosed,
    /// The completion of an operation that it doesn't name.
    NamelessCompletion,
}

impl Emitted {
    pub(crate) fn kind(self) -> hcs::EventKind {
        use hcs::EventKind;
        match self {
            Self::Stranger => EventKind(0x4242),
            Self::LifecycleEvent => EventKind::VM_LIFECYCLE,
            Self::ConnectionClosed => EventKind::SYSTEM_GUEST_CONNECTION_CLOSED,
            Self::NamelessCompletion => EventKind::OPERATION_CALLBACK,
        }
    }
}

/// What strikes a call that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Struck {
    Refused,
    RefusedWithDocument,
    /// It succeeds, and its operation fails.
    FailsLater,
    Disconnects,
}
