//! Writes structures, into any format that serde knows; into JSON in UTF-16 without a detour.

mod bound;
mod utf16;

use std::fmt;

use serde_core::ser::{SerializeMap, SerializeSeq};
use serde_core::{Serialize, Serializer};
use serde_json::Value;

use super::leaf::Scalar;
use super::record::{Get, Record};

pub(super) use utf16::utf16;

/// Writes a structure: first the known properties that are set, then the unknown ones.
pub(super) fn record<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let properties = record.info().properties;
    let mut done = Ok(());
    record.each(&mut |index, value| {
        if done.is_ok() {
            done = map.serialize_entry(properties[index].name, &value);
        }
    });
    done?;
    for (name, value) in record.unknown().iter() {
        if !is_known_and_set(record, name) {
            map.serialize_entry(name, value)?;
        }
    }
    map.end()
}

/// Whether a name among the unknown ones is that of a known property that is there, too.
fn is_known_and_set(record: &dyn Record, name: &str) -> bool {
    record.index(name).is_some_and(|index| record.is_set(index))
}

/// A structure as a value.
struct Whole<'a>(&'a dyn Record);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        record(self.0, serializer)
    }
}

impl Serialize for Get<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leaf(value) => value.serialize(serializer),
            Self::Any(value) => value.serialize(serializer),
            Self::Anys(values) => values.serialize(serializer),
            Self::AnyMap(values) => values.serialize(serializer),
            Self::Record(own) => record(*own, serializer),
            Self::Leaves(list) => {
                let mut items = serializer.serialize_seq(Some(list.count()))?;
                for index in 0..list.count() {
                    items.serialize_element(&list.get(index))?;
                }
                items.end()
            }
            Self::Records(list) => {
                let mut items = serializer.serialize_seq(Some(list.count()))?;
                for index in 0..list.count() {
                    items.serialize_element(&Whole(list.get(index)))?;
                }
                items.end()
            }
            Self::LeafMap(map) => {
                let mut entries = serializer.serialize_map(None)?;
                let mut done = Ok(());
                map.each(&mut |name, value| {
                    if done.is_ok() {
                        done = entries.serialize_entry(name, &value);
                    }
                });
                done?;
                entries.end()
            }
            Self::RecordMap(map) => {
                let mut entries = serializer.serialize_map(None)?;
                let mut done = Ok(());
                map.each(&mut |name, own| {
                    if done.is_ok() {
                        done = entries.serialize_entry(name, &Whole(own));
                    }
                });
                done?;
                entries.end()
            }
        }
    }
}

/// JSON as text.
pub(super) fn json(record: &dyn Record) -> String {
    // Writing into memory fails for keys that are no texts, and there are none.
    serde_json::to_string(&Whole(record)).unwrap_or_default()
}

/// A value without parts.
pub(super) fn value(scalar: &Scalar<'_>) -> Value {
    serde_json::to_value(scalar).unwrap_or_default()
}

/// A structure as a value.
pub(super) fn whole(record: &dyn Record) -> Value {
    serde_json::to_value(Whole(record)).unwrap_or_default()
}

/// The name of the structure and its JSON: what is set, nothing else.
pub(super) fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = record.info().name;
    match f.alternate() {
        true => {
            let json = serde_json::to_string_pretty(&Whole(record));
            write!(f, "{name} {}", json.unwrap_or_default())
        }
        false => write!(f, "{name} {}", json(record)),
    }
}
