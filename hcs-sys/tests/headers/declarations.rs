//! What both languages declare, in one form, and how two sets of declarations are compared.

use std::collections::{BTreeMap, BTreeSet};

/// A type, as far as a caller's registers and memory see it: `const` and the names of pointees' types don't count,
/// the depth of pointers does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Void,
    /// An integer of this many bits. Its sign is the reader's matter: an enumeration has one in Rust only.
    Int(u8),
    Pointer(Box<Kind>),
    /// A struct, or a function behind a pointer.
    Named(String),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) parameters: Vec<Kind>,
    pub(crate) result: Kind,
}

#[derive(Debug, Default)]
pub(crate) struct Declarations {
    pub(crate) functions: BTreeMap<String, Function>,
    pub(crate) callbacks: BTreeMap<String, Function>,
    pub(crate) structs: BTreeMap<String, Vec<(String, Kind)>>,
    /// The low 32 bits of each value: enough for an `HRESULT` and an enumerator.
    pub(crate) constants: BTreeMap<String, u32>,
}

impl Declarations {
    pub(crate) fn extend(&mut self, more: Self) {
        self.functions.extend(more.functions);
        self.callbacks.extend(more.callbacks);
        self.structs.extend(more.structs);
        self.constants.extend(more.constants);
    }
}

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) complaints: Vec<String>,
    pub(crate) functions: usize,
    pub(crate) callbacks: usize,
    pub(crate) structs: usize,
    pub(crate) constants: usize,
    pub(crate) functions_only_here: usize,
    pub(crate) constants_only_here: usize,
}

/// Compares what both have; what only the headers have is a complaint if it belongs to these libraries.
pub(crate) fn compare(ours: &Declarations, theirs: &Declarations) -> Report {
    let mut report = Report::default();
    let complaints = &mut report.complaints;
    report.functions = pairs(&ours.functions, &theirs.functions, complaints);
    report.callbacks = pairs(&ours.callbacks, &theirs.callbacks, complaints);
    report.structs = pairs(&ours.structs, &theirs.structs, complaints);
    report.constants = pairs(&ours.constants, &theirs.constants, complaints);
    report.functions_only_here = only_in(&ours.functions, &theirs.functions);
    report.constants_only_here = only_in(&ours.constants, &theirs.constants);
    report
}

/// Compares two sets of the same sort; returns how many are in both.
fn pairs<T: PartialEq + std::fmt::Debug>(
    ours: &BTreeMap<String, T>,
    theirs: &BTreeMap<String, T>,
    complaints: &mut Vec<String>,
) -> usize {
    let mut both = 0;
    for (name, their) in theirs {
        match ours.get(name) {
            Some(our) if our == their => both += 1,
            Some(our) => complaints.push(format!("{name}: {our:?} here, {their:?} in the header")),
            None if belongs(name) => {
                complaints.push(format!("{name} is in the header only: {their:?}"))
            }
            None => {}
        }
    }
    both
}

fn only_in<T>(ours: &BTreeMap<String, T>, theirs: &BTreeMap<String, T>) -> usize {
    let theirs: BTreeSet<_> = theirs.keys().collect();
    ours.keys().filter(|name| !theirs.contains(name)).count()
}

/// Whether a name is one of the Host Compute System's.
fn belongs(name: &str) -> bool {
    ["Hcs", "Hcn", "HCS_", "HCN_", "GCN_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
