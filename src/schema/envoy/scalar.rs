//! How istiod reads scalars: the legacy `jsonpb` of Protobuf for Go, which leaves the reading to `encoding/json`.
//!
//! (`unmarshalSingularValue` in `github.com/golang/protobuf/jsonpb/decode.go`, by `protomarshal.Unmarshal`.)

use super::table::Scalar;
use crate::text::{base64, duration};
use crate::yaml::{NodeRef, Value};

/// Whether a value that is not null is read as such a scalar. A value of which that is open counts as read.
pub(super) fn takes(scalar: Scalar, node: NodeRef<'_>) -> bool {
    match (scalar, node.value()) {
        (_, Value::Null) | (Scalar::Bool, Value::Bool(_)) | (Scalar::Text, Value::Str(_)) => true,
        (Scalar::Bytes, Value::Str(text)) => base64(text.as_bytes()).is_some(),
        // A list of numbers is a list of bytes to Go.
        (Scalar::Bytes, Value::Seq(_)) => true,
        (Scalar::Float, Value::Int(_) | Value::Float(_)) => true,
        (Scalar::Float, Value::Str(text)) => {
            ["NaN", "Infinity", "-Infinity"].contains(&text) || is_json_number(text) || is_null(text)
        }
        (Scalar::Bool | Scalar::Text | Scalar::Bytes | Scalar::Float, _) => false,
        (_, Value::Int(number)) => fits(scalar, i128::from(number)),
        // Numbers pass through a `Struct`, which keeps them as floats, and whole ones are written without a point.
        (_, Value::Float(number)) if !number.is_finite() => true,
        (_, Value::Float(number)) => {
            let is_long = matches!(scalar, Scalar::Int64 | Scalar::Uint64);
            // Where a float cannot tell one whole number from the next, it is open.
            number.fract() == 0.0 && (is_long && number.abs() >= 9e15 || fits(scalar, number as i128))
        }
        // What stands in quotes is read as it is there.
        (_, Value::Str(text)) => {
            let text = text.trim_matches([' ', '\t', '\r', '\n']);
            is_null(text) || is_whole(text) && text.parse().is_ok_and(|number| fits(scalar, number))
        }
        (_, Value::Bool(_) | Value::Seq(_) | Value::Map(_)) => false,
    }
}

/// Whether the key of a map is read as such a scalar.
pub(super) fn takes_key(scalar: Scalar, key: &str) -> bool {
    match scalar {
        Scalar::Text => true,
        Scalar::Bool => ["true", "false"].contains(&key),
        Scalar::Bytes | Scalar::Float => true,
        _ => is_whole(key) && key.parse().is_ok_and(|number| fits(scalar, number)),
    }
}

/// Whether it is a duration to istiod, which reads it as Go does.
pub(super) fn is_duration(node: NodeRef<'_>) -> bool {
    node.is_null() || node.as_str().is_some_and(|text| duration(text).is_some())
}

/// What a scalar is called.
pub(super) fn words(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "`true` or `false`",
        Scalar::Text => "a string",
        Scalar::Bytes => "a string in base64",
        Scalar::Float => "a number",
        Scalar::Int32 => "a whole number of 32 bits",
        Scalar::Uint32 => "a whole number of 32 bits that is not negative",
        Scalar::Int64 => "a whole number",
        Scalar::Uint64 => "a whole number that is not negative",
    }
}

fn fits(scalar: Scalar, number: i128) -> bool {
    match scalar {
        Scalar::Int32 => i32::try_from(number).is_ok(),
        Scalar::Uint32 => u32::try_from(number).is_ok(),
        Scalar::Int64 => i64::try_from(number).is_ok(),
        _ => u64::try_from(number).is_ok(),
    }
}

fn is_null(text: &str) -> bool {
    text == "null"
}

/// Whether it is a whole number as JSON writes it: without `+` and without zeros before it.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}

/// Whether it is a number as JSON writes it.
fn is_json_number(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_whole(whole)
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| are_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
