//! Rust source as a row of tokens: as much of the language as finding names, comments and items takes. For the commands
//! that read the sources of this workspace.

use std::ops::RangeInclusive;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, a keyword, or a number.
    Word,
    /// One character of punctuation.
    Mark,
    /// A string literal, without its quotes.
    Text,
    /// A comment, with what opens it.
    Comment,
}

/// A token, and the line that it begins on, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) line: usize,
}

impl Token<'_> {
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }

    pub(crate) fn is_comment(&self) -> bool {
        self.kind == Kind::Comment
    }

    /// A comment that begins a file or module: `//!`.
    pub(crate) fn is_header(&self) -> bool {
        self.is_comment() && self.text.starts_with("//!")
    }

    /// A comment that documents what follows: `///`.
    pub(crate) fn is_doc(&self) -> bool {
        self.is_comment() && self.text.starts_with("///") && !self.text.starts_with("////")
    }
}

/// Whether a name goes on with this character.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a file. Characters and lifetimes are left out: nothing here asks for them.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, token) = next(rest, first);
        let (taken, after) = rest.split_at(length);
        if let Some((kind, text)) = token {
            tokens.push(Token { kind, text, line });
        }
        line += taken.matches('\n').count();
        rest = after;
    }
    tokens
}

/// How long the next piece of source is, and which token it makes, if any.
fn next(rest: &str, first: char) -> (usize, Option<(Kind, &str)>) {
    if rest.starts_with("//") {
        let end = rest.find('\n').unwrap_or(rest.len());
        return (end, Some((Kind::Comment, rest[..end].trim_end())));
    }
    if rest.starts_with("/*") {
        let end = block_comment(rest);
        return (end, Some((Kind::Comment, &rest[..end])));
    }
    if first.is_whitespace() {
        return (first.len_utf8(), None);
    }
    if is_word(first) {
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (prefix, after) = rest.split_at(word);
        return match prefix {
            "b" if after.starts_with('\'') => (word + character(after), None),
            "b" | "c" | "r" | "br" | "cr" => match string(after, prefix.ends_with('r')) {
                Some((from, to, end)) => (word + end, Some((Kind::Text, &after[from..to]))),
                None => (word, Some((Kind::Word, prefix))),
            },
            _ => (word, Some((Kind::Word, prefix))),
        };
    }
    if first == '\'' {
        return (character(rest), None);
    }
    match string(rest, false) {
        Some((from, to, end)) => (end, Some((Kind::Text, &rest[from..to]))),
        None => {
            let end = first.len_utf8();
            (end, Some((Kind::Mark, &rest[..end])))
        }
    }
}

/// The length of a comment in `/*` and `*/`, which nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a character in quotes; of a lifetime only its quote.
fn character(text: &str) -> usize {
    let body = &text[1..];
    let length = match body.chars().next() {
        // What is escaped may be the quote itself.
        Some('\\') => body
            .char_indices()
            .skip(2)
            .find_map(|(at, c)| (c == '\'').then_some(at)),
        Some(c) if body[c.len_utf8()..].starts_with('\'') => Some(c.len_utf8()),
        _ => None,
    };
    length.map_or(1, |length| length + 2)
}

/// Where the contents of a string literal begin and end, and where the literal ends. `raw`: an `r` came before.
fn string(text: &str, raw: bool) -> Option<(usize, usize, usize)> {
    let hashes = match raw {
        true => text.len() - text.trim_start_matches('#').len(),
        false => 0,
    };
    let body = text[hashes..].strip_prefix('"')?;
    let from = hashes + 1;
    let length = match raw {
        true => body.find(&format!("\"{}", "#".repeat(hashes))),
        false => {
            let mut escaped = false;
            body.char_indices().find_map(|(at, c)| {
                let end = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                end.then_some(at)
            })
        }
    };
    let to = from + length.unwrap_or(body.len());
    Some((from, to, (to + 1 + hashes).min(text.len())))
}

/// The index of the mark that closes what the mark at `open` opens; the end of the tokens when nothing does.
pub(crate) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.kind != Kind::Mark {
            continue;
        }
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// An attribute: where its tokens begin and end, and whether it is about what it stands in, `#![…]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) from: usize,
    pub(crate) end: usize,
    pub(crate) inner: bool,
}

/// The attribute that begins at `from`, if one does.
pub(crate) fn attribute(tokens: &[Token<'_>], from: usize) -> Option<Attribute> {
    let mark = |at: usize, mark| tokens.get(at).is_some_and(|token| token.is_mark(mark));
    let inner = mark(from + 1, '!');
    let open = from + 1 + usize::from(inner);
    (mark(from, '#') && mark(open, '[')).then(|| Attribute {
        from,
        end: closing(tokens, open),
        inner,
    })
}

/// The words of an attribute; never none.
pub(crate) fn words<'a>(tokens: &[Token<'a>], attribute: Attribute) -> Vec<&'a str> {
    let end = attribute.end.min(tokens.len());
    let words = tokens[attribute.from..end].iter();
    let words = words.filter(|token| token.kind == Kind::Word);
    let words: Vec<&str> = words.map(|token| token.text).collect();
    if words.is_empty() { vec![""] } else { words }
}

