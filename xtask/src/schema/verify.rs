//! `cargo xtask schema verify DIR`: whether the catalogue has what the published files have, and says of nothing that they
//! have it when they don't.

use std::fmt::Write as _;

use super::catalogue::{self, Catalogue, Item, Kind, Origin};
use super::published::{Body, Definition, Published};

/// What was compared, and the differences, a sentence each.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// A line for each file.
    pub(super) counts: String,
    pub(super) problems: Vec<String>,
}

/// Compares the catalogue with the files of all its releases, both ways.
pub(super) fn compare(catalogue: &Catalogue, files: &[Published]) -> Outcome {
    let mut outcome = Outcome::default();
    for (release, published) in files.iter().enumerate() {
        let mut compared = File {
            catalogue,
            published,
            release,
            problems: Vec::new(),
        };
        compared.is_in_the_catalogue();
        compared.is_in_the_file();
        outcome.problems.append(&mut compared.problems);
        let counts = Counts::of(published);
        let _ = writeln!(
            outcome.counts,
            "{}: {} definitions, {} of them enumerations with {} values; {} properties",
            published.file, counts.definitions, counts.enums, counts.values, counts.properties
        );
    }
    outcome
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    definitions: usize,
    enums: usize,
    values: usize,
    properties: usize,
}

impl Counts {
    fn of(published: &Published) -> Self {
        let mut counts = Self::default();
        for definition in &published.definitions {
            counts.definitions += 1;
            match &definition.body {
                Body::Struct(properties) => counts.properties += properties.len(),
                Body::Enum(values) => {
                    counts.enums += 1;
                    counts.values += values.len();
                }
            }
        }
        counts
    }
}

/// One of the files.
struct File<'a> {
    catalogue: &'a Catalogue,
    published: &'a Published,
    release: usize,
    problems: Vec<String>,
}

impl File<'_> {
    fn tell(&mut self, what: String) {
        self.problems
            .push(format!("{}: {what}", self.published.file));
    }

    /// Everything in the file is in the catalogue, with the same types.
    fn is_in_the_catalogue(&mut self) {
        for definition in &self.published.definitions {
            let name = &definition.name;
            match self.catalogue.published(name, self.release) {
                Some(item) => self.definition(item, definition),
                None => self.tell(format!("the catalogue has no `{name}`")),
            }
        }
    }

    fn definition(&mut self, item: &Item, definition: &Definition) {
        let name = &definition.name;
        let is_struct = |body: &Body| matches!(body, Body::Struct(_));
        if is_struct(&definition.body) != matches!(item.body, catalogue::Body::Struct(_)) {
            let (theirs, ours) = match is_struct(&definition.body) {
                true => ("a structure", "an enumeration"),
                false => ("an enumeration", "a structure"),
            };
            self.tell(format!("`{name}` is {theirs}, and {ours} in the catalogue"));
            return;
        }
        match &definition.body {
            Body::Struct(properties) => {
                for (own, theirs) in properties {
                    self.property(item, name, own, theirs);
                }
            }
            Body::Enum(values) => {
                for value in values {
                    let ours = item.values().iter().find(|own| own.name == *value);
                    if !ours.is_some_and(|own| own.since.is_in(self.release)) {
                        self.tell(format!("the catalogue has no value `{value}` of `{name}`"));
                    }
                }
            }
        }
    }

    fn property(&mut self, item: &Item, name: &str, own: &str, theirs: &Kind) {
        let ours = item
            .properties()
            .iter()
            .find(|property| property.name == own && property.since.is_in(self.release));
        let Some(ours) = ours else {
            self.tell(format!("the catalogue has no property `{own}` of `{name}`"));
            return;
        };
        let ours = ours.kind_in(self.release);
        let theirs = self.catalogue.today(theirs, self.release);
        if !ours.is_published_as(&theirs) {
            self.tell(format!(
                "`{own}` of `{name}` is a {theirs}, and a {ours} in the catalogue"
            ));
        }
    }

    /// Everything that the catalogue ascribes to the file is there.
    fn is_in_the_file(&mut self) {
        let release = self.release;
        for item in self.catalogue.items() {
            let Some(name) = item.name_in(release) else {
                // Nothing of it can be there, either.
                let properties = item.properties().iter().map(|own| (&own.name, &own.since));
                let values = item.values().iter().map(|own| (&own.name, &own.since));
                for (own, since) in properties.chain(values) {
                    if since.is_in(release) {
                        let name = &item.name;
                        self.tell(format!(
                            "the catalogue says that it has `{own}` of `{name}`, but not `{name}` itself"
                        ));
                    }
                }
                continue;
            };
            let mut definitions = self.published.definitions.iter();
            let Some(definition) = definitions.find(|definition| definition.name == name) else {
                self.tell(format!("it has no `{name}`, as the catalogue says"));
                continue;
            };
            let has: Vec<&str> = match &definition.body {
                Body::Struct(properties) => {
                    properties.iter().map(|(own, _)| own.as_str()).collect()
                }
                Body::Enum(values) => values.iter().map(String::as_str).collect(),
            };
            let properties = item.properties().iter().map(|own| (&own.name, &own.since));
            let values = item.values().iter().map(|own| (&own.name, &own.since));
            for (own, since) in properties.chain(values) {
                if since.is_in(release) && !has.contains(&own.as_str()) {
                    self.tell(format!(
                        "it has no `{own}` of `{name}`, as the catalogue says"
                    ));
                }
            }
        }
    }
}

