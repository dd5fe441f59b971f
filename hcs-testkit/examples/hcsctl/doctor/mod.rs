//! `hcsctl doctor`: what is wrong with a host, and what to do about it.

#[cfg(any(windows, test))]
mod access;
mod checks;
mod disks;
mod machine;
#[cfg(windows)]
mod windows;

use anstyle::{AnsiColor, Style};
use serde_json::json;

use crate::failure::Ending;
use crate::output::{Out, printable};
use crate::target::Target;
use crate::wait::Progress;

pub(crate) use disks::Patient;
#[cfg(not(windows))]
pub(crate) use machine::Elsewhere;
pub(crate) use machine::{Library, Machine, Rights, Service};
#[cfg(windows)]
pub(crate) use windows::Windows;

/// How good or bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// Worth knowing; it may be as it should be.
    Note,
    /// It couldn't be found out.
    Unknown,
    Problem,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Note => "note",
            Self::Unknown => "unknown",
            Self::Problem => "problem",
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Fine => AnsiColor::Green.on_default(),
            Self::Note => AnsiColor::Cyan.on_default(),
            Self::Unknown => AnsiColor::Yellow.on_default(),
            Self::Problem => AnsiColor::Red.on_default().bold(),
        }
    }
}

/// What was found, and what to do about it.
#[derive(Debug)]
struct Finding {
    /// What was looked at, in a word.
    check: &'static str,
    verdict: Verdict,
    says: String,
    /// Nothing where all is well.
    advice: Option<String>,
}

impl Finding {
    fn fine(check: &'static str, says: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Fine,
            says: says.into(),
            advice: None,
        }
    }

    fn new(
        check: &'static str,
        verdict: Verdict,
        says: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            check,
            verdict,
            says: says.into(),
            advice: Some(advice.into()),
        }
    }
}

pub(crate) fn run(target: &Target, out: &mut Out, patient: Option<&Patient>) -> Ending {
    let machine = target.machine();
    let progress = Progress::of(7 + usize::from(patient.is_some()));
    let mut findings = vec![checks::build(machine)];
    progress.step("the libraries");
    let libraries = machine.libraries();
    findings.extend(
        libraries
            .iter()
            .flat_map(|it| checks::library(it, machine.build())),
    );
    progress.step("the service");
    let service = machine.service();
    findings.push(checks::feature(&libraries, &service));
    progress.step("the hypervisor");
    findings.push(checks::hypervisor(machine.hypervisor()));
    progress.step("the rights of this user");
    let rights = machine.rights();
    progress.step("what the service answers");
    let host = target.host();
    let answer = host
        .as_ref()
        .ok()
        .map(|host| host.supported_schema_versions());
    findings.push(checks::service(&service, answer.as_ref()));
    findings.push(checks::rights(&rights));
    findings.push(checks::answer(answer.as_ref()));
    progress.step("the versions of the schema");
    findings.extend(checks::schema(answer.as_ref(), machine.build()));
    progress.step("the compute systems");
    if let Ok(host) = &host {
        findings.push(checks::systems(host)?);
    }
    if let Some(patient) = patient {
        progress.step("the disks");
        findings.extend(disks::look(target, patient)?);
    }
    drop(progress);
    let problems = findings.iter().filter(|it| it.verdict == Verdict::Problem);
    let problems = problems.count();
    match out.is_json() {
        true => write_json(out, target, &findings)?,
        false => write(out, target, &findings, problems)?,
    }
    Ok(i32::from(problems > 0))
}

fn write_json(out: &mut Out, target: &Target, findings: &[Finding]) -> Ending<()> {
    let findings: Vec<_> = findings
        .iter()
        .map(|it| {
            json!({
                "Check": it.check, "Verdict": it.verdict.word(), "Says": it.says, "Advice": it.advice,
            })
        })
        .collect();
    out.document(&json!({
        "Machine": target.machine().name(),
        "Build": target.machine().build(),
        "Findings": findings,
    }))
}

fn write(out: &mut Out, target: &Target, findings: &[Finding], problems: usize) -> Ending<()> {
    let width = findings.iter().map(|it| it.check.len()).max().unwrap_or(0);
    for it in findings {
        let (word, style) = (it.verdict.word(), it.verdict.style());
        let (check, says) = (it.check, printable(&it.says));
        out.line(format_args!(
            "{style}{word:<7}{style:#}  {check:<width$}  {says}"
        ))?;
        if let Some(advice) = &it.advice {
            out.line(format_args!(
                "{:<7}  {:<width$}  -> {}",
                "",
                "",
                printable(advice)
            ))?;
        }
    }
    let name = target.machine().name();
    out.line(match problems {
        0 => format!("{name}: no problem found"),
        1 => format!("{name}: 1 problem found"),
        more => format!("{name}: {more} problems found"),
    })
}
