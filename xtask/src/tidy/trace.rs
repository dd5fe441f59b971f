//! Follows each rule through the workspace: where the mock polices it, which test breaks it or asks for it, which test
//! goes through the crate, and where the crate obeys it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::contract::{Keeper, Rule, Stage, is_id};
use super::files::File;
use super::marks::{self, Comment, Test};
use crate::coverage;
use crate::lex::{self, Kind, Token};

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    /// The test, if it is one.
    pub(super) name: Option<String>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What shows that a rule is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Show {
    /// The mock reports a breach.
    Report,
    /// A test breaks the rule at the C ABI and expects the report.
    Violator,
    /// A test asks at the C ABI for what the rule says.
    Answer,
    /// A test of the crate, or a random program.
    Test,
    /// The code that obeys it.
    Site,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Mock,
    Contract,
    /// The bugs of other people, as they had them, each beside its counterpart through the crate.
    Scenario,
    Test,
    Safe,
    Sys,
    /// The tests of this command have rules of their own making.
    Ignored,
    Other,
}

fn role(path: &str) -> Role {
    let tests = [
        "hcs-testkit/tests/",
        "hcs/tests/",
        "hcs/src/models/",
        "hcs/src/must_not_compile.rs",
        "hcs-sys/tests/",
    ];
    let within = |dir: &str| path.starts_with(dir);
    match path {
        // The list that the tables are generated from says what is not in it.
        "hcs-sys/bindings.txt" => Role::Sys,
        _ if !path.ends_with(".rs") || within("xtask/") => Role::Ignored,
        _ if within("hcs-testkit/tests/contract/") => Role::Contract,
        _ if within("hcs-testkit/tests/scenarios/") => Role::Scenario,
        // They are about the suite, which goes round the crate.
        _ if within("hcs-testkit/tests/conformance/") => Role::Other,
        _ if tests.into_iter().any(within) => Role::Test,
        _ if within("hcs-testkit/src/") => Role::Mock,
        _ if within("hcs/src/") => Role::Safe,
        _ if within("hcs-sys/src/") => Role::Sys,
        _ => Role::Other,
    }
}

/// Everything that shows the rules of the contract.
#[derive(Debug, Default)]
pub(super) struct Trace {
    places: BTreeMap<(String, Show), Vec<Place>>,
    /// Where hcs calls which function.
    calls: Vec<(String, Place)>,
    /// What names a rule that there isn't.
    unknown: Vec<String>,
}

impl Trace {
    pub(super) fn of(rules: &[Rule], files: &[File]) -> Self {
        let mut trace = Self::default();
        let known: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        // Random programs say more than single tests: they come first.
        let is_program = |file: &&File| file.path.starts_with("hcs-testkit/tests/programs/");
        let (programs, others): (Vec<_>, Vec<_>) = files.iter().partition(is_program);
        for file in programs.into_iter().chain(others) {
            let role = role(&file.path);
            if role != Role::Ignored {
                trace.read(file, role, &known);
            }
        }
        trace
    }

    fn read(&mut self, file: &File, role: Role, known: &BTreeSet<&str>) {
        let tokens = tokens(file);
        let place = |line, name: Option<&str>| Place {
            file: file.path.clone(),
            line,
            name: name.map(str::to_owned),
        };
        if role == Role::Safe {
            let calls = coverage::calls(&tokens).into_iter();
            self.calls
                .extend(calls.map(|(line, name)| (name.to_owned(), place(line, None))));
        }
        let mut found: Vec<(String, Option<Show>, Place)> = Vec::new();
        for test in marks::tests(&tokens) {
            for id in &test.ids {
                let show = show_of_test(role, &test, id);
                found.push((id.clone(), show, place(test.line, Some(test.name))));
            }
        }
        if role == Role::Mock {
            for (line, id) in marks::reports(&tokens) {
                found.push((id.to_owned(), Some(Show::Report), place(line, None)));
            }
        }
        let crate_root = file.path.ends_with("src/lib.rs");
        for comment in marks::comments(&tokens, crate_root) {
            let cited = comment.cited();
            for (line, id) in comment.ids() {
                let cited = cited.contains(&(line, id));
                let show = show_of_comment(role, &comment, id, cited);
                found.push((id.to_owned(), show, place(line, None)));
            }
        }
        for (id, show, place) in found {
            if !known.contains(id.as_str()) {
                self.unknown
                    .push(format!("{place}: the contract has no rule {id}"));
            } else if let Some(show) = show {
                self.places.entry((id, show)).or_default().push(place);
            }
        }
    }

