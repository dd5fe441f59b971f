//! What a run has found: the report, for people and for programs.

use std::fmt;

use serde_json::{Value, json};

use super::notes::{Observation, Verdict};
use super::sweep::Swept;

/// What the caller knows of a host before anything is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// What answers: `computecore.dll`, or what takes its place.
    pub library: String,
    /// The build of Windows, such as 26100.
    pub build: Option<u32>,
    /// Whether the process is elevated.
    pub elevated: Option<bool>,
}

/// Whether a host can do something, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ability {
    /// It can.
    Yes,
    /// It can't, for this reason.
    No(String),
}

impl Ability {
    /// Whether it can.
    pub fn is_there(&self) -> bool {
        matches!(self, Self::Yes)
    }
}

/// A host, as the suite found it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostReport {
    /// What the caller knew.
    pub facts: Facts,
    /// The exports that are there.
    pub exports: Vec<&'static str>,
    /// The exports that are missing.
    pub missing_exports: Vec<&'static str>,
    /// What the service says of itself, if it does.
    pub service_properties: Option<String>,
    /// Whether the service answers, and this user may ask it.
    pub service: Ability,
    /// Whether virtual machines can be created.
    pub virtual_machines: Ability,
    /// Whether they can be started.
    pub running_virtual_machines: Ability,
    /// Whether containers without an image can be created and started.
    pub containers: Ability,
    /// Whether processes can be created in them.
    pub processes: Ability,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaseEnd {
    /// It saw nothing against the contract.
    Passed,
    /// It saw something against the contract, or couldn't look: why.
    Failed(String),
    /// It didn't run: why.
    Skipped(String),
}

/// A case, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// Its name.
    pub name: &'static str,
    /// The rules that it is about.
    pub rules: &'static [&'static str],
    /// How it ended.
    pub end: CaseEnd,
    /// What it saw.
    pub observations: Vec<Observation>,
}

/// A rule, and what was found out about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleResult {
    /// Its id.
    pub id: &'static str,
    /// `D`, `O`, `A`, or several of them.
    pub strength: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// What is known of it on this host.
    pub verdict: Verdict,
    /// What was seen; where nothing was, why not.
    pub seen: Vec<String>,
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conclusion {
    /// Nothing was seen against the contract.
    Conforms,
    /// A case failed, or a rule was contradicted.
    Differs,
    /// The service doesn't answer.
    NoHost,
    /// This user may not use the service, or may not create virtual machines.
    NoRights,
}

/// What a run of the suite has found. Its text is a table for people; [`to_json`](Self::to_json) is for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// When the run began, in UTC: `2026-01-31T12:34:56Z`.
    pub time: String,
    /// The host.
    pub host: HostReport,
    /// What it comes to.
    pub conclusion: Conclusion,
    /// Why the run ended before its end, if it did.
    pub stopped: Option<String>,
    /// Each case, in the order in which they ran.
    pub cases: Vec<CaseResult>,
    /// Each rule of the contract, in its order.
    pub rules: Vec<RuleResult>,
    /// What an earlier run had left behind, and was cleaned up at the start.
    pub swept_before: Swept,
    /// What this run had left behind, and was cleaned up at the end.
    pub swept_after: Swept,
}

impl Report {
    /// What is known of a rule, if there is one with this id.
    pub fn rule(&self, id: &str) -> Option<&RuleResult> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Why there was no host to ask, or no right to: a sentence that says what to do. `None` where there was.
    pub fn obstacle(&self) -> Option<&str> {
        let asked = match self.conclusion {
            Conclusion::NoHost | Conclusion::NoRights => &self.host,
            Conclusion::Conforms | Conclusion::Differs => return None,
        };
        let abilities = [&asked.service, &asked.virtual_machines];
        abilities.into_iter().find_map(|ability| match ability {
            Ability::No(reason) => Some(reason.as_str()),
            Ability::Yes => None,
        })
    }

