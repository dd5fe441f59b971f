//! What each file has to have, whatever it is about: a header, reasons for what is unsafe, no unfinished work, a length
//! that can be read at a sitting, and the preamble if it was generated.

use super::files::File;
use crate::lex::{self, Attribute, Token};

/// No file that people write is longer.
const LONGEST: usize = 700;
/// What generated files begin with.
const PREAMBLE: &str = "// Written by `cargo xtask codegen` from ";
/// Words that mark unfinished work in a comment, written apart so that this file has none of them.
const UNFINISHED: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("HA", "CK"),
];
/// Macros that are left over from work.
const LEFTOVERS: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// What is wrong with the files, a sentence each.
pub(super) fn problems(files: &[File]) -> Vec<String> {
    let generated = generated(files);
    let mut problems = Vec::new();
    for path in &generated {
        let file = files.iter().find(|file| file.path == *path);
        if file.is_none_or(|file| !file.text.starts_with(PREAMBLE)) {
            problems.push(format!(
                "{path}: .gitattributes says that it is generated, but it doesn't begin with `{PREAMBLE}…`"
            ));
        }
    }
    for file in files {
        let is_generated = generated.contains(&file.path.as_str());
        let mut tell = |line: usize, problem: String| {
            problems.push(format!("{}:{line}: {problem}", file.path));
        };
        if !file.path.ends_with(".rs") {
            unfinished_text(&file.text, &mut tell);
            continue;
        }
        let tokens = lex::tokens(&file.text);
        unfinished(&tokens, &mut tell);
        opt_ins(&tokens, &mut tell);
        if is_generated {
            continue;
        }
        if file.text.starts_with(PREAMBLE) {
            tell(
                1,
                "it is generated, and .gitattributes doesn't say so".to_owned(),
            );
            continue;
        }
        header(&tokens, &mut tell);
        unsafe_reasons(&tokens, &mut tell);
        let lines = file.text.lines().count();
        if lines > LONGEST {
            let problem = format!("{lines} lines, which is more than {LONGEST}: divide it");
            tell(lines, problem);
        }
    }
    problems
}

/// The paths that `.gitattributes` calls generated.
fn generated(files: &[File]) -> Vec<&str> {
    let attributes = files.iter().find(|file| file.path == ".gitattributes");
    let lines = attributes.into_iter().flat_map(|file| file.text.lines());
    lines
        .filter(|line| line.contains("linguist-generated"))
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

/// A file begins with what it is about; attributes of the whole file may come first.
fn header(tokens: &[Token<'_>], tell: &mut impl FnMut(usize, String)) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(attribute) = lex::attribute(tokens, at).filter(|attribute| attribute.inner) {
            let included = tokens[at..attribute.end.min(tokens.len())]
                .iter()
                .any(|token| token.is_word("include_str"));
            if included {
                return;
            }
            at = attribute.end + 1;
        } else if token.is_header() {
            return;
        } else if token.is_comment() && !token.is_doc() {
            at += 1;
        } else {
            break;
        }
    }
    let line = tokens.get(at).map_or(1, |token| token.line);
    tell(
        line,
        "no header: a file begins with `//!` and what it is about".to_owned(),
    );
}

