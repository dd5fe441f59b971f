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
    Ok(published)
}

/// Reads the text of a file.
pub(super) fn parse(file: &str, text: &str) -> Result<Published> {
    let text = text.trim_start_matches('\u{FEFF}');
    let node: Node =
        serde_json::from_str(text).map_err(|error| format!("{file} is not JSON: {error}"))?;
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

fn body(node: &Node) -> Result<Body, String> {
    if let Some(values) = node.get("enum") {
        let values = values.items().ok_or("its `enum` is no list")?;
        let texts = values.iter().map(|value| value.text().map(str::to_owned));
        let texts = texts.collect::<Option<_>>();
        return Ok(Body::Enum(texts.ok_or("a value is no string")?));
    }
    let properties = node.get("properties").and_then(Node::entries);
    let properties = properties.ok_or("neither `enum` nor `properties`")?;
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
        return Ok(Kind::Named(name.to_owned()));
    }
    let kind = text("type").ok_or("it has no type")?;
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
        ] {
            let error = kind_of(property).unwrap_err().to_string();
            assert!(error.starts_with("x.json: A: P: "), "{error}");
            assert!(error.contains(expected), "{error}");
        }
        assert!(parse("x.json", "{").is_err() && parse("x.json", "{}").is_err());
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
