//! Values of policies that match nothing by their form, wherever the policy is enforced.
//!
//! How each attribute is compared: `pilot/pkg/security/authz/model/generator.go` and
//! `pilot/pkg/security/authz/matcher` of istiod.

use super::clause::Attribute;
use crate::graph::security::Pattern;
use crate::text::http_token;

/// What is wrong with the form of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormFault {
    /// A principal begins with `spiffe://`, which istiod puts before it.
    SpiffePrefix,
    /// A principal is not `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`.
    NotAPrincipal,
    /// A `*` that is neither the first nor the last character, or one of two, is compared as it stands.
    LiteralWildcard,
    /// A regular expression is compared as a text.
    Expression,
    /// A path without a leading slash.
    NoLeadingSlash,
    /// A path with a query, which is taken off before.
    Query,
    /// A host with a scheme or a path.
    NotAHost,
    /// A method in lower case; clients send it in capitals.
    MethodCase,
    /// Several methods in one value, or something else that no method looks like.
    NotAMethod,
    /// Something that no namespace is called.
    NotANamespace,
    /// A principal of a token that lacks the subject behind the issuer.
    NoSubject,
}

/// The text without the one `*` that is read as a wildcard: the first character, or else the last.
fn bare(text: &str) -> &str {
    match Pattern::of(text) {
        Pattern::Present => "",
        Pattern::Suffix(text) | Pattern::Prefix(text) | Pattern::Exact(text) => text,
    }
}

/// Why a value matches nothing, whatever the request.
pub fn form_fault(attribute: Attribute<'_>, text: &str) -> Option<FormFault> {
    if text == "*" || text.is_empty() {
        return None; // an empty value is refused
    }
    match attribute {
        Attribute::Principal => principal(text),
        Attribute::Path => path(text),
        Attribute::Host => host(text),
        Attribute::Method => method(text),
        Attribute::Namespace => namespace(text),
        Attribute::RequestPrincipal => request_principal(text),
        Attribute::ServerName => bare(text).contains('*').then_some(FormFault::LiteralWildcard),
        _ => None,
    }
}

fn principal(text: &str) -> Option<FormFault> {
    if text.starts_with("spiffe://") || text.starts_with("*spiffe://") {
        return Some(FormFault::SpiffePrefix);
    }
    if bare(text).contains('*') {
        return Some(FormFault::LiteralWildcard);
    }
    if text.starts_with('*') {
        return None; // what it ends with may be a part of an account's name
    }
    let (text, is_open) = text.strip_suffix('*').map_or((text, false), |text| (text, true));
    let parts: Vec<&str> = text.split('/').collect();
    let fits = |index: usize, wanted: &str| match parts.get(index) {
        None => is_open,
        Some(part) if is_open && index + 1 == parts.len() => wanted.starts_with(part),
        Some(part) => *part == wanted,
    };
    let is_of_istio = fits(1, "ns") && fits(3, "sa") && (is_open || parts.len() == 5) && parts.len() <= 5;
    // Other authorities than Istio's may give out other names; such a name has a trust domain and a path.
    let is_of_others = parts.len() > 1 && !is_of_istio && !looks_like_istio(&parts);
    (!is_of_istio && !is_of_others).then_some(FormFault::NotAPrincipal)
}

/// Whether a name that is not one of Istio's was meant to be: it has some of its parts, or no trust domain.
fn looks_like_istio(parts: &[&str]) -> bool {
    let domain = parts.first().copied().unwrap_or_default();
    matches!(domain, "" | "ns" | "sa" | "cluster.local")
        || !domain.contains('.')
        || parts.iter().any(|part| matches!(*part, "ns" | "sa"))
}

fn path(text: &str) -> Option<FormFault> {
    if text.contains("{*") {
        // `{*}` and `{**}` make it a template, whose form the webhook checks.
        return (!text.starts_with('/')).then_some(FormFault::NoLeadingSlash);
    }
    let is_expression = text.starts_with('^')
        || text.ends_with('$')
        || [".*", ".+", "[^", "\\d", "\\w", "\\.", "(?", "/(", "[0-9]", "[a-z"]
            .iter()
            .any(|part| text.contains(part));
    let is_open_dot = text.ends_with(".*") && !bare(text).contains('*') && text.matches(".*").count() == 1;
    if is_expression && (!is_open_dot || text.ends_with("/.*")) {
        return Some(FormFault::Expression);
    }
    if bare(text).contains('*') {
        return Some(FormFault::LiteralWildcard);
    }
    if bare(text).contains('?') {
        return Some(FormFault::Query);
    }
    (!text.starts_with(['/', '*'])).then_some(FormFault::NoLeadingSlash)
}

fn host(text: &str) -> Option<FormFault> {
    if text.contains('/') {
        return Some(FormFault::NotAHost);
    }
    bare(text).contains('*').then_some(FormFault::LiteralWildcard)
}

