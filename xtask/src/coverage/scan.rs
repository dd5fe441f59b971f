//! Finds, in the sources of a crate, the functions that are called through a table: `.HcsCreateOperation`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;

/// The fields with a function's name that a crate uses, outside its tests; `root` is its `lib.rs`.
pub(crate) fn called(root: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut files = vec![root.to_owned()];
    while let Some(file) = files.pop() {
        let text = fs::read_to_string(&file)
            .map_err(|error| format!("can't read {}: {error}", file.display()))?;
        let code = without_tests(&code_only(&text));
        names.extend(fields(&code).map(str::to_owned));
        for module in modules(&code) {
            files.push(file_of(module, &file));
        }
    }
    Ok(names)
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

/// The names in `.HcsName` and `.HcnName`.
fn fields(code: &str) -> impl Iterator<Item = &str> {
    let fields = code.split('.').skip(1);
    let fields = fields.map(|rest| leading_word(rest.trim_start()));
    fields.filter(|name| name.starts_with("Hcs") || name.starts_with("Hcn"))
}

/// The names in `mod name;`.
fn modules(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("mod ").filter_map(|(at, keyword)| {
        let rest = code[at + keyword.len()..].trim_start();
        let name = leading_word(rest);
        let whole = !code[..at].ends_with(is_word);
        (whole && rest[name.len()..].trim_start().starts_with(';')).then_some(name)
    })
}

/// The word that the text begins with.
fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_word(c));
    &text[..end.unwrap_or(text.len())]
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code without the items that only tests have: what follows a `#[cfg(test)]`, up to its end.
fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(") {
        let (before, attribute) = rest.split_at(at);
        out.push_str(before);
        let end = attribute.find(']').map_or(attribute.len(), |end| end + 1);
        let (attribute, after) = attribute.split_at(end);
        let mut words = attribute.split(|c| !is_word(c));
        let for_tests = words.clone().any(|word| word == "test") && words.all(|word| word != "not");
        rest = match for_tests {
            true => after_item(after),
            false => after,
        };
    }
    out + rest
}

/// What comes after the item that the code begins with: after its closing brace, or its semicolon.
fn after_item(code: &str) -> &str {
    let mut depth = 0_u32;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && (c == '}' || c == ';') {
            return &code[at + 1..];
        }
    }
    ""
}

/// The text without comments, and without what stands in strings and characters.
fn code_only(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut in_word = false;
    while let Some(c) = rest.chars().next() {
        let length = match not_code(rest, in_word) {
            0 => {
                out.push(c);
                c.len_utf8()
            }
            length => {
                out.push(' ');
                length
            }
        };
        in_word = is_word(c) && length == c.len_utf8();
        rest = &rest[length..];
    }
    out
}

/// How long the comment, string or character is that the text begins with; 0 when it begins with code.
///
/// `in_word`: it goes on with a word, so that a letter is not a string's prefix.
fn not_code(text: &str, in_word: bool) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    if text.starts_with('\'') {
        return character(text);
    }
    let prefixes: &[&str] = match in_word {
        true => &[""],
        false => &["", "b", "c", "r", "br", "cr"],
    };
    for prefix in prefixes {
        let Some(rest) = text.strip_prefix(prefix) else {
            continue;
        };
        let hashes = match prefix.ends_with('r') {
            true => rest.len() - rest.trim_start_matches('#').len(),
            false => 0,
        };
        if let Some(body) = rest[hashes..].strip_prefix('"') {
            let length = match prefix.ends_with('r') {
                true => raw_string(body, hashes),
                false => string(body),
            };
            return prefix.len() + hashes + 1 + length;
        }
    }
    0
}

/// Comments nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        match rest {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
            }
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// A character in quotes; a lifetime is code.
fn character(text: &str) -> usize {
    let body = &text[1..];
    let length = match body.chars().next() {
        // What is escaped may be the quote itself.
        Some('\\') => body
            .get(2..)
            .and_then(|rest| rest.find('\''))
            .map(|end| 2 + end),
        Some(c) => body[c.len_utf8()..]
            .starts_with('\'')
            .then_some(c.len_utf8()),
        None => None,
    };
    length.map_or(0, |length| length + 2)
}

/// The length of a string's body and its closing quote.
fn string(body: &str) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    body.len()
}

fn raw_string(body: &str, hashes: usize) -> usize {
    let end = format!("\"{}", "#".repeat(hashes));
    body.find(&end).map_or(body.len(), |at| at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let code = without_tests(&code_only(text));
        fields(&code).map(str::to_owned).collect()
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
        assert_eq!(modules(code).collect::<Vec<_>>(), ["a", "b", "d", "e"]);
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
