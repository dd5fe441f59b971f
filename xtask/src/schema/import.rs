//! `cargo xtask schema import DIR`: brings the catalogue up to date with the published files.
//!
//! What the files can't know stays as it is: docs, schema versions, finer types, names in Rust, additions.

use super::catalogue::{
    Body, Catalogue, Item, Kind, Origin, Property, Since, Span, Struct, Topic, Value,
};
use super::published::{self, Published};

/// Where definitions go that the catalogue had not: to be moved by hand to where they belong.
const UNSORTED: &str = "unsorted";

/// Takes over everything in the files, which are those of the catalogue's releases.
pub(super) fn update(catalogue: &mut Catalogue, files: &[Published]) {
    for (release, published) in files.iter().enumerate() {
        for definition in &published.definitions {
            if catalogue.published(&definition.name, release).is_none() {
                adopt(catalogue, definition, release);
            }
        }
    }
    // Names as they are today: the items are changed below.
    let names = catalogue.clone();
    for item in catalogue.items_mut() {
        spans(item, files);
        for (release, published) in files.iter().enumerate() {
            let name = item.name_in(release).map(str::to_owned);
            let definition = published
                .definitions
                .iter()
                .find(|definition| Some(&definition.name) == name.as_ref());
            match (
                definition.map(|definition| &definition.body),
                &mut item.body,
            ) {
                (Some(published::Body::Struct(theirs)), Body::Struct(ours)) => {
                    let theirs = theirs
                        .iter()
                        .map(|(name, kind)| (name.as_str(), names.today(kind, release)));
                    properties(ours, theirs, release);
                }
                (Some(published::Body::Enum(theirs)), Body::Enum(ours)) => {
                    values(ours, theirs, release);
                }
                _ => {}
            }
        }
        members(item, files);
    }
}

/// Gives a definition that is new in `release` a place: under its name if the catalogue has that already, else a new one.
fn adopt(catalogue: &mut Catalogue, definition: &published::Definition, release: usize) {
    let since = Since {
        origin: Origin::Published(Span {
            first: release,
            last: None,
        }),
        version: None,
    };
    let name = &definition.name;
    if let Some(item) = catalogue.items_mut().find(|item| item.name == *name) {
        item.since.origin = since.origin;
        return;
    }
    let item = Item {
        name: name.clone(),
        rust: None,
        since,
        docs: Vec::new(),
        formerly: None,
        body: match &definition.body {
            published::Body::Struct(_) => Body::Struct(Struct::default()),
            published::Body::Enum(_) => Body::Enum(Vec::new()),
        },
    };
    let at = catalogue
        .topics
        .iter()
        .position(|topic| topic.name == UNSORTED);
    let at = at.unwrap_or_else(|| {
        catalogue.topics.push(Topic {
            name: UNSORTED.to_owned(),
            title: "New in the published files: to be moved to where it belongs".to_owned(),
            items: Vec::new(),
        });
        catalogue.topics.len() - 1
    });
    catalogue.topics[at].items.push(item);
}

/// Corrects the releases that have the definition itself, under the name that it has today.
fn spans(item: &mut Item, files: &[Published]) {
    let (name, former) = (&item.name, item.formerly.as_ref().map(|(_, span)| *span));
    let has = files.iter().enumerate().map(|(release, published)| {
        let is_former = former.is_some_and(|span| span.has(release));
        let is_its = |definition: &published::Definition| definition.name == *name;
        !is_former && published.definitions.iter().any(is_its)
    });
    correct(&mut item.since, has);
}

/// The span of the releases that are said to have something, unless none has.
fn correct(since: &mut Since, has: impl Iterator<Item = bool>) {
    let has: Vec<bool> = has.collect();
    let first = has.iter().position(|has| *has);
    let last = has.iter().rposition(|has| *has);
    if let (Some(first), Some(last)) = (first, last) {
        let last = (last + 1 < has.len()).then_some(last);
        since.origin = Origin::Published(Span { first, last });
    }
}

/// Takes over the properties of one release: new ones behind the one that they follow there.
fn properties<'a>(
    ours: &mut Struct,
    theirs: impl Iterator<Item = (&'a str, Kind)>,
    release: usize,
) {
    let mut behind = 0;
    for (name, kind) in theirs {
        match ours.properties.iter().position(|own| own.name == name) {
            Some(at) => {
                let own = &mut ours.properties[at];
                if !own.kind_in(release).is_published_as(&kind) {
                    let before = std::mem::replace(&mut own.kind, kind);
                    // What it was up to now, it has been since it came, or since it was something else.
                    let first = match (&own.formerly, &own.since.origin) {
                        (Some((_, span)), _) => span.last.map(|last| last + 1),
                        (None, Origin::Published(span)) => Some(span.first),
                        (None, Origin::Added(_)) => None,
                    };
                    if let Some(first) = first.filter(|first| *first < release) {
                        let last = Some(release - 1);
                        own.formerly = Some((before, Span { first, last }));
                    }
                }
                behind = at + 1;
            }
            None => {
                let property = Property {
                    name: name.to_owned(),
                    rust: None,
                    kind,
                    since: new_in(release),
                    range: None,
                    keys: None,
                    boxed: false,
                    docs: Vec::new(),
                    formerly: None,
                };
                ours.properties.insert(behind, property);
                behind += 1;
            }
        }
    }
}