    fn at(&self, rule: &Rule, show: Show) -> &[Place] {
        self.places
            .get(&(rule.id.clone(), show))
            .map_or(&[], Vec::as_slice)
    }

    /// The tests at the C ABI that a rule is to have, and whether it has to.
    fn raw(&self, rule: &Rule) -> (&[Place], bool) {
        match rule.keeper {
            Keeper::Caller => (self.at(rule, Show::Violator), is_modelled(rule)),
            Keeper::Host => (self.at(rule, Show::Answer), is_modelled(rule)),
            Keeper::Crate => (self.at(rule, Show::Answer), false),
        }
    }

    /// What is wanting, a sentence each.
    pub(super) fn problems(&self, rules: &[Rule]) -> Vec<String> {
        let mut problems = self.unknown.clone();
        for rule in rules {
            let id = &rule.id;
            let prefix = id.to_lowercase();
            let reports = self.at(rule, Show::Report);
            if rule.keeper != Keeper::Caller
                && let Some(place) = reports.first()
            {
                let keeper = rule.keeper;
                problems.push(format!(
                    "{place}: a breach of {id} is reported, which the contract says is the {keeper}'s to keep"
                ));
            }
            if !is_modelled(rule) {
                continue;
            }
            if rule.stage == Stage::Unused {
                let used = |(name, _): &&(String, Place)| rule.functions.contains(name);
                problems.extend(self.calls.iter().filter(used).map(|(name, place)| {
                    format!("{place}: hcs calls {name}, and the contract says of {id} that it doesn't yet: take the mark away")
                }));
            }
            if rule.keeper == Keeper::Caller && reports.is_empty() {
                problems.push(format!(
                    "{id}: the mock never reports it, as `violate(\"{id}\", …)`"
                ));
            }
            let wanting = match self.raw(rule) {
                ([], true) if rule.keeper == Keeper::Caller => Some(format!(
                    "no violator: a test `{prefix}_…` in hcs-testkit/tests/contract that expects \"{id}\""
                )),
                ([], true) => Some(format!(
                    "no test of the host's answer: a test `{prefix}_…` in hcs-testkit/tests/contract"
                )),
                _ => None,
            };
            problems.extend(wanting.map(|wanting| format!("{id}: {wanting}")));
            if rule.stage != Stage::InUse {
                continue;
            }
            if self.at(rule, Show::Test).is_empty() {
                problems.push(format!(
                    "{id}: no property or test through the crate: a name `{prefix}_…`, or a comment with `{id}`"
                ));
            }
            if self.at(rule, Show::Site).is_empty() {
                let sources = if is_of_library(id) {
                    "hcs/src or hcs-sys/src"
                } else {
                    "hcs/src"
                };
                problems.push(format!(
                    "{id}: no site: a comment with `({id})` in {sources}, beside the code that obeys it"
                ));
            }
        }
        problems
    }

    /// The rules, a line each.
    pub(super) fn table(&self, rules: &[Rule]) -> String {
        let head = [
            "rule",
            "strength",
            "kept by",
            "policed at",
            "violator or answer",
            "test",
            "site",
        ];
        let mut rows = vec![head.map(str::to_owned)];
        for rule in rules {
            let (raw, raw_wanted) = self.raw(rule);
            let wanted = rule.stage == Stage::InUse;
            let policed = rule.keeper == Keeper::Caller && is_modelled(rule);
            let keeper = match rule.stage.mark() {
                None => rule.keeper.to_string(),
                Some(mark) => mark.to_owned(),
            };
            rows.push([
                rule.id.clone(),
                rule.strength.clone(),
                keeper,
                cell(self.at(rule, Show::Report), policed),
                cell(raw, raw_wanted),
                cell(self.at(rule, Show::Test), wanted),
                cell(self.at(rule, Show::Site), wanted),
            ]);
        }
        aligned(&rows)
    }

    /// The rules, and below each a line for everything that shows it.
    pub(super) fn list(&self, rules: &[Rule]) -> String {
        let mut out = String::new();
        for rule in rules {
            let _ = write!(out, "{} {}, {}", rule.id, rule.strength, rule.keeper);
            if let Some(mark) = rule.stage.mark() {
                let _ = write!(out, ", {mark}");
            }
            out.push('\n');
            for (title, show) in [
                ("policed", Show::Report),
                ("violator", Show::Violator),
                ("answer", Show::Answer),
                ("test", Show::Test),
                ("site", Show::Site),
            ] {
                for place in self.at(rule, show) {
                    let name = place.name.as_deref().unwrap_or_default();
                    let line = format!("    {title:<8} {place} {name}");
                    let _ = writeln!(out, "{}", line.trim_end());
                }
            }
        }
        out
    }
}

