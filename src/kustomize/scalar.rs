//! What an unquoted text is read as by kustomize: go-yaml v3, which differs from what Kubernetes reads with.

use std::borrow::Cow;

use super::value::Kind;
use crate::yaml::number as grammar;

/// A number as JSON has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i64),
    /// A whole number beyond the signed ones.
    Uint(u64),
    /// Any other number.
    Float(f64),
}

/// What an unquoted text is read as (`resolve` of go-yaml v3). Unlike Kubernetes' parser it takes `yes`, `on`
/// and the like for texts, and dates for points in time.
pub fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Kind::Bool,
        _ if grammar::unbounded(text).is_some() => return Kind::Float,
        _ => {}
    }
    match text.as_bytes()[0] {
        b'0'..=b'9' | b'+' | b'-' | b'.' => match number(text) {
            Some(Number::Float(_)) => Kind::Float,
            Some(_) => Kind::Int,
            None if timestamp(text).is_some() => Kind::Timestamp,
            None => Kind::Plain,
        },
        _ => Kind::Plain,
    }
}

/// The number that a text stands for.
pub fn number(text: &str) -> Option<Number> {
    if let Some(value) = grammar::unbounded(text) {
        return Some(Number::Float(value));
    }
    if text.len() > 400 {
        return None;
    }
    if text.starts_with('.') {
        return grammar::is_float(text)
            .then(|| text.parse().ok())
            .flatten()
            .filter(finite)
            .map(Number::Float);
    }
    let plain: Cow<'_, str> =
        if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, &plain[..]),
    };
    if let Some(number) = integer(negative, digits) {
        return Some(number);
    }
    grammar::is_float(digits).then(|| plain.parse().ok()).flatten().filter(finite).map(Number::Float)
}

fn finite(value: &f64) -> bool {
    value.is_finite()
}

fn integer(negative: bool, digits: &str) -> Option<Number> {
    let (magnitude, _) = grammar::magnitude(digits)?;
    match (negative, i64::try_from(magnitude)) {
        (false, Ok(value)) => Some(Number::Int(value)),
        (true, Ok(value)) => Some(Number::Int(-value)),
        (false, Err(_)) => Some(Number::Uint(magnitude)),
        (true, Err(_)) => (magnitude == 1 << 63).then_some(Number::Int(i64::MIN)),
    }
}

/// The point in time that an unquoted text stands for, in the notation of RFC 3339 (`parseTimestamp`).
pub fn timestamp(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() > 64 || bytes.len() < 8 || !bytes[..4].iter().all(u8::is_ascii_digit) || bytes[4] != b'-' {
        return None;
    }
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some((&text[at..=at], &text[at + 1..]))),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = parts.next()?;
    let mut small = |limit: u32| field(parts.next()?, limit).filter(|&value| value > 0);
    let (month, day) = (small(12)?, small(31)?);
    let leap = year.parse::<u32>().ok().filter(|y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)).is_some();
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if parts.next().is_some() || day > days {
        return None;
    }
    let date = format!("{year}-{month:02}-{day:02}");
    let Some((mark, time)) = time else { return Some(format!("{date}T00:00:00Z")) };
    let (clock, zone) = match (mark, time.find(['Z', '+', '-'])) {
        (" ", None) => (time, "Z"),
        ("T" | "t", Some(at)) => time.split_at(at),
        _ => return None,
    };
    let zone_fits = zone == "Z"
        || matches!(zone.as_bytes(), [b'+' | b'-', a, b, b':', c, d]
            if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()));
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
    let mut parts = clock.split(':');
    let (hour, minute, second) =
        (field(parts.next()?, 23)?, field(parts.next()?, 59)?, field(parts.next()?, 59)?);
    let fraction_fits = fraction.is_none_or(|digits| {
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if parts.next().is_some() || !zone_fits || !fraction_fits {
        return None;
    }
    let fraction = fraction.map(|digits| digits.trim_end_matches('0')).filter(|digits| !digits.is_empty());
    let fraction = fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
    let zone = if zone == "+00:00" { "Z" } else { zone };
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"))
}

/// A number of one or two digits, up to a limit.
fn field(text: &str, limit: u32) -> Option<u32> {
    let fits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten().filter(|&value| value <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquoted_texts_are_read_as_kustomize_does() {
        let cases = [
            ("on", Kind::Plain),
            ("yes", Kind::Plain),
            ("True", Kind::Bool),
            ("~", Kind::Null),
            ("0777", Kind::Int),
            ("08", Kind::Float),
            ("1_000", Kind::Int),
            ("18446744073709551615", Kind::Int),
            ("18446744073709551616", Kind::Float),
            ("1.20", Kind::Float),
            ("1.2.3", Kind::Plain),
            ("2012-10-17", Kind::Timestamp),
            ("2012-02-30", Kind::Plain),
            ("2012-13-17", Kind::Plain),
            ("12:30:45", Kind::Plain),
            ("-", Kind::Plain),
        ];
        for (text, kind) in cases {
            assert_eq!(resolve(text), kind, "for {text:?}");
        }
        assert_eq!(number("0777"), Some(Number::Int(511)));
        assert_eq!(timestamp("2012-10-17").as_deref(), Some("2012-10-17T00:00:00Z"));
        assert_eq!(timestamp("2012-1-7t1:2:3.50+02:00").as_deref(), Some("2012-01-07T01:02:03.5+02:00"));
    }
}
