//! What a file says about rules: comments that carry their ids, tests that are named after them, reports of breaches.

use super::contract::is_id;
use crate::lex::{self, Kind, Token};

/// A comment, with the lines that follow it in the same form.
#[derive(Debug)]
pub(super) struct Comment<'a> {
    pub(super) tokens: Vec<&'a Token<'a>>,
    /// It documents a part of the public API, or the whole crate.
    pub(super) public: bool,
    /// It stands in a module that only tests have.
    pub(super) in_tests: bool,
}

/// A test whose name begins with the ids of rules: `o2_a_pending_operation…`, `e4_e5_model_3…`.
#[derive(Debug)]
pub(super) struct Test<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) ids: Vec<String>,
    /// The string literals in it.
    pub(super) texts: Vec<&'a str>,
}

/// The ids of rules in a text, each with the number of the line that it is on, counted from 0.
pub(super) fn ids(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (line, text) in text.lines().enumerate() {
        let words = text.split(|c| !lex::is_word(c));
        found.extend(words.filter(|word| is_id(word)).map(|id| (line, id)));
    }
    found
}

impl Comment<'_> {
    /// The ids of rules that it names anywhere, and on which lines.
    pub(super) fn ids(&self) -> Vec<(usize, &str)> {
        let lines = self.tokens.iter();
        let found = lines.flat_map(|token| {
            let ids = ids(token.text).into_iter();
            ids.map(|(line, id)| (token.line + line, id))
        });
        found.collect()
    }

    /// The ids that it names in parentheses which hold nothing else: `(S5, S6)`.
    pub(super) fn cited(&self) -> Vec<(usize, &str)> {
        let text: String = self
            .tokens
            .iter()
            .flat_map(|token| [token.text, "\n"])
            .collect();
        let groups = text
            .split('(')
            .skip(1)
            .filter_map(|rest| rest.split_once(')'));
        let ids_only = groups.filter(|(group, _)| {
            let words = group.split(|c: char| !lex::is_word(c));
            words
                .filter(|word| !word.is_empty())
                .all(|word| is_id(word) || word == "and")
        });
        let cited: Vec<&str> = ids_only
            .flat_map(|(group, _)| ids(group))
            .map(|(_, id)| id)
            .collect();
        let mut found = self.ids();
        found.retain(|(_, id)| cited.contains(id));
        found
    }
}

/// What a pair of braces holds, as far as the comments inside are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// The variants of a public enum, or the items of a public trait: public like these.
    Public,
    Other,
}

/// The comments of a file. `crate_root`: its header documents the crate.
pub(super) fn comments<'a>(tokens: &'a [Token<'a>], crate_root: bool) -> Vec<Comment<'a>> {
    let tests = lex::test_items(tokens);
    let form = |token: &Token<'_>| (token.is_header(), token.is_doc());
    let mut comments: Vec<Comment<'a>> = Vec::new();
    let mut bodies = Vec::new();
    let mut before: Option<&Token<'_>> = None;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_mark('{') {
            bodies.push(body(&tokens[..at]));
        } else if token.is_mark('}') {
            bodies.pop();
        }
        let follows = before.is_some_and(|it| {
            it.is_comment() && form(it) == form(token) && it.line + 1 == token.line
        });
        before = Some(token);
        if !token.is_comment() {
            continue;
        }
        if let (true, Some(comment)) = (follows, comments.last_mut()) {
            comment.tokens.push(token);
            continue;
        }
        comments.push(Comment {
            tokens: vec![token],
            public: match form(token) {
                (true, _) => crate_root,
                (_, true) => bodies.last() == Some(&Body::Public) || is_public(&tokens[at..]),
                _ => false,
            },
            in_tests: tests.iter().any(|test| test.contains(&at)),
        });
    }
    comments
}

