//! What can be done about an error.

use hcs_sys::{self as sys, ComputeStorage};

use super::codes::{self, meaning};
use super::{Cause, Error};
#[cfg(feature = "schema")]
use crate::document::Mistake;
use crate::schema_version::SchemaVersion;
use crate::support::Build;

const FILES: &str = "Grant the virtual machine access to each of its files, and to the parents of differencing disks: \
     Host::vm_access does so.";
const FILES_OR_RIGHTS: &str = "Grant the virtual machine access to each of its files, and to the parents of differencing disks: \
     Host::vm_access does so. Or the user is no member of the group \"Hyper-V Administrators\".";
const PERMISSIONS: &str =
    "Run the program elevated, or as a user who may change the permissions of the file.";
const DIRECTORY: &str =
    "Choose a directory that this user may write to, or run the program elevated.";
const PRIVILEGES: &str =
    "Run the program elevated: layers take the privileges to back up and to restore files.";
const SHUTDOWN: &str = "Shutting a virtual machine down needs options such as \
     {\"Mechanism\":\"IntegrationService\",\"Type\":\"Shutdown\"}.";
const VERSION: &str =
    "Name a version that the host knows: Host::supported_schema_versions has them.";
const MEMBER: &str =
    "Check the member at that place: its name, its type, and whether the host's schema has it.";

impl Error {
    /// What can be done about it, where that is known.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        match &self.0.cause {
            Cause::Code { code, .. } => self
                .remedy_of_call()
                .or_else(|| meaning(*code)?.remedy)
                .or_else(|| meaning(self.document_code()?)?.remedy),
            #[cfg(feature = "schema")]
            Cause::Unanswered { .. } => meaning(self.code()?)?.remedy,
            Cause::NoOperation { .. } => Some(
                "Memory or handles ran out: look for operations that are started and never \
                     finished.",
            ),
            Cause::NoContext => Some(
                "Too many operations are pending at once: wait for some before more are started.",
            ),
            Cause::FileExists => Some(codes::ANOTHER_NAME),
            Cause::Closed => Some("Open the system again by its id."),
            Cause::InCallback => Some(
                "Hand the work to another thread, or use the futures: `.await` and \
                     `on_complete` are fine there.",
            ),
            Cause::AlreadyTaken => {
                Some("Poll a future no more once it is ready, as `.await` does.")
            }
            Cause::TimedOut => Some(
                "Wait again with the `TimedOut` value, or for longer: the operation goes on \
                     meanwhile.",
            ),
            Cause::NoFunction { .. } => Some("Host::supports says beforehand what a host has."),
            #[cfg(feature = "schema")]
            Cause::NotADocument(Mistake::Wrong { .. }) => {
                Some("Document::unchecked sends it all the same.")
            }
            Cause::NotADocument(_)
            | Cause::NulInId { .. }
            | Cause::BadPath(_)
            | Cause::BadResult { .. }
            | Cause::UnexpectedResult { .. }
            | Cause::Io(_)
            | Cause::Load(_) => None,
            #[cfg(feature = "record")]
            Cause::Record(_) => None,
        }
    }

    /// What can be done about codes that mean one thing of one call, and something else of another.
    fn remedy_of_call(&self) -> Option<&'static str> {
        // Who isn't allowed to use the service is told so by a code of its own.
        if self.has_code(&[sys::E_ACCESSDENIED]) {
            return remedy_of_denial(self.0.call);
        }
        if self.has_code(&[codes::E_NOT_SUPPORTED]) {
            return match self.0.call {
                "HcsShutDownComputeSystem" => Some(SHUTDOWN),
                "HcsStartComputeSystem" => Some(codes::PLAIN_FILES),
                _ => None,
            };
        }
        if self.is_about_a_document() {
            return match self.json_place()? {
                "$" => None,
                place if place.starts_with("$.SchemaVersion") => Some(VERSION),
                _ => Some(MEMBER),
            };
        }
        None
    }

    /// Windows has refused the caller's document.
    pub(super) fn is_about_a_document(&self) -> bool {
        self.has_code(&[sys::HCS_E_INVALID_JSON, codes::E_INVALID_DATA])
    }

    /// The newest version of the schema that the host understands, going by its build: of an error that came of a
    /// configuration which the host has refused. None where the build isn't known exactly.
    ///
    /// A document in a later version is refused, and so is a member that came with one.
    ///
    /// ```
    /// use hcs::SchemaVersion;
    /// use hcs_testkit::{MockHost, Profile};
    ///
    /// let mock = MockHost::builder().profile(Profile::for_build(19041)).build();
    /// let document = r#"{ "SchemaVersion": { "Major": 2, "Minor": 5 }, "VirtualMachine": {} }"#;
    /// let error = mock.host().create("Test", document).wait().unwrap_err();
    /// assert_eq!(error.json_place(), Some("$.SchemaVersion"));
    /// assert_eq!(error.host_schema_version(), Some(SchemaVersion::new(2, 3)));
    /// assert!(error.to_string().ends_with("This host, build 19041, knows schema versions up to 2.3."));
    /// ```
    #[must_use]
    pub fn host_schema_version(&self) -> Option<SchemaVersion> {
        let Some(Build::Exactly(build)) = self.0.host else {
            return None;
        };
        let created = self.0.call.starts_with("HcsCreateComputeSystem");
        let refused = created && self.is_about_a_document();
        refused.then(|| SchemaVersion::of_build(build))?
    }
}

/// What can be done when this call was denied.
fn remedy_of_denial(call: &str) -> Option<&'static str> {
    let of_layers = ComputeStorage::FUNCTIONS.iter();
    match call {
        "HcsStartComputeSystem"
        | "HcsModifyComputeSystem"
        | "HcsSaveComputeSystem"
        | "HcsResumeComputeSystem" => Some(FILES),
        "HcsCreateComputeSystem" | "HcsCreateComputeSystemInNamespace" => Some(FILES_OR_RIGHTS),
        "HcsGrantVmAccess"
        | "HcsRevokeVmAccess"
        | "HcsGrantVmGroupAccess"
        | "HcsRevokeVmGroupAccess" => Some(PERMISSIONS),
        "HcsCreateEmptyGuestStateFile" | "HcsCreateEmptyRuntimeStateFile" => Some(DIRECTORY),
        call if of_layers.clone().any(|function| function.name == call) => Some(PRIVILEGES),
        _ => None,
    }
}
