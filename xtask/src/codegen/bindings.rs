//! `bindings.rs`: what windows-bindgen writes, once it is certain that it agrees with the reviewed list.

use std::collections::BTreeSet;
use std::fs;

use super::preamble;
use super::surface::Surface;
use crate::{Result, root};

/// Where single constants live in the metadata.
const FOUNDATION: &str = "Windows.Win32.Foundation";

/// The lints that the generated text can't keep, and why it may contain unsafe code.
const ALLOW: &str = "\
#![allow(unsafe_code)] // Structs of pointers and integers are zeroed, which is a value of each of their members.
#![allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::ptr_as_ptr)] // Described by Microsoft's reference.
#![allow(non_snake_case, non_upper_case_globals, non_camel_case_types, dead_code, clippy::all)] // C's own names.

";

/// Generates the text of `bindings.rs`; `extra` is the text of the declarations made by hand.
pub(crate) fn generate(surface: &Surface, extra: &str) -> Result<String> {
    let constants = surface.constants.iter();
    let filters = constants.map(|name| format!("{FOUNDATION}.{name}"));
    let filters: Vec<String> = surface.namespaces.iter().cloned().chain(filters).collect();
    let text = bindgen("bindings.rs", &filters, &surface.derives)?;

    let mut complaints = Vec::new();
    review_functions(surface, &text, extra, &mut complaints);
    review_constants(surface, &text, &mut complaints)?;
    if !complaints.is_empty() {
        return Err(format!(
            "bindings.txt needs a review:\n  {}",
            complaints.join("\n  ")
        )
        .into());
    }
    Ok(preamble("bindings.txt with windows-bindgen 0.66.0") + ALLOW + &text)
}

/// Runs windows-bindgen, which writes to a file only.
fn bindgen(name: &str, filters: &[String], derives: &[(String, Vec<String>)]) -> Result<String> {
    let dir = std::env::var_os("CARGO_TARGET_DIR").map_or(root().join("target"), Into::into);
    let dir = dir.join("codegen");
    fs::create_dir_all(&dir)?;
    let out = dir.join(name);
    let out = out
        .to_str()
        .ok_or("the target directory's name is not UTF-8")?;
    let derives = derives.iter();
    let derives: Vec<String> = derives
        .map(|(name, traits)| format!("{name}={}", traits.join(",")))
        .collect();

    // Flat: no modules. Sys: plain integers and pointers, so that nothing else is needed. Function pointers: the
    // library is loaded at run time, and the imports for the linker, which come along, end in a macro that drops them.
    let mut args = vec![
        "--out",
        out,
        "--flat",
        "--sys",
        "--no-deps",
        "--no-comment",
        "--no-allow",
    ];
    args.extend(["--sys-fn-ptrs", "--link", "crate::import"]);
    args.push("--filter");
    args.extend(filters.iter().map(String::as_str));
    if !derives.is_empty() {
        args.push("--derive");
        args.extend(derives.iter().map(String::as_str));
    }
    let warnings = windows_bindgen::bindgen(args);
    if !warnings.is_empty() {
        return Err(format!("windows-bindgen: {warnings}").into());
    }
    Ok(fs::read_to_string(out)?.replace("\r\n", "\n"))
}

/// Each function of the metadata is listed under its library, and each listed one is declared, in exactly one place.
fn review_functions(surface: &Surface, text: &str, extra: &str, complaints: &mut Vec<String>) {
    let imports = text.lines().filter_map(import);
    let imports: BTreeSet<(&str, &str)> = imports.collect();
    let mut listed = BTreeSet::new();
    for library in &surface.libraries {
        for function in &library.functions {
            let (name, dll) = (function.name.as_str(), library.dll.as_str());
            let by_hand = extra.contains(&format!("pub type {name} ="));
            if !listed.insert((dll, name)) {
                complaints.push(format!("{name} is listed twice"));
            }
            match (imports.contains(&(dll, name)), function.by_hand) {
                (true, true) => {
                    complaints.push(format!("{name}: the metadata has it now: not `hand`"))
                }
                (false, false) => {
                    complaints.push(format!("{name}: the metadata of {dll} lacks it"))
                }
                _ => {}
            }
            if by_hand != function.by_hand {
                complaints.push(format!(
                    "{name}: src/extra.rs and the mark `hand` don't agree"
                ));
            }
        }
    }
    for (dll, name) in imports.difference(&listed) {
        complaints.push(format!(
            "{name} of {dll} is in the metadata, and not listed"
        ));
    }
}

/// Each constant of the metadata with one of the prefixes is listed, and each listed one exists.
fn review_constants(surface: &Surface, text: &str, complaints: &mut Vec<String>) -> Result {
    let everything = bindgen("foundation.rs", &[FOUNDATION.to_owned()], &[])?;
    let there: BTreeSet<&str> = everything.lines().filter_map(constant).collect();
    let written: BTreeSet<&str> = text.lines().filter_map(constant).collect();
    for name in &surface.constants {
        if !written.contains(name.as_str()) {
            complaints.push(format!("{name}: {FOUNDATION} has no such constant"));
        }
    }
    for name in there.difference(&written) {
        if surface
            .prefixes
            .iter()
            .any(|prefix| name.starts_with(prefix.as_str()))
        {
            complaints.push(format!("{name} is in {FOUNDATION}, and not listed"));
        }
    }
    Ok(())
}

/// The library and the name in a line such as `crate::import::link!("x.dll" "system" fn Name(...));`.
fn import(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("crate::import::link!(\"")?;
    let (dll, rest) = rest.split_once('"')?;
    let (_, rest) = rest.split_once(" fn ")?;
    let (name, _) = rest.split_once('(')?;
    Some((dll, name))
}

/// The name in a line such as `pub const NAME: TYPE = VALUE;`.
fn constant(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("pub const ")?.split_once(':')?;
    Some(name)
}
