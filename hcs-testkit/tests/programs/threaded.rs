//! Programs of one to four threads, on the schedules where the host has threads of its own.

use std::sync::atomic::Ordering;

use proptest::strategy::{BoxedStrategy, Strategy};
use proptest_state_machine::ReferenceStateMachine;

use crate::draw::Drawn;
use crate::generate::{line, threaded_setting};
use crate::model::Model;
use crate::run::{all, at_once_often, cases};
use crate::step::Line;

/// How many steps a program has, over all threads.
const STEPS: std::ops::Range<usize> = 1..41;

struct Reference;

impl ReferenceStateMachine for Reference {
    type State = Model;
    type Transition = Line;

    fn init_state() -> BoxedStrategy<Model> {
        Drawn(threaded_setting).prop_map(Model::new).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Line> {
        let model = model.clone();
        Drawn(move |rng: &mut fastrand::Rng| line(&model, rng)).boxed()
    }

    fn preconditions(model: &Model, line: &Line) -> bool {
        model.allows(line)
    }

    fn apply(mut model: Model, line: &Line) -> Model {
        model.take(line);
        model
    }
}

#[test]
fn programs_keep_the_contract() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/threaded.txt");
    all(
        "threaded",
        cases().div_ceil(5),
        kept,
        Reference::sequential_strategy(STEPS),
        |(model, program, _)| (model.setting, program.clone()),
        |(model, program, seen)| {
            if let Some(seen) = seen {
                // Each step is taken, in whatever order.
                seen.store(program.len(), Ordering::SeqCst);
            }
            at_once_often(model.setting, &program.into())
        },
    );
}
