#![allow(unsafe_code)] // Tables are built from addresses, and libraries are loaded, which is what is tested.

//! Tables of functions: from addresses, from files, from Windows.

use std::error::Error as _;
use std::ffi::{CStr, c_void};
use std::path::{Path, PathBuf};
use std::ptr::NonNull;

use hcs_sys::{ComputeCore, ComputeNetwork, ComputeStorage, LoadError, LoadErrorKind};

/// Never called: only its address counts.
extern "system" fn nothing() {}

fn address() -> Option<NonNull<c_void>> {
    NonNull::new(nothing as *mut c_void)
}

/// A table of a library that has each function but those that `lacks` names.
fn table_without(lacks: impl Fn(&str) -> bool) -> Result<ComputeCore, LoadError> {
    let find = |name: &CStr| {
        name.to_str()
            .ok()
            .filter(|name| !lacks(name))
            .and_then(|_| address())
    };
    // SAFETY: nothing in this file calls through the tables.
    unsafe { ComputeCore::from_symbols(find) }
}

fn is_later(name: &str) -> bool {
    ComputeCore::FUNCTIONS
        .iter()
        .any(|function| function.name == name && !function.required())
}

#[test]
fn a_complete_library_has_every_function() {
    let table = table_without(|_| false).unwrap();
    assert_eq!(table.functions().count(), 60);
    for (function, there) in table.functions() {
        assert!(there && table.has(function.name), "{function:?}");
    }
    assert!(!table.has("HcsNoSuchFunction"));
}

#[test]
fn later_functions_may_be_missing() {
    let table = table_without(is_later).unwrap();
    assert!(table.HcsCrashComputeSystem.is_none());
    assert!(!table.has("HcsCrashComputeSystem"));
    assert!(table.has("HcsStartComputeSystem"));
    for (function, there) in table.functions() {
        assert_eq!(there, function.since_build <= 17763, "{function:?}");
    }
}

#[test]
fn each_later_function_is_seen_by_itself() {
    for absent in ComputeCore::FUNCTIONS
        .iter()
        .filter(|function| !function.required())
    {
        let table = table_without(|name| name == absent.name).unwrap();
        let missing: Vec<_> = table.functions().filter(|(_, there)| !there).collect();
        assert_eq!(missing, [(absent, false)]);
    }
}

#[test]
fn a_missing_required_function_is_named() {
    for absent in ComputeCore::FUNCTIONS
        .iter()
        .filter(|function| function.required())
    {
        let error = table_without(|name| name == absent.name).unwrap_err();
        assert_eq!(error.kind(), LoadErrorKind::MissingExport);
        assert_eq!(error.missing_export(), Some(absent.name));
        let text = error.to_string();
        assert!(text.contains(absent.name), "{text}");
        assert!(
            text.contains("computecore.dll") && text.contains("17763"),
            "{text}"
        );
    }
}

#[test]
fn a_source_without_the_functions_that_free_things_is_refused() {
    for helper in ["LocalFree", "CloseHandle"] {
        let error = table_without(|name| name == helper).unwrap_err();
        assert_eq!(error.missing_export(), Some(helper));
        assert!(error.to_string().contains("frees"), "{error}");
    }
}

#[test]
fn a_source_is_asked_for_each_function_once() {
    let mut asked = Vec::new();
    let find = |name: &CStr| {
        asked.push(name.to_str().unwrap().to_owned());
        address()
    };
    // SAFETY: nothing in this file calls through the tables.
    unsafe { ComputeNetwork::from_symbols(find) }.unwrap();
    let names = ComputeNetwork::FUNCTIONS
        .iter()
        .map(|function| function.name);
    let names: Vec<_> = names.chain(["CoTaskMemFree"]).collect();
    assert_eq!(asked, names);
}

