#![allow(unsafe_code)] // Asks Windows about its service, this user, and the permissions of files.
//! This machine, as Windows tells of it.

use std::io;
use std::os::windows::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use std::ptr::{null, null_mut};

use hcs::Build;
use hcs_sys::{ComputeCore, ComputeNetwork, ComputeStorage};
use windows_sys::Win32::Foundation::{
    CloseHandle, ERROR_FILE_CORRUPT, ERROR_SERVICE_DOES_NOT_EXIST, ERROR_SUCCESS, HANDLE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, GetNamedSecurityInfoW, SDDL_REVISION_1,
    SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    AllocateAndInitializeSid, CheckTokenMembership, DACL_SECURITY_INFORMATION, FreeSid,
    GetTokenInformation, PSECURITY_DESCRIPTOR, SECURITY_NT_AUTHORITY, TOKEN_ELEVATION, TOKEN_QUERY,
    TokenElevation,
};
use windows_sys::Win32::Storage::Vhd::{
    GET_VIRTUAL_DISK_INFO, GET_VIRTUAL_DISK_INFO_0_1, GET_VIRTUAL_DISK_INFO_PARENT_LOCATION,
    GetVirtualDiskInformation, OPEN_VIRTUAL_DISK_FLAG_NO_PARENTS, OpenVirtualDisk,
    VIRTUAL_DISK_ACCESS_GET_INFO, VIRTUAL_STORAGE_TYPE, VIRTUAL_STORAGE_TYPE_DEVICE_UNKNOWN,
};
use windows_sys::Win32::System::Services::{
    CloseServiceHandle, OpenSCManagerW, OpenServiceW, QueryServiceStatus, SC_HANDLE,
    SC_MANAGER_CONNECT, SERVICE_QUERY_STATUS, SERVICE_RUNNING, SERVICE_STATUS,
};
use windows_sys::Win32::System::SystemServices::SECURITY_BUILTIN_DOMAIN_RID;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::access;
use super::{Library, Machine, Rights, Service};

/// `ERROR_VHD_INVALID_TYPE`: a question that isn't for this type of disk, which has no parent.
const INVALID_TYPE: u32 = 0xC03A_001B;

/// This machine.
pub(crate) struct Windows;

impl Machine for Windows {
    fn name(&self) -> String {
        "this machine".to_owned()
    }

    fn build(&self) -> u32 {
        Build::of_this_machine().map_or(0, Build::number)
    }

    fn libraries(&self) -> Vec<Library> {
        Library::all(
            [
                ComputeCore::load().map(|it| it.functions().collect()),
                ComputeStorage::load().map(|it| it.functions().collect()),
                ComputeNetwork::load().map(|it| it.functions().collect()),
            ]
            .map(|loaded| loaded.map_err(|error| error.to_string())),
        )
    }

    fn service(&self) -> Result<Service, String> {
        service().map_err(|error| error.to_string())
    }

    fn hypervisor(&self) -> Result<bool, String> {
        hypervisor().ok_or_else(|| "this processor can't be asked for it".to_owned())
    }

    fn rights(&self) -> Result<Rights, String> {
        let rights = || -> io::Result<Rights> {
            Ok(Rights {
                elevated: is_elevated()?,
                member: is_member()?,
            })
        };
        rights().map_err(|error| error.to_string())
    }

    fn disks_of(&self, _: &str) -> Option<Vec<PathBuf>> {
        None
    }

    fn parent_disk(&self, disk: &Path) -> Result<Option<PathBuf>, String> {
        parent(disk).map_err(|error| error.to_string())
    }

    fn may_use(&self, vm: &str, runtime_id: Option<&str>, file: &Path) -> Result<bool, String> {
        let account = runtime_id.and_then(access::account);
        let account = account.or_else(|| access::account(vm));
        let account = account.ok_or(
            "the machine isn't there, and its id is no GUID: what its account will be is not known",
        )?;
        let descriptor = descriptor(file).map_err(|error| error.to_string())?;
        Ok(access::allows(&descriptor, &account))
    }
}

fn wide(text: &Path) -> Vec<u16> {
    text.as_os_str().encode_wide().chain([0]).collect()
}

/// What a function has answered that answers with a code.
fn checked(code: u32) -> io::Result<()> {
    match code {
        ERROR_SUCCESS => Ok(()),
        code => Err(io::Error::from_raw_os_error(code.cast_signed())),
    }
}

