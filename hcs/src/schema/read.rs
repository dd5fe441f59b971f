//! Reads structures, from any format that serde knows.
//!
//! What doesn't fit is kept: a property that the table has not, or whose value is of another type, goes into the
//! structure's unknown properties as it is. Only what is no object at all, or no JSON, is an error.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde_json::{Map, Value};

use super::info::Property;
use super::leaf::{self, Leaf, Scalar};
use super::record::{LeafList, LeafMap, Record, RecordList, RecordMap, Slot};
use super::write;
use crate::text;

/// Reads anything from UTF-16, with or without a NUL at its end.
pub(super) fn from_utf16<T: DeserializeOwned>(json: &[u16]) -> Result<T, serde_json::Error> {
    serde_json::from_str(&text::narrow(json))
}

/// Reads a structure into an empty one.
pub(super) fn record<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    deserializer: D,
) -> Result<(), D::Error> {
    deserializer.deserialize_map(Properties(record))
}

/// Reads a single value.
pub(super) fn leaf<'de, T: Leaf, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Single(PhantomData))
}

/// What did not fit.
type Left = Option<Value>;

/// The properties of a structure.
struct Properties<'a>(&'a mut dyn Record);

impl<'de> Visitor<'de> for Properties<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object: {}", self.0.info().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(record) = self;
        let properties = record.info().properties;
        let mut next = 0;
        while let Some(name) = map.next_key_seed(Name { properties, next })? {
            match name {
                Named::Known(index) => {
                    next = index + 1;
                    let name = properties[index].name;
                    // Of two of one name the last counts, whatever they are.
                    if let Some(left) = map.next_value_seed(Content(record.slot(index)))? {
                        record.slot(index).clear();
                        record.unknown_mut().insert(name, left);
                    } else if !record.unknown().is_empty() {
                        record.unknown_mut().remove(name);
                    }
                }
                Named::Unknown(name) => {
                    let value: Value = map.next_value()?;
                    record.unknown_mut().insert(name, value);
                }
            }
        }
        Ok(())
    }
}

/// The name of a property, which mostly comes soon behind the one before it.
struct Name {
    properties: &'static [Property],
    next: usize,
}

enum Named {
    Known(usize),
    Unknown(String),
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Named;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Named, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Named, E> {
        let next = self.next.min(self.properties.len());
        let (before, behind) = self.properties.split_at(next);
        let at =
            |properties: &[Property]| properties.iter().position(|property| property.name == name);
        let found = match at(behind) {
            Some(index) => Some(next + index),
            None => at(before),
        };
        Ok(found.map_or_else(|| Named::Unknown(name.to_owned()), Named::Known))
    }
}

/// The value of a property. What it gives back did not fit.
struct Content<'a>(Slot<'a>);

impl Content<'_> {
    fn scalar(self, value: Scalar<'_>) -> Left {
        match self.0 {
            Slot::Leaf(slot) => match slot.set(value) {
                true => None,
                false => Some(write::value(&value)),
            },
            Slot::Any(slot) => {
                *slot = Some(write::value(&value));
                None
            }
            _ => Some(write::value(&value)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Content<'_> {
    type Value = Left;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Left, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The methods of a visitor that give numbers, texts and truth values to its method `scalar`.
macro_rules! scalars {
    () => {
        fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
            Ok(self.scalar(Scalar::Bool(value)))
        }

        fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
            Ok(self.scalar(Scalar::Unsigned(value)))
        }

        fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
            Ok(self.scalar(Scalar::Signed(value)))
        }

        fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
            Ok(self.scalar(Scalar::Float(value)))
        }

        fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
            Ok(self.scalar(Scalar::Text(value)))
        }
    };
}

