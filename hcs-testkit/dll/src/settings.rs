//! The settings, from the file that `HCS_MOCK` names. The README is their reference.

mod fault;
mod guest;
mod process;

use std::fs;
use std::path::Path;
use std::time::Duration;

use hcs_testkit::{Fault, MockHost, Profile, Schedule};
use serde_json::{Value, json};

use crate::place::Place;
pub(crate) use guest::{Ending, Guest};
use process::Process;

/// What the mock is to be like.
#[derive(Debug)]
pub(crate) struct Settings {
    schedule: Schedule,
    seed: u64,
    patience: Duration,
    profile: Profile,
    faults: Vec<Fault>,
    pub(crate) guests: Vec<Guest>,
    processes: Vec<Process>,
}

/// As long as the mock itself waits unless it is told otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

const SCHEDULES: [(&str, Schedule); 3] = [
    ("inline", Schedule::Inline),
    ("before-return", Schedule::BeforeReturn),
    ("threaded", Schedule::Threaded),
];

const ALL: [&str; 7] = [
    "schedule",
    "seed",
    "patience_ms",
    "profile",
    "faults",
    "guests",
    "processes",
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            schedule: Schedule::Threaded,
            seed: 0,
            patience: PATIENCE,
            profile: Profile::documented(),
            faults: Vec::new(),
            guests: Vec::new(),
            processes: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the file. An error is a sentence for the person who wrote it.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = fs::read(path).map_err(|error| {
            format!(
                "`{shown}` can't be read, name a JSON file with the settings of the mock: {error}"
            )
        })?;
        // What some editors begin a file with.
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
        let value = serde_json::from_slice(text)
            .map_err(|error| format!("`{shown}` is not JSON: {error}"))?;
        Self::parse(&value).map_err(|problem| format!("`{shown}`: {problem}"))
    }

    fn parse(value: &Value) -> Result<Self, String> {
        let members = Place::top(value).members(&ALL)?;
        let mut settings = Self::default();
        if let Some(schedule) = members.get("schedule") {
            if schedule.value == "stepped" {
                let reason = "the schedule \"stepped\" is for tests in Rust, which say when a step is due; here it is \
                              one of \"inline\", \"before-return\", \"threaded\"";
                return Err(schedule.because(reason));
            }
            settings.schedule = schedule.choice(&SCHEDULES)?;
        }
        if let Some(seed) = members.read("seed", |seed| seed.whole(0))? {
            settings.seed = seed;
        }
        if let Some(patience) = members.read("patience_ms", |patience| patience.whole(1))? {
            settings.patience = Duration::from_millis(patience);
        }
        if let Some(profile) = members.get("profile") {
            settings.profile = profile_of(&profile, settings.seed)?;
        }
        if let Some(faults) = members.get("faults") {
            let faults = faults.elements()?.map(|place| fault::read(&place));
            settings.faults = faults.collect::<Result<_, _>>()?;
        }
        if let Some(guests) = members.get("guests") {
            for place in guests.elements()? {
                let guest = guest::read(&place)?;
                if settings.guests.iter().any(|other| other.id == guest.id) {
                    return Err(place.because(format!(
                        "there is a guest with the id `{}` already",
                        guest.id
                    )));
                }
                settings.guests.push(guest);
            }
        }
        if let Some(processes) = members.get("processes") {
            let processes = processes.elements()?.map(|place| process::read(&place));
            settings.processes = processes.collect::<Result<_, _>>()?;
        }
        Ok(settings)
    }

    /// The mock that is like this. An error is a sentence.
    pub(crate) fn build(&self) -> Result<MockHost, String> {
        let mock = MockHost::builder()
            .schedule(self.schedule)
            .seed(self.seed)
            .patience(self.patience)
            .profile(self.profile.clone())
            .local_memory()
            .build();
        for guest in &self.guests {
            if let Some(existing) = &guest.existing {
                mock.add_system(&guest.id, &existing.configuration, existing.state)
                    .map_err(|reason| format!("guests: {reason}"))?;
            }
        }
        if !self.processes.is_empty() {
            let processes = self.processes.clone();
            mock.on_process(move |parameters| process::guest(&processes, parameters));
        }
        for fault in &self.faults {
            mock.fail(fault.clone());
        }
        Ok(mock)
    }

    /// What the report says of them: what would be needed to do it again, in the settings' own form.
    pub(crate) fn describe(&self) -> Value {
        let schedule = SCHEDULES.iter().find(|(_, it)| *it == self.schedule);
        json!({
            "schedule": schedule.map(|(name, _)| *name),
            "seed": self.seed,
            "profile": self.profile.settings(),
        })
    }
}

/// A name, or an object with the fields that differ from the named one.
fn profile_of(place: &Place<'_>, seed: u64) -> Result<Profile, String> {
    let named = |place: &Place<'_>| {
        let make: fn(u64) -> Profile = place.choice(&[
            (
                "documented",
                (|_| Profile::documented()) as fn(u64) -> Profile,
            ),
            ("adversarial", Profile::adversarial),
        ])?;
        Ok(make(seed))
    };
    if place.value.is_string() {
        return named(place);
    }
    let fields = place.object()?;
    let allowed: Vec<_> = ["base"]
        .into_iter()
        .chain(Profile::SETTINGS.iter().copied())
        .collect();
    let members = place.members(&allowed)?;
    let base = members.read("base", named)?;
    let mut profile = base.unwrap_or_else(Profile::documented);
    for (name, value) in fields.iter().filter(|(name, _)| *name != "base") {
        profile
            .set(name, value)
            .map_err(|wrong| place.because(wrong))?;
    }
    Ok(profile)
}

#[cfg(test)]
mod tests;
