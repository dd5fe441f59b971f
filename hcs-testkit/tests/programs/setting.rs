//! The host that a program runs on.

use hcs_testkit::{MockHost, Profile, Schedule};

use crate::doing::Doing;

/// Everything that isn't the program: with the program, it makes a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// What is left to chance on the host, and in what order the program cleans up.
    pub(crate) seed: u64,
    pub(crate) schedule: Schedule,
    pub(crate) manners: Manners,
    /// How many threads the program has.
    pub(crate) threads: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manners {
    Documented,
    Adversarial(u64),
}

impl Setting {
    /// Whether one thread does everything, so that a run can be repeated.
    pub(crate) fn is_stepped(&self) -> bool {
        self.schedule == Schedule::Stepped
    }

    pub(crate) fn profile(&self) -> Profile {
        match self.manners {
            Manners::Documented => Profile::documented(),
            Manners::Adversarial(seed) => Profile::adversarial(seed),
        }
    }

    pub(crate) fn mock(&self, profile: &Profile) -> MockHost {
        MockHost::builder()
            .schedule(self.schedule)
            .profile(profile.clone())
            .seed(self.seed)
            .on_process(Doing::guest)
            .build()
    }
}
