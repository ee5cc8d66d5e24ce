//! How values of policies compare with what a request has.

use super::attributes::Identity;
use crate::graph::routing::matches_whole;

/// A text, or `*text`, `text*`, `*` for any that is there (istiod: `matcher.StringMatcher`).
pub(super) fn fits(pattern: &str, value: &str, ignore_case: bool) -> bool {
    let (pattern, value) = match ignore_case {
        true => (pattern.to_ascii_lowercase(), value.to_ascii_lowercase()),
        false => (pattern.to_owned(), value.to_owned()),
    };
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(""), _) => !value.is_empty(),
        (Some(suffix), _) => value.ends_with(suffix),
        (None, Some(prefix)) => value.starts_with(prefix),
        (None, None) => pattern == value,
    }
}

/// A path, which may hold `{*}` for one element and `{**}` for any number at the end.
pub(super) fn fits_path(pattern: &str, path: &str) -> bool {
    if !pattern.contains("{*") {
        return fits(pattern, path, false);
    }
    let parts: Vec<String> = pattern
        .split('/')
        .map(|part| match part {
            "{*}" => "[^/]+".to_owned(),
            "{**}" => ".*".to_owned(),
            part => regex::escape(part),
        })
        .collect();
    matches_whole(&parts.join("/"), path)
}

/// `*` stands for any part of a namespace, wherever it is (istiod: `srcNamespaceGenerator`).
pub(super) fn fits_namespace(pattern: &str, namespace: &str) -> bool {
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
    use super::{Identity, fits_namespace, fits_principal, fits_trust_domain};

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
}
