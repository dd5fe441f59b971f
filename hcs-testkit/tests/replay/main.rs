#![allow(unsafe_code)] // Puts a recorder in front of the mock.

//! Recordings of programs on the mock, checked against the contract and replayed on the mock.

#[path = "../common/mod.rs"]
mod common;
mod consistent;
mod cut;
mod environment;
mod planted;
mod planted_processes;
mod programs;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use hcs::Host;
use hcs::record::{Keep, Recorder};
use hcs_testkit::replay::{Recording, Report};
use hcs_testkit::{MockHost, Profile, Schedule};

/// A text that a recorder writes to.
#[derive(Clone, Default)]
pub(crate) struct Text(Arc<Mutex<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Text {
    pub(crate) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap()
    }
}

/// The recording of a program's run on a mock, which ends with everything closed.
pub(crate) fn record(
    schedule: Schedule,
    profile: Profile,
    seed: u64,
    program: impl FnOnce(&MockHost, Host),
) -> String {
    let mock = MockHost::builder()
        .schedule(schedule)
        .profile(profile)
        .seed(seed)
        .build();
    let text = Text::default();
    let recorder = Recorder::to_writer(mock.table(), text.clone(), Keep::default()).unwrap();
    // SAFETY: the recorder's functions are the mock's.
    let host = unsafe { Host::from_table(recorder.table()) };
    program(&mock, host);
    mock.finish();
    assert_eq!(recorder.failure(), None);
    recorder.finish();
    text.take()
}

pub(crate) fn check(text: &str) -> Report {
    Recording::read(text.as_bytes()).unwrap().check()
}
