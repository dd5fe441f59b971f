//! The command line of `cargo xtask`. After a change: `UPDATE_XFLAGS=1 cargo check -p xtask`.

#![allow(unreachable_pub)] // The generated part is written for a library.

use std::num::NonZeroU32;
use std::path::PathBuf;

xflags::xflags! {
    src "./src/flags.rs"

    /// The commands that maintain this workspace.
    cmd xtask {
        /// Write the generated files of this workspace.
        cmd codegen {
            /// Write nothing: fail if a generated file is not what would be written.
            optional --check
        }

        /// The catalogue of the JSON documents of HCS, hcs/schema/*.txt, and Microsoft's published descriptions of them.
        cmd schema {
            /// Bring the catalogue up to date with the published files; what people have added to it stays.
            cmd import {
                /// The directory with the files: one for each release.
                required dir: PathBuf
            }
            /// Compare the catalogue with the published files, both ways: every definition, property, value and type.
            cmd verify {
                /// The directory with the files: one for each release.
                required dir: PathBuf
            }
        }

        /// Build and run every test of the workspace, and the examples that are tests; none needs a host.
        ///
        /// The last line has the numbers: `test-mock: 123 passed, 0 failed`.
        cmd test-mock {
            /// How many random programs each property test makes up. Without it, as many as the test itself says. From
            /// 100,000 on they are optimized first, which takes some minutes more and is worth it.
            ///
            /// The tests see it as the environment variables HCS_CASES and PROPTEST_CASES.
            optional --cases cases: NonZeroU32
        }

        /// Run the conformance suite on this machine's own computecore.dll: whether the mock is right about this host.
        ///
        /// Exit codes: 0 the host conforms; 1 a case failed, or a rule was contradicted; 2 there is no Host Compute System
        /// here; 3 this user may not use it; 4 the arguments are wrong, the suite doesn't build, or the file can't be
        /// written.
        cmd test-host {
            /// Write the report to this file, too, as JSON.
            optional --json file: PathBuf
            /// Only the cases whose names contain this.
            optional --filter name: String
            /// The configuration of a container in which cmd.exe can run, as JSON: for the cases about processes.
            optional --container file: PathBuf
        }

        /// Build the tests for Windows and run them: under Wine, or on Windows itself. None needs a host.
        ///
        /// It takes a cargo named in HCS_WINDOWS_CARGO that builds for x86_64-pc-windows-gnu and runs what it has
        /// built, or rustup's target of that name with mingw-w64's gcc and wine; without either it exits with 3. The last
        /// line has the numbers: `test-windows: 123 passed, 0 failed`.
        cmd test-windows {
            /// How many random programs each property test makes up: 500 unless told otherwise, as Wine is slow.
            ///
            /// The tests see it as the environment variables HCS_CASES and PROPTEST_CASES.
            optional --cases cases: NonZeroU32
        }

        /// Measure what hcs costs beside the same work at the C ABI, and write BENCHMARKS.md: takes ten minutes or more.
        ///
        /// Instructions are counted where valgrind is installed. Whatever else the machine does meanwhile shows in times, and
        /// less in ratios.
        cmd bench {
            /// Only what has this in its name: a part of `model 1/null/without documents`, or `scale`, `loading`, `builds`. The
            /// file is not written then.
            optional --filter name: String
        }

        /// Build the mock as computecore, computestorage and computenetwork, and the examples in C on them.
        ///
        /// They are in one directory, which the last line names: it can be copied as it is.
        cmd dll {
            /// Optimised.
            optional --release
            /// For this target of rustc's instead of the machine's own.
            optional --target target: String
        }

        /// Show how many exports of each DLL are declared, wrapped by hcs, modelled by the mock, and tested.
        cmd coverage {
            /// A line for each function.
            optional --list
        }

        /// Write the figures in README.md: how much there is of rules, tests and types, with the command that shows it.
        cmd figures {
            /// Write nothing, and fail when they are old.
            optional --check
        }

        /// Check the published crates with each combination of their features: no warning in any. Takes minutes.
        cmd features {
            /// For this target of rustc's instead of the machine's own.
            optional --target target: String
        }

        /// Run the models of the small hard parts of hcs through every order of their steps.
        cmd models {
        }

        /// Change the code in small ways, one at a time, and see whether a test notices each: takes an hour or more.
        ///
        /// It needs cargo-mutants and cargo-nextest. The source files of each folder are a shard: a run that was
        /// stopped goes on where it was. The outcomes are in xtask/mutants.txt: a file that is as it was isn't done again,
        /// but for what was missed.
        cmd mutants {
            /// Do all files, whatever is known of them.
            optional --all
            /// Only the files whose path contains this.
            optional --only path: String
            /// How many mutants are built and tested at the same time.
            optional --jobs jobs: NonZeroU32
            /// Only what this diff, a file, changes: minutes. `git diff main > change.diff` makes one.
            optional --in-diff diff: PathBuf
        }

        /// Check a recording of HCS_RECORD against the contract, rule by rule, and replay it on the mock.
        ///
        /// Exit codes: 0, nothing in it speaks against either; 1, something does; 2, the file is no recording; 3, its
        /// last line is cut off, and nothing before it speaks against either.
        cmd replay {
            /// The file that HCS_RECORD has named.
            required file: PathBuf
        }

        /// Run the suite under ThreadSanitizer and AddressSanitizer, on Linux.
        ///
        /// It takes a nightly toolchain with rust-src, or a cargo named in HCS_SANITIZER_CARGO.
        cmd sanitize {
            /// Only this one: thread, or address.
            optional --only only: String
        }

        /// Run the tests that Miri can run under it: undefined behaviour, data races, leaks.
        ///
        /// It takes a nightly toolchain with the components miri and rust-src.
        cmd miri {
        }

        /// Follow each rule of the contract to its tests and to the code that obeys it, and look every file over.
        ///
        /// Fails, and names it, when a rule has none, or when a file lacks what every file has to have.
        cmd tidy {
            /// Everything that shows a rule, a line each.
            optional --list
        }

        /// Do what continuous integration does on each machine: formatting, lints, generated files, docs, rules, models,
        /// tests.
        ///
        /// Every step runs, also after one that failed.
        cmd ci {
        }
    }
}

