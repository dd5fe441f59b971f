//! `cargo xtask test-windows`: builds the tests for Windows and runs them, under Wine where this is not Windows.
//!
//! What is printed and counted is what [`test_mock`] prints and counts. Doctests are among it: cargo builds them for another
//! target, too, and gives them to what runs its programs.

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::test_mock::example::EXAMPLES;
use crate::test_mock::report::Report;
use crate::test_mock::targets::Targets;
use crate::{Result, Unavailable, dll, flags, root, test_mock};

/// Names a cargo that builds for [`TARGET`] and runs what it has built, instead of this one with rustup's target.
pub(crate) const CARGO: &str = "HCS_WINDOWS_CARGO";

/// The one target of Windows that can be linked, and run, without anything of Microsoft's.
const TARGET: &str = "x86_64-pc-windows-gnu";

/// What Rust links with for [`TARGET`].
const LINKER: &str = "x86_64-w64-mingw32-gcc";

/// What runs a program of Windows elsewhere.
const RUNNER: &str = "wine";

/// As many random programs as Wine, several times slower, gets through in minutes.
const CASES: NonZeroU32 = NonZeroU32::new(500).unwrap();

/// Runs the tests and prints the summary, whose last line has the numbers.
pub(crate) fn run(flags: &flags::TestWindows) -> Result {
    let toolchain = Toolchain::find()?;
    let cases = flags.cases.unwrap_or(CASES);
    toolchain.keep_wine_running();
    let start = Instant::now();
    println!(
        "building the tests and examples {}, with {cases} cases",
        toolchain.title()
    );
    let libraries = toolchain.libraries().run()?;
    let test = || {
        let mut cargo = toolchain.cargo("test");
        cargo.env(dll::DIRECTORY, &libraries);
        // What maintains the workspace runs where it is developed.
        test_mock::make_up(cargo.args(test_mock::CRATES), cases);
        cargo
    };
    let mut targets = Targets::default();
    targets.build(test())?;
    let built = start.elapsed();

    let mut report = Report::new("test-windows");
    test_mock::tests(test(), &targets, &mut report)?;
    for example in EXAMPLES {
        report.one(example.suite(), || {
            let mut cargo = toolchain.cargo("run");
            cargo.args(["--quiet", "--package", "hcs-testkit"]);
            cargo.args(["--example", example.name, "--"]);
            example.run(&mut cargo, &libraries.join("computecore.dll"))
        });
    }
    println!("\n{}", report.summary(built));
    report.verdict()
}

/// What builds for Windows, and runs what it has built.
#[derive(Debug, PartialEq, Eq)]
enum Toolchain {
    /// This is Windows: its own target, whichever that is.
    Native,
    /// The cargo that [`CARGO`] names.
    Named(OsString),
    /// This cargo, with rustup's target, and a linker and Wine that are installed.
    Installed,
}

impl Toolchain {
    fn find() -> Result<Self, Unavailable> {
        if cfg!(windows) {
            return Ok(Self::Native);
        }
        if let Some(cargo) = std::env::var_os(CARGO).filter(|cargo| !cargo.is_empty()) {
            // A path means the same wherever cargo is called.
            return match is_runnable(&cargo) {
                true => Ok(Self::Named(cargo)),
                false => Err(Unavailable(format!(
                    "{CARGO} names {}, which can't be run: name a cargo that builds for {TARGET}",
                    cargo.display()
                ))),
            };
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let missing = missing(has_target(), |program| is_on(&path, program));
        match missing.is_empty() {
            true => Ok(Self::Installed),
            false => Err(Unavailable(format!(
                "no way to build for Windows and to run it: {}; or name a cargo that can do both in {CARGO}",
                missing.join(", ")
            ))),
        }
    }

    /// The target is this machine's own.
    fn is_native(&self) -> bool {
        *self == Self::Native
    }

    fn title(&self) -> String {
        match self {
            Self::Native => "for this Windows".to_owned(),
            Self::Named(cargo) => format!("for {TARGET} with {}", cargo.display()),
            Self::Installed => format!("for {TARGET} with {LINKER} and {RUNNER}"),
        }
    }

    /// Keeps Wine's server for a while after each program: one that is about to end, as it may do at once, turns away the
    /// program that comes next. Whose server that is, a cargo that was named tells only by `WINEPREFIX`.
    fn keep_wine_running(&self) {
        let is_known = match self {
            Self::Native => false,
            Self::Named(_) => std::env::var_os("WINEPREFIX").is_some(),
            Self::Installed => true,
        };
        if !is_known {
            return;
        }
        // Its services keep the streams of the program that they were started by: not those that are read here.
        for words in [
            ["wineserver", "-p60"].as_slice(),
            &[RUNNER, "cmd", "/c", "exit"],
        ] {
            let mut program = Command::new(words[0]);
            program.args(&words[1..]).stdin(Stdio::null());
            program.stdout(Stdio::null()).stderr(Stdio::null());
            // Where it fails, there may be a server already, or the tests say more about what is missing.
            let _ = program.status();
        }
    }

    fn program(&self) -> OsString {
        match self {
            Self::Named(cargo) => cargo.clone(),
            Self::Native | Self::Installed => crate::cargo(),
        }
    }

    /// It may be another compiler than this machine's, which would build everything anew each time.
    fn directory() -> PathBuf {
        root().join("target/windows")
    }

    /// The mock's libraries and the examples in C, for Windows.
    fn libraries(&self) -> dll::Build {
        let mut build = dll::Build::new(self.program());
        build.target = (!self.is_native()).then(|| TARGET.to_owned());
        build.target_dir = Some(Self::directory());
        build.beside_tests_of = test_mock::CRATES;
        build
    }

    /// A command of cargo's, for Windows.
    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(self.program());
        cargo
            .current_dir(root())
            .env("CARGO_TARGET_DIR", Self::directory())
            .arg(command);
        if self.is_native() {
            return cargo;
        }
        cargo.args(["--target", TARGET]);
        if *self == Self::Installed {
            cargo
                .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", LINKER)
                .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", RUNNER);
            // Wine's own remarks are among what the tests print, unless they are asked for.
            if std::env::var_os("WINEDEBUG").is_none() {
                cargo.env("WINEDEBUG", "-all");
            }
        }
        cargo
    }
}

