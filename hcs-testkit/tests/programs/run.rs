//! Running programs: one, or as many as are asked for.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use hcs_testkit::strays;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestError, TestRunner};

use crate::setting::Setting;
use crate::stage::Stage;
use crate::step::{Fate, Line, Step};
use crate::{panics, tasks, watchdog};

/// How many stepped programs a test makes up, unless `HCS_CASES` says it.
const CASES: u32 = 10_000;

/// How often a program of several threads is run when one like it has failed: it may need luck to fail again.
const ATTEMPTS: u32 = 30;

pub(crate) fn cases() -> u32 {
    let cases = std::env::var("HCS_CASES").ok();
    cases
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(CASES)
        .max(1)
}

/// Programs are run one at a time: each looks at the threads of the process.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program as Rust code.
pub(crate) fn written(setting: &Setting, program: &[Line]) -> String {
    let mut text = format!("let setting = {setting:?};\nlet program = [\n");
    for line in program {
        text.push_str(&format!("    {line:?},\n"));
    }
    text.push_str("];\n");
    text
}

/// The end of a program that went well, as far as it knows. What is wrong after all is the error.
pub(crate) fn finish(stage: Arc<Stage>) -> Result<(), String> {
    if !stage.tally.is_wrong() {
        stage.end_program();
    }
    for panic in panics::take() {
        stage.wrong(format!("a panic that nobody has planned: {panic}"));
    }
    if let Some(story) = stage.story() {
        // What it still has goes before the next program begins.
        stage.mock.run_until_idle();
        stage.flush();
        return Err(story);
    }
    let Some(stage) = Arc::into_inner(stage) else {
        return Err("something of the program is still running".to_owned());
    };
    let setting = stage.setting;
    drop(stage);
    let strays = strays();
    if !strays.is_empty() {
        return Err(format!("calls after the end of the host: {strays:?}"));
    }
    // Looking is slow. Without threads of the host's there is none that could be left.
    if !setting.is_stepped() {
        let left = tasks::left_behind();
        if !left.is_empty() {
            return Err(format!("threads are left behind: {left:?}"));
        }
    }
    Ok(())
}

/// Runs a program whose threads run at the same time.
pub(crate) fn at_once(setting: Setting, program: &Arc<[Line]>) -> Result<(), String> {
    let _watch = watchdog::watch(setting, program);
    let stage = Stage::new(setting);
    watchdog::at(&stage);
    let threads = usize::from(setting.threads);
    let ready = Barrier::new(threads);
    thread::scope(|scope| {
        for number in 0..threads {
            let (stage, ready) = (&stage, &ready);
            let thread = thread::Builder::new().name(format!("program-{number}"));
            let lines = program
                .iter()
                .filter(move |line| usize::from(line.thread) == number);
            let work = move || {
                ready.wait();
                for line in lines {
                    // Only one thread may step, and none does here.
                    if line.step != Step::Host(Fate::OneStep) && !stage.tally.is_wrong() {
                        stage.step(line);
                    }
                }
            };
            thread.spawn_scoped(scope, work).expect("one more thread");
        }
    });
    finish(stage)
}

/// Runs a program that was kept, as often as it may need to fail.
pub(crate) fn again(setting: Setting, program: &[Line]) {
    let _turn = turn();
    panics::watch(true);
    let program: Arc<[Line]> = program.into();
    let attempts = if setting.is_stepped() { 1 } else { ATTEMPTS };
    let failed = (0..attempts).find_map(|_| match setting.is_stepped() {
        true => in_steps(setting, &program).err(),
        false => at_once(setting, &program).err(),
    });
    panics::watch(false);
    if let Some(story) = failed {
        panic!("a program fails:\n{}{story}", written(&setting, &program));
    }
}

/// Runs a program of one thread.
fn in_steps(setting: Setting, program: &Arc<[Line]>) -> Result<(), String> {
    let _watch = watchdog::watch(setting, program);
    let stage = Stage::new(setting);
    watchdog::at(&stage);
    for line in program.iter() {
        stage.step(line);
    }
    finish(stage)
}

/// Runs a program several times, if one like it has failed.
pub(crate) fn at_once_often(setting: Setting, program: &Arc<[Line]>) -> Result<(), String> {
    static FAILED: AtomicBool = AtomicBool::new(false);
    let attempts = match FAILED.load(Ordering::SeqCst) {
        true => ATTEMPTS,
        false => 1,
    };
    for _ in 0..attempts {
        if let Err(wrong) = at_once(setting, program) {
            FAILED.store(true, Ordering::SeqCst);
            return Err(wrong);
        }
    }
    Ok(())
}

/// Makes up programs and runs them; the first that fails is made as simple as it gets, told of, and kept.
pub(crate) fn all<S, V>(
    what: &str,
    cases: u32,
    kept: &'static str,
    strategy: S,
    parts: impl Fn(&S::Value) -> (Setting, Vec<Line>),
    run: impl Fn(S::Value) -> Result<V, String>,
) where
    S: Strategy,
{
    let _turn = turn();
    let config = Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(kept))),
        max_shrink_time: 300_000,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    panics::watch(true);
    let start = Instant::now();
    let outcome = runner.run(&strategy, |value| {
        run(value).map(drop).map_err(TestCaseError::fail)
    });
    let seconds = start.elapsed().as_secs_f64();
    panics::watch(false);
    match outcome {
        Ok(()) => {
            let speed = f64::from(cases) / seconds;
            println!("report: {what} programs: {cases}, {speed:.0} a second");
        }
        Err(TestError::Abort(reason)) => panic!("no programs: {reason}"),
        Err(TestError::Fail(reason, value)) => {
            let (setting, program) = parts(&value);
            panic!(
                "a {what} program fails:\n{}{reason}",
                written(&setting, &program)
            );
        }
    }
}

/// Ends a run of the state machine test, which knows panics only. No hook hears of it.
pub(crate) fn fail(story: String) -> ! {
    resume_unwind(Box::new(story))
}
