//! What became of the mutants of each file, as a text for review.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

/// The outcomes, each with the files that cargo-mutants writes them to.
const OUTCOMES: [(&str, &[&str]); 4] = [
    ("missed", &["missed"]),
    ("timeout", &["timeout"]),
    ("caught", &["caught", "previously_caught"]),
    ("unviable", &["unviable"]),
];

/// The outcomes of many files.
#[derive(Debug, Default)]
pub(super) struct Record(BTreeMap<String, Outcomes>);

/// The outcomes of a file with this content: pairs of an outcome and what was changed.
#[derive(Debug, Default)]
struct Outcomes {
    content: String,
    mutants: BTreeSet<(String, String)>,
}

impl Record {
    /// Reads what [`Display`](fmt::Display) has written; what it has not is left out.
    pub(super) fn read(text: &str) -> Self {
        let mut files = BTreeMap::new();
        let mut last: Option<&mut Outcomes> = None;
        for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
            match (line.strip_prefix("  "), &mut last) {
                (Some(mutant), Some(outcomes)) => {
                    if let Some((outcome, what)) = mutant.split_once(' ') {
                        let mutant = (outcome.to_owned(), what.to_owned());
                        outcomes.mutants.insert(mutant);
                    }
                }
                (Some(_), None) => {}
                (None, _) => {
                    let (file, content) = line.split_once(' ').unwrap_or((line, ""));
                    let outcomes: &mut Outcomes = files.entry(file.to_owned()).or_default();
                    outcomes.content = content.to_owned();
                    last = Some(outcomes);
                }
            }
        }
        Self(files)
    }

    /// Forgets files that are gone, or changed, or all of them.
    pub(super) fn keep(&mut self, files: &BTreeMap<String, String>, none: bool) {
        self.0
            .retain(|file, outcomes| !none && files.get(file) == Some(&outcomes.content));
    }

    pub(super) fn has(&self, file: &str) -> bool {
        self.0.contains_key(file)
    }

    /// Enters what a run has written of this file into its folder.
    pub(super) fn enter(&mut self, file: &str, content: &str, folder: &Path) {
        let mutants = outcomes(folder)
            .filter(|(_, of, _)| of == file)
            .map(|(outcome, _, what)| (outcome.to_owned(), what));
        let outcomes = Outcomes {
            content: content.to_owned(),
            mutants: mutants.collect(),
        };
        self.0.insert(file.to_owned(), outcomes);
    }

    /// Enters what a run over many files has written into its folder.
    pub(super) fn enter_all(&mut self, folder: &Path) {
        for (outcome, file, what) in outcomes(folder) {
            let outcomes = self.0.entry(file).or_default();
            outcomes.mutants.insert((outcome.to_owned(), what));
        }
    }

    /// What no test has noticed yet: files, and what was changed.
    pub(super) fn missed(&self) -> Vec<(String, String)> {
        let of = |(file, outcomes): (&String, &Outcomes)| {
            let missed = outcomes.mutants.iter().filter(|it| it.0 == "missed");
            let named = missed.map(|(_, what)| (file.clone(), what.clone()));
            named.collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of).collect()
    }

    /// What was missed has met other tests: what has become of it is in their folder.
    pub(super) fn settle(&mut self, rest: &Path) {
        let mut became = Record::default();
        became.enter_all(rest);
        for (file, theirs) in became.0 {
            let Some(ours) = self.0.get_mut(&file) else {
                continue;
            };
            for (_, what) in &theirs.mutants {
                ours.mutants.remove(&("missed".to_owned(), what.clone()));
            }
            ours.mutants.extend(theirs.mutants);
        }
    }

    /// How many there are of each outcome, and in how many files.
    pub(super) fn sums(&self) -> String {
        let sums = OUTCOMES.map(|(name, _)| {
            let all = self.0.values().flat_map(|it| &it.mutants);
            format!("{} {name}", all.filter(|it| it.0 == name).count())
        });
        let files = self.0.len();
        format!("{}, in {files} files", sums.join(", "))
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.sums())?;
        for (file, outcomes) in &self.0 {
            writeln!(f, "\n{file} {}", outcomes.content)?;
            for (outcome, what) in &outcomes.mutants {
                writeln!(f, "  {outcome} {what}")?;
            }
        }
        Ok(())
    }
}

