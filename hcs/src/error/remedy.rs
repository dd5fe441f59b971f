//! What can be done about an error.

use super::codes::meaning;
use super::{Cause, Error};

impl Error {
    /// What can be done about it, where that is known.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        match &self.0.cause {
            Cause::Code { code, .. } => meaning(*code)
                .and_then(|meaning| meaning.remedy)
                .or_else(|| meaning(self.document_code()?)?.remedy),
            Cause::NoOperation => Some(
                "Memory or handles ran out: look for operations that are started and never \
                     finished.",
            ),
            Cause::NoContext => Some(
                "Too many operations are pending at once: wait for some before more are started.",
            ),
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
}
