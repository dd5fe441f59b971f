//! Codes and errors of the crate `windows-core`, so that `?` works both ways: the feature `windows-core`.

use hcs_sys as sys;
use windows_core::HRESULT;

use crate::error::{Error, HResult};

/// A program whose functions return the errors of `windows-core` uses `?` on this crate's calls.
///
/// The code is the one that Windows answered with. An error of a call that never reached Windows has the code that Windows
/// itself has for such a mistake: `E_INVALIDARG` for an id or a path that can't be passed on, `HCS_E_INVALID_JSON` for what is
/// no document, `RPC_E_DISCONNECTED` for a closed handle, and so on. The sentence goes along where `windows-core` keeps one,
/// which it does on Windows.
///
#[cfg_attr(windows, doc = "```no_run")] // Wine has no such errors, and ends the program.
#[cfg_attr(not(windows), doc = "```")]
/// fn start(system: &hcs::ComputeSystem) -> windows_core::Result<()> {
///     system.start().wait()?;
///     Ok(())
/// }
///
/// # let mock = hcs_testkit::MockHost::new();
/// # let system = mock.host().create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
/// start(&system).expect("it was created");
/// let error = start(&system).expect_err("it runs");
/// assert_eq!(error.code(), windows_core::HRESULT(0x80370105_u32 as i32)); // HCS_E_INVALID_STATE
/// # Ok::<(), hcs::Error>(())
/// ```
impl From<Error> for windows_core::Error {
    fn from(error: Error) -> Self {
        Self::new(error.nearest_code().into(), error.to_string())
    }
}

/// A program whose functions return this crate's errors uses `?` on other calls of Windows.
///
/// The predicates and [`Error::code`] see the code, [`Error::message`] gives the text; [`Error::call`] can only say that it
/// was a function of Windows.
///
#[cfg_attr(windows, doc = "```no_run")] // As above.
#[cfg_attr(not(windows), doc = "```")]
/// fn other() -> windows_core::Result<()> {
///     windows_core::HRESULT(0x80070005_u32 as i32).ok()
/// }
///
/// fn both(host: &hcs::Host) -> hcs::Result<()> {
///     host.enumerate_value().wait()?;
///     other()?;
///     Ok(())
/// }
///
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// let error = both(&host).expect_err("the other one");
/// assert!(error.is_access_denied());
/// ```
impl From<windows_core::Error> for Error {
    fn from(error: windows_core::Error) -> Self {
        Self::of_windows(error.code().into(), error.message())
    }
}

impl From<HResult> for HRESULT {
    fn from(code: HResult) -> Self {
        Self(code.0)
    }
}

impl From<HRESULT> for HResult {
    fn from(code: HRESULT) -> Self {
        Self(code.0)
    }
}

/// The same code as that of the [`windows_core::Error`], without its text.
impl From<Error> for HRESULT {
    fn from(error: Error) -> Self {
        error.nearest_code().into()
    }
}

/// Codes of Windows for what this crate finds out by itself.
pub(crate) mod code {
    pub(crate) const E_ILLEGAL_METHOD_CALL: i32 = 0x8000_000E_u32 as i32;
    pub(crate) const RPC_E_DISCONNECTED: i32 = 0x8001_0108_u32 as i32;
    pub(crate) const ERROR_MOD_NOT_FOUND: i32 = 0x8007_007E_u32 as i32;
    pub(crate) const ERROR_PROC_NOT_FOUND: i32 = 0x8007_007F_u32 as i32;
    pub(crate) const FACILITY_WIN32: i32 = 0x8007_0000_u32 as i32;
}

/// An error of the system as Windows' HRESULTs have it.
pub(crate) fn of_io(error: &std::io::Error) -> i32 {
    match error.raw_os_error() {
        Some(number @ 1..=0xFFFF) if cfg!(windows) => number | code::FACILITY_WIN32,
        _ if error.kind() == std::io::ErrorKind::PermissionDenied => sys::E_ACCESSDENIED,
        _ => sys::E_FAIL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_both_ways() {
        for code in [0, 1, sys::HCS_E_SYSTEM_NOT_FOUND, sys::E_INVALIDARG] {
            let ours = HResult(code);
            let theirs = HRESULT::from(ours);
            assert_eq!(theirs.0, code);
            assert_eq!(HResult::from(theirs), ours);
        }
    }

    #[test]
    fn an_error_keeps_its_code_on_the_way_there_and_back() {
        if std::env::var_os("WINEPREFIX").is_some() {
            // Wine lacks the function that keeps an error's sentence, and ends a program that calls it.
            return;
        }
        let code = sys::HCS_E_SYSTEM_NOT_FOUND;
        let document = Some(r#"{"ErrorMessage":"none"}"#.to_owned());
        let first = Error::code_of("HcsOpenComputeSystem", code, document);
        let theirs = windows_core::Error::from(first.clone());
        assert_eq!(theirs.code().0, code);
        let back = Error::from(theirs);
        assert!(back.is_not_found(), "{back:?}");
        assert_eq!(back.code(), first.code());
        assert_eq!(back.document(), None, "Windows wrote none");
        let text = back.to_string();
        assert!(text.starts_with("a function of Windows failed: "), "{text}");
        assert!(text.contains("HCS_E_SYSTEM_NOT_FOUND"), "{text}");
        let told = Error::of_windows(HResult(code), "it said so".to_owned());
        assert_eq!(told.message(), Some("it said so"));
        assert!(told.to_string().contains("it said so"), "{told}");
    }

    #[test]
    fn what_never_reached_windows_has_a_code_too() {
        use std::io;

        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let mistake = crate::Document::from("{").check().expect_err("no JSON");
        for (error, expected) in [
            (mistake, sys::HCS_E_INVALID_JSON),
            (Error::nul_in_id("HcsX", "a\0", 1), sys::E_INVALIDARG),
            (Error::no_context("HcsX"), sys::E_OUTOFMEMORY),
            (Error::closed("HcsX"), code::RPC_E_DISCONNECTED),
            (Error::in_callback("HcsX"), code::E_ILLEGAL_METHOD_CALL),
            (Error::timed_out("HcsX"), sys::HCS_E_OPERATION_TIMEOUT),
            (Error::io("ReadFile", denied), sys::E_ACCESSDENIED),
            (
                Error::io("ReadFile", io::Error::other("other")),
                sys::E_FAIL,
            ),
        ] {
            let text = format!("{error:?}");
            assert_eq!(HRESULT::from(error).0, expected, "{text}");
        }
    }
}
