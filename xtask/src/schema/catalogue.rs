//! The catalogue of the schema: facts about the JSON documents of HCS, as `hcs/schema/*.txt` has them.
//!
//! `hcs/schema/catalogue.txt` explains the format to people. Reading and writing are each other's inverse, so that
//! `cargo xtask schema import` changes no line that it has nothing new about.

mod kind;
mod read;
mod write;

use std::fs;
use std::path::Path;

use crate::Result;

pub(crate) use kind::Kind;

/// The file that lists the others.
const INDEX: &str = "catalogue.txt";

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    /// The lines above the lists: the explanation of the format.
    pub(crate) head: Vec<String>,
    pub(crate) releases: Vec<Release>,
    pub(crate) sources: Vec<Source>,
    pub(crate) topics: Vec<Topic>,
}

/// A release of Windows whose schema was published, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    /// As the published file is called: `1809`.
    pub(crate) name: String,
    /// The build of Windows.
    pub(crate) build: u32,
    /// The newest schema version that this build knows.
    pub(crate) version: Version,
    /// The name that people know.
    pub(crate) title: String,
}

/// Where a fact is from that no published file has.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) address: String,
    /// What it is, in a few words.
    pub(crate) title: String,
}

/// A file of the catalogue: definitions that belong together.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
}

/// A definition.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) name: String,
    /// The name in Rust, where it can't be told from `name`.
    pub(crate) rust: Option<String>,
    pub(crate) since: Since,
    pub(crate) docs: Vec<String>,
    /// What older files call it, and which.
    pub(crate) formerly: Option<(String, Span)>,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Struct(Struct),
    Enum(Vec<Value>),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Struct {
    /// Some call of HCS takes it as its document.
    pub(crate) document: bool,
    pub(crate) groups: Vec<Group>,
    pub(crate) properties: Vec<Property>,
}

/// Properties that exclude each other.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// One of them has to be there.
    pub(crate) required: bool,
    pub(crate) names: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) rust: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) since: Since,
    /// The values that it may have, both ends included.
    pub(crate) range: Option<(u64, u64)>,
    /// The numbers that may be the names in a map, both ends included.
    pub(crate) keys: Option<(u64, u64)>,
    /// Kept in a box of its own: rarely there, and large.
    pub(crate) boxed: bool,
    pub(crate) docs: Vec<String>,
    /// Another type that it had in older files, and which.
    pub(crate) formerly: Option<(Kind, Span)>,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// May be empty.
    pub(crate) name: String,
    pub(crate) rust: Option<String>,
    pub(crate) since: Since,
    pub(crate) docs: Vec<String>,
}

/// When something came, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    pub(crate) origin: Origin,
    /// The schema version that has introduced it, where that is known.
    pub(crate) version: Option<Version>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The published files of these releases have it.
    Published(Span),
    /// None has it; this source does.
    Added(String),
}

/// Releases one after the other, as indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: usize,
    /// None: the newest one has it, too.
    pub(crate) last: Option<usize>,
}

/// A schema version: `2.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl Catalogue {
    /// Reads the directory `hcs/schema`.
    pub(crate) fn load(dir: &Path) -> Result<Self> {
        let text = |name: &str| -> Result<String> {
            let path = dir.join(name);
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("can't read {}: {error}", path.display()))?;
            Ok(text.replace("\r\n", "\n"))
        };
        let mut catalogue = read::index(INDEX, &text(INDEX)?)?;
        for at in 0..catalogue.topics.len() {
            let file = format!("{}.txt", catalogue.topics[at].name);
            catalogue.topics[at].items = read::topic(&file, &text(&file)?, &catalogue)?;
        }
        Ok(catalogue)
    }

    /// Writes what has changed, and answers which files.
    pub(crate) fn store(&self, dir: &Path) -> Result<Vec<String>> {
        let mut files = vec![(INDEX.to_owned(), write::index(self))];
        for topic in &self.topics {
            files.push((format!("{}.txt", topic.name), write::topic(topic, self)));
        }
        let mut changed = Vec::new();
        for (name, text) in files {
            let path = dir.join(&name);
            let there = fs::read_to_string(&path).unwrap_or_default();
            if there.replace("\r\n", "\n") != text {
                fs::write(&path, text)
                    .map_err(|error| format!("can't write {}: {error}", path.display()))?;
                changed.push(name);
            }
        }
        Ok(changed)
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.topics.iter().flat_map(|topic| &topic.items)
    }

    pub(crate) fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        self.topics.iter_mut().flat_map(|topic| &mut topic.items)
    }

    /// The definition with this name of today.
    #[cfg(test)]
    pub(crate) fn item(&self, name: &str) -> Option<&Item> {
        self.items().find(|item| item.name == name)
    }

    /// The definition that the file of `release` calls `name`.
    pub(crate) fn published(&self, name: &str, release: usize) -> Option<&Item> {
        self.items()
            .find(|item| item.name_in(release) == Some(name))
    }

    /// What a type in the file of `release` is called today.
    pub(crate) fn today(&self, kind: &Kind, release: usize) -> Kind {
        kind.renamed(&|name| Some(self.published(name, release)?.name.clone()))
    }

    pub(crate) fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }
}

