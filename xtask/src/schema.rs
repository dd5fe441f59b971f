//! `cargo xtask schema`: the catalogue of the documents of HCS, and the published files that it is made from.

pub(crate) mod catalogue;
mod import;
mod published;
mod verify;

use std::path::{Path, PathBuf};

use crate::{Result, Told, flags, root};
use catalogue::Catalogue;

/// Where the catalogue is.
pub(crate) fn directory() -> PathBuf {
    root().join("hcs/schema")
}

/// Runs one of the two commands.
pub(crate) fn run(flags: &flags::Schema) -> Result {
    match &flags.subcommand {
        flags::SchemaCmd::Import(flags) => self::import(&flags.dir),
        flags::SchemaCmd::Verify(flags) => self::verify(&flags.dir),
    }
}

fn import(dir: &Path) -> Result {
    let mut catalogue = Catalogue::load(&directory())?;
    let files = published::read(dir, &catalogue.releases)?;
    import::update(&mut catalogue, &files);
    for file in catalogue.store(&directory())? {
        println!("wrote hcs/schema/{file}");
    }
    verify(dir)
}

fn verify(dir: &Path) -> Result {
    let catalogue = Catalogue::load(&directory())?;
    let files = published::read(dir, &catalogue.releases)?;
    let outcome = verify::compare(&catalogue, &files);
    print!("{}", outcome.counts);
    println!("{}", verify::additions(&catalogue));
    for problem in &outcome.problems {
        println!("{problem}");
    }
    println!("schema: {} differences", outcome.problems.len());
    match outcome.problems.len() {
        0 => Ok(()),
        _ => Err(Told.into()),
    }
}
