//! What a plain scalar is read as: YAML 1.1 as sigs.k8s.io/yaml (go-yaml v2) resolves it.

use std::borrow::Cow;

use super::number;
use super::tree::Stored;

/// The words that YAML 1.1 reads as booleans besides `true` and `false`.
const BOOLEAN_WORDS: [&str; 16] =
    ["y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"];

/// Whether Kubernetes reads this unquoted text as a boolean although it does not say `true` or `false`.
pub fn is_boolean_word(text: &str) -> bool {
    BOOLEAN_WORDS.contains(&text)
}

/// Resolves an unquoted, untagged scalar. The flag tells that it is a number only because a leading
/// zero makes it octal.
pub(super) fn resolve(text: Cow<'_, str>) -> (Stored<'_>, bool) {
    let Some(&first) = text.as_bytes().first() else { return (Stored::Null, false) };
    // Almost every scalar is told apart from the special ones by its first character.
    match first {
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' => {
            (word(&text).unwrap_or(Stored::Str(text)), false)
        }
        b'0'..=b'9' | b'+' | b'-' | b'.' => match number_of(&text) {
            Some((number, octal)) => (number, octal),
            None => (Stored::Str(text), false),
        },
        _ => (Stored::Str(text), false),
    }
}

fn word(text: &str) -> Option<Stored<'static>> {
    match text {
        "~" | "null" | "Null" | "NULL" => Some(Stored::Null),
        "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            Some(Stored::Bool(true))
        }
        "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Some(Stored::Bool(false))
        }
        _ => None,
    }
}

/// go-yaml drops underscores and lets Go's `ParseInt(s, 0)` decide on the base, then tries a float.
fn number_of(text: &str) -> Option<(Stored<'static>, bool)> {
    if let Some(value) = number::unbounded(text) {
        return Some((Stored::Float(value), false));
    }
    if text.len() > 64 {
        return None;
    }
    let plain: Cow<'_, str> =
        if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    let (sign, digits) = match plain.as_bytes().first()? {
        b'-' => (-1, &plain[1..]),
        b'+' => (1, &plain[1..]),
        _ => (1, &plain[..]),
    };
    if let Some((magnitude, by_zero)) = number::magnitude(digits) {
        // Magnitudes from 2^63 to 2^64 are unsigned in Go; nothing here needs to tell them from the largest.
        let value = sign * i64::try_from(magnitude).unwrap_or(i64::MAX);
        return Some((Stored::Int(value), by_zero && magnitude > 7));
    }
    number::is_float(digits).then(|| plain.parse().ok()).flatten().map(|value: f64| {
        // JSON has no infinity, so a float that overflows stays the string it was.
        if value.is_finite() {
            (Stored::Float(value), false)
        } else {
            (Stored::Str(text.to_owned().into()), false)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match resolve(Cow::Borrowed(text)) {
            (Stored::Null, _) => "null".into(),
            (Stored::Bool(value), _) => format!("bool {value}"),
            (Stored::Int(value), octal) => format!("int {value}{}", if octal { " octal" } else { "" }),
            (Stored::Float(value), _) => format!("float {value}"),
            (Stored::Str(value), _) => format!("str {value}"),
            _ => unreachable!(),
        }
    }

    #[test]
    fn reads_scalars_as_kubernetes_does() {
        let cases = [
            ("y", "bool true"),
            ("off", "bool false"),
            ("True", "bool true"),
            ("tRue", "str tRue"),
            ("~", "null"),
            ("", "null"),
            ("none", "str none"),
            ("80", "int 80"),
            ("-1", "int -1"),
            ("0777", "int 511 octal"),
            ("0o777", "int 511"),
            ("08", "float 8"),
            ("00", "int 0"),
            ("1_000", "int 1000"),
            ("0b11", "int 3"),
            ("0x1f", "int 31"),
            ("1e3", "float 1000"),
            ("1e400", "str 1e400"),
            ("1.20", "float 1.2"),
            ("12:30:45", "str 12:30:45"),
            ("2001-01-01", "str 2001-01-01"),
            ("1.2.3", "str 1.2.3"),
            ("10s", "str 10s"),
            (".", "str ."),
            ("-", "str -"),
            ("+", "str +"),
            ("5e", "str 5e"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "for {text:?}");
        }
    }
}
