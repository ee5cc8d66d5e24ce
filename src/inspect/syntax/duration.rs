//! Durations, as Go writes them: `1.5s`, `1m30s`, `100ms`.

const MILLISECOND: i128 = 1_000_000;

/// The nanoseconds of a duration (Go: `time.ParseDuration`); `None` where a text is no duration.
pub fn duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0;
    loop {
        let (part, after) = first_part(rest)?;
        total += part;
        if total > i128::from(i64::MAX) {
            return None;
        }
        if after.is_empty() {
            return Some(sign * total);
        }
        rest = after;
    }
}

/// Whether Istio takes a duration wherever it has no rule of its own: at least a millisecond, and nothing
/// finer than that.
pub fn is_millisecond_duration(text: &str) -> bool {
    duration(text).is_some_and(|nanoseconds| nanoseconds >= MILLISECOND && nanoseconds % MILLISECOND == 0)
}

/// A number with its unit, and what follows it.
fn first_part(text: &str) -> Option<(i128, &str)> {
    let (whole, rest) = digits(text);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() || whole.len() > 20 {
        return None;
    }
    let end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    let unit: i128 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => MILLISECOND,
        "s" => 1_000 * MILLISECOND,
        "m" => 60_000 * MILLISECOND,
        "h" => 3_600_000 * MILLISECOND,
        _ => return None,
    };
    let (mut part, mut scale) = (whole.parse().unwrap_or(0_i128) * unit, unit);
    for digit in fraction.bytes() {
        scale /= 10;
        part += i128::from(digit - b'0') * scale;
    }
    Some((part, rest))
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}
