//! Properties of every structure and every enumeration: what is read is written again.

mod made_up;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::info::Kind;
use super::*;
use crate::schema_version::SchemaVersion;
use made_up::MadeUp;

/// What holds for each structure and each document of its: called through its table, so that none is left out.
pub(super) fn round_trip<T: Schema + std::fmt::Debug>(document: &Value) {
    let name = T::TYPE.name;
    // From a value and from text, borrowed and not.
    let text = document.to_string();
    let record = T::from_json(&text).expect(name);
    assert_eq!(
        serde_json::from_value::<T>(document.clone()).expect(name),
        record
    );
    assert_eq!(
        serde_json::from_reader::<_, T>(text.as_bytes()).expect(name),
        record
    );

    // Into a value and into text, which are the same as what was read.
    assert_eq!(serde_json::to_value(&record).expect(name), *document);
    let json = record.to_json();
    assert_eq!(serde_json::from_str::<Value>(&json).expect(name), *document);
    assert_eq!(T::from_json(&json).expect(name), record);

    // UTF-16 is the same text, made at once.
    let wide = record.to_utf16();
    assert_eq!(String::from_utf16(&wide).expect(name), json.clone() + "\0");
    assert_eq!(T::from_utf16(&wide).expect(name), record);

    assert_eq!(record.clone(), record);
    let is_empty = document.as_object().is_some_and(serde_json::Map::is_empty);
    assert_eq!(record == T::default(), is_empty);
    assert_eq!(format!("{record:?}"), format!("{name} {json}"));
    // Checking gives sentences, and comes to an end.
    for problem in record.check(SchemaVersion::V2_1) {
        assert!(problem.to_string().contains(' '), "{problem}");
    }
}

#[test]
fn every_structure_survives_as_it_was_made_up() {
    // Each case is a document of each structure.
    let config = ProptestConfig::with_cases(ProptestConfig::default().cases.div_ceil(8));
    proptest!(config, |(seed in any::<u64>())| {
        let mut made_up = MadeUp::new(seed);
        for own in TYPES {
            (own.round_trip)(&made_up.document(own));
        }
    });
}

#[test]
fn whatever_comes_in_nothing_panics() {
    let config = ProptestConfig::default();
    proptest!(config, |(units in any::<Vec<u16>>(), at in any::<usize>(), unit in any::<u16>())| {
        let _ = Properties::from_utf16(&units);
        // A document with one unit exchanged, and its beginning alone.
        let mut wide = MadeUp::new(u64::from(unit)).document(ComputeSystem::TYPE).to_string().encode_utf16().collect::<Vec<_>>();
        let at = at % wide.len();
        wide[at] = unit;
        if let Ok(system) = ComputeSystem::from_utf16(&wide) {
            assert_eq!(ComputeSystem::from_utf16(&system.to_utf16()).ok(), Some(system));
        }
        wide.truncate(at);
        assert!(ComputeSystem::from_utf16(&wide).is_err());
    });
}

#[test]
fn the_empty_document_is_one_of_every_structure() {
    for own in TYPES {
        (own.round_trip)(&json!({}));
    }
}

#[test]
fn every_value_of_every_enumeration_survives() {
    for own in ENUMERATIONS {
        assert!(!own.values.is_empty(), "{}", own.name);
        for (at, (text, _)) in own.values.iter().enumerate() {
            let again = own.values.iter().rposition(|(other, _)| other == text);
            assert_eq!(again, Some(at), "{}: {text} is there once", own.name);
        }
    }
    for text in [
        "Created",
        "Running",
        "Paused",
        "Stopped",
        "SavedAsTemplate",
        "Unknown",
    ] {
        assert!(!matches!(State::from(text), State::Other(_)), "{text}");
        assert_eq!(State::from(text.to_owned()).to_string(), text);
    }
    assert_eq!(State::from("Frozen"), State::Other("Frozen".to_owned()));
    assert_eq!(OsType::from(""), OsType::Unknown);
    let known = serde_json::from_value::<State>(json!("Running")).unwrap();
    assert_eq!(known, State::Running);
    assert_eq!(serde_json::to_value(known).unwrap(), json!("Running"));
    let error = serde_json::from_value::<State>(json!(1)).unwrap_err();
    assert!(error.to_string().contains("a text"), "{error}");
}

