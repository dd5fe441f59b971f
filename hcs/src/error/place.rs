//! Where in a document of the caller's Windows has found a mistake: `Invalid JSON document '$.VirtualMachine.Foo'`.

use super::document::ResultError;

/// The place that an error document names, such as `$.VirtualMachine.Foo`: in the arguments of its events, else in their
/// messages, which come in the language of the host.
pub(super) fn place(error: &ResultError) -> Option<&str> {
    let events = error.events.iter();
    let data = events.clone().flat_map(|event| &event.data);
    let messages = events.map(|event| &event.message);
    let texts = data.chain(messages).map(String::as_str);
    texts.chain(error.message.as_deref()).find_map(quoted)
}

/// The place in quotes in a text: it begins with `$`, and goes on as JSONPath does.
fn quoted(text: &str) -> Option<&str> {
    let starts = text.match_indices("'$").map(|(at, _)| at + 1);
    starts.filter_map(|start| path(&text[start..])).next()
}

/// The path at the beginning of a text, if a quote ends it.
fn path(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix('$')?;
    loop {
        if rest.starts_with('\'') {
            return Some(&text[..text.len() - rest.len()]);
        }
        (_, rest) = step(rest)?;
    }
}

/// The first step of what is left of a path, and what comes after it.
fn step(rest: &str) -> Option<(String, &str)> {
    if let Some(name) = rest.strip_prefix('.') {
        let end = name.find(['.', '[', '\'']).unwrap_or(name.len());
        return (end > 0).then(|| (name[..end].to_owned(), &name[end..]));
    }
    let inside = rest.strip_prefix('[')?;
    match inside.strip_prefix('\'') {
        Some(name) => {
            let (name, rest) = name.split_once("']")?;
            Some((name.to_owned(), rest))
        }
        None => {
            let (index, rest) = inside.split_once(']')?;
            let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
            is_index.then(|| (index.to_owned(), rest))
        }
    }
}

/// The place as a JSON pointer (RFC 6901): `$.a[0]` is `/a/0`, and `$` the empty one.
pub(super) fn pointer(place: &str) -> Option<String> {
    let mut rest = place.strip_prefix('$')?;
    let mut pointer = String::new();
    while !rest.is_empty() {
        let (name, after) = step(rest)?;
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        rest = after;
    }
    Some(pointer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_in_quotes() {
        for (text, place) in [
            ("Invalid JSON document '$'", "$"),
            ("Invalid JSON document '$.Owner'", "$.Owner"),
            (
                "… (0xC037010D, 'Invalid JSON document '$.VirtualMachine.Devices.Scsi['a.b'].Attachments[0]'').",
                "$.VirtualMachine.Devices.Scsi['a.b'].Attachments[0]",
            ),
            ("it costs '$5' at '$.Price'", "$.Price"),
        ] {
            assert_eq!(quoted(text), Some(place), "{text}");
        }
        for text in [
            "", "$.Owner", "'$.Owner", "'$5'", "'$.'", "'$[x]'", "'$['a'",
        ] {
            assert_eq!(quoted(text), None, "{text}");
        }
    }

    #[test]
    fn a_place_is_a_pointer_too() {
        for (place, expected) in [
            ("$", ""),
            ("$.Owner", "/Owner"),
            ("$.a[12].b", "/a/12/b"),
            ("$['a.b']['c/d~e']", "/a.b/c~1d~0e"),
        ] {
            assert_eq!(pointer(place).as_deref(), Some(expected), "{place}");
        }
        assert_eq!(pointer("Owner"), None);
        assert_eq!(pointer("$Owner"), None);
    }
}
