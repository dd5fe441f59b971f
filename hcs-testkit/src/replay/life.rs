//! Handles and documents of a recording from their making to their end: each is closed once, and not used afterwards.

use std::collections::HashMap;

use super::findings::Findings;

/// What a handle or a document has been through.
#[derive(Debug, Default)]
struct Life {
    made: Option<usize>,
    /// Windows lent it; it is not the program's.
    lent: bool,
    /// The close has begun, at this line.
    closing: Option<usize>,
    /// The close has returned.
    closed: bool,
    /// It is an operation whose own callback closed it.
    closed_inside: bool,
    /// An event has named it after its close.
    named: bool,
}

/// All handles and documents, by their names.
#[derive(Debug, Default)]
pub(crate) struct Lives(HashMap<String, Life>);

/// The rule about the making and closing of what has this name.
fn rule(name: &str) -> &'static str {
    match name.split('#').next() {
        Some("op") => "O1",
        Some("sys") => "S1",
        Some("proc") => "P1",
        Some("handle") => "P2",
        _ => "T2",
    }
}

fn word(name: &str) -> &'static str {
    match name.starts_with("doc#") {
        true => "freed",
        false => "closed",
    }
}

impl Lives {
    fn of(&mut self, name: &str) -> &mut Life {
        self.0.entry(name.to_owned()).or_default()
    }

    pub(crate) fn made(&mut self, name: &str, line: usize, findings: &mut Findings) {
        let life = self.of(name);
        if life.made.is_some() {
            let what = format!("{name} was made, and is open already");
            findings.host(rule(name), line, what);
        }
        life.made = Some(line);
    }

    pub(crate) fn lent(&mut self, name: &str) {
        let life = self.of(name);
        life.lent = true;
    }

    /// An event names an operation; whether it is closed.
    pub(crate) fn named(&mut self, name: &str) -> bool {
        let life = self.of(name);
        let closed = life.closing.is_some();
        life.named |= closed;
        closed
    }

    pub(crate) fn is_closed(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|life| life.closing.is_some())
    }

    /// A call begins that uses this handle.
    pub(crate) fn used(&mut self, name: &str, line: usize, call: &str, findings: &mut Findings) {
        let holds = name.starts_with("sys#") || name.starts_with("proc#");
        let life = self.of(name);
        let (rule, how) = match life {
            Life {
                closing: Some(_),
                closed: false,
                ..
            } if holds => (super::check::rule(name, "S7"), "while a call closes it"),
            Life {
                closing: Some(_),
                named: true,
                ..
            } => ("E6", "after its close, as an event named it"),
            Life {
                closing: Some(_),
                closed_inside: true,
                ..
            } => ("O6", "after its own callback had closed it"),
            Life {
                closing: Some(_), ..
            } => (rule(name), "after its close"),
            Life {
                made: None,
                lent: false,
                ..
            } => (rule(name), "and no call has made it"),
            _ => return,
        };
        findings.program(rule, line, format!("{call} uses {name} {how}"));
    }

    /// A call begins that closes this handle, or frees this document. `inside`: its own callback does it.
    pub(crate) fn closing(
        &mut self,
        name: &str,
        line: usize,
        inside: bool,
        findings: &mut Findings,
    ) {
        let life = self.of(name);
        let word = word(name);
        let wrong = match life {
            Life {
                closing: Some(first),
                ..
            } => Some((
                rule(name),
                format!("{name} is {word} a second time; the first was at line {first}"),
            )),
            Life {
                made: None,
                lent: true,
                ..
            } => Some((
                "O12",
                format!("{name} is {word}, and was lent by an operation"),
            )),
            Life { made: None, .. } => Some((
                rule(name),
                format!("{name} is {word}, and no call has made it"),
            )),
            _ => None,
        };
        if let Some((rule, what)) = wrong {
            findings.program(rule, line, what);
            return;
        }
        life.closing = Some(line);
        life.closed_inside = inside;
        findings.confirm(rule(name));
    }

    pub(crate) fn closed(&mut self, name: &str) {
        self.of(name).closed = true;
    }

    /// The recording is over: what is open was never closed.
    pub(crate) fn end(&self, findings: &mut Findings) {
        let open = self.0.iter().filter(|(_, life)| life.closing.is_none());
        let mut open: Vec<_> = open
            .filter_map(|(name, life)| Some((life.made?, name)))
            .collect();
        open.sort();
        for (line, name) in open {
            let what = format!("{name} is never {}", word(name));
            findings.program(rule(name), line, what);
        }
    }
}
