//! The functions of `hcs::schema::Modify`, from `hcs/schema/resources.txt`.

use std::fmt::Write as _;
use std::fs;

use super::names;
use crate::Result;
use crate::codegen::preamble;
use crate::schema::catalogue::{Body, Catalogue, Kind};

/// The file of the catalogue, beside its others.
const FILE: &str = "resources.txt";

/// Something that can be changed.
#[derive(Debug)]
pub(super) struct Resource {
    path: Vec<Part>,
    /// The path as it is written.
    text: String,
    /// Where that is known from.
    source: String,
    requests: Vec<Request>,
}

/// A part of a path.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
    /// A number, of this type, perhaps within a range.
    Number(String, &'static str, Option<(u64, u64)>),
}

#[derive(Debug)]
struct Request {
    verb: &'static str,
    function: String,
    settings: Option<Kind>,
    docs: Vec<String>,
}

const VERBS: [(&str, &str); 3] = [("add", "Add"), ("remove", "Remove"), ("update", "Update")];

/// Reads the file.
pub(super) fn read(catalogue: &Catalogue) -> Result<Vec<Resource>> {
    let path = crate::schema::directory().join(FILE);
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("can't read {}: {error}", path.display()))?;
    parse(&text, catalogue)
}

fn parse(text: &str, catalogue: &Catalogue) -> Result<Vec<Resource>> {
    let mut resources: Vec<Resource> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let problem = |what: &str| format!("{FILE}:{}: {what}", at + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let words: Vec<&str> = line.trim_start().split(' ').collect();
        let depth = line.len() - line.trim_start().len();
        match (depth, words.as_slice()) {
            (0, ["resource", path, source]) => {
                if catalogue.source(source).is_none() {
                    return Err(problem(&format!("no source is called `{source}`")).into());
                }
                resources.push(Resource {
                    path: parts(path).ok_or_else(|| problem(&format!("`{path}` is no path")))?,
                    text: (*path).to_owned(),
                    source: (*source).to_owned(),
                    requests: Vec::new(),
                });
            }
            (2, [verb, function, settings @ ..]) => {
                let found = VERBS.iter().find(|(word, _)| word == verb);
                let (_, verb) = found.ok_or_else(|| problem(&format!("`{verb}` is no request")))?;
                let settings = match settings {
                    [] => None,
                    [kind] => {
                        let kind = Kind::parse(kind);
                        Some(kind.ok_or_else(|| problem("the settings have no type"))?)
                    }
                    _ => return Err(problem("there is more behind the settings").into()),
                };
                let taken = resources.iter().flat_map(|own| &own.requests);
                if taken.into_iter().any(|own| own.function == *function) {
                    return Err(problem(&format!("`{function}` is there already")).into());
                }
                let last = resources.last_mut();
                let last = last.ok_or_else(|| problem("this belongs to no resource"))?;
                last.requests.push(Request {
                    verb,
                    function: (*function).to_owned(),
                    settings,
                    docs: Vec::new(),
                });
            }
            (4, ["|", docs @ ..]) => {
                let last = resources.last_mut().and_then(|own| own.requests.last_mut());
                let last = last.ok_or_else(|| problem("this belongs to no request"))?;
                last.docs.push(docs.join(" "));
            }
            _ => return Err(problem("this is not understood").into()),
        }
    }
    Ok(resources)
}

