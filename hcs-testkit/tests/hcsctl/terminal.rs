#![allow(unsafe_code)] // Makes a terminal, and hands it to a program as the one that controls it.
//! What people see who sit at a terminal, and that they get it back as it was.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd as _, FromRawFd as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::ptr;

use crate::tool::{example, hcsctl};

const CTRL_C: &[u8] = b"\x03";

/// A terminal: the end that the programs have, and the end with the keyboard and the screen.
struct Terminal {
    programs: File,
    people: File,
    screen: String,
}

impl Terminal {
    fn new() -> Self {
        let (mut people, mut programs) = (-1, -1);
        let size = libc::winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        // SAFETY: there are places for both descriptors; a name and settings aren't asked for, the size is one.
        let made = unsafe {
            libc::openpty(
                &raw mut people,
                &raw mut programs,
                ptr::null_mut(),
                ptr::null_mut(),
                (&raw const size).cast_mut(),
            )
        };
        assert_eq!(made, 0, "no terminal: {}", io::Error::last_os_error());
        // SAFETY: both were just made, and belong to nobody else.
        let (people, programs) =
            unsafe { (File::from_raw_fd(people), File::from_raw_fd(programs)) };
        // Programs get what they are given, and nothing else.
        for file in [&people, &programs] {
            // SAFETY: the descriptor is open.
            let set = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) };
            assert_eq!(set, 0);
        }
        Self {
            programs,
            people,
            screen: String::new(),
        }
    }

    /// What matters of its settings.
    fn settings(&self) -> [libc::tcflag_t; 4] {
        let mut settings = MaybeUninit::<libc::termios>::uninit();
        // SAFETY: the descriptor is open, and there is a place for the settings.
        let told = unsafe { libc::tcgetattr(self.programs.as_raw_fd(), settings.as_mut_ptr()) };
        assert_eq!(told, 0);
        // SAFETY: they were just written.
        let it = unsafe { settings.assume_init() };
        [it.c_iflag, it.c_oflag, it.c_cflag, it.c_lflag]
    }

    /// Starts a program that has this for its terminal.
    fn start(&self, command: &mut Command) -> Child {
        let end = || Stdio::from(self.programs.try_clone().unwrap());
        command.stdin(end()).stdout(end()).stderr(end());
        // SAFETY: between the fork and the program only two calls are made, both of which may be made there.
        unsafe {
            command.pre_exec(|| {
                // Its own session, so that what is typed here goes to it.
                if libc::setsid() < 0 || libc::ioctl(0, libc::TIOCSCTTY as _, 0) < 0 {
                    return Err(io::Error::last_os_error());
                }
                Ok(())
            });
        }
        command.spawn().unwrap()
    }

    /// Reads on until this is on the screen.
    #[track_caller]
    fn shows(&mut self, text: &str) {
        let mut bytes = [0; 4096];
        while !self.screen.contains(text) {
            let count = match self.people.read(&mut bytes) {
                Ok(count @ 1..) => count,
                _ => panic!("{text:?} never came: {:?}", self.screen),
            };
            self.screen
                .push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    }

    /// Waits for the end of the program: its exit code, and the screen.
    fn end(mut self, mut child: Child) -> (Option<i32>, String) {
        // The last writer's end closes with the program.
        drop(self.programs);
        let mut bytes = [0; 4096];
        // Linux tells the end as an error.
        while let Ok(count @ 1..) = self.people.read(&mut bytes) {
            self.screen
                .push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
        (child.wait().unwrap().code(), self.screen)
    }
}

/// Checks that nothing is left of colours, a hidden cursor, or a line that was drawn over.
#[track_caller]
fn is_restored(screen: &str) {
    let count = |sequence: &str| screen.matches(sequence).count();
    assert_eq!(
        count("\x1b[?25l"),
        count("\x1b[?25h"),
        "the cursor: {screen:?}"
    );
    let last = screen.rsplit("\x1b[").find(|rest| {
        rest.split('m').next().is_some_and(|it| {
            it.chars()
                .all(|character| character.is_ascii_digit() || character == ';')
        })
    });
    assert!(
        last.is_none_or(|last| last.starts_with("0m")),
        "the colour: {screen:?}"
    );
    assert!(screen.ends_with('\n'), "the line: {screen:?}");
}

#[test]
fn there_are_colours_on_a_terminal_unless_nobody_wants_them() {
    let terminal = Terminal::new();
    let child = terminal.start(&mut hcsctl(["list"]));
    let (code, screen) = terminal.end(child);
    assert_eq!(code, Some(0));
    assert!(screen.contains("\x1b[32mRunning\x1b[0m"), "{screen:?}");
    is_restored(&screen);

    let terminal = Terminal::new();
    let child = terminal.start(hcsctl(["list"]).env("NO_COLOR", "1"));
    let (code, screen) = terminal.end(child);
    assert_eq!(code, Some(0));
    assert!(
        screen.contains(" Running ") && !screen.contains('\x1b'),
        "{screen:?}"
    );
}

#[test]
fn a_spinner_turns_while_something_takes_its_time_and_ctrl_c_takes_it_away() {
    for arguments in [
        &["list"][..],
        &["inspect", "web-frontend"],
        &["kill", "web-frontend"],
        &["exec", "web-frontend", "true"],
    ] {
        let mut terminal = Terminal::new();
        let before = terminal.settings();
        let broken = ["--ledger", "--broken", "hangs"];
        let child = terminal.start(&mut hcsctl(broken.iter().chain(arguments)));
        terminal.shows("Ctrl-C ends it");
        terminal.people.write_all(CTRL_C).unwrap();
        terminal.shows("hcsctl: interrupted while ");
        assert_eq!(terminal.settings(), before);
        let (code, screen) = terminal.end(child);
        assert_eq!(code, Some(130), "{screen:?}");
        assert!(screen.contains("ledger: clean"), "{screen:?}");
        is_restored(&screen);
    }
}

#[test]
fn ctrl_c_at_the_keyboard_ends_a_command_and_leaves_the_terminal_as_it_was() {
    for (arguments, first) in [
        (&["exec", "web-frontend", "serve"][..], "serving"),
        (&["events", "--follow"], "flaky-worker"),
    ] {
        let mut terminal = Terminal::new();
        let before = terminal.settings();
        let child = terminal.start(&mut hcsctl(["--ledger"].iter().chain(arguments)));
        terminal.shows(first);
        terminal.people.write_all(CTRL_C).unwrap();
        terminal.shows("hcsctl: interrupted");
        assert_eq!(terminal.settings(), before);
        let (code, screen) = terminal.end(child);
        assert_eq!(code, Some(130), "{screen:?}");
        assert!(screen.contains("ledger: clean"), "{screen:?}");
        is_restored(&screen);
    }
}

#[test]
fn a_command_that_asks_for_nothing_ends_although_somebody_could_type() {
    for (name, arguments) in [
        ("exec", &["--", "echo", "hello"][..]),
        ("hcsctl", &["exec", "web-frontend", "echo", "hello"]),
    ] {
        let terminal = Terminal::new();
        let child = terminal.start(&mut example(name, arguments));
        let (code, screen) = terminal.end(child);
        assert_eq!(code, Some(0), "{screen:?}");
        assert!(screen.contains("hello\r\n"), "{screen:?}");
    }
}

#[test]
fn progress_goes_away_with_the_work() {
    let terminal = Terminal::new();
    let child = terminal.start(&mut hcsctl(["doctor"]));
    let (code, screen) = terminal.end(child);
    assert_eq!(code, Some(0));
    assert!(screen.contains("7/7 the compute systems"), "{screen:?}");
    is_restored(&screen);
}

#[test]
fn no_spinner_is_drawn_where_nobody_could_see_it() {
    let output = hcsctl(["list", "--slow", "2"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}
