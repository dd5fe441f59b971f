//! JSON in UTF-16, NUL-terminated, with one allocation.
//!
//! What most documents consist of (names, marks, plain texts, whole numbers) is written here, a name with its marks at once.
//! Everything else is left to `serde_json`, as are all other ways of writing: both come to the same text.

use std::io::{self, Write as _};

use serde_core::Serialize;

use super::bound;
use crate::schema::leaf::Scalar;
use crate::schema::record::{Get, Record};
use crate::text;

/// Writes a structure. What is allocated may be somewhat more than it takes.
pub(in crate::schema) fn utf16(record: &dyn Record) -> Vec<u16> {
    let bound = bound::record(record) + 1;
    let mut units = Units(Vec::with_capacity(bound));
    units.record(record);
    units.0.push(0);
    debug_assert!(units.0.len() <= bound, "written with one allocation");
    units.0
}

struct Units(Vec<u16>);

impl Units {
    fn mark(&mut self, mark: u8) {
        self.0.push(mark.into());
    }

    fn ascii(&mut self, bytes: &[u8]) {
        self.0.extend(bytes.iter().copied().map(u16::from));
    }

    /// What comes between two entries, or before the first.
    fn next(&mut self, is_first: &mut bool, open: u8) {
        let mark = if *is_first { open } else { b',' };
        *is_first = false;
        self.mark(mark);
    }

    /// The end of an object or a list, which may have been empty.
    fn end(&mut self, is_empty: bool, open: u8, close: u8) {
        if is_empty {
            self.mark(open);
        }
        self.mark(close);
    }

    fn record(&mut self, record: &dyn Record) {
        let mut is_first = true;
        let properties = record.info().properties;
        record.each(&mut |index, value| {
            self.next(&mut is_first, b'{');
            // Known names need no escapes.
            self.mark(b'"');
            self.ascii(properties[index].name.as_bytes());
            self.ascii(b"\":");
            self.value(value);
        });
        for (name, value) in record.unknown().iter() {
            if !super::is_known_and_set(record, name) {
                self.next(&mut is_first, b'{');
                self.text(name);
                self.mark(b':');
                self.any(value);
            }
        }
        self.end(is_first, b'{', b'}');
    }

    fn value(&mut self, value: Get<'_>) {
        match value {
            Get::Leaf(value) => self.scalar(value),
            Get::Record(record) => self.record(record),
            Get::Leaves(list) => {
                let mut is_first = true;
                for index in 0..list.count() {
                    self.next(&mut is_first, b'[');
                    self.scalar(list.get(index));
                }
                self.end(is_first, b'[', b']');
            }
            Get::Records(list) => {
                let mut is_first = true;
                for index in 0..list.count() {
                    self.next(&mut is_first, b'[');
                    self.record(list.get(index));
                }
                self.end(is_first, b'[', b']');
            }
            Get::LeafMap(map) => {
                let mut is_first = true;
                map.each(&mut |name, value| {
                    self.next(&mut is_first, b'{');
                    self.text(name);
                    self.mark(b':');
                    self.scalar(value);
                });
                self.end(is_first, b'{', b'}');
            }
            Get::RecordMap(map) => {
                let mut is_first = true;
                map.each(&mut |name, record| {
                    self.next(&mut is_first, b'{');
                    self.text(name);
                    self.mark(b':');
                    self.record(record);
                });
                self.end(is_first, b'{', b'}');
            }
            Get::Any(value) => self.any(value),
            Get::Anys(values) => self.any(values),
            Get::AnyMap(values) => self.any(values),
        }
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Text(text) => self.text(text),
            Scalar::Bool(value) => self.ascii(if value { b"true" } else { b"false" }),
            Scalar::Unsigned(value) => {
                // Writing into memory does not fail.
                let _ = write!(self, "{value}");
            }
            Scalar::Signed(value) => {
                let _ = write!(self, "{value}");
            }
            Scalar::Float(_) | Scalar::Shown(_) => self.any(&value),
        }
    }

    fn text(&mut self, text: &str) {
        let plain = |byte: u8| (0x20..0x80).contains(&byte) & (byte != b'"') & (byte != b'\\');
        if text.bytes().fold(true, |all, byte| all & plain(byte)) {
            self.mark(b'"');
            self.ascii(text.as_bytes());
            self.mark(b'"');
        } else {
            self.any(text);
        }
    }

    fn any(&mut self, value: &(impl Serialize + ?Sized)) {
        // The writer does not fail, and all keys are texts.
        let written = serde_json::to_writer(&mut *self, value);
        debug_assert!(written.is_ok());
    }

    fn collect(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_ascii() {
            self.ascii(bytes);
            return Ok(());
        }
        // The serializer writes texts whole, or cuts them at ASCII characters.
        let own = std::str::from_utf8(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        text::encode(own, &mut self.0);
        Ok(())
    }
}

/// Collects what is written in UTF-8 as UTF-16.
impl io::Write for Units {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.collect(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.collect(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_written_as_serde_json_writes_it() {
        for text in [
            "",
            "a",
            "ü",
            "\u{FFFF}",
            "🦀",
            "a\"\\\n\u{7}\u{7F}ü🦀",
            "C:\\a\\ü",
        ] {
            let mut units = Units(Vec::new());
            units.text(text);
            let json = String::from_utf16(&units.0).unwrap();
            assert_eq!(json, serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn the_names_of_properties_need_no_escapes() {
        let properties = crate::schema::TYPES.iter().flat_map(|own| own.properties);
        for property in properties {
            let quoted = format!("\"{}\"", property.name);
            assert_eq!(serde_json::to_string(property.name).unwrap(), quoted);
            assert!(property.name.is_ascii());
        }
    }
}
