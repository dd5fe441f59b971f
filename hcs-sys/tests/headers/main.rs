//! The declarations agree with the C headers of mingw-w64, where these are installed: an independent source of the
//! same facts. Functions and members agree in number, names and kinds; constants and enumerators in their values.

mod c;
mod compile;
mod declarations;
mod rust;

use std::fs;
use std::path::{Path, PathBuf};

use declarations::{Declarations, compare};

/// What is compared: the headers of the three libraries, and the common error codes.
const HEADERS: [&str; 5] = [
    "computedefs.h",
    "computecore.h",
    "computestorage.h",
    "computenetwork.h",
    "winerror.h",
];

/// Where the headers are on this machine.
fn include_dir() -> Option<PathBuf> {
    let dirs = [
        "/usr/share/mingw-w64/include",
        "/usr/x86_64-w64-mingw32/include",
    ];
    let found = dirs
        .iter()
        .map(Path::new)
        .find(|dir| dir.join(HEADERS[1]).is_file());
    if found.is_none() {
        println!("mingw-w64's headers are not installed: nothing compared");
    }
    found.map(Path::to_owned)
}

/// The declarations of this crate.
fn ours() -> Declarations {
    let mut ours = rust::read(include_str!("../../src/bindings.rs"));
    ours.extend(rust::read(include_str!("../../src/extra.rs")));
    ours
}

/// The declarations of the headers, after `edit` has had its way with their text.
fn theirs(dir: &Path, edit: impl Fn(String) -> String) -> Declarations {
    let mut theirs = Declarations::default();
    for header in HEADERS {
        let text = fs::read_to_string(dir.join(header)).unwrap();
        theirs.extend(c::read(&edit(text)));
    }
    theirs
}

#[test]
fn declarations_agree_with_the_headers() {
    let Some(dir) = include_dir() else { return };
    let report = compare(&ours(), &theirs(&dir, |text| text));
    assert_eq!(report.complaints, [""; 0]);
    println!(
        "report: compared {} functions, {} callbacks, {} structs, {} constants; only here: {} functions, {} constants",
        report.functions,
        report.callbacks,
        report.structs,
        report.constants,
        report.functions_only_here,
        report.constants_only_here,
    );
    // The oldest of these headers have this much; a reader that overlooks half of them would be seen.
    assert!(report.functions >= 100, "{report:?}");
    assert!(report.callbacks >= 4 && report.structs >= 5, "{report:?}");
    assert!(report.constants >= 80, "{report:?}");
}

/// The comparison is worth something only if it fails when there is a difference.
#[test]
fn a_difference_is_noticed() {
    let Some(dir) = include_dir() else { return };
    let edits = [
        // A value.
        (
            "HcsEventProcessExited = 0x00010000",
            "HcsEventProcessExited = 0x00010001",
            "HcsEventProcessExited",
        ),
        (
            "E_NOTIMPL _HRESULT_TYPEDEF_(0x80004001)",
            "E_NOTIMPL _HRESULT_TYPEDEF_(0x80004002)",
            "E_NOTIMPL",
        ),
        // An enumerator, and a function, that this crate lacks.
        (
            "HcsEventInvalid =",
            "HcsEventNew = 0x7, HcsEventInvalid =",
            "HcsEventNew",
        ),
        (
            "void WINAPI HcsCloseProcess",
            "void WINAPI HcsNew(void); void WINAPI HcsCloseProcess",
            "HcsNew",
        ),
        // A parameter more, one of another width, a pointer less, another result.
        (
            "HcsGetProcessInfo (HCS_PROCESS",
            "HcsGetProcessInfo (DWORD more, HCS_PROCESS",
            "HcsGetProcessInfo",
        ),
        ("DWORD processId", "USHORT processId", "HcsOpenProcess"),
        (
            "PWSTR *mountPath",
            "PWSTR mountPath",
            "HcsGetLayerVhdMountPath",
        ),
        (
            "UINT64 WINAPI HcsGetOperationId",
            "UINT32 WINAPI HcsGetOperationId",
            "HcsGetOperationId",
        ),
        // A parameter and a member of a callback and of a struct.
        (
            "HCS_EVENT *event, void *context",
            "HCS_EVENT *event",
            "HCS_EVENT_CALLBACK",
        ),
        ("HANDLE StdOutput;", "", "HCS_PROCESS_INFORMATION"),
        (
            "UINT64 Priority;",
            "UINT32 Priority;",
            "HCN_PORT_RANGE_ENTRY",
        ),
    ];
    for (from, to, name) in edits {
        let edited = theirs(&dir, |text| text.replace(from, to));
        let report = compare(&ours(), &edited);
        let named = report
            .complaints
            .iter()
            .all(|complaint| complaint.contains(name));
        assert!(
            named && !report.complaints.is_empty(),
            "{from} -> {to}: {:?}",
            report.complaints
        );
    }
}
