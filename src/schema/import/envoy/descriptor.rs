//! Messages and enums out of descriptors.

use std::collections::BTreeMap;

use super::limits;
use super::wire::{Value, fields};

/// What one file defines.
#[derive(Default)]
pub struct File {
    /// Path of the file of Protobuf.
    pub path: String,
    /// Package.
    pub package: String,
    /// Messages and enums by their names in the package.
    pub types: BTreeMap<String, Type>,
}

/// A message or an enum.
pub enum Type {
    Message(Message),
    /// Values, in the order of the definition.
    Enum(Vec<Entry>),
}

/// A message.
#[derive(Default)]
pub struct Message {
    pub fields: Vec<Field>,
    /// Names that fields had once.
    pub reserved: Vec<String>,
    /// Oneofs of which one member has to be set.
    pub required: Vec<String>,
}

/// A value of an enum.
pub struct Entry {
    pub name: String,
    /// Whether only an earlier release has it.
    pub gone: bool,
}

/// A field.
pub struct Field {
    pub name: String,
    /// The type as the table writes it.
    pub kind: String,
    pub oneof: Option<String>,
    /// What the rules of validation ask, as the table writes it.
    pub limits: Vec<String>,
    /// Whether only an earlier release has it.
    pub gone: bool,
}

/// Field of the options of a field or oneof that holds the rules of validation (`validate.proto`).
pub const RULES: u32 = 1071;

/// Reads a `FileDescriptorProto`.
pub fn file(bytes: &[u8]) -> Result<File, String> {
    let mut file = File::default();
    let parts = fields(bytes)?;
    for (number, value) in &parts {
        match number {
            1 => file.path = value.text(),
            2 => file.package = value.text(),
            _ => {}
        }
    }
    for (number, value) in &parts {
        match number {
            4 => message(value.bytes(), "", &mut file)?,
            5 => enumeration(value.bytes(), "", &mut file)?,
            _ => {}
        }
    }
    Ok(file)
}

fn inner(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_owned() } else { format!("{outer}.{name}") }
}

fn enumeration(bytes: &[u8], outer: &str, file: &mut File) -> Result<(), String> {
    let parts = fields(bytes)?;
    let name = text(&parts, 1);
    let mut entries = Vec::new();
    for (_, value) in parts.iter().filter(|(number, _)| *number == 2) {
        entries.push(Entry { name: text(&fields(value.bytes())?, 1), gone: false });
    }
    file.types.insert(inner(outer, &name), Type::Enum(entries));
    Ok(())
}

fn message(bytes: &[u8], outer: &str, file: &mut File) -> Result<(), String> {
    let parts = fields(bytes)?;
    let name = inner(outer, &text(&parts, 1));
    let of = |wanted: u32| parts.iter().filter(move |(number, _)| *number == wanted).map(|(_, value)| value);
    // Maps are lists of messages that nobody names.
    let mut maps = BTreeMap::new();
    for nested in of(3) {
        let nested_parts = fields(nested.bytes())?;
        if is_map(&nested_parts)? {
            let own = format!(".{}.{name}.{}", file.package, text(&nested_parts, 1));
            maps.insert(own, nested.bytes());
        } else {
            message(nested.bytes(), &name, file)?;
        }
    }
    for nested in of(4) {
        enumeration(nested.bytes(), &name, file)?;
    }
    let mut read = Message { reserved: of(10).map(Value::text).collect(), ..Message::default() };
    let mut oneofs = Vec::new();
    for oneof in of(8) {
        let oneof = fields(oneof.bytes())?;
        let name = text(&oneof, 1);
        if part(&oneof, 2, &[RULES])?.is_some_and(|required| required.number() == 1) {
            read.required.push(name.clone());
        }
        oneofs.push(name);
    }
    for bytes in of(2) {
        read.fields.push(field(bytes.bytes(), &oneofs, &maps, &file.package)?);
    }
    file.types.insert(name, Type::Message(read));
    Ok(())
}

