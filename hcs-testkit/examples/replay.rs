//! Says what a recording of HCS_RECORD shows: `cargo xtask replay FILE` runs this.
//!
//! Exit codes: 0, it is consistent with the contract and the mock; 1, it is not; 2, the file is no recording or can't be
//! read; 3, it is consistent as far as it goes, and its last line is cut off.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use hcs_testkit::replay::{ReadError, Recording};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [file] = arguments.as_slice() else {
        eprintln!("replay: one argument is needed, the file that HCS_RECORD has written");
        return ExitCode::from(2);
    };
    let path = Path::new(file);
    let recording = match read(path) {
        Ok(recording) => recording,
        Err(error) => {
            eprintln!("replay: {} {error}", path.display());
            return ExitCode::from(2);
        }
    };
    let report = recording.check();
    match writeln!(io::stdout(), "{report}") {
        // A pager that was left has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("replay: can't print: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::from(report.verdict().exit_code()),
    }
}

fn read(path: &Path) -> Result<Recording, ReadError> {
    let file = File::open(path).map_err(ReadError::Io)?;
    Recording::read(BufReader::new(file))
}
