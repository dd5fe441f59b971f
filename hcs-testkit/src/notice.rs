//! How an operation tells of itself: by a callback for its completion, or by one for its progress, too.

use hcs_sys::{
    HCS_EVENT_CALLBACK, HCS_OPERATION_COMPLETION, HCS_OPERATION_OPTIONS, HCS_RESOURCE_TYPE,
    HcsOperationOptionProgressUpdate,
};

use crate::MockHost;
use crate::document::Object;
use crate::world::{Resource, World};

/// Whom an operation calls back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Callback {
    Nobody,
    /// When it is complete: `HcsCreateOperation`.
    Completion(HCS_OPERATION_COMPLETION),
    /// As it makes progress, and when it is complete: `HcsCreateOperationWithNotifications` (O15).
    Notifications(HCS_OPERATION_OPTIONS, HCS_EVENT_CALLBACK),
}

impl Callback {
    pub(crate) fn completion(callback: HCS_OPERATION_COMPLETION) -> Self {
        match callback {
            None => Self::Nobody,
            callback => Self::Completion(callback),
        }
    }

    pub(crate) fn is_some(&self) -> bool {
        !matches!(self, Self::Nobody)
    }

    /// How many times it is told of progress, if the host tells it `updates` times.
    pub(crate) fn updates(&self, updates: usize) -> usize {
        match self {
            Self::Notifications(options, _) if options & HcsOperationOptionProgressUpdate != 0 => {
                updates
            }
            _ => 0,
        }
    }
}

/// How many resources are remembered.
const GIVEN: usize = 64;

/// A handle that an operation was given under a name, before a call (O16): [`MockHost::given_resources`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GivenResource {
    /// The call that the operation was used for.
    pub call: &'static str,
    /// What kind of handle it is: an `HCS_RESOURCE_TYPE`.
    pub kind: HCS_RESOURCE_TYPE,
    /// The name.
    pub uri: String,
}

impl World {
    /// A call begins whose operation was given these.
    pub(crate) fn given(&mut self, call: &'static str, resources: Vec<Resource>) {
        let given = resources.into_iter();
        self.given_resources.extend(given.map(|it| GivenResource {
            call,
            kind: it.kind,
            uri: it.uri,
        }));
        let spare = self.given_resources.len().saturating_sub(GIVEN);
        self.given_resources.drain(..spare);
    }
}

impl MockHost {
    /// The resources that came with calls, in the order of the calls; the last few dozen.
    ///
    /// What they are handles to is not looked at.
    pub fn given_resources(&self) -> Vec<GivenResource> {
        self.instance.lock().given_resources.clone()
    }
}

/// What an operation says of its progress: after so many of all its updates. No page says what is in it (O15).
pub(crate) fn progress(done: usize, all: usize) -> String {
    let percent = 100 * done / all.max(1);
    Object::new().raw("Progress", &percent.to_string()).end()
}
