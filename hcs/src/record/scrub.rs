//! Takes out of documents what nobody else is to read: credentials, environments, names of users.

use std::hash::{BuildHasher as _, RandomState};

use serde_json::{Map, Value, json};

/// What stands in the place of what was taken out.
const SCRUBBED: &str = "<scrubbed>";
/// How deep texts are looked into that are documents themselves.
const DEPTH: usize = 4;

/// What a recording keeps that is scrubbed unless somebody asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Keep {
    /// The command lines of processes. They often hold passwords, so that they are scrubbed otherwise.
    pub command_lines: bool,
}

impl Keep {
    /// Reads the value of the environment variable, `command-lines` or nothing.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut keep = Self::default();
        for word in text.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            match word {
                "command-lines" => keep.command_lines = true,
                _ => return Err(word.to_owned()),
            }
        }
        Ok(keep)
    }

    pub(super) fn words(self) -> Vec<&'static str> {
        Vec::from_iter(self.command_lines.then_some("command-lines"))
    }
}

/// Scrubs what one recording writes. Equal texts that aren't documents have equal hashes in it, and in no other.
#[derive(Debug, Default)]
pub(super) struct Scrubber {
    keep: Keep,
    hash: RandomState,
}

impl Scrubber {
    pub(super) fn new(keep: Keep) -> Self {
        Self {
            keep,
            hash: RandomState::new(),
        }
    }

    /// A document, as the recording has it: `{"json": …}`, or of one that isn't JSON its length and hash.
    pub(super) fn document(&self, units: &[u16]) -> Value {
        let text = String::from_utf16(units).ok();
        match text.and_then(|text| serde_json::from_str(&text).ok()) {
            Some(mut value) => {
                self.value(&mut value, DEPTH);
                json!({ "json": value })
            }
            None => self.opaque(units),
        }
    }

    /// A text that is no document: an id, a path.
    pub(super) fn text(&self, units: &[u16]) -> Value {
        match String::from_utf16(units) {
            Ok(text) => Value::String(plain(text)),
            Err(_) => self.opaque(units),
        }
    }

    fn opaque(&self, units: &[u16]) -> Value {
        let hash = format!("{:016x}", self.hash.hash_one(units));
        json!({ "text": { "length": units.len(), "hash": hash } })
    }

    fn value(&self, value: &mut Value, depth: usize) {
        match value {
            Value::Object(members) => self.object(members, depth),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, depth)),
            Value::String(text) => *text = self.string(std::mem::take(text), depth),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn object(&self, members: &mut Map<String, Value>, depth: usize) {
        // A change of a part that is secret: the settings don't say of what they are.
        let path = members.get("ResourcePath").and_then(Value::as_str);
        let secret_part = path.is_some_and(|path| path.split('/').any(is_secret));
        for (name, value) in members {
            let command = is_command(name) && !self.keep.command_lines;
            if is_secret(name) || command || secret_part && name == "Settings" {
                blank(value);
            } else {
                self.value(value, depth);
            }
        }
    }

    /// A text inside of a document. It may be a document itself.
    fn string(&self, text: String, depth: usize) -> String {
        if !text.trim_start().starts_with(['{', '[']) {
            return plain(text);
        }
        if depth == 0 {
            return SCRUBBED.to_owned();
        }
        match serde_json::from_str::<Value>(&text) {
            Ok(mut value) => {
                self.value(&mut value, depth - 1);
                value.to_string()
            }
            Err(_) => plain(text),
        }
    }
}

/// Blanks all that a value holds, and keeps its shape: names of members stay, such as those of environment variables.
fn blank(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(blank),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Null | Value::Bool(_) => {}
        Value::String(_) | Value::Number(_) => *value = Value::String(SCRUBBED.to_owned()),
    }
}

/// Whether what a member of this name holds is nobody else's business.
fn is_secret(name: &str) -> bool {
    const WITHIN: [&str; 9] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "credential",
        "token",
        "environment",
        "authorization",
        "connectionstring",
    ];
    const ENDS: [&str; 3] = ["key", "keys", "cookie"];
    const WORDS: [&str; 13] = [
        "key", "keys", "sas", "pwd", "pin", "user", "users", "username", "account", "env", "envs",
        "auth", "pem",
    ];
    let lower = name.to_lowercase();
    let squeezed: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    WITHIN.iter().any(|part| squeezed.contains(part))
        || ENDS.iter().any(|end| squeezed.ends_with(end))
        || words(name).any(|word| WORDS.contains(&word.as_str()))
}

fn is_command(name: &str) -> bool {
    let squeezed: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let lower = squeezed.to_lowercase();
    ["commandline", "commandargs", "arguments"].contains(&lower.as_str())
}

/// The words of a name such as `UserName` or `user_name`, in lower case.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for c in name.chars() {
        let starts = !c.is_alphanumeric() || c.is_uppercase() && after_small;
        if starts {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        after_small = c.is_lowercase() || c.is_numeric();
    }
    words.into_iter().filter(|word| !word.is_empty())
}

/// A text that is what it looks like, without what is known to be secret in any text.
fn plain(text: String) -> String {
    let lower = text.to_lowercase();
    let secret = [
        "password=",
        "passwd=",
        "pwd=",
        "accountkey=",
        "sharedaccesssignature",
        "private key-----",
        "bearer ",
        "secret=",
        "token=",
    ];
    // A token of three parts in base64, each a JSON document or a signature, begins so.
    let is_token = text.starts_with("eyJ") && text.matches('.').count() == 2;
    if is_token || secret.iter().any(|part| lower.contains(part)) {
        return SCRUBBED.to_owned();
    }
    let text = without_signature(&text);
    let text = without_userinfo(&text);
    without_home(&text)
}