/// What a run of cargo-mutants has written: outcomes, files, and what was changed.
fn outcomes(folder: &Path) -> impl Iterator<Item = (&'static str, String, String)> {
    let folder = folder.join("mutants.out");
    OUTCOMES.into_iter().flat_map(move |(outcome, names)| {
        let folder = folder.clone();
        names.iter().flat_map(move |name| {
            // A run that has found no mutants at all has no files.
            let text = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap_or_default();
            let mutants = text.lines().filter_map(placeless);
            let named = mutants.map(|(file, what)| (outcome, file, what));
            named.collect::<Vec<_>>()
        })
    })
}

/// A mutant's file and what it changes, without line and column, which any change above it moves.
fn placeless(mutant: &str) -> Option<(String, String)> {
    let (file, rest) = mutant.split_once(':')?;
    let (_, rest) = rest.split_once(':')?;
    let (_, what) = rest.split_once(": ")?;
    Some((file.to_owned(), what.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_is_named_without_its_place() {
        let (file, what) =
            placeless("hcs/src/text.rs:15:5: replace wide -> Vec<u16> with vec![]").expect("one");
        assert_eq!(file, "hcs/src/text.rs");
        assert_eq!(what, "replace wide -> Vec<u16> with vec![]");
        assert_eq!(placeless("nonsense"), None);
    }

    #[test]
    fn outcomes_are_kept_as_long_as_the_file_and_what_was_missed_is_settled_later() {
        let root = std::env::temp_dir().join(format!("mutants-{}", std::process::id()));
        let outcome = |folder: &str, file: &str, text: &str| {
            let out = root.join(folder).join("mutants.out");
            fs::create_dir_all(&out).expect("a folder");
            fs::write(out.join(file), text).expect("a file");
        };
        outcome("0", "caught.txt", "a.rs:1:0: x0\n");
        outcome("0", "previously_caught.txt", "a.rs:1:1: x2\n");
        outcome("0", "missed.txt", "a.rs:2:0: x1\n");
        outcome("1", "missed.txt", "b.rs:1:1: y\n");
        outcome("1", "unviable.txt", "b.rs:2:1: z\n");
        outcome("rest", "caught.txt", "a.rs:7:0: x1\n");
        outcome("rest", "missed.txt", "b.rs:1:1: y\n");
        let mut record = Record::default();
        record.enter("a.rs", "123", &root.join("0"));
        record.enter("b.rs", "456", &root.join("1"));
        let of = |file: &str, what: &str| (file.to_owned(), what.to_owned());
        assert_eq!(record.missed(), [of("a.rs", "x1"), of("b.rs", "y")]);
        record.settle(&root.join("rest"));
        assert_eq!(record.missed(), [of("b.rs", "y")]);
        let text = record.to_string();
        assert_eq!(
            text,
            "1 missed, 0 timeout, 3 caught, 1 unviable, in 2 files\n\n\
             a.rs 123\n  caught x0\n  caught x1\n  caught x2\n\n\
             b.rs 456\n  missed y\n  unviable z\n"
        );
        let mut again = Record::read(&text);
        assert_eq!(again.to_string(), text);
        again.keys_are(&["a.rs", "b.rs"]);
        let changed = [of("a.rs", "123"), of("b.rs", "457")].into();
        again.keep(&changed, false);
        again.keys_are(&["a.rs"]);
        again.keep(&changed, true);
        again.keys_are(&[]);
        fs::remove_dir_all(root).expect("removed");
    }

    impl Record {
        fn keys_are(&self, files: &[&str]) {
            assert!(self.0.keys().eq(files), "{:?}", self.0);
        }
    }
}
