//! Names, keys and values in metadata, as the API server checks them.

/// Whether a text is a DNS label (apimachinery: `IsDNS1123Label`): lower-case letters, digits and `-`, at most 63.
pub fn is_label(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&name.len())
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// Whether a text is a DNS subdomain (apimachinery: `IsDNS1123Subdomain`): labels of any length, joined by dots.
pub fn is_subdomain(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_part)
}

/// Whether a text is the key of a label or an annotation (apimachinery: `IsQualifiedName`), such as `app` or
/// `app.kubernetes.io/name`.
pub fn is_qualified(key: &str) -> bool {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    !name.is_empty() && is_label_value(name) && prefix.is_none_or(is_subdomain)
}

/// Whether a text is the value of a label (apimachinery: `IsValidLabelValue`): letters, digits, `-`, `_` and `.`,
/// with a letter or digit at both ends; or nothing.
pub fn is_label_value(value: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let end = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_alphanumeric());
    value.len() <= 63
        && value.bytes().all(inner)
        && end(value.bytes().next())
        && end(value.bytes().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        assert!(is_label(&"a".repeat(63)) && !is_label(&"a".repeat(64)));
        assert!(is_subdomain(&"a".repeat(253)) && !is_subdomain(&"a".repeat(254)));
    }

    #[test]
    fn keys_and_values() {
        for key in ["app", "app.kubernetes.io/name", "A_b.c-1", "a/B"] {
            assert!(is_qualified(key), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "A.b/c", "-a", "a b", "a:"] {
            assert!(!is_qualified(key), "{key}");
        }
        assert!(
            is_label_value("") && is_label_value("v1.2_A") && !is_label_value("a b") && !is_label_value("-a")
        );
    }
}
