//! The grammar of numbers that go-yaml has in its second version, which Kubernetes reads with, and in its third, which
//! kustomize reads with.

/// An infinite number, or what is not a number, as YAML writes them.
pub fn unbounded(text: &str) -> Option<f64> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        _ => None,
    }
}

/// The whole number that digits without a sign stand for, in the base that their start tells (Go's `ParseInt(s, 0)`),
/// and whether it is octal because of a leading zero alone.
pub fn magnitude(digits: &str) -> Option<(u64, bool)> {
    let (radix, body, by_zero) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..], false),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..], false),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..], false),
        [b'0', b'0'..=b'9', ..] => (8, &digits[1..], true),
        _ => (10, digits, false),
    };
    // Rust takes a sign here, which Go does not.
    if body.is_empty() || !body.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    Some((u64::from_str_radix(body, radix).ok()?, by_zero))
}

/// Whether digits without a sign are a float: at most one point, an optional exponent.
pub fn is_float(digits: &str) -> bool {
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && all_digits(exponent)
    });
    all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}
