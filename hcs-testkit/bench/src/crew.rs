//! Threads that work at the same time, and wait in between.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::pair::Rounds;

/// Some threads, each with its own work.
pub(crate) struct Crew {
    members: Vec<Member>,
}

struct Member {
    begin: Option<Sender<u64>>,
    done: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Crew {
    /// Threads that have got their work ready.
    pub(crate) fn new(size: usize, prepare: impl Fn(usize) -> Prepare) -> Self {
        let members = (0..size).map(|number| {
            let (begin, begun) = channel();
            let (end, done) = channel();
            let prepare = prepare(number);
            let thread = std::thread::spawn(move || {
                let mut work = prepare();
                let _ = end.send(());
                for rounds in begun {
                    work(rounds);
                    let _ = end.send(());
                }
            });
            Member {
                begin: Some(begin),
                done,
                thread: Some(thread),
            }
        });
        let crew = Self {
            members: members.collect(),
        };
        crew.until_done();
        crew
    }

    /// So many rounds, shared out among the threads.
    pub(crate) fn work(&self, rounds: u64) {
        let size = self.members.len() as u64;
        for (number, member) in (0..size).zip(&self.members) {
            let share = rounds / size + u64::from(number < rounds % size);
            if let Some(begin) = &member.begin {
                begin.send(share).expect("it waits for work");
            }
        }
        self.until_done();
    }

    fn until_done(&self) {
        for member in &self.members {
            member.done.recv().expect("it does not panic");
        }
    }
}

/// Gets a thread's work ready, on that thread.
pub(crate) type Prepare = Box<dyn FnOnce() -> Rounds + Send>;

impl Drop for Crew {
    fn drop(&mut self) {
        for member in &mut self.members {
            member.begin = None;
            if let Some(thread) = member.thread.take() {
                // Its panic was told by the thread itself.
                let _ = thread.join();
            }
        }
    }
}
