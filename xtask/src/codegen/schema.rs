//! `hcs/src/schema/generated/`: the types of the documents, from the catalogue in `hcs/schema`.

mod docs;
mod names;
mod resources;

use std::fmt::Write as _;

use super::preamble;
use crate::Result;
use crate::schema::catalogue::{
    Body, Catalogue, Item, Kind, Origin, Property, Since, Span, Struct, Topic, Value,
};
use docs::Docs;

/// Writes a line; writing to a `String` can't fail.
macro_rules! line {
    ($text:expr, $($argument:tt)*) => {{
        let _ = writeln!($text, $($argument)*);
    }};
}

/// Where the files go.
const DIR: &str = "hcs/src/schema/generated";

/// Each file, as a path from the root of the workspace, and its text.
pub(super) fn generate(catalogue: &Catalogue) -> Result<Vec<(String, String)>> {
    let mut files = vec![(format!("{DIR}/mod.rs"), index(catalogue))];
    for topic in &catalogue.topics {
        let name = &topic.name;
        files.push((format!("{DIR}/{name}.rs"), self::topic(topic, catalogue)?));
    }
    let resources = resources::read(catalogue)?;
    let text = resources::generate(&resources, catalogue)?;
    files.push((format!("{DIR}/modify.rs"), text));
    Ok(files)
}

/// The module that has the others: releases, and the lists of everything.
fn index(catalogue: &Catalogue) -> String {
    let mut text = preamble("hcs/schema/catalogue.txt");
    line!(
        text,
        "//! The types of the documents, and the releases that they came with.\n"
    );
    for topic in &catalogue.topics {
        line!(text, "mod {};", topic.name);
    }
    line!(text, "mod modify;");
    line!(text, "\nuse std::fmt;\n");
    line!(
        text,
        "use super::info::{{Enumeration, Since, Type}};\nuse crate::schema_version::SchemaVersion;\n"
    );
    for topic in &catalogue.topics {
        line!(text, "pub use {}::*;", topic.name);
    }
    let releases = &catalogue.releases;
    line!(
        text,
        "\n/// A release of Windows whose schema Microsoft has published."
    );
    line!(
        text,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]"
    );
    line!(text, "#[non_exhaustive]\npub enum Release {{");
    for release in releases {
        line!(
            text,
            "/// {}.\n{},",
            release.title,
            names::release(&release.name)
        );
    }
    line!(text, "}}\n\nimpl Release {{");
    let table =
        |text: &mut String, docs: &str, name: &str, kind: &str, value: &dyn Fn(usize) -> String| {
            line!(
                text,
                "/// {docs}\n#[must_use]\npub const fn {name}(self) -> {kind} {{ match self {{"
            );
            for (at, release) in releases.iter().enumerate() {
                line!(
                    text,
                    "Self::{} => {},",
                    names::release(&release.name),
                    value(at)
                );
            }
            line!(text, "}} }}\n");
        };
    table(&mut text, "The build of Windows.", "build", "u32", &|at| {
        releases[at].build.to_string()
    });
    let newest = |at: usize| {
        let version = releases[at].version;
        format!("SchemaVersion::new({}, {})", version.0, version.1)
    };
    let docs = "The newest schema version that it knows.";
    table(&mut text, docs, "schema_version", "SchemaVersion", &newest);
    table(&mut text, "Its name.", "title", "&'static str", &|at| {
        format!("{:?}", releases[at].title)
    });
    line!(text, "}}\n\nimpl fmt::Display for Release {{");
    line!(
        text,
        "fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ f.write_str(self.title()) }}\n}}\n"
    );
    for release in releases {
        let name = names::release(&release.name);
        line!(
            text,
            "const {name}: Since = Since::release(Some(Release::{name}));"
        );
    }
    line!(
        text,
        "/// Never published.\nconst ADDED: Since = Since::release(None);\n"
    );
    let list = |text: &mut String, docs: &str, name: &str, kind: &str, structs: bool| {
        line!(text, "/// {docs}\npub static {name}: &[&{kind}] = &[");
        for item in catalogue.items() {
            if matches!(item.body, Body::Struct(_)) == structs {
                line!(text, "{}::TYPE,", names::definition(item));
            }
        }
        line!(text, "];\n");
    };
    line!(text, "use super::record::Schema as _;\n");
    list(&mut text, "Every structure.", "TYPES", "Type", true);
    list(
        &mut text,
        "Every enumeration.",
        "ENUMERATIONS",
        "Enumeration",
        false,
    );
    text
}

/// The definitions of a topic.
fn topic(topic: &Topic, catalogue: &Catalogue) -> Result<String> {
    let mut text = preamble(&format!("hcs/schema/{}.txt", topic.name));
    line!(text, "//! {}.\n", topic.title);
    line!(
        text,
        "#[allow(clippy::wildcard_imports)] // Each file takes what the others define."
    );
    line!(text, "use crate::schema::prelude::*;\n");
    line!(text, "use super::*;\n");
    let docs = Docs { catalogue };
    for item in &topic.items {
        let body = match &item.body {
            Body::Struct(body) => structure(item, body, catalogue, &docs),
            Body::Enum(values) => Ok(enumeration(item, values, catalogue, &docs)),
        };
        text += &body.map_err(|what| format!("{}: {what}", item.name))?;
    }
    Ok(text)
}

