//! A piece of work that is done twice.

/// Does its work so many times.
pub type Rounds = Box<dyn FnMut(u64)>;

/// Gets everything ready, on the thread that is going to do the work.
type Prepare = Box<dyn Fn() -> Rounds>;

/// One piece of work, with hcs and at the C ABI.
pub struct Pair {
    /// Its group, its backend, what it does: `model 1/null/start`.
    pub name: String,
    /// So small, and so much the same each time, that its instructions are counted, too.
    pub counted: bool,
    /// How many bytes a round has to do with, where that is what it is about.
    pub bytes: Option<u64>,
    hcs: Prepare,
    raw: Prepare,
}

impl Pair {
    pub(crate) fn new(
        name: impl Into<String>,
        hcs: impl Fn() -> Rounds + 'static,
        raw: impl Fn() -> Rounds + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            counted: false,
            bytes: None,
            hcs: Box::new(hcs),
            raw: Box::new(raw),
        }
    }

    /// Its instructions are counted.
    pub(crate) fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// A round is about so many bytes.
    pub(crate) fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = Some(bytes as u64);
        self
    }

    /// The names of the two sides, and the sides, each to be got ready.
    pub fn sides(&self) -> [(&'static str, &dyn Fn() -> Rounds); 2] {
        [("hcs", &*self.hcs), ("raw", &*self.raw)]
    }
}
