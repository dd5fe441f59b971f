#![allow(unsafe_code)] // Asks Windows for its version.

//! The build of Windows that this program runs on.

/// The number of the build, such as 26100; none elsewhere than on Windows.
#[cfg(windows)]
pub(super) fn build() -> Option<u32> {
    /// `OSVERSIONINFOW` of Windows' winnt.h.
    #[repr(C)]
    struct Version {
        size: u32,
        major: u32,
        minor: u32,
        build: u32,
        platform: u32,
        service_pack: [u16; 128],
    }

    // Other functions tell programs what their manifests say that they were made for.
    // SAFETY: the declaration is that of Windows' wdm.h.
    #[cfg_attr(
        target_arch = "x86",
        link(name = "ntdll", kind = "raw-dylib", import_name_type = "undecorated")
    )]
    #[cfg_attr(not(target_arch = "x86"), link(name = "ntdll", kind = "raw-dylib"))]
    unsafe extern "system" {
        fn RtlGetVersion(version: *mut Version) -> i32;
    }

    let mut version = Version {
        size: size_of::<Version>() as u32,
        major: 0,
        minor: 0,
        build: 0,
        platform: 0,
        service_pack: [0; 128],
    };
    // SAFETY: the structure says how large it is, and can be written to.
    let status = unsafe { RtlGetVersion(&raw mut version) };
    (status == 0).then_some(version.build)
}

/// The number of the build, such as 26100; none elsewhere than on Windows.
#[cfg(not(windows))]
pub(super) fn build() -> Option<u32> {
    None
}
