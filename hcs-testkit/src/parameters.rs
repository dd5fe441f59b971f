//! What a process is created with.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{self, Unusable};
use crate::text::Input;

/// The document that a process was created with, for the test that says what the process does.
///
/// ```
/// use hcs_testkit::{Guest, MockHost};
///
/// let mock = MockHost::new();
/// mock.on_process(|parameters| match parameters.command() {
///     "greet" => Guest::new().stdout(format!("hello {}\n", parameters.arguments().join(" "))),
///     _ => Guest::builtin(parameters),
/// });
/// # mock.finish();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProcessParameters {
    /// The id of the system that it is created in.
    pub system: String,
    /// `CommandLine`, or `CommandArgs` with spaces in between, or `ApplicationName` where there is neither.
    pub command_line: String,
    /// The words of the command: `CommandArgs`, or the command line taken apart as Windows does it. The first one is the
    /// program.
    pub words: Vec<String>,
    /// `ApplicationName`.
    pub application_name: String,
    /// `User`.
    pub user: String,
    /// `WorkingDirectory`.
    pub working_directory: String,
    /// `Environment`.
    pub environment: BTreeMap<String, String>,
    /// `EmulateConsole`: there is a console, whose output is standard output and has the errors in it.
    pub emulate_console: bool,
    /// `CreateStdInPipe`.
    pub create_stdin: bool,
    /// `CreateStdOutPipe`.
    pub create_stdout: bool,
    /// `CreateStdErrPipe`, which means nothing where a console is emulated.
    pub create_stderr: bool,
    /// `ConsoleSize`: height and width, in characters.
    pub console_size: Option<(u16, u16)>,
    /// The command was given as `CommandArgs`, which only the guests of Linux know.
    pub(crate) by_arguments: bool,
}

impl ProcessParameters {
    /// The name of the program: the first word, without its directory, and without the ending `.exe`.
    #[must_use]
    pub fn command(&self) -> &str {
        let first = self.words.first().map_or("", String::as_str);
        let name = first.rsplit(['/', '\\']).next().unwrap_or(first);
        match name
            .len()
            .checked_sub(4)
            .and_then(|at| name.split_at_checked(at))
        {
            Some((stem, ending)) if ending.eq_ignore_ascii_case(".exe") => stem,
            _ => name,
        }
    }

    /// The words after the first one.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// Reads the document. One without a command can't be used.
    pub(crate) fn read(text: &Input, system: &str) -> Result<Self, Unusable> {
        let document = document::required(text)?;
        let Value::Object(members) = &document else {
            return Err(Unusable::at("$"));
        };
        let mut it = Self {
            system: system.to_owned(),
            command_line: string(members, "CommandLine")?,
            application_name: string(members, "ApplicationName")?,
            user: string(members, "User")?,
            working_directory: string(members, "WorkingDirectory")?,
            environment: environment(members)?,
            emulate_console: flag(members, "EmulateConsole")?,
            create_stdin: flag(members, "CreateStdInPipe")?,
            create_stdout: flag(members, "CreateStdOutPipe")?,
            create_stderr: flag(members, "CreateStdErrPipe")?,
            console_size: console_size(members)?,
            ..Self::default()
        };
        let arguments = document::strings(&document, "CommandArgs")?.unwrap_or_default();
        if !arguments.is_empty() {
            it.by_arguments = true;
            it.command_line = arguments.join(" ");
            it.words = arguments;
            return Ok(it);
        }
        it.words = words(&it.command_line);
        if it.words.is_empty() && !it.application_name.is_empty() {
            it.command_line.clone_from(&it.application_name);
            it.words = vec![it.application_name.clone()];
        }
        match it.words.is_empty() {
            true => Err(Unusable::at("$.CommandLine")),
            false => Ok(it),
        }
    }
}

fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).filter(|value| !value.is_null())
}

fn wrong(name: &str) -> Unusable {
    Unusable::at(&format!("$.{name}"))
}

fn string(members: &Map<String, Value>, name: &str) -> Result<String, Unusable> {
    match member(members, name) {
        None => Ok(String::new()),
        Some(value) => value.as_str().map(str::to_owned).ok_or_else(|| wrong(name)),
    }
}

fn flag(members: &Map<String, Value>, name: &str) -> Result<bool, Unusable> {
    match member(members, name) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| wrong(name)),
    }
}

fn environment(members: &Map<String, Value>) -> Result<BTreeMap<String, String>, Unusable> {
    let name = "Environment";
    let Some(value) = member(members, name) else {
        return Ok(BTreeMap::new());
    };
    let variables = value.as_object().ok_or_else(|| wrong(name))?;
    let variable = |(name, value): (&String, &Value)| {
        let text = value.as_str();
        text.map(|text| (name.clone(), text.to_owned()))
            .ok_or_else(|| wrong(&format!("Environment.{name}")))
    };
    variables.iter().map(variable).collect()
}

