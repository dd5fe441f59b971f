//! Reads as much C as these headers are written in: prototypes, enumerations, structs, function pointer types and
//! macros that are numbers.

use crate::declarations::{Declarations, Function, Kind};
use crate::rust::is_enumeration;

pub(crate) fn read(text: &str) -> Declarations {
    let mut found = Declarations::default();
    let mut code = String::new();
    for line in without_comments(text).lines() {
        match line.trim().strip_prefix('#') {
            Some(directive) => define(directive.trim(), &mut found),
            None => code.extend([line.trim(), " "]),
        }
    }
    for statement in statements(&code) {
        if let Some(rest) = statement.strip_prefix("typedef ") {
            typedef(rest, &mut found);
        } else if let Some((result, rest)) = statement.split_once(" WINAPI ") {
            let Some((name, parameters)) = rest.split_once('(') else {
                continue;
            };
            found
                .functions
                .insert(name.trim().to_owned(), function(result, parameters));
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.extend([before, " "]);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let lines = out
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

/// Splits at each semicolon outside of braces. The brace of `extern "C" {` is never closed in what is left of it.
fn statements(code: &str) -> Vec<String> {
    let code = code.replace("extern \"C\" {", "");
    let mut found = vec![String::new()];
    let mut depth = 0i32;
    for character in code.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ';' if depth <= 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        // What a statement starts with is what is looked at.
        let last = found.last_mut().unwrap();
        if !(last.is_empty() && (character.is_whitespace() || character == '}')) {
            last.push(character);
        }
    }
    found
}

/// `define NAME ((HRESULT)0x00000000)`, `define NAME _HRESULT_TYPEDEF_(0x80004001)`
fn define(directive: &str, found: &mut Declarations) {
    let Some(rest) = directive.strip_prefix("define ") else {
        return;
    };
    let Some((name, value)) = rest.trim().split_once(char::is_whitespace) else {
        return;
    };
    let value = value
        .trim()
        .trim_start_matches("((HRESULT)")
        .trim_start_matches("_HRESULT_TYPEDEF_(");
    if let Some(value) = number(value.trim_end_matches(')')) {
        found.constants.insert(name.to_owned(), value);
    }
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches(['L', 'l', 'U', 'u']);
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse::<i64>().ok().map(|value| value as u32),
    }
}

fn typedef(text: &str, found: &mut Declarations) {
    if let Some((result, rest)) = text.split_once("(CALLBACK *") {
        let (name, parameters) = rest.split_once(')').unwrap();
        let parameters = parameters.trim().trim_start_matches('(');
        found
            .callbacks
            .insert(name.trim().to_owned(), function(result, parameters));
        return;
    }
    let Some((head, rest)) = text.split_once('{') else {
        return;
    };
    let (body, names) = rest.rsplit_once('}').unwrap();
    let name = names.split(',').next().unwrap().trim();
    if head.starts_with("enum") {
        let enumerators = body
            .split(',')
            .map(str::trim)
            .filter(|enumerator| !enumerator.is_empty());
        for enumerator in enumerators {
            let (name, value) = enumerator
                .split_once('=')
                .expect("each enumerator has a value");
            found
                .constants
                .insert(name.trim().to_owned(), number(value).unwrap());
        }
    } else if head.starts_with("struct") {
        let members = body
            .split(';')
            .map(str::trim)
            .filter(|member| !member.is_empty());
        let members = members.map(|member| {
            let name = member
                .rsplit(|c: char| c.is_whitespace() || c == '*')
                .next()
                .unwrap();
            (name.to_owned(), kind(member.strip_suffix(name).unwrap()))
        });
        found.structs.insert(name.to_owned(), members.collect());
    }
}

/// `parameters` may end in a parenthesis.
fn function(result: &str, parameters: &str) -> Function {
    let parameters = parameters
        .trim()
        .trim_end_matches(')')
        .split(',')
        .map(str::trim);
    let parameters = parameters.filter(|parameter| !parameter.is_empty() && *parameter != "void");
    let parameters = parameters.map(|parameter| {
        let name = parameter
            .rsplit(|c: char| c.is_whitespace() || c == '*')
            .next()
            .unwrap();
        kind(parameter.strip_suffix(name).unwrap())
    });
    Function {
        parameters: parameters.collect(),
        result: kind(result),
    }
}

/// A type without the name of what has it.
fn kind(text: &str) -> Kind {
    let text = text.trim().trim_start_matches("const ").trim();
    if let Some(pointee) = text.strip_suffix('*') {
        return Kind::Pointer(Box::new(kind(pointee)));
    }
    let handles = [
        "HANDLE",
        "HCS_OPERATION",
        "HCS_SYSTEM",
        "HCS_PROCESS",
        "HCN_NETWORK",
        "HCN_NAMESPACE",
    ];
    let handles = handles.iter().chain(&[
        "HCN_ENDPOINT",
        "HCN_LOADBALANCER",
        "HCN_GUESTNETWORKSERVICE",
        "HCN_CALLBACK",
    ]);
    let mut handles = handles.copied();
    match text {
        "void" | "VOID" => Kind::Void,
        "USHORT" | "UINT16" => Kind::Int(16),
        "DWORD" | "ULONG" | "UINT32" | "HRESULT" => Kind::Int(32),
        "UINT64" => Kind::Int(64),
        "PCWSTR" | "PWSTR" => Kind::Pointer(Box::new(Kind::Int(16))),
        "REFGUID" => Kind::Pointer(Box::new(Kind::Named("GUID".to_owned()))),
        _ if handles.any(|handle| handle == text) => Kind::Pointer(Box::new(Kind::Void)),
        _ if text.starts_with("PHCN_") => Kind::Pointer(Box::new(kind(&text[1..]))),
        _ if is_enumeration(text) => Kind::Int(32),
        _ => Kind::Named(text.to_owned()),
    }
}
