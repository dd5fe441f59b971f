//! `hcsctl exec`: runs a command in a system, with this program's standard streams for its.

use std::future::{Future, poll_fn};
use std::io::{self, Read, Write};
use std::pin::{Pin, pin};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use hcs::{ExitStatus, Exited, Process, Stdin};
use serde_json::{Value, json};

use crate::failure::{Ending, Failure};
use crate::mailbox::Mailbox;
use crate::output::printable;
use crate::target::Target;
use crate::wait::{self, Waited};

/// How much is copied at once, in bytes.
const CHUNK: usize = 256 << 10;
/// How long a process may take to end after Ctrl-C, before it is killed.
const GRACE: Duration = Duration::from_secs(3);
/// How long it may take after that, and what it was fed may take to come back.
const LAST_GRACE: Duration = Duration::from_secs(30);

/// What the threads that copy have to tell.
enum Message {
    /// There is no more input, or nobody wants it: the end of the pipe that it went through.
    Fed(Stdin),
    /// One of the outputs has ended.
    Copied(Ending<()>),
}

pub(crate) fn run(target: &Target, id: &str, words: &[String]) -> Ending {
    target.with_system(id, |system| {
        let command = command_line(words);
        let parameters = json!({
            "CommandLine": command,
            "CreateStdInPipe": true,
            "CreateStdOutPipe": true,
            "CreateStdErrPipe": true,
        });
        let starting = format!("starting `{command}`");
        let created = wait::call(&starting, system.create_process(parameters))?;
        let process = created.map_err(|error| Failure::of_command(&error, &words[0]))?;
        let mut running = Running::new(process, id, command);
        let ending = running.see_through();
        let closed = running.close();
        let code = ending?;
        closed?;
        Ok(code)
    })
}

/// A process, and the threads that carry its streams.
struct Running {
    process: Process,
    /// As it is called in what the user is told.
    name: String,
    mailbox: Mailbox<Message>,
    /// Ends the feeding of its input, as long as it is fed.
    enough: Option<SyncSender<Option<Vec<u8>>>>,
    /// How many outputs have not ended yet.
    open_outputs: usize,
    copied: Ending<()>,
}

impl Running {
    fn new(mut process: Process, id: &str, command: String) -> Self {
        let mailbox = Mailbox::new();
        let mut open_outputs = 0;
        if let Some(stdout) = process.stdout.take() {
            let (mailbox, to) = (mailbox.clone(), io::stdout());
            thread::spawn(move || {
                mailbox.send(Message::Copied(copy(stdout, to, "standard output")))
            });
            open_outputs += 1;
        }
        if let Some(stderr) = process.stderr.take() {
            let (mailbox, to) = (mailbox.clone(), io::stderr());
            thread::spawn(move || {
                mailbox.send(Message::Copied(copy(stderr, to, "standard error")))
            });
            open_outputs += 1;
        }
        let enough = process
            .stdin
            .take()
            .map(|stdin| feed(stdin, mailbox.clone()));
        Self {
            process,
            name: printable(&format!("`{command}` in \"{id}\"")),
            mailbox,
            enough,
            open_outputs,
            copied: Ok(()),
        }
    }

    /// Until the process has exited, and all that it wrote is written: its exit code.
    fn see_through(&mut self) -> Ending {
        let mut exited = self.process.exited();
        let status = match self.wait_for_exit(&mut exited, None)? {
            Some(status) => status,
            None => {
                let outcome = self.interrupt(&mut exited)?;
                let name = &self.name;
                return Err(Failure::interrupted(format!(
                    "interrupted: {name} {outcome}"
                )));
            }
        };
        self.copy_rest();
        std::mem::replace(&mut self.copied, Ok(()))?;
        Ok(exit_code(&status))
    }

