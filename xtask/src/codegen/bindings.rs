//! `bindings.rs`: what windows-bindgen writes, once it is certain that it agrees with the reviewed list.

use std::collections::BTreeSet;
use std::fs;

use super::preamble;
use super::surface::Surface;
use crate::Result;

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
    let file = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
    let out = file
        .to_str()
        .ok_or("the name of the temporary directory is not UTF-8")?;
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
    let text = fs::read_to_string(&file)?.replace("\r\n", "\n");
    fs::remove_file(&file)?;
    Ok(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "crate::import::link!(\"a.dll\" \"system\" fn One(x : u32));\n";

    fn complaints(list: &str, extra: &str) -> Vec<String> {
        let surface = Surface::parse(list).unwrap();
        let mut complaints = Vec::new();
        review_functions(&surface, TEXT, extra, &mut complaints);
        complaints
    }

    #[test]
    fn the_list_and_the_metadata_must_agree() {
        assert_eq!(complaints("library a.dll A\n One 1", ""), [""; 0]);
        let by_hand = "pub type Two = unsafe extern";
        assert_eq!(
            complaints("library a.dll A\n One 1\n Two 1 hand", by_hand),
            [""; 0]
        );
        for (list, extra, complaint) in [
            (
                "library a.dll A",
                "",
                "One of a.dll is in the metadata, and not listed",
            ),
            (
                "library b.dll B\n One 1",
                "",
                "One: the metadata of b.dll lacks it",
            ),
            ("library a.dll A\n One 1\n One 1", "", "One is listed twice"),
            (
                "library a.dll A\n One 1\n Two 1",
                "",
                "Two: the metadata of a.dll lacks it",
            ),
            (
                "library a.dll A\n One 1\n Two 1 hand",
                "",
                "Two: src/extra.rs and the mark `hand` don't agree",
            ),
            (
                "library a.dll A\n One 1 hand",
                "pub type One = x",
                "One: the metadata has it now: not `hand`",
            ),
        ] {
            assert_eq!(complaints(list, extra)[0], complaint);
        }
    }

    #[test]
    fn constants_are_found_by_their_names() {
        assert_eq!(
            constant("pub const E_FAIL: HRESULT = 0x80004005_u32 as _;"),
            Some("E_FAIL")
        );
        assert_eq!(constant("pub type E_FAIL = u32;"), None);
    }
}
