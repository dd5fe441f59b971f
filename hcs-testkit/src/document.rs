//! The documents that the service reads and writes.

use hcs_sys::{HCS_E_INVALID_JSON, HRESULT};
use serde_json::Value;

use crate::hresult;
use crate::profile::ErrorForm;
use crate::properties;
use crate::text::Input;

/// The provider of the events about compute systems.
const PROVIDER: &str = "17103e3f-3c6e-4677-bb17-3b267eb5be57";

/// The provider of the events of a virtual machine's worker process.
const WORKER: &str = "51ddfa29-d5c8-4803-be4b-2ecb715570fe";

/// How a compute system ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExitType {
    /// The guest shut down.
    GracefulExit,
    /// A client terminated it.
    ForcedExit,
    /// It fell over.
    UnexpectedExit,
}

impl ExitType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GracefulExit => "GracefulExit",
            Self::ForcedExit => "ForcedExit",
            Self::UnexpectedExit => "UnexpectedExit",
        }
    }
}

/// An exit, as its event tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exit {
    pub(crate) status: HRESULT,
    pub(crate) exit_type: ExitType,
    pub(crate) initiator: &'static str,
}

impl Exit {
    /// A client terminated it.
    pub(crate) const TERMINATED: Self = Self {
        status: 0,
        exit_type: ExitType::ForcedExit,
        initiator: "Client",
    };
    /// A client shut it down.
    pub(crate) const SHUT_DOWN: Self = Self {
        status: 0,
        exit_type: ExitType::GracefulExit,
        initiator: "Client",
    };
    /// Its guest crashed.
    pub(crate) const CRASHED: Self = Self {
        status: hcs_sys::HCS_E_GUEST_CRITICAL_ERROR,
        exit_type: ExitType::UnexpectedExit,
        initiator: "GuestOS",
    };

    /// It ended by itself.
    pub(crate) fn by_guest(exit_type: ExitType) -> Self {
        Self {
            status: match exit_type {
                ExitType::UnexpectedExit => hcs_sys::HCS_E_UNEXPECTED_EXIT,
                ExitType::GracefulExit | ExitType::ForcedExit => 0,
            },
            exit_type,
            initiator: "GuestOS",
        }
    }

    /// `SystemExitStatus`.
    pub(crate) fn document(&self) -> String {
        let detail = match self.exit_type {
            ExitType::GracefulExit => "Shutdown",
            ExitType::ForcedExit => "Terminate",
            ExitType::UnexpectedExit => "UnexpectedExit",
        };
        let exit = Object::new()
            .text("Detail", detail)
            .text("Initiator", self.initiator);
        let record = Object::new().raw("SystemExit", &exit.end());
        Object::new()
            .raw("Status", &self.status.to_string())
            .text("ExitType", self.exit_type.name())
            .raw("Attribution", &format!("[{}]", record.end()))
            .end()
    }
}

/// `CrashReport`, as the events about a crash carry it.
pub(crate) fn crash_report(system: &str) -> String {
    Object::new()
        .text("SystemId", system)
        .raw("CrashParameters", "[226,0,0,0,0]")
        .raw("Status", "0")
        .end()
}

/// A JSON object in the making; its members stay in their order.
#[derive(Clone)]
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    pub(crate) fn raw(mut self, name: &str, value: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(value);
        self
    }

    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        let value = quoted(value);
        self.raw(name, &value)
    }

    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A JSON string.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A `ResultError` without events.
pub(crate) fn error(code: HRESULT, form: ErrorForm) -> String {
    begin_error(code, form, hresult::message(code)).end()
}

fn begin_error(code: HRESULT, form: ErrorForm, message: &str) -> Object {
    let number = match form {
        ErrorForm::Nt => hresult::in_document(code),
        ErrorForm::Hresult => code,
    };
    Object::new()
        .raw("Error", &number.to_string())
        .text("ErrorMessage", message)
}

/// What kind of document is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invalid {
    Configuration,
    Query,
    Process,
}

