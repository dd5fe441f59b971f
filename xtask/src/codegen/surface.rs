//! Reads `hcs-sys/bindings.txt`, the reviewed list of what the generated files hold. The file explains its own form.

use std::fs;
use std::path::Path;

use crate::Result;

/// The last build whose functions every supported Windows has.
pub(crate) const OLDEST_BUILD: u32 = 17763;

#[derive(Default)]
pub(crate) struct Surface {
    pub(crate) namespaces: Vec<String>,
    pub(crate) constants: Vec<String>,
    pub(crate) prefixes: Vec<String>,
    /// The type, and the traits that it derives.
    pub(crate) derives: Vec<(String, Vec<String>)>,
    pub(crate) libraries: Vec<Library>,
}

pub(crate) struct Library {
    pub(crate) dll: String,
    pub(crate) table: String,
    pub(crate) functions: Vec<Function>,
    pub(crate) helpers: Vec<Helper>,
}

pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) since_build: u32,
    /// The metadata lacks it: declared by hand.
    pub(crate) by_hand: bool,
    /// Microsoft's reference has a page for it.
    pub(crate) has_page: bool,
}

impl Function {
    pub(crate) fn required(&self) -> bool {
        self.since_build <= OLDEST_BUILD
    }
}

/// A function of another library.
pub(crate) struct Helper {
    pub(crate) name: String,
    pub(crate) dll: String,
}

impl Surface {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("can't read {}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}:{error}", path.display()).into())
    }

    /// The error starts with the line's number.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut surface = Self::default();
        for (number, line) in text.lines().enumerate() {
            let words: Vec<&str> = line
                .split('#')
                .next()
                .unwrap_or("")
                .split_whitespace()
                .collect();
            surface
                .line(&words)
                .map_err(|error| format!("{}: {error}: {line:?}", number + 1))?;
        }
        Ok(surface)
    }

    fn line(&mut self, words: &[&str]) -> Result<(), &'static str> {
        match *words {
            [] => {}
            ["namespace", name] => self.namespaces.push(name.to_owned()),
            ["constant", ref names @ ..] => self.constants.extend(owned(names)),
            ["prefix", ref prefixes @ ..] => self.prefixes.extend(owned(prefixes)),
            ["derive", name, ref traits @ ..] => {
                self.derives.push((name.to_owned(), owned(traits)));
            }
            ["library", dll, table] => self.libraries.push(Library {
                dll: dll.to_owned(),
                table: table.to_owned(),
                functions: Vec::new(),
                helpers: Vec::new(),
            }),
            ["from", dll, name] => self.library()?.helpers.push(Helper {
                name: name.to_owned(),
                dll: dll.to_owned(),
            }),
            [name, build, ref marks @ ..] => {
                let since_build = build.parse().map_err(|_| "the build is not a number")?;
                if marks.iter().any(|mark| !["hand", "no-page"].contains(mark)) {
                    return Err("unknown mark");
                }
                let functions = &mut self.library()?.functions;
                if functions
                    .last()
                    .is_some_and(|last| last.since_build > since_build)
                {
                    return Err("stands after a later build's");
                }
                functions.push(Function {
                    name: name.to_owned(),
                    since_build,
                    by_hand: marks.contains(&"hand"),
                    has_page: !marks.contains(&"no-page"),
                });
            }
            _ => return Err("not understood"),
        }
        Ok(())
    }

    fn library(&mut self) -> Result<&mut Library, &'static str> {
        self.libraries
            .last_mut()
            .ok_or("stands before the first `library` line")
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_it_declares() {
        let text =
            "library a.dll A # comment\n  from b.dll Free\n  One 17763\n  Two 26100 hand no-page\n";
        let surface = Surface::parse(text).unwrap();
        let [library] = &surface.libraries[..] else {
            panic!()
        };
        assert_eq!(
            (library.dll.as_str(), library.table.as_str()),
            ("a.dll", "A")
        );
        assert_eq!(library.helpers[0].name, "Free");
        let [one, two] = &library.functions[..] else {
            panic!()
        };
        assert!(one.required() && one.has_page && !one.by_hand);
        assert!(!two.required() && !two.has_page && two.by_hand);
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        for (text, error) in [
            (
                "library a.dll A\n  One many",
                "2: the build is not a number",
            ),
            ("library a.dll A\n  One 1 by-hand", "2: unknown mark"),
            (
                "library a.dll A\n  Two 2\n  One 1",
                "3: stands after a later build's",
            ),
            ("One 1", "1: stands before the first `library` line"),
            ("word", "1: not understood"),
        ] {
            let found = Surface::parse(text).err().unwrap();
            assert!(found.starts_with(error), "{found}");
        }
    }
}
