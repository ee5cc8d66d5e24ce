//! Whether one condition of a route holds wherever another one does.
//!
//! Every answer `true` is a proof; `false` means only that none was found.

use super::GatewayName;
use crate::model::{HttpMatch, OrEmpty, Pair, Spanned, StringMatch, TcpMatch, Text, TextField, TlsMatch};

/// A condition on a text.
#[derive(Clone, Copy)]
enum Condition<'m> {
    /// Any text will do.
    Present,
    Exact(&'m str),
    Prefix(&'m str),
    Regex(&'m str),
}

impl<'m> Condition<'m> {
    fn of(condition: &'m StringMatch) -> Condition<'m> {
        match (&condition.exact, &condition.prefix, &condition.regex) {
            (Some(text), _, _) => Condition::Exact(&text.value),
            (None, Some(text), _) => Condition::Prefix(&text.value),
            (None, None, Some(text)) => Condition::Regex(&text.value),
            (None, None, None) => Condition::Present,
        }
    }

    fn covers(self, other: Condition<'_>) -> bool {
        match (self, other) {
            (Condition::Present | Condition::Prefix("") | Condition::Regex(".*"), _) => true,
            (Condition::Exact(own), Condition::Exact(other)) => own == other,
            (Condition::Prefix(own), Condition::Exact(other) | Condition::Prefix(other)) => {
                other.starts_with(own)
            }
            (Condition::Regex(own), Condition::Regex(other)) => own == other,
            _ => false,
        }
    }

    fn text(self) -> &'m str {
        match self {
            Condition::Present => "",
            Condition::Exact(text) | Condition::Prefix(text) | Condition::Regex(text) => text,
        }
    }
}

/// What a VirtualService is bound to.
#[derive(Clone, Copy)]
pub(super) struct Bound<'v> {
    /// Its gateways as written, `mesh` where it names none.
    pub gateways: &'v [&'v str],
    /// Its namespace, from which they are seen.
    pub namespace: &'v str,
}

impl Bound<'_> {
    /// Whether two entries name one gateway: `edge` and `shop/edge` do in namespace `shop`.
    fn is_same(self, a: &str, b: &str) -> bool {
        a == b || GatewayName::of(a, self.namespace) == GatewayName::of(b, self.namespace)
    }
}

/// What the parts of all kinds of match have in common.
#[derive(Clone, Copy)]
struct Common<'m> {
    gateways: &'m [Spanned<Text>],
    port: Option<i64>,
    source_labels: &'m [Pair<Text>],
    source_namespace: &'m str,
}

/// Reads what the three kinds of match have under the same names.
macro_rules! common {
    ($condition:expr) => {
        Common {
            gateways: $condition.gateways.items(),
            port: $condition.port.as_ref().map(|port| port.value),
            source_labels: $condition.source_labels.items(),
            source_namespace: $condition.source_namespace.text(),
        }
    };
}

impl Common<'_> {
    /// A match without gateways counts for all that the VirtualService is bound to.
    fn covers(self, other: Common<'_>, bound: Bound<'_>) -> bool {
        let reach = |list: &[Spanned<Text>], gateway: &str| {
            list.is_empty() || list.iter().any(|item| bound.is_same(&item.value, gateway))
        };
        let mut reached = bound.gateways.iter().filter(|gateway| reach(other.gateways, gateway)).peekable();
        // A match for gateways that the VirtualService is not bound to is dead, but not by this cover.
        let gateways = reached.peek().is_some() && reached.all(|gateway| reach(self.gateways, gateway));
        let has_label = |label: &Pair<Text>| {
            other.source_labels.iter().any(|own| own.name == label.name && own.value == label.value)
        };
        gateways
            && self.port.is_none_or(|port| other.port == Some(port))
            && self.source_labels.iter().all(has_label)
            && (self.source_namespace.is_empty() || self.source_namespace == other.source_namespace)
    }
}