fn structure(item: &Item, body: &Struct, catalogue: &Catalogue, docs: &Docs<'_>) -> Result<String> {
    let mut text = String::new();
    let name = names::definition(item);
    text += &docs.definition(item);
    line!(
        text,
        "#[derive(Clone, Default, PartialEq)]\npub struct {name} {{"
    );
    let mut rows = String::new();
    for (at, property) in body.properties.iter().enumerate() {
        let field = names::field(property);
        let (slot, inner, full) =
            slot(property, catalogue).map_err(|what| format!("{}: {what}", property.name))?;
        text += &docs.property(item, property);
        line!(text, "pub {field}: Option<{full}>,");
        let numbers = |range: Option<(u64, u64)>| format!("{range:?}");
        let (range, keys) = (numbers(property.range), numbers(property.keys));
        let since = since(&property.since, catalogue);
        line!(
            rows,
            "    {at} {field}: {slot}({inner}) {:?} {since}, {range}, {keys};",
            property.name
        );
    }
    line!(
        text,
        "/// Properties that this crate doesn't know, or not with such values."
    );
    line!(text, "pub unknown: Unknown,\n}}\n");
    let groups = body.groups.iter().map(|group| {
        let (required, names) = (group.required, &group.names);
        format!("Group {{ required: {required}, names: &{names:?} }}")
    });
    let groups = groups.collect::<Vec<_>>().join(", ");
    let since = since(&docs::since(item), catalogue);
    let document = body.document;
    line!(
        text,
        "record! {{\n    {name} {:?} {since}, {document} &[{groups}];",
        item.name
    );
    text += &rows;
    line!(text, "}}\n");
    if document {
        line!(text, "document!({name});\n");
    }
    Ok(text)
}

/// The kind of slot that a property is for the table, the type in it, and the field's type.
fn slot(
    property: &Property,
    catalogue: &Catalogue,
) -> Result<(&'static str, String, String), String> {
    let is_record = |name: &str| match catalogue.items().find(|item| item.name == name) {
        Some(item) => Ok(matches!(item.body, Body::Struct(_))),
        None => Err(format!("the catalogue has no `{name}`")),
    };
    let inner = |kind: &Kind| -> Result<(bool, String), String> {
        match kind {
            Kind::Named(name) => Ok((is_record(name)?, names::rust(catalogue, name))),
            Kind::List(_) | Kind::Map(_) => Err("lists of lists are not provided for".to_owned()),
            kind => Ok((false, names::scalar(kind).to_owned())),
        }
    };
    let pick = |kind: &Kind, any, leaf, record| -> Result<_, String> {
        if *kind == Kind::Any {
            return Ok((any, "Value".to_owned()));
        }
        let (is_record, name) = inner(kind)?;
        Ok((if is_record { record } else { leaf }, name))
    };
    let (slot, inner, full) = match &property.kind {
        Kind::List(kind) => {
            let (slot, inner) = pick(kind, "Anys", "Leaves", "Records")?;
            let full = format!("Vec<{inner}>");
            (slot, inner, full)
        }
        Kind::Map(kind) => {
            let (slot, inner) = pick(kind, "AnyMap", "LeafMap", "RecordMap")?;
            let full = format!("BTreeMap<String, {inner}>");
            (slot, inner, full)
        }
        kind => {
            let (slot, inner) = pick(kind, "Any", "Leaf", "Record")?;
            (slot, inner.clone(), inner)
        }
    };
    match property.boxed {
        true if slot == "Record" => Ok((slot, inner, format!("Box<{full}>"))),
        true => Err("only a structure can be boxed".to_owned()),
        false => Ok((slot, inner, full)),
    }
}

fn enumeration(item: &Item, values: &[Value], catalogue: &Catalogue, docs: &Docs<'_>) -> String {
    let mut text = docs.definition(item);
    let name = names::definition(item);
    line!(
        text,
        "#[derive(Clone, Debug)]\n#[non_exhaustive]\npub enum {name} {{"
    );
    let mut rows = String::new();
    for value in values {
        let variant = names::variant(value);
        text += &docs.value(value);
        line!(text, "{variant},");
        line!(
            rows,
            "    {variant} {:?} {};",
            value.name,
            since(&value.since, catalogue)
        );
    }
    line!(
        text,
        "/// Another value, which this crate doesn't know.\nOther(String),\n}}\n"
    );
    let since = since(&docs::since(item), catalogue);
    line!(text, "open! {{\n    {name} {:?} {since};", item.name);
    text += &rows;
    line!(text, "}}\n");
    text
}

/// An expression for when something came.
fn since(since: &Since, catalogue: &Catalogue) -> String {
    let release = |release: usize| names::release(&catalogue.releases[release].name);
    let mut text = match &since.origin {
        Origin::Added(_) => "ADDED".to_owned(),
        Origin::Published(Span { first, last: None }) => release(*first),
        Origin::Published(Span {
            first,
            last: Some(last),
        }) => format!("{}.until(Release::{})", release(*first), release(*last)),
    };
    if let Some(version) = since.version {
        let _ = write!(text, ".v({}, {})", version.0, version.1);
    }
    text
}
