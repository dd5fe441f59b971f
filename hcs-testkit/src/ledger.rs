//! The ledger: how many of each thing were made, and how many closed.

use std::fmt;

use crate::world::World;

/// How many things there were of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// How many were made.
    pub created: u64,
    /// How many of them the program closed, or freed.
    pub closed: u64,
}

impl Count {
    /// How many the program still owns.
    pub fn open(&self) -> u64 {
        self.created - self.closed
    }
}

/// The counters of an instance.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) operations: Count,
    pub(crate) systems: Count,
    pub(crate) processes: Count,
    pub(crate) handles: Count,
    pub(crate) strings: Count,
    pub(crate) operation_callbacks: u64,
    pub(crate) events: u64,
    pub(crate) violations: u64,
}

/// What went through a mock, and what is left: a snapshot.
///
/// ```
/// use hcs_testkit::MockHost;
///
/// let mock = MockHost::new();
/// // SAFETY: no callback, so that nothing has to stay alive.
/// let operation = unsafe { (mock.table().HcsCreateOperation)(std::ptr::null(), None) };
/// assert!(mock.ledger().to_string().ends_with("ledger: open: 1 operation (op#1)"));
/// // SAFETY: it is open, and nobody else uses it.
/// unsafe { (mock.table().HcsCloseOperation)(operation) };
/// assert!(mock.ledger().to_string().ends_with("ledger: clean"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ledger {
    /// The operations.
    pub operations: Count,
    /// The handles to compute systems.
    pub systems: Count,
    /// The handles to processes.
    pub processes: Count,
    /// The documents that were handed out, for the program to free.
    pub strings: Count,
    /// The kernel handles that were handed out, ends of the pipes of processes, for the program to close (P2).
    pub handles: Count,
    /// How many kernel handles were handed out whose closing the mock can't see, for the same reason as for strings.
    pub unobserved_handles: u64,
    /// How many documents were handed out whose freeing the mock can't see: see
    /// [`local_memory`](crate::MockHostBuilder::local_memory). They are not among [`strings`](Self::strings), and say
    /// nothing about whether the ledger is clean.
    pub unobserved_strings: u64,
    /// How many times an operation's callback was called.
    pub operation_callbacks: u64,
    /// How many events were delivered.
    pub events: u64,
    /// How many calls and callbacks crossed the ABI.
    pub crossings: u64,
    /// How many times a rule was broken.
    pub violations: u64,
    /// What the program still owns, by name; the first few of each kind.
    pub open: Vec<String>,
}

impl Ledger {
    /// Everything is closed and freed, and no rule was broken.
    pub fn is_clean(&self) -> bool {
        self.violations == 0
            && [
                self.operations,
                self.systems,
                self.processes,
                self.strings,
                self.handles,
            ]
            .iter()
            .all(|count| count.open() == 0)
    }

    pub(crate) fn of(world: &World) -> Self {
        let operations = world.operations.iter().filter(|(_, it)| it.open);
        let holders = world.holders.iter().filter(|(_, it)| it.open);
        let mut open = Vec::new();
        open.extend(few(operations.map(|(number, _)| format!("op#{number}"))));
        open.extend(few(holders.map(|(label, _)| label.to_string())));
        let mut strings: Vec<_> = world
            .strings
            .open()
            .map(|string| match string.of {
                Some(label) => format!("string from {} of {label}", string.by),
                None => format!("string from {}", string.by),
            })
            .collect();
        strings.sort();
        open.extend(few(strings.into_iter()));
        let mut handles: Vec<_> = world.kernel.names().map(str::to_owned).collect();
        handles.sort();
        open.extend(few(handles.into_iter()));
        let counts = world.counts;
        let observed = |count: Count| match world.strings.memory.is_observed() {
            true => (count, 0),
            false => (Count::default(), count.created),
        };
        let (strings, unobserved_strings) = observed(counts.strings);
        let (handles, unobserved_handles) = observed(counts.handles);
        Self {
            operations: counts.operations,
            systems: counts.systems,
            processes: counts.processes,
            handles,
            unobserved_handles,
            strings,
            unobserved_strings,
            operation_callbacks: counts.operation_callbacks,
            events: counts.events,
            crossings: world.recorder.count(),
            violations: counts.violations,
            open,
        }
    }
}

fn few(names: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    names.take(8)
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("operations", self.operations),
            ("systems", self.systems),
            ("processes", self.processes),
            ("strings", self.strings),
            ("kernel handles", self.handles),
        ];
        for (name, count) in rows {
            if count.created > 0 {
                writeln!(f, "{name}: {} made, {} closed", count.created, count.closed)?;
            }
        }
        if self.unobserved_strings > 0 {
            let made = self.unobserved_strings;
            writeln!(f, "strings: {made} made, whether freed can't be observed")?;
        }
        if self.unobserved_handles > 0 {
            let made = self.unobserved_handles;
            writeln!(
                f,
                "kernel handles: {made} made, whether closed can't be observed"
            )?;
        }
        writeln!(
            f,
            "callbacks: {} of operations, {} events",
            self.operation_callbacks, self.events
        )?;
        if self.is_clean() {
            return f.write_str("ledger: clean");
        }
        let nouns = [
            ("operation", self.operations),
            ("system", self.systems),
            ("process", self.processes),
            ("string", self.strings),
            ("kernel handle", self.handles),
        ];
        let mut parts = Vec::new();
        let mut open = Vec::new();
        for (noun, count) in nouns {
            match (count.open(), noun) {
                (0, _) => {}
                (1, _) => open.push(format!("1 {noun}")),
                (many, "process") => open.push(format!("{many} processes")),
                (many, _) => open.push(format!("{many} {noun}s")),
            }
        }
        if !open.is_empty() {
            parts.push(format!(
                "open: {} ({})",
                open.join(", "),
                self.open.join(", ")
            ));
        }
        match self.violations {
            0 => {}
            1 => parts.push("1 violation".to_owned()),
            many => parts.push(format!("{many} violations")),
        }
        write!(f, "ledger: {}", parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use crate::MockHost;

    #[test]
    fn what_nobody_sees_freed_or_closed_is_told_of_where_there_is_any() {
        let mut ledger = MockHost::new().ledger();
        assert!(!ledger.to_string().contains("observed"), "{ledger}");
        ledger.unobserved_strings = 2;
        let told = "strings: 2 made, whether freed can't be observed\n";
        assert!(ledger.to_string().contains(told), "{ledger}");
        assert!(!ledger.to_string().contains("kernel"), "{ledger}");
        ledger.unobserved_handles = 3;
        let told = "kernel handles: 3 made, whether closed can't be observed\n";
        assert!(ledger.to_string().contains(told), "{ledger}");
    }
}
