//! What an event tells, as types.

use serde_json::Value;

use super::{Event, EventKind};
use crate::error::{Error, Result};
use crate::schema::{
    CrashReport, OperationSystemMigrationNotificationInfo, ProcessStatus, Schema, SystemExitStatus,
};

/// What an event tells: [`Event::detail`]. Each kind has its own document; what is missing in it is `None` there.
///
/// ```
/// use hcs::{EventDetail, EventOptions};
///
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// # let system = host.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
/// let mut events = system.events(EventOptions::NONE)?;
/// # system.terminate().wait()?;
/// while let Some(event) = events.recv()? {
///     match event.detail()? {
///         EventDetail::SystemExited(status) => {
///             println!("it is over: {:?}", status.exit_type);
///             break;
///         }
///         EventDetail::SystemCrashReport(report) => println!("it has crashed: {report:?}"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok::<(), hcs::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventDetail {
    /// The system has exited.
    SystemExited(SystemExitStatus),
    /// The guest has begun to crash.
    SystemCrashInitiated(CrashReport),
    /// The guest has crashed.
    SystemCrashReport(CrashReport),
    /// Enhanced-mode remote desktop became available, or ceased to be. What the data looks like was never published.
    SystemRdpEnhancedModeStateChanged(Value),
    /// The job object of a container was made. What the data looks like was never published.
    SystemSiloJobCreated(Value),
    /// The connection to the guest was closed. What the data looks like was never published.
    SystemGuestConnectionClosed(Value),
    /// A process has exited.
    ProcessExited(ProcessStatus),
    /// An operation has completed; this crate has seen to it.
    OperationCallback,
    /// The Host Compute Service is gone.
    ServiceDisconnect,
    /// Something in the life of a virtual machine. What the data looks like was never published.
    VmLifecycle(Value),
    /// A step of a live migration.
    LiveMigration(OperationSystemMigrationNotificationInfo),
    /// An operation has made progress. What the data looks like was never published.
    OperationInfo(Value),
    /// An event that this crate doesn't know (E7).
    Other(EventKind, Value),
}

impl Event {
    /// What the event tells. An event that usually has data may come without (E2): then nothing is known beside its kind.
    ///
    /// # Errors
    /// The data is not JSON, or another kind of it than the event's; [`Error::document`] has it.
    pub fn detail(&self) -> Result<EventDetail> {
        Ok(match self.kind() {
            EventKind::SYSTEM_EXITED => EventDetail::SystemExited(self.read()?),
            EventKind::SYSTEM_CRASH_INITIATED => EventDetail::SystemCrashInitiated(self.read()?),
            EventKind::SYSTEM_CRASH_REPORT => EventDetail::SystemCrashReport(self.read()?),
            EventKind::SYSTEM_RDP_ENHANCED_MODE_STATE_CHANGED => {
                EventDetail::SystemRdpEnhancedModeStateChanged(self.value()?)
            }
            EventKind::SYSTEM_SILO_JOB_CREATED => EventDetail::SystemSiloJobCreated(self.value()?),
            EventKind::SYSTEM_GUEST_CONNECTION_CLOSED => {
                EventDetail::SystemGuestConnectionClosed(self.value()?)
            }
            EventKind::PROCESS_EXITED => EventDetail::ProcessExited(self.read()?),
            EventKind::OPERATION_CALLBACK => EventDetail::OperationCallback,
            EventKind::SERVICE_DISCONNECT => EventDetail::ServiceDisconnect,
            EventKind::VM_LIFECYCLE => EventDetail::VmLifecycle(self.value()?),
            EventKind::LIVE_MIGRATION => EventDetail::LiveMigration(self.read()?),
            EventKind::OPERATION_INFO => EventDetail::OperationInfo(self.value()?),
            other => EventDetail::Other(other, self.value()?),
        })
    }

    /// The data as a document of the schema; none is an empty one.
    fn read<T: Schema + Default>(&self) -> Result<T> {
        match self.data() {
            None | Some("") => Ok(T::default()),
            Some(text) => T::from_json(text)
                .map_err(|error| Error::bad_result("HcsSetComputeSystemCallback", &error, text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::NotificationType;

    fn detail(kind: EventKind, data: Option<&str>) -> Result<EventDetail> {
        Event::new(kind, data.map(str::to_owned)).detail()
    }

    #[test]
    fn each_kind_has_its_own_document() {
        let exited = r#"{"Status":0,"ExitType":"ForcedExit","New":1}"#;
        let Ok(EventDetail::SystemExited(status)) = detail(EventKind::SYSTEM_EXITED, Some(exited))
        else {
            panic!("an exit");
        };
        assert_eq!(status.exit_type, Some(NotificationType::ForcedExit));
        assert_eq!(status.unknown.len(), 1, "nothing is lost");
        let step = r#"{"Origin":"Source","Event":"MigrationDone","Result":"Success"}"#;
        let migrated = detail(EventKind::LIVE_MIGRATION, Some(step));
        assert!(matches!(migrated, Ok(EventDetail::LiveMigration(_))));
        let process = r#"{"ProcessId":7,"Exited":true,"ExitCode":1,"LastWaitResult":0}"#;
        let Ok(EventDetail::ProcessExited(status)) =
            detail(EventKind::PROCESS_EXITED, Some(process))
        else {
            panic!("a process");
        };
        assert_eq!(status.exit_code, Some(1));
    }

    #[test]
    fn e2_data_that_is_missing_is_an_empty_document() {
        let exited = detail(EventKind::SYSTEM_EXITED, None);
        let empty = EventDetail::SystemExited(SystemExitStatus::default());
        assert_eq!(exited.expect("no data"), empty);
        let other = detail(EventKind::VM_LIFECYCLE, None);
        assert_eq!(
            other.expect("no data"),
            EventDetail::VmLifecycle(Value::Null)
        );
    }

    #[test]
    fn e7_an_unknown_event_is_data() {
        let unknown = detail(EventKind(0x77), Some("[1]")).expect("JSON");
        let expected = EventDetail::Other(EventKind(0x77), serde_json::json!([1]));
        assert_eq!(unknown, expected);
    }

    #[test]
    fn data_that_is_no_document_is_an_error_that_has_it() {
        for data in ["nonsense", "[]"] {
            let error = detail(EventKind::SYSTEM_EXITED, Some(data)).expect_err("no document");
            assert_eq!(error.document(), Some(data));
        }
    }
}