#[test]
fn functions_tell_the_build_that_brought_them() {
    let since = |name| {
        ComputeCore::FUNCTIONS
            .iter()
            .find(|function| function.name == name)
            .unwrap()
            .since_build
    };
    assert_eq!(since("HcsCreateOperation"), 17763);
    assert_eq!(since("HcsCrashComputeSystem"), 19041);
    assert_eq!(since("HcsWaitForProcessExit"), 20348);
    assert_eq!(since("HcsAddResourceToOperation"), 22621);
    assert_eq!(since("HcsStartLiveMigrationTransfer"), 26100);
    assert_eq!(ComputeStorage::FUNCTIONS.len(), 14);
    assert_eq!(ComputeNetwork::FUNCTIONS.len(), 43);
}

#[test]
fn tables_can_be_shared_between_threads() {
    fn check<T: Send + Sync + Copy + 'static>() {}
    check::<ComputeCore>();
    check::<ComputeStorage>();
    check::<ComputeNetwork>();
    fn check_error<T: std::error::Error + Send + Sync + 'static>() {}
    check_error::<LoadError>();
}

fn load(path: &Path) -> Result<&'static ComputeCore, LoadError> {
    // SAFETY: the libraries of these tests are the system's own, or exist for this, and nothing calls their functions.
    unsafe { ComputeCore::load_from(path) }
}

#[test]
fn a_file_that_is_not_there_is_not_found() {
    for path in ["no/such/directory/computecore.dll", "no-such-file.so", ""] {
        let error = load(Path::new(path)).unwrap_err();
        assert_eq!(error.kind(), LoadErrorKind::NotFound, "{path:?}: {error}");
        assert!(error.to_string().contains(path), "{error}");
        assert!(error.source().is_some(), "the system's own words are kept");
    }
}

#[test]
fn a_plain_name_is_a_file_and_is_not_searched_for() {
    let name = if cfg!(windows) {
        "kernel32.dll"
    } else {
        "libc.so.6"
    };
    let error = load(Path::new(name)).unwrap_err();
    assert_eq!(error.kind(), LoadErrorKind::NotFound, "{error}");
}

#[test]
fn a_file_that_is_not_a_library_is_called_so() {
    let this = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    for path in [this.as_path(), Path::new(env!("CARGO_MANIFEST_DIR"))] {
        let error = load(path).unwrap_err();
        assert_eq!(error.kind(), LoadErrorKind::NotALibrary, "{error}");
        assert!(error.to_string().contains("is not a library"), "{error}");
        assert!(error.source().is_some(), "the system's own words are kept");
    }
}

#[test]
fn a_library_that_the_system_refuses_is_told_from_another_file() {
    let start: &[u8] = if cfg!(windows) {
        b"MZ, and nothing behind it"
    } else if cfg!(target_vendor = "apple") {
        b"\xcf\xfa\xed\xfe, and nothing behind it"
    } else {
        b"\x7fELF, and nothing behind it"
    };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused.dll");
    std::fs::write(&path, start).unwrap();
    let error = load(&path).unwrap_err();
    assert_eq!(error.kind(), LoadErrorKind::Refused, "{error}");
    assert!(error.source().is_some(), "the system's own words are kept");
}

/// A library of the system, which exports nothing of the Host Compute System.
fn other_library() -> Option<PathBuf> {
    if cfg!(windows) {
        let root = std::env::var_os("SystemRoot")?;
        return Some(Path::new(&root).join(r"System32\kernel32.dll"));
    }
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let files = maps
        .lines()
        .filter_map(|line| line.find('/').map(|at| &line[at..]));
    files
        .map(PathBuf::from)
        .find(|path| path.to_string_lossy().contains(".so"))
}

#[test]
fn a_library_without_the_exports_is_refused() {
    let Some(path) = other_library() else {
        println!("no library of the system found: nothing tested");
        return;
    };
    let error = load(&path).unwrap_err();
    assert_eq!(error.kind(), LoadErrorKind::MissingExport, "{error}");
    assert_eq!(error.missing_export(), Some("HcsEnumerateComputeSystems"));
    assert!(
        error.to_string().contains(path.to_str().unwrap()),
        "{error}"
    );
}

