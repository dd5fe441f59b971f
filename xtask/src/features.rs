//! `cargo xtask features`: the crates with each combination of their features, without a warning.

use std::process::Command;

use serde_json::Value;

use crate::{Result, flags, root};

/// Checks each published crate with each combination of its features.
pub(crate) fn run(flags: &flags::Features) -> Result {
    let metadata = crate::metadata(&["--no-deps"])?;
    let mut failed = Vec::new();
    let mut count = 0;
    for (package, features) in published(&metadata) {
        for set in combinations(&features) {
            let set = set.join(",");
            let title = format!("{package} [{set}]");
            println!("{title}");
            if !check(&package, &set, flags.target.as_deref())? {
                failed.push(title);
            }
            count += 1;
        }
    }
    println!("features: {count} combinations, {} failed", failed.len());
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("failed: {}", failed.join(", ")).into()),
    }
}

/// Whether clippy says nothing about the library of a package with these features.
fn check(package: &str, features: &str, target: Option<&str>) -> Result<bool> {
    let mut clippy = Command::new(crate::cargo());
    clippy
        .args(["clippy", "--quiet", "--locked", "--lib"])
        .args(["--package", package, "--no-default-features"])
        .args(["--features", features]);
    if let Some(target) = target {
        clippy.args(["--target", target]);
    }
    clippy.args(["--", "-D", "warnings"]);
    Ok(clippy.current_dir(root()).status()?.success())
}

/// The packages that are published, each with its features but for the default set, which is one of the combinations.
fn published(metadata: &Value) -> Vec<(String, Vec<String>)> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    // No registry is allowed: it says `publish = false`.
    let is_published = |package: &&Value| package["publish"] != serde_json::json!([]);
    let packages = packages.filter(is_published).filter_map(|package| {
        let features = package["features"].as_object()?.keys();
        let features = features.filter(|name| *name != "default").cloned();
        Some((package["name"].as_str()?.to_owned(), features.collect()))
    });
    packages.collect()
}

/// Each subset, the empty one first.
fn combinations(features: &[String]) -> Vec<Vec<&str>> {
    let subset = |bits: usize| {
        let features = features.iter().enumerate();
        let chosen = features.filter(|(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, name)| name.as_str()).collect()
    };
    (0..1 << features.len()).map(subset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_combination_is_there_once() {
        let features = ["a", "b"].map(str::to_owned);
        let expected: [&[&str]; 4] = [&[], &["a"], &["b"], &["a", "b"]];
        assert_eq!(combinations(&features), expected);
        assert_eq!(combinations(&[]), [Vec::<&str>::new()]);
    }

    #[test]
    fn each_archive_has_the_licences_of_the_workspace() {
        for package in ["hcs-sys", "hcs", "hcs-testkit"] {
            for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
                let read = |path| std::fs::read_to_string(path).unwrap();
                let own = read(root().join(package).join(name));
                assert_eq!(own, read(root().join(name)), "{package}/{name}");
            }
        }
    }

    #[test]
    fn what_is_not_published_is_left_out() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "one", "publish": null, "features": { "default": ["x"], "x": [] } },
            { "name": "two", "publish": [], "features": {} },
        ] });
        let expected = [("one".to_owned(), vec!["x".to_owned()])];
        assert_eq!(published(&metadata), expected);
    }
}
