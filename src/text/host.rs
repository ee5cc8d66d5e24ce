//! Host names, as istiod reads them.

use std::borrow::Cow;

/// What a host of a VirtualService or DestinationRule stands for, seen from a namespace.
///
/// Only a name without a dot is short for a Service of the own namespace; `web.shop` is not expanded
/// (istiod: `ResolveShortnameToFQDN`).
pub fn full_name<'h>(host: &'h str, namespace: &str, cluster_domain: &str) -> Cow<'h, str> {
    if host.is_empty() || host.contains(['.', '*']) || host.contains(':') {
        return Cow::Borrowed(host);
    }
    Cow::Owned(of_service(host, namespace, cluster_domain))
}

/// The host of a Service.
pub fn of_service(name: &str, namespace: &str, cluster_domain: &str) -> String {
    format!("{name}.{namespace}.svc.{cluster_domain}")
}

/// The name and the namespace of the Service that a full name stands for.
pub fn service_of<'h>(full_name: &'h str, cluster_domain: &str) -> Option<(&'h str, &'h str)> {
    let rest = full_name.strip_suffix(cluster_domain)?.strip_suffix(".svc.")?;
    let (name, namespace) = rest.rsplit_once('.')?;
    (!name.is_empty() && !namespace.is_empty()).then_some((name, namespace))
}

/// Whether two hosts, either of which may begin with a wildcard, have a name in common
/// (istiod: `host.Name.Matches`).
pub fn overlap(a: &str, b: &str) -> bool {
    match (a.strip_prefix('*'), b.strip_prefix('*')) {
        (Some(a), Some(b)) => a.ends_with(b) || b.ends_with(a),
        (Some(a), None) => b.len() > a.len() && b.ends_with(a) || a.is_empty(),
        (None, Some(b)) => a.len() > b.len() && a.ends_with(b) || b.is_empty(),
        (None, None) => a.eq_ignore_ascii_case(b),
    }
}

/// Whether all names of a host are names of another one (istiod: `host.Name.SubsetOf`).
pub fn is_within(host: &str, other: &str) -> bool {
    match other.strip_prefix('*') {
        None => host.eq_ignore_ascii_case(other),
        Some("") => true,
        Some(suffix) => {
            let name = host.strip_prefix('*').unwrap_or(host);
            let is_wildcard = name.len() != host.len();
            let ends = name.len() >= suffix.len()
                && name.as_bytes()[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes());
            ends && (is_wildcard || name.len() > suffix.len())
        }
    }
}

/// How closely a domain of a virtual host fits a name, both in lower case: Envoy takes the very name first, then the
/// longest wildcard. `None` where it does not.
pub fn closeness(domain: &str, name: &str) -> Option<usize> {
    match domain.strip_prefix('*') {
        None => (domain == name).then_some(usize::MAX),
        Some(suffix) => is_within(name, domain).then_some(suffix.len()),
    }
}

/// The wildcards that a name falls under, the narrowest first: `*.b.c`, `*.c`, `*` for `a.b.c`.
pub fn wildcards(name: &str) -> impl Iterator<Item = &str> {
    let name = name.strip_prefix('*').unwrap_or(name);
    let dots = memchr::memchr_iter(b'.', name.as_bytes());
    dots.map(move |at| &name[at..]).chain([""])
}

/// The parts of a host of a Gateway server: `namespace/host`, the namespace `*` where there is none.
pub fn server_host<'h>(host: &'h str, gateway_namespace: &'h str) -> (&'h str, &'h str) {
    match host.split_once('/') {
        Some((".", host)) => (gateway_namespace, host),
        Some((namespace, host)) => (namespace, host),
        None => ("*", host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_have_no_dot() {
        assert_eq!(full_name("web", "shop", "cluster.local"), "web.shop.svc.cluster.local");
        assert_eq!(full_name("web.shop", "x", "cluster.local"), "web.shop");
        assert_eq!(full_name("*", "x", "cluster.local"), "*");
        assert_eq!(service_of("web.shop.svc.cluster.local", "cluster.local"), Some(("web", "shop")));
        assert_eq!(service_of("web.shop", "cluster.local"), None);
        assert_eq!(service_of("shop.svc.cluster.local", "cluster.local"), None);
    }

    #[test]
    fn wildcards_overlap_by_suffix() {
        for (a, b) in [("*", "a.b"), ("*.b", "a.b"), ("*.b", "*.a.b"), ("a.b", "A.b"), ("*", "*")] {
            assert!(overlap(a, b) && overlap(b, a), "{a} {b}");
        }
        for (a, b) in [("*.b", "b"), ("*.b", "a.c"), ("a", "b"), ("*.b", "*.c")] {
            assert!(!overlap(a, b) && !overlap(b, a), "{a} {b}");
        }
        for (host, other) in [("a.b", "*.b"), ("a.b", "*"), ("*.a.b", "*.b"), ("*.b", "*.b"), ("A.b", "a.B")]
        {
            assert!(is_within(host, other), "{host} {other}");
        }
        for (host, other) in [("*.b", "a.b"), ("b", "*.b"), ("*", "*.b"), (".b", "*.b"), ("a", "b")] {
            assert!(!is_within(host, other), "{host} {other}");
        }
        assert_eq!(wildcards("a.b.c").collect::<Vec<_>>(), [".b.c", ".c", ""]);
    }
}
