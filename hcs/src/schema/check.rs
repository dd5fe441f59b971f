//! What is wrong with a document, found before any call.

use std::fmt;

use serde_json::Value;

use super::info::{Enumeration, Kind, Property, Release, Type};
use super::leaf::{self, Scalar};
use super::read;
use super::record::{Get, Record};
use crate::schema_version::SchemaVersion;

/// Something that is wrong with a document, and where.
///
/// ```
/// use hcs::SchemaVersion;
/// use hcs::schema::{ComputeSystem, Schema};
///
/// let system = ComputeSystem::from_json(
///     r#"{
///         "Container": { "Processor": { "Weight": 20000 } },
///         "VirtualMachine": { "Chipset": { "EnableHibernation": true, "UseUTC": true } }
///     }"#,
/// )?;
/// let problems = system.check(SchemaVersion::V2_1);
/// let pointers: Vec<_> = problems.iter().map(|problem| problem.pointer()).collect();
/// assert_eq!(
///     pointers,
///     [
///         "",
///         "/Container/Processor/Weight",
///         "/VirtualMachine/Chipset/EnableHibernation",
///         "/VirtualMachine/Chipset/UseUTC",
///     ]
/// );
/// assert_eq!(
///     problems[2].to_string(),
///     "/VirtualMachine/Chipset/EnableHibernation came with schema 2.5, and 2.1 is asked for"
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pointer: String,
    wrong: Wrong,
}

/// What is wrong with a part of a document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Wrong {
    /// Of several properties that exclude each other, more than one is there.
    Exclusive(Vec<&'static str>),
    /// Of several properties one has to be there, and none is.
    Missing(&'static [&'static str]),
    /// The value is of another type.
    NoSuch {
        /// What it should be, in words.
        expected: &'static str,
    },
    /// A name that is part of a path, and would lead elsewhere: it is empty, or has a slash or a NUL in it.
    NotAName,
    /// The number is not in the range that is allowed.
    OutOfRange {
        /// The least that is allowed.
        first: u64,
        /// The most that is allowed.
        last: u64,
    },
    /// The schema version in question doesn't know it yet.
    TooNew {
        /// The schema version that has introduced it.
        since: SchemaVersion,
        /// The one in question.
        version: SchemaVersion,
    },
    /// Later releases of Windows don't know it any more.
    Gone {
        /// The last one that does.
        until: Release,
    },
    /// No schema version that this crate knows has a property of this name.
    UnknownProperty,
    /// No schema version that this crate knows has this value.
    UnknownValue,
}

impl Problem {
    pub(super) fn new(pointer: &str, wrong: Wrong) -> Self {
        let pointer = pointer.to_owned();
        Self { pointer, wrong }
    }

    /// The same, of a part of a document.
    pub(super) fn within(self, pointer: &str) -> Self {
        let pointer = format!("{pointer}{}", self.pointer);
        Self { pointer, ..self }
    }

    /// Where it is, as a JSON pointer (RFC 6901): the empty text is the whole document.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong.
    #[must_use]
    pub fn wrong(&self) -> &Wrong {
        &self.wrong
    }

    /// Whether it is wrong for every host: of another type, out of range, or a contradiction. Other problems depend on the
    /// host, and on what this crate knows.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        match self.wrong {
            Wrong::Exclusive(_)
            | Wrong::Missing(_)
            | Wrong::NoSuch { .. }
            | Wrong::NotAName
            | Wrong::OutOfRange { .. } => true,
            Wrong::TooNew { .. }
            | Wrong::Gone { .. }
            | Wrong::UnknownProperty
            | Wrong::UnknownValue => false,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str("the document")?,
            pointer => f.write_str(pointer)?,
        }
        match &self.wrong {
            Wrong::Exclusive(names) => {
                write!(f, " has {}, which exclude each other", names.join(" and "))
            }
            Wrong::Missing(names) => write!(f, " lacks one of {}", names.join(", ")),
            Wrong::NoSuch { expected } => write!(f, " is not {expected}"),
            Wrong::NotAName => f.write_str(
                " has a part in it that is not a name: it must not be empty, nor have a slash or a NUL",
            ),
            Wrong::OutOfRange { first, last } => {
                write!(f, " is not in the range of {first} to {last}")
            }
            Wrong::TooNew { since, version } => {
                write!(f, " came with schema {since}, and {version} is asked for")
            }
            Wrong::Gone { until } => write!(f, " is known to no release after {until}"),
            Wrong::UnknownProperty => f.write_str(" is no known property"),
            Wrong::UnknownValue => f.write_str(" is no known value"),
        }
    }
}

