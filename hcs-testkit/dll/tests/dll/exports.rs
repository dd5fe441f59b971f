//! What each library exports: the names of Windows' library of that name, as they are, and nothing else that isn't said.

use std::collections::BTreeSet;
use std::fs;

use hcs_sys::{ComputeCore, ComputeNetwork, ComputeStorage, Function};
use object::{Export, NameOrOrdinal, Object as _};

use crate::built;

/// Windows' own functions, which are exported where there is no Windows to have them.
fn elsewhere(names: &[&'static str]) -> BTreeSet<&'static str> {
    match cfg!(windows) {
        true => BTreeSet::new(),
        false => names.iter().copied().collect(),
    }
}

/// The name of an export.
fn name(export: &Export<'_>) -> String {
    let NameOrOrdinal::Name(name) = export.name() else {
        panic!("an export without a name: {export:?}");
    };
    let name = std::str::from_utf8(name).unwrap();
    // On macOS C's names begin with an underscore in the file.
    let name = match cfg!(target_vendor = "apple") {
        true => name.strip_prefix('_').unwrap_or(name),
        false => name,
    };
    name.to_owned()
}

/// What a library exports has to be these functions, and these others.
fn assert_exports(library: &str, functions: &[Function], others: BTreeSet<&'static str>) {
    let file = fs::read(built::library(library)).unwrap();
    let file = object::File::parse(&*file).unwrap();
    let exported: BTreeSet<String> = file
        .exports()
        .unwrap()
        .map(|it| name(&it.unwrap()))
        .collect();
    let names: BTreeSet<&str> = functions.iter().map(|function| function.name).collect();
    let expected: BTreeSet<String> = names.union(&others).map(ToString::to_string).collect();
    assert_eq!(exported, expected);
    println!(
        "report: {library} exports {} functions of Windows' {library}.dll, and {others:?}",
        names.len()
    );
}

#[test]
fn computecore_exports_each_name_as_it_is() {
    let mut others = elsewhere(&["LocalFree", "CloseHandle"]);
    others.insert("HcsMockReport");
    assert_eq!(ComputeCore::FUNCTIONS.len(), 60);
    assert_exports("computecore", ComputeCore::FUNCTIONS, others);
}

#[test]
fn computestorage_exports_each_name_as_it_is() {
    let others = elsewhere(&["LocalFree"]);
    assert_exports("computestorage", ComputeStorage::FUNCTIONS, others);
}

#[test]
fn computenetwork_exports_each_name_as_it_is() {
    let others = elsewhere(&["CoTaskMemFree"]);
    assert_exports("computenetwork", ComputeNetwork::FUNCTIONS, others);
}
