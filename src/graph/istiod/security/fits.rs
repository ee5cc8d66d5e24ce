//! How values of policies compare with what a request has.

use super::attributes::Identity;
use crate::graph::routing::matches_whole;

/// A value of a policy: a text, or one with `*` for the rest of it (istiod: `matcher.StringMatcher`).
pub(in crate::graph) enum Pattern<'p> {
    /// `*`: any text that is there.
    Present,
    /// `*text`.
    Suffix(&'p str),
    /// `text*`.
    Prefix(&'p str),
    /// A text without a star at either end.
    Exact(&'p str),
}

impl<'p> Pattern<'p> {
    /// Reads it.
    pub fn of(text: &'p str) -> Pattern<'p> {
        match (text.strip_prefix('*'), text.strip_suffix('*')) {
            (Some(""), _) => Pattern::Present,
            (Some(suffix), _) => Pattern::Suffix(suffix),
            (None, Some(prefix)) => Pattern::Prefix(prefix),
            (None, None) => Pattern::Exact(text),
        }
    }
}

/// The regular expression of a path with `{*}` for one element, or `{**}` for any number at the end.
pub(in crate::graph) fn path_expression(pattern: &str) -> Option<String> {
    let part = |part: &str| match part {
        "{*}" => "[^/]+".to_owned(),
        "{**}" => ".*".to_owned(),
        part => regex::escape(part),
    };
    pattern.contains("{*").then(|| pattern.split('/').map(part).collect::<Vec<_>>().join("/"))
}

/// Whether a value is what a pattern takes.
pub(super) fn fits(pattern: &str, value: &str, ignore_case: bool) -> bool {
    let (pattern, value) = match ignore_case {
        true => (pattern.to_ascii_lowercase(), value.to_ascii_lowercase()),
        false => (pattern.to_owned(), value.to_owned()),
    };
    match Pattern::of(&pattern) {
        Pattern::Present => !value.is_empty(),
        Pattern::Suffix(suffix) => value.ends_with(suffix),
        Pattern::Prefix(prefix) => value.starts_with(prefix),
        Pattern::Exact(text) => text == value,
    }
}

/// Whether a pattern, which may begin or end with `*`, matches whatever another one matches.
pub(in crate::graph) fn covers(pattern: &str, other: &str) -> bool {
    match Pattern::of(pattern) {
        Pattern::Present => true,
        Pattern::Suffix(suffix) => other.ends_with(suffix) && (!other.ends_with('*') || other == pattern),
        Pattern::Prefix(prefix) => other.starts_with(prefix) && !other.starts_with('*'),
        Pattern::Exact(text) => text == other,
    }
}

/// The same of a path, which may be a template.
pub(super) fn fits_path(pattern: &str, path: &str) -> bool {
    match path_expression(pattern) {
        Some(expression) => matches_whole(&expression, path),
        None => fits(pattern, path, false),
    }
}

/// `*` stands for any part of a namespace, wherever it is (istiod: `srcNamespaceGenerator`).
pub(in crate::graph) fn fits_namespace(pattern: &str, namespace: &str) -> bool {
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == namespace };
    let rest = namespace.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
    let Some(mut rest) = rest else { return false };
    middle.iter().all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// `namespace/account`, or the account alone for one of the policy's own namespace (istiod: `serviceAccountRegex`).
pub(super) fn fits_account(pattern: &str, own: &Identity, policy_namespace: &str) -> bool {
    let (namespace, name) = pattern.split_once('/').unwrap_or((policy_namespace, pattern));
    own.namespace == namespace && own.service_account == name
}

/// A principal. One of five parts with the trust domain of the mesh, an alias of it or `cluster.local` stands for
/// those of all of them (istiod: `Bundle.ReplaceTrustDomainAliases`).
pub(super) fn fits_principal(pattern: &str, own: &Identity, trust_domains: &[&str]) -> bool {
    let principal = own.principal();
    if fits(pattern, &principal, false) {
        return true;
    }
    let parts: Vec<&str> = pattern.split('/').collect();
    let [domain, rest @ ..] = parts.as_slice() else { return false };
    let is_own = |name: &&str| match domain.strip_prefix('*') {
        Some(suffix) => name.ends_with(suffix),
        None => name == domain,
    };
    let is_of_mesh = *domain == "cluster.local" || trust_domains.iter().any(is_own);
    rest.len() == 4
        && *domain != "*"
        && is_of_mesh
        && trust_domains.contains(&own.trust_domain.as_str())
        && fits(&format!("{}/{}", own.trust_domain, rest.join("/")), &principal, false)
}

/// A trust domain, `*` once for any part of it; one of the mesh stands for all of its aliases (istiod:
/// `srcTrustDomainGenerator`, `Bundle.ExpandTrustDomainAliases`).
pub(super) fn fits_trust_domain(pattern: &str, own: &Identity, trust_domains: &[&str]) -> bool {
    let is_alias = trust_domains.contains(&pattern) && trust_domains.contains(&own.trust_domain.as_str());
    let fits = match pattern.split_once('*') {
        Some((start, end)) => {
            let domain = &own.trust_domain;
            domain.len() >= start.len() + end.len() && domain.starts_with(start) && domain.ends_with(end)
        }
        None => pattern == own.trust_domain,
    };
    is_alias || fits
}

#[cfg(test)]
mod tests {
    use super::{Identity, covers, fits_namespace, fits_principal, fits_trust_domain};

    fn gold(trust_domain: &str) -> Identity {
        Identity {
            trust_domain: trust_domain.to_owned(),
            namespace: "blue".to_owned(),
            service_account: "gold".to_owned(),
        }
    }

    #[test]
    fn a_star_in_a_namespace_stands_for_any_part() {
        for (pattern, fits) in
            [("blue", true), ("b*e", true), ("*", true), ("b*u*", true), ("*x*", false), ("blue*blue", false)]
        {
            assert_eq!(fits_namespace(pattern, "blue"), fits, "{pattern}");
        }
    }

    #[test]
    fn trust_domains_of_the_mesh_stand_for_each_other() {
        let domains = ["new.example", "old.example"];
        let own = gold("new.example");
        for (pattern, fits) in [
            ("new.example/ns/blue/sa/gold", true),
            ("old.example/ns/blue/sa/gold", true),
            ("cluster.local/ns/blue/sa/gold", true),
            ("other.example/ns/blue/sa/gold", false),
            ("*/ns/blue/sa/gold", true),
            ("*/sa/gold", true),
            ("old.example/ns/blue/*", false),
            ("old.example/ns/blue/sa/*", true),
            ("*", true),
        ] {
            assert_eq!(fits_principal(pattern, &own, &domains), fits, "{pattern}");
        }
        assert!(fits_trust_domain("old.example", &own, &domains));
        assert!(fits_trust_domain("*.example", &own, &domains));
        assert!(!fits_trust_domain("*.test", &own, &domains));
    }

    #[test]
    fn patterns_cover_patterns() {
        for (wide, narrow) in
            [("*", "a"), ("a*", "ab"), ("a*", "ab*"), ("*b", "ab"), ("*b", "*ab"), ("a", "a"), ("*b", "*b")]
        {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [("a", "*"), ("ab*", "a*"), ("*ab", "*b"), ("a*", "*a"), ("*a", "a*")] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }
}