/// An address with a shared access signature loses its query.
fn without_signature(text: &str) -> String {
    match text.split_once('?') {
        Some((before, query)) if query.to_lowercase().contains("sig=") => {
            format!("{before}?{SCRUBBED}")
        }
        _ => text.to_owned(),
    }
}

/// `https://name:password@host` loses what is before the host.
fn without_userinfo(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{SCRUBBED}{}", &rest[at..]),
        None => text.to_owned(),
    }
}

/// The directory of a user loses the user's name.
fn without_home(text: &str) -> String {
    // The same length as the text, so that places in the one are places in the other.
    let lower = text.to_ascii_lowercase();
    for start in ["\\users\\", "/users/", "/home/"] {
        if let Some(found) = lower.find(start) {
            let name = found + start.len();
            let length = text[name..].find(['\\', '/']);
            let end = length.map_or(text.len(), |length| name + length);
            return format!("{}{SCRUBBED}{}", &text[..name], &text[end..]);
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(keep: Keep, value: &Value) -> Value {
        let units: Vec<u16> = value.to_string().encode_utf16().collect();
        Scrubber::new(keep).document(&units)["json"].take()
    }

    #[test]
    fn secrets_are_taken_out_wherever_they_are() {
        let document = json!({
            "Owner": "Sample",
            "VirtualMachine": {
                "Devices": { "Keyboard": {}, "Scsi": { "0": { "Attachments": { "0": { "Path": r"C:\Users\alice\disk.vhdx" } } } } },
                "GuestState": { "KeyProtector": "c2VjcmV0" },
                "Extra": [ { "Nested": [ { "apiKey": "abc123" }, { "Password": { "Plain": "abc123", "Length": 6 } } ] } ],
            },
            "Container": {
                "CredentialSpec": { "CmsPlugins": ["x"], "DomainJoinConfig": { "MachineAccountName": "abc123" } },
                "Layers": [ { "Path": "https://store/layer?sv=1&sig=abc123" } ],
                "Registry": "https://alice:abc123@registry/v2",
            },
            "Environment": { "PATH": "abc123", "HOME": "abc123" },
            "EnvironmentVariables": ["A=abc123"],
            "UserName": "abc123",
            "user": "abc123",
            "AccessToken": "abc123",
            "SasUri": "abc123",
            "Cookie": "abc123",
            "Note": "AccountKey=abc123;More",
            "Jwt": "eyJhbc123.eyJabc123.abc123",
        });
        let out = scrubbed(Keep::default(), &document);
        let text = out.to_string();
        for secret in ["abc123", "alice", "c2VjcmV0"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        // The rest is as it was, and shapes stay.
        assert_eq!(out["Owner"], "Sample");
        assert_eq!(out["VirtualMachine"]["Devices"]["Keyboard"], json!({}));
        assert_eq!(out["Environment"]["PATH"], SCRUBBED);
        let disk = &out["VirtualMachine"]["Devices"]["Scsi"]["0"]["Attachments"]["0"]["Path"];
        assert_eq!(disk, r"C:\Users\<scrubbed>\disk.vhdx");
        let layer = &out["Container"]["Layers"][0]["Path"];
        assert_eq!(layer, "https://store/layer?<scrubbed>");
        assert_eq!(
            out["Container"]["Registry"],
            "https://<scrubbed>@registry/v2"
        );
    }

    #[test]
    fn a_text_that_is_a_document_is_looked_into() {
        let inner = json!({ "Password": "abc123", "Id": 1 }).to_string();
        let middle = json!({ "Inner": inner }).to_string();
        let out = scrubbed(Keep::default(), &json!({ "Data": middle }));
        let text = out.to_string();
        assert!(!text.contains("abc123") && text.contains("Id"), "{text}");
        // Not for ever: what is hidden deeper goes as a whole.
        let mut deep = json!({ "Password": "abc123" }).to_string();
        for _ in 0..8 {
            deep = json!({ "A": deep }).to_string();
        }
        let out = scrubbed(Keep::default(), &json!({ "A": deep }));
        assert!(!out.to_string().contains("abc123"));
    }

    #[test]
    fn settings_of_a_secret_part_are_secret() {
        let request = json!({
            "ResourcePath": "Container/CredentialGuard/Instances",
            "RequestType": "Add",
            "Settings": { "Id": "abc123" },
        });
        let out = scrubbed(Keep::default(), &request);
        assert_eq!(out["RequestType"], "Add");
        assert_eq!(out["Settings"]["Id"], SCRUBBED);
    }

    #[test]
    fn command_lines_are_kept_for_who_asks() {
        let process = json!({ "CommandLine": "login -p abc123", "CommandArgs": ["abc123"] });
        let out = scrubbed(Keep::default(), &process);
        assert_eq!(out["CommandLine"], SCRUBBED);
        assert!(!out.to_string().contains("abc123"));
        let keep = Keep::parse(" command-lines, ").unwrap();
        assert_eq!(scrubbed(keep, &process), process);
        assert_eq!(keep.words(), ["command-lines"]);
        assert_eq!(Keep::parse("passwords"), Err("passwords".to_owned()));
    }

    #[test]
    fn what_is_no_document_is_told_by_length_and_hash() {
        let scrubber = Scrubber::new(Keep::default());
        let units: Vec<u16> = "{ password: abc123".encode_utf16().collect();
        let out = scrubber.document(&units);
        assert_eq!(out["text"]["length"], 18);
        assert!(!out.to_string().contains("abc123"));
        assert_eq!(out, scrubber.document(&units));
        assert_ne!(out, Scrubber::new(Keep::default()).document(&units));
        assert_eq!(scrubber.text(&[0xD800])["text"]["length"], 1);
        assert_eq!(scrubber.text(&[0x54, 0x31]), "T1");
    }
}
