//! What a test is asked: what a process does, and what it does about a signal. No lock is held then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hcs_sys::E_UNEXPECTED;

use super::{Guest, OnProcess, Reaction};
use crate::process::ProcessVerb;
use crate::service::Work;
use crate::world::World;

/// Something to ask a test.
pub(crate) enum Question {
    OnProcess(OnProcess),
    Reaction(Reaction),
}

impl World {
    /// What the test is to be asked about this work.
    pub(crate) fn question(&self, work: &Work) -> Option<Question> {
        match work {
            Work::CreateProcess {
                system,
                parameters: Ok(_),
                ..
            } if self.can_host(*system).is_ok() => self.on_process.clone().map(Question::OnProcess),
            Work::Process {
                process,
                verb: ProcessVerb::Signal { signal: Ok(_), .. },
                ..
            } => self.reaction(*process).map(Question::Reaction),
            _ => None,
        }
    }
}

impl Question {
    /// Asks, and notes the answer in the work. A panic of the test's becomes the failure of a creation, and no reaction to
    /// a signal: it may be on a thread of the mock's, or inside a call of the C ABI, where it can't go on.
    pub(crate) fn ask(&self, work: &mut Work) {
        match (self, work) {
            (
                Self::OnProcess(script),
                Work::CreateProcess {
                    parameters: Ok(parameters),
                    guest,
                    ..
                },
            ) => {
                let answer = catch_unwind(AssertUnwindSafe(|| (script.0)(parameters)));
                *guest = Some(answer.unwrap_or_else(|_| Guest::refused(E_UNEXPECTED)));
            }
            (
                Self::Reaction(reaction_to),
                Work::Process {
                    verb:
                        ProcessVerb::Signal {
                            signal: Ok(signal),
                            reaction,
                        },
                    ..
                },
            ) => {
                let answer = catch_unwind(AssertUnwindSafe(|| (reaction_to.0)(signal)));
                *reaction = Some(answer.unwrap_or(None));
            }
            _ => {}
        }
    }
}
