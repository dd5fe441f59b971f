//! Changes of running systems, in which path, request and settings belong together.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::check::{self, Problem, Wrong};
use super::leaf::{Leaf, Scalar};
use super::record::Record;
use super::{MegaBytes, ModifyRequestType, ModifySettingRequest, write};
use crate::document::Document;
use crate::schema_version::SchemaVersion;

/// A change of a running system, for `HcsModifyComputeSystem`.
///
/// There is a function for each change that is known: it takes what the path has to name, and settings of the type that
/// belongs to it, so that neither path, nor request, nor settings can be mistaken. For any other change there is
/// [`ModifySettingRequest`].
///
/// ```
/// use hcs::schema::{Attachment, AttachmentType, Modify};
///
/// let grow = Modify::memory_mb(4096);
/// assert_eq!(
///     grow.to_string(),
///     r#"{"ResourcePath":"VirtualMachine/ComputeTopology/Memory/SizeInMB","RequestType":"Update","Settings":4096}"#
/// );
/// let attach = Modify::attach_scsi("0", 1, Attachment::virtual_disk(r"C:\data.vhdx"));
/// let detach = Modify::detach_scsi("0", 1);
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// # let system = host.create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
/// # system.start().wait()?;
/// system.modify(attach).wait()?;
/// # system.terminate().wait()?;
/// # system.close()?;
/// # mock.finish();
/// # Ok::<(), hcs::Error>(())
/// ```
///
/// What doesn't belong together does not compile: other settings than those of the path,
///
/// ```compile_fail,E0308
/// use hcs::schema::{Modify, NetworkAdapter};
///
/// Modify::attach_scsi("0", 1, NetworkAdapter::default());
/// ```
///
/// or a request that the path does not take:
///
/// ```compile_fail,E0599
/// hcs::schema::Modify::remove_gpu();
/// ```
#[derive(Clone)]
pub struct Modify {
    verb: ModifyRequestType,
    path: Path,
    settings: Settings,
    guest: Option<Value>,
}

impl Modify {
    pub(super) fn new(verb: ModifyRequestType, path: Path, settings: Settings) -> Self {
        Self {
            verb,
            path,
            settings,
            guest: None,
        }
    }

    /// Gives a virtual machine so many megabytes of memory.
    #[must_use]
    pub fn memory_mb(megabytes: u64) -> Self {
        Self::memory(MegaBytes(megabytes))
    }

    /// Adds what the guest is to do about it: any JSON, such as a
    /// [`GuestModifySettingRequest`](super::GuestModifySettingRequest).
    #[must_use]
    pub fn with_guest_request(self, request: impl Into<Value>) -> Self {
        Self {
            guest: Some(request.into()),
            ..self
        }
    }

    /// What is to be changed, as a path into the document of the system.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path.text
    }

    /// The same change as the structure that it is sent as.
    #[must_use]
    pub fn request(&self) -> ModifySettingRequest {
        ModifySettingRequest {
            resource_path: Some(self.path.text.clone()),
            request_type: Some(self.verb.clone()),
            settings: self.settings.value(),
            guest_request: self.guest.clone(),
            ..Default::default()
        }
    }

    /// Lists all that is wrong with it, for a host that knows this schema version.
    #[must_use]
    pub fn check(&self, version: SchemaVersion) -> Vec<Problem> {
        self.problems(Some(version))
    }

    /// The document for a call to a host that knows this schema version. If [`check`](Self::check) finds anything, the call
    /// fails before it reaches Windows, and its error tells all of it.
    #[must_use]
    pub fn checked(&self, version: SchemaVersion) -> Document {
        self.document(Some(version))
    }

    fn problems(&self, version: Option<SchemaVersion>) -> Vec<Problem> {
        let mut problems = self.path.problems.clone();
        if let Settings::Record(record) = &self.settings {
            let own = check::check(record.as_ref(), version);
            problems.extend(own.into_iter().map(|problem| problem.within("/Settings")));
        }
        problems
    }

    fn document(&self, version: Option<SchemaVersion>) -> Document {
        Document::from_wide(write::utf16(&self.request()), self.problems(version))
    }
}

impl From<Modify> for Document {
    fn from(modify: Modify) -> Self {
        modify.document(None)
    }
}

impl From<&Modify> for Document {
    fn from(modify: &Modify) -> Self {
        modify.document(None)
    }
}

impl From<Modify> for ModifySettingRequest {
    fn from(modify: Modify) -> Self {
        modify.request()
    }
}

/// As JSON.
impl fmt::Display for Modify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write::json(&self.request()))
    }
}

impl fmt::Debug for Modify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Modify {self}")
    }
}

/// A path, and what is wrong with the names in it.
#[derive(Clone, Default)]
pub(super) struct Path {
    text: String,
    problems: Vec<Problem>,
}

impl Path {
    pub(super) fn text(mut self, text: &str) -> Self {
        self.text += text;
        self
    }

