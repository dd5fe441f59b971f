//! Reads the files of the catalogue, line by line.

use super::{
    Body, Catalogue, Group, Item, Kind, Origin, Property, Release, Since, Source, Span, Struct,
    Topic, Value, Version,
};
use crate::Result;

/// Reads the index: releases, sources, topics without their items.
pub(super) fn index(file: &str, text: &str) -> Result<Catalogue> {
    let mut catalogue = Catalogue::default();
    for (at, line) in text.lines().enumerate() {
        let problem = |what: String| format!("{file}:{}: {what}", at + 1);
        if line.is_empty() {
            continue;
        }
        if line.starts_with('#') {
            catalogue.head.push(line.to_owned());
            continue;
        }
        let mut words = line.split(' ');
        let mut next = |what: &str| {
            let word = words.next().filter(|word| !word.is_empty());
            word.ok_or_else(|| problem(format!("expected {what}")))
        };
        match next("a word")? {
            "release" => {
                let name = next("the name of a release")?.to_owned();
                let build = next("a build")?;
                let build = build
                    .parse()
                    .map_err(|_| problem(format!("`{build}` is no build")))?;
                let version = next("a schema version")?;
                let version = self::version(version)
                    .ok_or_else(|| problem(format!("`{version}` is no schema version")))?;
                let title = words.collect::<Vec<_>>().join(" ");
                catalogue.releases.push(Release {
                    name,
                    build,
                    version,
                    title,
                });
            }
            "source" => {
                let name = next("the name of a source")?.to_owned();
                let address = next("an address")?.to_owned();
                let title = words.collect::<Vec<_>>().join(" ");
                catalogue.sources.push(Source {
                    name,
                    address,
                    title,
                });
            }
            "topic" => {
                let name = next("the name of a topic")?.to_owned();
                let title = words.collect::<Vec<_>>().join(" ");
                catalogue.topics.push(Topic {
                    name,
                    title,
                    items: Vec::new(),
                });
            }
            word => return Err(problem(format!("`{word}` is not understood")).into()),
        }
    }
    Ok(catalogue)
}

/// Reads the items of a topic; `catalogue` knows the releases and sources.
pub(super) fn topic(file: &str, text: &str, catalogue: &Catalogue) -> Result<Vec<Item>> {
    let mut reader = Reader {
        catalogue,
        items: Vec::new(),
    };
    for (at, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        reader
            .line(line)
            .map_err(|what| format!("{file}:{}: {what}", at + 1))?;
    }
    for item in &reader.items {
        let known = |name: &String| item.properties().iter().any(|own| own.name == *name);
        let Body::Struct(body) = &item.body else {
            continue;
        };
        let names = body.groups.iter().flat_map(|group| &group.names);
        if let Some(unknown) = names.into_iter().find(|name| !known(name)) {
            let name = &item.name;
            return Err(format!(
                "{file}: {name} has a group with `{unknown}`, which is none of its properties"
            )
            .into());
        }
    }
    Ok(reader.items)
}

/// What is wrong with a line.
type Line<T = ()> = std::result::Result<T, String>;

struct Reader<'a> {
    catalogue: &'a Catalogue,
    items: Vec<Item>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Line {
        let text = line.trim_start_matches(' ');
        let depth = line.len() - text.len();
        let last = self.items.last_mut();
        match depth {
            0 => self.item(text),
            2 => {
                let item = last.ok_or("this belongs to no definition")?;
                if let Some(docs) = docs(text) {
                    item.docs.push(docs);
                    return Ok(());
                }
                let mut words = Words::new(text);
                match words.next("a word")? {
                    "rust" => item.rust = Some(words.next("a name")?.to_owned()),
                    "formerly" => {
                        let name = words.next("a name")?.to_owned();
                        item.formerly = Some((name, self.catalogue.span(words.next("releases")?)?));
                    }
                    word @ ("exactly-one" | "at-most-one") => {
                        let Body::Struct(body) = &mut item.body else {
                            return Err("an enumeration has no properties".to_owned());
                        };
                        let names = words.rest().map(str::to_owned).collect();
                        body.groups.push(Group {
                            required: word == "exactly-one",
                            names,
                        });
                        return Ok(());
                    }
                    name => return self.catalogue.member(item, name, words),
                }
                words.end()
            }
            4 => {
                let item = last.ok_or("this belongs to no definition")?;
                let (own_docs, rust, formerly) = match &mut item.body {
                    Body::Struct(body) => {
                        let last = body.properties.last_mut();
                        let last = last.ok_or("this belongs to no property")?;
                        (&mut last.docs, &mut last.rust, Some(&mut last.formerly))
                    }
                    Body::Enum(values) => {
                        let last = values.last_mut().ok_or("this belongs to no value")?;
                        (&mut last.docs, &mut last.rust, None)
                    }
                };
                if let Some(docs) = docs(text) {
                    own_docs.push(docs);
                    return Ok(());
                }
                let mut words = Words::new(text);
                match (words.next("a word")?, formerly) {
                    ("rust", _) => *rust = Some(words.next("a name")?.to_owned()),
                    ("formerly", Some(formerly)) => {
                        let kind = kind(words.next("a type")?)?;
                        *formerly = Some((kind, self.catalogue.span(words.next("releases")?)?));
                    }
                    (word, _) => return Err(format!("`{word}` is not understood")),
                }
                words.end()
            }
            _ => Err(format!("indented by {depth} spaces, instead of 0, 2 or 4")),
        }
    }

    fn item(&mut self, text: &str) -> Line {
        let mut words = Words::new(text);
        let mut body = match words.next("a word")? {
            "struct" => Body::Struct(Struct::default()),
            "enum" => Body::Enum(Vec::new()),
            word => return Err(format!("`{word}` is not understood")),
        };
        let name = words.next("a name")?.to_owned();
        if self.items.iter().any(|item| item.name == name) {
            return Err(format!("`{name}` is there already"));
        }
        let since = self.catalogue.since(&mut words)?;
        if let Body::Struct(body) = &mut body {
            body.document = words.is_next("document");
        }
        words.end()?;
        self.items.push(Item {
            name,
            rust: None,
            since,
            docs: Vec::new(),
            formerly: None,
            body,
        });
        Ok(())
    }
}