/// Everything that is wrong with a structure. Without a schema version only what is so for each of them.
pub(super) fn check(record: &dyn Record, version: Option<SchemaVersion>) -> Vec<Problem> {
    let mut checker = Checker {
        version,
        pointer: String::new(),
        problems: Vec::new(),
    };
    let since = record.info().since;
    if checker.is_known(&since) {
        checker.record(record);
    }
    checker.problems
}

struct Checker {
    version: Option<SchemaVersion>,
    /// Where it is.
    pointer: String,
    problems: Vec<Problem>,
}

impl Checker {
    fn tell(&mut self, wrong: Wrong) {
        let pointer = self.pointer.clone();
        self.problems.push(Problem { pointer, wrong });
    }

    /// Goes on at a property, an item, or an entry.
    fn at(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer += &name.replace('~', "~0").replace('/', "~1");
        look(self);
        self.pointer.truncate(length);
    }

    /// Whether the version knows what came then; told if it doesn't.
    fn is_known(&mut self, since: &super::info::Since) -> bool {
        let Some(version) = self.version else {
            return true;
        };
        match (since.known_from(), since.until) {
            (Some(since), _) if !version.includes(since) => {
                self.tell(Wrong::TooNew { since, version });
                false
            }
            (_, Some(until)) if !until.schema_version().includes(version) => {
                self.tell(Wrong::Gone { until });
                false
            }
            _ => true,
        }
    }

    fn record(&mut self, record: &dyn Record) {
        let info = record.info();
        self.groups(record, info);
        record.each(&mut |index, value| {
            let property = &info.properties[index];
            self.at(property.name, |own| {
                if own.is_known(&property.since) {
                    own.value(value, property);
                }
            });
        });
        for (name, value) in record.unknown().iter() {
            match record.index(name) {
                // It is set as well, and written in the place of this one.
                Some(index) if record.is_set(index) => {}
                Some(index) => self.at(name, |own| own.misfit(value, &info.properties[index])),
                None if self.version.is_none() => {}
                None => self.at(name, |own| own.tell(Wrong::UnknownProperty)),
            }
        }
    }

    /// A value that is none of its property's type. Of a list or a map with something else in it each part is looked at: one
    /// may be wrong, or many, or what is in them.
    fn misfit(&mut self, value: &Value, property: &Property) {
        match (value, &property.kind) {
            (Value::Array(items), Kind::List(kind)) => {
                for (index, item) in items.iter().enumerate() {
                    self.at(&index.to_string(), |own| own.part(item, kind, property));
                }
            }
            (Value::Object(entries), Kind::Map(kind)) => {
                for (name, entry) in entries {
                    self.at(name, |own| {
                        if let Some((first, last)) = property.keys {
                            own.key(name, first, last);
                        }
                        own.part(entry, kind, property);
                    });
                }
            }
            (_, kind) => self.is_none_of(kind),
        }
    }

    fn part(&mut self, value: &Value, kind: &Kind, property: &Property) {
        match kind {
            Kind::Record(kind) => {
                let mut record = (kind().make)();
                match read::record(&mut *record, value) {
                    Ok(()) => self.record(&*record),
                    Err(_) => self.is_none_of(&Kind::Record(*kind)),
                }
            }
            kind => match leaf::scalar(value).filter(|scalar| leaf::is_of(kind, *scalar)) {
                Some(scalar) => self.scalar(scalar, kind, property.range),
                None => self.is_none_of(kind),
            },
        }
    }

