//! Finds, in the sources of a crate, the functions that are called through a table: `.HcsCreateOperation`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::lex::{self, Token};

/// The fields with a function's name that a crate uses, outside its tests; `root` is its `lib.rs`.
pub(crate) fn called(root: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut files = vec![root.to_owned()];
    while let Some(file) = files.pop() {
        let text = fs::read_to_string(&file)
            .map_err(|error| format!("can't read {}: {error}", file.display()))?;
        let tokens = lex::tokens(&text);
        names.extend(calls(&tokens).into_iter().map(|(_, name)| name.to_owned()));
        for module in modules(&tokens) {
            files.push(file_of(module, &file));
        }
    }
    Ok(names)
}

/// The functions that the files in these directories call, in tests or not. Looking whether a table has a function is no
/// call, nor is putting another one in its place.
pub(crate) fn called_in(directories: &[PathBuf]) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut paths = directories.to_vec();
    while let Some(path) = paths.pop() {
        let unreadable = |error| format!("can't read {}: {error}", path.display());
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(unreadable)? {
                paths.push(entry.map_err(unreadable)?.path());
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).map_err(unreadable)?;
            let tokens = lex::tokens(&text);
            let called = fields(&tokens).filter(|(at, ..)| is_used(&tokens[at + 2..]));
            names.extend(called.map(|(_, _, name)| name.to_owned()));
        }
    }
    Ok(names)
}

/// Whether a function is used, going by what comes after its name.
fn is_used(after: &[Token<'_>]) -> bool {
    match after {
        [dot, word, ..] if dot.is_mark('.') => !word.is_word("is_some") && !word.is_word("is_none"),
        [equals, next, ..] if equals.is_mark('=') => next.is_mark('='),
        _ => true,
    }
}

/// The file of a module that `parent` declares.
fn file_of(module: &str, parent: &Path) -> PathBuf {
    let stem = parent.file_stem().unwrap_or_default();
    let mut dir = parent.parent().unwrap_or(parent).to_owned();
    if !["lib", "main", "mod"].iter().any(|name| stem == *name) {
        dir.push(stem);
    }
    let flat = dir.join(format!("{module}.rs"));
    match flat.is_file() {
        true => flat,
        false => dir.join(module).join("mod.rs"),
    }
}

/// The calls through a table, `.HcsName` and `.HcnName`, that are not in tests: the line, and the name.
pub(crate) fn calls<'a>(tokens: &[Token<'a>]) -> Vec<(usize, &'a str)> {
    let tests = lex::test_items(tokens);
    let outside = fields(tokens).filter(|(at, ..)| !tests.iter().any(|test| test.contains(at)));
    outside.map(|(_, line, name)| (line, name)).collect()
}

/// The calls through a table, in tests or not: where among the tokens, the line, and the name.
fn fields<'a>(tokens: &[Token<'a>]) -> impl Iterator<Item = (usize, usize, &'a str)> {
    let pairs = (0..).zip(tokens.windows(2));
    pairs.filter_map(|(at, pair)| {
        let name = pair[1].text;
        let is_field = pair[0].is_mark('.') && pair[1].is_word(name);
        let exported = name.starts_with("Hcs") || name.starts_with("Hcn");
        (is_field && exported).then_some((at, pair[1].line, name))
    })
}