/// A `ResultError` about a document that is not as it should be at this place of it.
pub(crate) fn invalid(code: HRESULT, form: ErrorForm, what: Invalid, place: &str) -> String {
    let (id, subject) = match what {
        Invalid::Configuration => (11000, "compute system configuration"),
        Invalid::Query => (11001, "property query"),
        // Nobody has told of one: the number is that of the others.
        Invalid::Process => (11000, "process configuration"),
    };
    let message = hresult::message(code);
    let number = hresult::in_document(code) as u32;
    let place = format!("Invalid JSON document '{place}'");
    let text =
        format!("The specified {subject} is invalid: {message} ({number:#010X}, '{place}').");
    let data: Vec<_> = [format!("%%{number}"), format!("{number:#010X}"), place]
        .iter()
        .map(|value| {
            Object::new()
                .text("Type", "String")
                .text("Value", value)
                .end()
        })
        .collect();
    let event = Object::new()
        .text("Message", &text)
        .text("Provider", PROVIDER)
        .raw("EventId", &id.to_string())
        .raw("Data", &format!("[{}]", data.join(",")));
    begin_error(code, form, message)
        .raw("ErrorEvents", &format!("[{}]", event.end()))
        .end()
}

/// A `ResultError` about a disk that a starting machine can't use.
pub(crate) fn bad_disk(code: HRESULT, form: ErrorForm, system: &str, path: &str) -> String {
    let message = hresult::message(code);
    let number = code as u32;
    let runtime_id = runtime_id(system);
    let event = |id: u32, flags: u32, text: String, data: &[&str]| {
        let data: Vec<String> = data
            .iter()
            .map(|value| {
                Object::new()
                    .text("Type", "String")
                    .text("Value", value)
                    .end()
            })
            .collect();
        Object::new()
            .text("Message", &text)
            .text("Provider", WORKER)
            .raw("EventId", &id.to_string())
            .raw("Flags", &flags.to_string())
            .raw("Data", &format!("[{}]", data.join(",")))
            .end()
    };
    let failed = format!("'{system}' failed to start. (Virtual machine ID {runtime_id})");
    let device = format!(
        "'{system}' Synthetic SCSI Controller: Failed to Power on with Error '{message}' ({number:#010X})."
    );
    let disk = format!(
        "'{system}': The attachment '{path}' can't be opened: '{message}' ({number:#010X})."
    );
    let number = format!("{number:#010X}");
    let events = [
        event(12030, 13, failed, &[system, &runtime_id]),
        event(12010, 5, device, &[system, &number]),
        event(12290, 5, disk, &[system, path, &number]),
    ];
    begin_error(code, form, message)
        .raw("ErrorEvents", &format!("[{}]", events.join(",")))
        .end()
}

/// The kinds of compute systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SystemType {
    Container,
    VirtualMachine,
}

impl SystemType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Container => "Container",
            Self::VirtualMachine => "VirtualMachine",
        }
    }
}

/// What the service takes from a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Configuration {
    pub(crate) system_type: SystemType,
    pub(crate) owner: String,
    pub(crate) terminate_on_last_handle_closed: bool,
    /// The version that it is written in, if it says one.
    pub(crate) schema: Option<(u64, u64)>,
    /// The files of its disks.
    pub(crate) disks: Vec<String>,
    /// Its guest is Linux.
    pub(crate) linux: bool,
}

impl Configuration {
    /// Whether a build of Windows knows the version of its schema.
    pub(crate) fn is_supported(&self, build: u32) -> bool {
        self.schema.is_none_or(|(major, minor)| {
            let versions = properties::schema_versions(build);
            versions.contains(&(major, minor))
                || versions.iter().any(|it| it.0 == major && minor <= it.1)
        })
    }
}

/// A document that can't be used, and where it can't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unusable {
    pub(crate) code: HRESULT,
    pub(crate) place: String,
}

impl Unusable {
    pub(crate) fn at(place: &str) -> Self {
        Self {
            code: HCS_E_INVALID_JSON,
            place: place.to_owned(),
        }
    }
}

