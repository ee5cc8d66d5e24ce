//! The table as text, of which a release changes lines that can be read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::descriptor::{File, Type};

/// What stands before the path of a file that only an earlier release has.
pub const GONE: &str = "-";

/// Writes the files one after the other; `src/schema/envoy/read.rs` says how a line is read.
pub fn table(files: &BTreeMap<String, File>) -> String {
    let mut out = String::new();
    for file in files.values().filter(|file| !file.types.is_empty()) {
        let _ = writeln!(out, "file {} {}", file.path, file.package);
        for (name, of) in &file.types {
            match of {
                Type::Enum(entries) => {
                    let _ = writeln!(out, "enum {name}");
                    for entry in entries {
                        let _ = writeln!(out, " {}{}", entry.name, mark(entry.gone));
                    }
                }
                Type::Message(message) => {
                    let _ = writeln!(out, "message {name}");
                    message.reserved.iter().for_each(|name| {
                        let _ = writeln!(out, " ~{name}");
                    });
                    message.required.iter().for_each(|name| {
                        let _ = writeln!(out, " |{name}");
                    });
                    for field in &message.fields {
                        let _ = write!(out, " {} {}", field.name, field.kind);
                        field.oneof.iter().for_each(|name| {
                            let _ = write!(out, " |{name}");
                        });
                        field.limits.iter().for_each(|word| {
                            let _ = write!(out, " {word}");
                        });
                        let _ = writeln!(out, "{}", mark(field.gone));
                    }
                }
            }
        }
    }
    out
}

fn mark(gone: bool) -> &'static str {
    if gone { " -" } else { "" }
}