    /// How many rules have this verdict.
    fn count(&self, verdict: Verdict) -> usize {
        let rules = self.rules.iter();
        rules.filter(|rule| rule.verdict == verdict).count()
    }

    fn count_cases(&self, wanted: fn(&CaseEnd) -> bool) -> usize {
        self.cases.iter().filter(|case| wanted(&case.end)).count()
    }

    /// The last line of the text.
    pub fn summary(&self) -> String {
        let passed = self.count_cases(|end| matches!(end, CaseEnd::Passed));
        let failed = self.count_cases(|end| matches!(end, CaseEnd::Failed(_)));
        let skipped = self.count_cases(|end| matches!(end, CaseEnd::Skipped(_)));
        format!(
            "conformance: {passed} cases passed, {failed} failed, {skipped} skipped; \
             {} rules confirmed, {} contradicted, {} not observable",
            self.count(Verdict::Confirmed),
            self.count(Verdict::Contradicted),
            self.count(Verdict::NotObservable),
        )
    }

    /// The report as JSON, for programs.
    ///
    /// The shape is stable: members may be added, and `format` changes when one goes or means something else.
    ///
    /// | member | what |
    /// |---|---|
    /// | `format` | `"hcs-conformance/1"` |
    /// | `version` | the version of this crate |
    /// | `time` | when the run began, in UTC: `"2026-01-31T12:34:56Z"` |
    /// | `host` | `library`, `build` and `elevated` (null: unknown), `exports`, `missing_exports`, `service_properties` (a text, or null), and `service`, `virtual_machines`, `running_virtual_machines`, `containers`, `processes`: true, or why not |
    /// | `conclusion` | `"conforms"`, `"differs"`, `"no host"` or `"no rights"` |
    /// | `stopped` | why the run ended early, or null |
    /// | `cases` | for each `name`, `rules`, `end` (`"passed"`, `"failed"`, `"skipped"`), `reason` (a text, or null) and `observations`: `rule`, `verdict`, `text` |
    /// | `rules` | for each `id`, `strength`, `about`, `verdict` (`"confirmed"`, `"contradicted"`, `"not observable"`) and `seen`, a list of texts |
    /// | `swept` | `before` and `after`: each with `ended`, the ids of the suite's own systems that were cleaned up, and `problems`, a list of texts |
    ///
    /// ```
    /// use hcs_testkit::{MockHost, conformance};
    ///
    /// let mock = MockHost::new();
    /// let mut options = conformance::Options::default();
    /// options.filter = Some("operations.lifetime".to_owned());
    /// let report = conformance::on_mock(&mock, &options);
    /// let json: serde_json::Value = serde_json::from_str(&report.to_json())?;
    /// assert_eq!(json["format"], "hcs-conformance/1");
    /// assert_eq!(json["conclusion"], "conforms");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        let HostReport {
            facts,
            exports,
            missing_exports,
            service_properties,
            service,
            virtual_machines,
            running_virtual_machines,
            containers,
            processes,
        } = &self.host;
        let cases = self.cases.iter().map(|case| {
            let (end, reason) = end(&case.end);
            let observations = case.observations.iter().map(
                |it| json!({ "rule": it.rule, "verdict": it.verdict.name(), "text": it.text }),
            );
            json!({
                "name": case.name,
                "rules": case.rules,
                "end": end,
                "reason": reason,
                "observations": observations.collect::<Vec<_>>(),
            })
        });
        let rules = self.rules.iter().map(|rule| {
            json!({
                "id": rule.id,
                "strength": rule.strength,
                "about": rule.about,
                "verdict": rule.verdict.name(),
                "seen": rule.seen,
            })
        });
        let swept = |swept: &Swept| json!({ "ended": swept.ended, "problems": swept.problems });
        let report = json!({
            "format": "hcs-conformance/1",
            "version": env!("CARGO_PKG_VERSION"),
            "time": self.time,
            "host": {
                "library": facts.library,
                "build": facts.build,
                "elevated": facts.elevated,
                "exports": exports,
                "missing_exports": missing_exports,
                "service_properties": service_properties,
                "service": ability(service),
                "virtual_machines": ability(virtual_machines),
                "running_virtual_machines": ability(running_virtual_machines),
                "containers": ability(containers),
                "processes": ability(processes),
            },
            "conclusion": match self.conclusion {
                Conclusion::Conforms => "conforms",
                Conclusion::Differs => "differs",
                Conclusion::NoHost => "no host",
                Conclusion::NoRights => "no rights",
            },
            "stopped": self.stopped,
            "cases": cases.collect::<Vec<_>>(),
            "rules": rules.collect::<Vec<_>>(),
            "swept": { "before": swept(&self.swept_before), "after": swept(&self.swept_after) },
        });
        format!("{report:#}\n")
    }
}

