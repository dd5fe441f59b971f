//! What was measured.

/// Everything, as far as it was asked for.
#[derive(Debug, Default)]
pub(super) struct Results {
    pub(super) pairs: Vec<Pair>,
    /// Why no instructions were counted.
    pub(super) no_counts: Option<String>,
    pub(super) pending: Vec<Pending>,
    pub(super) systems: Vec<Systems>,
    pub(super) loading: Option<Loading>,
    pub(super) builds: Vec<Build>,
}

impl Results {
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
            && self.pending.is_empty()
            && self.systems.is_empty()
            && self.loading.is_none()
            && self.builds.is_empty()
    }

    pub(super) fn pair(&self, name: &str) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.name == name)
    }
}

/// A round of a piece of work, with hcs and at the C ABI.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) name: String,
    /// How many bytes it is about.
    pub(super) bytes: Option<f64>,
    /// Nanoseconds.
    pub(super) time: Sides,
    pub(super) instructions: Option<Sides>,
    pub(super) allocations: Option<Sides>,
}

/// A figure of each side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sides {
    pub(super) hcs: f64,
    pub(super) raw: f64,
}

impl Sides {
    /// How many times as much hcs takes.
    pub(super) fn ratio(self) -> f64 {
        self.hcs / self.raw
    }

    /// How much more hcs takes.
    pub(super) fn added(self) -> f64 {
        self.hcs - self.raw
    }
}

/// Operations pending at once.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) model: String,
    pub(super) count: u64,
    /// Of each, the future included.
    pub(super) bytes: f64,
    /// The part of it that is the future.
    pub(super) future: u64,
    /// Of the whole process.
    pub(super) threads: Option<u64>,
    /// Nanoseconds to submit each.
    pub(super) submit: f64,
    /// Nanoseconds to complete each.
    pub(super) complete: f64,
}

/// Systems open at once, each with a stream of its events.
#[derive(Clone, Debug)]
pub(super) struct Systems {
    pub(super) backend: String,
    pub(super) count: u64,
    pub(super) bytes: f64,
    pub(super) threads: Option<u64>,
    /// Nanoseconds to create each and open its stream.
    pub(super) open: f64,
    /// Nanoseconds to send each an event and receive it.
    pub(super) event: f64,
}

/// The loading of the double's library.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loading {
    /// Nanoseconds, the fastest of all rounds.
    pub(super) fastest: Sides,
    /// Nanoseconds, the median of all rounds.
    pub(super) median: Sides,
    pub(super) rounds: usize,
}

/// A cold build.
#[derive(Clone, Debug)]
pub(super) struct Build {
    pub(super) what: String,
    pub(super) features: String,
    /// Seconds.
    pub(super) time: f64,
    /// How many crates were built, this one included.
    pub(super) crates: usize,
    /// What belongs beside [`results::WINDOWS_SYS`](WINDOWS_SYS), measured in turn with it.
    pub(super) compared: bool,
}

/// The crate that hcs-sys is compared with.
pub(super) const WINDOWS_SYS: &str = "windows-sys";
