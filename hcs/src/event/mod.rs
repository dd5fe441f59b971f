//! Events of a compute system, and the two ways to receive them.

#[cfg(feature = "schema")]
mod detail;
mod stream;
mod subscriber;
mod subscription;

use std::fmt;

use hcs_sys as sys;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::sync::Arc;

#[cfg(feature = "schema")]
pub use detail::EventDetail;
pub use stream::EventStream;
pub(crate) use subscriber::Subscriber;
pub use subscription::Subscription;

/// Something that happened to a compute system.
///
/// Cloning is cheap: the data is shared.
#[derive(Clone, Debug)]
pub struct Event {
    kind: EventKind,
    data: Option<Arc<str>>,
}

impl Event {
    pub(crate) fn new(kind: EventKind, data: Option<String>) -> Self {
        Self {
            kind,
            data: data.map(Arc::from),
        }
    }

    /// What happened. Newer builds of Windows may send kinds that this crate has no name for.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        self.kind
    }

    /// The event's document as text; some events have none, and an event that usually has one may
    /// come without.
    #[must_use]
    pub fn data(&self) -> Option<&str> {
        self.data.as_deref()
    }

    /// The event's document, [`Value::Null`] when there is none.
    ///
    /// # Errors
    /// The data is not JSON; [`Error::document`] has it.
    pub fn value(&self) -> Result<Value> {
        match self.data() {
            None => Ok(Value::Null),
            Some(text) => serde_json::from_str(text)
                .map_err(|error| Error::bad_result("HcsSetComputeSystemCallback", &error, text)),
        }
    }
}

/// The kind of an [`Event`]: Microsoft's
/// [`HCS_EVENT_TYPE`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcs_event_type).
///
/// A number with names, since newer builds of Windows send more kinds than these.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventKind(pub i32);

/// What to receive besides the events that every registration gets: Microsoft's
/// [`HCS_EVENT_OPTIONS`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcs_event_options).
///
/// Combine with `|`.
///
/// ```
/// use hcs::EventOptions;
///
/// let both = EventOptions::OPERATION_CALLBACKS | EventOptions::VM_LIFECYCLE;
/// assert!(both.contains(EventOptions::VM_LIFECYCLE));
/// assert!(both.contains(EventOptions::NONE));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct EventOptions(pub i32);

macro_rules! named {
    ($type:ident, $($(#[$doc:meta])* $name:ident = $value:path;)*) => {
        impl $type {
            $($(#[$doc])* pub const $name: Self = Self($value);)*
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $(Self::$name => f.write_str(stringify!($name)),)*
                    Self(value) => write!(f, concat!(stringify!($type), "({:#x})"), value),
                }
            }
        }
    };
}

named! { EventKind,
    /// The system has exited: by itself, by a shut-down, by a terminate.
    SYSTEM_EXITED = sys::HcsEventSystemExited;
    /// The guest has begun to crash.
    SYSTEM_CRASH_INITIATED = sys::HcsEventSystemCrashInitiated;
    /// The guest has crashed; the data is its report.
    SYSTEM_CRASH_REPORT = sys::HcsEventSystemCrashReport;
    /// Enhanced-mode remote desktop became available, or ceased to be.
    SYSTEM_RDP_ENHANCED_MODE_STATE_CHANGED = sys::HcsEventSystemRdpEnhancedModeStateChanged;
    /// The job object of a container was made.
    SYSTEM_SILO_JOB_CREATED = sys::HcsEventSystemSiloJobCreated;
    /// The connection to the guest was closed.
    SYSTEM_GUEST_CONNECTION_CLOSED = sys::HcsEventSystemGuestConnectionClosed;
    /// A process in the system has exited.
    PROCESS_EXITED = sys::HcsEventProcessExited;
    /// An operation of the handle has completed ([`EventOptions::OPERATION_CALLBACKS`]); this crate has
    /// seen to it already.
    OPERATION_CALLBACK = sys::HcsEventOperationCallback;
    /// The Host Compute Service is gone: no further event comes, and every later call fails.
    SERVICE_DISCONNECT = sys::HcsEventServiceDisconnect;
    /// Events of the life of a virtual machine ([`EventOptions::VM_LIFECYCLE`]).
    VM_LIFECYCLE = sys::HcsEventGroupVmLifecycle;
    /// Steps of a live migration ([`EventOptions::LIVE_MIGRATION`]).
    LIVE_MIGRATION = sys::HcsEventGroupLiveMigration;
    /// Progress of an operation.
    OPERATION_INFO = sys::HcsEventGroupOperationInfo;
}

named! { EventOptions,
    /// Nothing more.
    NONE = sys::HcsEventOptionNone;
    /// Completions of the handle's operations come as events: the third of HCS's async models. The futures
    /// of such a handle are completed by its event callback, without callbacks of their own.
    OPERATION_CALLBACKS = sys::HcsEventOptionEnableOperationCallbacks;
    /// Events of the life of a virtual machine.
    VM_LIFECYCLE = sys::HcsEventOptionEnableVmLifecycle;
    /// Steps of a live migration: Windows build 26100 and later.
    LIVE_MIGRATION = sys::HcsEventOptionEnableLiveMigrationEvents;
}

impl EventOptions {
    /// Whether all of `other` is part of this.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The option without which events of `kind` are not sent.
    pub(crate) fn needed_for(kind: EventKind) -> Self {
        match kind {
            EventKind::OPERATION_CALLBACK => Self::OPERATION_CALLBACKS,
            EventKind::VM_LIFECYCLE => Self::VM_LIFECYCLE,
            EventKind::LIVE_MIGRATION => Self::LIVE_MIGRATION,
            _ => Self::NONE,
        }
    }
}

impl std::ops::BitOr for EventOptions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e7_an_unknown_kind_is_data() {
        let event = Event::new(EventKind(0x1234), Some("{}".to_owned()));
        assert_eq!(format!("{:?}", event.kind()), "EventKind(0x1234)");
        assert_eq!(EventOptions::needed_for(event.kind()), EventOptions::NONE);
    }

    #[test]
    fn kinds_that_need_an_option_go_to_those_who_gave_it() {
        for (kind, option) in [
            (EventKind::SYSTEM_EXITED, EventOptions::NONE),
            (EventKind::SERVICE_DISCONNECT, EventOptions::NONE),
            (
                EventKind::OPERATION_CALLBACK,
                EventOptions::OPERATION_CALLBACKS,
            ),
            (EventKind::VM_LIFECYCLE, EventOptions::VM_LIFECYCLE),
            (EventKind::LIVE_MIGRATION, EventOptions::LIVE_MIGRATION),
        ] {
            assert_eq!(EventOptions::needed_for(kind), option, "{kind:?}");
        }
    }

    #[test]
    fn options_that_are_there_already_stay() {
        let both = EventOptions::OPERATION_CALLBACKS | EventOptions::VM_LIFECYCLE;
        assert_eq!(both | EventOptions::VM_LIFECYCLE, both);
        assert_eq!(both.0, 3);
    }

    #[test]
    fn e2_an_event_without_data_is_null() {
        let event = Event::new(EventKind::SYSTEM_EXITED, None);
        assert_eq!(event.value().expect("no data"), Value::Null);
    }
}
