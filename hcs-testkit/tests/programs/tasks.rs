//! The threads of this process, as Linux knows them.

#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

/// How long a thread that was joined may still be seen.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_secs(10);

/// The names of the threads that a program has left behind. Those of the test harness are named after the tests.
#[cfg(target_os = "linux")]
pub(crate) fn left_behind() -> Vec<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left: Vec<String> = names().into_iter().filter(|name| !is_usual(name)).collect();
        if left.is_empty() || Instant::now() > deadline {
            return left;
        }
        std::thread::yield_now();
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn left_behind() -> Vec<String> {
    Vec::new()
}

#[cfg(target_os = "linux")]
fn is_usual(name: &str) -> bool {
    // The kernel keeps 15 characters of a name.
    let main = std::env::current_exe().ok();
    let main = main.as_deref().and_then(|path| path.file_name()?.to_str());
    let is_main = main.is_some_and(|main| main.starts_with(name));
    is_main
        || ["stepped::", "threaded::", "kept::", "life::"]
            .iter()
            .any(|module| name.starts_with(module))
        || [crate::closer::NAME, crate::watchdog::NAME].contains(&name)
}

#[cfg(target_os = "linux")]
fn names() -> Vec<String> {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return Vec::new();
    };
    tasks
        .flatten()
        // One that ends meanwhile has no name.
        .filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok())
        .map(|name| name.trim_end().to_owned())
        .collect()
}