#[test]
fn windows_own_library_is_there_or_the_error_says_what_to_do() {
    let results = [
        ComputeCore::load().map(|table| table.functions().count()),
        ComputeStorage::load().map(|table| table.functions().count()),
        ComputeNetwork::load().map(|table| table.functions().count()),
    ];
    for (result, all) in results.into_iter().zip([60, 14, 43]) {
        match result {
            Ok(count) => assert_eq!(count, all),
            Err(error) if cfg!(windows) => {
                assert_eq!(error.kind(), LoadErrorKind::NotFound);
                assert!(
                    error.to_string().contains("turn on the Windows feature"),
                    "{error}"
                );
                assert!(error.source().is_some(), "the system's own words are kept");
            }
            Err(error) => {
                assert_eq!(error.kind(), LoadErrorKind::Unsupported);
                assert!(error.to_string().contains("hcs-testkit"), "{error}");
            }
        }
    }
    // A second look finds the same.
    match (ComputeCore::load(), ComputeCore::load()) {
        (Ok(one), Ok(two)) => assert!(std::ptr::eq(one, two)),
        (Err(one), Err(two)) => assert_eq!(one.kind(), two.kind()),
        _ => panic!("the two answers differ"),
    }
}

/// Compiles a library with these exports, if there is a compiler.
#[cfg(unix)]
fn stand_in(name: &str, exports: &[&str]) -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (source, library) = (
        dir.join(format!("{name}.rs")),
        dir.join(format!("lib{name}.so")),
    );
    let exports = exports.iter().map(|name| {
        format!("#[unsafe(no_mangle)] pub extern \"system\" fn {name}() -> usize {{ 7 }}\n")
    });
    std::fs::write(
        &source,
        format!("#![allow(non_snake_case)]\n{}", exports.collect::<String>()),
    )
    .unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let mut command = std::process::Command::new(rustc);
    command.args([
        "--edition",
        "2024",
        "--crate-type",
        "cdylib",
        "-C",
        "panic=abort",
        "-o",
    ]);
    let done = command
        .arg(&library)
        .arg(&source)
        .status()
        .is_ok_and(|status| status.success());
    if !done {
        println!("no compiler for a library: nothing tested");
    }
    done.then_some(library)
}

#[cfg(unix)]
#[test]
fn a_stand_in_is_loaded_once_and_answers() {
    let names = ComputeCore::FUNCTIONS.iter().map(|function| function.name);
    let names: Vec<_> = names
        .filter(|name| !is_later(name))
        .chain(["LocalFree", "CloseHandle"])
        .collect();
    let Some(path) = stand_in("complete", &names) else {
        return;
    };
    let table = load(&path).unwrap();
    assert!(std::ptr::eq(table, load(&path).unwrap()));
    assert!(table.has("HcsGetOperationId") && !table.has("HcsCrashComputeSystem"));
    // SAFETY: each function of this library ignores its arguments and answers 7.
    let id = unsafe { (table.HcsGetOperationId)(std::ptr::null_mut()) };
    assert_eq!(id, 7);

    let threads: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || std::ptr::from_ref(load(&path).unwrap()).addr())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), std::ptr::from_ref(table).addr());
    }
}

#[cfg(unix)]
#[test]
fn off_windows_a_stand_in_must_free_what_it_hands_out() {
    let names: Vec<_> = ComputeCore::FUNCTIONS
        .iter()
        .map(|function| function.name)
        .collect();
    let Some(path) = stand_in("without_helpers", &names) else {
        return;
    };
    let error = load(&path).unwrap_err();
    assert_eq!(error.missing_export(), Some("LocalFree"));
    assert!(
        error.to_string().contains("frees what it hands out"),
        "{error}"
    );
}
