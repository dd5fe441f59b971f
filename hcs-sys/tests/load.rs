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
    // Not one that another test has made.
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).canonicalize().ok()?;
    files
        .map(PathBuf::from)
        .find(|path| path.to_string_lossy().contains(".so") && !path.starts_with(&made))
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

/// What a library of the oldest supported build exports, and what frees things.
#[cfg(unix)]
fn oldest_exports() -> Vec<&'static str> {
    let names = ComputeCore::FUNCTIONS.iter().map(|function| function.name);
    let names = names.filter(|name| !is_later(name));
    names.chain(["LocalFree", "CloseHandle"]).collect()
}

#[cfg(unix)]
#[test]
fn l2_a_stand_in_is_loaded_once_and_answers() {
    let Some(path) = stand_in("complete", &oldest_exports()) else {
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

/// Whether a part of this file is in this process's memory.
#[cfg(target_os = "linux")]
fn is_mapped(path: &Path) -> bool {
    let path = path.canonicalize().unwrap();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines()
        .any(|line| line.ends_with(path.to_str().unwrap()))
}

#[cfg(target_os = "linux")]
#[test]
fn l2_a_library_that_gave_a_table_is_never_unloaded() {
    let (Some(path), Some(refused)) = (
        stand_in("kept", &oldest_exports()),
        stand_in("refused", &["HcsGetOperationId"]),
    ) else {
        return;
    };
    // Nothing can be on its way through the code of a library without a table: that one goes, and the map shows it.
    assert_eq!(
        load(&refused).unwrap_err().kind(),
        LoadErrorKind::MissingExport
    );
    assert!(!is_mapped(&refused));
    assert!(!is_mapped(&path));
    // Loaded more than once, by threads that are gone.
    for _ in 0..3 {
        let path = path.clone();
        let thread = std::thread::spawn(move || load(&path).map(|_| ()));
        thread.join().unwrap().unwrap();
    }
    assert!(is_mapped(&path));
    let table = load(&path).unwrap();
    // SAFETY: each function of this library ignores its arguments and answers 7.
    let id = unsafe { (table.HcsGetOperationId)(std::ptr::null_mut()) };
    assert_eq!(id, 7);
}

/// The directory of the program is where Windows looks first for a library that is asked for by its name.
#[cfg(windows)]
#[test]
fn l2_a_library_beside_the_program_is_not_taken() {
    use std::process::Command;

    const BESIDE: &str = "HCS_SYS_TEST_BESIDE";
    let dlls = [
        ComputeCore::LIBRARY,
        ComputeStorage::LIBRARY,
        ComputeNetwork::LIBRARY,
    ];
    if std::env::var_os(BESIDE).is_some() {
        // The program below. What is beside it exports nothing that a table needs.
        let errors = [
            ComputeCore::load().err(),
            ComputeStorage::load().err(),
            ComputeNetwork::load().err(),
        ];
        for (dll, error) in dlls.into_iter().zip(errors) {
            // No error: Windows has one of its own.
            let Some(error) = error else { continue };
            assert_eq!(error.kind(), LoadErrorKind::NotFound, "{error}");
            // SAFETY: a copy of a library that any program may load.
            let found = unsafe { libloading::Library::new(dll) };
            assert!(found.is_ok(), "{dll} was there to be found: {found:?}");
        }
        return;
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside");
    std::fs::create_dir_all(&dir).unwrap();
    let program = dir.join("program.exe");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let root = std::env::var_os("SystemRoot").unwrap();
    let other = Path::new(&root).join(r"System32\version.dll");
    for dll in dlls {
        std::fs::copy(&other, dir.join(dll)).unwrap();
    }
    let output = Command::new(&program)
        .args(["--exact", "l2_a_library_beside_the_program_is_not_taken"])
        .env(BESIDE, "1")
        .current_dir(&dir)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

/// The exports of `vmcompute.dll`, as microsoft/hcsshim binds them in internal/vmcompute/vmcompute.go.
const OLDER: [&str; 26] = [
    "HcsEnumerateComputeSystems",
    "HcsCreateComputeSystem",
    "HcsOpenComputeSystem",
    "HcsCloseComputeSystem",
    "HcsStartComputeSystem",
    "HcsShutdownComputeSystem",
    "HcsTerminateComputeSystem",
    "HcsPauseComputeSystem",
    "HcsResumeComputeSystem",
    "HcsGetComputeSystemProperties",
    "HcsModifyComputeSystem",
    "HcsModifyServiceSettings",
    "HcsRegisterComputeSystemCallback",
    "HcsUnregisterComputeSystemCallback",
    "HcsSaveComputeSystem",
    "HcsCreateProcess",
    "HcsOpenProcess",
    "HcsCloseProcess",
    "HcsTerminateProcess",
    "HcsSignalProcess",
    "HcsGetProcessInfo",
    "HcsGetProcessProperties",
    "HcsModifyProcess",
    "HcsGetServiceProperties",
    "HcsRegisterProcessCallback",
    "HcsUnregisterProcessCallback",
];

/// Those that `computecore.dll` doesn't have.
const OLDER_ONLY: [&str; 5] = [
    "HcsShutdownComputeSystem",
    "HcsRegisterComputeSystemCallback",
    "HcsUnregisterComputeSystemCallback",
    "HcsRegisterProcessCallback",
    "HcsUnregisterProcessCallback",
];

#[test]
fn l3_nothing_of_the_older_library_is_declared() {
    let tables = [
        (ComputeCore::LIBRARY, ComputeCore::FUNCTIONS),
        (ComputeStorage::LIBRARY, ComputeStorage::FUNCTIONS),
        (ComputeNetwork::LIBRARY, ComputeNetwork::FUNCTIONS),
    ];
    let libraries = tables.map(|(library, _)| library);
    assert!(!libraries.contains(&"vmcompute.dll"), "{libraries:?}");
    let functions = tables.into_iter().flat_map(|(_, functions)| functions);
    let names: Vec<_> = functions.map(|function| function.name).collect();
    for name in OLDER_ONLY {
        assert!(OLDER.contains(&name) && !names.contains(&name), "{name}");
    }
    for name in OLDER.iter().filter(|name| !OLDER_ONLY.contains(name)) {
        assert!(names.contains(name), "{name}: in {OLDER_ONLY:?} too?");
    }
    // Nor beside the tables.
    for source in [
        include_str!("../src/bindings.rs"),
        include_str!("../src/extra.rs"),
        include_str!("../src/tables.rs"),
    ] {
        for name in OLDER_ONLY.into_iter().chain(["vmcompute"]) {
            assert!(!source.contains(name), "{name}");
        }
    }
}

/// Its functions have other parameters than those of the same names here.
#[test]
fn l3_the_older_library_is_not_taken_for_the_newer_one() {
    let error = table_without(|name| !OLDER.contains(&name)).unwrap_err();
    assert_eq!(error.kind(), LoadErrorKind::MissingExport);
    assert_eq!(error.missing_export(), Some("HcsCreateOperation"));
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