/// Takes over the values of one release, as [`properties`] does.
fn values(ours: &mut Vec<Value>, theirs: &[String], release: usize) {
    let mut behind = 0;
    for name in theirs {
        match ours.iter().position(|own| own.name == *name) {
            Some(at) => behind = at + 1,
            None => {
                let value = Value {
                    name: name.clone(),
                    rust: None,
                    since: new_in(release),
                    docs: Vec::new(),
                };
                ours.insert(behind, value);
                behind += 1;
            }
        }
    }
}

fn new_in(release: usize) -> Since {
    Since {
        origin: Origin::Published(Span {
            first: release,
            last: None,
        }),
        version: None,
    }
}

/// Corrects the releases that have each property and each value.
fn members(item: &mut Item, files: &[Published]) {
    let definitions: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(release, published)| {
            let name = item.name_in(release);
            let mut definitions = published.definitions.iter();
            definitions.find(|definition| Some(definition.name.as_str()) == name)
        })
        .collect();
    let has = |name: &str| {
        let name = name.to_owned();
        definitions.iter().map(move |definition| match definition {
            Some(published::Definition {
                body: published::Body::Struct(properties),
                ..
            }) => properties.iter().any(|(own, _)| *own == name),
            Some(published::Definition {
                body: published::Body::Enum(values),
                ..
            }) => values.contains(&name),
            None => false,
        })
    };
    match &mut item.body {
        Body::Struct(body) => {
            for own in &mut body.properties {
                correct(&mut own.since, has(&own.name));
            }
        }
        Body::Enum(values) => {
            for own in values {
                correct(&mut own.since, has(&own.name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::Version;
    use super::super::catalogue::tests::small;
    use super::super::verify;
    use super::*;

    fn files(texts: [&str; 2]) -> [Published; 2] {
        texts.map(|text| published::parse("x.json", text).unwrap())
    }

    const OLD: &str = r##"{"definitions":{
        "Machine":{"properties":{"Memory":{"$ref":"#/definitions/Memory"},"Kind":{"type":"string"},
            "Container":{"type":"object"}}},
        "Memory":{"properties":{"SizeInMB":{"type":"integer","format":"uint64"},"Pages":{"type":"boolean"}}},
        "Colour":{"enum":["","red"]}}}"##;
    const NEW: &str = r##"{"definitions":{
        "Machine":{"properties":{"Memory":{"$ref":"#/definitions/Memory_New"},"Fan":{"type":"boolean"},
            "Kind":{"type":"boolean"}}},
        "Memory_New":{"properties":{"SizeInMB":{"type":"integer","format":"uint64"}}},
        "Colour":{"enum":["","green","red"]},
        "Battery":{"properties":{}}}}"##;

    #[test]
    fn after_an_import_nothing_differs() {
        let mut catalogue = small();
        let files = files([OLD, NEW]);
        assert!(!verify::compare(&catalogue, &files).problems.is_empty());
        update(&mut catalogue, &files);
        // What was said of the files, and is in none, stays: whether it was a mistake is for people to say.
        let left = verify::compare(&catalogue, &files).problems;
        let expected = [
            "x.json: it has no `Count` of `Machine`, as the catalogue says",
            "x.json: it has no `Parts` of `Machine`, as the catalogue says",
            "x.json: it has no `blue` of `Colour`, as the catalogue says",
        ];
        assert_eq!(left, expected);
        let before = format!("{catalogue:?}");
        update(&mut catalogue, &files);
        assert_eq!(
            format!("{catalogue:?}"),
            before,
            "a second import changes nothing"
        );
    }

    #[test]
    fn what_people_have_written_stays() {
        let mut catalogue = small();
        update(&mut catalogue, &files([OLD, NEW]));
        let machine = catalogue.item("Machine").unwrap();
        let names: Vec<_> = machine
            .properties()
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        assert_eq!(
            names,
            ["Memory", "Fan", "Count", "Container", "Parts", "Kind"]
        );
        let memory = &machine.properties()[0];
        assert_eq!(memory.docs, ["Its memory."]);
        assert_eq!(memory.since.version, Some(Version(2, 0)));
        assert_eq!(machine.docs, ["A machine."]);
        let size = &catalogue.item("Memory_New").unwrap().properties()[0];
        assert_eq!(
            size.kind,
            Kind::MegaBytes,
            "finer than published, and not contradicted"
        );
    }

    #[test]
    fn an_addition_that_was_published_is_one_no_more() {
        let mut catalogue = small();
        update(&mut catalogue, &files([OLD, NEW]));
        let container = &catalogue.item("Machine").unwrap().properties()[3];
        let span = Span {
            first: 0,
            last: Some(0),
        };
        assert_eq!(container.since.origin, Origin::Published(span));
    }

    #[test]
    fn another_type_is_taken_over_and_the_former_one_kept() {
        let mut catalogue = small();
        update(&mut catalogue, &files([OLD, NEW]));
        let kind = &catalogue.item("Machine").unwrap().properties()[5];
        assert_eq!(kind.kind, Kind::Bool);
        assert_eq!(*kind.kind_in(0), Kind::String);
    }

    #[test]
    fn new_definitions_wait_in_a_topic_of_their_own() {
        let mut catalogue = small();
        update(&mut catalogue, &files([OLD, NEW]));
        let topic = catalogue.topics.last().unwrap();
        assert_eq!((topic.name.as_str(), topic.items.len()), (UNSORTED, 1));
        assert_eq!(topic.items[0].name, "Battery");
        let colour = catalogue.item("Colour").unwrap();
        let names: Vec<_> = colour
            .values()
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        assert_eq!(names, ["", "green", "red", "blue"]);
    }
}
