//! Takes out of documents what nobody else is to read: credentials, environments, names of users.

mod plain;

#[cfg(feature = "record")]
use std::hash::{BuildHasher as _, RandomState};

#[cfg(feature = "record")]
use serde_json::json;
use serde_json::{Map, Value};

use plain::plain;

/// What stands in the place of what was taken out.
pub(crate) const SCRUBBED: &str = "<scrubbed>";
/// How deep texts are looked into that are documents themselves.
const DEPTH: usize = 4;

/// What is shown or written that is scrubbed unless somebody asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Keep {
    /// The command lines of processes. They often hold passwords, so that they are scrubbed otherwise.
    pub command_lines: bool,
}

#[cfg(feature = "record")]
impl Keep {
    /// Reads the value of the environment variable, `command-lines` or nothing.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut keep = Self::default();
        for word in text.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            match word {
                "command-lines" => keep.command_lines = true,
                _ => return Err(word.to_owned()),
            }
        }
        Ok(keep)
    }

    pub(crate) fn words(self) -> Vec<&'static str> {
        Vec::from_iter(self.command_lines.then_some("command-lines"))
    }
}

/// Scrubs what one recording writes. Equal texts that aren't documents have equal hashes in it, and in no other.
#[derive(Debug, Default)]
pub(crate) struct Scrubber {
    keep: Keep,
    #[cfg(feature = "record")]
    hash: RandomState,
}

impl Scrubber {
    pub(crate) fn new(keep: Keep) -> Self {
        Self {
            keep,
            #[cfg(feature = "record")]
            hash: RandomState::new(),
        }
    }

    /// A document without its secrets; none when it isn't JSON, as nothing is known then of what is in it.
    pub(crate) fn json(&self, text: &str) -> Option<Value> {
        let mut value = serde_json::from_str(text).ok()?;
        self.value(&mut value, DEPTH);
        Some(value)
    }

    /// A text that is no document, such as a path, without its secrets.
    #[cfg(feature = "tracing")]
    pub(crate) fn plain(text: String) -> String {
        plain(text)
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
        // A pair, such as a variable or a value of the registry: one member names what the other holds.
        let secret_pair = members
            .iter()
            .any(|(name, value)| is_naming(name) && value.as_str().is_some_and(is_secret));
        for (name, value) in members {
            let command = is_command(name) && !self.keep.command_lines;
            let held = secret_part && name == "Settings" || secret_pair && is_held(name);
            if is_secret(name) || command || held {
                blank(value);
            } else {
                self.value(value, depth);
            }
        }
    }

    /// A text inside of a document. It may be a document itself.
    fn string(&self, text: String, depth: usize) -> String {
        let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if start.starts_with(['{', '[', '"']) {
            if depth == 0 {
                return SCRUBBED.to_owned();
            }
            if let Ok(mut value) = serde_json::from_str::<Value>(start) {
                self.value(&mut value, depth - 1);
                return value.to_string();
            }
        }
        // A part of a document, or one among other things: what it holds can't be told.
        let is_cut = start.starts_with(['{', '[']) && start.contains('"');
        if is_cut || text.contains("{\"") {
            return SCRUBBED.to_owned();
        }
        plain(text)
    }
}

/// What a recording has of texts.
#[cfg(feature = "record")]
impl Scrubber {
    /// A document, as the recording has it: `{"json": …}`, or of one that isn't JSON its length and hash.
    pub(crate) fn document(&self, units: &[u16]) -> Value {
        let text = String::from_utf16(units).ok();
        match text.and_then(|text| self.json(&text)) {
            Some(value) => json!({ "json": value }),
            None => self.opaque(units),
        }
    }

    /// A text that is no document: an id, a path.
    pub(crate) fn text(&self, units: &[u16]) -> Value {
        match String::from_utf16(units) {
            Ok(text) => Value::String(plain(text)),
            Err(_) => self.opaque(units),
        }
    }