fn method(text: &str) -> Option<FormFault> {
    let name = bare(text);
    if name.contains('*') {
        return Some(FormFault::LiteralWildcard);
    }
    if !http_token(name) || name.contains('|') {
        return Some(FormFault::NotAMethod);
    }
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    let is_known = KNOWN.contains(&&*name.to_ascii_uppercase());
    (is_known && !KNOWN.contains(&name)).then_some(FormFault::MethodCase)
}

/// A `*` may stand anywhere in the name of a namespace (istiod: `srcNamespaceGenerator`).
fn namespace(text: &str) -> Option<FormFault> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-*".contains(&byte);
    (!text.bytes().all(is_part)).then_some(FormFault::NotANamespace)
}

/// Issuer and subject are told apart by the last slash (istiod: `requestPrincipalGenerator`): only one of them may
/// hold the wildcard, and not both.
fn request_principal(text: &str) -> Option<FormFault> {
    match text.rsplit_once('/') {
        Some((_, subject)) if text.starts_with('*') && subject.contains('*') => {
            Some(FormFault::LiteralWildcard)
        }
        Some((_, "")) => Some(FormFault::NoSubject),
        None if !text.contains('*') => Some(FormFault::NoSubject),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals() {
        let fault = |text| form_fault(Attribute::Principal, text);
        for sound in [
            "cluster.local/ns/shop/sa/cart",
            "*",
            "cluster.local/*",
            "cluster.local/ns/shop/*",
            "cluster.local/ns/shop/sa/*",
            "*/ns/shop/sa/cart",
            "*/sa/cart",
            "clus*",
            "corp.example.com/team/billing",
            "*-cart",
        ] {
            assert_eq!(fault(sound), None, "{sound}");
        }
        assert_eq!(fault("spiffe://cluster.local/ns/shop/sa/cart"), Some(FormFault::SpiffePrefix));
        assert_eq!(fault("*/ns/shop/sa/*"), Some(FormFault::LiteralWildcard));
        assert_eq!(fault("cluster.local/ns/*/sa/cart"), Some(FormFault::LiteralWildcard));
        for broken in [
            "cart",
            "shop/cart",
            "ns/shop/sa/cart",
            "cluster.local/ns/shop",
            "cluster.local/shop/cart",
            "cluster.local/sa/cart",
            "system:serviceaccount:shop:cart",
            "cluster.local/ns/shop/sa/cart/x",
            "cluster.local/namespace/*",
        ] {
            assert_eq!(fault(broken), Some(FormFault::NotAPrincipal), "{broken}");
        }
    }

    #[test]
    fn paths() {
        let fault = |text| form_fault(Attribute::Path, text);
        for sound in ["/a", "/a/*", "*/health", "/a/{*}/b", "*", "/.well-known/*", "/file.*", "/a.b/*"] {
            assert_eq!(fault(sound), None, "{sound}");
        }
        assert_eq!(fault("/a/*/b"), Some(FormFault::LiteralWildcard));
        assert_eq!(fault("*/health*"), Some(FormFault::LiteralWildcard));
        assert_eq!(fault("/a/.*/b"), Some(FormFault::Expression));
        assert_eq!(fault("/a/.*"), Some(FormFault::Expression));
        assert_eq!(fault("^/a"), Some(FormFault::Expression));
        assert_eq!(fault("/a?x=1"), Some(FormFault::Query));
        assert_eq!(fault("health"), Some(FormFault::NoLeadingSlash));
    }

    #[test]
    fn others() {
        assert_eq!(form_fault(Attribute::Host, "*.example.com:*"), Some(FormFault::LiteralWildcard));
        assert_eq!(form_fault(Attribute::Host, "cart.example.com:*"), None);
        assert_eq!(form_fault(Attribute::Host, "https://cart.example.com"), Some(FormFault::NotAHost));
        assert_eq!(form_fault(Attribute::Method, "get"), Some(FormFault::MethodCase));
        assert_eq!(form_fault(Attribute::Method, "GET,POST"), Some(FormFault::NotAMethod));
        assert_eq!(form_fault(Attribute::Method, "PROPFIND"), None);
        assert_eq!(form_fault(Attribute::Namespace, "team-*-prod"), None);
        assert_eq!(form_fault(Attribute::Namespace, "cluster.local/ns/shop"), Some(FormFault::NotANamespace));
        assert_eq!(form_fault(Attribute::RequestPrincipal, "*/*"), Some(FormFault::LiteralWildcard));
        assert_eq!(form_fault(Attribute::RequestPrincipal, "https://id.example.com/*"), None);
        assert_eq!(
            form_fault(Attribute::RequestPrincipal, "testing@secure.istio.io"),
            Some(FormFault::NoSubject)
        );
        assert_eq!(
            form_fault(Attribute::RequestPrincipal, "testing@secure.istio.io/testing@secure.istio.io"),
            None
        );
    }
}
