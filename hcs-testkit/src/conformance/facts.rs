#![allow(unsafe_code)] // Asks Windows two questions, by functions that take nothing but a structure of our own.

//! What there is to know of this machine before anything is asked of its service.

use hcs_sys::ComputeCore;

use super::report::Facts;

/// This machine's build of Windows, and whether this process is elevated.
pub(crate) fn of_this_machine() -> Facts {
    Facts {
        library: ComputeCore::LIBRARY.to_owned(),
        build: build(),
        elevated: elevated(),
    }
}

#[cfg(not(windows))]
fn build() -> Option<u32> {
    None
}

#[cfg(not(windows))]
fn elevated() -> Option<bool> {
    None
}

/// `OSVERSIONINFOW` of Windows' winnt.h.
#[cfg(windows)]
#[repr(C)]
struct Version {
    size: u32,
    major: u32,
    minor: u32,
    build: u32,
    platform: u32,
    service_pack: [u16; 128],
}

// `GetVersionEx` tells a program without a manifest what it wants to hear; this one tells the truth.
#[cfg(windows)]
#[cfg_attr(
    target_arch = "x86",
    link(name = "ntdll", kind = "raw-dylib", import_name_type = "undecorated")
)]
#[cfg_attr(not(target_arch = "x86"), link(name = "ntdll", kind = "raw-dylib"))]
// SAFETY: the declaration is that of winternl.h.
unsafe extern "system" {
    fn RtlGetVersion(version: *mut Version) -> i32;
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
fn build() -> Option<u32> {
    let mut version = Version {
        size: size_of::<Version>() as u32,
        major: 0,
        minor: 0,
        build: 0,
        platform: 0,
        service_pack: [0; 128],
    };
    // SAFETY: the structure can be written to, and says how large it is.
    let status = unsafe { RtlGetVersion(&raw mut version) };
    (status >= 0).then_some(version.build)
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
