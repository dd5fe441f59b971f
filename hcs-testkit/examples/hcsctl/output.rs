//! What is written to the standard output: tables for people, JSON for programs.

use std::fmt::Display;
use std::io::{self, Stdout, Write as _};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::failure::{Ending, Failure};

/// The standard output. Colours reach terminals only.
pub(crate) struct Out {
    stream: AutoStream<Stdout>,
    json: bool,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            stream: anstream::stdout(),
            json,
        }
    }

    /// Whether a program reads this.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether somebody sits at a terminal and reads this.
    pub(crate) fn is_for_people(&self) -> bool {
        use std::io::IsTerminal as _;
        !self.json && io::stdout().is_terminal() && io::stderr().is_terminal()
    }

    /// One line.
    pub(crate) fn line(&mut self, line: impl Display) -> Ending<()> {
        let written = writeln!(self.stream, "{line}");
        written.map_err(|error| Failure::of_stream("standard output", &error))
    }

    /// Lines that have their ends.
    pub(crate) fn text(&mut self, text: &str) -> Ending<()> {
        let written = write!(self.stream, "{text}").and_then(|()| self.stream.flush());
        written.map_err(|error| Failure::of_stream("standard output", &error))
    }

    /// A document, which people could read.
    pub(crate) fn document(&mut self, document: &Value) -> Ending<()> {
        self.line(format_args!("{document:#}"))
    }

    /// A document on a line of its own, of which more may follow.
    pub(crate) fn document_line(&mut self, document: &Value) -> Ending<()> {
        self.line(document)?;
        self.flush()
    }

    pub(crate) fn flush(&mut self) -> Ending<()> {
        let flushed = self.stream.flush();
        flushed.map_err(|error| Failure::of_stream("standard output", &error))
    }
}

/// A text in a table, and how it looks on a terminal.
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(crate) fn new(text: &str, style: Style) -> Self {
        let text = printable(text);
        Self { text, style }
    }

    /// How many columns of a terminal it takes.
    fn width(&self) -> usize {
        self.text.width()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text, Style::new())
    }
}

/// Rows under a head, as wide as they need to be.
pub(crate) struct Table<const N: usize> {
    rows: Vec<[Cell; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(head: [&str; N]) -> Self {
        let style = Style::new().bold();
        let head = head.map(|title| Cell::new(title, style));
        Self { rows: vec![head] }
    }

    pub(crate) fn row(&mut self, row: [Cell; N]) {
        self.rows.push(row);
    }

    pub(crate) fn write(&self, out: &mut Out) -> Ending<()> {
        let width = |column: usize| self.rows.iter().map(|row| row[column].width()).max();
        let widths: Vec<usize> = (0..N).map(|column| width(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let style = cell.style;
                line.push_str(&format!("{style}{}{style:#}", cell.text));
                // What follows a line's last word is nothing.
                if row[column + 1..].iter().any(|cell| !cell.text.is_empty()) {
                    let blanks = widths[column] - cell.width() + 2;
                    line.extend(std::iter::repeat_n(' ', blanks));
                }
            }
            out.line(line)?;
        }
        Ok(())
    }
}

/// Whoever names a system decides what is in its name, not what the terminal does: control characters are escaped.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        match character.is_control() {
            true => printable.extend(character.escape_default()),
            false => printable.push(character),
        }
    }
    printable
}

/// The colour of a system's state.
pub(crate) fn colour_of_state(state: &str) -> Style {
    match state {
        "Running" => AnsiColor::Green.on_default(),
        "Paused" => AnsiColor::Yellow.on_default(),
        state if state.starts_with("Stopped (Unexpected") => AnsiColor::Red.on_default(),
        _ => AnsiColor::BrightBlack.on_default(),
    }
}

/// A member of a document as text; what is no text, as JSON.
pub(crate) fn member(document: &Value, name: &str) -> String {
    match document.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The state of a system, as its properties tell it: one that has never started tells none.
pub(crate) fn state(properties: &Value) -> String {
    let stopped = properties["Stopped"] == true;
    match (stopped, member(properties, "ExitType").as_str()) {
        (true, "") => "Stopped".to_owned(),
        (true, exit) => format!("Stopped ({exit})"),
        (false, _) => match member(properties, "State") {
            state if state.is_empty() => "Created".to_owned(),
            state => state,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_shown_as_text() {
        assert_eq!(printable("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
        assert_eq!(printable("é 🦀"), "é 🦀");
    }
}
