//! The documentation of what the catalogue has: its own words, and where more is to be found.

use std::fmt::Write as _;

use crate::schema::catalogue::{Catalogue, Item, Origin, Property, Since, Span, Value};

/// Microsoft's reference, where each definition has a place of its name.
const REFERENCE: &str = "https://learn.microsoft.com/virtualization/api/hcs/schemareference";

pub(super) struct Docs<'a> {
    pub(super) catalogue: &'a Catalogue,
}

impl Docs<'_> {
    /// The lines above a structure or an enumeration.
    pub(super) fn definition(&self, item: &Item) -> String {
        let mut docs = String::new();
        for own in &item.docs {
            let _ = writeln!(docs, "/// {own}");
        }
        if item.docs.is_empty() {
            let _ = writeln!(docs, "/// `{}`.", item.name);
        }
        let _ = writeln!(docs, "///");
        let name = &item.name;
        let came = match &item.since.origin {
            Origin::Published(Span { last: None, .. }) => {
                format!("[`{name}`]({REFERENCE}#{name}) of Microsoft's reference")
            }
            Origin::Added(source) if source == "page" => {
                format!(
                    "[`{name}`]({REFERENCE}#{name}) of Microsoft's reference, never published otherwise"
                )
            }
            Origin::Published(_) => format!("`{name}` of Microsoft's published files"),
            Origin::Added(source) => match self.catalogue.source(source) {
                Some(source) => {
                    format!(
                        "`{name}`, known from [{}]({})",
                        source.title, source.address
                    )
                }
                None => format!("`{name}`"),
            },
        };
        let _ = write!(docs, "/// {came}");
        let title = |release: usize| &self.catalogue.releases[release].title;
        if let Origin::Published(span) = since(item).origin {
            let _ = write!(docs, "; first published for {}", title(span.first));
            if let Some((former, _)) = &item.formerly {
                let _ = write!(docs, " as `{former}`");
            }
            if let Some(last) = span.last {
                let _ = write!(docs, ", last for {}", title(last));
            }
        }
        if let Some(version) = item.since.version {
            let _ = write!(docs, "; schema {version}");
        }
        let _ = writeln!(docs, ".");
        docs
    }

    /// The line above a field.
    pub(super) fn property(&self, item: &Item, property: &Property) -> String {
        let name = &property.name;
        let words = match property.docs.is_empty() {
            true => format!("See [`{}`]({REFERENCE}#{}).", item.name, item.name),
            false => property.docs.join(" "),
        };
        let since = self.since(&property.since);
        format!("/// {words} (`{name}`, {since})\n")
    }

    /// The line above a variant.
    pub(super) fn value(&self, value: &Value) -> String {
        let words = match value.docs.is_empty() {
            true => format!("`{}`.", value.name),
            false => value.docs.join(" "),
        };
        let since = self.since(&value.since);
        format!("/// {words} ({since})\n")
    }

    /// When something came, in words.
    fn since(&self, since: &Since) -> String {
        let title = |release: usize| &self.catalogue.releases[release].title;
        let mut words = match (&since.origin, since.version) {
            (Origin::Added(source), Some(version)) if source != "page" => {
                format!("schema {version}, known from {source}")
            }
            (_, Some(version)) => format!("schema {version}"),
            (Origin::Published(span), None) => format!("since {}", title(span.first)),
            (Origin::Added(source), None) if source == "page" => "not published".to_owned(),
            (Origin::Added(source), None) => format!("known from {source}"),
        };
        if let Origin::Published(Span {
            last: Some(last), ..
        }) = since.origin
        {
            let _ = write!(words, ", until {}", title(last));
        }
        words
    }
}

/// When a definition came, under whatever name.
pub(super) fn since(item: &Item) -> Since {
    let mut since = item.since.clone();
    if let (Origin::Published(span), Some((_, former))) = (&mut since.origin, &item.formerly) {
        span.first = span.first.min(former.first);
    }
    since
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_everything_is_documented_in_words_of_our_own() {
        let catalogue = Catalogue::load(&crate::schema::directory()).unwrap();
        let without = catalogue.items().filter(|item| {
            let properties = item.properties().iter();
            item.docs.is_empty() || properties.filter(|own| own.docs.is_empty()).count() > 0
        });
        let names: Vec<_> = without.map(|item| &item.name).collect();
        assert!(names.len() < 5, "{names:?}");
    }
}
