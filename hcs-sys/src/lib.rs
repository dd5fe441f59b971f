#![doc = include_str!("../README.md")]

mod bindings;
mod error;
mod extra;
mod function;
mod guid;
mod import;
#[cfg_attr(not(any(unix, windows)), path = "library_none.rs")]
mod library;
mod load;
mod tables;

pub use bindings::*;
pub use error::{LoadError, LoadErrorKind};
pub use extra::*;
pub use function::Function;
pub use tables::*;
