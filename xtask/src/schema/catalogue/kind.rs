//! The types that properties have, and what the published files call them.

use std::fmt;

/// The type of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    Bool,
    /// With its number of bits.
    Unsigned(u8),
    Signed(u8),
    Float,
    Guid,
    Mac,
    /// A date with time.
    Time,
    /// Bytes, in base 64.
    Bytes,
    /// The same; published with another format.
    Binary,
    /// Any JSON.
    Any,
    /// A code of Windows, signed.
    HResult,
    /// A number of megabytes.
    MegaBytes,
    /// A number of 100 nanoseconds.
    Ticks,
    List(Box<Kind>),
    /// By names.
    Map(Box<Kind>),
    /// A definition of the catalogue.
    Named(String),
}

const WORDS: [(&str, Kind); 18] = [
    ("string", Kind::String),
    ("bool", Kind::Bool),
    ("u8", Kind::Unsigned(8)),
    ("u16", Kind::Unsigned(16)),
    ("u32", Kind::Unsigned(32)),
    ("u64", Kind::Unsigned(64)),
    ("i32", Kind::Signed(32)),
    ("i64", Kind::Signed(64)),
    ("f64", Kind::Float),
    ("guid", Kind::Guid),
    ("mac", Kind::Mac),
    ("time", Kind::Time),
    ("bytes", Kind::Bytes),
    ("binary", Kind::Binary),
    ("any", Kind::Any),
    ("hresult", Kind::HResult),
    ("mb", Kind::MegaBytes),
    ("100ns", Kind::Ticks),
];

impl Kind {
    /// Reads `string`, `[Layer]`, `{u16}`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        for (marks, make) in [
            ("[]", Self::List as fn(Box<Kind>) -> Self),
            ("{}", Self::Map),
        ] {
            let (open, close) = marks.split_at(1);
            if let Some(inner) = text.strip_prefix(open) {
                return Some(make(Box::new(Self::parse(inner.strip_suffix(close)?)?)));
            }
        }
        if let Some((_, kind)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Some(kind.clone());
        }
        let is_name = text.starts_with(|first: char| first.is_ascii_uppercase())
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        is_name.then(|| Self::Named(text.to_owned()))
    }

    /// The same type for the eyes of the published files, which have fewer of them.
    pub(crate) fn is_published_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(inner), Self::List(other)) | (Self::Map(inner), Self::Map(other)) => {
                inner.is_published_as(other)
            }
            (Self::HResult, Self::Signed(32))
            | (Self::MegaBytes | Self::Ticks, Self::Unsigned(64)) => true,
            _ => self == other,
        }
    }

    /// The same with other names of definitions, where there are others.
    pub(crate) fn renamed(&self, name: &impl Fn(&str) -> Option<String>) -> Self {
        match self {
            Self::Named(own) => Self::Named(name(own).unwrap_or_else(|| own.clone())),
            Self::List(inner) => Self::List(Box::new(inner.renamed(name))),
            Self::Map(inner) => Self::Map(Box::new(inner.renamed(name))),
            kind => kind.clone(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::Map(inner) => write!(f, "{{{inner}}}"),
            Self::Named(name) => f.write_str(name),
            kind => {
                let word = WORDS.iter().find(|(_, known)| known == kind);
                f.write_str(word.map_or("?", |(word, _)| word))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_written_as_it_is_read() {
        for text in [
            "string",
            "[u16]",
            "{[Layer]}",
            "System_PropertyType",
            "100ns",
            "{any}",
        ] {
            assert_eq!(Kind::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "[", "[]", "str", "{Layer]", "layer", "A-B"] {
            assert_eq!(Kind::parse(text), None, "{text}");
        }
    }

    #[test]
    fn finer_types_are_published_as_coarser_ones() {
        let is = |ours: &str, theirs: &str| {
            Kind::parse(ours)
                .unwrap()
                .is_published_as(&Kind::parse(theirs).unwrap())
        };
        assert!(is("mb", "u64") && is("hresult", "i32") && is("[100ns]", "[u64]"));
        assert!(is("u8", "u8") && is("{Layer}", "{Layer}"));
        assert!(!is("mb", "u32") && !is("[u8]", "u8"));
        assert!(!is("any", "HostedSystem") && !is("HostedSystem", "any"));
        assert!(!is("Layer", "Other") && !is("string", "guid"));
    }
}
