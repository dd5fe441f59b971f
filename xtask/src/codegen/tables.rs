//! `tables.rs`: one struct of function pointers for each library.

use std::fmt::Write as _;

use super::preamble;
use super::surface::{Function, Library, OLDEST_BUILD, Surface};

/// Writes a line; writing to a `String` can't fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => { let _ = writeln!($out, $($text)*); };
}

/// Generates the text of `tables.rs`.
pub(crate) fn generate(surface: &Surface) -> String {
    let mut out = preamble("bindings.txt") + HEAD;
    for library in &surface.libraries {
        let Library { dll, table, .. } = library;
        line!(out, "\n/// The functions of `{dll}`.");
        line!(out, "///");
        line!(
            out,
            "/// What Windows build {OLDEST_BUILD} has is always there; a later function is an `Option`."
        );
        line!(out, "#[derive(Clone, Copy, Debug)]");
        line!(out, "pub struct {table} {{");
        fields(&mut out, library);
        line!(out, "}}\n");
        loaded(&mut out, library);
        line!(out, "impl {table} {{");
        constants(&mut out, library);
        out.push_str(
            &LOADERS
                .replace("{dll}", dll)
                .replace("{TABLE}", &table.to_uppercase()),
        );
        from_symbols(&mut out, library);
        functions(&mut out, library);
        line!(out, "}}");
    }
    out
}

fn fields(out: &mut String, library: &Library) {
    for function in &library.functions {
        let Function {
            name, since_build, ..
        } = function;
        let title = title(&library.dll, function);
        line!(out, "/// {title}, Windows build {since_build} and later.");
        if function.required() {
            line!(out, "pub {name}: {name},");
        } else {
            line!(out, "pub {name}: Option<{name}>,");
        }
    }
    for helper in &library.helpers {
        let (name, dll) = (&helper.name, &helper.dll);
        line!(
            out,
            "/// [`{name}`](crate::{name}) of `{dll}`, or the loaded library's own if it has one."
        );
        line!(out, "pub {name}: {name},");
    }
}

/// The function's name, linked to Microsoft's page where there is one.
fn title(dll: &str, function: &Function) -> String {
    let name = &function.name;
    if !function.has_page {
        return format!("`{name}`");
    }
    let part = if dll == "computenetwork.dll" {
        "hcn"
    } else {
        "hcs"
    };
    let page = name.to_lowercase();
    format!("[`{name}`](https://learn.microsoft.com/virtualization/api/{part}/reference/{page})")
}

/// The static that remembers what was loaded.
fn loaded(out: &mut String, library: &Library) {
    let table = &library.table;
    line!(
        out,
        "static {}: Loaded<{table}> = Loaded::new({table}::LIBRARY, &[",
        table.to_uppercase()
    );
    for helper in &library.helpers {
        line!(out, "(c\"{}\", \"{}\"),", helper.name, helper.dll);
    }
    line!(out, "]);\n");
}

fn constants(out: &mut String, library: &Library) {
    line!(out, "/// The library's file name.");
    line!(
        out,
        "pub const LIBRARY: &'static str = \"{}\";\n",
        library.dll
    );
    line!(out, "/// Each function of the library, oldest first.");
    line!(out, "pub const FUNCTIONS: &'static [Function] = &[");
    for function in &library.functions {
        line!(
            out,
            "Function::new(\"{}\", {}),",
            function.name,
            function.since_build
        );
    }
    line!(out, "];");
}

fn from_symbols(out: &mut String, library: &Library) {
    let helpers = library
        .helpers
        .iter()
        .map(|helper| format!("`{}`", helper.name));
    let helpers = helpers.collect::<Vec<_>>().join(" and ");
    out.push_str(&FROM_SYMBOLS.replace("{helpers}", &helpers));
    for function in &library.functions {
        let name = &function.name;
        if function.required() {
            line!(out, "{name}: source.required(c\"{name}\")?,");
        } else {
            line!(out, "{name}: source.optional(c\"{name}\"),");
        }
    }
    for helper in &library.helpers {
        line!(out, "{0}: source.helper(c\"{0}\")?,", helper.name);
    }
    line!(out, "}}) }}\n}}\n");
}

fn functions(out: &mut String, library: &Library) {
    out.push_str(FUNCTIONS);
    let (required, later): (Vec<_>, Vec<_>) = library
        .functions
        .iter()
        .partition(|function| function.required());
    line!(out, "let later = [");
    for function in later {
        line!(out, "self.{}.is_some(),", function.name);
    }
    line!(out, "];");
    line!(
        out,
        "let there = repeat_n(true, {}).chain(later);",
        required.len()
    );
    line!(out, "Self::FUNCTIONS.iter().zip(there)\n}}");
}

const HEAD: &str = "\
#![allow(unsafe_code)] // A symbol's address becomes a function pointer, of the type that the symbol's name stands for.
#![allow(non_snake_case)] // Each field has the name of its C function.

use core::ffi::{CStr, c_void};
use core::iter::repeat_n;
use core::ptr::NonNull;
use std::path::Path;

use crate::load::{Loaded, Source};
use crate::*;
";

const LOADERS: &str = r#"
/// Loads `{dll}` from Windows' System32 directory, and from nowhere else.
///
/// The library is loaded once in a process and stays: each later call is a look at the same table.
///
/// # Errors
/// The library is not on this machine, or lacks a required function: [`LoadError`] says what to do. A failed load is
/// tried again by the next call. Off Windows it always fails, with [`LoadErrorKind::Unsupported`].
pub fn load() -> Result<&'static Self, LoadError> {
    // SAFETY: the library is Windows' own, whose exports have the declared signatures.
    {TABLE}.system(|find| unsafe { Self::from_symbols(find) })
}

/// Loads a stand-in for `{dll}` from this file.
///
/// The library stays loaded; loading it again gives the same table.
///
/// # Errors
/// There is no such file, it is not a library, or the library lacks a required function.
///
/// # Safety
/// Loading runs the library's own code. Its exports with the names in [`FUNCTIONS`](Self::FUNCTIONS) must have the
/// signatures declared in this crate.
pub unsafe fn load_from(path: &Path) -> Result<&'static Self, LoadError> {
    // SAFETY: as the caller promises.
    unsafe { {TABLE}.file(path, |find| Self::from_symbols(find)) }
}

"#;

const FROM_SYMBOLS: &str = "\
/// Builds the table from addresses that `find` knows by the functions' names.
///
/// It is asked for each of [`FUNCTIONS`](Self::FUNCTIONS) once, and for {helpers}, which every source must have.
///
/// # Errors
/// `find` has no address for a required function: [`LoadError::missing_export`] names it.
///
/// # Safety
/// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
/// valid as long as this table or a copy of it is used.
pub unsafe fn from_symbols(find: impl FnMut(&CStr) -> Option<NonNull<c_void>>) -> Result<Self, LoadError> {
let mut source = Source::new(Self::LIBRARY, find);
// SAFETY: each field's type is the signature declared under its name, which is what `find` is asked for.
unsafe { Ok(Self {
";

const FUNCTIONS: &str = "\
/// Whether the loaded library has this function. A name that no build has is never there.
pub fn has(&self, name: &str) -> bool {
    self.functions().any(|(function, there)| there && function.name == name)
}

/// Each of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> + use<> {
";