#[test]
fn names_are_there_once() {
    for own in TYPES {
        for (at, property) in own.properties.iter().enumerate() {
            let again = own
                .properties
                .iter()
                .rposition(|other| other.name == property.name);
            assert_eq!(again, Some(at), "{}.{}", own.name, property.name);
        }
    }
    let mut names: Vec<_> = TYPES.iter().map(|own| own.name).collect();
    names.extend(ENUMERATIONS.iter().map(|own| own.name));
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn what_was_published_last_is_all_there() {
    let is_published = |since: &info::Since| since.release.is_some() && since.until.is_none();
    let types = TYPES.iter().filter(|own| is_published(&own.since)).count();
    let enums = ENUMERATIONS
        .iter()
        .filter(|own| is_published(&own.since))
        .count();
    assert_eq!((types + enums, enums), (243, 59));
    let properties = TYPES.iter().flat_map(|own| own.properties);
    assert_eq!(
        properties.filter(|own| is_published(&own.since)).count(),
        641
    );
}

#[test]
fn releases_follow_each_other() {
    let releases = [
        Release::W1809,
        Release::W1903,
        Release::W2004,
        Release::W2104,
        Release::W21H2,
    ];
    for pair in releases.windows(2) {
        assert!(pair[0] < pair[1] && pair[0].build() < pair[1].build());
        assert!(pair[1].schema_version().includes(pair[0].schema_version()));
    }
    assert_eq!(Release::W2104.to_string(), "Windows Server 2022");
}

#[test]
fn what_does_not_fit_is_kept_as_it_is() {
    for (document, unknown) in [
        (json!({ "Ids": [1, "a"] }), json!({ "Ids": [1, "a"] })),
        (
            json!({ "Ids": ["a", null, "b"] }),
            json!({ "Ids": ["a", null, "b"] }),
        ),
        (json!({ "Ids": "a" }), json!({ "Ids": "a" })),
        (json!({ "Ids": { "a": 1 } }), json!({ "Ids": { "a": 1 } })),
        (json!({ "Ids": ["a"], "Id": "a" }), json!({ "Id": "a" })),
    ] {
        let query: SystemQuery = serde_json::from_value(document.clone()).unwrap();
        let kept: serde_json::Map<_, _> = query
            .unknown
            .iter()
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        assert_eq!(Value::from(kept), unknown);
        round_trip::<SystemQuery>(&document);
    }
    for document in [
        json!({ "ComPorts": { "0": { "NamedPipe": "a" }, "1": 7, "2": {} } }),
        json!({ "ComPorts": [], "Keyboard": "yes" }),
        json!({ "Scsi": { "0": { "Attachments": { "0": { "Path": 3 } } } } }),
    ] {
        round_trip::<Devices>(&document);
    }
    round_trip::<GpuConfiguration>(&json!({ "AssignmentRequest": { "a": 1, "b": 65536 } }));
    round_trip::<Properties>(&json!({ "RuntimeId": "not a GUID", "ProcessList": [{}, 1, {}] }));
}

#[test]
fn null_is_not_there() {
    let properties = Properties::from_json(r#"{"Id":null,"Owner":"a","State":null}"#).unwrap();
    assert_eq!(properties.to_json(), r#"{"Owner":"a"}"#);
}

#[test]
fn of_two_properties_of_one_name_the_last_counts() {
    let properties = Properties::from_json(r#"{"Id":"a","Id":"b","Id":7}"#).unwrap();
    assert_eq!(properties.id.as_deref(), None);
    assert_eq!(properties.to_json(), r#"{"Id":7}"#);
    // Whether the first or the second is of another type, or null.
    for (json, last) in [
        (r#"{"Id":7,"Id":"b"}"#, json!({ "Id": "b" })),
        (r#"{"Id":"a","Id":null}"#, json!({})),
        (r#"{"Id":7,"Id":null}"#, json!({})),
        (r#"{"Memory":{},"Memory":7}"#, json!({ "Memory": 7 })),
        (r#"{"Memory":{},"Memory":null}"#, json!({})),
        (
            r#"{"ProcessList":[{}],"ProcessList":{}}"#,
            json!({ "ProcessList": {} }),
        ),
        (
            r#"{"PropertyResponses":{"a":{}},"PropertyResponses":[]}"#,
            json!({ "PropertyResponses": [] }),
        ),
    ] {
        let properties = Properties::from_json(json).unwrap();
        let again = Properties::from_json(&properties.to_json()).unwrap();
        assert_eq!(again, properties, "{json}");
        assert_eq!(Value::from(properties), last, "{json}");
    }
    let json = r#"{"AssignmentRequest":{"a":1},"AssignmentRequest":1}"#;
    let last = GpuConfiguration::from_json(json).unwrap().to_json();
    assert_eq!(last, r#"{"AssignmentRequest":1}"#);
    let json = r#"{"ResourcePath":"a","Settings":1,"Settings":null}"#;
    let last = ModifySettingRequest::from_json(json).unwrap().to_json();
    assert_eq!(last, r#"{"ResourcePath":"a"}"#);
}

#[test]
fn what_is_no_object_is_an_error() {
    for json in ["", "[]", "7", "\"a\"", "null", "{", "{} {}", "{\"Owner\":}"] {
        assert!(ComputeSystem::from_json(json).is_err(), "{json}");
    }
    let error = ComputeSystem::from_json("[]").unwrap_err();
    assert!(
        error.to_string().contains("an object: ComputeSystem"),
        "{error}"
    );
}

#[test]
fn codes_of_either_sign_are_the_same() {
    for json in [r#"{"Error":-1070137075}"#, r#"{"Error":3224830221}"#] {
        let error = ResultError::from_json(json).unwrap();
        assert_eq!(error.error, Some(crate::HResult(0xC037_010D_u32 as i32)));
        assert_eq!(error.to_json(), r#"{"Error":-1070137075}"#);
    }
}

#[test]
fn deep_documents_are_an_error_and_no_overflow() {
    let deep = "{\"objdir\":[".repeat(5000);
    let error = ObjectDirectory::from_json(&deep).unwrap_err();
    assert!(error.to_string().contains("recursion"), "{error}");
}

#[test]
fn the_table_tells_of_each_type() {
    let of = |own: &info::Type, name: &str| {
        let property = own.properties.iter().find(|property| property.name == name);
        property.map(|property| format!("{:?}", property.kind))
    };
    let devices = Devices::TYPE;
    assert_eq!(of(devices, "ComPorts").as_deref(), Some("{ComPort}"));
    assert_eq!(
        of(ObjectDirectory::TYPE, "objdir").as_deref(),
        Some("[ObjectDirectory]")
    );
    assert_eq!(of(Properties::TYPE, "State").as_deref(), Some("State"));
    let Kind::Map(Kind::Record(scsi)) = devices.properties[2].kind else {
        panic!("{:?}", devices.properties[2]);
    };
    assert_eq!(scsi().name, "Scsi");
    assert!(format!("{devices:?}").contains("\"VirtualPci\""));
}
