//! Documents that are made up from the tables: any that can be, and some that can't.

use serde_json::{Map, Value, json};

use crate::schema::info::{Kind, Type};
use crate::schema::{Bytes, Guid, MacAddress};

/// A source of documents: the same ones for the same seed.
pub(super) struct MadeUp {
    state: u64,
    /// How deep the document is.
    depth: usize,
}

impl MadeUp {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: seed,
            depth: 0,
        }
    }

    /// Any number: splitmix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut next = self.state;
        next = (next ^ next >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        next = (next ^ next >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        next ^ next >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One time in so many.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(super) fn document(&mut self, own: &Type) -> Value {
        let mut document = Map::new();
        self.depth += 1;
        for property in own.properties {
            // The deeper, the fewer.
            if self.once_in(self.depth + 1) {
                let value = match self.once_in(8) {
                    true => self.misfit(&property.kind),
                    false => self.value(&property.kind),
                };
                document.insert(property.name.to_owned(), value);
            }
        }
        if self.once_in(4) {
            let name = self.text();
            // A known name would be read as what it is.
            document.insert(format!("?{name}"), self.any());
        }
        self.depth -= 1;
        Value::Object(document)
    }

    fn value(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Text => self.text().into(),
            Kind::Bool => self.once_in(2).into(),
            Kind::Integer { bits, signed } => self.integer(*bits, *signed),
            Kind::HResult => self.integer(32, true),
            Kind::MegaBytes | Kind::Ticks => self.integer(64, false),
            Kind::Float => json!((self.next() % 1000) as f64 / 8.0),
            Kind::Guid => {
                let digits = u128::from(self.next()) << 64 | u128::from(self.next());
                Guid::from_u128(digits).to_string().into()
            }
            Kind::MacAddress => {
                let [.., a, b, c, d, e, f] = self.next().to_be_bytes();
                MacAddress([a, b, c, d, e, f]).to_string().into()
            }
            Kind::Timestamp => {
                let (year, month, day) =
                    (self.below(9999) + 1, self.below(12) + 1, self.below(28) + 1);
                let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
                let decimals = ["", ".5", ".0000001", ".999999999"][self.below(4)];
                format!(
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{decimals}Z"
                )
                .into()
            }
            Kind::Bytes => {
                let bytes = (0..self.below(40)).map(|_| self.next() as u8).collect();
                Bytes(bytes).to_string().into()
            }
            Kind::Enum(own) => match self.once_in(4) {
                true => self.text().into(),
                false => own.values[self.below(own.values.len())].0.into(),
            },
            Kind::Any => self.any(),
            Kind::Record(own) => self.document(own()),
            Kind::List(kind) => (0..self.below(4)).map(|_| self.value(kind)).collect(),
            Kind::Map(kind) => {
                let entries = (0..self.below(4)).map(|_| (self.text(), self.value(kind)));
                Value::Object(entries.collect())
            }
        }
    }

    /// A value of another type.
    fn misfit(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Any => self.any(),
            Kind::Record(_) => json!(["no object"]),
            Kind::List(Kind::Any) => json!("no list"),
            Kind::Map(Kind::Any) => json!(["no object"]),
            // One item of many.
            Kind::List(kind) => {
                let mut items: Vec<Value> = (0..self.below(4)).map(|_| self.value(kind)).collect();
                let at = self.below(items.len() + 1);
                items.insert(at, self.misfit(kind));
                items.into()
            }
            Kind::Map(kind) => {
                let entries = (0..self.below(4)).map(|_| (self.text(), self.value(kind)));
                let mut entries: Map<_, _> = entries.collect();
                entries.insert(self.text(), self.misfit(kind));
                Value::Object(entries)
            }
            _ => json!({ "no": [self.text(), null_like(), 1.5] }),
        }
    }

    fn integer(&mut self, bits: u8, signed: bool) -> Value {
        let any = match self.once_in(4) {
            // The ends, and what is next to them.
            true => [
                0,
                1,
                u64::MAX,
                u64::MAX >> 1,
                1 << (bits - 1),
                (1 << (bits - 1)) - 1,
            ][self.below(6)],
            false => self.next(),
        };
        let shift = 64 - bits;
        match signed {
            true => ((any << shift).cast_signed() >> shift).into(),
            false => (any << shift >> shift).into(),
        }
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 12] = [
            "a",
            "Test",
            " ",
            "C:\\dir\\",
            "\"",
            "\n",
            "\u{1}",
            "\u{7F}",
            "ü",
            "€",
            "🦀",
            "\\\\.\\pipe\\",
        ];
        let length = self.below(6);
        (0..length)
            .map(|_| PARTS[self.below(PARTS.len())])
            .collect()
    }

    fn any(&mut self) -> Value {
        self.depth += 1;
        let any = match self.below(if self.depth > 6 { 6 } else { 8 }) {
            0 => self.once_in(2).into(),
            1 => self.integer(64, false),
            2 => self.integer(64, true),
            3 => json!((self.next() % 1000) as f64 / 8.0),
            4 | 5 => self.text().into(),
            6 => (0..self.below(4)).map(|_| self.any()).collect(),
            _ => {
                let entries = (0..self.below(4)).map(|_| (self.text(), self.any()));
                Value::Object(entries.collect())
            }
        };
        self.depth -= 1;
        any
    }
}

/// Allowed within what is not understood.
fn null_like() -> Value {
    Value::Null
}
