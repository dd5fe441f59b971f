//! Microsoft's published files: OpenAPI descriptions of the documents, one file for each release.
//!
//! Only facts are taken from them: names, types, formats, values. Their descriptions are passed over.

mod ordered;

use std::fs;
use std::path::Path;

use super::catalogue::{Kind, Release};
use crate::Result;
use ordered::Node;

/// How they write that a string is a GUID.
const GUID: &str = "^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$";

/// What a file defines, in its order.
#[derive(Debug)]
pub(super) struct Published {
    /// The file's name.
    pub(super) file: String,
    pub(super) definitions: Vec<Definition>,
}

#[derive(Debug)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    Struct(Vec<(String, Kind)>),
    Enum(Vec<String>),
}

/// Reads the file of each release from `dir`: the one whose name has the release's name in it.
pub(super) fn read(dir: &Path, releases: &[Release]) -> Result<Vec<Published>> {
    let entries = fs::read_dir(dir)
        .map_err(|error| format!("can't read the directory {}: {error}", dir.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    let mut published = Vec::new();
    for release in releases {
        let is_its = |name: &&String| name.contains(&release.name) && name.ends_with(".json");
        let mut found = names.iter().filter(is_its);
        let (Some(file), None) = (found.next(), found.next()) else {
            return Err(format!(
                "{} needs one file whose name has `{}` in it and ends with .json: the description of that release, from \
                 hyperv-samples/hcs-samples/JSON_files of MicrosoftDocs/Virtualization-Documentation",
                dir.display(),
                release.name
            )
            .into());
        };
        let text = fs::read_to_string(dir.join(file))
            .map_err(|error| format!("can't read {file}: {error}"))?;
        published.push(parse(file, &text)?);
    }
    let is_read = |name: &&String| published.iter().any(|own| own.file == **name);
    let mut others = names.iter().filter(|name| name.ends_with(".json"));
    if let Some(other) = others.find(|name| !is_read(name)) {
        return Err(format!(
            "{other} is of no release that the catalogue has: add the release to hcs/schema/catalogue.txt"
        )
        .into());
    }
    Ok(published)
}

/// Reads the text of a file.
pub(super) fn parse(file: &str, text: &str) -> Result<Published> {
    let text = text.trim_start_matches('\u{FEFF}');
    let node: Node =
        serde_json::from_str(text).map_err(|error| format!("{file} is not JSON: {error}"))?;
    let parts = ["swagger", "info", "paths", "$schema", "definitions"];
    only(&node, &parts).map_err(|what| format!("{file}: {what}"))?;
    let definitions = node.get("definitions").and_then(Node::entries);
    let definitions = definitions.ok_or_else(|| format!("{file} has no `definitions`"))?;
    let definitions = definitions
        .iter()
        .map(|(name, node)| {
            let body = body(node).map_err(|what| format!("{file}: {name}: {what}"))?;
            Ok(Definition {
                name: name.clone(),
                body,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Published {
        file: file.to_owned(),
        definitions,
    })
}

/// What is passed over must be known to say nothing: a word that is new may restrict or extend what the others say.
fn only(node: &Node, words: &[&str]) -> Result<(), String> {
    let mut entries = node.entries().unwrap_or_default().iter();
    match entries.find(|(word, _)| !words.contains(&word.as_str())) {
        Some((word, _)) => Err(format!(
            "`{word}` is new there: teach it to `xtask/src/schema`"
        )),
        None => Ok(()),
    }
}

/// The type of a definition, where it is told, must be that of what it consists of.
fn is_of(node: &Node, expected: &str) -> Result<(), String> {
    match node.get("type").map(Node::text) {
        None => Ok(()),
        Some(Some(kind)) if kind == expected => Ok(()),
        Some(_) => Err(format!("its type is not `{expected}`")),
    }
}

fn body(node: &Node) -> Result<Body, String> {
    if let Some(values) = node.get("enum") {
        only(node, &["type", "description", "enum"])?;
        is_of(node, "string")?;
        let values = values.items().ok_or("its `enum` is no list")?;
        let texts = values.iter().map(|value| value.text().map(str::to_owned));
        let texts = texts.collect::<Option<_>>();
        return Ok(Body::Enum(texts.ok_or("a value is no string")?));
    }
    let properties = node.get("properties").and_then(Node::entries);
    let properties = properties.ok_or("neither `enum` nor `properties`")?;
    only(node, &["type", "description", "properties"])?;
    is_of(node, "object")?;
    let properties = properties.iter().map(|(name, node)| {
        let kind = kind(node).map_err(|what| format!("{name}: {what}"))?;
        Ok((name.clone(), kind))
    });
    Ok(Body::Struct(properties.collect::<Result<_, String>>()?))
}

fn kind(node: &Node) -> Result<Kind, String> {
    let text = |name: &str| node.get(name).and_then(Node::text);
    if let Some(reference) = text("$ref") {
        let name = reference.strip_prefix("#/definitions/");
        let name = name.ok_or_else(|| format!("`{reference}` leads elsewhere"))?;
        only(node, &["type", "description", "$ref"])?;
        return Ok(Kind::Named(name.to_owned()));
    }
    let kind = text("type").ok_or("it has no type")?;
    let part = match kind {
        "array" => "items",
        "object" => "additionalProperties",
        _ => "pattern",
    };
    only(node, &["type", "description", "format", part])?;
    // One property's type has slipped through their generator: `CaseInsensitiveStringMap<Schema.A.B>`.
    if let Some(inner) = kind.strip_prefix("CaseInsensitiveStringMap<") {
        let name = inner.trim_end_matches('>').rsplit('.').next();
        return Ok(Kind::Map(Box::new(Kind::Named(
            name.unwrap_or(inner).to_owned(),
        ))));
    }
    Ok(match (kind, text("format"), text("pattern")) {
        ("string", None, None) => Kind::String,
        ("string", None, Some(GUID)) => Kind::Guid,
        ("string", Some("mac-address"), None) => Kind::Mac,
        ("string", Some("date-time"), None) => Kind::Time,
        ("string", Some("byte"), None) => Kind::Bytes,
        ("string", Some("binary"), None) => Kind::Binary,
        ("boolean", None, None) => Kind::Bool,
        ("integer", Some("uint8"), None) => Kind::Unsigned(8),
        ("integer", Some("uint16"), None) => Kind::Unsigned(16),
        ("integer", Some("uint32"), None) => Kind::Unsigned(32),
        ("integer", Some("uint64"), None) => Kind::Unsigned(64),
        ("integer", Some("int32"), None) => Kind::Signed(32),
        ("integer", Some("int64"), None) => Kind::Signed(64),
        ("array", None, None) => {
            let items = node.get("items").ok_or("a list of nothing")?;
            Kind::List(Box::new(self::kind(items)?))
        }
        ("object", None, None) => match node.get("additionalProperties") {
            Some(values) => Kind::Map(Box::new(self::kind(values)?)),
            None => Kind::Any,
        },
        (kind, format, pattern) => {
            return Err(format!(
                "the type `{kind}`, format {format:?}, pattern {pattern:?}, is new: teach it to `xtask/src/schema`"
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::tests::small;
    use super::*;

    fn kind_of(property: &str) -> Result<String> {
        let text = format!(r#"{{"definitions":{{"A":{{"properties":{{"P":{property}}}}}}}}}"#);
        let published = parse("x.json", &text)?;
        let Body::Struct(properties) = &published.definitions[0].body else {
            panic!("no structure");
        };
        Ok(properties[0].1.to_string())
    }

    #[test]
    fn each_form_of_a_type_is_understood() {
        for (property, expected) in [
            (r#"{"type":"string","description":"x"}"#, "string"),
            (r##"{"type":"string","$ref":"#/definitions/B"}"##, "B"),
            (r#"{"type":"integer","format":"uint16"}"#, "u16"),
            (r#"{"type":"object"}"#, "any"),
            (r#"{"type":"array","items":{"type":"boolean"}}"#, "[bool]"),
            (
                r#"{"type":"object","additionalProperties":{"type":"object"}}"#,
                "{any}",
            ),
            (r#"{"type":"CaseInsensitiveStringMap<A.B.C>"}"#, "{C}"),
            (r#"{"type":"string","format":"byte"}"#, "bytes"),
        ] {
            assert_eq!(kind_of(property).unwrap(), expected, "{property}");
        }
        let guid = format!(r#"{{"type":"string","pattern":"{GUID}"}}"#);
        assert_eq!(kind_of(&guid).unwrap(), "guid");
    }

    #[test]
    fn what_is_new_is_an_error_that_names_it() {
        for (property, expected) in [
            (r#"{"type":"number"}"#, "`number`"),
            (r#"{"type":"string","pattern":"a+"}"#, "a+"),
            (r##"{"$ref":"#/elsewhere/B"}"##, "leads elsewhere"),
            ("{}", "no type"),
            (r#"{"type":"string","enum":["a"]}"#, "`enum` is new"),
            (
                r#"{"type":"integer","format":"uint8","maximum":9}"#,
                "`maximum` is new",
            ),
            (
                r#"{"type":"object","properties":{}}"#,
                "`properties` is new",
            ),
            (
                r##"{"$ref":"#/definitions/B","format":"byte"}"##,
                "`format` is new",
            ),
        ] {
            let error = kind_of(property).unwrap_err().to_string();
            assert!(error.starts_with("x.json: A: P: "), "{error}");
            assert!(error.contains(expected), "{error}");
        }
        assert!(parse("x.json", "{").is_err() && parse("x.json", "{}").is_err());
    }

    #[test]
    fn a_definition_that_says_more_is_an_error() {
        for (definition, expected) in [
            (r#"{"properties":{},"required":["P"]}"#, "`required` is new"),
            (r#"{"properties":{},"allOf":[]}"#, "`allOf` is new"),
            (r#"{"enum":["a"],"properties":{}}"#, "`properties` is new"),
            (r#"{"properties":{},"type":"string"}"#, "not `object`"),
            (r#"{"enum":["a"],"type":"integer"}"#, "not `string`"),
        ] {
            let text = format!(r#"{{"definitions":{{"A":{definition}}}}}"#);
            let error = parse("x.json", &text).unwrap_err().to_string();
            assert!(error.starts_with("x.json: A: "), "{error}");
            assert!(error.contains(expected), "{error}");
        }
        let text = r#"{"definitions":{},"components":{}}"#;
        let error = parse("x.json", text).unwrap_err().to_string();
        assert!(error.contains("`components` is new"), "{error}");
    }

    #[test]
    fn each_file_of_a_directory_is_that_of_a_release() {
        let dir = std::env::temp_dir().join(format!("xtask-published-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let write = |name: &str| fs::write(dir.join(name), r#"{"definitions":{}}"#).unwrap();
        let releases = small().releases;
        write("a-1809.json");
        let error = read(&dir, &releases).unwrap_err().to_string();
        assert!(error.contains("needs one file"), "{error}");
        write("a-2104.json");
        write("README.md");
        assert_eq!(read(&dir, &releases).unwrap().len(), 2);
        write("a-22H2.json");
        let error = read(&dir, &releases).unwrap_err().to_string();
        assert!(error.contains("a-22H2.json is of no release"), "{error}");
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn definitions_stay_in_their_order() {
        let text =
            "\u{FEFF}{\"definitions\":{\"B\":{\"enum\":[\"z\",\"a\"]},\"A\":{\"properties\":{}}}}";
        let published = parse("x.json", text).unwrap();
        let names = published.definitions.iter().map(|own| own.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["B", "A"]);
        let Body::Enum(values) = &published.definitions[0].body else {
            panic!("no enumeration");
        };
        assert_eq!(*values, ["z", "a"]);
    }
}