/// Whether the mock has the functions that this rule is about.
fn is_modelled(rule: &Rule) -> bool {
    rule.stage != Stage::Unmodelled
}

/// The tokens of a file; of one that is not Rust, the lines that are comments with `#`.
fn tokens(file: &File) -> Vec<Token<'_>> {
    if file.path.ends_with(".rs") {
        return lex::tokens(&file.text);
    }
    let lines = (1..).zip(file.text.lines());
    let comments = lines.filter(|(_, line)| line.starts_with('#'));
    let kind = Kind::Comment;
    comments
        .map(|(line, text)| Token { kind, text, line })
        .collect()
}

/// What the names of scenarios have that go through the crate; the others are at the C ABI.
const THROUGH: &str = "through_hcs";

/// What a test shows that is named after this rule.
fn show_of_test(role: Role, test: &Test<'_>, id: &str) -> Option<Show> {
    match role {
        Role::Contract if test.texts.contains(&id) => Some(Show::Violator),
        Role::Contract => Some(Show::Answer),
        Role::Scenario if !test.name.contains(THROUGH) => None,
        Role::Scenario | Role::Test | Role::Safe | Role::Sys => Some(Show::Test),
        Role::Mock | Role::Other | Role::Ignored => None,
    }
}

/// What a comment shows that names this rule; `cited` in parentheses.
fn show_of_comment(role: Role, comment: &Comment<'_>, id: &str, cited: bool) -> Option<Show> {
    match role {
        Role::Test => Some(Show::Test),
        Role::Safe | Role::Sys if comment.in_tests => Some(Show::Test),
        Role::Safe if cited && !comment.public => Some(Show::Site),
        Role::Sys if cited && !comment.public && is_of_library(id) => Some(Show::Site),
        _ => None,
    }
}

/// Whether the rule is about loading the library, which is the business of `hcs-sys`.
fn is_of_library(id: &str) -> bool {
    debug_assert!(is_id(id));
    id.starts_with('L')
}

/// The first place, and how many more there are.
fn cell(places: &[Place], wanted: bool) -> String {
    match places {
        [] if wanted => "MISSING".to_owned(),
        [] => "-".to_owned(),
        [only] => only.to_string(),
        [first, others @ ..] => format!("{first} +{}", others.len()),
    }
}

