//! Result documents as what the caller wants them to be.

use serde_json::Value;

use crate::document;
#[cfg(feature = "schema")]
use crate::error::Error;
use crate::error::Result;

/// What the document of a result can be read as. Nobody outside of this crate can name it.
pub trait FromDocument: Sized {
    /// Reads the document that the call `name` has given, if it has given one.
    #[doc(hidden)]
    fn read(name: &'static str, text: Option<String>) -> Result<Self>;
}

impl FromDocument for Value {
    fn read(name: &'static str, text: Option<String>) -> Result<Self> {
        document::value(name, text)
    }
}

#[cfg(feature = "schema")]
impl<T: crate::schema::Schema> FromDocument for T {
    fn read(name: &'static str, text: Option<String>) -> Result<Self> {
        match text {
            Some(text) if !text.is_empty() => {
                T::from_json(&text).map_err(|error| Error::bad_result(name, &error, &text))
            }
            _ => Ok(T::default()),
        }
    }
}

#[cfg(feature = "schema")]
impl<T: crate::schema::Schema> FromDocument for Vec<T> {
    fn read(name: &'static str, text: Option<String>) -> Result<Self> {
        match text {
            Some(text) if !text.is_empty() => {
                serde_json::from_str(&text).map_err(|error| Error::bad_result(name, &error, &text))
            }
            _ => Ok(Self::new()),
        }
    }
}