fn field(
    bytes: &[u8],
    oneofs: &[String],
    maps: &BTreeMap<String, &[u8]>,
    package: &str,
) -> Result<Field, String> {
    let parts = fields(bytes)?;
    let number = |wanted| number(&parts, wanted);
    let name = text(&parts, 1);
    let json = text(&parts, 10);
    if !json.is_empty() && json != json_name(&name) {
        return Err(format!("field {name} is called {json} in JSON, which the table cannot say"));
    }
    let type_name = text(&parts, 6);
    let is_list = number(4) == Some(3);
    let kind = match maps.get(&type_name) {
        Some(entry) => {
            let entry = fields(entry)?;
            let of = |wanted| {
                entry
                    .iter()
                    .map(|(_, value)| fields(value.bytes()))
                    .filter_map(Result::ok)
                    .find(|parts| self::number(parts, 3) == Some(wanted))
            };
            let (key, value) = of(1).zip(of(2)).ok_or("a map has no key or no value")?;
            format!("{{{}}}{}", kind_of(&key, package)?, kind_of(&value, package)?)
        }
        None if is_list => format!("[]{}", kind_of(&parts, package)?),
        None => kind_of(&parts, package)?,
    };
    // A field that is optional for its own sake is in a oneof of its own (proto3_optional).
    let oneof = number(9).filter(|_| number(17) != Some(1));
    let oneof = oneof.and_then(|index| oneofs.get(usize::try_from(index).ok()?)).cloned();
    let limits = match part(&parts, 8, &[])? {
        Some(options) => match part(&fields(options.bytes())?, RULES, &[])? {
            Some(rules) => limits::of(rules.bytes())?,
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    Ok(Field { name, kind, oneof, limits, gone: false })
}

/// The type of one value: scalars by their name, well-known types without a package, others of the same package
/// with a dot before them.
fn kind_of(parts: &[(u32, Value<'_>)], package: &str) -> Result<String, String> {
    let name = text(parts, 6);
    let name = name.trim_start_matches('.');
    let scalar = match number(parts, 5).unwrap_or_default() {
        1 => "double",
        2 => "float",
        3 | 16 | 18 => "int64",
        4 | 6 => "uint64",
        5 | 15 | 17 => "int32",
        7 | 13 => "uint32",
        8 => "bool",
        9 => "string",
        12 => "bytes",
        10 | 11 | 14 => {
            let own = name.strip_prefix(package).filter(|rest| rest.starts_with('.'));
            let well_known = name.strip_prefix("google.protobuf.").filter(|rest| !rest.contains('.'));
            return Ok(well_known.or(own).unwrap_or(name).to_owned());
        }
        other => return Err(format!("type {other} is not known")),
    };
    Ok(scalar.to_owned())
}

fn is_map(parts: &[(u32, Value<'_>)]) -> Result<bool, String> {
    Ok(part(parts, 7, &[7])?.is_some_and(|is_map| is_map.number() == 1))
}

/// The last value of a field, in a message that lies behind the others.
pub fn part<'b>(parts: &[(u32, Value<'b>)], first: u32, then: &[u32]) -> Result<Option<Value<'b>>, String> {
    let found = parts.iter().rev().find(|(number, _)| *number == first);
    match (found, then) {
        (None, _) => Ok(None),
        (Some((_, value)), []) => Ok(Some(value.clone())),
        (Some((_, value)), [next, rest @ ..]) => part(&fields(value.bytes())?, *next, rest),
    }
}

fn text(parts: &[(u32, Value<'_>)], wanted: u32) -> String {
    parts
        .iter()
        .rev()
        .find(|(number, _)| *number == wanted)
        .map(|(_, value)| value.text())
        .unwrap_or_default()
}

fn number(parts: &[(u32, Value<'_>)], wanted: u32) -> Option<u64> {
    parts.iter().rev().find(|(number, _)| *number == wanted).map(|(_, value)| value.number())
}

/// The name of a field in JSON, as protoc derives it.
pub fn json_name(name: &str) -> String {
    let mut parts = name.split('_');
    let mut json = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        json.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        json.push_str(letters.as_str());
    }
    json
}
