//! Bytes, which JSON has in base 64.

use std::fmt;
use std::ops::{Deref, DerefMut};

use base64::Engine as _;
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use super::info::Kind;
use super::leaf::{Leaf, Scalar, leaf_serde};

/// Bytes, which JSON has as a text in base 64.
///
/// ```
/// use hcs::schema::{Bytes, RegistryValue, Schema};
///
/// let value = RegistryValue {
///     binary_value: Some(Bytes::from([1, 2, 255])),
///     ..Default::default()
/// };
/// assert_eq!(value.to_json(), r#"{"BinaryValue":"AQL/"}"#);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Deref for Bytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

/// In base 64.
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Base64Display::new(&self.0, &STANDARD), f)
    }
}

/// How many, and how they begin: there may be millions.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get(..16) {
            Some(first) if self.0.len() > 16 => write!(f, "{} bytes {first:02X?}…", self.0.len()),
            _ => write!(f, "{} bytes {:02X?}", self.0.len(), self.0),
        }
    }
}

impl Leaf for Bytes {
    const KIND: Kind = Kind::Bytes;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Text(text) => STANDARD.decode(text).ok().map(Self),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Shown(self)
    }
}

leaf_serde!(Bytes);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_one_is_shown_by_its_beginning() {
        assert_eq!(format!("{:?}", Bytes::from([7; 2])), "2 bytes [07, 07]");
        let shown = format!("{:?}", Bytes(vec![7; 5000]));
        assert!(
            shown.starts_with("5000 bytes [07, 07") && shown.len() < 100,
            "{shown}"
        );
    }

    #[test]
    fn they_are_read_as_they_are_written() {
        for length in 0..20 {
            let bytes = Bytes((0..length).map(|byte: u8| byte.wrapping_mul(77)).collect());
            let text = bytes.to_string();
            assert_eq!(Bytes::read(Scalar::Text(&text)), Some(bytes));
        }
        assert_eq!(Bytes::read(Scalar::Text("no base 64")), None);
    }
}