// generated start
// The following code is generated by `xflags` macro.
// Run `env UPDATE_XFLAGS=1 cargo build` to regenerate.
#[derive(Debug)]
pub struct Xtask {
    pub subcommand: XtaskCmd,
}

#[derive(Debug)]
pub enum XtaskCmd {
    Codegen(Codegen),
    Schema(Schema),
    TestMock(TestMock),
    TestHost(TestHost),
    TestWindows(TestWindows),
    Bench(Bench),
    Dll(Dll),
    Coverage(Coverage),
    Figures(Figures),
    Features(Features),
    Models(Models),
    Mutants(Mutants),
    Replay(Replay),
    Sanitize(Sanitize),
    Miri(Miri),
    Tidy(Tidy),
    Ci(Ci),
}

#[derive(Debug)]
pub struct Codegen {
    pub check: bool,
}

#[derive(Debug)]
pub struct Schema {
    pub subcommand: SchemaCmd,
}

#[derive(Debug)]
pub enum SchemaCmd {
    Import(Import),
    Verify(Verify),
}

#[derive(Debug)]
pub struct Import {
    pub dir: PathBuf,
}

#[derive(Debug)]
pub struct Verify {
    pub dir: PathBuf,
}

#[derive(Debug)]
pub struct TestMock {
    pub cases: Option<NonZeroU32>,
}

#[derive(Debug)]
pub struct TestHost {
    pub json: Option<PathBuf>,
    pub filter: Option<String>,
    pub container: Option<PathBuf>,
}

#[derive(Debug)]
pub struct TestWindows {
    pub cases: Option<NonZeroU32>,
}

#[derive(Debug)]
pub struct Bench {
    pub filter: Option<String>,
}

#[derive(Debug)]
pub struct Dll {
    pub release: bool,
    pub target: Option<String>,
}

#[derive(Debug)]
pub struct Coverage {
    pub list: bool,
}

#[derive(Debug)]
pub struct Figures {
    pub check: bool,
}

#[derive(Debug)]
pub struct Features {
    pub target: Option<String>,
}

#[derive(Debug)]
pub struct Models;

#[derive(Debug)]
pub struct Mutants {
    pub all: bool,
    pub only: Option<String>,
    pub jobs: Option<NonZeroU32>,
    pub in_diff: Option<PathBuf>,
}

#[derive(Debug)]
pub struct Replay {
    pub file: PathBuf,
}

#[derive(Debug)]
pub struct Sanitize {
    pub only: Option<String>,
}

#[derive(Debug)]
pub struct Miri;

#[derive(Debug)]
pub struct Tidy {
    pub list: bool,
}

#[derive(Debug)]
pub struct Ci;

impl Xtask {
    #[allow(dead_code)]
    pub fn from_env_or_exit() -> Self {
        Self::from_env_or_exit_()
    }

    #[allow(dead_code)]
    pub fn from_env() -> xflags::Result<Self> {
        Self::from_env_()
    }

    #[allow(dead_code)]
    pub fn from_vec(args: Vec<std::ffi::OsString>) -> xflags::Result<Self> {
        Self::from_vec_(args)
    }
}
// generated end
