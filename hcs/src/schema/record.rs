//! What all structures of the schema are to the code that reads, writes and checks them: a table of properties, and a way
//! to each of them by its number.
//!
//! That code is there once, and not once for each of nearly three hundred types. This is what keeps the module quick to
//! compile, and it costs little: two calls through a table for each property.

use std::collections::BTreeMap;

use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::Value;

use super::check::{self, Problem};
use super::info::Type;
use super::leaf::{Leaf, Scalar};
use super::unknown::Unknown;
use super::{read, write};
use crate::schema_version::SchemaVersion;

/// A structure, seen through its table. Implemented by `record!` alone.
pub trait Record: Send + Sync + 'static {
    /// The table.
    fn info(&self) -> &'static Type;

    /// Shows each property that is there, with its number, in order. Most are not there: they cost a comparison each.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(usize, Get<'a>));

    /// The property with this number, to be set.
    fn slot(&mut self, index: usize) -> Slot<'_>;

    fn unknown(&self) -> &Unknown;

    fn unknown_mut(&mut self) -> &mut Unknown;
}

/// A property that is there.
#[derive(Clone, Copy)]
pub enum Get<'a> {
    Leaf(Scalar<'a>),
    Leaves(&'a dyn LeafList),
    LeafMap(&'a dyn LeafMap),
    Any(&'a Value),
    Anys(&'a Vec<Value>),
    AnyMap(&'a BTreeMap<String, Value>),
    Record(&'a dyn Record),
    Records(&'a dyn RecordList),
    RecordMap(&'a dyn RecordMap),
}

/// A property to be set.
pub enum Slot<'a> {
    Leaf(&'a mut dyn LeafSlot),
    Leaves(&'a mut dyn LeafList),
    LeafMap(&'a mut dyn LeafMap),
    Any(&'a mut Option<Value>),
    Anys(&'a mut Option<Vec<Value>>),
    AnyMap(&'a mut Option<BTreeMap<String, Value>>),
    Record(&'a mut dyn RecordSlot),
    Records(&'a mut dyn RecordList),
    RecordMap(&'a mut dyn RecordMap),
}

impl Slot<'_> {
    /// Makes the property one that is not there.
    pub fn clear(self) {
        match self {
            Self::Leaf(slot) => slot.clear(),
            Self::Leaves(slot) => slot.clear(),
            Self::LeafMap(slot) => slot.clear(),
            Self::Any(slot) => *slot = None,
            Self::Anys(slot) => *slot = None,
            Self::AnyMap(slot) => *slot = None,
            Self::Record(slot) => slot.clear(),
            Self::Records(slot) => slot.clear(),
            Self::RecordMap(slot) => slot.clear(),
        }
    }
}

impl dyn Record {
    /// Whether the property with this number is there.
    pub fn is_set(&self, index: usize) -> bool {
        let mut is_set = false;
        self.each(&mut |own, _| is_set |= own == index);
        is_set
    }

    /// The number of the property with this name.
    pub fn index(&self, name: &str) -> Option<usize> {
        let mut properties = self.info().properties.iter();
        properties.position(|property| property.name == name)
    }
}

/// A value without parts.
pub trait LeafSlot {
    /// Takes the value over; false when it is none of this type.
    fn set(&mut self, value: Scalar<'_>) -> bool;
    fn clear(&mut self);
}

/// A list of values without parts.
pub trait LeafList {
    /// Makes it an empty list.
    fn begin(&mut self);
    fn push(&mut self, value: Scalar<'_>) -> bool;
    fn clear(&mut self);
    fn count(&self) -> usize;
    fn get(&self, index: usize) -> Scalar<'_>;
}

/// Values without parts, by names.
pub trait LeafMap {
    /// Makes it an empty map.
    fn begin(&mut self);
    fn insert(&mut self, name: String, value: Scalar<'_>) -> bool;
    fn clear(&mut self);
    fn each(&self, visit: &mut dyn FnMut(&str, Scalar<'_>));
}

/// A structure within another.
pub trait RecordSlot {
    /// Makes it an empty one.
    fn begin(&mut self) -> &mut dyn Record;
    fn clear(&mut self);
}

/// A list of structures.
pub trait RecordList {
    /// Makes it an empty list.
    fn begin(&mut self);
    /// Adds an empty one.
    fn push(&mut self) -> &mut dyn Record;
    fn clear(&mut self);
    fn count(&self) -> usize;
    fn get(&self, index: usize) -> &dyn Record;
}

/// Structures by names.
pub trait RecordMap {
    /// Makes it an empty map.
    fn begin(&mut self);
    /// Adds an empty one, in the place of another of the same name.
    fn insert(&mut self, name: String) -> &mut dyn Record;
    fn clear(&mut self);
    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Record));
}

impl<T: Leaf> LeafSlot for Option<T> {
    fn set(&mut self, value: Scalar<'_>) -> bool {
        *self = T::read(value);
        self.is_some()
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Leaf> LeafList for Option<Vec<T>> {
    fn begin(&mut self) {
        *self = Some(Vec::new());
    }

    fn push(&mut self, value: Scalar<'_>) -> bool {
        let value = T::read(value);
        let fits = value.is_some();
        self.get_or_insert_default().extend(value);
        fits
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, Vec::len)
    }

    fn get(&self, index: usize) -> Scalar<'_> {
        self.as_deref().unwrap_or_default()[index].scalar()
    }
}

impl<T: Leaf> LeafMap for Option<BTreeMap<String, T>> {
    fn begin(&mut self) {
        *self = Some(BTreeMap::new());
    }

    fn insert(&mut self, name: String, value: Scalar<'_>) -> bool {
        let value = T::read(value);
        let fits = value.is_some();
        let map = self.get_or_insert_default();
        map.extend(value.map(|value| (name, value)));
        fits
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn each(&self, visit: &mut dyn FnMut(&str, Scalar<'_>)) {
        for (name, value) in self.iter().flatten() {
            visit(name, value.scalar());
        }
    }
}

impl<T: Record + Default> RecordSlot for Option<T> {
    fn begin(&mut self) -> &mut dyn Record {
        self.insert(T::default())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// Those that have an allocation of their own.
impl<T: Record> Record for Box<T> {
    fn info(&self) -> &'static Type {
        T::info(self)
    }

    fn each<'a>(&'a self, visit: &mut dyn FnMut(usize, Get<'a>)) {
        T::each(self, visit);
    }

    fn slot(&mut self, index: usize) -> Slot<'_> {
        T::slot(self, index)
    }

    fn unknown(&self) -> &Unknown {
        T::unknown(self)
    }

    fn unknown_mut(&mut self) -> &mut Unknown {
        T::unknown_mut(self)
    }
}

impl<T: Record + Default> RecordList for Option<Vec<T>> {
    fn begin(&mut self) {
        *self = Some(Vec::new());
    }

    fn push(&mut self) -> &mut dyn Record {
        self.get_or_insert_default().push_mut(T::default())
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, Vec::len)
    }

    fn get(&self, index: usize) -> &dyn Record {
        &self.as_deref().unwrap_or_default()[index]
    }
}

impl<T: Record + Default> RecordMap for Option<BTreeMap<String, T>> {
    fn begin(&mut self) {
        *self = Some(BTreeMap::new());
    }

    fn insert(&mut self, name: String) -> &mut dyn Record {
        let entry = self.get_or_insert_default().entry(name);
        entry.insert_entry(T::default()).into_mut()
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Record)) {
        for (name, value) in self.iter().flatten() {
            visit(name, value);
        }
    }
}

/// A structure of the schema: what all of them can do.
///
/// Each also implements serde's traits, so that it can be part of a type of your own, and be read from any format that
/// serde knows.
///
/// ```
/// use hcs::SchemaVersion;
/// use hcs::schema::{ComputeSystem, Schema};
///
/// let system = ComputeSystem::from_json(r#"{ "Owner": "Sample", "VirtualMachine": {} }"#)?;
/// assert_eq!(system.owner.as_deref(), Some("Sample"));
/// assert_eq!(system.to_json(), r#"{"Owner":"Sample","VirtualMachine":{}}"#);
/// assert_eq!(ComputeSystem::TYPE.name, "ComputeSystem");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Schema: Record + Clone + Default + PartialEq + Serialize + DeserializeOwned {
    /// What is known of this structure: its name, its properties, when each of them came.
    const TYPE: &'static Type;

    /// Reads JSON.
    ///
    /// Whatever Windows adds to its documents stays: properties and values that this crate doesn't know, and known
    /// properties of another type than theirs (these are found in `unknown`, too). A known property that is null counts as
    /// one that is not there, and of two properties of one name the last counts.
    ///
    /// # Errors
    /// The text is no JSON, or no object.
    fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Reads JSON in UTF-16, as the C ABI has it; a NUL at the end is passed over.
    ///
    /// # Errors
    /// The text is no JSON, or no object.
    fn from_utf16(json: &[u16]) -> Result<Self, serde_json::Error> {
        read::from_utf16(json)
    }

    /// Writes JSON.
    fn to_json(&self) -> String
    where
        Self: Sized,
    {
        write::json(self)
    }

    /// Writes JSON in UTF-16 with a NUL at its end, as the C ABI wants it, with one allocation.
    fn to_utf16(&self) -> Vec<u16>
    where
        Self: Sized,
    {
        write::utf16(self)
    }

    /// Lists all that is wrong with it, for a host that knows this schema version: see [`Problem`].
    fn check(&self, version: SchemaVersion) -> Vec<Problem>
    where
        Self: Sized,
    {
        check::check(self, Some(version))
    }
}

/// Implements everything for a structure that `cargo xtask codegen` has written.
///
/// Each line is a property: its number, field, kind of slot, type in the slot, JSON name, and when it came.
macro_rules! record {
    (
        $type:ident $name:literal $since:expr, $document:literal $groups:expr;
        $($index:literal $field:ident: $slot:ident($inner:ty) $json:literal $came:expr, $range:expr, $keys:expr;)*
    ) => {
        impl Schema for $type {
            const TYPE: &'static Type = {
                static TYPE: Type = Type {
                    name: $name,
                    since: $since,
                    document: $document,
                    properties: &[$(Property {
                        name: $json,
                        since: $came,
                        kind: kind!($slot($inner)),
                        range: $range,
                        keys: $keys,
                    }),*],
                    groups: $groups,
                    make: || Box::new(<$type>::default()),
                    #[cfg(test)]
                    round_trip: tests::round_trip::<$type>,
                };
                &TYPE
            };
        }

        impl Record for $type {
            fn info(&self) -> &'static Type {
                Self::TYPE
            }

            #[allow(unused_variables)] // Some have no properties.
            fn each<'a>(&'a self, visit: &mut dyn FnMut(usize, Get<'a>)) {
                $(if let Some(value) = &self.$field {
                    visit($index, get!($slot(self.$field, value)));
                })*
            }

            fn slot(&mut self, index: usize) -> Slot<'_> {
                match index {
                    $($index => Slot::$slot(&mut self.$field),)*
                    _ => unreachable!("the index is from the table"),
                }
            }

            fn unknown(&self) -> &Unknown {
                &self.unknown
            }

            fn unknown_mut(&mut self) -> &mut Unknown {
                &mut self.unknown
            }
        }

        impl From<$type> for Value {
            fn from(record: $type) -> Self {
                write::whole(&record)
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write::debug(self, f)
            }
        }

        impl serde_core::Serialize for $type {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write::record(self, serializer)
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $type {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut record = Self::default();
                read::record(&mut record, deserializer)?;
                Ok(record)
            }
        }
    };
}

/// What those have besides that some call takes as they are.
macro_rules! document {
    ($type:ident) => {
        impl TopLevel for $type {}

        impl From<$type> for Document {
            fn from(record: $type) -> Self {
                document::checked(&record, None)
            }
        }

        impl From<&$type> for Document {
            fn from(record: &$type) -> Self {
                document::checked(record, None)
            }
        }

        impl $type {
            /// Lists all that is wrong with it, for a host that knows this schema version.
            #[must_use]
            pub fn check(&self, version: SchemaVersion) -> Vec<Problem> {
                Schema::check(self, version)
            }

            /// The document for a call to a host that knows this schema version. If [`check`](Self::check) finds anything, the
            /// call fails before it reaches Windows, and its error tells all of it.
            #[must_use]
            pub fn checked(&self, version: SchemaVersion) -> Document {
                document::checked(self, Some(version))
            }
        }
    };
}

/// What is shown of a property: the field, or the value in it.
macro_rules! get {
    (Leaf($field:expr, $value:ident)) => {
        Get::Leaf(Leaf::scalar($value))
    };
    (Any($field:expr, $value:ident)) => {
        Get::Any($value)
    };
    (Anys($field:expr, $value:ident)) => {
        Get::Anys($value)
    };
    (AnyMap($field:expr, $value:ident)) => {
        Get::AnyMap($value)
    };
    (Record($field:expr, $value:ident)) => {
        Get::Record($value)
    };
    ($slot:ident($field:expr, $value:ident)) => {
        Get::$slot(&$field)
    };
}

/// The kind of a property, from its slot.
macro_rules! kind {
    (Leaf($inner:ty)) => {
        <$inner as Leaf>::KIND
    };
    (Leaves($inner:ty)) => {
        Kind::List(&<$inner as Leaf>::KIND)
    };
    (LeafMap($inner:ty)) => {
        Kind::Map(&<$inner as Leaf>::KIND)
    };
    (Any($inner:ty)) => {
        Kind::Any
    };
    (Anys($inner:ty)) => {
        Kind::List(&Kind::Any)
    };
    (AnyMap($inner:ty)) => {
        Kind::Map(&Kind::Any)
    };
    (Record($inner:ty)) => {
        Kind::Record(|| <$inner as Schema>::TYPE)
    };
    (Records($inner:ty)) => {
        Kind::List(&Kind::Record(|| <$inner as Schema>::TYPE))
    };
    (RecordMap($inner:ty)) => {
        Kind::Map(&Kind::Record(|| <$inner as Schema>::TYPE))
    };
}

pub(super) use {document, get, kind, record};