    fn is_none_of(&mut self, kind: &Kind) {
        let expected = kind.words();
        self.tell(Wrong::NoSuch { expected });
    }

    fn groups(&mut self, record: &dyn Record, info: &'static Type) {
        for group in info.groups {
            let is_there = |name: &&&str| {
                let index = record.index(name);
                index.is_some_and(|index| record.is_set(index))
                    || record.unknown().get(name).is_some()
            };
            let there: Vec<&str> = group.names.iter().filter(is_there).copied().collect();
            match there.len() {
                0 if group.required => self.tell(Wrong::Missing(group.names)),
                0 | 1 => {}
                _ => self.tell(Wrong::Exclusive(there)),
            }
        }
    }

    fn value(&mut self, value: Get<'_>, property: &Property) {
        match value {
            Get::Leaf(scalar) => self.scalar(scalar, &property.kind, property.range),
            Get::Leaves(list) => {
                let Kind::List(kind) = property.kind else {
                    return;
                };
                for index in 0..list.count() {
                    self.at(&index.to_string(), |own| {
                        own.scalar(list.get(index), kind, property.range);
                    });
                }
            }
            Get::LeafMap(map) => {
                let Kind::Map(kind) = property.kind else {
                    return;
                };
                map.each(&mut |name, scalar| {
                    self.at(name, |own| own.scalar(scalar, kind, property.range));
                });
            }
            Get::Record(record) => {
                if property.name == "SchemaVersion" {
                    self.schema_version(record);
                }
                self.record(record);
            }
            Get::Records(list) => {
                for index in 0..list.count() {
                    self.at(&index.to_string(), |own| own.record(list.get(index)));
                }
            }
            Get::RecordMap(map) => map.each(&mut |name, record| {
                self.at(name, |own| {
                    if let Some((first, last)) = property.keys {
                        own.key(name, first, last);
                    }
                    own.record(record);
                });
            }),
            Get::Any(_) | Get::Anys(_) | Get::AnyMap(_) => {}
        }
    }

    fn scalar(&mut self, scalar: Scalar<'_>, kind: &Kind, range: Option<(u64, u64)>) {
        if let (Kind::Enum(enumeration), Scalar::Text(text)) = (kind, scalar) {
            self.enumerated(enumeration, text);
        }
        let Some((first, last)) = range else { return };
        let is_in = match scalar {
            Scalar::Unsigned(value) => (first..=last).contains(&value),
            Scalar::Signed(value) => {
                u64::try_from(value).is_ok_and(|value| (first..=last).contains(&value))
            }
            // The ranges are small: their ends are the same as floats.
            Scalar::Float(value) => value >= first as f64 && value <= last as f64,
            Scalar::Bool(_) | Scalar::Text(_) | Scalar::Shown(_) => true,
        };
        if !is_in {
            self.tell(Wrong::OutOfRange { first, last });
        }
    }

    fn enumerated(&mut self, enumeration: &Enumeration, text: &str) {
        match enumeration.values.iter().find(|(own, _)| *own == text) {
            Some((_, since)) => {
                self.is_known(since);
            }
            None if self.version.is_some() => self.tell(Wrong::UnknownValue),
            None => {}
        }
    }

    fn key(&mut self, name: &str, first: u64, last: u64) {
        let number = name.parse::<u64>();
        if !number.is_ok_and(|number| (first..=last).contains(&number)) {
            self.tell(Wrong::OutOfRange { first, last });
        }
    }