    fn opaque(&self, units: &[u16]) -> Value {
        let hash = format!("{:016x}", self.hash.hash_one(units));
        json!({ "text": { "length": units.len(), "hash": hash } })
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
    const WITHIN: [&str; 14] = [
        "accesskey",
        "certificate",
        "privatekey",
        "username",
        "envvar",
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
    const ENDS: [&str; 4] = ["key", "keys", "cookie", "pass"];
    const WORDS: [&str; 23] = [
        "key", "keys", "sas", "pwd", "pw", "pin", "user", "users", "account", "login", "logon",
        "env", "envs", "auth", "bearer", "jwt", "cred", "creds", "passcode", "pem", "pfx", "cert",
        "certs",
    ];
    let squeezed = squeezed(name);
    WITHIN.iter().any(|part| squeezed.contains(part))
        || ENDS.iter().any(|end| squeezed.ends_with(end))
        || words(name).any(|word| WORDS.contains(&word.as_str()))
}

/// The letters and digits of a name, in lower case: it is spelled in several ways.
fn squeezed(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_command(name: &str) -> bool {
    // `OptionalData` is what the firmware of a virtual machine gives a boot loader: the command line of a kernel.
    const WITHIN: [&str; 4] = ["commandline", "cmdline", "commandarg", "optionaldata"];
    const WHOLE: [&str; 6] = ["arguments", "args", "argv", "command", "cmd", "entrypoint"];
    let name = squeezed(name);
    WITHIN.iter().any(|part| name.contains(part)) || WHOLE.contains(&name.as_str())
}

/// Whether a member of this name says what another one holds.
fn is_naming(name: &str) -> bool {
    ["name", "key", "variable", "valuename"].contains(&squeezed(name).as_str())
}

/// Whether a member of this name holds what another one names.
fn is_held(name: &str) -> bool {
    let name = squeezed(name);
    let ends = ["value", "values", "data", "content"];
    ends.iter().any(|end| name.ends_with(end))
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

#[cfg(all(test, feature = "record"))]
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
    fn a_document_that_is_hidden_otherwise_is_not_let_through() {
        let twice = json!(json!({ "Password": "abc123" }).to_string()).to_string();
        for hidden in [
            twice.as_str(),
            "\u{feff}{ \"Env\": [\"A=abc123\"] }",
            "{ \"Env\": [\"A=abc123\"",
            "[\"A=abc123\"",
            "{ \"Env\": [\"A=abc123\"] } and more",
            "settings={\"Env\": [\"A=abc123\"]}",
        ] {
            let out = scrubbed(Keep::default(), &json!({ "Data": hidden }));
            assert!(!out.to_string().contains("abc123"), "{hidden}: {out}");
        }
        // What only begins like one stays.
        for plain in [
            "{5e8d5b6a-0f5c-4e9c-9f0b-7d8c1a2b3c4d}",
            "[::1]:80",
            "\"Test\"",
        ] {
            let document = json!({ "Data": plain });
            assert_eq!(scrubbed(Keep::default(), &document), document);
        }
    }

    #[test]
    fn what_a_pair_holds_is_as_secret_as_what_it_is_called() {
        let document = json!({
            "Variables": [
                { "Name": "DB_PASSWORD", "Value": "abc123" },
                { "key": "apiKey", "value": { "Plain": "abc123" } },
            ],
            "RegistryChanges": { "AddValues": [{
                "Key": { "Hive": "Software", "Name": "Winlogon" },
                "Name": "DefaultPassword", "Type": "String", "StringValue": "abc123",
            }] },
            "Labels": [{ "Name": "color", "Value": "red" }],
        });
        let out = scrubbed(Keep::default(), &document);
        assert!(!out.to_string().contains("abc123"), "{out}");
        assert_eq!(out["Variables"][0]["Name"], "DB_PASSWORD");
        assert_eq!(out["RegistryChanges"]["AddValues"][0]["Type"], "String");
        assert_eq!(out["Labels"], document["Labels"]);
    }

    #[test]
    fn names_are_known_in_several_spellings() {
        for name in [
            "PASSWORD",
            "admin_pass",
            "AdminPass",
            "CredSpec",
            "domainusername",
            "accesskeyid",
            "ENVVARS",
            "LogonName",
            "command-line",
            "COMMAND_LINE",
            "KernelCmdLine",
            "OptionalData",
            "RootCertificates",
            "ClientCert",
            "Args",
            "argv",
            "Command",
            "CommandArguments",
        ] {
            let document = json!({ name: ["abc123", { "A": "abc123" }] });
            let out = scrubbed(Keep::default(), &document);
            assert!(!out.to_string().contains("abc123"), "{name}: {out}");
        }
        for name in [
            "Id", "Owner", "Path", "Keyboard", "PassThru", "Name", "Type", "State",
        ] {
            let document = json!({ name: "Test" });
            assert_eq!(scrubbed(Keep::default(), &document), document, "{name}");
        }
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
