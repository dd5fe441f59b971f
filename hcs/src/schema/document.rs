//! Structures as the documents of calls.

use super::check;
use super::record::{Record, Schema};
use super::write;
use crate::document::Document;
use crate::schema_version::SchemaVersion;

/// A structure that some call takes as its document: it converts into a [`Document`](crate::Document).
///
/// What is wrong with it for every host makes the call fail before it reaches Windows, and the error tells all of it: what
/// is of another type, out of its range, or contradicts something else. What depends on the host is looked at when it is
/// asked for: by the method `checked` of each of them.
///
/// ```
/// use hcs::SchemaVersion;
/// use hcs::schema::{ComputeSystem, Container, ContainerProcessor, VirtualMachine};
///
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// let system = ComputeSystem {
///     container: Some(Container {
///         processor: Some(ContainerProcessor {
///             weight: Some(20_000),
///             ..Default::default()
///         }),
///         ..Default::default()
///     }),
///     virtual_machine: Some(VirtualMachine::default()),
///     ..Default::default()
/// };
/// let error = host.create("Test", &system).wait().unwrap_err();
/// assert_eq!(error.problems().len(), 2);
/// assert_eq!(
///     error.to_string(),
///     "HcsCreateComputeSystem was not called: the document has 2 problems: the document has Container and \
///      VirtualMachine, which exclude each other; /Container/Processor/Weight is not in the range of 0 to 10000. \
///      Document::unchecked sends it all the same."
/// );
/// # mock.finish();
/// ```
pub trait TopLevel: Schema + Into<Document> {}

/// The document, and what is wrong with it: for hosts that know a schema version, or for all of them.
pub(super) fn checked(record: &dyn Record, version: Option<SchemaVersion>) -> Document {
    Document::from_wide(write::utf16(record), check::check(record, version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ComputeSystem, SystemQuery, VirtualMachine};

    #[test]
    fn a_document_is_the_structures_json() {
        let query = SystemQuery {
            owners: Some(vec!["Sample".to_owned()]),
            ..Default::default()
        };
        let document = Document::from(&query);
        assert_eq!(document.to_string(), r#"{"Owners":["Sample"]}"#);
        assert!(document.check().is_ok() && document.problems().is_empty());
        assert_eq!(
            Document::from(query).unchecked().to_string(),
            document.to_string()
        );
    }

    #[test]
    fn what_is_surely_wrong_stops_the_call_unless_it_is_told_otherwise() {
        let empty = Document::from(ComputeSystem::default());
        let error = empty.check().unwrap_err();
        assert!(error.is_invalid_json());
        assert_eq!(error.problems(), empty.problems());
        assert_eq!(error.problems().len(), 1);
        assert!(
            error
                .to_string()
                .contains("has a problem: the document lacks one of"),
            "{error}"
        );
        assert_eq!(empty.to_string(), "{}");
        assert!(empty.unchecked().check().is_ok());
    }

    #[test]
    fn what_depends_on_the_host_is_looked_at_when_a_version_is_named() {
        let mut system = ComputeSystem {
            virtual_machine: Some(VirtualMachine::default()),
            ..Default::default()
        };
        system.unknown.insert("Ownr", "Sample");
        assert!(Document::from(&system).check().is_ok());
        let error = system.checked(SchemaVersion::V2_1).check().unwrap_err();
        assert!(
            error.to_string().contains("/Ownr is no known property"),
            "{error}"
        );
        system.unknown.remove("Ownr");
        assert!(system.checked(SchemaVersion::V2_1).check().is_ok());
    }
}