/// What the braces hold that open after these tokens.
fn body(before: &[Token<'_>]) -> Body {
    let ends = |token: &Token<'_>| ['{', '}', ';'].iter().any(|mark| token.is_mark(*mark));
    let start = before.iter().rposition(ends).map_or(0, |end| end + 1);
    let mut header = before[start..].iter();
    let public = header.any(|token| token.is_word("pub"));
    let after = header.as_slice();
    let restricted = after.first().is_some_and(|token| token.is_mark('('));
    let is_open = |token: &Token<'_>| token.is_word("enum") || token.is_word("trait");
    match public && !restricted && after.iter().any(is_open) {
        true => Body::Public,
        false => Body::Other,
    }
}

/// Whether the item is public that a documentation comment, with which the tokens begin, is about.
fn is_public(tokens: &[Token<'_>]) -> bool {
    let item = lex::item(tokens, 0);
    let restricted = tokens.get(item + 1).is_some_and(|token| token.is_mark('('));
    tokens.get(item).is_some_and(|token| token.is_word("pub")) && !restricted
}

/// The tests of a file that are named after rules.
pub(super) fn tests<'a>(tokens: &[Token<'a>]) -> Vec<Test<'a>> {
    let mut tests = Vec::new();
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(attribute) = lex::attribute(tokens, at) {
            attributes.push(lex::words(tokens, attribute));
            at = attribute.end + 1;
            continue;
        }
        if token.is_word("fn") {
            let is_test = attributes.iter().any(|words| {
                words[0] != "cfg" && ["test", "rstest"].iter().any(|word| words.contains(word))
            });
            if is_test && let Some(name) = tokens.get(at + 1) {
                let cases = attributes.iter().filter(|words| words[0] == "case");
                let cases = cases.filter_map(|words| words.get(1).copied());
                for name in [name.text].into_iter().chain(cases) {
                    tests.push(Test {
                        name,
                        line: token.line,
                        ids: named(name),
                        texts: texts(&tokens[at..]),
                    });
                }
            }
        }
        let ended = [";", "{", "}"].contains(&token.text) && token.kind == Kind::Mark;
        if token.is_word("fn") || ended {
            attributes.clear();
        }
        at += 1;
    }
    tests.retain(|test| !test.ids.is_empty());
    tests
}

/// The rules that a test's name begins with.
fn named(name: &str) -> Vec<String> {
    let parts = name.split('_').map(str::to_uppercase);
    let lower = name.chars().next().is_some_and(char::is_lowercase);
    parts.take_while(|part| lower && is_id(part)).collect()
}

/// The string literals in the body of the function that the tokens begin with.
fn texts<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "(" | "[" if token.kind == Kind::Mark => at = lex::closing(tokens, at),
            "{" if token.kind == Kind::Mark => {
                let end = lex::closing(tokens, at).min(tokens.len());
                let body = tokens[at..end].iter();
                let texts = body.filter(|token| token.kind == Kind::Text);
                return texts.map(|token| token.text).collect();
            }
            ";" if token.kind == Kind::Mark => break,
            _ => {}
        }
        at += 1;
    }
    Vec::new()
}

