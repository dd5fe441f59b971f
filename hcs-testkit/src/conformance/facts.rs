#![allow(unsafe_code)] // Asks Windows a question, by a function that takes nothing.

//! What there is to know of this machine before anything is asked of its service.

use hcs::Build;
use hcs_sys::ComputeCore;

use super::report::Facts;

/// This machine's build of Windows, and whether this process is elevated.
pub(crate) fn of_this_machine() -> Facts {
    Facts {
        library: ComputeCore::LIBRARY.to_owned(),
        build: Build::of_this_machine().map(Build::number),
        elevated: elevated(),
    }
}

#[cfg(not(windows))]
fn elevated() -> Option<bool> {
    None
}

#[cfg(windows)]
#[cfg_attr(
    target_arch = "x86",
    link(name = "shell32", kind = "raw-dylib", import_name_type = "undecorated")
)]
#[cfg_attr(not(target_arch = "x86"), link(name = "shell32", kind = "raw-dylib"))]
// SAFETY: the declaration is that of shlobj_core.h.
unsafe extern "system" {
    fn IsUserAnAdmin() -> i32;
}

#[cfg(windows)]
fn elevated() -> Option<bool> {
    // SAFETY: it takes nothing.
    Some(unsafe { IsUserAnAdmin() } != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_says_what_it_is_and_other_systems_are_none() {
        let facts = of_this_machine();
        assert_eq!(facts.build.is_some_and(|build| build > 7000), cfg!(windows));
        assert_eq!(facts.elevated.is_some(), cfg!(windows));
    }
}
