//! What crossed the ABI, in order: kept for the last calls, and for each handle while it may still matter.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::thread::ThreadId;

use hcs_sys::HRESULT;

use crate::hresult;
use crate::label::Label;

/// How many calls an instance remembers.
const REMEMBERED: usize = 1024;
/// How many calls it remembers of one handle.
const REMEMBERED_PER_HANDLE: usize = 24;
/// How many threads it tells apart.
const THREADS: usize = 4096;

thread_local! {
    static ONE_OF_MANY: Cell<bool> = const { Cell::new(false) };
}

/// This thread and all others that say so have the same number in histories.
pub(crate) fn count_as_one_thread() {
    ONE_OF_MANY.set(true);
}

/// One crossing of the ABI: a call of the program's, or a callback of the mock's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// Counts the crossings of this instance from 1.
    pub number: u64,
    /// The thread, numbered by its first appearance in this instance.
    pub thread: usize,
    /// How many callbacks of the mock this thread was inside of.
    pub depth: usize,
    /// The exported function, or what the callback was for.
    pub name: &'static str,
    /// The handles that were passed.
    pub subjects: [Option<Label>; 2],
    /// Whether this is a callback.
    pub callback: bool,
    /// The handle that it made.
    pub made: Option<Label>,
    /// What was answered; `None` as long as it is running.
    pub answer: Option<Answer>,
}

/// What a call answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// It returned, and there is nothing to say about it.
    Done,
    /// An `HRESULT`.
    Code(HRESULT),
    /// A handle that was there already.
    Handle(Option<Label>),
    /// Another value, such as an operation's type.
    Value(i64),
}

impl Call {
    /// The handles that it is about.
    pub(crate) fn labels(&self) -> impl Iterator<Item = Label> {
        self.subjects.into_iter().chain([self.made]).flatten()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Code(code) => f.write_str(&hresult::name(*code)),
            Self::Handle(Some(label)) => label.fmt(f),
            Self::Handle(None) => f.write_str("NULL"),
            Self::Value(value) => value.fmt(f),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>4} thread {} ", self.number, self.thread)?;
        for _ in 0..self.depth {
            f.write_str("  ")?;
        }
        if self.callback {
            f.write_str("callback ")?;
        }
        f.write_str(self.name)?;
        f.write_str("(")?;
        for (index, subject) in self.subjects.iter().flatten().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            subject.fmt(f)?;
        }
        f.write_str(")")?;
        match &self.answer {
            Some(answer) => write!(f, " = {answer}")?,
            None => f.write_str(" …")?,
        }
        match &self.made {
            Some(made) => write!(f, ", {made}"),
            None => Ok(()),
        }
    }
}

/// The calls and callbacks of an instance, oldest first; the last thousand or so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct History {
    /// The calls that are remembered.
    pub calls: Vec<Call>,
    /// How many there were before these.
    pub forgotten: u64,
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.forgotten > 0 {
            writeln!(f, "({} earlier calls)", self.forgotten)?;
        }
        self.calls.iter().try_for_each(|call| writeln!(f, "{call}"))
    }
}

/// What is remembered of one handle.
#[derive(Clone, Debug, Default)]
pub(crate) struct HandleHistory {
    calls: VecDeque<Call>,
}

impl HandleHistory {
    pub(crate) fn push(&mut self, call: Call) {
        if self.calls.len() == REMEMBERED_PER_HANDLE {
            // How it began stays; the middle goes.
            self.calls.remove(1);
        }
        self.calls.push_back(call);
    }
}

/// Writes the history of an instance.
#[derive(Debug)]
pub(crate) struct Recorder {
    calls: VecDeque<Call>,
    next: u64,
    /// `None` is any of the threads that count as one.
    threads: Vec<Option<ThreadId>>,
}

impl Recorder {
    pub(crate) fn new() -> Self {
        Self {
            calls: VecDeque::new(),
            next: 1,
            threads: Vec::new(),
        }
    }

    /// A call begins. Its number ends it.
    pub(crate) fn begin(
        &mut self,
        name: &'static str,
        subjects: [Option<Label>; 2],
        callback: bool,
        depth: usize,
    ) -> u64 {
        let number = self.next;
        self.next += 1;
        if self.calls.len() == REMEMBERED {
            self.calls.pop_front();
        }
        let thread = self.thread();
        self.calls.push_back(Call {
            number,
            thread,
            depth,
            name,
            subjects,
            callback,
            made: None,
            answer: None,
        });
        number
    }

    /// A call has made a handle.
    pub(crate) fn made(&mut self, number: u64, label: Label) {
        if let Some(call) = self.find(number) {
            call.made = Some(label);
        }
    }

    /// A call ends. What is known of it by then.
    pub(crate) fn end(&mut self, number: u64, answer: Answer) -> Option<&Call> {
        let call = self.find(number)?;
        call.answer = Some(answer);
        Some(call)
    }

    fn find(&mut self, number: u64) -> Option<&mut Call> {
        let first = self.calls.front()?.number;
        self.calls
            .get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// How many calls and callbacks there were.
    pub(crate) fn count(&self) -> u64 {
        self.next - 1
    }

    fn thread(&mut self) -> usize {
        let one_of_many = ONE_OF_MANY.try_with(Cell::get).unwrap_or(false);
        let id = (!one_of_many).then(|| std::thread::current().id());
        if let Some(known) = self.threads.iter().rposition(|known| *known == id) {
            return known;
        }
        if self.threads.len() == THREADS {
            self.threads.clear();
        }
        self.threads.push(id);
        self.threads.len() - 1
    }

    pub(crate) fn history(&self) -> History {
        History {
            calls: self.calls.iter().cloned().collect(),
            forgotten: self.calls.front().map_or(0, |call| call.number - 1),
        }
    }

    /// The story of one handle, with the calls that haven't returned yet.
    pub(crate) fn story(&self, label: Label, past: Option<&HandleHistory>) -> Vec<String> {
        let mut calls: BTreeMap<u64, &Call> = BTreeMap::new();
        let ended = past.into_iter().flat_map(|history| &history.calls);
        let recent = self.calls.iter();
        for call in ended.chain(recent.filter(|call| call.labels().any(|it| it == label))) {
            calls.insert(call.number, call);
        }
        calls.values().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_is_bounded_and_says_what_it_forgot() {
        let mut recorder = Recorder::new();
        for _ in 0..3000 {
            let number = recorder.begin("HcsCreateOperation", [None, None], false, 0);
            recorder.end(number, Answer::Done);
        }
        let history = recorder.history();
        assert_eq!(history.calls.len(), REMEMBERED);
        assert_eq!(history.forgotten, 3000 - REMEMBERED as u64);
        assert_eq!(recorder.count(), 3000);
        assert!(recorder.end(1, Answer::Done).is_none());
    }

    #[test]
    fn a_call_reads_like_a_line_of_a_trace() {
        let mut recorder = Recorder::new();
        let number = recorder.begin(
            "HcsStartComputeSystem",
            [Some(Label::system(1)), Some(Label::operation(2))],
            false,
            0,
        );
        assert_eq!(
            recorder.story(Label::operation(2), None),
            ["   1 thread 0 HcsStartComputeSystem(sys#1, op#2) …"]
        );
        recorder.end(number, Answer::Code(0));
        assert_eq!(
            recorder.history().to_string(),
            "   1 thread 0 HcsStartComputeSystem(sys#1, op#2) = S_OK\n"
        );
    }
}
