#![doc = include_str!("../README.md")]

mod abi;
mod completion;
pub mod conformance;
#[doc = include_str!("contract.md")]
pub mod contract {}
mod coverage;
mod document;
mod event;
mod existing;
mod exports;
mod fault;
mod files;
mod guest;
mod handle;
mod history;
mod host;
mod hresult;
mod instance;
mod kernel;
mod label;
mod ledger;
mod local;
mod migration;
mod notice;
pub mod null;
mod parameters;
mod pipe;
mod police;
mod process;
mod processes;
mod profile;
mod properties;
pub mod replay;
mod safe;
mod schedule;
mod service;
mod settings;
mod slot;
mod snapshot;
mod storage;
mod text;
mod thunk;
mod violation;
mod world;

pub use coverage::{MODELLED, POLICED, modelled};
pub use document::ExitType;
pub use fault::Fault;
pub use files::Grant;
pub use guest::{Guest, GuestInput, GuestIo, GuestOutput, Signal};
pub use history::{Answer, Call, History};
pub use host::{MockHost, MockHostBuilder, State, SystemInfo};
pub use hresult::code_named;
pub use label::{Kind, Label};
pub use ledger::{Count, Ledger};
pub use notice::GivenResource;
pub use parameters::ProcessParameters;
pub use processes::ProcessInfo;
pub use profile::{
    AbsentStream, Borrowed, Cancel, Chance, ClosedHandle, ClosedPending, Disconnected, Drain,
    ErrorForm, ExistingStateFile, LateSetting, LayerConflicts, Missed, NotJson, NullNamespace,
    OperationEventData, ProcessCreation, Profile, RevokeUngranted, SecondTerminate,
};
pub use schedule::Schedule;
pub use settings::WrongSetting;
pub use slot::{Stray, strays};
pub use snapshot::{Pulse, Snapshot};
pub use violation::Violation;
