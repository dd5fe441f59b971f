//! The names in Rust of what the catalogue has.

use crate::schema::catalogue::{Catalogue, Item, Kind, Property, Value};

/// Words that look like two to the rules below.
const WORDS: [(&str, &str); 7] = [
    ("PMem", "Pmem"),
    ("QoS", "Qos"),
    ("MHz", "Mhz"),
    ("P2P", "P2p"),
    ("DWord", "Dword"),
    ("QWord", "Qword"),
    ("100ns", "_100ns"),
];

/// Names of fields that Rust keeps for itself.
const KEYWORDS: [&str; 1] = ["type"];

/// A structure or an enumeration.
pub(super) fn definition(item: &Item) -> String {
    match &item.rust {
        Some(name) => name.clone(),
        None => item.name.replace('_', ""),
    }
}

/// The definition that Microsoft calls `name`.
pub(super) fn rust(catalogue: &Catalogue, name: &str) -> String {
    let item = catalogue.items().find(|item| item.name == name);
    item.map_or_else(|| name.to_owned(), definition)
}

/// A release: `W1809`.
pub(super) fn release(name: &str) -> String {
    format!("W{name}")
}

/// A field.
pub(super) fn field(property: &Property) -> String {
    let name = match &property.rust {
        Some(name) => name.clone(),
        None => snake(&property.name),
    };
    match KEYWORDS.contains(&name.as_str()) {
        true => format!("r#{name}"),
        false => name,
    }
}

/// Small letters, with `_` before each word.
fn snake(name: &str) -> String {
    let mut name = name.to_owned();
    for (word, one) in WORDS {
        name = name.replace(word, one);
    }
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let next = letters.get(at + 1).copied();
        // A capital begins a word, unless it is within an abbreviation.
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase()
                        && next.is_some_and(|next| next.is_ascii_lowercase())
            });
        if begins {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// A variant.
pub(super) fn variant(value: &Value) -> String {
    if let Some(name) = &value.rust {
        return name.clone();
    }
    let letters: Vec<char> = value.name.chars().collect();
    if letters.len() > 2 && letters.iter().all(char::is_ascii_uppercase) {
        let first: String = letters[..1].iter().collect();
        return first + &value.name[1..].to_ascii_lowercase();
    }
    let mut variant = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let is_digit = |at: Option<usize>| {
            at.and_then(|at| letters.get(at))
                .is_some_and(char::is_ascii_digit)
        };
        match letter {
            '_' if is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)) => variant.push('_'),
            '_' => {}
            letter if at == 0 => variant.push(letter.to_ascii_uppercase()),
            letter => variant.push(*letter),
        }
    }
    variant
}

/// The type of a value without parts.
pub(super) fn scalar(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "String",
        Kind::Bool => "bool",
        Kind::Unsigned(8) => "u8",
        Kind::Unsigned(16) => "u16",
        Kind::Unsigned(32) => "u32",
        Kind::Unsigned(_) => "u64",
        Kind::Signed(32) => "i32",
        Kind::Signed(_) => "i64",
        Kind::Float => "f64",
        Kind::Guid => "Guid",
        Kind::Mac => "MacAddress",
        Kind::Time => "Timestamp",
        Kind::Bytes | Kind::Binary => "Bytes",
        Kind::HResult => "HResult",
        Kind::MegaBytes => "MegaBytes",
        Kind::Ticks => "Ticks",
        Kind::Any | Kind::List(_) | Kind::Map(_) | Kind::Named(_) => "Value",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::catalogue::{Origin, Since};

    #[test]
    fn fields_are_words_with_lines_between() {
        for (name, expected) in [
            ("SizeInMB", "size_in_mb"),
            ("VirtualPMem", "virtual_pmem"),
            ("StorageQoS", "storage_qos"),
            ("ProcessorQoSSupported", "processor_qos_supported"),
            ("UserTime100ns", "user_time_100ns"),
            ("PreOSId", "pre_os_id"),
            ("MaximumFrequencyMHz", "maximum_frequency_mhz"),
            ("AllowDirectTranslatedP2P", "allow_direct_translated_p2p"),
            ("DWordValue", "dword_value"),
            ("ICHeartbeatStatus", "ic_heartbeat_status"),
            ("Plan9", "plan9"),
            ("data_dword", "data_dword"),
            ("L3OccupancyBytes", "l3_occupancy_bytes"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn variants_are_words_without_lines() {
        let variant = |name: &str| {
            variant(&Value {
                name: name.to_owned(),
                rust: None,
                since: Since {
                    origin: Origin::Added(String::new()),
                    version: None,
                },
                docs: Vec::new(),
            })
        };
        for (name, expected) in [
            ("Running", "Running"),
            ("hard", "Hard"),
            ("LRPC", "Lrpc"),
            ("L3", "L3"),
            ("GuestOS", "GuestOS"),
            ("Sse4_1", "Sse4_1"),
            ("Xsave_Opt", "XsaveOpt"),
            ("Avx512_Vbmi2", "Avx512Vbmi2"),
        ] {
            assert_eq!(variant(name), expected);
        }
    }
}