/// What has to be done first, a clause each.
fn missing(has_target: bool, is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let mut missing = Vec::new();
    if !has_target {
        missing.push(format!(
            "add Rust's target with `rustup target add {TARGET}`"
        ));
    }
    if !is_there(LINKER) {
        missing.push(format!(
            "install {LINKER} (Debian and Ubuntu have it in gcc-mingw-w64-x86-64)"
        ));
    }
    if !is_there(RUNNER) {
        missing.push(format!("install {RUNNER}"));
    }
    missing
}

/// Whether the compiler has a standard library for [`TARGET`].
fn has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let Ok(output) = rustc.current_dir(root()).output() else {
        return false;
    };
    let directory = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end());
    let Ok(mut files) = directory.read_dir() else {
        return false;
    };
    files.any(|file| file.is_ok_and(|file| file.path().extension() == Some("rlib".as_ref())))
}

/// Whether one of the directories of this `PATH` has a program of this name.
fn is_on(path: &std::ffi::OsStr, program: &str) -> bool {
    std::env::split_paths(path).any(|directory| directory.join(program).is_file())
}

/// Whether this is a cargo, or something like it, that runs.
fn is_runnable(cargo: &OsString) -> bool {
    let mut cargo = Command::new(cargo);
    cargo.arg("--version").current_dir(root());
    cargo.stdin(Stdio::null()).stdout(Stdio::null());
    cargo.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn each_thing_that_is_missing_is_told_with_its_remedy() {
        assert_eq!(missing(true, |_| true), [""; 0]);
        let all = missing(false, |_| false).join(", ");
        for words in ["rustup target add", LINKER, "install wine"] {
            assert!(all.contains(words), "{words:?} is not in: {all}");
        }
        assert_eq!(missing(true, |program| program != RUNNER), ["install wine"]);
    }

    #[test]
    fn a_program_is_looked_for_in_each_directory() {
        let directories = [Path::new("/no/such"), root()];
        let path = std::env::join_paths(directories).unwrap();
        assert!(is_on(&path, "Cargo.toml"));
        assert!(!is_on(&path, "hcs"), "it is a directory");
        assert!(!is_on("".as_ref(), "wine"));
    }

    #[test]
    fn a_cargo_that_is_not_there_does_not_run() {
        assert!(is_runnable(&crate::cargo()));
        assert!(!is_runnable(&"no-such-cargo".into()));
    }

    #[test]
    fn another_machine_is_told_the_target_and_has_a_directory_of_its_own() {
        let told = |toolchain: Toolchain| {
            let cargo = toolchain.cargo("test");
            let args: Vec<_> = cargo.get_args().map(ToOwned::to_owned).collect();
            let directory = cargo
                .get_envs()
                .find(|(name, _)| *name == "CARGO_TARGET_DIR");
            assert!(directory.is_some_and(|(_, value)| value.is_some()));
            args
        };
        assert_eq!(told(Toolchain::Native), ["test"]);
        assert_eq!(
            told(Toolchain::Named("x".into())),
            ["test", "--target", TARGET]
        );
        assert_eq!(told(Toolchain::Installed), ["test", "--target", TARGET]);
    }
}
