//! Programs of one thread on the stepped schedule: what happens depends on the program and its setting only.

use std::sync::Arc;

use proptest::strategy::{BoxedStrategy, Strategy};
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::draw::Drawn;
use crate::generate::{line, stepped_setting};
use crate::model::Model;
use crate::run::{all, cases, fail, finish};
use crate::stage::Stage;
use crate::step::Line;
use crate::watchdog;

/// How many steps a program has.
const STEPS: std::ops::Range<usize> = 1..25;

pub(crate) struct Reference;

impl ReferenceStateMachine for Reference {
    type State = Model;
    type Transition = Line;

    fn init_state() -> BoxedStrategy<Model> {
        Drawn(stepped_setting).prop_map(Model::new).boxed()
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

/// A run of a program.
pub(crate) struct Run;

impl StateMachineTest for Run {
    type SystemUnderTest = Arc<Stage>;
    type Reference = Reference;

    fn init_test(model: &Model) -> Arc<Stage> {
        let stage = Stage::new(model.setting);
        watchdog::at(&stage);
        stage
    }

    fn apply(stage: Arc<Stage>, _: &Model, line: Line) -> Arc<Stage> {
        stage.step(&line);
        stage
    }

    fn check_invariants(stage: &Arc<Stage>, _: &Model) {
        if !stage.mock.violations().is_empty() {
            stage.wrong("a rule is broken");
        }
        stage.processes_keep_systems();
        if stage.tally.is_wrong() {
            fail(stage.story().unwrap_or_default());
        }
    }

    fn teardown(stage: Arc<Stage>, _: Model) {
        if let Err(story) = finish(stage) {
            fail(story);
        }
    }
}

#[test]
fn programs_keep_the_contract() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/stepped.txt");
    all(
        "stepped",
        cases(),
        kept,
        Reference::sequential_strategy(STEPS),
        |(model, program, _)| (model.setting, program.clone()),
        |(model, program, seen)| {
            let _watch = watchdog::watch(model.setting, &program.clone().into());
            Run::test_sequential(Config::default(), model, program, seen);
            Ok(())
        },
    );
}