/// Where the mock reports a breach of a rule, as `violate("O1", …)`: the line, and the id, which may be none of a rule's.
pub(super) fn reports<'a>(tokens: &[Token<'a>]) -> Vec<(usize, &'a str)> {
    let calls = tokens.windows(3).filter(|tokens| {
        let [name, open, id] = tokens else {
            return false;
        };
        name.is_word("violate") && open.is_mark('(') && id.kind == Kind::Text
    });
    calls
        .map(|tokens| (tokens[0].line, tokens[2].text))
        .collect()
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::lex::tokens;

    /// What the comments of a file cite that may be sites.
    fn cited(source: &str) -> Vec<(usize, String)> {
        let tokens = tokens(source);
        let comments = comments(&tokens, false);
        let sites = comments.iter().filter(|it| !it.public && !it.in_tests);
        let cited = sites.flat_map(Comment::cited);
        cited.map(|(line, id)| (line, id.to_owned())).collect()
    }

    fn lines(source: &str) -> Vec<usize> {
        cited(source).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn a_comment_cites_rules_in_parentheses() {
        let found = cited("f(); // free (O6), pending (O7, O8)\n// and (S5 and\n// S6)");
        let found: Vec<_> = found
            .iter()
            .map(|(line, id)| (*line, id.as_str()))
            .collect();
        assert_eq!(
            found,
            [(1, "O6"), (1, "O7"), (1, "O8"), (2, "S5"), (3, "S6")]
        );
    }

    #[test]
    fn what_is_no_citation_is_none() {
        for source in [
            "// O6 says so",
            "// (O6 says so)",
            "f(\"(O6)\");",
            "// (E0277)",
            "f(O6);",
            "// ()",
        ] {
            assert_eq!(cited(source), [], "{source}");
        }
    }

    #[test]
    fn documentation_of_the_public_api_is_no_site() {
        for source in [
            "/// (O6)\npub fn f() {}",
            "/// (O6)\n#[must_use]\n// why\npub struct S;",
            "pub enum E {\n    /// (O6)\n    A,\n}",
            "pub trait T: Send {\n    /// (O6)\n    fn f();\n}",
            "pub struct S {\n    /// (O6)\n    pub a: u8,\n}",
        ] {
            assert_eq!(cited(source), [], "{source}");
        }
        let tokens = tokens("//! (O6)\nmod a;");
        assert!(comments(&tokens, true)[0].public);
    }

    #[test]
    fn other_comments_are_sites() {
        for source in [
            "//! (O6)\nmod a;",
            "/// (O6)\npub(crate) fn f() {}",
            "/// (O6)\nfn f() {}",
        ] {
            assert_eq!(lines(source), [1], "{source}");
        }
        for source in [
            "pub fn f() {\n    // (O6)\n}",
            "pub struct S {\n    /// (O6)\n    a: u8,\n}",
            "pub(crate) enum E {\n    /// (O6)\n    A,\n}",
            "pub enum E { A }\n/// (O6)\nfn f() {}",
        ] {
            assert_eq!(lines(source), [2], "{source}");
        }
    }

    #[test]
    fn comments_of_test_modules_are_no_sites() {
        let source = "// (O6)\n#[cfg(all(test, a))]\nmod tests {\n    // (O7)\n}\n// (O8)";
        assert_eq!(lines(source), [1, 6]);
        assert_eq!(lines("#[cfg(not(test))]\nmod a {\n    // (O7)\n}"), [3]);
    }

    #[test]
    fn tests_are_named_after_rules() {
        let source = r#"
            #[test]
            fn o2_at_once() { breaks("O2", |_| ()); }
            #[rstest]
            #[case::s3_first(1)]
            #[case::other(2)]
            fn e4_e5_model_3(#[case] x: u8) -> T<{ 1 }> { check(x) }
            fn o3_helper() {}
            #[test]
            fn plain() {}
            #[cfg(test)]
            fn o4_helper() {}
            proptest! {
                #[test]
                fn o5_any(x in "[O6]") { f("O5") }
            }
        "#;
        let tokens = tokens(source);
        let tests = tests(&tokens);
        let names: Vec<_> = tests.iter().map(|test| (test.name, test.line)).collect();
        let expected = [
            ("o2_at_once", 3),
            ("e4_e5_model_3", 7),
            ("s3_first", 7),
            ("o5_any", 15),
        ];
        assert_eq!(names, expected);
        assert_eq!(tests[0].texts, ["O2"]);
        assert_eq!(tests[1].ids, ["E4", "E5"]);
        assert_eq!(tests[3].texts, ["O5"]);
    }

    #[test]
    fn reports_name_a_rule() {
        let source =
            "// violate(\"O1\")\nw.violate(\n    \"O2\", call);\nfn violate(rule: &str) {}";
        assert_eq!(reports(&tokens(source)), [(2, "O2")]);
    }
}
