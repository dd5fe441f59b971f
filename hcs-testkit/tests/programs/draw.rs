//! Values that are drawn from a seed, and made simpler when they make a program fail.

use std::fmt;

use proptest::prelude::Rng as _;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What can be made simpler: by steps that come to an end.
pub(crate) trait Simpler: Clone + fmt::Debug {
    /// The simpler ones, the simplest first.
    fn simpler(&self) -> Vec<Self>;
}

/// A strategy that draws with a plain function: there are millions of steps to draw.
pub(crate) struct Drawn<F>(pub(crate) F);

impl<F> fmt::Debug for Drawn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drawn")
    }
}

impl<T: Simpler, F: Fn(&mut fastrand::Rng) -> T> Strategy for Drawn<F> {
    type Tree = Tree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let mut rng = fastrand::Rng::with_seed(runner.rng().next_u64());
        Ok(Tree {
            current: (self.0)(&mut rng),
            before: None,
            simpler: None,
        })
    }
}

/// A value, and what it may be replaced with.
pub(crate) struct Tree<T> {
    current: T,
    /// What it was before the last attempt.
    before: Option<T>,
    simpler: Option<std::vec::IntoIter<T>>,
}

impl<T: Simpler> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        if self.before.take().is_some() {
            // The last attempt was a good one: on from there.
            self.simpler = None;
        }
        let current = &self.current;
        let simpler = self
            .simpler
            .get_or_insert_with(|| current.simpler().into_iter());
        let Some(next) = simpler.next() else {
            return false;
        };
        self.before = Some(std::mem::replace(&mut self.current, next));
        true
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else {
            return false;
        };
        self.current = before;
        true
    }
}

/// One of several, as often as its weight says.
macro_rules! weighted {
    ($rng:expr; $($weight:expr => $value:expr,)+) => {{
        let total: u32 = 0 $(+ $weight)+;
        let mut left = $rng.u32(..total);
        'drawn: {
            $(
                if left < $weight {
                    break 'drawn ($value);
                }
                left -= $weight;
            )+
            let _ = left;
            unreachable!("the weights add up")
        }
    }};
}
pub(crate) use weighted;