/// What the catalogue adds to the files, in a line.
pub(super) fn additions(catalogue: &Catalogue) -> String {
    let is_added = |since: &super::catalogue::Since| matches!(since.origin, Origin::Added(_));
    let (mut definitions, mut members) = (0, 0);
    for item in catalogue.items() {
        definitions += usize::from(is_added(&item.since));
        let properties = item.properties().iter().map(|own| &own.since);
        let values = item.values().iter().map(|own| &own.since);
        members += properties
            .chain(values)
            .filter(|since| is_added(since))
            .count();
    }
    format!(
        "catalogue: {} definitions, {definitions} of them and {members} properties and values from other sources",
        catalogue.items().count()
    )
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::tests::small;
    use super::super::published;
    use super::*;

    /// The files that the small catalogue describes.
    const FILES: [&str; 2] = [
        r##"{"definitions":{
            "Machine":{"properties":{
                "Memory":{"$ref":"#/definitions/Memory"},"Count":{"type":"integer","format":"uint32"},"Kind":{"type":"string"}}},
            "Memory":{"properties":{"SizeInMB":{"type":"integer","format":"uint64"}}},
            "Colour":{"enum":["","red"]}}}"##,
        r##"{"definitions":{
            "Machine":{"properties":{
                "Memory":{"$ref":"#/definitions/Memory_New"},"Kind":{"$ref":"#/definitions/Colour"},
                "Parts":{"type":"object","additionalProperties":{"type":"array","items":{"$ref":"#/definitions/Colour"}}}}},
            "Memory_New":{"properties":{"SizeInMB":{"type":"integer","format":"uint64"}}},
            "Colour":{"enum":["","red","blue"]}}}"##,
    ];

    /// The problems of the second file with a part of its text exchanged.
    fn problems(from: &str, to: &str) -> String {
        let second = FILES[1].replace(from, to);
        assert!(from.is_empty() || second != FILES[1], "{from}");
        let files = [("1809.json", FILES[0]), ("2104.json", &second)]
            .map(|(name, text)| published::parse(name, text).unwrap());
        let outcome = compare(&small(), &files);
        assert_eq!(outcome.counts.lines().count(), 2);
        outcome.problems.join("\n")
    }

    #[test]
    fn files_that_are_as_the_catalogue_says_are_no_problem() {
        assert_eq!(problems("", ""), "");
    }

    #[test]
    fn each_difference_is_told() {
        for (from, to, problem) in [
            (
                "Memory_New\":{",
                "Memory_Newer\":{",
                "the catalogue has no `Memory_Newer`",
            ),
            (
                "Memory_New\":{",
                "Memory_Newer\":{",
                "it has no `Memory_New`",
            ),
            ("\"SizeInMB", "\"Size", "no property `Size` of `Memory_New`"),
            (
                "\"SizeInMB",
                "\"Size",
                "it has no `SizeInMB` of `Memory_New`",
            ),
            (
                "uint64",
                "uint32",
                "`SizeInMB` of `Memory_New` is a u32, and a mb",
            ),
            ("\"blue\"", "\"green\"", "no value `green` of `Colour`"),
            ("\"blue\"", "\"green\"", "it has no `blue` of `Colour`"),
            (
                r##"{"$ref":"#/definitions/Memory_New"}"##,
                r#"{"type":"object"}"#,
                "`Memory` of `Machine` is a any, and a Memory_New in the catalogue",
            ),
            (
                r#""Colour":{"enum":["","red","blue"]}"#,
                r#""Colour":{"properties":{}}"#,
                "`Colour` is a structure, and an enumeration in the catalogue",
            ),
            (
                r#"{"properties":{"SizeInMB":{"type":"integer","format":"uint64"}}}"#,
                r#"{"enum":[]}"#,
                "`Memory_New` is an enumeration, and a structure in the catalogue",
            ),
            // It was a string in the release before only.
            (
                r##""Kind":{"$ref":"#/definitions/Colour"}"##,
                r#""Kind":{"type":"string"}"#,
                "a string, and a Colour",
            ),
        ] {
            let told = problems(from, to);
            assert!(told.contains(problem), "{problem}\n{told}");
        }
    }

    #[test]
    fn what_has_come_earlier_than_the_catalogue_says_is_told() {
        let first = FILES[0].replace("\"red\"", "\"red\",\"blue\"");
        let files = [&first, FILES[1]].map(|text| published::parse("x.json", text).unwrap());
        let outcome = compare(&small(), &files);
        assert_eq!(
            outcome.problems,
            ["x.json: the catalogue has no value `blue` of `Colour`"]
        );
    }

    #[test]
    fn additions_are_counted() {
        let line = additions(&small());
        assert_eq!(
            line,
            "catalogue: 3 definitions, 0 of them and 1 properties and values from other sources"
        );
    }
}
