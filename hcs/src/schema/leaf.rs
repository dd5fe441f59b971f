//! The values that properties have: numbers, texts, and what is written as one of them.

use std::fmt;

use serde_core::{Serialize, Serializer};
use serde_json::Value;

use super::info::Kind;
use super::{Bytes, Guid, MacAddress, Timestamp};
use crate::error::HResult;

/// A value as JSON has it.
#[derive(Clone, Copy)]
pub enum Scalar<'a> {
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'a str),
    /// A text that is made while it is written. No value is read from it.
    Shown(&'a dyn fmt::Display),
}

/// A type without parts.
pub trait Leaf: Send + Sync + Sized + 'static {
    const KIND: Kind;

    /// The value, if it is one of this type.
    fn read(value: Scalar<'_>) -> Option<Self>;

    fn scalar(&self) -> Scalar<'_>;
}

/// The number, text or truth value that a value is.
pub(super) fn scalar(value: &Value) -> Option<Scalar<'_>> {
    match value {
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        Value::String(text) => Some(Scalar::Text(text)),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => Some(Scalar::Unsigned(value)),
            (None, Some(value)) => Some(Scalar::Signed(value)),
            (None, None) => number.as_f64().map(Scalar::Float),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a value is one of this type.
pub(super) fn is_of(kind: &Kind, value: Scalar<'_>) -> bool {
    fn is<T: Leaf>(value: Scalar<'_>) -> bool {
        T::read(value).is_some()
    }
    let test = match kind {
        Kind::Any => return true,
        Kind::Record(_) | Kind::List(_) | Kind::Map(_) => return false,
        Kind::Text | Kind::Enum(_) => is::<String>,
        Kind::Bool => is::<bool>,
        Kind::Integer { bits: 8, .. } => is::<u8>,
        Kind::Integer { bits: 16, .. } => is::<u16>,
        Kind::Integer {
            bits: 32,
            signed: false,
        } => is::<u32>,
        Kind::Integer {
            bits: 32,
            signed: true,
        } => is::<i32>,
        Kind::Integer { signed: true, .. } => is::<i64>,
        Kind::Integer { signed: false, .. } | Kind::MegaBytes | Kind::Ticks => is::<u64>,
        Kind::Float => is::<f64>,
        Kind::Guid => is::<Guid>,
        Kind::MacAddress => is::<MacAddress>,
        Kind::Timestamp => is::<Timestamp>,
        Kind::Bytes => is::<Bytes>,
        Kind::HResult => is::<HResult>,
    };
    test(value)
}

impl Serialize for Scalar<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Signed(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Shown(text) => serializer.collect_str(text),
        }
    }
}

impl Leaf for String {
    const KIND: Kind = Kind::Text;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Text(self)
    }
}

impl Leaf for bool {
    const KIND: Kind = Kind::Bool;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Bool(*self)
    }
}

impl Leaf for f64 {
    const KIND: Kind = Kind::Float;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Float(value) => Some(value),
            // Whole numbers that a float could not hold in full are none of this type.
            Scalar::Unsigned(value) => u32::try_from(value).ok().map(Self::from),
            Scalar::Signed(value) => i32::try_from(value).ok().map(Self::from),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Float(*self)
    }
}

macro_rules! integer {
    ($($type:ident $bits:literal $signed:literal $scalar:ident $wide:ident;)*) => {$(
        impl Leaf for $type {
            const KIND: Kind = Kind::Integer { bits: $bits, signed: $signed };

            fn read(value: Scalar<'_>) -> Option<Self> {
                match value {
                    Scalar::Unsigned(value) => value.try_into().ok(),
                    Scalar::Signed(value) => value.try_into().ok(),
                    _ => None,
                }
            }

            fn scalar(&self) -> Scalar<'_> {
                Scalar::$scalar($wide::from(*self))
            }
        }
    )*};
}

integer! {
    u8 8 false Unsigned u64;
    u16 16 false Unsigned u64;
    u32 32 false Unsigned u64;
    u64 64 false Unsigned u64;
    i32 32 true Signed i64;
    i64 64 true Signed i64;
}

/// Written as a signed number, as Windows does. Some of its components write an unsigned one.
impl Leaf for HResult {
    const KIND: Kind = Kind::HResult;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Unsigned(value) => u32::try_from(value)
                .ok()
                .map(|code| Self(code.cast_signed())),
            Scalar::Signed(value) => i32::try_from(value).ok().map(Self),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Signed(self.0.into())
    }
}

/// serde's traits for a [`Leaf`].
macro_rules! leaf_serde {
    ($($type:ty),*) => {$(
        impl serde_core::Serialize for $type {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde_core::Serialize::serialize(&$crate::schema::leaf::Leaf::scalar(self), serializer)
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $type {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::schema::read::leaf(deserializer)
            }
        }
    )*};
}

pub(super) use leaf_serde;