/// The names in `mod name;`, without those that only tests have.
fn modules<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let tests = lex::test_items(tokens);
    let declared = (0..).zip(tokens.windows(3)).filter(|(at, tokens)| {
        let [keyword, _, end] = tokens else {
            return false;
        };
        let for_tests = tests.iter().any(|test| test.contains(at));
        keyword.is_word("mod") && end.is_mark(';') && !for_tests
    });
    declared.map(|(_, tokens)| tokens[1].text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let found = calls(&lex::tokens(text)).into_iter();
        found.map(|(_, name)| name).collect()
    }

    #[test]
    fn a_call_through_a_table_is_found() {
        for text in [
            "unsafe { (core.HcsFoo)(raw) }",
            "let foo = self.core().HcsFoo;",
            "core\n    .HcsFoo\n    .ok_or(error)?",
            "if let Some(foo) = self.core.HcsFoo {",
            "let f = |c: char| c == '\"'; (core.HcsFoo)()",
            "fn f<'a>(x: &'a str) -> &'a str { core.HcsFoo }",
            "let x = b'\\''; core.HcsFoo",
            "let br = 1; core.HcsFoo",
        ] {
            assert_eq!(found(text), ["HcsFoo"], "{text}");
        }
    }

    #[test]
    fn what_only_names_a_function_is_not() {
        for text in [
            "// (core.HcsFoo)(raw)",
            "//! see `core.HcsFoo`",
            "/* a /* b */ core.HcsFoo */",
            r#"const NAME: &str = "core.HcsFoo";"#,
            r#"let name = "\" core.HcsFoo";"#,
            r##"let name = r#"a " core.HcsFoo"#;"##,
            r#"let name = c"core.HcsFoo"; let other = br"core.HcsFoo";"#,
            r#"#[doc(alias = "core.HcsFoo")]"#,
            "Table { HcsFoo: foo }",
            "sys::HcsFoo",
            "self.hcs_foo()",
            "#[cfg(test)] mod tests { fn f() { (core.HcsFoo)(); } }",
            "#[cfg(all(test, loom))] fn f() { core.HcsFoo }",
            "#[cfg(test)] fn f(a: [u8; 3]) { core.HcsFoo }",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_look_at_a_table_is_no_call() {
        let used = |text: &str| {
            let tokens = lex::tokens(text);
            let (at, ..) = fields(&tokens).next().expect("a field");
            is_used(&tokens[at + 2..])
        };
        for text in [
            "(t.HcsFoo)(raw)",
            "t.HcsFoo.unwrap()",
            "t.HcsFoo == f",
            "t.HcsFoo",
        ] {
            assert!(used(text), "{text}");
        }
        for text in [
            "t.HcsFoo.is_some()",
            "t.HcsFoo.is_none()",
            "t.HcsFoo = plant;",
        ] {
            assert!(!used(text), "{text}");
        }
    }

    #[test]
    fn after_a_test_there_is_code_again() {
        let text = "#[cfg(test)] mod tests { mod a {} } fn f() { core.HcsFoo }";
        assert_eq!(found(text), ["HcsFoo"]);
        let text = "#[cfg(test)]\nuse a::b;\nfn f() { core.HcsFoo }";
        assert_eq!(found(text), ["HcsFoo"]);
        let text = "#[cfg(not(test))] fn f() { core.HcsFoo }";
        assert_eq!(found(text), ["HcsFoo"]);
    }

    #[test]
    fn modules_lead_to_files() {
        let code = "mod a; pub(crate) mod b;\nmod c { mod d; }\n#[cfg(x)]\nmod e; let model = f;";
        assert_eq!(modules(&lex::tokens(code)), ["a", "b", "d", "e"]);
        let code = "#[cfg(test)] mod a; #[cfg(all(test, loom))]\nmod b; // mod c;\nmod d;";
        assert_eq!(modules(&lex::tokens(code)), ["d"]);
        let file = |parent| file_of("x", Path::new(parent));
        assert_eq!(file("none/lib.rs"), Path::new("none/x/mod.rs"));
        assert_eq!(file("none/mod.rs"), Path::new("none/x/mod.rs"));
        assert_eq!(file("none/b.rs"), Path::new("none/b/x/mod.rs"));
    }

    #[test]
    fn the_safe_crate_calls_what_it_must() {
        let names = called(&crate::root().join("hcs/src/lib.rs")).unwrap();
        for name in ["HcsCreateComputeSystem", "HcsCloseOperation"] {
            assert!(names.contains(name), "{names:?}");
        }
    }
}
