//! A system in the settings: whether it is there from the beginning, and how it ends by itself.

use std::time::Duration;

use hcs_testkit::{ExitType, State};

use crate::place::Place;

/// A system whose behaviour is scripted.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) id: String,
    /// It is there from the beginning.
    pub(crate) existing: Option<Existing>,
    /// How it ends by itself, and how long after its start.
    pub(crate) ending: Option<(Duration, Ending)>,
}

/// A system that somebody else has made.
#[derive(Clone, Debug)]
pub(crate) struct Existing {
    pub(crate) state: State,
    pub(crate) configuration: String,
}

/// How a system ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Exit(ExitType),
    Crash,
}

const ALL: [&str; 5] = ["id", "state", "configuration", "exits", "crashes"];

const STATES: [(&str, State); 4] = [
    ("created", State::Created),
    ("running", State::Running),
    ("paused", State::Paused),
    ("stopped", State::Stopped),
];

const EXIT_TYPES: [(&str, ExitType); 3] = [
    ("GracefulExit", ExitType::GracefulExit),
    ("ForcedExit", ExitType::ForcedExit),
    ("UnexpectedExit", ExitType::UnexpectedExit),
];

/// What a system has whose configuration doesn't matter.
const CONFIGURATION: &str = r#"{"Owner":"HCS_MOCK","VirtualMachine":{}}"#;

/// Reads a guest.
pub(super) fn read(place: &Place<'_>) -> Result<Guest, String> {
    if place.value.get("processes").is_some() {
        return Err(place.because(
            "`processes` is a setting of the file, beside `guests`; each has a `system` there, if it is to be one system's",
        ));
    }
    let members = place.members(&ALL)?;
    let Some(id) = members.read("id", Place::text)? else {
        return Err(place.because("`id` is missing: which system is meant"));
    };
    let state = members.read("state", |state| state.choice(&STATES))?;
    let configuration = members.read("configuration", |configuration| {
        configuration.object()?;
        Ok(configuration.value.to_string())
    })?;
    let existing = match (state, configuration) {
        (None, None) => None,
        (None, Some(_)) => {
            return Err(place.because(
                "a `configuration` is for a system that is there from the beginning, which its `state` says",
            ));
        }
        (Some(state), configuration) => Some(Existing {
            state,
            configuration: configuration.unwrap_or_else(|| CONFIGURATION.to_owned()),
        }),
    };
    let exits = members.read("exits", |exits| {
        let members = exits.members(&["after_ms", "type"])?;
        let kind = members.read("type", |kind| kind.choice(&EXIT_TYPES))?;
        let after = members.read("after_ms", |after| after.whole(0))?;
        let kind = kind.unwrap_or(ExitType::GracefulExit);
        Ok((after, Ending::Exit(kind)))
    })?;
    let crashes = members.read("crashes", |crashes| {
        let members = crashes.members(&["after_ms"])?;
        let after = members.read("after_ms", |after| after.whole(0))?;
        Ok((after, Ending::Crash))
    })?;
    let ending = match (exits, crashes) {
        (Some(_), Some(_)) => return Err(place.because("a system either `exits` or `crashes`")),
        (one, other) => one.or(other),
    };
    Ok(Guest {
        id: id.to_owned(),
        existing,
        ending: ending.map(|(after, ending)| (Duration::from_millis(after.unwrap_or(0)), ending)),
    })
}
