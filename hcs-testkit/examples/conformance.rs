//! Runs the conformance suite: on this machine's Host Compute System, or on the mock.
//!
//! `cargo xtask test-host` is this with `--host`.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use hcs_testkit::conformance::{self, Conclusion, Options, Progress, Report};
use hcs_testkit::{MockHost, Profile};

const USAGE: &str = "usage: conformance --host | --mock | --list  [--json FILE] [--filter NAME] [--container FILE]
  --host         run on this machine's computecore.dll
  --mock         run on the mock of it: on any machine
  --list         name the cases, and what each is about; run none
  --json FILE    write the report there too, as JSON
  --filter NAME  only the cases whose names contain this
  --container FILE  the configuration of a container in which cmd.exe can run, as JSON: for the cases about processes
exit codes: 0 the host conforms; 1 a case failed, or a rule was contradicted; 2 there is no Host Compute System here;
            3 this user may not use it; 4 the arguments are wrong, or the JSON file can't be written";

const DIFFERS: u8 = 1;
const NO_HOST: u8 = 2;
const NO_RIGHTS: u8 = 3;
const BAD_USAGE: u8 = 4;

/// Where to run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Host,
    Mock,
    List,
}

struct Arguments {
    target: Target,
    json: Option<PathBuf>,
    filter: Option<String>,
    container: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => return refuse(BAD_USAGE, &problem),
    };
    let mut options = Options::default();
    options.filter = arguments.filter;
    options.progress = Some(progress);
    options.container = match arguments.container.map(configuration).transpose() {
        Ok(container) => container,
        Err(problem) => return refuse(BAD_USAGE, &problem),
    };
    if let Some(filter) = &options.filter
        && !conformance::cases().any(|case| case.name.contains(filter.as_str()))
    {
        let problem = format!("no case has `{filter}` in its name: --list names them");
        return refuse(BAD_USAGE, &problem);
    }
    match arguments.target {
        Target::List => list(&options),
        Target::Mock => on_the_mock(&options, arguments.json),
        Target::Host => on_this_host(&options, arguments.json),
    }
}

fn arguments() -> Result<Option<Arguments>, String> {
    let (mut target, mut json, mut filter, mut container) = (None, None, None, None);
    let mut rest = std::env::args_os().skip(1);
    while let Some(argument) = rest.next() {
        let name = argument.to_string_lossy().into_owned();
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--host" | "--mock" | "--list" => {
                let new = match name.as_str() {
                    "--host" => Target::Host,
                    "--mock" => Target::Mock,
                    _ => Target::List,
                };
                if target.replace(new).is_some_and(|old| old != new) {
                    return Err("only one of --host, --mock and --list can be given".to_owned());
                }
            }
            "--json" => {
                let file = rest.next().ok_or("--json needs the name of a file")?;
                json = Some(PathBuf::from(file));
            }
            "--filter" => {
                let name = rest
                    .next()
                    .ok_or("--filter needs a part of a case's name")?;
                filter = Some(name.to_string_lossy().into_owned());
            }
            "--container" => {
                let file = rest.next().ok_or("--container needs the name of a file")?;
                container = Some(PathBuf::from(file));
            }
            _ => return Err(format!("unknown argument `{name}`: --help lists them")),
        }
    }
    match target {
        Some(target) => Ok(Some(Arguments {
            target,
            json,
            filter,
            container,
        })),
        None => Err("one of --host, --mock and --list is needed: --help says more".to_owned()),
    }
}

/// The configuration of a container.
fn configuration(path: PathBuf) -> Result<String, String> {
    let shown = path.display();
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("can't read `{shown}`: {error}"))?;
    match serde_json::from_str(&text) {
        Ok(serde_json::Value::Object(members)) if members.contains_key("Container") => Ok(text),
        Ok(_) => Err(format!(
            "`{shown}` is not the configuration of a container: it has no member `Container`"
        )),
        Err(error) => Err(format!("`{shown}` is not JSON: {error}")),
    }
}

fn refuse(code: u8, problem: &str) -> ExitCode {
    eprintln!("conformance: {problem}");
    ExitCode::from(code)
}

fn list(options: &Options) -> ExitCode {
    for case in conformance::cases() {
        let filter = options.filter.as_deref().unwrap_or_default();
        if case.name.contains(filter) {
            println!("{:<42} {}", case.name, case.rules.join(" "));
        }
    }
    ExitCode::SUCCESS
}

fn on_the_mock(options: &Options, json: Option<PathBuf>) -> ExitCode {
    let json = match open(json) {
        Ok(json) => json,
        Err(problem) => return refuse(BAD_USAGE, &problem),
    };
    let mut profile = Profile::documented();
    // The suite asks whether it can be set late.
    profile.police_late_setting = false;
    // A service that takes its time, as the real one does.
    profile.longest_delay = std::time::Duration::from_millis(5);
    let mut options = options.clone();
    options.facts.build = Some(profile.build);
    options.quiet = std::time::Duration::from_millis(500);
    let mock = MockHost::builder().profile(profile).build();
    let report = conformance::on_mock(&mock, &options);
    let code = conclude(&report, json);
    mock.run_until_idle();
    let ledger = mock.ledger();
    if !ledger.is_clean() {
        println!("{ledger}");
        return ExitCode::from(DIFFERS);
    }
    code
}

fn on_this_host(options: &Options, json: Option<PathBuf>) -> ExitCode {
    // Before a file is made: where there is no host, nothing is left.
    if let Err(error) = hcs_sys::ComputeCore::load() {
        return refuse(NO_HOST, &error.to_string());
    }
    let json = match open(json) {
        Ok(json) => json,
        Err(problem) => return refuse(BAD_USAGE, &problem),
    };
    match conformance::on_this_host(options) {
        Ok(report) => conclude(&report, json),
        Err(error) if error.is_unsupported() => refuse(NO_HOST, &error.to_string()),
        Err(error) => refuse(BAD_USAGE, &error.to_string()),
    }
}

/// A file, and what to call it.
type Json = Option<(File, PathBuf)>;

/// Opens the file for the report before the run, which takes minutes on a real host.
fn open(path: Option<PathBuf>) -> Result<Json, String> {
    let Some(path) = path else {
        return Ok(None);
    };
    match File::create(&path) {
        Ok(file) => Ok(Some((file, path))),
        Err(error) => Err(format!("can't write `{}`: {error}", path.display())),
    }
}

fn conclude(report: &Report, json: Json) -> ExitCode {
    println!("{report}");
    if let Some((mut file, path)) = json
        && let Err(error) = file.write_all(report.to_json().as_bytes())
    {
        let problem = format!("can't write `{}`: {error}", path.display());
        return refuse(BAD_USAGE, &problem);
    }
    let obstacle = report.obstacle().unwrap_or_default();
    match report.conclusion {
        Conclusion::Conforms => ExitCode::SUCCESS,
        Conclusion::NoHost => refuse(NO_HOST, obstacle),
        Conclusion::NoRights => refuse(NO_RIGHTS, obstacle),
        _ => ExitCode::from(DIFFERS),
    }
}

/// Whoever runs this sees on stderr where it is, also when it ends in the middle of a case.
fn progress(progress: Progress<'_>) {
    match progress {
        Progress::Begins(case) => eprintln!("{} …", case.name),
        Progress::Ended(result) => eprintln!("{result}"),
        _ => {}
    }
}
