//! The table of messages, and the reading of its lines.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::limits::Limit;

/// Each file of Protobuf begins with `file`, its path (behind `-` where only an earlier release has it) and its
/// package; then come `message` and `enum` with a name in that package, each followed by indented lines. Of an enum
/// these are its values. Of a message they are `~NAME` for a name that a field had once, `|NAME` for a oneof that has
/// to be set, and else a field: its name, its type, `|NAME` of its oneof, its limits, and `-` where only an earlier
/// release has it. A type is `[]` for a list, `{KEY}` for a map, and then a scalar, a well-known type without a package,
/// a name of the same package behind a dot, or a full name.
const TEXT: &str = include_str!("types.txt");

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Full name, such as `envoy.config.route.v3.Route`.
    pub name: String,
    /// Path of the file of Protobuf.
    pub file: &'static str,
    /// Whether only an earlier release has it.
    pub gone: bool,
    package: &'static str,
    lines: &'static str,
    content: OnceLock<Content>,
}

#[derive(Debug, Default)]
struct Content {
    fields: Vec<Field>,
    reserved: Vec<&'static str>,
    required: Vec<&'static str>,
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    /// Name in Protobuf, such as `retry_policy`.
    pub name: &'static str,
    /// Type of the value, or of each value of a list or map.
    pub kind: Kind,
    /// Whether an empty value of it is another thing than none: so with wrappers and messages.
    pub is_optional: bool,
    /// How many values there are.
    pub shape: Shape,
    /// The oneof that it is a member of.
    pub oneof: Option<&'static str>,
    /// What Envoy asks of the value.
    pub limits: Vec<Limit>,
    /// Whether only an earlier release has it.
    pub gone: bool,
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One.
    Single,
    /// A list.
    List,
    /// A map with keys of this type.
    Map(Scalar),
}

/// The type of a value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A scalar; wrappers (`UInt32Value`) are read as what they wrap.
    Scalar(Scalar),
    /// A value of an enum.
    Enum(&'static Enum),
    /// A message.
    Message(&'static Message),
    /// Any message, which says by `@type` what it is.
    Any,
    /// A duration.
    Duration,
    /// A point in time.
    Timestamp,
    /// Any object.
    Struct,
    /// Any list.
    List,
    /// Any value.
    Value,
    /// What the table does not hold: of it nothing is said.
    Unknown,
}

/// A scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `true` or `false`.
    Bool,
    /// A text.
    Text,
    /// Bytes, as base64.
    Bytes,
    /// A number.
    Float,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 32 bits that is not negative.
    Uint32,
    /// A whole number of 64 bits.
    Int64,
    /// A whole number of 64 bits that is not negative.
    Uint64,
}

/// An enum.
#[derive(Debug)]
pub struct Enum {
    /// Full name.
    pub name: String,
    lines: &'static str,
}

#[derive(Debug)]
enum Entry {
    Message(Message),
    Enum(Enum),
}

/// The message of this full name.
pub fn message(name: &str) -> Option<&'static Message> {
    match entries().get(name) {
        Some(Entry::Message(message)) => Some(message),
        _ => None,
    }
}

/// All messages, in no order.
pub(super) fn messages() -> impl Iterator<Item = &'static Message> {
    entries().values().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        Entry::Enum(_) => None,
    })
}

fn entries() -> &'static FxHashMap<String, Entry> {
    static ENTRIES: OnceLock<FxHashMap<String, Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| index(TEXT))
}

fn index(text: &'static str) -> FxHashMap<String, Entry> {
    let (mut file, mut package, mut entries) = ("", "", FxHashMap::default());
    let mut rest = text;
    while !rest.is_empty() {
        let (head, after) = rest.split_once('\n').unwrap_or((rest, ""));
        // Heads are the only lines that are not indented.
        let end = match after.starts_with(' ') {
            true => after.match_indices('\n').map(|(at, _)| at + 1).find(|at| !after[*at..].starts_with(' ')),
            false => Some(0),
        };
        let (lines, next) = after.split_at(end.unwrap_or(after.len()));
        rest = next;
        let full = |name: &str| format!("{package}.{name}");
        match head.split_once(' ') {
            Some(("file", of)) => (file, package) = of.split_once(' ').unwrap_or((of, "")),
            Some(("message", name)) => {
                let message = Message {
                    name: full(name),
                    file: file.trim_start_matches('-'),
                    gone: file.starts_with('-'),
                    package,
                    lines,
                    content: OnceLock::new(),
                };
                entries.insert(full(name), Entry::Message(message));
            }
            Some(("enum", name)) => {
                entries.insert(full(name), Entry::Enum(Enum { name: full(name), lines }));
            }
            _ => {}
        }
    }
    entries
}

