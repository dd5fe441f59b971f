//! How long JSON becomes at most, so that it is written with one allocation.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::schema::leaf::Scalar;
use crate::schema::record::{Get, Record};

/// As long as any whole number, and as any float in its shortest form.
const NUMBER: usize = 24;

/// How many bytes the JSON of a structure has at most. It has no more UTF-16 units than that.
pub(super) fn record(record: &dyn Record) -> usize {
    let properties = record.info().properties;
    let mut sum = 2;
    record.each(&mut |index, value| {
        // Quotes, colon, comma, and the brackets around what has some.
        sum += properties[index].name.len() + self::property(value) + 6;
    });
    for (name, own) in record.unknown().iter() {
        sum += text(name) + value(own) + 2;
    }
    sum
}

fn property(own: Get<'_>) -> usize {
    match own {
        Get::Leaf(own) => scalar(own),
        Get::Leaves(list) => (0..list.count())
            .map(|index| scalar(list.get(index)) + 1)
            .sum(),
        Get::LeafMap(map) => {
            let mut sum = 0;
            map.each(&mut |name, own| sum += text(name) + scalar(own) + 2);
            sum
        }
        Get::Any(own) => value(own),
        Get::Anys(list) => list.iter().map(|item| value(item) + 1).sum(),
        Get::AnyMap(map) => map
            .iter()
            .map(|(name, own)| text(name) + value(own) + 2)
            .sum(),
        Get::Record(own) => record(own),
        Get::Records(list) => (0..list.count())
            .map(|index| record(list.get(index)) + 1)
            .sum(),
        Get::RecordMap(map) => {
            let mut sum = 0;
            map.each(&mut |name, own| sum += text(name) + record(own) + 2);
            sum
        }
    }
}

fn scalar(scalar: Scalar<'_>) -> usize {
    match scalar {
        Scalar::Bool(_) => 5,
        Scalar::Unsigned(_) | Scalar::Signed(_) | Scalar::Float(_) => NUMBER,
        Scalar::Text(own) => text(own),
        Scalar::Shown(shown) => self::shown(shown) + 2,
    }
}

fn shown(shown: &dyn fmt::Display) -> usize {
    let mut count = Count(0);
    // Counting does not fail.
    let _ = write!(count, "{shown}");
    count.0
}

/// A text with its quotes and escapes.
fn text(text: &str) -> usize {
    // Without branches, so that many bytes are looked at together.
    let escapes = text.bytes().map(|byte| {
        let short = byte == b'"' || byte == b'\\';
        u32::from(short) + 5 * u32::from(byte < 0x20)
    });
    text.len() + 2 + escapes.sum::<u32>() as usize
}

fn value(own: &Value) -> usize {
    match own {
        Value::Null | Value::Bool(_) => 5,
        // Of any length, with the feature `arbitrary_precision` of `serde_json`.
        Value::Number(own) => shown(own),
        Value::String(own) => text(own),
        Value::Array(items) => items.iter().map(|item| value(item) + 1).sum::<usize>() + 2,
        Value::Object(entries) => {
            let entries = entries.iter();
            entries
                .map(|(name, own)| text(name) + value(own) + 2)
                .sum::<usize>()
                + 2
        }
    }
}

struct Count(usize);

impl fmt::Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += self::text(text) - 2;
        Ok(())
    }
}
