//! Texts of others in our sentences: as much of them as a person reads.

use std::fmt;

/// Shows a text up to so many characters. What was left out is said by an ellipsis.
pub(super) struct Shortened<'a>(pub(super) &'a str, pub(super) usize);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, most) = *self;
        match text.char_indices().nth(most) {
            None => f.write_str(text),
            Some((end, _)) => write!(f, "{}…", &text[..end]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_longer_is_cut_and_never_inside_a_character() {
        let text = "a🦀é";
        for (most, shown) in [(0, "…"), (1, "a…"), (2, "a🦀…"), (3, text), (4, text)] {
            assert_eq!(Shortened(text, most).to_string(), shown);
        }
        assert_eq!(Shortened("", 0).to_string(), "");
    }
}
