//! Rust source as a row of tokens: as much of the language as finding names, comments and braces takes.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) line: usize,
}

impl Token<'_> {
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }

    pub(super) fn is_comment(&self) -> bool {
        self.kind == Kind::Comment
    }

    /// A comment that begins a file or module: `//!`.
    pub(super) fn is_header(&self) -> bool {
        self.is_comment() && self.text.starts_with("//!")
    }

    /// A comment that documents what follows: `///`.
    pub(super) fn is_doc(&self) -> bool {
        self.is_comment() && self.text.starts_with("///") && !self.text.starts_with("////")
    }
}

/// Whether a name goes on with this character.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a file. Characters and lifetimes are left out: nothing here asks for them.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
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
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
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
pub(super) struct Attribute {
    pub(super) from: usize,
    pub(super) end: usize,
    pub(super) inner: bool,
}

/// The attribute that begins at `from`, if one does.
pub(super) fn attribute(tokens: &[Token<'_>], from: usize) -> Option<Attribute> {
    let mark = |at: usize, mark| tokens.get(at).is_some_and(|token| token.is_mark(mark));
    let inner = mark(from + 1, '!');
    let open = from + 1 + usize::from(inner);
    (mark(from, '#') && mark(open, '[')).then(|| Attribute {
        from,
        end: closing(tokens, open),
        inner,
    })
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
}
