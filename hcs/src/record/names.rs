//! Names for the values that cross the ABI: small, and told apart where Windows gives one value twice.

use std::collections::{HashMap, VecDeque};

/// How many closed handles are remembered, so that one that is used again is called as before.
const REMEMBERED: usize = 65_536;

/// What a value stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Operation,
    System,
    Process,
    /// A document that Windows has handed out.
    Document,
    /// A handle of the kernel's, such as the end of a pipe.
    Kernel,
}

impl Kind {
    const COUNT: usize = 5;

    fn prefix(self) -> &'static str {
        match self {
            Self::Operation => "op",
            Self::System => "sys",
            Self::Process => "proc",
            Self::Document => "doc",
            Self::Kernel => "handle",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Known {
    number: u64,
    open: bool,
    /// The call that made it has returned.
    made: bool,
}

/// The values that were seen, by what they stand for.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<(Kind, usize), Known>,
    counts: [u64; Kind::COUNT],
    closed: VecDeque<(Kind, usize, u64)>,
}

impl Names {
    /// The name of a value that the program or Windows uses. One that nobody has made gets a name all the same.
    pub(super) fn used(&mut self, kind: Kind, value: usize) -> String {
        let number = match self.known.get(&(kind, value)) {
            Some(known) => known.number,
            None => self.add(kind, value, false),
        };
        name(kind, number)
    }

    /// The name of a value that a call has just made: a new one, also where a closed handle had the same value.
    pub(super) fn made(&mut self, kind: Kind, value: usize) -> String {
        let number = match self.known.get_mut(&(kind, value)) {
            // It was seen before its maker returned: lent by an operation, inside a callback.
            Some(known) if known.open && !known.made && kind != Kind::Operation => {
                known.made = true;
                known.number
            }
            _ => self.add(kind, value, true),
        };
        name(kind, number)
    }

    /// The name of a handle that Windows lends.
    pub(super) fn lent(&mut self, kind: Kind, value: usize) -> String {
        let number = match self.known.get(&(kind, value)) {
            Some(known) if known.open => known.number,
            _ => self.add(kind, value, false),
        };
        name(kind, number)
    }

    /// The name of a value that is closed by the call that begins now.
    pub(super) fn closed(&mut self, kind: Kind, value: usize) -> String {
        let name = self.used(kind, value);
        if let Some(known) = self.known.get_mut(&(kind, value))
            && std::mem::replace(&mut known.open, false)
        {
            self.closed.push_back((kind, value, known.number));
            self.forget();
        }
        name
    }

    fn forget(&mut self) {
        if self.closed.len() <= REMEMBERED {
            return;
        }
        if let Some((kind, value, number)) = self.closed.pop_front()
            && self
                .known
                .get(&(kind, value))
                .is_some_and(|known| known.number == number)
        {
            self.known.remove(&(kind, value));
        }
    }

    fn add(&mut self, kind: Kind, value: usize, made: bool) -> u64 {
        let count = &mut self.counts[kind as usize];
        *count += 1;
        let known = Known {
            number: *count,
            open: true,
            made,
        };
        self.known.insert((kind, value), known);
        *count
    }
}

fn name(kind: Kind, number: u64) -> String {
    format!("{}#{number}", kind.prefix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_comes_again_after_its_close_is_another_handle() {
        let mut names = Names::default();
        assert_eq!(names.made(Kind::Operation, 16), "op#1");
        assert_eq!(names.used(Kind::Operation, 16), "op#1");
        assert_eq!(names.closed(Kind::Operation, 16), "op#1");
        // Used after the close: still called so.
        assert_eq!(names.closed(Kind::Operation, 16), "op#1");
        assert_eq!(names.made(Kind::Operation, 16), "op#2");
        assert_eq!(names.made(Kind::System, 16), "sys#1");
    }

    #[test]
    fn a_handle_that_was_lent_before_its_call_returned_keeps_its_name() {
        let mut names = Names::default();
        assert_eq!(names.lent(Kind::System, 16), "sys#1");
        assert_eq!(names.made(Kind::System, 16), "sys#1");
        assert_eq!(names.lent(Kind::System, 16), "sys#1");
        assert_eq!(names.closed(Kind::System, 16), "sys#1");
        assert_eq!(names.lent(Kind::System, 16), "sys#2");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut names = Names::default();
        for value in 1..REMEMBERED * 2 {
            names.made(Kind::Document, value);
            names.closed(Kind::Document, value);
            names.made(Kind::Operation, 8);
            names.closed(Kind::Operation, 8);
        }
        assert!(names.known.len() <= REMEMBERED + 1);
        assert!(names.closed.len() <= REMEMBERED + 1);
    }
}