/// What a function has answered that answers whether it has succeeded.
fn succeeded(answer: i32) -> io::Result<()> {
    match answer {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

struct ServiceHandle(SC_HANDLE);

impl Drop for ServiceHandle {
    fn drop(&mut self) {
        // SAFETY: it is open, and nobody else closes it.
        unsafe { CloseServiceHandle(self.0) };
    }
}

fn service() -> io::Result<Service> {
    // SAFETY: no names mean this machine and its services.
    let manager = unsafe { OpenSCManagerW(null(), null(), SC_MANAGER_CONNECT) };
    if manager.is_null() {
        return Err(io::Error::last_os_error());
    }
    let manager = ServiceHandle(manager);
    let name = wide(Path::new("vmcompute"));
    // SAFETY: the manager is open, and the name ends with a NUL.
    let service = unsafe { OpenServiceW(manager.0, name.as_ptr(), SERVICE_QUERY_STATUS) };
    if service.is_null() {
        let error = io::Error::last_os_error();
        return match error.raw_os_error() == Some(ERROR_SERVICE_DOES_NOT_EXIST.cast_signed()) {
            true => Ok(Service::Absent),
            false => Err(error),
        };
    }
    let service = ServiceHandle(service);
    let mut status = SERVICE_STATUS::default();
    // SAFETY: the service is open, and `status` can be written to.
    succeeded(unsafe { QueryServiceStatus(service.0, &raw mut status) })?;
    Ok(match status.dwCurrentState {
        SERVICE_RUNNING => Service::Running,
        _ => Service::Stopped,
    })
}

/// Whether a hypervisor of Microsoft's is below this Windows; none where there is no way to ask.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn hypervisor() -> Option<bool> {
    #[cfg(target_arch = "x86")]
    use std::arch::x86::__cpuid;
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64::__cpuid;

    let present = __cpuid(1).ecx >> 31 == 1;
    let vendor = __cpuid(0x4000_0000);
    let name: Vec<u8> = [vendor.ebx, vendor.ecx, vendor.edx]
        .iter()
        .flat_map(|part| part.to_le_bytes())
        .collect();
    Some(present && name == b"Microsoft Hv")
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
fn hypervisor() -> Option<bool> {
    None
}

struct OwnedHandle(HANDLE);

impl Drop for OwnedHandle {
    fn drop(&mut self) {
        // SAFETY: it is open, and nobody else closes it.
        unsafe { CloseHandle(self.0) };
    }
}

fn is_elevated() -> io::Result<bool> {
    let mut token: HANDLE = null_mut();
    // SAFETY: this process may ask for its own token, and there is a place for it.
    succeeded(unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) })?;
    let token = OwnedHandle(token);
    let mut elevation = TOKEN_ELEVATION::default();
    let size = size_of::<TOKEN_ELEVATION>() as u32;
    let mut written = 0;
    // SAFETY: the token is open, and the structure is as large as is said.
    succeeded(unsafe {
        GetTokenInformation(
            token.0,
            TokenElevation,
            (&raw mut elevation).cast(),
            size,
            &raw mut written,
        )
    })?;
    Ok(elevation.TokenIsElevated != 0)
}

fn is_member() -> io::Result<bool> {
    // S-1-5-32-578, Hyper-V Administrators.
    const GROUP: u32 = 578;
    let authority = SECURITY_NT_AUTHORITY;
    let mut group = null_mut();
    // SAFETY: there are as many numbers as is said, and a place for the identifier.
    succeeded(unsafe {
        AllocateAndInitializeSid(
            &raw const authority,
            2,
            SECURITY_BUILTIN_DOMAIN_RID as u32,
            GROUP,
            0,
            0,
            0,
            0,
            0,
            0,
            &raw mut group,
        )
    })?;
    let mut member = 0;
    // SAFETY: no token means that of this thread; the identifier was just made, and `member` can be written to.
    let told = succeeded(unsafe { CheckTokenMembership(null_mut(), group, &raw mut member) });
    // SAFETY: it is this program's to free, and nobody uses it any more.
    unsafe { FreeSid(group) };
    told.map(|()| member != 0)
}

