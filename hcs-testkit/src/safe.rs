#![allow(unsafe_code)] // Vouches for the mock's functions.
//! The safe crate on the mock.

use crate::MockHost;

impl MockHost {
    /// This host through the safe crate.
    ///
    /// ```
    /// let mock = hcs_testkit::MockHost::new();
    /// let system = mock.host().create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
    /// system.start().wait()?;
    /// system.close()?;
    /// mock.finish();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    #[must_use]
    pub fn host(&self) -> hcs::Host {
        // SAFETY: the mock's functions have computecore's signatures and obey its rules; the table is for ever.
        let host = unsafe { hcs::Host::from_table(self.table()) };
        host.with_build(self.instance.lock().profile.build)
    }

    /// The container layers of this host through the safe crate: see [`hcs::storage`].
    #[must_use]
    pub fn storage(&self) -> hcs::storage::Storage {
        // SAFETY: the mock's functions have computestorage's signatures and obey its rules; the table is for ever.
        let storage = unsafe { hcs::storage::Storage::from_table(self.storage_table()) };
        storage.with_build(self.instance.lock().profile.build)
    }
}
