//! What scripted systems do by themselves: a thread watches them, and ends each when its time has come.

use std::thread;
use std::time::{Duration, Instant};

use hcs_testkit::State;

use crate::host::Host;
use crate::settings::{Ending, Guest};

/// How often the systems are looked at.
const INTERVAL: Duration = Duration::from_millis(5);

/// A system that will end by itself.
struct Mortal {
    id: String,
    after: Duration,
    ending: Ending,
    /// Since when it has been running; none before its start, and after its end.
    since: Option<Instant>,
}

/// Looks after those that end by themselves from now on. An error is a sentence.
pub(crate) fn begin(host: &'static Host, guests: Vec<Guest>) -> Result<(), String> {
    let mortals = guests.into_iter().filter_map(|guest| {
        let (after, ending) = guest.ending?;
        Some(Mortal {
            id: guest.id,
            after,
            ending,
            since: None,
        })
    });
    let mut mortals: Vec<_> = mortals.collect();
    if mortals.is_empty() {
        return Ok(());
    }
    let thread = thread::Builder::new().name("hcs-mock-guests".to_owned());
    // It runs as long as the process: a system may be created again.
    let begun = thread.spawn(move || {
        loop {
            for mortal in &mut mortals {
                mortal.look(host, Instant::now());
            }
            thread::sleep(INTERVAL);
        }
    });
    begun
        .map(drop)
        .map_err(|error| format!("HCS_MOCK: there is no thread for the guests: {error}"))
}

impl Mortal {
    fn look(&mut self, host: &Host, now: Instant) {
        let alive = matches!(
            host.mock.system_state(&self.id),
            Some(State::Running | State::Paused)
        );
        if !alive {
            self.since = None;
            return;
        }
        let since = *self.since.get_or_insert(now);
        if now.duration_since(since) >= self.after {
            // If it has just ended otherwise, there is nothing left to do.
            let _ended = match self.ending {
                Ending::Exit(kind) => host.mock.exit_system(&self.id, kind),
                Ending::Crash => host.mock.crash_system(&self.id),
            };
        }
    }
}
