#![allow(unsafe_code)] // Calls the raw C ABI through a recorder.

//! What is in front of a recorder and what is behind it can't tell that it is there.

mod callbacks;
mod cost;
mod echo;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use hcs::record::{Keep, Recorder};
use hcs_sys::ComputeCore;
use serde_json::Value;

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
    /// The lines that were written so far.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let text = self.0.lock().unwrap();
        let lines = text.split(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.is_empty());
        lines
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }
}

pub(crate) fn recorder(table: &'static ComputeCore) -> (Recorder, Text) {
    let text = Text::default();
    let recorder = Recorder::to_writer(table, text.clone(), Keep::default()).unwrap();
    (recorder, text)
}