fn console_size(members: &Map<String, Value>) -> Result<Option<(u16, u16)>, Unusable> {
    let name = "ConsoleSize";
    let Some(value) = member(members, name) else {
        return Ok(None);
    };
    let side = |value: &Value| value.as_u64().and_then(|side| u16::try_from(side).ok());
    let sides = value.as_array().map(Vec::as_slice);
    match sides {
        Some([height, width]) => side(height)
            .zip(side(width))
            .map(Some)
            .ok_or_else(|| wrong(name)),
        Some(_) | None => Err(wrong(name)),
    }
}

/// Takes a command line apart as Windows' programs do: blanks part the words, quotes keep them together, and a backslash
/// before a quote has it stand for itself.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' if !quoted => words.extend(word.take()),
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' => {
                let mut count = 1;
                while characters.next_if_eq(&'\\').is_some() {
                    count += 1;
                }
                let word = word.get_or_insert_default();
                if characters.peek() == Some(&'"') {
                    word.extend(std::iter::repeat_n('\\', count / 2));
                    if count % 2 == 1 {
                        word.extend(characters.next());
                    }
                } else {
                    word.extend(std::iter::repeat_n('\\', count));
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ProcessParameters, Unusable> {
        ProcessParameters::read(&Input::Text(text.to_owned()), "Test")
    }

    #[test]
    fn a_command_line_is_taken_apart_as_windows_does_it() {
        let apart = |line| words(line).join("|");
        assert_eq!(apart("  a  b\tc "), "a|b|c");
        assert_eq!(apart(r#""a b" c"d e"f"#), "a b|cd ef");
        assert_eq!(apart(r#"a\b \\s "c:\d\\" e"#), r"a\b|\\s|c:\d\|e");
        assert_eq!(apart(r#"say \"hi\" "#), r#"say|"hi""#);
        assert_eq!(apart(r#"a "" b"#), "a||b");
        assert_eq!(words(" \t"), Vec::<String>::new());
    }

    #[test]
    fn the_name_of_a_program_is_without_its_directory_and_ending() {
        for line in ["cat a", r#""C:\Program Files\cat.EXE" a"#, "/bin/cat a"] {
            let document = serde_json::json!({ "CommandLine": line }).to_string();
            let it = read(&document).unwrap();
            assert_eq!(
                (it.command(), it.arguments()),
                ("cat", &["a".to_owned()][..])
            );
        }
        assert_eq!(read(r#"{"CommandLine":"é.x"}"#).unwrap().command(), "é.x");
    }

    #[test]
    fn a_document_without_a_command_is_of_no_use() {
        let wrong = |text, place| assert_eq!(read(text), Err(Unusable::at(place)), "{text}");
        wrong("{}", "$.CommandLine");
        wrong(r#"{"CommandLine":" "}"#, "$.CommandLine");
        wrong(r#"{"CommandLine":null,"CommandArgs":[]}"#, "$.CommandLine");
        wrong(r#"{"CommandLine":1}"#, "$.CommandLine");
        wrong(r#"{"CommandArgs":["a",1]}"#, "$.CommandArgs");
        wrong(
            r#"{"CommandLine":"a","EmulateConsole":1}"#,
            "$.EmulateConsole",
        );
        wrong(r#"{"CommandLine":"a","ConsoleSize":[1]}"#, "$.ConsoleSize");
        wrong(
            r#"{"CommandLine":"a","ConsoleSize":[1,70000]}"#,
            "$.ConsoleSize",
        );
        wrong(
            r#"{"CommandLine":"a","Environment":{"A":1}}"#,
            "$.Environment.A",
        );
        wrong("nonsense", "$");
        wrong("[]", "$");
        wrong("", "$");
        assert_eq!(
            ProcessParameters::read(&Input::Broken, "Test"),
            Err(Unusable::at("$"))
        );
    }

    #[test]
    fn what_the_document_says_is_there() {
        let it = read(
            r#"{"CommandArgs":["sh","-c","a b"],"User":"me","WorkingDirectory":"/","Environment":{"A":"1"},
            "CreateStdInPipe":true,"CreateStdOutPipe":true,"CreateStdErrPipe":false,"ConsoleSize":[25,80]}"#,
        )
        .unwrap();
        assert_eq!(it.words, ["sh", "-c", "a b"]);
        assert_eq!(it.command_line, "sh -c a b");
        assert_eq!(
            (it.user.as_str(), it.working_directory.as_str()),
            ("me", "/")
        );
        assert_eq!(it.environment["A"], "1");
        assert!(it.create_stdin && it.create_stdout && !it.create_stderr);
        assert_eq!(it.console_size, Some((25, 80)));
        assert_eq!(it.system, "Test");
        let it = read(r#"{"ApplicationName":"C:\\a b.exe"}"#).unwrap();
        assert_eq!(it.command(), "a b");
    }
}