    /// Waits for the exit, and sees to the streams meanwhile; none when interrupted, or the time is over.
    fn wait_for_exit(
        &mut self,
        exited: &mut Exited<ExitStatus>,
        deadline: Option<Instant>,
    ) -> Ending<Option<ExitStatus>> {
        loop {
            let mailbox = self.mailbox.clone();
            let mut next = pin!(poll_fn(|context: &mut Context<'_>| {
                if let Poll::Ready(exit) = Pin::new(&mut *exited).poll(context) {
                    return Poll::Ready(Ok(exit));
                }
                mailbox.poll_next(context).map(Err)
            }));
            match wait::until(&mut next, deadline) {
                Waited::Done(Ok(exit)) => return Ok(Some(exit?)),
                Waited::Done(Err(message)) => self.take(message)?,
                Waited::TimeIsOver | Waited::Interrupted => return Ok(None),
            }
        }
    }

    fn take(&mut self, message: Message) -> Ending<()> {
        match message {
            Message::Fed(stdin) => {
                // Nothing is fed any more.
                self.enough = None;
                // It has all of it: what it reads next is the end.
                self.process.stdin = Some(stdin);
                match self.process.close_stdin().wait() {
                    // A process that has exited reads nothing; its exit tells what there is to tell.
                    Err(error) if !error.is_already_stopped() && self.runs() => {
                        return Err(error.into());
                    }
                    _ => {}
                }
            }
            Message::Copied(copied) => {
                self.open_outputs -= 1;
                let before = std::mem::replace(&mut self.copied, Ok(()));
                self.copied = before.and(copied);
            }
        }
        Ok(())
    }

    fn runs(&self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Ctrl-C: passes it on, and kills what doesn't end by it. What came of it.
    fn interrupt(&mut self, exited: &mut Exited<ExitStatus>) -> Ending<&'static str> {
        // Linux's SIGINT, where Windows' event isn't known.
        let signals: [Value; 2] = [json!({ "Signal": "CtrlC" }), json!({ "Signal": 2 })];
        let heard = signals
            .into_iter()
            .any(|signal| self.process.signal(signal).wait().is_ok());
        let grace = Instant::now().checked_add(GRACE);
        if heard && self.wait_for_exit(exited, grace)?.is_some() {
            self.copy_rest();
            return Ok("has ended");
        }
        let _ = self.process.terminate().wait();
        let grace = Instant::now().checked_add(LAST_GRACE);
        match self.wait_for_exit(exited, grace)? {
            Some(_) => {
                self.copy_rest();
                Ok("didn't end by itself and was killed")
            }
            None => Ok("doesn't end, not even by being killed"),
        }
    }

    /// The process is over: what it wrote last is still on its way. Its children may hold the pipes open; Ctrl-C leaves
    /// them alone.
    fn copy_rest(&mut self) {
        while self.open_outputs > 0 {
            let mailbox = self.mailbox.clone();
            let mut next = pin!(poll_fn(|context| mailbox.poll_next(context)));
            match wait::until(&mut next, None) {
                Waited::Done(message) => drop(self.take(message)),
                Waited::TimeIsOver | Waited::Interrupted => return,
            }
        }
    }

    /// Closes what is open.
    fn close(mut self) -> Ending<()> {
        if let Some(enough) = &self.enough {
            // Somebody at a terminal who is asked for nothing need not end his input.
            let _ = enough.send(None);
        }
        let deadline = Instant::now().checked_add(LAST_GRACE);
        while self.enough.is_some() {
            let mailbox = self.mailbox.clone();
            let mut next = pin!(poll_fn(|context| mailbox.poll_next(context)));
            match wait::until(&mut next, deadline) {
                Waited::Done(Message::Fed(stdin)) => {
                    self.process.stdin = Some(stdin);
                    self.enough = None;
                }
                Waited::Done(Message::Copied(_)) => {}
                Waited::TimeIsOver | Waited::Interrupted => break,
            }
        }
        self.process.close()?;
        Ok(())
    }
}

/// Feeds this program's input to the process, until it ends or somebody says that it is enough.
fn feed(stdin: Stdin, mailbox: Mailbox<Message>) -> SyncSender<Option<Vec<u8>>> {
    let (sender, receiver) = sync_channel(1);
    let enough = sender.clone();
    // This one may wait for somebody at a terminal for ever: it holds nothing that would have to be closed.
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match input.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read,
            };
            // An input that fails has no more to give.
            let part = match read {
                Ok(length @ 1..) => Some(chunk[..length].to_vec()),
                Ok(0) | Err(_) => None,
            };
            let ends = part.is_none();
            if sender.send(part).is_err() || ends {
                return;
            }
        }
    });
    thread::spawn(move || {
        let mut stdin = stdin;
        pass_on(&receiver, &mut stdin);
        mailbox.send(Message::Fed(stdin));
    });
    enough
}

fn pass_on(receiver: &Receiver<Option<Vec<u8>>>, stdin: &mut Stdin) {
    while let Ok(Some(part)) = receiver.recv() {
        // A process need not read all that it could.
        if stdin.write_all(&part).is_err() {
            return;
        }
    }
}

/// Copies all of an output. When nobody reads on, it isn't read either: the process learns of it as it would here.
fn copy(mut from: impl Read, mut to: impl Write, name: &str) -> Ending<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = match from.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::of_stream(&format!("command's {name}"), &error)),
        };
        let written = to.write_all(&chunk[..length]).and_then(|()| to.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(|error| Failure::of_stream(name, &error))?,
        }
    }
}

/// The words as one command line: Windows' programs take it apart again in the same way.
fn command_line(words: &[String]) -> String {
    if let [line] = words {
        return line.clone();
    }
    let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
    quoted.join(" ")
}

fn quote(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut quoted = String::from('"');
    let mut backslashes = 0;
    for character in word.chars() {
        match character {
            '\\' => backslashes += 1,
            '"' => {
                // Those before a quote stand for half as many.
                quoted.extend(std::iter::repeat_n('\\', backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        quoted.push(character);
    }
    quoted.extend(std::iter::repeat_n('\\', backslashes));
    quoted.push('"');
    quoted
}

/// The exit code of this program: that of the command. A Unix passes on 8 bits of it: one that has more is 255 there.
fn exit_code(status: &ExitStatus) -> i32 {
    match status.code() {
        None => 255,
        Some(code) if cfg!(windows) => code as i32,
        Some(code) => u8::try_from(code).map_or(255, i32::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_so_that_windows_takes_them_apart_as_they_were() {
        let line = |words: &[&str]| command_line(&words.map_to_owned());
        assert_eq!(line(&["cmd /c dir"]), "cmd /c dir");
        assert_eq!(line(&["echo", "a b", ""]), r#"echo "a b" """#);
        assert_eq!(line(&["echo", r#"say "hi""#]), r#"echo "say \"hi\"""#);
        assert_eq!(line(&["echo", r"c:\a b\"]), r#"echo "c:\a b\\""#);
        assert_eq!(line(&["echo", r"c:\a\"]), r"echo c:\a\");
    }

    trait MapToOwned {
        fn map_to_owned(&self) -> Vec<String>;
    }

    impl MapToOwned for [&str] {
        fn map_to_owned(&self) -> Vec<String> {
            self.iter().map(|&word| word.to_owned()).collect()
        }
    }
}
