//! What Kubernetes adds to the language, as far as the definitions use it.

use std::net::IpAddr;

use cel::common::types::{CelBool, CelInt, CelList, CelNull, CelString, LIST_TYPE, NULL_TYPE, STRING_TYPE};
use cel::common::value::{CowVal, Val};
use cel::{DeclarationError, Env, ExecutionError, extensions};

/// The standard environment with the functions of Kubernetes.
pub(super) fn environment() -> Env {
    let mut env = Env::stdlib();
    // Declarations fail only where two have the same name, which a test would show.
    let declared = extensions::strings(&mut env).and_then(|()| declare(&mut env));
    debug_assert!(declared.is_ok(), "{declared:?}");
    env
}

fn declare(env: &mut Env) -> Result<(), DeclarationError> {
    let text = || vec![STRING_TYPE];
    // A duration is kept as its nanoseconds. That of the library takes whatever stands behind a duration, and
    // does not know `µs`.
    env.add_overload("duration", "string_to_duration", text(), |args| {
        let text = args.first().and_then(text_of).ok_or_else(ExecutionError::missing_argument_or_target)?;
        let nanoseconds = crate::text::duration(text)
            .ok_or_else(|| ExecutionError::function_error("duration", "not a duration"))?;
        Ok(CowVal::owned(CelInt::from(nanoseconds)))
    })?;
    env.add_overload("isURL", "is_url_string", text(), |args| {
        of_text(&args, |text| CelBool::from(is_url(text)))
    })?;
    // A URL is kept as the text that it was made from.
    env.add_overload("url", "url_string", text(), |args| {
        if args.first().and_then(text_of).is_some_and(is_url) {
            args.into_iter().next().ok_or_else(ExecutionError::missing_argument_or_target)
        } else {
            Err(ExecutionError::function_error("url", "not a URL"))
        }
    })?;
    env.add_member_overload("getScheme", "url_get_scheme", STRING_TYPE, Vec::new(), |args| {
        of_text(&args, |text| CelString::from(scheme(text).to_ascii_lowercase()))
    })?;
    env.add_overload("isIP", "is_ip_string", text(), |args| {
        of_text(&args, |text| CelBool::from(is_ip(text)))
    })?;
    env.add_overload("isCIDR", "is_cidr_string", text(), |args| {
        of_text(&args, |text| CelBool::from(super::super::Format::Cidr.fits(text)))
    })?;
    // A format is kept as its name.
    for (function, id) in [
        ("format.dns1123Label", "format_dns1123_label"),
        ("format.dns1123Subdomain", "format_dns1123_subdomain"),
    ] {
        env.add_overload(
            function,
            id,
            Vec::new(),
            match function {
                "format.dns1123Label" => |_| Ok(CowVal::owned(CelString::from("dns1123Label"))),
                _ => |_| Ok(CowVal::owned(CelString::from("dns1123Subdomain"))),
            },
        )?;
    }
    env.add_member_overload("validate", "format_validate", STRING_TYPE, text(), |args| {
        let (Some(format), Some(text)) = (args.first().and_then(text_of), args.get(1).and_then(text_of))
        else {
            return Err(ExecutionError::missing_argument_or_target());
        };
        let fits = match format {
            "dns1123Label" => is_label(text),
            _ => text.len() <= 253 && text.split('.').all(is_label_of_any_length),
        };
        Ok(if fits {
            CowVal::owned(CelNull)
        } else {
            CowVal::owned(CelList::from(Vec::<Box<dyn Val>>::new()))
        })
    })?;
    // What validate gives is compared with null.
    let _ = (LIST_TYPE, NULL_TYPE);
    Ok(())
}

fn text_of<'a>(value: &'a CowVal<'_, '_>) -> Option<&'a str> {
    value.downcast_ref::<CelString<'_>>().map(|text| text.inner())
}

fn of_text<'b, 'v, T: Val + 'v>(
    args: &[CowVal<'b, 'v>],
    function: impl Fn(&str) -> T,
) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let text = args.first().and_then(text_of).ok_or_else(ExecutionError::missing_argument_or_target)?;
    Ok(CowVal::owned(function(text)))
}

fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_label_of_any_length(text)
}

fn is_label_of_any_length(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// An address without a zone that is not an IPv4 address in an IPv6 one.
fn is_ip(text: &str) -> bool {
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => true,
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().is_none(),
        Err(_) => false,
    }
}

/// The part before the first colon, where it can be a scheme.
fn scheme(text: &str) -> &str {
    let Some((scheme, _)) = text.split_once(':') else { return "" };
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let is_scheme =
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_inner);
    if is_scheme { scheme } else { "" }
}

/// An absolute URI or an absolute path, as Go's `url.ParseRequestURI` takes it.
fn is_url(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|byte| byte < b' ' || byte == 0x7f) || text.starts_with(':') {
        return false;
    }
    let scheme = scheme(text);
    let rest = if scheme.is_empty() { text } else { &text[scheme.len() + 1..] };
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        return !scheme.is_empty();
    }
    let is_authority =
        !scheme.is_empty() && rest.starts_with("//") || rest.starts_with("//") && !rest.starts_with("///");
    let path = match rest.strip_prefix("//").filter(|_| is_authority) {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len());
            if !is_host(&after[..end]) {
                return false;
            }
            &after[end..]
        }
        None => rest,
    };
    has_valid_escapes(path)
}

fn is_host(authority: &str) -> bool {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = match host.rfind(']') {
        Some(end) if host.starts_with('[') => (&host[1..end], &host[end + 1..]),
        Some(_) => return false,
        None => host.find(':').map_or((host, ""), |colon| host.split_at(colon)),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-_.~!$&'()*+,;=:<>\"%".contains(&byte);
    port.bytes().all(|byte| byte.is_ascii_digit()) && name.bytes().all(allowed)
}

fn has_valid_escapes(path: &str) -> bool {
    let mut parts = path.split('%');
    parts.next();
    parts.all(|part| part.len() >= 2 && part.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for text in
            ["http://a", "/a", "oci://ghcr.io/a:1", "host:80/a", "https://[::1]:80/a?b=%zz", "HTTP://A"]
        {
            assert!(is_url(text), "{text}");
        }
        for text in [
            "",
            "a",
            "example.com/a",
            "http://a b",
            "http://a:b",
            "http://a/%zz",
            "http://a\n",
            "10.0.0.1:80",
        ] {
            assert!(!is_url(text), "{text}");
        }
        assert_eq!((scheme("HTTP://a"), scheme("/a:b"), scheme("1a:b")), ("HTTP", "", ""));
        assert!(is_ip("10.0.0.1") && is_ip("::1") && !is_ip("::ffff:10.0.0.1") && !is_ip("10.0.0"));
        assert!(is_label("a-1") && !is_label("-a") && !is_label("A") && !is_label(&"a".repeat(64)));
    }
}
