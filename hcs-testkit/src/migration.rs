//! Live migration, on the host that a virtual machine leaves: which step may follow which, and what is told.
//!
//! No page describes it. The names of the steps, of the documents' members and of the events are those that Windows' own
//! client uses (microsoft/hcsshim).

use hcs_sys::{
    HCS_E_INVALID_STATE, HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION, HcsEventGroupLiveMigration,
    HcsEventOptionEnableLiveMigrationEvents,
};
use serde_json::Value;

use crate::document::{Exit, Object, SystemType, Unusable};
use crate::schedule::Origin;
use crate::service::{Aftermath, Done, Failure};
use crate::world::{Life, World};

/// A call of a live migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Initialize,
    Start,
    Transfer,
    Finalize,
    Cancel,
}

/// How far a system's migration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Initialized,
    Started,
    Transferred,
}

impl World {
    /// Does a step of the migration of a system.
    pub(crate) fn migrate(
        &mut self,
        system: u64,
        step: Step,
        options: Result<Value, Unusable>,
    ) -> Done {
        let life = self.alive(system)?;
        let options = options.map_err(Failure::query)?;
        let Some(it) = self.systems.get_mut(&system) else {
            return Err(HCS_E_INVALID_STATE.into());
        };
        let is_vm = it
            .configuration
            .as_ref()
            .is_some_and(|it| it.system_type == SystemType::VirtualMachine);
        if !is_vm {
            return Err(HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION.into());
        }
        let resumes = match options.get("FinalizedOperation").and_then(Value::as_str) {
            Some("Stop") | None => false,
            Some("Resume") => true,
            Some(_) => return Err(Failure::query(Unusable::at("$.FinalizedOperation"))),
        };
        let (next, aftermath) = match (step, it.migration, life) {
            (Step::Initialize, None, Life::Running) => {
                (Some(Stage::Initialized), Aftermath::Nothing)
            }
            (Step::Start, Some(Stage::Initialized), Life::Running) => {
                (Some(Stage::Started), Aftermath::Migrates(system, step))
            }
            (Step::Transfer, Some(Stage::Started), Life::Running) => {
                (Some(Stage::Transferred), Aftermath::Migrates(system, step))
            }
            (Step::Finalize, Some(Stage::Transferred), _) if resumes => (None, Aftermath::Nothing),
            (Step::Finalize, Some(Stage::Transferred), _) => {
                // It goes on elsewhere.
                it.life = Life::Stopped;
                it.exit = Some(Exit::TERMINATED);
                (None, Aftermath::Exited(system, Exit::TERMINATED))
            }
            (Step::Cancel, Some(_), _) => (None, Aftermath::Migrates(system, step)),
            _ => return Err(HCS_E_INVALID_STATE.into()),
        };
        it.migration = next;
        self.leave_unheld(system);
        Ok((None, aftermath))
    }

    /// Tells of a step, to those who asked for it.
    pub(crate) fn tell_migration(&mut self, system: u64, step: Step, origin: Origin) {
        let event = |name| Object::new().text("Event", name);
        let ended = |result| {
            Object::new()
                .text("Origin", "Source")
                .text("Event", "MigrationDone")
                .text("Result", result)
        };
        let told = match step {
            Step::Start => vec![event("SetupDone")],
            Step::Transfer => vec![
                event("BlackoutExited").text("Result", "Success"),
                ended("Success"),
            ],
            Step::Cancel => vec![ended("Canceled")],
            Step::Initialize | Step::Finalize => Vec::new(),
        };
        for document in told {
            let document = document.end();
            let option = HcsEventOptionEnableLiveMigrationEvents;
            let kind = HcsEventGroupLiveMigration;
            self.tell_who_asked(system, option, kind, Some(&document), origin);
        }
    }
}
