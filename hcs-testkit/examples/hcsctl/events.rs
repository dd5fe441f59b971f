//! `hcsctl events`: what happens to systems, as it happens.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use anstyle::{AnsiColor, Style};
use futures_core::Stream as _;
use hcs::{ComputeSystem, Event, EventKind, EventOptions, EventStream};
use serde_json::{Value, json};

use crate::failure::{Ending, Failure, Kind};
use crate::output::{Out, member, printable};
use crate::target::Target;
use crate::wait::{self, Waited};

/// How long to go on.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// Until Ctrl-C, or until nothing more can come.
    Interrupted,
    /// For this time.
    Over(Duration),
}

/// How long events may be late that belong to an exit.
const STRAGGLERS: Duration = Duration::from_millis(500);

/// A system that is watched.
struct Watched {
    id: String,
    /// Its events end when its handle is closed.
    system: ComputeSystem,
    events: EventStream,
    /// It has exited, or its events have ended.
    over: bool,
}

pub(crate) fn run(target: &Target, out: &mut Out, ids: &[String], until: Until) -> Ending {
    let mut watched = Vec::new();
    match ids {
        [] => {
            for id in all(target)? {
                // One that went meanwhile, or is somebody else's, is no reason not to watch the others.
                watched.extend(watch(target, &id).ok());
            }
        }
        ids => {
            for id in ids {
                watched.push(watch(target, id)?);
            }
        }
    }
    if watched.is_empty() {
        return Err(Failure::new(
            Kind::NotFound,
            "there is no compute system to watch",
        ));
    }
    let play = match target {
        Target::Mock(scene) => Some(scene.play()),
        Target::Host(_) => None,
    };
    let ending = tell(out, &mut watched, until);
    drop(play);
    for Watched { system, events, .. } in watched {
        drop(events);
        system.close()?;
    }
    ending
}

/// The ids of the systems that there are, but for those that have ended.
fn all(target: &Target) -> Ending<Vec<String>> {
    let listing = target.host()?.enumerate_value();
    let systems = wait::call("listing the compute systems", listing)??;
    let systems = systems.as_array().map_or(&[][..], Vec::as_slice);
    let alive = systems.iter().filter(|system| system["Stopped"] != true);
    Ok(alive.map(|system| member(system, "Id")).collect())
}

fn watch(target: &Target, id: &str) -> Ending<Watched> {
    let system = target.open(id)?;
    // Containers have no such life, and a host may say so.
    let events = system
        .events(EventOptions::VM_LIFECYCLE)
        .or_else(|_| system.events(EventOptions::NONE))?;
    Ok(Watched {
        id: id.to_owned(),
        system,
        events,
        over: false,
    })
}

/// Tells each event, on this thread.
fn tell(out: &mut Out, watched: &mut [Watched], until: Until) -> Ending {
    let deadline = match until {
        Until::Interrupted => None,
        Until::Over(time) => Instant::now().checked_add(time),
    };
    let mut last = None;
    loop {
        let all_over = watched.iter().all(|it| it.over);
        if all_over && last.is_none() {
            // Events are told on several threads at the same time: another one may be on its way.
            last = Instant::now().checked_add(STRAGGLERS);
        }
        let mut next = pin!(poll_fn(|context| poll(watched, context)));
        match wait::until(&mut next, last.or(deadline)) {
            Waited::Done(Some((id, event))) => {
                let gone = event.kind() == EventKind::SERVICE_DISCONNECT;
                line(out, &id, &event)?;
                if gone {
                    return Err(Failure::new(
                        Kind::Unavailable,
                        "the Host Compute Service went away, and its events with it; start it with `sc start vmcompute`",
                    ));
                }
            }
            Waited::Done(None) | Waited::TimeIsOver => return Ok(0),
            Waited::Interrupted => {
                return Err(Failure::interrupted("interrupted; every handle is closed"));
            }
        }
    }
}

/// The next event of any system; none when there can be no more.
fn poll(watched: &mut [Watched], context: &mut Context<'_>) -> Poll<Option<(String, Event)>> {
    let mut ended = 0;
    for it in watched.iter_mut() {
        match Pin::new(&mut it.events).poll_next(context) {
            Poll::Ready(Some(event)) => {
                it.over |= event.kind() == EventKind::SYSTEM_EXITED;
                return Poll::Ready(Some((it.id.clone(), event)));
            }
            Poll::Ready(None) => {
                it.over = true;
                ended += 1;
            }
            Poll::Pending => {}
        }
    }
    match ended == watched.len() {
        true => Poll::Ready(None),
        false => Poll::Pending,
    }
}

fn line(out: &mut Out, id: &str, event: &Event) -> Ending<()> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.map_or(0.0, |since| since.as_secs_f64());
    let kind = format!("{:?}", event.kind());
    let data = match event.data() {
        None => Value::Null,
        // What is no JSON is shown as it came.
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    };
    if out.is_json() {
        let document = json!({ "Time": seconds, "Id": id, "Event": kind, "Data": data });
        return out.document_line(&document);
    }
    let style = match event.kind() {
        EventKind::SYSTEM_CRASH_INITIATED | EventKind::SYSTEM_CRASH_REPORT => {
            AnsiColor::Red.on_default()
        }
        EventKind::SYSTEM_EXITED | EventKind::SERVICE_DISCONNECT => AnsiColor::Yellow.on_default(),
        _ => Style::new(),
    };
    let data = match data {
        Value::Null => String::new(),
        data => format!("  {}", printable(&data.to_string())),
    };
    let (id, clock) = (printable(id), Clock(seconds));
    out.line(format_args!("{clock}  {id}  {style}{kind}{style:#}{data}"))?;
    out.flush()
}

/// A time of the day, of the world's: this program knows nothing of time zones.
struct Clock(f64);

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let milliseconds = (self.0 * 1000.0) as u64;
        let (seconds, milliseconds) = (milliseconds / 1000, milliseconds % 1000);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        let (hours, minutes) = (minutes / 60 % 24, minutes % 60);
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_the_time_of_the_day() {
        assert_eq!(
            Clock(86_400.0 * 2.0 + 3_661.25).to_string(),
            "01:01:01.250Z"
        );
    }
}