    /// A document's own version, which must not be newer than the one in question.
    fn schema_version(&mut self, record: &dyn Record) {
        let mut numbers = [None; 2];
        record.each(&mut |index, value| {
            if let (Some(number), Get::Leaf(Scalar::Unsigned(value))) =
                (numbers.get_mut(index), value)
            {
                *number = u32::try_from(value).ok();
            }
        });
        if let (Some(version), [Some(major), Some(minor)]) = (self.version, numbers) {
            let since = SchemaVersion { major, minor };
            if !version.includes(since) {
                self.tell(Wrong::TooNew { since, version });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ComputeSystem, Devices, Properties, RegistryValue, Schema};

    /// What is wrong with the JSON of a structure, for a host of this minor version of schema 2.
    fn told<T: Schema>(minor: u32, json: &str) -> Vec<String> {
        let record = T::from_json(json).unwrap();
        let problems = Schema::check(&record, SchemaVersion::new(2, minor));
        problems.iter().map(ToString::to_string).collect()
    }

    fn certain<T: Schema>(json: &str) -> Vec<String> {
        let problems = check(&T::from_json(json).unwrap(), None);
        assert!(problems.iter().all(Problem::is_certain), "{problems:?}");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn of_three_kinds_of_systems_there_is_one() {
        assert_eq!(
            certain::<ComputeSystem>(r#"{"VirtualMachine":{}}"#),
            [""; 0]
        );
        assert_eq!(
            certain::<ComputeSystem>("{}"),
            ["the document lacks one of HostedSystem, Container, VirtualMachine"]
        );
        assert_eq!(
            certain::<ComputeSystem>(r#"{"HostedSystem":{},"Container":{},"VirtualMachine":{}}"#),
            [
                "the document has HostedSystem and Container and VirtualMachine, which exclude each other"
            ]
        );
        // One that is no object is there, too.
        assert_eq!(
            certain::<ComputeSystem>(r#"{"Container":[],"VirtualMachine":{}}"#),
            [
                "the document has Container and VirtualMachine, which exclude each other",
                "/Container is not an object"
            ]
        );
        assert_eq!(certain::<RegistryValue>("{}"), [""; 0]);
        assert_eq!(
            certain::<RegistryValue>(r#"{"DWordValue":1,"StringValue":"1"}"#).len(),
            1
        );
    }

    #[test]
    fn numbers_and_names_have_their_ranges() {
        let processor = |json: &str| {
            certain::<ComputeSystem>(&format!(r#"{{"Container":{{"Processor":{json}}}}}"#))
        };
        for good in [r#"{"Weight":0}"#, r#"{"Weight":10000}"#, r#"{"Maximum":1}"#] {
            assert_eq!(processor(good), [""; 0], "{good}");
        }
        for bad in ["10001", "-1"] {
            let expected = "/Container/Processor/Weight is not in the range of 0 to 10000";
            assert_eq!(processor(&format!(r#"{{"Weight":{bad}}}"#)), [expected]);
        }
        let scale = |json: &str| {
            certain::<crate::schema::MemoryMigrationTransferThrottleParams>(&format!(
                r#"{{"ThrottlingScale":{json}}}"#
            ))
        };
        assert_eq!((scale("1.0").len(), scale("100").len()), (0, 0));
        assert_eq!((scale("0.5").len(), scale("100.5").len()), (1, 1));
        assert_eq!(
            certain::<Devices>(r#"{"ComPorts":{"0":{},"1":{},"2":{},"A/~":{}}}"#),
            [
                "/ComPorts/2 is not in the range of 0 to 1",
                "/ComPorts/A~1~0 is not in the range of 0 to 1"
            ]
        );
    }

    #[test]
    fn what_is_of_another_type_is_told() {
        assert_eq!(
            certain::<Devices>(r#"{"NetworkAdapters":{"a":{"MacAddress":"1"}},"Keyboard":true}"#),
            [
                "/NetworkAdapters/a/MacAddress is not an address such as \"00-15-5D-01-02-03\"",
                "/Keyboard is not an object"
            ]
        );
        // Something else by the name of a property that is set is not sent, and not told.
        let mut devices = Devices {
            keyboard: Some(crate::schema::Keyboard::default()),
            ..Default::default()
        };
        devices.unknown.insert("Keyboard", true);
        assert_eq!(check(&devices, Some(SchemaVersion::V2_7)), []);
    }

    #[test]
    fn each_part_of_a_list_or_a_map_is_told_with_its_place() {
        assert_eq!(
            certain::<crate::schema::SystemQuery>(r#"{"Ids":["a",3,"b",null]}"#),
            ["/Ids/1 is not a text", "/Ids/3 is not a text"]
        );
        let layers =
            r#"{"Layers":[{"Id":"1"},{},[],{"Id":"0f2a3b4c-5d6e-4f80-91a2-b3c4d5e6f708"}]}"#;
        let guid = "is not a GUID such as \"17103e3f-3c6e-4677-bb17-3b267eb5be57\"";
        assert_eq!(
            certain::<crate::schema::Storage>(layers),
            [
                format!("/Layers/0/Id {guid}"),
                "/Layers/2 is not an object".to_owned()
            ]
        );
        // What is right in itself has its ranges, and its versions.
        assert_eq!(
            told::<Devices>(
                1,
                r#"{"ComPorts":{"0":{"Pipe":"a"},"1":true,"2":{}},
                    "NetworkAdapters":{"a":7,"b":{"MacAddress":"x"}}}"#
            ),
            [
                "/ComPorts/0/Pipe is no known property",
                "/ComPorts/1 is not an object",
                "/ComPorts/2 is not in the range of 0 to 1",
                "/NetworkAdapters/a is not an object",
                "/NetworkAdapters/b/MacAddress is not an address such as \"00-15-5D-01-02-03\"",
            ]
        );
        assert_eq!(
            told::<crate::schema::SystemQuery>(5, r#"{"Types":["Host",7,"Castle"]}"#),
            [
                "/Types/0 is known to no release after Windows 10, version 2004",
                "/Types/1 is not a text, one of those that are listed",
                "/Types/2 is no known value"
            ]
        );
        let request = r#"{"AssignmentRequest":{"a":1,"b":65536,"c":"1"}}"#;
        assert_eq!(
            certain::<crate::schema::GpuConfiguration>(request),
            [
                "/AssignmentRequest/b is not a whole number from 0 to 65535",
                "/AssignmentRequest/c is not a whole number from 0 to 65535"
            ]
        );
    }

    #[test]
    fn what_a_version_does_not_know_is_told_once() {
        let json = r#"{"SchemaVersion":{"Major":2,"Minor":5},
            "VirtualMachine":{"Services":{"KvpExchange":{"EnableHostOSInfoKvpItems":"Enabled"}}}}"#;
        assert_eq!(
            told::<ComputeSystem>(1, json),
            [
                "/SchemaVersion came with schema 2.5, and 2.1 is asked for",
                "/VirtualMachine/Services came with schema 2.5, and 2.1 is asked for"
            ]
        );
        assert_eq!(told::<ComputeSystem>(5, json), [""; 0]);
        let system = ComputeSystem::from_json(json).unwrap();
        let old = system.check(SchemaVersion::new(1, 0));
        assert_eq!(old.len(), 1);
        assert_eq!(old[0].pointer(), "");
    }

    #[test]
    fn what_came_after_the_published_files_is_told_by_its_version() {
        let graphics = r#"{"DisablePresentation":true}"#;
        assert_eq!(
            told::<crate::schema::GpuConfiguration>(6, graphics),
            ["/DisablePresentation came with schema 2.7, and 2.6 is asked for"]
        );
        assert_eq!(
            told::<crate::schema::GpuConfiguration>(7, graphics),
            [""; 0]
        );
    }

    #[test]
    fn values_come_and_go_as_properties_do() {
        let heartbeat = r#"{"ICHeartbeatStatus":{}}"#;
        assert_eq!(
            told::<Properties>(5, heartbeat),
            ["/ICHeartbeatStatus is known to no release after Windows 10, version 2004"]
        );
        assert_eq!(told::<Properties>(3, heartbeat), [""; 0]);
        assert_eq!(
            told::<Properties>(5, r#"{"SystemType":"Host","State":"Frozen","More":1}"#),
            [
                "/SystemType is known to no release after Windows 10, version 2004",
                "/State is no known value",
                "/More is no known property"
            ]
        );
        let device = r#"{"FlexibleIov":{"a":{"HostingModel":"ExternalRestricted"}}}"#;
        // Nothing is known of when it came.
        assert_eq!(told::<Devices>(1, device), [""; 0]);
    }
}