    /// A name must not change the path that it is part of.
    pub(super) fn name(mut self, name: &str) -> Self {
        self.text += name;
        if name.is_empty() || name.contains(['/', '\0']) {
            self.tell(Wrong::NotAName);
        }
        self
    }

    pub(super) fn number(mut self, number: u64, range: Option<(u64, u64)>) -> Self {
        self.text += &number.to_string();
        match range {
            Some((first, last)) if !(first..=last).contains(&number) => {
                self.tell(Wrong::OutOfRange { first, last });
            }
            _ => {}
        }
        self
    }

    fn tell(&mut self, wrong: Wrong) {
        self.problems.push(Problem::new("/ResourcePath", wrong));
    }
}

/// What a change is given.
#[derive(Clone)]
pub(super) enum Settings {
    None,
    Leaf(Value),
    Record(Arc<dyn Record>),
}

impl Settings {
    pub(super) fn record(record: impl Record) -> Self {
        Self::Record(Arc::new(record))
    }

    pub(super) fn leaf(leaf: &impl Leaf) -> Self {
        let scalar: Scalar<'_> = leaf.scalar();
        Self::Leaf(write::value(&scalar))
    }

    fn value(&self) -> Option<Value> {
        match self {
            Self::None => None,
            Self::Leaf(value) => Some(value.clone()),
            Self::Record(record) => Some(write::whole(record.as_ref())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{
        Attachment, Container, ContainerProcessor, GuestModifySettingRequest, Schema,
    };

    fn json(modify: &Modify) -> Value {
        serde_json::from_str(&modify.to_string()).unwrap()
    }

    #[test]
    fn path_request_and_settings_belong_together() {
        let attach = Modify::attach_scsi("primary", 3, Attachment::iso(r"C:\seed.iso"));
        let expected = json!({
            "ResourcePath": "VirtualMachine/Devices/Scsi/primary/Attachments/3",
            "RequestType": "Add",
            "Settings": { "Type": "Iso", "Path": r"C:\seed.iso", "ReadOnly": true },
        });
        assert_eq!(json(&attach), expected);
        assert_eq!(attach.path(), expected["ResourcePath"]);
        let detach = json(&Modify::detach_scsi("primary", 3));
        assert_eq!(detach["RequestType"], "Remove");
        assert_eq!(detach.get("Settings"), None);
        let cap = json(&Modify::frequency_cap(2000));
        assert_eq!(cap["Settings"], 2000);
        let request = ModifySettingRequest::from(attach.clone());
        assert_eq!(request.to_json(), attach.to_string());
        assert_eq!(Document::from(&attach).to_string(), attach.to_string());
        assert_eq!(format!("{attach:?}"), format!("Modify {attach}"));
    }

    #[test]
    fn a_guest_is_told_too() {
        let guest = GuestModifySettingRequest {
            request_type: Some(ModifyRequestType::Add),
            ..Default::default()
        };
        let modify = Modify::memory_mb(1024).with_guest_request(guest);
        assert_eq!(
            json(&modify)["GuestRequest"],
            json!({ "RequestType": "Add" })
        );
    }

    #[test]
    fn a_name_can_not_lead_elsewhere() {
        for name in ["", "a/b", "a\0b"] {
            let document = Document::from(Modify::detach_scsi(name, 64));
            let pointers: Vec<_> = document.problems().iter().map(Problem::pointer).collect();
            assert_eq!(pointers, ["/ResourcePath", "/ResourcePath"], "{name:?}");
            let error = document.check().unwrap_err().to_string();
            assert!(error.contains("is not a name"), "{error}");
            assert!(error.contains("0 to 63"), "{error}");
        }
        assert!(
            Document::from(Modify::detach_scsi("a-b.c", 63))
                .check()
                .is_ok()
        );
    }

    #[test]
    fn what_is_wrong_with_the_settings_is_told_with_its_place() {
        let processor = ContainerProcessor {
            count: Some(2),
            weight: Some(20_000),
            ..Default::default()
        };
        let modify = Modify::container_processor(processor.clone());
        let document = Document::from(modify);
        let pointers: Vec<_> = document.problems().iter().map(Problem::pointer).collect();
        assert_eq!(pointers, ["/Settings", "/Settings/Weight"]);
        // As in a document of its own.
        let container = Container {
            processor: Some(processor),
            ..Default::default()
        };
        assert_eq!(Schema::check(&container, SchemaVersion::V2_1).len(), 2);

        let mut adapter = crate::schema::NetworkAdapter::default();
        adapter.unknown.insert("Endpoint", "x");
        let modify = Modify::add_network_adapter("Default", adapter);
        assert!(Document::from(&modify).check().is_ok());
        let problems = modify.check(SchemaVersion::V2_1);
        assert_eq!(problems[0].pointer(), "/Settings/Endpoint");
        assert_eq!(modify.checked(SchemaVersion::V2_1).problems(), problems);
    }
}