/// The rows with their columns one below the other.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::contract::tests::made;

    const POLICE: (&str, &str) = (
        "hcs-testkit/src/police.rs",
        "f() { w.violate(\"O1\", call); }",
    );
    const VIOLATOR: (&str, &str) = (
        "hcs-testkit/tests/contract/police.rs",
        "#[test]\nfn o1_twice() { breaks(\"O1\"); }",
    );
    const ANSWER: (&str, &str) = (
        "hcs-testkit/tests/contract/operations.rs",
        "#[test]\nfn o2_refused() {}",
    );
    const TESTS: (&str, &str) = (
        "hcs-testkit/tests/hcs_x.rs",
        "#[test]\nfn o1_x() {\n// O2: refused\n}\n#[test]\nfn t1_x() {}",
    );
    const SITES: (&str, &str) = ("hcs/src/x.rs", "fn f() {\n// (O1)\n// (O2, T1)\n}");
    const ALL: [(&str, &str); 5] = [POLICE, VIOLATOR, ANSWER, TESTS, SITES];

    fn rules() -> Vec<Rule> {
        vec![
            made("T1", Keeper::Crate),
            made("O1", Keeper::Caller),
            made("O2", Keeper::Host),
        ]
    }

    fn trace(rules: &[Rule], files: &[(&str, &str)]) -> Trace {
        let files = files.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        Trace::of(rules, &files.collect::<Vec<_>>())
    }

    /// The problems when these files are there.
    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        trace(&rules(), files).problems(&rules())
    }

    /// The problems when a file is as usual but for one piece of its text.
    fn without(changed: (&str, &str), piece: &str) -> Vec<String> {
        assert!(changed.1.contains(piece));
        let text = changed.1.replace(piece, "");
        let others = ALL.into_iter().filter(|file| *file != changed);
        problems(
            &others
                .chain([(changed.0, text.as_str())])
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn rules_that_are_shown_are_no_problem() {
        assert_eq!(problems(&ALL), [""; 0]);
    }

    #[test]
    fn each_missing_piece_is_named() {
        for (file, piece, sentence) in [
            (
                POLICE,
                "w.violate(\"O1\", call);",
                "O1: the mock never reports it",
            ),
            (VIOLATOR, "\"O1\"", "O1: no violator"),
            (VIOLATOR, "#[test]", "O1: no violator"),
            (VIOLATOR, "o1_", "O1: no violator"),
            (ANSWER, "o2_", "O2: no test of the host's answer"),
            (TESTS, "o1_", "O1: no property or test"),
            (TESTS, "// O2", "O2: no property or test"),
            (TESTS, "t1_", "T1: no property or test"),
            (SITES, "// (O1)", "O1: no site"),
            (SITES, "// (O2, T1)", "T1: no site"),
        ] {
            let problems = without(file, piece);
            assert!(
                problems.iter().any(|problem| problem.starts_with(sentence)),
                "{piece}: {problems:?}"
            );
        }
    }

    #[test]
    fn a_rule_that_is_not_modelled_wants_nothing() {
        let mut rules = rules();
        let unmodelled = |rule: &mut Rule| rule.stage = Stage::Unmodelled;
        rules.iter_mut().for_each(unmodelled);
        let trace = trace(&rules, &[]);
        assert_eq!(trace.problems(&rules), [""; 0]);
        assert_eq!(trace.table(&rules).matches("not modelled yet").count(), 3);
        assert!(!trace.table(&rules).contains("MISSING"));
    }

    /// The rules, and O2 not used yet.
    fn unused() -> Vec<Rule> {
        let mut rules = rules();
        rules[2].stage = Stage::Unused;
        rules[2].functions = vec!["HcsAsk".to_owned(), "HcsAskAgain".to_owned()];
        rules
    }

    #[test]
    fn a_rule_that_is_not_used_yet_wants_a_test_of_the_mock_only() {
        let rules = unused();
        let elsewhere = [(
            "hcs-testkit/tests/x.rs",
            "#[test]\nfn o1_x() {}\n#[test]\nfn t1_x() {}",
        )];
        let site = [("hcs/src/x.rs", "// (O1, T1)")];
        let files = [&[POLICE, VIOLATOR, ANSWER][..], &elsewhere, &site].concat();
        let shown = trace(&rules, &files);
        assert_eq!(shown.problems(&rules), [""; 0]);
        assert_eq!(
            shown.table(&rules).matches("not used by hcs yet").count(),
            1
        );
        assert!(!shown.table(&rules).contains("MISSING"));
        assert!(
            shown
                .list(&rules)
                .contains("O2 D, host, not used by hcs yet\n")
        );

        let silent = trace(
            &rules,
            &[&[POLICE, VIOLATOR][..], &elsewhere, &site].concat(),
        );
        let problems = silent.problems(&rules);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].starts_with("O2: no test of the host's answer"),
            "{problems:?}"
        );
        assert_eq!(silent.table(&rules).matches("MISSING").count(), 1);
    }

    #[test]
    fn a_rule_that_is_used_after_all_is_told() {
        let rules = unused();
        let problems = |call| trace(&rules, &[&ALL[..], &[call]].concat()).problems(&rules);
        for call in [
            ("hcs/src/y.rs", "fn f() {\n    (core.HcsAsk)(raw);\n}"),
            (
                "hcs/src/y.rs",
                "fn f() {\n    let again = core.HcsAskAgain;\n}",
            ),
        ] {
            let problems = problems(call);
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(
                problems[0].starts_with("hcs/src/y.rs:2: hcs calls HcsAsk"),
                "{problems:?}"
            );
            assert!(problems[0].contains("says of O2"), "{problems:?}");
        }
        for other in [
            (
                "hcs/src/y.rs",
                "/// `core.HcsAsk`\nfn f() { core.HcsAsked; g(\"core.HcsAsk\") }",
            ),
            (
                "hcs/src/y.rs",
                "#[cfg(test)]\nmod tests { fn f() { core.HcsAsk } }",
            ),
            ("hcs/src/models/y.rs", "fn f() { core.HcsAsk }"),
            ("hcs-testkit/tests/y.rs", "fn f() { core.HcsAsk }"),
        ] {
            assert_eq!(problems(other), [""; 0], "{other:?}");
        }
    }

    #[test]
    fn what_is_not_in_the_list_of_functions_has_its_site_there() {
        let rules = [made("L3", Keeper::Crate)];
        let test = ("hcs-sys/tests/x.rs", "#[test]\nfn l3_x() {}");
        for (text, wanting) in [
            ("# Not here: another\n# library (L3).\nlibrary a.dll A\n", 0),
            ("# Not here (L2\nlibrary (L3)\n", 2),
        ] {
            let trace = trace(&rules, &[("hcs-sys/bindings.txt", text), test]);
            assert_eq!(trace.problems(&rules).len(), wanting, "{trace:?}");
        }
    }

    #[test]
    fn a_rule_that_there_is_not_is_told_wherever_it_is_named() {
        for (path, text) in [
            ("hcs/src/y.rs", "// as S9 says"),
            ("hcs/src/y.rs", "/// (S9)\npub fn f() {}"),
            ("hcs-testkit/tests/contract/y.rs", "#[test]\nfn s9_x() {}"),
            ("hcs-testkit/src/y.rs", "f() { w.violate(\"S9\", call); }"),
            ("hcs-testkit/examples/y.rs", "// (S9)"),
        ] {
            let problems = problems(&[&ALL[..], &[(path, text)]].concat());
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert!(
                problems[0].ends_with("the contract has no rule S9"),
                "{problems:?}"
            );
            assert!(problems[0].starts_with(path), "{problems:?}");
        }
        assert_eq!(
            problems(&[&ALL[..], &[("xtask/src/y.rs", "// (S9)")]].concat()),
            [""; 0]
        );
    }

    #[test]
    fn a_report_of_what_no_caller_breaks_is_told() {
        let report = ("hcs-testkit/src/y.rs", "f() { w.violate(\"O2\", call); }");
        let problems = problems(&[&ALL[..], &[report]].concat());
        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("the host's to keep"), "{problems:?}");
    }

    #[test]
    fn only_the_rules_of_the_library_have_sites_in_its_crate() {
        let rules = [made("L1", Keeper::Crate), made("T1", Keeper::Crate)];
        let test = ("hcs/tests/x.rs", "#[test]\nfn t1_x() {}");
        let files = [("hcs-sys/src/load.rs", "// (L1)\n\n// (T1)"), test];
        let problems = trace(&rules, &files).problems(&rules);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("L1: no property"));
        assert!(problems[1].starts_with("T1: no site"));
    }

    #[test]
    fn the_table_has_a_line_for_each_rule() {
        let trace = trace(
            &rules(),
            &[VIOLATOR, TESTS, SITES, ("hcs/src/a.rs", "// (O1)")],
        );
        let table = trace.table(&rules());
        let lines: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(
            lines[2],
            [
                "O1",
                "D",
                "caller",
                "MISSING",
                "hcs-testkit/tests/contract/police.rs:2",
                "hcs-testkit/tests/hcs_x.rs:2",
                "hcs/src/x.rs:2",
                "+1"
            ]
        );
        assert_eq!(lines[1][3..5], ["-", "-"]);
        let list = trace.list(&rules());
        assert!(
            list.contains("    violator hcs-testkit/tests/contract/police.rs:2 o1_twice\n"),
            "{list}"
        );
        assert!(list.contains("    site     hcs/src/a.rs:1\n"), "{list}");
    }

    #[test]
    fn a_scenario_shows_the_crate_only_where_it_goes_through_it() {
        let rules = [made("O2", Keeper::Host)];
        let scenario = |name: &str| format!("//! (O2)\n#[test]\nfn o2_{name}() {{}}");
        for (name, shown) in [("as_they_had_it", false), ("through_hcs", true)] {
            let text = scenario(name);
            let files = [ANSWER, ("hcs-testkit/tests/scenarios/x.rs", text.as_str())];
            let missing = trace(&rules, &files)
                .table(&rules)
                .matches("MISSING")
                .count();
            assert_eq!(missing, if shown { 1 } else { 2 }, "{name}");
        }
    }

    #[test]
    fn programs_come_first() {
        let program = ("hcs-testkit/tests/programs/x.rs", "// (O1)");
        let trace = trace(&rules(), &[&ALL[..], &[program]].concat());
        assert!(
            trace
                .table(&rules())
                .contains(" hcs-testkit/tests/programs/x.rs:1 +1 ")
        );
    }
}