/// Reads the configuration of a new system (S2). `not_json` is the code for text that isn't JSON at all.
pub(crate) fn configuration(text: &Input, not_json: HRESULT) -> Result<Configuration, Unusable> {
    let text = text.text().unwrap_or_default();
    let document: Value = serde_json::from_str(text).map_err(|_| Unusable {
        code: not_json,
        place: "$".to_owned(),
    })?;
    let Value::Object(members) = &document else {
        return Err(Unusable::at("$"));
    };
    let kinds = ["Container", "VirtualMachine", "HostedSystem"];
    let present: Vec<_> = kinds
        .into_iter()
        .filter(|kind| members.get(*kind).is_some_and(|value| !value.is_null()))
        .collect();
    let [kind] = present[..] else {
        return Err(Unusable::at("$"));
    };
    if !members[kind].is_object() {
        return Err(Unusable::at(&format!("$.{kind}")));
    }
    let owner = match members.get("Owner") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(owner)) => owner.clone(),
        Some(_) => return Err(Unusable::at("$.Owner")),
    };
    let terminate_on_last_handle_closed = match members.get("ShouldTerminateOnLastHandleClosed") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(_) => return Err(Unusable::at("$.ShouldTerminateOnLastHandleClosed")),
    };
    let schema = match members.get("SchemaVersion") {
        None | Some(Value::Null) => None,
        Some(version) => {
            let number = |name| version.get(name).and_then(Value::as_u64);
            let version = number("Major").zip(number("Minor"));
            Some(version.ok_or_else(|| Unusable::at("$.SchemaVersion"))?)
        }
    };
    Ok(Configuration {
        schema,
        disks: disks(&document),
        system_type: match kind {
            "VirtualMachine" => SystemType::VirtualMachine,
            _ => SystemType::Container,
        },
        owner,
        terminate_on_last_handle_closed,
        linux: document[kind]["Chipset"]["LinuxKernelDirect"].is_object(),
    })
}

/// The files that a virtual machine's configuration attaches to its SCSI controllers.
fn disks(document: &Value) -> Vec<String> {
    let controllers = document.pointer("/VirtualMachine/Devices/Scsi");
    let controllers = controllers.and_then(Value::as_object).into_iter().flatten();
    let attachments = controllers
        .filter_map(|(_, controller)| controller.get("Attachments")?.as_object())
        .flatten();
    let paths = attachments.filter_map(|(_, attachment)| attachment.get("Path")?.as_str());
    paths.map(str::to_owned).collect()
}

/// Reads options or a query, which may be absent or empty.
pub(crate) fn options(text: &Input) -> Result<Option<Value>, Unusable> {
    let text = match text {
        Input::Absent => return Ok(None),
        Input::Broken => return Err(Unusable::at("$")),
        Input::Text(text) if text.is_empty() => return Ok(None),
        Input::Text(text) => text,
    };
    match serde_json::from_str(text) {
        Ok(value @ Value::Object(_)) => Ok(Some(value)),
        Ok(_) | Err(_) => Err(Unusable::at("$")),
    }
}

/// Reads a document that must be there.
pub(crate) fn required(text: &Input) -> Result<Value, Unusable> {
    options(text)?.ok_or_else(|| Unusable::at("$"))
}

/// What a query for systems asks for; an absent list asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SystemQuery {
    ids: Option<Vec<String>>,
    owners: Option<Vec<String>>,
    types: Option<Vec<String>>,
}

impl SystemQuery {
    pub(crate) fn read(text: &Input) -> Result<Self, Unusable> {
        let Some(document) = options(text)? else {
            return Ok(Self::default());
        };
        Ok(Self {
            ids: strings(&document, "Ids")?,
            owners: strings(&document, "Owners")?,
            types: strings(&document, "Types")?,
        })
    }

    pub(crate) fn matches(&self, id: &str, owner: &str, system_type: SystemType) -> bool {
        let wanted = |list: &Option<Vec<String>>, value: &str| {
            list.as_ref()
                .is_none_or(|list| list.iter().any(|wanted| wanted == value))
        };
        wanted(&self.ids, id)
            && wanted(&self.owners, owner)
            && wanted(&self.types, system_type.name())
    }
}

/// What a query for properties asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PropertyQuery {
    pub(crate) types: Vec<String>,
    /// The names of the form that schema 2.5 brought.
    pub(crate) queries: Option<Vec<String>>,
}

/// Where the form of schema 2.5 has its names, in a query about the service.
pub(crate) const SERVICE_QUERIES: &str = "PropertyQueries";

/// The same in a query about a system or a process.
pub(crate) const QUERIES: &str = "Queries";

