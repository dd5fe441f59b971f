//! Whoever knows a function of Windows finds it in the documentation of hcs: by its name, and with Microsoft's page.

use std::collections::BTreeSet;

use super::SURFACE;
use super::files::File;
use crate::codegen::surface::{Function, Surface};
use crate::{Result, coverage, lex};

/// Where the sources of the safe crate are.
const SOURCES: &str = "hcs/src/";
/// These pass all functions on, or stand in for them: they are no wrappers.
const NO_WRAPPERS: [&str; 2] = ["hcs/src/record/", "hcs/src/models/"];
/// Where Microsoft's pages are.
const PAGES: &str = "https://learn.microsoft.com/virtualization/api/hcs/reference/";

/// What is missing of the functions that hcs wraps, a sentence each.
pub(super) fn problems(files: &[File]) -> Result<Vec<String>> {
    let Some(surface) = files.iter().find(|file| file.path == SURFACE) else {
        return Ok(Vec::new());
    };
    let surface = Surface::parse(&surface.text)?;
    let found = Found::in_sources(files);
    let functions = surface
        .libraries
        .iter()
        .flat_map(|library| &library.functions);
    Ok(functions
        .flat_map(|function| found.lacking(function))
        .collect())
}

/// What the sources have.
#[derive(Default)]
struct Found {
    wrapped: BTreeSet<String>,
    aliases: BTreeSet<String>,
    /// The last part of the addresses of pages, which is in lower case.
    pages: BTreeSet<String>,
}

impl Found {
    fn in_sources(files: &[File]) -> Self {
        let mut found = Self::default();
        let sources = files.iter().filter(|file| file.path.starts_with(SOURCES));
        for file in sources {
            if file.path.ends_with(".rs") && !NO_WRAPPERS.iter().any(|it| file.path.starts_with(it))
            {
                let tokens = lex::tokens(&file.text);
                let calls = coverage::calls(&tokens).into_iter();
                found.wrapped.extend(calls.map(|(_, name)| name.to_owned()));
            }
            found.read_docs(&file.text);
        }
        found
    }

    /// The aliases and links of a file.
    fn read_docs(&mut self, text: &str) {
        for (_, after) in pieces(text, "doc(alias = \"") {
            let name = after.split('"').next().unwrap_or_default();
            self.aliases.insert(name.to_owned());
        }
        for (_, after) in pieces(text, PAGES) {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = &after[..end.unwrap_or(after.len())];
            self.pages.insert(name.to_owned());
        }
    }

    fn lacking(&self, function: &Function) -> Vec<String> {
        let name = &function.name;
        let mut lacking = Vec::new();
        let page = self.pages.contains(&name.to_lowercase());
        if page && !function.has_page {
            lacking.push(format!(
                "{SOURCES}: a link to Microsoft's page of {name}, which has none according to {SURFACE}"
            ));
        }
        if !self.wrapped.contains(name) {
            return lacking;
        }
        if !self.aliases.contains(name) {
            lacking.push(format!(
                "{SOURCES}: {name} is called, and no item has `#[doc(alias = \"{name}\")]`"
            ));
        }
        if !page && function.has_page {
            let page = name.to_lowercase();
            lacking.push(format!(
                "{SOURCES}: {name} is called, and nothing links to {PAGES}{page}"
            ));
        }
        lacking
    }
}

/// What stands before and after each place of a pattern.
fn pieces<'a>(text: &'a str, pattern: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let places = text.match_indices(pattern);
    places.map(|(at, found)| (&text[..at], &text[at + found.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn told(source: &str) -> String {
        let surface = "library a.dll A\n  HcsAsk 17763\n  HcsNew 26100 no-page\n";
        let files = [file(SURFACE, surface), file("hcs/src/a.rs", source)];
        problems(&files).unwrap().join("\n")
    }

    #[test]
    fn a_wrapped_function_has_its_name_and_its_page() {
        let called = "fn f() { (core.HcsAsk)() }";
        let alias = "#[doc(alias = \"HcsAsk\")]";
        let link = format!("/// [x]({PAGES}hcsask)");
        assert_eq!(told(&format!("{link}\n{alias}\n{called}")), "");
        let problems = told(&format!("{alias}\n{called}"));
        assert!(problems.contains("nothing links to"), "{problems}");
        let problems = told(&format!("{link}\n{called}"));
        assert!(problems.contains("no item has `#[doc(alias"), "{problems}");
        // Not the page of one whose name only begins so.
        let problems = told(&format!("/// [x]({PAGES}hcsasker)\n{alias}\n{called}"));
        assert!(problems.contains("nothing links to"), "{problems}");
    }

    #[test]
    fn a_function_without_page_has_no_link() {
        let called = "#[doc(alias = \"HcsNew\")] fn f() { (core.HcsNew)() }";
        assert_eq!(told(called), "");
        let problems = told(&format!("/// [x]({PAGES}hcsnew)\n{called}"));
        assert!(problems.contains("which has none"), "{problems}");
    }

    #[test]
    fn what_is_not_called_needs_nothing() {
        assert_eq!(told("fn f() {}"), "");
        assert_eq!(problems(&[]).unwrap(), Vec::<String>::new());
        let files = [
            file(SURFACE, "library a.dll A\n  HcsAsk 17763\n"),
            file("hcs/src/record/a.rs", "fn f() { (core.HcsAsk)() }"),
        ];
        assert_eq!(problems(&files).unwrap(), Vec::<String>::new());
    }
}