impl Catalogue {
    /// A property of a structure, or a value of an enumeration.
    fn member(&self, item: &mut Item, name: &str, mut words: Words<'_>) -> Line {
        match &mut item.body {
            Body::Struct(body) => {
                let name = name.to_owned();
                if body.properties.iter().any(|own| own.name == name) {
                    return Err(format!("`{name}` is there already"));
                }
                let kind = kind(words.next("a type")?)?;
                let since = self.since(&mut words)?;
                let mut numbers = |what: &str| match words.is_next(what) {
                    true => range(words.next("a range")?).map(Some),
                    false => Ok(None),
                };
                let range = numbers("range")?;
                let keys = numbers("keys")?;
                let boxed = words.is_next("boxed");
                words.end()?;
                body.properties.push(Property {
                    name,
                    rust: None,
                    kind,
                    since,
                    range,
                    keys,
                    boxed,
                    docs: Vec::new(),
                    formerly: None,
                });
            }
            Body::Enum(values) => {
                let name = if name == "\"\"" { "" } else { name }.to_owned();
                if values.iter().any(|own| own.name == name) {
                    return Err(format!("`{name}` is there already"));
                }
                let since = self.since(&mut words)?;
                words.end()?;
                values.push(Value {
                    name,
                    rust: None,
                    since,
                    docs: Vec::new(),
                });
            }
        }
        Ok(())
    }

    fn since(&self, words: &mut Words<'_>) -> Line<Since> {
        let origin = words.next("releases, or a source")?;
        let origin = match origin.strip_prefix('+') {
            Some(source) if self.source(source).is_none() => {
                return Err(format!("no source is called `{source}`"));
            }
            Some(source) => Origin::Added(source.to_owned()),
            None => Origin::Published(self.span(origin)?),
        };
        let word = words.next("a schema version, or `?`")?;
        let version = version(word);
        if version.is_none() && word != "?" {
            return Err(format!("`{word}` is no schema version"));
        }
        Ok(Since { origin, version })
    }

    fn span(&self, text: &str) -> Line<Span> {
        let index = |name: &str| {
            let found = self.releases.iter().position(|own| own.name == name);
            found.ok_or_else(|| format!("no release is called `{name}`"))
        };
        let span = match text.split_once('-') {
            Some((first, last)) => Span {
                first: index(first)?,
                last: Some(index(last)?),
            },
            None => Span {
                first: index(text)?,
                last: None,
            },
        };
        match span.last {
            Some(last) if last < span.first => Err(format!("`{text}` ends before it begins")),
            _ => Ok(span),
        }
    }
}

fn docs(text: &str) -> Option<String> {
    text.strip_prefix("| ").map(str::to_owned)
}

fn kind(text: &str) -> Line<Kind> {
    Kind::parse(text).ok_or_else(|| format!("`{text}` is no type"))
}

fn range(text: &str) -> Line<(u64, u64)> {
    let ends = text.split_once("..");
    let ends = ends.and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    ends.filter(|(first, last)| first <= last)
        .ok_or_else(|| format!("`{text}` is no range: 1..64 is one"))
}

fn version(text: &str) -> Option<Version> {
    let (major, minor) = text.split_once('.')?;
    Some(Version(major.parse().ok()?, minor.parse().ok()?))
}

/// The words of a line, with one space between them.
struct Words<'a>(std::iter::Peekable<std::str::Split<'a, char>>);

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        Self(text.split(' ').peekable())
    }

    fn next(&mut self, what: &str) -> Line<&'a str> {
        let word = self.0.next().filter(|word| !word.is_empty());
        word.ok_or_else(|| format!("expected {what}"))
    }

    /// Whether this word comes next, which is passed over then.
    fn is_next(&mut self, word: &str) -> bool {
        self.0.next_if(|next| *next == word).is_some()
    }

    fn rest(self) -> impl Iterator<Item = &'a str> {
        self.0.filter(|word| !word.is_empty())
    }

    fn end(mut self) -> Line {
        match self.0.next() {
            Some(word) => Err(format!("`{word}` is not understood")),
            None => Ok(()),
        }
    }
}
