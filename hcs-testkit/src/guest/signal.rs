//! Signals to a process.

use std::fmt;

use serde_json::Value;

use crate::document::{self, Unusable};
use crate::text::Input;

/// A signal, as `HcsSignalProcess` is given it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Signal {
    /// One of Windows' console events: `CtrlC`, `CtrlBreak`, `CtrlClose`, `CtrlLogOff`, `CtrlShutdown`.
    Console(String),
    /// A signal of Linux's, by its number.
    Number(u8),
}

/// The console events that there are.
const EVENTS: [&str; 5] = [
    "CtrlC",
    "CtrlBreak",
    "CtrlClose",
    "CtrlLogOff",
    "CtrlShutdown",
];
/// `STATUS_CONTROL_C_EXIT`: what a process exits with that knows nothing of console events.
const CONTROL_C_EXIT: u32 = 0xC000_013A;
/// The highest signal of Linux.
const HIGHEST: u64 = 64;
/// SIGTERM.
const TERM: u8 = 15;

impl Signal {
    /// What a process exits with that knows nothing of signals; none if this one doesn't end it.
    pub(crate) fn usual_exit(&self) -> Option<u32> {
        match self {
            Self::Console(_) => Some(CONTROL_C_EXIT),
            // SIGCHLD, SIGCONT, SIGURG and SIGWINCH are ignored; SIGSTOP and its like only stop it.
            Self::Number(17 | 18 | 19..=22 | 23 | 28) => None,
            Self::Number(number) => Some(128 + u32::from(*number)),
        }
    }

    /// Reads the options of `HcsSignalProcess`, which may be absent: no page says which signal is sent then.
    pub(crate) fn read(text: &Input, linux: bool) -> Result<Self, Unusable> {
        let usual = match linux {
            true => Self::Number(TERM),
            false => Self::Console("CtrlC".to_owned()),
        };
        let Some(options) = document::options(text)? else {
            return Ok(usual);
        };
        let signal = match options.get("Signal") {
            None | Some(Value::Null) => return Ok(usual),
            Some(Value::String(name)) => EVENTS
                .contains(&name.as_str())
                .then(|| Self::Console(name.clone())),
            Some(number) => number
                .as_u64()
                .filter(|number| (1..=HIGHEST).contains(number))
                .and_then(|number| u8::try_from(number).ok())
                .map(Self::Number),
        };
        signal.ok_or_else(|| Unusable::at("$.Signal"))
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Console(name) => f.write_str(name),
            Self::Number(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_names_of_events_or_numbers() {
        let read = |text: &str, linux| Signal::read(&Input::Text(text.to_owned()), linux);
        let named = read(r#"{"Signal":"CtrlBreak"}"#, false).unwrap();
        assert_eq!(named, Signal::Console("CtrlBreak".to_owned()));
        assert_eq!(named.usual_exit(), Some(0xC000_013A));
        assert_eq!(read(r#"{"Signal":9}"#, true), Ok(Signal::Number(9)));
        assert_eq!(Signal::Number(9).usual_exit(), Some(137));
        assert_eq!(Signal::Number(28).usual_exit(), None);
        assert_eq!(read("{}", true), Ok(Signal::Number(15)));
        assert_eq!(
            Signal::read(&Input::Absent, false).unwrap().to_string(),
            "CtrlC"
        );
        for wrong in [
            r#"{"Signal":"SIGTERM"}"#,
            r#"{"Signal":0}"#,
            r#"{"Signal":65}"#,
            r#"{"Signal":[]}"#,
        ] {
            assert_eq!(read(wrong, true), Err(Unusable::at("$.Signal")), "{wrong}");
        }
        assert_eq!(read("15", true), Err(Unusable::at("$")));
    }
}
