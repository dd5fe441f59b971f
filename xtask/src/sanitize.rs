//! `cargo xtask sanitize`: the suite under ThreadSanitizer and AddressSanitizer, the latter with leak detection.
//!
//! Sanitizers want a standard library that is built with them, which takes unstable options of the compiler: a
//! nightly toolchain with rust-src, or the cargo that [`CARGO`] names.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use crate::{Result, Unavailable, flags, root};

/// Names a cargo whose compiler can build the standard library, instead of `cargo +nightly`.
const CARGO: &str = "HCS_SANITIZER_CARGO";

/// What is run: everything that runs unsafe code. Compiler and xtask tests have none.
const PACKAGES: [&str; 3] = ["hcs-sys", "hcs", "hcs-testkit"];

/// Half as many random programs as usual: a sanitizer is several times slower.
const CASES: &str = "5000";

/// A sanitizer, and the environment that makes it strict.
struct Sanitizer {
    name: &'static str,
    option: &'static str,
    variable: &'static str,
    settings: &'static str,
}

const SANITIZERS: [Sanitizer; 2] = [
    Sanitizer {
        name: "thread",
        option: "-Zsanitizer=thread",
        variable: "TSAN_OPTIONS",
        settings: "halt_on_error=1",
    },
    Sanitizer {
        name: "address",
        option: "-Zsanitizer=address",
        variable: "ASAN_OPTIONS",
        settings: "detect_leaks=1",
    },
];

/// Runs the suite under the sanitizers.
pub(crate) fn run(flags: &flags::Sanitize) -> Result {
    let target = host()?;
    if !target.contains("-linux-") {
        let told = format!("sanitizers are run on Linux only, and this is {target}");
        return Err(Unavailable(told).into());
    }
    let wanted = |it: &&Sanitizer| flags.only.as_deref().is_none_or(|only| only == it.name);
    let sanitizers: Vec<_> = SANITIZERS.iter().filter(wanted).collect();
    if sanitizers.is_empty() {
        return Err("--only takes `thread` or `address`".into());
    }
    let (cargo, arguments) = toolchain()?;
    for sanitizer in sanitizers {
        println!("\n== {} ==", sanitizer.name);
        let steps: [&[&str]; 2] = [
            // Tests run the examples, which cargo doesn't build for tests that are chosen.
            &["build", "--examples"],
            &["test", "--tests", "--no-fail-fast"],
        ];
        for step in steps {
            let mut command = Command::new(&cargo);
            command.args(&arguments).args(step);
            sanitized(&mut command, sanitizer, &target);
            if !command.status()?.success() {
                let name = sanitizer.name;
                return Err(format!("the suite fails under the {name} sanitizer").into());
            }
        }
    }
    println!("sanitize: clean");
    Ok(())
}

/// Has cargo build what is to be looked at, its standard library included, with a sanitizer.
fn sanitized(command: &mut Command, sanitizer: &Sanitizer, target: &str) {
    let folder = root().join("target/sanitize").join(sanitizer.name);
    command
        .args(["-Zbuild-std", "--target", target])
        .args(PACKAGES.iter().flat_map(|package| ["--package", package]))
        .current_dir(root())
        // Options that only a nightly compiler takes otherwise.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", sanitizer.option)
        .env("CARGO_TARGET_DIR", folder)
        .env("CARGO_INCREMENTAL", "0")
        // As Clang's documentation advises: it takes longer to build, and the tests run several times as fast.
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .env(sanitizer.variable, sanitizer.settings);
    if std::env::var_os("HCS_CASES").is_none() {
        command.env("HCS_CASES", CASES);
    }
}

/// The cargo to use, and what comes before its command.
fn toolchain() -> Result<(OsString, Vec<&'static str>)> {
    if let Some(cargo) = std::env::var_os(CARGO).filter(|cargo| !cargo.is_empty()) {
        return Ok((cargo, Vec::new()));
    }
    let mut nightly = Command::new("cargo");
    nightly.args(["+nightly", "--version"]);
    nightly.stdout(Stdio::null()).stderr(Stdio::null());
    if nightly.status().is_ok_and(|status| status.success()) {
        return Ok(("cargo".into(), vec!["+nightly"]));
    }
    let told = format!(
        "no toolchain that can build the standard library with sanitizers: \
         `rustup toolchain install nightly --component rust-src`, or name a cargo in {CARGO}"
    );
    Err(Unavailable(told).into())
}

/// The target of this machine's compiler.
fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output()?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("`rustc -vV` names no host")?.to_owned())
}
