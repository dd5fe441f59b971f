//! The commands that maintain this workspace.

fn main() {}
