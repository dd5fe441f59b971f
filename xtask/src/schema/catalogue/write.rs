//! Writes the files of the catalogue, in the one form that they have.

use std::fmt::Write as _;

use super::{Body, Catalogue, Group, Item, Origin, Property, Since, Span, Topic, Value};

/// Writes a line; writing to a `String` can't fail.
macro_rules! line {
    ($text:expr, $($argument:tt)*) => {{
        let _ = writeln!($text, $($argument)*);
    }};
}

pub(super) fn index(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for head in &catalogue.head {
        line!(text, "{head}");
    }
    line!(text, "");
    for release in &catalogue.releases {
        let (name, build) = (&release.name, release.build);
        line!(
            text,
            "release {name} {build} {} {}",
            release.version,
            release.title
        );
    }
    line!(text, "");
    for source in &catalogue.sources {
        line!(
            text,
            "source {} {} {}",
            source.name,
            source.address,
            source.title
        );
    }
    line!(text, "");
    for topic in &catalogue.topics {
        line!(text, "topic {} {}", topic.name, topic.title);
    }
    text
}

pub(super) fn topic(topic: &Topic, catalogue: &Catalogue) -> String {
    let mut text = format!("# {}\n", topic.title);
    for item in &topic.items {
        self::item(&mut text, item, catalogue);
    }
    text
}

fn item(text: &mut String, item: &Item, catalogue: &Catalogue) {
    let (word, document) = match &item.body {
        Body::Struct(body) => ("struct", if body.document { " document" } else { "" }),
        Body::Enum(_) => ("enum", ""),
    };
    let since = catalogue.written(&item.since);
    line!(text, "\n{word} {} {since}{document}", item.name);
    for docs in &item.docs {
        line!(text, "  | {docs}");
    }
    if let Some(rust) = &item.rust {
        line!(text, "  rust {rust}");
    }
    if let Some((name, span)) = &item.formerly {
        line!(text, "  formerly {name} {}", catalogue.written_span(*span));
    }
    match &item.body {
        Body::Struct(body) => {
            for Group { required, names } in &body.groups {
                let word = if *required {
                    "exactly-one"
                } else {
                    "at-most-one"
                };
                line!(text, "  {word} {}", names.join(" "));
            }
            for own in &body.properties {
                property(text, own, catalogue);
            }
        }
        Body::Enum(values) => {
            for own in values {
                value(text, own, catalogue);
            }
        }
    }
}

fn property(text: &mut String, own: &Property, catalogue: &Catalogue) {
    let since = catalogue.written(&own.since);
    let numbers = |what: &str, range: Option<(u64, u64)>| match range {
        Some((first, last)) => format!(" {what} {first}..{last}"),
        None => String::new(),
    };
    let range = numbers("range", own.range) + &numbers("keys", own.keys);
    let boxed = if own.boxed { " boxed" } else { "" };
    line!(text, "  {} {} {since}{range}{boxed}", own.name, own.kind);
    details(text, &own.docs, own.rust.as_deref());
    if let Some((kind, span)) = &own.formerly {
        line!(
            text,
            "    formerly {kind} {}",
            catalogue.written_span(*span)
        );
    }
}

fn value(text: &mut String, own: &Value, catalogue: &Catalogue) {
    let name = if own.name.is_empty() {
        "\"\""
    } else {
        &own.name
    };
    line!(text, "  {name} {}", catalogue.written(&own.since));
    details(text, &own.docs, own.rust.as_deref());
}

fn details(text: &mut String, docs: &[String], rust: Option<&str>) {
    for docs in docs {
        line!(text, "    | {docs}");
    }
    if let Some(rust) = rust {
        line!(text, "    rust {rust}");
    }
}

impl Catalogue {
    fn written(&self, since: &Since) -> String {
        let origin = match &since.origin {
            Origin::Published(span) => self.written_span(*span),
            Origin::Added(source) => format!("+{source}"),
        };
        match since.version {
            Some(version) => format!("{origin} {version}"),
            None => format!("{origin} ?"),
        }
    }

    pub(crate) fn written_span(&self, span: Span) -> String {
        let name = |release: usize| self.releases[release].name.as_str();
        match span.last {
            Some(last) => format!("{}-{}", name(span.first), name(last)),
            None => name(span.first).to_owned(),
        }
    }
}
