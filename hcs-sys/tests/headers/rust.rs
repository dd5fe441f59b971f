//! Reads the declarations of this crate from its source, which is what the compiler reads.

use std::collections::BTreeMap;

use crate::declarations::{Declarations, Function, Kind};

pub(crate) fn read(text: &str) -> Declarations {
    // One declaration, one line; attributes and comments go.
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.starts_with('#'));
    let text = lines.collect::<Vec<_>>().join(" ");
    let mut found = Declarations::default();
    for piece in text.split("pub ") {
        if let Some(rest) = piece.strip_prefix("type ") {
            alias(rest, &mut found);
        } else if let Some(rest) = piece.strip_prefix("const ") {
            constant(rest, &mut found);
        }
    }
    for piece in text.split("pub struct ").skip(1) {
        structure(piece, &mut found);
    }
    found
}

/// `Name = unsafe extern "system" fn(a: A, b: B) -> R;`, with or without `Option<>` around it; other aliases are for
/// [`kind`] to know.
fn alias(text: &str, found: &mut Declarations) {
    let Some((name, rest)) = text.split_once(" =") else {
        return;
    };
    let Some((_, rest)) = rest.split_once("fn(") else {
        return;
    };
    let (parameters, rest) = rest.split_once(')').unwrap();
    let result = match rest.split_once("->") {
        Some((_, result)) => kind(result.split([';', '>']).next().unwrap()),
        None => Kind::Void,
    };
    let parameters = parameters
        .split(',')
        .map(str::trim)
        .filter(|parameter| !parameter.is_empty());
    let parameters = parameters
        .map(|parameter| kind(parameter.split_once(':').unwrap().1))
        .collect();
    let set: &mut BTreeMap<_, _> = if text.contains("Option<") {
        &mut found.callbacks
    } else {
        &mut found.functions
    };
    set.insert(name.to_owned(), Function { parameters, result });
}

/// `NAME: TYPE = VALUE;`, where the value is a number with underscores, a suffix, and perhaps a cast.
fn constant(text: &str, found: &mut Declarations) {
    let Some((name, rest)) = text.split_once(": ") else {
        return;
    };
    let Some((_, value)) = rest.split_once("= ") else {
        return;
    };
    let value = value.split([';', ' ']).next().unwrap();
    if let Some(value) = number(value) {
        found.constants.insert(name.to_owned(), value);
    }
}

fn number(text: &str) -> Option<u32> {
    let text = text
        .trim_end_matches("i32")
        .trim_end_matches("u32")
        .replace('_', "");
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse::<i64>().ok().map(|value| value as u32),
    }
}

/// `NAME { pub member: TYPE, ... }`
fn structure(text: &str, found: &mut Declarations) {
    let (name, rest) = text.split_once(" {").unwrap();
    let (members, _) = rest.split_once('}').unwrap();
    let members = members.split("pub ").skip(1).map(|member| {
        let (name, rest) = member.split_once(": ").unwrap();
        (name.to_owned(), kind(rest.trim().trim_end_matches(',')))
    });
    found.structs.insert(name.to_owned(), members.collect());
}

fn kind(text: &str) -> Kind {
    let text = text.trim();
    for pointer in ["*const ", "*mut "] {
        if let Some(pointee) = text.strip_prefix(pointer) {
            return Kind::Pointer(Box::new(kind(pointee)));
        }
    }
    match text {
        "core::ffi::c_void" | "c_void" => Kind::Void,
        "u8" => Kind::Int(8),
        "u16" | "SECURITY_DESCRIPTOR_CONTROL" => Kind::Int(16),
        "u64" => Kind::Int(64),
        "i32" | "u32" | "HRESULT" => Kind::Int(32),
        "PCWSTR" | "PWSTR" => Kind::Pointer(Box::new(Kind::Int(16))),
        "HANDLE" | "HCS_OPERATION" | "HCS_SYSTEM" | "HCS_PROCESS" | "PSID" => {
            Kind::Pointer(Box::new(Kind::Void))
        }
        _ if is_enumeration(text) => Kind::Int(32),
        _ => Kind::Named(text.to_owned()),
    }
}

/// Enumerations are plain integers here; the names in C say which.
pub(crate) fn is_enumeration(name: &str) -> bool {
    let ends = [
        "_TYPE",
        "_OPTIONS",
        "_PROTOCOL",
        "_ACCESS",
        "_NOTIFICATIONS",
        "_FLAGS",
    ];
    name.starts_with("HC") && ends.iter().any(|end| name.ends_with(end))
}
