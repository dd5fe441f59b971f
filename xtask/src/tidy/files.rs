//! The files of the workspace, as paths from its root and their texts.

use std::fs;
use std::path::Path;

use crate::Result;

/// A file that people write and read.
#[derive(Debug)]
pub(super) struct File {
    /// From the root of the workspace, with `/` on each system.
    pub(super) path: String,
    pub(super) text: String,
}

/// What the names of text files end with.
const TEXT: [&str; 9] = [
    ".rs", ".md", ".toml", ".yml", ".yaml", ".sh", ".c", ".txt", "/run",
];

/// All text files below `root`, in the order of their paths. What is built, and what tools keep, is left out.
pub(super) fn read(root: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut dirs = vec![String::new()];
    while let Some(dir) = dirs.pop() {
        let entries = fs::read_dir(root.join(&dir))
            .map_err(|error| format!("can't read the directory `{dir}`: {error}"))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = format!("{dir}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() && !is_left_out(&name) {
                dirs.push(format!("{path}/"));
            } else if kind.is_file() && is_text(&path) {
                let text = fs::read_to_string(entry.path())
                    .map_err(|error| format!("can't read `{path}`: {error}"))?;
                files.push(File {
                    path,
                    text: text.replace("\r\n", "\n"),
                });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn is_left_out(dir: &str) -> bool {
    let hidden = dir.starts_with('.') && ![".ci", ".cargo", ".github"].contains(&dir);
    hidden || dir == "target" || dir.starts_with("mutants.out")
}

fn is_text(path: &str) -> bool {
    TEXT.iter().any(|end| path.ends_with(end)) || path == ".gitattributes"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_read_without_what_is_built() {
        let files = read(crate::root()).unwrap();
        let has = |path| files.iter().any(|file| file.path == path);
        for path in [
            "Cargo.toml",
            "hcs/src/lib.rs",
            "xtask/src/tidy/files.rs",
            ".gitattributes",
        ] {
            assert!(has(path), "{path}");
        }
        let built = |file: &File| file.path.contains("target/") || file.path.contains(".git/");
        assert!(!files.iter().any(built));
    }

    #[test]
    fn only_texts_are_read() {
        assert!(is_text("a/b.rs") && is_text(".ci/run") && is_text("README.md"));
        assert!(!is_text("a/b.png") && !is_text("Cargo.lock") && !is_text("run"));
        assert!(is_left_out(".git") && is_left_out("target") && is_left_out("mutants.out.old"));
        assert!(!is_left_out(".github") && !is_left_out("src"));
    }
}