/// The list of who may do what with a file, as text.
fn descriptor(file: &Path) -> io::Result<String> {
    let name = wide(file);
    let mut descriptor: PSECURITY_DESCRIPTOR = null_mut();
    // SAFETY: the name ends with a NUL; what isn't asked for needs no place, and the descriptor has one.
    checked(unsafe {
        GetNamedSecurityInfoW(
            name.as_ptr(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION,
            null_mut(),
            null_mut(),
            null_mut(),
            null_mut(),
            &raw mut descriptor,
        )
    })?;
    let mut text = null_mut();
    let mut length = 0;
    // SAFETY: the descriptor was just handed out; there are places for the text and its length.
    let converted = succeeded(unsafe {
        ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor,
            SDDL_REVISION_1,
            DACL_SECURITY_INFORMATION,
            &raw mut text,
            &raw mut length,
        )
    });
    // SAFETY: it is this program's to free, and nobody uses it any more.
    unsafe { LocalFree(descriptor) };
    converted?;
    // SAFETY: the text has this length, with a NUL at its end, and is not changed.
    let read = unsafe { std::slice::from_raw_parts(text, length as usize) };
    let read = String::from_utf16_lossy(read);
    // SAFETY: it is this program's to free, and was copied.
    unsafe { LocalFree(text.cast()) };
    Ok(read.trim_end_matches('\0').to_owned())
}

/// The parent of a differencing disk: the first place where it may be that has a file.
fn parent(disk: &Path) -> io::Result<Option<PathBuf>> {
    let is_disk = disk.extension().is_some_and(|extension| {
        ["vhd", "vhdx", "avhd", "avhdx"]
            .iter()
            .any(|it| extension.eq_ignore_ascii_case(it))
    });
    if !is_disk {
        return Ok(None);
    }
    let name = wide(disk);
    let kind = VIRTUAL_STORAGE_TYPE {
        DeviceId: VIRTUAL_STORAGE_TYPE_DEVICE_UNKNOWN,
        ..VIRTUAL_STORAGE_TYPE::default()
    };
    let mut handle: HANDLE = null_mut();
    // SAFETY: the name ends with a NUL; no parameters mean those of the first version; there is a place for the handle.
    checked(unsafe {
        OpenVirtualDisk(
            &raw const kind,
            name.as_ptr(),
            VIRTUAL_DISK_ACCESS_GET_INFO,
            OPEN_VIRTUAL_DISK_FLAG_NO_PARENTS,
            null(),
            &raw mut handle,
        )
    })?;
    let handle = OwnedHandle(handle);
    // Room for several long paths, aligned as the structure is.
    let mut room = vec![0_u64; 1 << 13];
    let mut size = (room.len() * size_of::<u64>()) as u32;
    let information = room.as_mut_ptr().cast::<GET_VIRTUAL_DISK_INFO>();
    // SAFETY: there is room for the structure, whose first member says what is asked for.
    unsafe { (*information).Version = GET_VIRTUAL_DISK_INFO_PARENT_LOCATION };
    // SAFETY: the disk is open; the room is as large as is said.
    let code =
        unsafe { GetVirtualDiskInformation(handle.0, &raw mut size, information, null_mut()) };
    match code {
        INVALID_TYPE => return Ok(None),
        code => checked(code)?,
    }
    // The paths follow the answer's first member, each with a NUL at its end, the last one with two.
    let at = std::mem::offset_of!(GET_VIRTUAL_DISK_INFO, Anonymous)
        + std::mem::offset_of!(GET_VIRTUAL_DISK_INFO_0_1, ParentLocationBuffer);
    let bytes: Vec<u8> = room.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let units = bytes
        .get(at..size as usize)
        .unwrap_or_default()
        .chunks_exact(2);
    let units: Vec<u16> = units
        .map(|pair| u16::from_ne_bytes([pair[0], pair[1]]))
        .collect();
    let paths = units
        .split(|unit| *unit == 0)
        .filter(|path| !path.is_empty());
    let mut paths = paths.map(|path| PathBuf::from(std::ffi::OsString::from_wide(path)));
    let first = paths
        .next()
        .ok_or_else(|| io::Error::from_raw_os_error(ERROR_FILE_CORRUPT.cast_signed()))?;
    // A path that doesn't begin at a root is one beside the disk.
    let beside = |path: PathBuf| match disk.parent() {
        Some(directory) if path.is_relative() => directory.join(path),
        _ => path,
    };
    let first = beside(first);
    if first.exists() {
        return Ok(Some(first));
    }
    let there = paths.map(beside).find(|path| path.exists());
    Ok(Some(there.unwrap_or(first)))
}
