//! Durations as Go writes them: `1h30m`, `1.5s`, `-2ms`.

/// The units, in nanoseconds; the longer name first where one begins with the other.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// The nanoseconds of a duration as Go's `time.ParseDuration` reads it; `None` where it is not one, or too
/// long for 64 bits.
pub fn duration(text: &str) -> Option<i64> {
    let (is_negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let nanoseconds = if rest == "0" { 0 } else { magnitude(rest)? };
    let signed = if is_negative { -nanoseconds } else { nanoseconds };
    i64::try_from(signed).ok()
}

fn magnitude(mut rest: &str) -> Option<i128> {
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let number_end =
            rest.find(|digit: char| !digit.is_ascii_digit() && digit != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(number_end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let unit_end =
            after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let &(_, unit) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let unit = i128::from(unit);
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        total = total.checked_add(whole.checked_mul(unit)?)?;
        // Digits beyond what a nanosecond can tell do not count.
        let digits = &fraction[..fraction.len().min(18)];
        if !digits.is_empty() {
            total += digits.parse::<i128>().ok()? * unit / 10_i128.pow(u32::try_from(digits.len()).ok()?);
        }
        if total > i128::from(i64::MAX) + 1 {
            return None;
        }
        rest = after;
    }
    Some(total)
}

/// Whether Istio takes a duration wherever it has no rule of its own: at least a millisecond, and nothing
/// finer than that (istiod: `agent.ValidateDuration`).
pub fn is_millisecond_duration(text: &str) -> bool {
    const MILLISECOND: i64 = 1_000_000;
    duration(text).is_some_and(|nanoseconds| nanoseconds >= MILLISECOND && nanoseconds % MILLISECOND == 0)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn reads_what_go_reads() {
        let cases = [
            ("0", Some(0)),
            ("1ms", Some(1_000_000)),
            ("1h0m1.5s", Some(3_601_500_000_000)),
            ("-1.5ms", Some(-1_500_000)),
            ("+.5s", Some(500_000_000)),
            ("1µs", Some(1_000)),
            ("10", None),
            ("1d", None),
            ("s", None),
            ("1.2.3s", None),
            ("1 s", None),
            ("9223372036855s", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