impl<'de> Visitor<'de> for Content<'_> {
    type Value = Left;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a property")
    }

    scalars!();

    /// What is null is not there.
    fn visit_unit<E>(self) -> Result<Left, E> {
        self.0.clear();
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Left, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Left, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Left, A::Error> {
        match self.0 {
            Slot::Leaves(slot) => leaves(slot, list),
            Slot::Records(slot) => records(slot, list),
            Slot::Anys(slot) => {
                *slot = Some(Deserialize::deserialize(SeqAccessDeserializer::new(list))?);
                Ok(None)
            }
            Slot::Any(slot) => {
                *slot = Some(Deserialize::deserialize(SeqAccessDeserializer::new(list))?);
                Ok(None)
            }
            _ => Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(Some),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Left, A::Error> {
        match self.0 {
            Slot::Record(slot) => Properties(slot.begin()).visit_map(map).map(|()| None),
            Slot::LeafMap(slot) => leaf_map(slot, map),
            Slot::RecordMap(slot) => record_map(slot, map),
            Slot::AnyMap(slot) => {
                *slot = Some(Deserialize::deserialize(MapAccessDeserializer::new(map))?);
                Ok(None)
            }
            Slot::Any(slot) => {
                *slot = Some(Deserialize::deserialize(MapAccessDeserializer::new(map))?);
                Ok(None)
            }
            slot => number_or(map, |value| Content(slot).scalar(value)),
        }
    }
}

/// Reads what comes as a map where none is expected. It may be a number: with the feature `arbitrary_precision` of
/// `serde_json`, which any crate of a program can turn on, numbers come so.
fn number_or<'de, A: MapAccess<'de>>(
    map: A,
    scalar: impl FnOnce(Scalar<'_>) -> Left,
) -> Result<Left, A::Error> {
    let value = Value::deserialize(MapAccessDeserializer::new(map))?;
    let left = match leaf::scalar(&value) {
        Some(number) => scalar(number).is_some(),
        None => true,
    };
    Ok(left.then_some(value))
}

fn leaves<'de, A: SeqAccess<'de>>(slot: &mut dyn LeafList, mut list: A) -> Result<Left, A::Error> {
    slot.begin();
    while let Some(left) = list.next_element_seed(Item::Leaf(slot))? {
        if let Some(left) = left {
            let good = (0..slot.count()).map(|index| write::value(&slot.get(index)));
            let good = good.collect();
            slot.clear();
            return rest_of_list(good, left, list);
        }
    }
    Ok(None)
}

fn records<'de, A: SeqAccess<'de>>(
    slot: &mut dyn RecordList,
    mut list: A,
) -> Result<Left, A::Error> {
    slot.begin();
    while let Some(left) = list.next_element_seed(Item::Record(slot))? {
        if let Some(left) = left {
            let good = (0..slot.count()).map(|index| write::whole(slot.get(index)));
            let good = good.collect();
            slot.clear();
            return rest_of_list(good, left, list);
        }
    }
    Ok(None)
}

/// A list with an item that does not fit is none of this type as a whole.
#[cold]
fn rest_of_list<'de, A: SeqAccess<'de>>(
    mut items: Vec<Value>,
    left: Value,
    mut list: A,
) -> Result<Left, A::Error> {
    items.push(left);
    while let Some(item) = list.next_element()? {
        items.push(item);
    }
    Ok(Some(Value::Array(items)))
}

fn leaf_map<'de, A: MapAccess<'de>>(slot: &mut dyn LeafMap, mut map: A) -> Result<Left, A::Error> {
    slot.begin();
    while let Some(name) = map.next_key::<String>()? {
        if let Some(left) = map.next_value_seed(Item::LeafEntry(slot, &name))? {
            let mut good = Map::new();
            slot.each(&mut |name, value| {
                good.insert(name.to_owned(), write::value(&value));
            });
            slot.clear();
            return rest_of_map(good, name, left, map);
        }
    }
    Ok(None)
}

fn record_map<'de, A: MapAccess<'de>>(
    slot: &mut dyn RecordMap,
    mut map: A,
) -> Result<Left, A::Error> {
    slot.begin();
    while let Some(name) = map.next_key::<String>()? {
        if let Some(left) = map.next_value_seed(Item::RecordEntry(slot, &name))? {
            let mut good = Map::new();
            slot.each(&mut |name, record| {
                good.insert(name.to_owned(), write::whole(record));
            });
            slot.clear();
            return rest_of_map(good, name, left, map);
        }
    }
    Ok(None)
}

/// A map with a value that does not fit is none of this type as a whole.
#[cold]
fn rest_of_map<'de, A: MapAccess<'de>>(
    mut values: Map<String, Value>,
    name: String,
    left: Value,
    mut map: A,
) -> Result<Left, A::Error> {
    values.insert(name, left);
    while let Some((name, value)) = map.next_entry()? {
        values.insert(name, value);
    }
    Ok(Some(Value::Object(values)))
}

/// An item of a list, or an entry of a map, which is made when it turns out to be of the right type.
enum Item<'a> {
    Leaf(&'a mut dyn LeafList),
    Record(&'a mut dyn RecordList),
    LeafEntry(&'a mut dyn LeafMap, &'a str),
    RecordEntry(&'a mut dyn RecordMap, &'a str),
}

impl Item<'_> {
    fn scalar(self, value: Scalar<'_>) -> Left {
        let fits = match self {
            Self::Leaf(list) => list.push(value),
            Self::LeafEntry(map, name) => map.insert(name.to_owned(), value),
            Self::Record(_) | Self::RecordEntry(..) => false,
        };
        match fits {
            true => None,
            false => Some(write::value(&value)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Left;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Left, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = Left;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    scalars!();

    fn visit_unit<E>(self) -> Result<Left, E> {
        Ok(Some(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Left, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Left, A::Error> {
        let record = match self {
            Self::Record(list) => list.push(),
            Self::RecordEntry(entries, name) => entries.insert(name.to_owned()),
            Self::Leaf(_) | Self::LeafEntry(..) => {
                return number_or(map, |value| self.scalar(value));
            }
        };
        Properties(record).visit_map(map).map(|()| None)
    }
}

/// A value on its own, where nothing can keep what does not fit.
struct Single<T>(PhantomData<T>);

impl<T: Leaf> Single<T> {
    fn read<E: Error>(self, value: Scalar<'_>, found: Unexpected<'_>) -> Result<T, E> {
        T::read(value).ok_or_else(|| E::invalid_value(found, &self))
    }
}

impl<'de, T: Leaf> Visitor<'de> for Single<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::KIND.words())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        self.read(Scalar::Bool(value), Unexpected::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.read(Scalar::Unsigned(value), Unexpected::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.read(Scalar::Signed(value), Unexpected::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        self.read(Scalar::Float(value), Unexpected::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        self.read(Scalar::Text(value), Unexpected::Str(value))
    }

    /// See [`number_or`].
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(map))?;
        match leaf::scalar(&value) {
            Some(number) => self.read(number, Unexpected::Other("a number")),
            None => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}