fn ability(ability: &Ability) -> Value {
    match ability {
        Ability::Yes => json!(true),
        Ability::No(reason) => json!(reason),
    }
}

fn end(end: &CaseEnd) -> (&'static str, Option<&str>) {
    match end {
        CaseEnd::Passed => ("passed", None),
        CaseEnd::Failed(reason) => ("failed", Some(reason)),
        CaseEnd::Skipped(reason) => ("skipped", Some(reason)),
    }
}

impl fmt::Display for CaseResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (end, reason) = end(&self.end);
        let rules = self.rules.join(" ");
        write!(f, "{:<42} {rules:<8} {end}", self.name)?;
        match reason {
            Some(reason) => write!(f, ": {reason}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for RuleResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = self.verdict.name();
        write!(
            f,
            "{:<4} {:<4} {verdict:<15} {}",
            self.id, self.strength, self.about
        )?;
        for seen in &self.seen {
            write!(f, "\n{:<26}- {seen}", "")?;
        }
        Ok(())
    }
}

impl fmt::Display for HostReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |yes: Option<bool>| match yes {
            None => "unknown",
            Some(true) => "yes",
            Some(false) => "no",
        };
        let build = self.facts.build.map(|build| build.to_string());
        let build = build.as_deref().unwrap_or("unknown");
        writeln!(f, "library:            {}", self.facts.library)?;
        writeln!(f, "build:              {build}")?;
        writeln!(f, "elevated:           {}", known(self.facts.elevated))?;
        let (there, missing) = (self.exports.len(), self.missing_exports.len());
        writeln!(f, "exports:            {there} there, {missing} missing")?;
        for name in &self.missing_exports {
            writeln!(f, "                    {name} is missing")?;
        }
        for (name, ability) in [
            ("service:            ", &self.service),
            ("virtual machines:   ", &self.virtual_machines),
            ("starting them:      ", &self.running_virtual_machines),
            ("containers:         ", &self.containers),
            ("processes in them:  ", &self.processes),
        ] {
            match ability {
                Ability::Yes => writeln!(f, "{name}yes")?,
                Ability::No(reason) => writeln!(f, "{name}no: {reason}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "== The host, {} ==\n{}", self.time, self.host)?;
        writeln!(f, "== The cases ==")?;
        for case in &self.cases {
            writeln!(f, "{case}")?;
        }
        writeln!(f, "\n== The rules ==")?;
        for rule in &self.rules {
            writeln!(f, "{rule}")?;
        }
        writeln!(f)?;
        for (when, swept) in [
            ("an earlier run", &self.swept_before),
            ("this run", &self.swept_after),
        ] {
            for id in &swept.ended {
                writeln!(f, "{when} had left {id} behind: it was ended")?;
            }
            for problem in &swept.problems {
                writeln!(f, "cleaning up after {when}: {problem}")?;
            }
        }
        if let Some(stopped) = &self.stopped {
            writeln!(f, "the run was stopped: {stopped}")?;
        }
        f.write_str(&self.summary())
    }
}