/// Unsafe code is allowed with a reason on the same line.
fn opt_ins(tokens: &[Token<'_>], tell: &mut impl FnMut(usize, String)) {
    for at in 0..tokens.len() {
        let Some(Attribute { end, .. }) = lex::attribute(tokens, at) else {
            continue;
        };
        let inside = &tokens[at..end.min(tokens.len())];
        let allows = ["allow", "expect"].iter().any(|word| {
            let first = inside.iter().find(|token| token.kind == lex::Kind::Word);
            first.is_some_and(|token| token.is_word(word))
        });
        let is_opt_in = allows && inside.iter().any(|token| token.is_word("unsafe_code"));
        let line = tokens.get(end).map_or(0, |token| token.line);
        let reason = tokens
            .get(end + 1)
            .filter(|token| token.is_comment() && token.line == line);
        let inner_reason = inside.iter().any(|token| token.is_word("reason"));
        if is_opt_in && reason.is_none() && !inner_reason {
            tell(
                line,
                "unsafe code is allowed without a reason on the same line".to_owned(),
            );
        }
    }
}

/// Every unsafe block, implementation and function has a reason, also in code that is not compiled here.
fn unsafe_reasons(tokens: &[Token<'_>], tell: &mut impl FnMut(usize, String)) {
    let documented = |text: &str| text.contains("# Safety") || text.contains("SAFETY:");
    let module = tokens
        .iter()
        .any(|token| token.is_header() && documented(token.text));
    let mut functions = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !token.is_word("unsafe") {
            continue;
        }
        let reason = |wanted: fn(&str) -> bool| {
            before(tokens, at).any(|it| it.is_comment() && wanted(it.text))
        };
        match unsafe_item(&tokens[at + 1..]) {
            Some(Item::Block) if !reason(|text| text.contains("SAFETY:")) => tell(
                token.line,
                "unsafe without a reason: a comment with `SAFETY:` above it".to_owned(),
            ),
            Some(Item::Function)
                if !module && !reason(documented) && !is_in_trait_impl(tokens, at) =>
            {
                functions.push(token.line);
            }
            _ => {}
        }
    }
    if let [first, others @ ..] = functions.as_slice() {
        let more = match others.len() {
            0 => String::new(),
            more => format!(" ({more} more in this file)"),
        };
        tell(
            *first,
            format!(
                "an unsafe function{more} without `# Safety`, at itself or in the file's header"
            ),
        );
    }
}

/// What the word `unsafe` can be before.
enum Item {
    /// A block, an implementation, or foreign functions: what is promised.
    Block,
    /// A function, or a trait: what is asked for.
    Function,
}

/// What `unsafe` stands before, unless it is the type of a function or an attribute.
fn unsafe_item(after: &[Token<'_>]) -> Option<Item> {
    let mut after = after;
    if after.first()?.is_word("extern") {
        let abi = after.get(1)?.kind == lex::Kind::Text;
        after = &after[1 + usize::from(abi)..];
    }
    let next = after.first()?;
    if next.is_mark('{') || next.is_word("impl") {
        return Some(Item::Block);
    }
    let is_type = after.get(1)?.is_mark('(');
    (next.is_word("trait") || next.is_word("fn") && !is_type).then_some(Item::Function)
}

/// The tokens before `at`, backwards, up to the end of the statement or item before; what is bracketed is passed over.
fn before<'t, 'a>(tokens: &'t [Token<'a>], at: usize) -> impl Iterator<Item = &'t Token<'a>> {
    let mut depth = 0_usize;
    let mut rest = (0..at).rev();
    std::iter::from_fn(move || {
        for at in rest.by_ref() {
            let token = &tokens[at];
            if token.kind != lex::Kind::Mark {
                if depth == 0 {
                    return Some(token);
                }
                continue;
            }
            let goes_on = || {
                ['=', '.', '?']
                    .iter()
                    .any(|mark| tokens[at + 1].is_mark(*mark))
            };
            match token.text {
                ")" | "]" => depth += 1,
                // Not the end of a statement, but of a pattern, or of a block that is a value.
                "}" if depth > 0 || goes_on() => depth += 1,
                "(" | "[" => depth = depth.saturating_sub(1),
                "{" if depth > 0 => depth -= 1,
                "{" | "}" => return None,
                ";" if depth == 0 => return None,
                _ => {}
            }
        }
        None
    })
}

/// Whether this is in an implementation of a trait, whose own documentation says what is to be kept.
fn is_in_trait_impl(tokens: &[Token<'_>], at: usize) -> bool {
    let mut depth = 0_usize;
    for open in (0..at).rev() {
        let token = tokens[open];
        if token.is_mark('}') {
            depth += 1;
        } else if token.is_mark('{') && depth > 0 {
            depth -= 1;
        } else if token.is_mark('{') {
            let words: Vec<_> = before(tokens, open).map(|token| token.text).collect();
            return words.contains(&"impl") && words.contains(&"for");
        }
    }
    false
}

/// No unfinished work in code.
fn unfinished(tokens: &[Token<'_>], tell: &mut impl FnMut(usize, String)) {
    for token in tokens.iter().filter(|token| token.is_comment()) {
        unfinished_text(token.text, &mut |line, problem| {
            tell(token.line + line - 1, problem);
        });
    }
    for pair in tokens.windows(2) {
        let word = pair[0].kind == lex::Kind::Word && LEFTOVERS.contains(&pair[0].text);
        if word && pair[1].is_mark('!') {
            tell(pair[0].line, format!("`{}!` is left over", pair[0].text));
        }
    }
}

/// No unfinished work in a text.
fn unfinished_text(text: &str, tell: &mut impl FnMut(usize, String)) {
    for (line, text) in (1..).zip(text.lines()) {
        let words = text.split(|c| !lex::is_word(c));
        for word in words.filter(|word| UNFINISHED.contains(word)) {
            tell(line, format!("unfinished: {word}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Vec<String> {
        problems(&[File {
            path: path.to_owned(),
            text: text.to_owned(),
        }])
    }

    /// What is wrong with a file that has this below its header.
    fn below(text: &str) -> Vec<String> {
        of("a.rs", &format!("//! A file.\n{text}"))
    }

    #[test]
    fn a_file_begins_with_a_header() {
        for text in [
            "//! A file.\n",
            "#![allow(unsafe_code)] // Why.\n#![allow(\n    a,\n)]\n\n//! A file.\n",
            "#![doc = include_str!(\"../README.md\")]\nmod a;",
        ] {
            assert_eq!(of("a.rs", text), [""; 0], "{text}");
        }
        for text in [
            "",
            "use a;\n//! Late.",
            "/// Of an item.\nfn f() {}",
            "#[test]\nfn f() {}",
            "// A comment.\nfn f() {}",
        ] {
            let problems = of("a.rs", text);
            assert!(problems[0].contains("no header"), "{text}: {problems:?}");
        }
    }

    #[test]
    fn unsafe_code_is_allowed_with_a_reason() {
        for text in [
            "#[allow(unsafe_code)] // Why.\nmod a;",
            "#[expect(unsafe_code, reason = \"why\")]\nmod a;",
            "#[allow(dead_code)]\nmod a;",
            "#[deny(unsafe_code)]\nmod a;",
        ] {
            assert_eq!(below(text), [""; 0], "{text}");
        }
        for text in [
            "#[allow(unsafe_code)]\nmod a;",
            "#[allow(dead_code, unsafe_code)]\n// Why.\nmod a;",
        ] {
            let problems = below(text);
            assert_eq!(
                problems,
                ["a.rs:2: unsafe code is allowed without a reason on the same line"]
            );
        }
    }

    #[test]
    fn what_is_unsafe_has_a_reason() {
        for text in [
            "fn f() { // SAFETY: why.\n unsafe { g() } }",
            "fn f() { // SAFETY: why,\n // and why.\n let x = h(a[0], unsafe { g() }); }",
            "fn f() { match x { // SAFETY: why.\n A => unsafe { g() }, } }",
            "fn f() { // SAFETY: why.\n let S { a, b } = unsafe { g() }; }",
            "// SAFETY: why.\n#[cfg(a)]\nunsafe impl Send for S {}",
            "/// # Safety\n/// Why.\n#[inline]\npub(crate) unsafe fn f(a: u8) {}",
            "/// # Safety\n/// Why.\nunsafe extern \"system\" fn f() {}",
            "/// # Safety\npub unsafe trait T {}",
            "// SAFETY: why.\nunsafe extern \"C\" { fn f(); }",
            "//!\n//! # Safety\n//! Why.\nunsafe fn f() {}",
            "// SAFETY: why.\nunsafe impl A for B { unsafe fn f() {} }",
            "struct S { f: unsafe extern \"system\" fn(u8), g: unsafe fn() }",
            "#[unsafe(no_mangle)]\nfn f() {}",
            "// the unsafe { is in a comment",
            "fn f() { g(\"unsafe { }\") }",
        ] {
            assert_eq!(below(text), [""; 0], "{text}");
        }
        for text in [
            "fn f() { unsafe { g() } }",
            "fn f() { // Why.\n unsafe { g() } }",
            "fn f() { // SAFETY: why.\n unsafe { g() }; unsafe { h() } }",
            "fn f() { // SAFETY: why.\n g(); let x = unsafe { h() }; }",
            "fn f() { { // SAFETY: why.\n g() } unsafe { h() } }",
            "unsafe impl Send for S {}",
            "unsafe fn f() {}",
            "/// Does it.\npub unsafe fn f() {}",
            "impl B { unsafe fn f() {} }",
            "unsafe extern \"system\" fn f() {}",
            "unsafe extern \"C\" { fn f(); }",
            "#[cfg(windows)]\nfn f() { unsafe { g() } }",
        ] {
            assert_eq!(below(text).len(), 1, "{text}");
        }
        let problems = below("unsafe fn f() {}\nunsafe fn g() {}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("1 more"), "{problems:?}");
    }

    #[test]
    fn unfinished_work_is_told() {
        let [to_do, ..] = UNFINISHED;
        let comment = format!("// {to_do}: more.");
        assert_eq!(below(&comment), [format!("a.rs:2: unfinished: {to_do}")]);
        assert_eq!(
            of("a.md", &format!("a\n({to_do})")),
            [format!("a.md:2: unfinished: {to_do}")]
        );
        assert_eq!(below(&format!("fn f() {{ g(\"{to_do}\") }}")), [""; 0]);
        for name in LEFTOVERS {
            let problems = below(&format!("fn f() {{\n    {name}!()\n}}"));
            assert_eq!(problems, [format!("a.rs:3: `{name}!` is left over")]);
            assert_eq!(below(&format!("fn f() {{ {name}() }}")), [""; 0]);
        }
    }

    #[test]
    fn a_file_can_be_read_at_a_sitting() {
        assert_eq!(below(&"\n".repeat(LONGEST - 1)), [""; 0]);
        assert!(below(&"\n".repeat(LONGEST))[0].contains("divide it"));
    }

    #[test]
    fn generated_files_say_so() {
        let attributes = File {
            path: ".gitattributes".to_owned(),
            text: "* text=auto\na.rs linguist-generated=true\n".to_owned(),
        };
        let long = "fn f() {}\n".repeat(LONGEST);
        let file = |path: &str, text: String| File {
            path: path.to_owned(),
            text,
        };
        let generated = format!("{PREAMBLE}b.txt.\n\n{long}");
        let problems_of = |file| problems(&[attributes_of(&attributes), file]);
        assert_eq!(problems_of(file("a.rs", generated.clone())), [""; 0]);
        let unsaid = problems_of(file("b.rs", generated));
        assert!(unsaid[0].starts_with("a.rs: "), "{unsaid:?}");
        assert!(unsaid[1].contains("doesn't say so"), "{unsaid:?}");
        let unmarked = problems_of(file("a.rs", "//! A file.\n".to_owned()));
        assert!(unmarked[0].contains("doesn't begin with"), "{unmarked:?}");
    }

    fn attributes_of(file: &File) -> File {
        File {
            path: file.path.clone(),
            text: file.text.clone(),
        }
    }
}
