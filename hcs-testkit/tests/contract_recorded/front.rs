//! What the tests call: the functions of the mock, with a recorder in front of them.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use hcs::record::{Keep, Recorder};
use hcs_sys::ComputeCore;
use hcs_testkit::MockHost;
use hcs_testkit::replay::Recording;

/// Whether programs may be played through it in any number: each line is written, read and checked.
pub(crate) const IS_FAST: bool = false;

/// A recorded table, until the thread of the test ends.
struct Recorded {
    real: &'static ComputeCore,
    recorder: Recorder,
    text: Text,
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert_eq!(self.recorder.failure(), None);
        let text = std::mem::take(&mut *self.text.0.lock().unwrap());
        let lines = text.iter().filter(|byte| **byte == b'\n').count();
        let recording = Recording::read(text.as_slice()).expect("a recording");
        assert_eq!(recording.incomplete(), None);
        // Most of these programs do what they must not, and their hosts what they like: whatever it is, it can be told.
        let story = recording.check().to_string();
        assert!(story.contains(&format!(": {lines} lines")), "{story}");
    }
}

thread_local! {
    static RECORDED: RefCell<Vec<Recorded>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn table(mock: &MockHost) -> &'static ComputeCore {
    let real = mock.table();
    RECORDED.with_borrow_mut(|recorded| {
        // The table of a slot is the same for each mock that has the slot.
        if let Some(it) = recorded.iter().find(|it| std::ptr::eq(it.real, real)) {
            return it.recorder.table();
        }
        // No test uses more of them at a time, and there are only so many for all tests.
        if recorded.len() == 2 {
            recorded.remove(0);
        }
        let text = Text::default();
        let recorder = Recorder::to_writer(real, text.clone(), Keep::default()).expect("a slot");
        let table = recorder.table();
        recorded.push(Recorded {
            real,
            recorder,
            text,
        });
        table
    })
}
