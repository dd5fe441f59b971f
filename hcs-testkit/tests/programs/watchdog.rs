//! Nothing may hang. A program that does is told of, and ends everything: there is no other way out of it.

use std::io::Write;
use std::sync::{Arc, Mutex, Once, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::setting::Setting;
use crate::stage::Stage;
use crate::step::Line;
use crate::tally::lock;

/// How long a program may take on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(120);

struct Watched {
    since: Instant,
    setting: Setting,
    program: Arc<[Line]>,
    stage: Weak<Stage>,
}

static WATCHED: Mutex<Option<Watched>> = Mutex::new(None);

/// The name of the thread.
pub(crate) const NAME: &str = "watchdog";

/// Watches a program until the guard is dropped.
pub(crate) fn watch(setting: Setting, program: &Arc<[Line]>) -> Watch {
    static START: Once = Once::new();
    START.call_once(|| {
        let thread = thread::Builder::new().name(NAME.to_owned());
        thread.spawn(bark).expect("one more thread");
    });
    *lock(&WATCHED) = Some(Watched {
        since: Instant::now(),
        setting,
        program: Arc::clone(program),
        stage: Weak::new(),
    });
    Watch(())
}

/// The program runs here.
pub(crate) fn at(stage: &Arc<Stage>) {
    if let Some(watched) = lock(&WATCHED).as_mut() {
        watched.stage = Arc::downgrade(stage);
    }
}

pub(crate) struct Watch(());

impl Drop for Watch {
    fn drop(&mut self) {
        let watched = lock(&WATCHED).take();
        drop(watched);
    }
}

fn bark() {
    loop {
        thread::sleep(Duration::from_secs(1));
        let watched = lock(&WATCHED);
        let Some(watched) = watched.as_ref() else {
            continue;
        };
        if watched.since.elapsed() < PATIENCE {
            continue;
        }
        let mut story = format!(
            "a program hangs:\n{}",
            crate::run::written(&watched.setting, &watched.program)
        );
        if let Some(stage) = watched.stage.upgrade() {
            let mock = &stage.mock;
            story.push_str(&format!("{}\n{}", mock.ledger(), mock.history()));
            // It isn't to be dropped here.
            std::mem::forget(stage);
        }
        // Not through the macros: a test's output would be kept back.
        let _ = std::io::stderr().write_all(story.as_bytes());
        std::process::abort();
    }
}
