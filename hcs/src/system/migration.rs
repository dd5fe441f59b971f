//! Live migration of a virtual machine, seen from the host that it leaves. Windows build 26100 and later.
//!
//! Microsoft has published the names of these functions, and no page about them: what each document has to hold is known
//! to the clients of Windows' own. Its steps are told as events
//! ([`EventOptions::LIVE_MIGRATION`](crate::EventOptions::LIVE_MIGRATION)).

use hcs_sys::ComputeCore;

use super::ComputeSystem;
use crate::document::Document;
use crate::operation::{Call, Function};

impl ComputeSystem {
    /// Prepares the system for its live migration: `HcsInitializeLiveMigrationOnSource`.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_unsupported`](crate::Error::is_unsupported) on builds before 26100, and what the
    /// service answers.
    #[doc(alias = "HcsInitializeLiveMigrationOnSource")]
    pub fn initialize_live_migration(&self, options: impl Into<Document>) -> Call<()> {
        let function = Function::InitializeLiveMigration;
        self.migrate(function, options.into(), |table| {
            table.HcsInitializeLiveMigrationOnSource
        })
    }

    /// Starts the live migration: `HcsStartLiveMigrationOnSource`.
    ///
    /// # Errors
    /// As [`initialize_live_migration`](Self::initialize_live_migration).
    #[doc(alias = "HcsStartLiveMigrationOnSource")]
    pub fn start_live_migration(&self, options: impl Into<Document>) -> Call<()> {
        let function = Function::StartLiveMigration;
        self.migrate(function, options.into(), |table| {
            table.HcsStartLiveMigrationOnSource
        })
    }

    /// Starts the transfer of the system's memory: `HcsStartLiveMigrationTransfer`.
    ///
    /// # Errors
    /// As [`initialize_live_migration`](Self::initialize_live_migration).
    #[doc(alias = "HcsStartLiveMigrationTransfer")]
    pub fn start_live_migration_transfer(&self, options: impl Into<Document>) -> Call<()> {
        let function = Function::StartLiveMigrationTransfer;
        self.migrate(function, options.into(), |table| {
            table.HcsStartLiveMigrationTransfer
        })
    }

    /// Ends the live migration, on one host or the other, as the options say: `HcsFinalizeLiveMigration`.
    ///
    /// # Errors
    /// As [`initialize_live_migration`](Self::initialize_live_migration).
    #[doc(alias = "HcsFinalizeLiveMigration")]
    pub fn finalize_live_migration(&self, options: impl Into<Document>) -> Call<()> {
        let function = Function::FinalizeLiveMigration;
        self.migrate(function, options.into(), |table| {
            table.HcsFinalizeLiveMigration
        })
    }

    /// Gives the live migration up; the system goes on here: `HcsCancelLiveMigration`.
    ///
    /// # Errors
    /// As [`initialize_live_migration`](Self::initialize_live_migration).
    #[doc(alias = "HcsCancelLiveMigration")]
    pub fn cancel_live_migration(&self, options: impl Into<Document>) -> Call<()> {
        let function = Function::CancelLiveMigration;
        self.migrate(function, options.into(), |table| {
            table.HcsCancelLiveMigration
        })
    }

    fn migrate<F>(
        &self,
        function: Function,
        options: Document,
        export: impl FnOnce(&ComputeCore) -> Option<F>,
    ) -> Call<()> {
        Call::optional(function, export, self.handle(), Some(options))
    }
}
