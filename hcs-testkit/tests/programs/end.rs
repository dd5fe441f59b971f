//! The end of a program: everything is given back, and looked at.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::stage::Stage;
use crate::step::{Fut, Pipe, Proc, Str, Sub, Sys};

/// How long threads of the host may take to finish what they do.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often what is dropped may bring about something to drop: acts are nested less deep than this.
const ROUNDS: usize = 50;

/// A place, whatever it is for.
#[derive(Clone, Copy)]
enum AnyPlace {
    System(usize),
    Future(usize),
    Subscription(usize),
    Stream(usize),
    Process(usize),
    Pipe(usize),
}

impl Stage {
    /// Ends the program. What is wrong is in the tally afterwards.
    pub(crate) fn end_program(self: &Arc<Self>) {
        let rng = &mut Rng::with_seed(self.setting.seed);
        // Later acts of wakers and handlers may fill places again.
        for _ in 0..3 {
            self.mock.run_until_idle();
            self.calm();
            self.answer_all(rng);
        }
        self.quiet();
        self.listen_all();
        // What is dropped wakes and runs others, on any thread, and they may fill places again.
        let mut rounds = 0;
        while self.drop_all(rng) || rounds < 2 {
            self.quiet();
            rounds += 1;
            if rounds == ROUNDS {
                self.wrong("what is dropped comes again for ever");
                break;
            }
        }
        self.settle();
        self.flush();
        let wrong = [
            self.tally.undropped(),
            self.tally.unclosed(),
            self.book.unanswered(),
        ];
        for wrong in wrong.into_iter().flatten() {
            self.wrong(wrong);
        }
        if self.setting.is_stepped()
            && !self.so_far().faults
            && let Some(wrong) = self.contradiction()
        {
            self.wrong(wrong);
        }
    }

    /// Everything that was asked for is answered by now; some is dropped instead of looked at.
    fn answer_all(self: &Arc<Self>, rng: &mut Rng) {
        // All of them first: a look may bring about what fills a place again, and that is not answered yet.
        let asked: Vec<_> = self
            .futures
            .iter()
            .filter_map(|place| place.take())
            .collect();
        for waiting in asked {
            self.planned(|| match rng.u8(..4) {
                0 => drop(waiting),
                _ => waiting.last_look(self),
            });
        }
    }

    /// Looks at what the streams have, and at what was to be heard.
    fn listen_all(self: &Arc<Self>) {
        for place in &self.streams {
            let Some(mut listening) = place.take() else {
                continue;
            };
            while listening.try_recv(self) {}
            listening.must_have_ended(self);
            listening.listener.end(self);
            place.put(listening);
        }
        for place in &self.subscriptions {
            if let Some(subscribed) = place.take() {
                subscribed.listener.end(self);
                place.put(subscribed);
            }
        }
    }

    /// Until no thread of the host or of hcs does anything any more.
    fn quiet(&self) {
        let deadline = Instant::now() + PATIENCE;
        let mut before = None;
        loop {
            self.mock.run_until_idle();
            if self.setting.is_stepped() {
                self.calm();
                return;
            }
            self.flush();
            // What the closer thread has run may have begun something at the host, and that again something there.
            let crossings = Some(self.mock.ledger().crossings);
            if crossings == before || Instant::now() > deadline {
                return;
            }
            before = crossings;
        }
    }

    /// Empties all places; whether there was anything in one.
    fn drop_all(self: &Arc<Self>, rng: &mut Rng) -> bool {
        let systems = (0..Sys::COUNT).map(AnyPlace::System);
        let futures = (0..Fut::COUNT).map(AnyPlace::Future);
        let subscriptions = (0..Sub::COUNT).map(AnyPlace::Subscription);
        let streams = (0..Str::COUNT).map(AnyPlace::Stream);
        let processes = (0..Proc::COUNT).map(AnyPlace::Process);
        let pipes = (0..Pipe::COUNT).map(AnyPlace::Pipe);
        let all = systems.chain(futures).chain(subscriptions).chain(streams);
        let all = all.chain(processes).chain(pipes);
        let mut all: Vec<AnyPlace> = all.collect();
        rng.shuffle(&mut all);
        let mut found = false;
        for place in all {
            self.planned(|| match place {
                AnyPlace::System(index) => drop(seen(self.systems[index].take(), &mut found)),
                AnyPlace::Future(index) => drop(seen(self.futures[index].take(), &mut found)),
                AnyPlace::Stream(index) => drop(seen(self.streams[index].take(), &mut found)),
                AnyPlace::Process(index) => drop(seen(self.processes[index].take(), &mut found)),
                AnyPlace::Pipe(index) => drop(seen(self.pipes[index].take(), &mut found)),
                AnyPlace::Subscription(index) => {
                    match seen(self.subscriptions[index].take(), &mut found) {
                        Some(subscribed) if rng.bool() => subscribed.unsubscribe(self),
                        subscribed => drop(subscribed),
                    }
                }
            });
            self.mock.step();
        }
        found
    }

    /// Waits for the threads of the host and of hcs, and looks at the ledger.
    fn settle(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.mock.run_until_idle();
            let ledger = self.mock.ledger();
            if ledger.is_clean() {
                return;
            }
            if ledger.violations > 0 || Instant::now() > deadline {
                self.wrong(format!("{ledger}"));
                return;
            }
            self.flush();
            if self.setting.is_stepped() {
                // Nothing happens by itself here.
                let ledger = self.mock.ledger();
                if !ledger.is_clean() {
                    self.wrong(format!("{ledger}"));
                }
                return;
            }
            std::thread::yield_now();
        }
    }

    /// The whole story of what is wrong, if anything is.
    pub(crate) fn story(&self) -> Option<String> {
        let wrong = self.tally.what_is_wrong()?;
        let mut story = format!("{wrong}\n{}\n", self.mock.ledger());
        for violation in self.mock.violations() {
            story.push_str(&format!("{violation}\n"));
        }
        story.push_str(&format!("history:\n{}", self.mock.history()));
        Some(story)
    }
}

/// Notes that there was something: before it is dropped, as that may panic.
fn seen<T>(taken: Option<T>, found: &mut bool) -> Option<T> {
    *found |= taken.is_some();
    taken
}
