//! Takes out of texts that are no documents what is known to be secret in any text.

use super::SCRUBBED;

/// A text that is what it looks like, without its secrets.
pub(super) fn plain(text: String) -> String {
    if says_a_secret(&text.to_lowercase()) || text.split(between_tokens).any(is_token) {
        return SCRUBBED.to_owned();
    }
    let text = without_signature(&text);
    let text = without_userinfo(&text);
    without_home(&text)
}

/// Whether a text in lower case has a secret and says so: `password=x`, `"Password": "x"`, `--password x`.
fn says_a_secret(text: &str) -> bool {
    const ALWAYS: [&str; 3] = ["sharedaccesssignature", "-----begin ", "bearer "];
    const NAMES: [&str; 15] = [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "credential",
        "accountkey",
        "accesskey",
        "access_key",
        "apikey",
        "api_key",
        "api-key",
        "private_key",
        "authorization",
    ];
    let named = |name: &&str| text.match_indices(*name).any(|found| is_given(text, found));
    ALWAYS.iter().any(|part| text.contains(part)) || NAMES.iter().any(named)
}

/// Whether a value follows this part of the text.
fn is_given(text: &str, (start, name): (usize, &str)) -> bool {
    let after = &text[start + name.len()..];
    // The rest of a longer name, such as `token_v2`.
    let after = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    let is_option = text[..start].ends_with(['-', '/']) && after.starts_with(char::is_whitespace);
    let after =
        after.trim_start_matches(|c: char| c.is_whitespace() || ['"', '\'', '\\'].contains(&c));
    is_option || after.starts_with([':', '='])
}

fn between_tokens(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || ['.', '-', '_'].contains(&c))
}

/// A token of three or five parts in base64, each a JSON document, a signature or a key, begins so.
fn is_token(part: &str) -> bool {
    part.starts_with("eyJ") && part.matches('.').count() >= 2
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

/// Each `https://name:password@host` loses what is before the host.
fn without_userinfo(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let is_end = |c: char| c.is_whitespace() || ['/', '"', '\''].contains(&c);
        let end = after.find(is_end).unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(at) => {
                out.push_str(SCRUBBED);
                &after[at..]
            }
            None => after,
        };
    }
    out + rest
}

/// Each directory of a user loses the user's name.
fn without_home(text: &str) -> String {
    let mut out = String::new();
    let (mut parent, mut is_first) = ("", true);
    for part in text.split_inclusive(['\\', '/']) {
        let name = part.trim_end_matches(['\\', '/']);
        let of_users = ["users", "home", "documents and settings"]
            .iter()
            .any(|it| parent.eq_ignore_ascii_case(it));
        match of_users && !name.is_empty() {
            true => {
                out.push_str(SCRUBBED);
                out.push_str(&part[name.len()..]);
            }
            false => out.push_str(part),
        }
        // Separators may be doubled. What nothing stands before is no directory.
        if !name.is_empty() {
            parent = if is_first { "" } else { name };
        }
        is_first = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(text: &str) -> String {
        plain(text.to_owned())
    }

    #[test]
    fn a_text_that_says_a_secret_goes_as_a_whole() {
        for text in [
            "Server=db;Password=abc123",
            "password: abc123",
            "password = abc123",
            r#"the settings are "Password" : "abc123""#,
            r#"\"ApiKey\":\"abc123\""#,
            "login --password abc123",
            "net use /password abc123",
            "DB_PASSWORD_2=abc123",
            "Authorization: Basic abc123",
            "got eyJhbc123.eyJabc123.abc123 from it",
            "-----BEGIN RSA PRIVATE KEY-----abc123",
            "-----BEGIN CERTIFICATE-----abc123",
        ] {
            assert_eq!(scrubbed(text), SCRUBBED, "{text}");
        }
        for text in [
            "a token was refused",
            "the password is wrong",
            r"C:\secrets\disk.vhdx",
            "eyJ",
            "",
        ] {
            assert_eq!(scrubbed(text), text);
        }
    }

    #[test]
    fn each_address_and_each_directory_loses_its_user() {
        for (text, expected) in [
            (
                "from https://a:b@one/x to https://c:d@two",
                "from https://<scrubbed>@one/x to https://<scrubbed>@two",
            ),
            ("https://host/image@sha256", "https://host/image@sha256"),
            (
                r"C:\Users\alice\a;D:\users\bob\b",
                r"C:\Users\<scrubbed>\a;D:\users\<scrubbed>\b",
            ),
            (r"C:\\Users\\alice\\a", r"C:\\Users\\<scrubbed>\\a"),
            (r"C:/Users\alice", r"C:/Users\<scrubbed>"),
            ("/home/alice/x", "/home/<scrubbed>/x"),
            ("home/x", "home/x"),
            (r"\\?\C:\disk.vhdx", r"\\?\C:\disk.vhdx"),
        ] {
            assert_eq!(scrubbed(text), expected);
        }
    }
}