impl PropertyQuery {
    /// `queries`: the property with the names of the form that schema 2.5 brought.
    pub(crate) fn read(text: &Input, queries: &str) -> Result<Self, Unusable> {
        let Some(document) = options(text)? else {
            return Ok(Self::default());
        };
        let queries = match document.get(queries) {
            None | Some(Value::Null) => None,
            Some(Value::Object(queries)) => Some(queries.keys().cloned().collect()),
            Some(_) => return Err(Unusable::at(&format!("$.{queries}"))),
        };
        Ok(Self {
            types: strings(&document, "PropertyTypes")?.unwrap_or_default(),
            queries,
        })
    }
}

pub(crate) fn strings(document: &Value, name: &str) -> Result<Option<Vec<String>>, Unusable> {
    let wrong = || Unusable::at(&format!("$.{name}"));
    match document.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| value.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(_) => Err(wrong()),
    }
}

/// The runtime id of a system: its id where that is a GUID, else one derived from it.
pub(crate) fn runtime_id(id: &str) -> String {
    if is_guid(id) {
        return id.to_ascii_lowercase();
    }
    // FNV-1a over the id, formed into a GUID of version 5.
    let mut hash: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    for byte in id.bytes() {
        hash ^= u128::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_0000_0000_0000_013B);
    }
    let hash = hash & !(0xF << 76) | 5 << 76;
    let hash = hash & !(0x3 << 62) | 2 << 62;
    let digits = format!("{hash:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    )
}

pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hresult::ERROR_INVALID_DATA;

    fn read(text: &str) -> Result<Configuration, Unusable> {
        configuration(&Input::Text(text.to_owned()), HCS_E_INVALID_JSON)
    }

    #[test]
    fn s2_a_configuration_has_exactly_one_kind() {
        assert!(read(r#"{"VirtualMachine":{}}"#).is_ok());
        assert!(read(r#"{"Container":{}}"#).is_ok());
        assert!(read(r#"{"HostedSystem":{}}"#).is_ok());
        assert!(read(r#"{"VirtualMachine":{},"Container":null}"#).is_ok());
        for text in [
            "",
            "nonsense",
            "[]",
            "{}",
            r#"{"VirtualMachine":{},"Container":{}}"#,
        ] {
            assert_eq!(read(text), Err(Unusable::at("$")), "{text}");
        }
        assert_eq!(
            read(r#"{"VirtualMachine":1}"#),
            Err(Unusable::at("$.VirtualMachine"))
        );
    }

    #[test]
    fn errors_are_told_as_windows_tells_them() {
        assert_eq!(
            error(hcs_sys::HCS_E_SYSTEM_ALREADY_EXISTS, ErrorForm::Nt),
            r#"{"Error":-1070137073,"ErrorMessage":"A virtual machine or container with the specified identifier already exists."}"#
        );
        assert_eq!(
            invalid(
                ERROR_INVALID_DATA,
                ErrorForm::Nt,
                Invalid::Configuration,
                "$"
            ),
            r#"{"Error":-2147024883,"ErrorMessage":"The data is invalid.","ErrorEvents":[{"Message":"The specified compute system configuration is invalid: The data is invalid. (0x8007000D, 'Invalid JSON document '$'').","Provider":"17103e3f-3c6e-4677-bb17-3b267eb5be57","EventId":11000,"Data":[{"Type":"String","Value":"%%2147942413"},{"Type":"String","Value":"0x8007000D"},{"Type":"String","Value":"Invalid JSON document '$'"}]}]}"#
        );
        let query = invalid(HCS_E_INVALID_JSON, ErrorForm::Nt, Invalid::Query, "$");
        assert!(query.contains("%%3224830221") && query.contains("11001"));
    }

    #[test]
    fn an_exit_is_told_as_windows_tells_it() {
        assert_eq!(
            Exit::TERMINATED.document(),
            r#"{"Status":0,"ExitType":"ForcedExit","Attribution":[{"SystemExit":{"Detail":"Terminate","Initiator":"Client"}}]}"#
        );
    }

    #[test]
    fn a_runtime_id_is_the_id_or_derived_from_it() {
        assert_eq!(
            runtime_id("A16D551D-0000-0000-0000-000000000001"),
            "a16d551d-0000-0000-0000-000000000001"
        );
        let derived = runtime_id("Test");
        assert!(is_guid(&derived), "{derived}");
        assert_eq!(derived.as_bytes()[14], b'5');
        assert!(matches!(derived.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(derived, runtime_id("test"));
    }
}
