#![allow(unsafe_code)] // One function is unsafe to call elsewhere: it is declared so here, and does nothing.

//! What stands in for a loaded library on a system that has none: a table can be built from addresses only.

use core::convert::Infallible;
use core::ffi::{CStr, c_void};
use core::ptr::NonNull;
use std::error::Error;
use std::path::Path;

pub(crate) struct Library(Infallible);

type Refusal = Box<dyn Error + Send + Sync>;

impl Library {
    pub(crate) fn system(name: &str) -> Result<Self, Refusal> {
        Err(format!("{name} is a part of Windows").into())
    }

    /// # Safety
    /// Nothing is loaded.
    pub(crate) unsafe fn file(_: &Path) -> Result<Self, Refusal> {
        Err("this system loads no libraries".into())
    }

    pub(crate) fn find(&self, _: &CStr) -> Option<NonNull<c_void>> {
        match self.0 {}
    }

    pub(crate) fn identify(self) -> (Self, usize) {
        match self.0 {}
    }

    pub(crate) fn keep(self) {
        match self.0 {}
    }
}
