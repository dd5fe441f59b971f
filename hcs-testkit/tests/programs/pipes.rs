//! The program's ends of processes' streams.

use std::io::{ErrorKind, Read, Write as _};
use std::sync::Arc;

use hcs::{Stderr, Stdin, Stdout};

use crate::book::Family;
use crate::doing::{Doing, ERR, OUT};
use crate::stage::Stage;

/// What is written at once: pipes hold it many times over.
const WORDS: &[u8] = b"words";

pub(crate) enum AnyPipe {
    Input(Stdin),
    Output(Stdout),
    Errors(Stderr),
}

/// An end, whose process is known.
pub(crate) struct Holds {
    pipe: AnyPipe,
    family: Arc<Family>,
    /// Something was read from it.
    read: bool,
    /// Its end was read.
    ended: bool,
}

impl Holds {
    pub(crate) fn new(pipe: AnyPipe, family: Arc<Family>) -> Self {
        Self {
            pipe,
            family,
            read: false,
            ended: false,
        }
    }

    /// Transfers something, where nobody has to be waited for.
    pub(crate) fn transfer(&mut self, stage: &Stage) {
        let over = stage.is_over(&self.family);
        let expected = match &mut self.pipe {
            AnyPipe::Input(stdin) => return write(stage, stdin, over, &self.family),
            AnyPipe::Output(_) => OUT,
            AnyPipe::Errors(_) => ERR,
        };
        // The process wrote before anybody could have this. Then there is its end only.
        if self.read && !over {
            return;
        }
        let mut buffer = [0; 3];
        let read = match &mut self.pipe {
            AnyPipe::Input(_) => return,
            AnyPipe::Output(stdout) => stdout.read(&mut buffer),
            AnyPipe::Errors(stderr) => stderr.read(&mut buffer),
        };
        let right = match &read {
            Ok(0) => self.read,
            Ok(_) if self.ended => false,
            // A flood follows.
            Ok(count) => {
                let told = &buffer[..*count];
                told == expected || self.read && told.iter().all(|&byte| byte == b'.')
            }
            Err(_) => false,
        };
        if !right {
            let said = String::from_utf8_lossy(&buffer);
            stage.wrong(format!("a read of {:?}: {read:?}, {said}", self.family));
        }
        self.ended = matches!(read, Ok(0));
        self.read = true;
    }
}

fn write(stage: &Stage, stdin: &mut Stdin, over: bool, family: &Family) {
    let stepped = stage.setting.is_stepped();
    // One that ends at once has let go of its input before its exit is known.
    let lasts = family.process.is_some_and(|it| it.guest != Doing::Ends);
    let running = stepped && lasts && stage.is_running(family);
    let written = stdin.write(WORDS);
    let right = match &written {
        // A thread of the guest's may be about to let go of its end.
        Ok(count) => *count == WORDS.len() && !(over && stepped),
        Err(error) => error.kind() == ErrorKind::BrokenPipe && !running,
    };
    if !right {
        stage.wrong(format!("a write to {family:?} (over: {over}): {written:?}"));
    }
}