impl Enum {
    /// The names of its values, those of earlier releases as well.
    pub fn values(&self) -> impl Iterator<Item = &'static str> {
        self.lines.lines().filter_map(|line| line.split_whitespace().next())
    }
}

impl Message {
    /// The fields, in the order of the definition; those of earlier releases come last.
    pub fn fields(&self) -> &[Field] {
        &self.content().fields
    }

    /// The field that is called so in Protobuf or in JSON, with its place in the order.
    pub fn field(&self, name: &str) -> Option<(usize, &Field)> {
        self.fields().iter().enumerate().find(|(_, field)| field.is_called(name))
    }

    /// Whether a field had this name once.
    pub fn had(&self, name: &str) -> bool {
        self.content().reserved.iter().any(|reserved| is_called(reserved, name))
    }

    /// The oneofs of which one member has to be set.
    pub fn required_oneofs(&self) -> &[&'static str] {
        &self.content().required
    }

    fn content(&self) -> &Content {
        self.content.get_or_init(|| {
            let mut content = Content::default();
            for line in self.lines.lines().map(str::trim_start) {
                match line.split_at_checked(1) {
                    Some(("~", name)) => content.reserved.push(name),
                    Some(("|", name)) => content.required.push(name),
                    _ => content.fields.extend(field(line, self.package)),
                }
            }
            content
        })
    }
}

impl Field {
    /// Whether it has this name in Protobuf or in JSON.
    pub fn is_called(&self, name: &str) -> bool {
        is_called(self.name, name)
    }

    /// Its name in JSON, such as `retryPolicy`.
    pub fn json_name(&self) -> String {
        json_name(self.name).collect()
    }
}

fn is_called(name: &str, written: &str) -> bool {
    name == written || written.len() <= name.len() && json_name(name).eq(written.chars())
}

fn json_name(name: &str) -> impl Iterator<Item = char> {
    let mut is_first = false;
    name.chars().filter_map(move |letter| {
        let is_capital = std::mem::replace(&mut is_first, letter == '_');
        (letter != '_').then_some(if is_capital { letter.to_ascii_uppercase() } else { letter })
    })
}

fn field(line: &'static str, package: &str) -> Option<Field> {
    let mut words = line.split(' ');
    let (name, of) = (words.next()?, words.next()?);
    let (shape, of) = match of.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((key, of)) => (Shape::Map(scalar(key)?), of),
        None => of.strip_prefix("[]").map_or((Shape::Single, of), |of| (Shape::List, of)),
    };
    let mut field = Field {
        name,
        kind: kind(of, package),
        is_optional: !of.starts_with(|first: char| first.is_ascii_lowercase()) || of.contains('.'),
        shape,
        oneof: None,
        limits: Vec::new(),
        gone: false,
    };
    for word in words {
        match word.strip_prefix('|') {
            Some(oneof) => field.oneof = Some(oneof),
            None if word == "-" => field.gone = true,
            None => field.limits.extend(Limit::read(word)),
        }
    }
    Some(field)
}

fn scalar(name: &str) -> Option<Scalar> {
    Some(match name {
        "bool" | "BoolValue" => Scalar::Bool,
        "string" | "StringValue" => Scalar::Text,
        "bytes" | "BytesValue" => Scalar::Bytes,
        "float" | "double" | "FloatValue" | "DoubleValue" => Scalar::Float,
        "int32" | "Int32Value" => Scalar::Int32,
        "uint32" | "UInt32Value" => Scalar::Uint32,
        "int64" | "Int64Value" => Scalar::Int64,
        "uint64" | "UInt64Value" => Scalar::Uint64,
        _ => return None,
    })
}

fn kind(name: &str, package: &str) -> Kind {
    if let Some(scalar) = scalar(name) {
        return Kind::Scalar(scalar);
    }
    let full = match (name.strip_prefix('.'), name.contains('.')) {
        (Some(own), _) => format!("{package}.{own}"),
        (None, true) => name.to_owned(),
        (None, false) => format!("google.protobuf.{name}"),
    };
    well_known(&full).unwrap_or_else(|| match entries().get(&full) {
        Some(Entry::Message(message)) => Kind::Message(message),
        Some(Entry::Enum(of)) => Kind::Enum(of),
        None => Kind::Unknown,
    })
}

/// The types of Protobuf that have a form of their own in JSON (`wellKnownType` in `jsonpb`).
pub(super) fn well_known(full: &str) -> Option<Kind> {
    let name = full.strip_prefix("google.protobuf.")?;
    Some(match name {
        "Any" => Kind::Any,
        "Duration" => Kind::Duration,
        "Timestamp" => Kind::Timestamp,
        "Struct" => Kind::Struct,
        "ListValue" => Kind::List,
        "Value" | "NullValue" => Kind::Value,
        _ => Kind::Scalar(scalar(name)?),
    })
}