impl Item {
    /// What the file of `release` calls it, if that has it.
    pub(crate) fn name_in(&self, release: usize) -> Option<&str> {
        match &self.formerly {
            Some((former, span)) if span.has(release) => Some(former),
            _ => self.since.is_in(release).then_some(&self.name),
        }
    }

    pub(crate) fn properties(&self) -> &[Property] {
        match &self.body {
            Body::Struct(body) => &body.properties,
            Body::Enum(_) => &[],
        }
    }

    pub(crate) fn values(&self) -> &[Value] {
        match &self.body {
            Body::Struct(_) => &[],
            Body::Enum(values) => values,
        }
    }
}

impl Property {
    /// The type that the file of `release` gives it.
    pub(crate) fn kind_in(&self, release: usize) -> &Kind {
        match &self.formerly {
            Some((kind, span)) if span.has(release) => kind,
            _ => &self.kind,
        }
    }
}

impl Since {
    /// Whether the published file of `release` must have it.
    pub(crate) fn is_in(&self, release: usize) -> bool {
        matches!(&self.origin, Origin::Published(span) if span.has(release))
    }
}

impl Span {
    pub(crate) fn has(self, release: usize) -> bool {
        release >= self.first && self.last.is_none_or(|last| release <= last)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A small catalogue in texts: the index, and its only topic, `all`.
    pub(in crate::schema) const INDEX: &str = "\
# A small catalogue.

release 1809 17763 2.1 Windows 10, version 1809
release 2104 20348 2.5 Windows Server 2022

source page https://example.org/page A page

topic all Everything
";

    pub(in crate::schema) const TOPIC: &str = "\
# Everything

struct Machine 1809 2.0 document
  | A machine.
  exactly-one Memory Container
  Memory Memory_New 1809 2.0
    | Its memory.
  Count u32 1809-1809 ? range 1..64
    rust how_many
  Container any +page 2.3
  Parts {[Colour]} 2104 2.4 keys 0..9 boxed
  Kind Colour 1809 2.0
    formerly string 1809-1809

struct Memory_New 2104 ?
  formerly Memory 1809-1809
  SizeInMB mb 1809 2.0

enum Colour 1809 2.0
  \"\" 1809 2.0
    | None.
    rust None
  red 1809 2.0
  blue 2104 2.4
";

    pub(in crate::schema) fn small() -> Catalogue {
        let mut catalogue = read::index("catalogue.txt", INDEX).unwrap();
        catalogue.topics[0].items = read::topic("all.txt", TOPIC, &catalogue).unwrap();
        catalogue
    }

    #[test]
    fn what_was_read_is_written_the_same() {
        let catalogue = small();
        assert_eq!(write::index(&catalogue), INDEX);
        assert_eq!(write::topic(&catalogue.topics[0], &catalogue), TOPIC);
    }

    #[test]
    fn the_catalogue_of_this_workspace_is_in_its_own_form() {
        let dir = crate::root().join("hcs/schema");
        let catalogue = Catalogue::load(&dir).unwrap();
        let text = |name: &str| {
            let text = fs::read_to_string(dir.join(name)).unwrap();
            text.replace("\r\n", "\n")
        };
        let mut files = vec![("catalogue.txt".to_owned(), write::index(&catalogue))];
        for topic in &catalogue.topics {
            let file = format!("{}.txt", topic.name);
            files.push((file, write::topic(topic, &catalogue)));
        }
        for (file, written) in files {
            let text = text(&file);
            // Line by line, as a difference of whole files is nothing to be read.
            for (own, expected) in text.lines().zip(written.lines()) {
                assert_eq!(own, expected, "{file}");
            }
            assert_eq!(text.len(), written.len(), "{file}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let catalogue = small();
        for (line, problem) in [
            ("struct A 1810 2.0", "no release is called `1810`"),
            ("struct A 1809 2", "`2` is no schema version"),
            ("struct A +nobody 2.0", "no source is called `nobody`"),
            (
                "struct A 1809 2.0 documents",
                "`documents` is not understood",
            ),
            ("struct A 1809", "expected"),
            ("struct A 2104-1809 ?", "ends before it begins"),
            ("union A 1809 2.0", "`union` is not understood"),
            ("  Name string 1809 2.0", "belongs to no definition"),
            (
                "struct A 1809 2.0\n  B [string 1809 2.0",
                "`[string` is no type",
            ),
            (
                "struct A 1809 2.0\n  B u8 1809 2.0 range 1-2",
                "`1-2` is no range",
            ),
            (
                "struct A 1809 2.0\n  B u8 1809 2.0\n  B u8 1809 2.0",
                "`B` is there already",
            ),
            (
                "struct A 1809 2.0\n\nenum A 1809 2.0",
                "`A` is there already",
            ),
            (
                "struct A 1809 2.0\n  at-most-one B C",
                "`B`, which is none of its properties",
            ),
            ("enum A 1809 2.0\n  document", "expected"),
            ("struct A 1809 2.0\n      | Too deep.", "indented by"),
        ] {
            let text = format!("# Mistakes\n\n{line}\n");
            let error = read::topic("x.txt", &text, &catalogue)
                .unwrap_err()
                .to_string();
            assert!(error.contains(problem), "{line}: {error}");
            assert!(error.starts_with("x.txt:"), "{error}");
        }
    }
}
