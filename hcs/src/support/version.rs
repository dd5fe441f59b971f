#![allow(unsafe_code)] // Asks Windows for its version.
//! The number of this machine's build of Windows.

/// The number of the build, such as 26100; none elsewhere than on Windows.
#[cfg(windows)]
pub(super) fn build() -> Option<u32> {
    use windows_sys::Wdk::System::SystemServices::RtlGetVersion;
    use windows_sys::Win32::System::SystemInformation::OSVERSIONINFOW;

    let mut version = OSVERSIONINFOW {
        dwOSVersionInfoSize: size_of::<OSVERSIONINFOW>() as u32,
        ..OSVERSIONINFOW::default()
    };
    // Other functions tell programs what their manifests say that they were made for.
    // SAFETY: the structure says how large it is, and can be written to.
    let status = unsafe { RtlGetVersion(&raw mut version) };
    (status >= 0).then_some(version.dwBuildNumber)
}

/// The number of the build, such as 26100; none elsewhere than on Windows.
#[cfg(not(windows))]
pub(super) fn build() -> Option<u32> {
    None
}