/// The parts of `A/{b}/C/{d:u32}`.
fn parts(path: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some((text, behind)) = rest.split_once('{') {
        let (inner, behind) = behind.split_once('}')?;
        parts.push(Part::Text(text.to_owned()));
        parts.push(match inner.split_once(':') {
            None => Part::Name(inner.to_owned()),
            Some((name, "u32")) => Part::Number(name.to_owned(), "u32", None),
            Some((name, "u64")) => Part::Number(name.to_owned(), "u64", None),
            Some((name, range)) => {
                let (first, last) = range.split_once("..")?;
                let range = (first.parse().ok()?, last.parse().ok()?);
                Part::Number(name.to_owned(), "u32", Some(range))
            }
        });
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Some(parts)
}

/// The file with the functions.
pub(super) fn generate(resources: &[Resource], catalogue: &Catalogue) -> Result<String> {
    let mut text = preamble(&format!("hcs/schema/{FILE}"));
    text += "//! What can be changed in a running system: a function for each request.\n\n";
    text += "use super::super::modify::{Modify, Path, Settings};\n";
    text += "#[allow(clippy::wildcard_imports)] // The settings are of any types.\nuse crate::schema::*;\n\n";
    text += "impl Modify {\n";
    for resource in resources {
        for request in &resource.requests {
            let function = function(resource, request, catalogue);
            text += &function.map_err(|what| format!("{FILE}: {}: {what}", request.function))?;
        }
    }
    text += "}\n";
    Ok(text)
}

fn function(resource: &Resource, request: &Request, catalogue: &Catalogue) -> Result<String> {
    let mut text = String::new();
    for docs in &request.docs {
        let _ = writeln!(text, "/// {docs}");
    }
    let source = catalogue.source(&resource.source);
    let known = source.map_or_else(String::new, |source| {
        format!(" Known from [{}]({}).", source.title, source.address)
    });
    let _ = writeln!(
        text,
        "///\n/// `{}` at `{}`.{known}",
        request.verb, resource.text
    );
    let mut arguments = Vec::new();
    let mut path = "Path::default()".to_owned();
    for part in &resource.path {
        match part {
            Part::Text(own) => {
                let _ = write!(path, ".text({own:?})");
            }
            Part::Name(name) => {
                arguments.push(format!("{name}: &str"));
                let _ = write!(path, ".name({name})");
            }
            Part::Number(name, kind, range) => {
                arguments.push(format!("{name}: {kind}"));
                let wide = if *kind == "u64" { "" } else { ".into()" };
                let _ = write!(path, ".number({name}{wide}, {range:?})");
            }
        }
    }
    let settings = match &request.settings {
        None => "Settings::None",
        Some(Kind::Named(name)) => {
            let is_record = catalogue
                .items()
                .any(|item| item.name == *name && matches!(item.body, Body::Struct(_)));
            if !is_record {
                return Err(format!("the catalogue has no structure `{name}`").into());
            }
            arguments.push(format!("settings: {}", names::rust(catalogue, name)));
            "Settings::record(settings)"
        }
        Some(kind @ (Kind::MegaBytes | Kind::Unsigned(_))) => {
            arguments.push(format!("settings: {}", names::scalar(kind)));
            "Settings::leaf(&settings)"
        }
        Some(kind) => return Err(format!("settings of type {kind} are not provided for").into()),
    };
    let _ = writeln!(
        text,
        "#[must_use]\npub fn {}({}) -> Self {{\nSelf::new(ModifyRequestType::{}, {path}, {settings})\n}}\n",
        request.function,
        arguments.join(", "),
        request.verb
    );
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_names_and_numbers_in_them() {
        let text = |text: &str| Part::Text(text.to_owned());
        assert_eq!(parts("A/B").unwrap(), [text("A/B")]);
        let expected = [
            text("A/"),
            Part::Name("b".to_owned()),
            text("/C/"),
            Part::Number("d".to_owned(), "u32", Some((0, 63))),
        ];
        assert_eq!(parts("A/{b}/C/{d:0..63}").unwrap(), expected);
        for wrong in ["{a", "{a:b}", "{a:1..x}"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let catalogue = Catalogue::load(&crate::schema::directory()).unwrap();
        for (text, problem) in [
            ("resource A nobody", "no source is called `nobody`"),
            ("resource A/{ modify", "is no path"),
            ("resource A modify\n  set a mb", "`set` is no request"),
            ("  add a mb", "belongs to no resource"),
            ("resource A modify\n    | Docs.", "belongs to no request"),
            (
                "resource A modify\n  add a mb more",
                "more behind the settings",
            ),
            (
                "resource A modify\n  add a mb\n  remove a",
                "`a` is there already",
            ),
            ("resource A", "is not understood"),
        ] {
            let error = parse(text, &catalogue).unwrap_err().to_string();
            assert!(
                error.contains(problem) && error.starts_with(FILE),
                "{text}: {error}"
            );
        }
        for (kind, problem) in [
            ("State", "no structure `State`"),
            ("guid", "not provided for"),
        ] {
            let text = format!("resource A modify\n  add a {kind}\n");
            let resources = parse(&text, &catalogue).unwrap();
            let error = generate(&resources, &catalogue).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
