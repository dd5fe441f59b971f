//! The functions behind the C ABI. None of them is generic: the slot says which instance is meant.

mod create;
mod enter;
mod files;
mod holder;
mod memory;
mod notice;
mod operation;
mod process;
mod service;
mod storage;
mod system;
mod wait;

pub(crate) use create::*;
pub(crate) use files::*;
pub(crate) use memory::*;
pub(crate) use notice::*;
pub(crate) use operation::*;
pub(crate) use process::*;
pub(crate) use service::*;
pub(crate) use storage::*;
pub(crate) use system::*;
pub(crate) use wait::*;
