//! `tables.rs`: one struct of function pointers for each library.

use std::fmt::Write as _;

use super::preamble;
use super::surface::{Function, Library, OLDEST_BUILD, Surface};

const HEAD: &str = "\
#![allow(unsafe_code)] // A symbol's address becomes a function pointer, of the type that the symbol's name stands for.
#![allow(non_snake_case)] // Each field has the name of its C function.

use core::ffi::{CStr, c_void};
use core::ptr::NonNull;
use std::path::Path;

use crate::load::{self, Loaded};
use crate::*;
";

/// Generates the text of `tables.rs`.
pub(crate) fn generate(surface: &Surface) -> String {
    let mut text = preamble("bindings.txt") + HEAD;
    for library in &surface.libraries {
        table(&mut text, library);
    }
    text
}

/// Writing to a `String` can't fail.
macro_rules! line {
    ($out:expr, $($arg:tt)*) => { let _ = writeln!($out, $($arg)*); };
}

fn table(out: &mut String, library: &Library) {
    let Library {
        dll,
        table,
        functions,
        helpers,
    } = library;
    line!(out, "\n/// The functions of `{dll}`.");
    line!(out, "///");
    line!(
        out,
        "/// What Windows build {OLDEST_BUILD} has is always there; a later function is an `Option`."
    );
    line!(out, "#[derive(Clone, Copy, Debug)]");
    line!(out, "pub struct {table} {{");
    for function in functions {
        let name = &function.name;
        line!(
            out,
            "/// {}, Windows build {} and later.",
            title(dll, function),
            function.since_build
        );
        if function.required() {
            line!(out, "pub {name}: {name},");
        } else {
            line!(out, "pub {name}: Option<{name}>,");
        }
    }
    for helper in helpers {
        line!(
            out,
            "/// [`{0}`](crate::{0}) of `{1}`, or of the library's own if it has one.",
            helper.name,
            helper.dll
        );
        line!(out, "pub {0}: {0},", helper.name);
    }
    line!(out, "}}\n");

    line!(
        out,
        "static {}: Loaded<{table}> = Loaded::new({table}::LIBRARY, &[",
        loaded(table)
    );
    for helper in helpers {
        line!(out, "(c\"{}\", \"{}\"),", helper.name, helper.dll);
    }
    line!(out, "]);\n");
    line!(out, "impl {table} {{");
    line!(out, "/// The library's file name.");
    line!(out, "pub const LIBRARY: &'static str = \"{dll}\";\n");
    line!(
        out,
        "/// Each function of the library, and the first release build of Windows that has it."
    );
    line!(out, "pub const FUNCTIONS: &'static [Function] = &[");
    for Function {
        name, since_build, ..
    } in functions
    {
        line!(
            out,
            "Function {{ name: \"{name}\", since_build: {since_build} }},"
        );
    }
    line!(out, "];\n");

    out.push_str(
        &LOADERS
            .replace("{dll}", dll)
            .replace("{loaded}", &loaded(table)),
    );

    line!(
        out,
        "/// Builds the table from addresses that `find` knows by the functions' names."
    );
    line!(out, "///");
    line!(
        out,
        "/// It is asked for each function once, and for {} too.",
        names(helpers.iter().map(|helper| &helper.name))
    );
    line!(out, "///");
    out.push_str(FROM_SYMBOLS);
    for Function { name, .. } in functions.iter().filter(|function| function.required()) {
        line!(
            out,
            "{name}: load::required(find, Self::LIBRARY, c\"{name}\")?,"
        );
    }
    for Function { name, .. } in functions.iter().filter(|function| !function.required()) {
        line!(out, "{name}: load::optional(find, c\"{name}\"),");
    }
    for helper in helpers {
        line!(
            out,
            "{0}: load::helper(find, Self::LIBRARY, c\"{0}\")?,",
            helper.name
        );
    }
    line!(out, "}}) }}\n}}\n");

    out.push_str(FUNCTIONS);
    line!(out, "let there: [bool; {}] = [", functions.len());
    for function in functions {
        if function.required() {
            line!(out, "true,");
        } else {
            line!(out, "self.{}.is_some(),", function.name);
        }
    }
    line!(out, "];\nSelf::FUNCTIONS.iter().zip(there)\n}}\n}}");
}

/// The static that remembers what was loaded.
fn loaded(table: &str) -> String {
    format!("LOADED_{}", table.to_uppercase())
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

fn names<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(" and ")
}

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
    {loaded}.system(|find| unsafe { Self::from_symbols(find) })
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
    unsafe { {loaded}.file(path, |find| Self::from_symbols(find)) }
}

"#;

const FROM_SYMBOLS: &str = "\
/// # Errors
/// `find` has no address for a required function: [`LoadError::missing_export`] names it.
///
/// # Safety
/// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
/// valid as long as this table or a copy of it is used.
pub unsafe fn from_symbols(mut find: impl FnMut(&CStr) -> Option<NonNull<c_void>>) -> Result<Self, LoadError> {
let find = &mut find;
// SAFETY: each field's type is the signature declared under its name, which is the name that `find` is asked for.
unsafe { Ok(Self {
";

const FUNCTIONS: &str = "\
/// Whether the loaded library has this function. A name that is in no build is never there.
pub fn has(&self, name: &str) -> bool {
    self.functions().any(|(function, there)| there && function.name == name)
}

/// Each function of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> {
";