/// The index of an item's first token after the comments and attributes that stand at `from`.
pub(crate) fn item(tokens: &[Token<'_>], from: usize) -> usize {
    let mut at = from;
    loop {
        match attribute(tokens, at) {
            Some(Attribute { end, .. }) => at = end + 1,
            None if tokens.get(at).is_some_and(Token::is_comment) => at += 1,
            None => return at,
        }
    }
}

/// The index of an item's last token, which is its closing brace or its semicolon.
fn last(tokens: &[Token<'_>], item: usize) -> usize {
    let mut at = item;
    while let Some(token) = tokens.get(at).filter(|token| !token.is_mark(';')) {
        if token.is_mark('{') {
            return closing(tokens, at);
        }
        if token.is_mark('(') || token.is_mark('[') {
            at = closing(tokens, at);
        }
        at += 1;
    }
    at
}

/// The items that only tests have, by the tokens that they begin and end with.
pub(crate) fn test_items(tokens: &[Token<'_>]) -> Vec<RangeInclusive<usize>> {
    let attributes = (0..tokens.len()).filter_map(|at| attribute(tokens, at));
    let for_tests = attributes.filter(|attribute| {
        let words = words(tokens, *attribute);
        !attribute.inner && words[0] == "cfg" && words.contains(&"test") && !words.contains(&"not")
    });
    for_tests
        .map(|attribute| attribute.from..=last(tokens, item(tokens, attribute.end + 1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, source: &str) -> Vec<&str> {
        let tokens = tokens(source).into_iter();
        tokens
            .filter(|token| token.kind == kind)
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn strings_are_no_code() {
        for source in [
            r#"f("a b")"#,
            r##"f(r#"a b"#)"##,
            r#"f(b"a b")"#,
            r#"f(c"a b")"#,
            r##"f(br#"a b"#)"##,
        ] {
            assert_eq!(of(Kind::Text, source), ["a b"], "{source}");
            assert_eq!(of(Kind::Word, source), ["f"], "{source}");
            assert_eq!(of(Kind::Mark, source), ["(", ")"], "{source}");
        }
        assert_eq!(of(Kind::Text, r#"x = "a \" // b"; y"#), [r#"a \" // b"#]);
        assert_eq!(of(Kind::Word, r#"r"\" x"#), ["x"]);
    }

    #[test]
    fn comments_are_whole() {
        assert_eq!(of(Kind::Comment, "a // b \"c\nd"), ["// b \"c"]);
        assert_eq!(of(Kind::Word, "a // b\nd"), ["a", "d"]);
        assert_eq!(
            of(Kind::Comment, "a /* b /* c */ d */ e"),
            ["/* b /* c */ d */"]
        );
        assert_eq!(of(Kind::Comment, r#"let url = "https://x";"#), [""; 0]);
    }

    #[test]
    fn characters_and_lifetimes_hide_nothing() {
        for source in [
            "'\"' a",
            r"'\'' a",
            r"'\\' a",
            r"'\u{1F}' a",
            "b'\"' a",
            "'ä' a",
        ] {
            assert_eq!(of(Kind::Word, source), ["a"], "{source}");
        }
        assert_eq!(
            of(Kind::Word, "f<'a>(x: &'a str)"),
            ["f", "a", "x", "a", "str"]
        );
        assert_eq!(of(Kind::Word, "r#type + br"), ["r", "type", "br"]);
    }

    #[test]
    fn lines_are_counted_in_everything() {
        let source = "a\n\"b\nc\" /* d\ne */ f // g\nh";
        let lines = tokens(source)
            .iter()
            .map(|token| token.line)
            .collect::<Vec<_>>();
        assert_eq!(lines, [1, 2, 3, 4, 4, 5]);
    }

    #[test]
    fn brackets_are_paired() {
        let tokens = tokens("f(a[0], { b }) + (c");
        assert_eq!(tokens[closing(&tokens, 1)].text, ")");
        assert!(tokens[closing(&tokens, 1) + 1].is_mark('+'));
        let open = tokens.len() - 2;
        assert_eq!(closing(&tokens, open), tokens.len());
    }

    #[test]
    fn attributes_are_found() {
        let tokens = tokens("#![allow(a)] #[cfg(all(test, b))] mod c; a#b");
        let first = attribute(&tokens, 0).unwrap();
        assert!(first.inner);
        let second = attribute(&tokens, first.end + 1).unwrap();
        assert!(!second.inner);
        assert!(tokens[second.end + 1].is_word("mod"));
        assert_eq!(attribute(&tokens, second.end + 1), None);
    }

    /// The words of the code that isn't for tests only.
    fn without_tests(source: &str) -> Vec<&str> {
        let tokens = tokens(source);
        let tests = test_items(&tokens);
        let kept = (0..tokens.len()).filter(|at| !tests.iter().any(|test| test.contains(at)));
        let words = kept.filter(|at| tokens[*at].kind == Kind::Word);
        words.map(|at| tokens[at].text).collect()
    }

    #[test]
    fn items_for_tests_end_where_they_end() {
        for source in [
            "a #[cfg(test)] mod tests { mod b {} } c",
            "a #[cfg(all(test, b))] #[d] // e\nfn f() { b } c",
            "a #[cfg(test)]\nuse b::d; c",
            "a #[cfg(test)] fn f(b: [u8; 3]) -> [u8; { 3 }] { b } c",
            "a #[cfg(test)] const F: [u8; 3] = [0; 3]; c",
        ] {
            let words = without_tests(source);
            assert!(
                words.starts_with(&["a"]) && words.ends_with(&["c"]),
                "{source}: {words:?}"
            );
            assert!(!words.contains(&"b"), "{source}: {words:?}");
        }
        assert_eq!(without_tests("#[cfg(test)] fn f() { b"), [""; 0]);
        let words = without_tests("#[cfg(not(test))] fn f() { a }");
        assert!(words.ends_with(&["f", "a"]), "{words:?}");
    }
}
