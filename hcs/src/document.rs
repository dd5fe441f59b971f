//! The JSON documents that calls take.

use std::fmt;
use std::path::Path;

use serde_core::de::IgnoredAny;
use serde_json::Value;

use crate::error::Error;
#[cfg(feature = "schema")]
use crate::schema::Problem;
use crate::text;

/// A JSON document on its way to the Host Compute System.
///
/// Anything that is one converts into it: a string, which is checked to be JSON, a [`serde_json::Value`], or, with the
/// feature `schema`, a structure of the module `schema`. The text is kept as the C ABI wants it (UTF-16 with a terminating NUL), so
/// that a call copies nothing.
///
/// A string that is not JSON doesn't fail here but when the call is finished, before anything has
/// reached Windows: the error says where in the text the mistake is.
///
/// ```
/// use hcs::Document;
/// use serde_json::json;
///
/// let from_text = Document::from(r#"{ "PropertyTypes": ["Memory"] }"#);
/// assert!(from_text.check().is_ok());
///
/// let from_value = Document::from(json!({ "PropertyTypes": ["Memory"] }));
/// assert_eq!(from_value.to_string(), r#"{"PropertyTypes":["Memory"]}"#);
///
/// let mistake = Document::from("{ 'single': 'quotes' }").check().unwrap_err();
/// assert!(mistake.to_string().contains("line 1, column 3"), "{mistake}");
/// ```
#[derive(Clone)]
pub struct Document {
    content: Result<Vec<u16>, Mistake>,
}

/// Why a text can't be a document.
#[derive(Clone, Debug)]
pub(crate) enum Mistake {
    /// A NUL character, which would end the text early (T1).
    Nul { line: usize, column: usize },
    /// A path in it can't be written as text.
    NotUnicode(String),
    /// Not JSON: what the parser said, with line and column.
    NotJson(String),
    /// JSON that is known to be wrong.
    #[cfg(feature = "schema")]
    Wrong {
        problems: Vec<Problem>,
        json: Vec<u16>,
    },
}

impl Document {
    /// Says whether the document can be sent: that it is JSON and holds no NUL character, and, if it was a structure of the
    /// module `schema`, that nothing in it is surely wrong.
    ///
    /// What else it means to Windows is not looked at.
    ///
    /// # Errors
    /// The same error that a call with this document would give; [`Error::is_invalid_json`] is true for it.
    pub fn check(&self) -> Result<(), Error> {
        match &self.content {
            Ok(_) => Ok(()),
            Err(mistake) => Err(Error::not_a_document("Document::check", mistake)),
        }
    }

    /// The text in UTF-16 with its NUL, for the call `name`.
    pub(crate) fn into_wide(self, name: &'static str) -> Result<Vec<u16>, Error> {
        self.content
            .map_err(|mistake| Error::not_a_document(name, &mistake))
    }

    /// What was to be a document, but for this path in it, which is no Unicode.
    pub(crate) fn of_no_unicode(path: &Path) -> Self {
        Self {
            content: Err(Mistake::NotUnicode(format!("{path:?}"))),
        }
    }

    /// JSON in UTF-16 with a NUL, and what is wrong with it.
    #[cfg(feature = "schema")]
    pub(crate) fn from_wide(json: Vec<u16>, problems: Vec<Problem>) -> Self {
        let content = match problems.is_empty() {
            true => Ok(json),
            false => Err(Mistake::Wrong { problems, json }),
        };
        Self { content }
    }

    /// All that is known to be wrong with it: a call with this document fails with all of it at once.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match &self.content {
            Err(Mistake::Wrong { problems, .. }) => problems,
            _ => &[],
        }
    }

    /// The same document, to be sent whatever [`problems`](Self::problems) it has: Windows may know better.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn unchecked(self) -> Self {
        match self.content {
            Err(Mistake::Wrong { json, .. }) => Self { content: Ok(json) },
            content => Self { content },
        }
    }

    fn from_text(json: &str) -> Self {
        let content = if let Some(position) = json.find('\0') {
            let before = &json[..position];
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            Err(Mistake::Nul {
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
            })
        } else {
            match serde_json::from_str::<IgnoredAny>(json) {
                Ok(_) => Ok(text::wide(json)),
                Err(error) => Err(Mistake::NotJson(describe(&error))),
            }
        };
        Self { content }
    }
}

/// The parser's sentence with the position written out.
fn describe(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    format!(
        "line {}, column {}: {}",
        error.line(),
        error.column(),
        sentence.strip_suffix(&position).unwrap_or(&sentence)
    )
}

impl From<&str> for Document {
    fn from(json: &str) -> Self {
        Self::from_text(json)
    }
}

impl From<&String> for Document {
    fn from(json: &String) -> Self {
        Self::from_text(json)
    }
}

impl From<String> for Document {
    fn from(json: String) -> Self {
        Self::from_text(&json)
    }
}

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        Self::from(&value)
    }
}

impl From<&Value> for Document {
    fn from(value: &Value) -> Self {
        // A value's text is JSON, and JSON text escapes NUL: nothing to check.
        Self {
            content: Ok(text::wide(&value.to_string())),
        }
    }
}

/// The JSON text, or what is wrong with it.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Ok(wide) => f.write_str(&text::narrow(wide)),
            #[cfg(feature = "schema")]
            Err(Mistake::Wrong { json, .. }) => f.write_str(&text::narrow(json)),
            Err(mistake) => write!(f, "<not a document: {mistake}>"),
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({self})")
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nul { line, column } => {
                write!(f, "line {line}, column {column}: a NUL character")
            }
            Self::NotUnicode(path) => write!(f, "the path {path} in it is not Unicode"),
            Self::NotJson(why) => f.write_str(why),
            #[cfg(feature = "schema")]
            Self::Wrong { problems, .. } => {
                for (at, problem) in problems.iter().enumerate() {
                    let between = if at == 0 { "" } else { "; " };
                    write!(f, "{between}{problem}")?;
                }
                Ok(())
            }
        }
    }
}

/// The document of an answer of the call `name`; none is `null`.
pub(crate) fn value(name: &'static str, text: Option<String>) -> Result<Value, Error> {
    match text {
        None => Ok(Value::Null),
        Some(text) if text.is_empty() => Ok(Value::Null),
        Some(text) => {
            serde_json::from_str(&text).map_err(|error| Error::bad_result(name, &error, &text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t1_an_interior_nul_is_an_error_and_never_a_truncation() {
        let error = Document::from("{}\n \0{}").check().unwrap_err();
        assert!(error.to_string().contains("line 2, column 2"), "{error}");
        assert!(error.is_invalid_json());
    }

    #[test]
    fn an_escaped_nul_is_json() {
        assert!(Document::from(r#""\u0000""#).check().is_ok());
        assert_eq!(Document::from(Value::from("\0")).to_string(), r#""\u0000""#);
    }

    #[test]
    fn text_outside_the_basic_plane_survives() {
        let json = r#"{"Owner":"🦀 ünï"}"#;
        assert_eq!(Document::from(json).to_string(), json);
    }

    #[test]
    fn an_empty_text_is_not_a_document() {
        assert!(Document::from("").check().is_err());
        assert!(Document::from("{} {}").check().is_err());
    }
}