/// Whether an HTTP match holds wherever another one does.
pub(super) fn http(own: &HttpMatch, other: &HttpMatch, bound: Bound<'_>) -> bool {
    let (own_common, mut other_common) = (common!(own), common!(other));
    if !other_common.gateways.is_empty() {
        // istiod then leaves the source out of account, so that the match is wider than it looks.
        (other_common.source_labels, other_common.source_namespace) = (&[], "");
    }
    let ignores_case =
        |condition: &HttpMatch| condition.ignore_uri_case.as_ref().is_some_and(|field| field.value);
    let uri = match (&own.uri, &other.uri) {
        (None, _) => true,
        (Some(own_uri), other_uri) => {
            let own_uri = Condition::of(&own_uri.value);
            let is_root = matches!(own_uri, Condition::Prefix("/") | Condition::Regex("/.*"));
            match other_uri {
                _ if is_root => true, // every path begins with it
                None => own_uri.covers(Condition::Present),
                Some(other_uri) => {
                    let other_uri = Condition::of(&other_uri.value);
                    let case = ignores_case(own) == ignores_case(other)
                        || !other_uri.text().contains(|character: char| character.is_alphabetic());
                    case && own_uri.covers(other_uri)
                }
            }
        }
    };
    let part = |get: fn(&HttpMatch) -> Option<&StringMatch>| match (get(own), get(other)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(other)) => Condition::of(own).covers(Condition::of(other)),
    };
    uri && own_common.covers(other_common, bound)
        && part(|condition| condition.scheme.as_ref().map(|field| &*field.value))
        && part(|condition| condition.method.as_ref().map(|field| &*field.value))
        && part(|condition| condition.authority.as_ref().map(|field| &*field.value))
        && named(own.headers.items(), other.headers.items(), str::eq_ignore_ascii_case)
        && named(own.query_params.items(), other.query_params.items(), |a, b| a == b)
        // What one match excludes, the other has to exclude as well.
        && own.without_headers.items().iter().all(|excluded| {
            other.without_headers.items().iter().any(|pair| {
                pair.name.eq_ignore_ascii_case(&excluded.name)
                    && Condition::of(&pair.value).covers(Condition::of(&excluded.value))
            })
        })
}

/// Each named condition of the one has to follow from a condition of the other on the same name.
fn named(own: &[Pair<StringMatch>], other: &[Pair<StringMatch>], same: fn(&str, &str) -> bool) -> bool {
    own.iter().all(|own| {
        other.iter().any(|other| {
            same(&own.name, &other.name) && Condition::of(&own.value).covers(Condition::of(&other.value))
        })
    })
}

/// Whether a TLS match holds wherever another one does.
pub(super) fn tls(own: &TlsMatch, other: &TlsMatch, bound: Bound<'_>) -> bool {
    let covers_host =
        |host: &Spanned<Text>| own.sni_hosts.items().iter().any(|own| includes(&own.value, &host.value));
    common!(own).covers(common!(other), bound)
        && !other.sni_hosts.items().is_empty()
        && other.sni_hosts.items().iter().all(covers_host)
        && subnets(own.destination_subnets.items(), other.destination_subnets.items())
}

/// Whether a TCP match holds wherever another one does.
pub(super) fn tcp(own: &TcpMatch, other: &TcpMatch, bound: Bound<'_>) -> bool {
    common!(own).covers(common!(other), bound)
        && subnets(own.destination_subnets.items(), other.destination_subnets.items())
}

/// Whether a host takes in all names of another one.
fn includes(host: &str, other: &str) -> bool {
    match host.strip_prefix('*') {
        Some(suffix) => other.len() >= host.len() && other.ends_with(suffix) || other == host,
        None => host.eq_ignore_ascii_case(other),
    }
}

fn subnets(own: &[Spanned<Text>], other: &[Spanned<Text>]) -> bool {
    own.is_empty()
        || !other.is_empty() && other.iter().all(|subnet| own.iter().any(|own| own.value == subnet.value))
}

#[cfg(test)]
#[path = "cover_tests.rs"]
mod tests;
