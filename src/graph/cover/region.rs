//! A match as the set of the requests that it takes.

use std::borrow::Cow;

use crate::graph::GatewayName;
use crate::graph::routing::{self, HttpCondition, NamedCondition, TextCondition, call_expression};
use crate::model::{MESH_GATEWAY, OrEmpty, Spanned, TcpMatch, Text, TextField, TlsMatch};
use crate::text::is_claim;

/// What a match asks about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Axis<'m> {
    Uri,
    Scheme,
    Method,
    Authority,
    /// A header, by its name in lower case.
    Header(Cow<'m, str>),
    Query(&'m str),
    /// One condition on one claim of a token. A claim may hold several values, so that conditions on it
    /// are independent of each other.
    Claim(&'m str, Literal<'m>),
    Port,
    Gateway,
    Label(&'m str),
    Namespace,
    Sni,
    Subnet,
}

impl Axis<'_> {
    /// Whether what is asked about may be absent from a request.
    pub fn is_optional(&self) -> bool {
        matches!(self, Axis::Header(_) | Axis::Query(_))
    }

    /// Whether its values are texts that requests choose freely, to be told apart by automata.
    pub fn is_text(&self) -> bool {
        matches!(self, Axis::Uri | Axis::Scheme | Axis::Method | Axis::Authority) || self.is_optional()
    }
}

/// A set of texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Literal<'m> {
    /// All.
    Present,
    Exact(Cow<'m, str>),
    Prefix(Cow<'m, str>),
    /// The same, whatever the case of ASCII letters.
    ExactAnyCase(Cow<'m, str>),
    PrefixAnyCase(Cow<'m, str>),
    Regex(Cow<'m, str>),
}

impl<'m> Literal<'m> {
    fn of(condition: TextCondition<'m>) -> Literal<'m> {
        match condition {
            TextCondition::Present => Literal::Present,
            TextCondition::Exact(text) => Literal::Exact(Cow::Borrowed(text)),
            TextCondition::Prefix(text) => Literal::Prefix(Cow::Borrowed(text)),
            TextCondition::Below(parent) => {
                let parent = regex::escape(parent.strip_suffix('/').unwrap_or(parent));
                Literal::Regex(Cow::Owned(format!("{parent}(/.*)?")))
            }
            TextCondition::Regex(text) => Literal::Regex(Cow::Borrowed(text)),
        }
    }

    pub(super) fn any_case(self) -> Literal<'m> {
        match self {
            Literal::Exact(text) => Literal::ExactAnyCase(Cow::Owned(text.to_ascii_lowercase())),
            Literal::Prefix(text) => Literal::PrefixAnyCase(Cow::Owned(text.to_ascii_lowercase())),
            other => other, // Envoy heeds the case in regular expressions
        }
    }
}

/// One condition on an axis: the value is one of these texts, or it is not one of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Part<'m> {
    pub holds: bool,
    pub any_of: Vec<Literal<'m>>,
}

/// The requests that a match takes: those that meet all parts on all axes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::graph) struct Region<'m> {
    /// Sorted by axis.
    pub(super) sides: Vec<(Axis<'m>, Vec<Part<'m>>)>,
}

/// What a VirtualService is bound to.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Bound<'v> {
    /// Its gateways with their namespaces, `mesh` for sidecars.
    pub gateways: Vec<Cow<'v, str>>,
    /// Its namespace, from which gateways are seen.
    pub namespace: &'v str,
    /// The port at which all requests come in, where its gateways have no other.
    pub only_port: Option<i64>,
}

impl<'v> Bound<'v> {
    pub fn of(written: &'v [Spanned<Text>], namespace: &'v str) -> Bound<'v> {
        let mut gateways: Vec<_> = written.iter().map(|item| canonical(&item.value, namespace)).collect();
        if gateways.is_empty() {
            gateways.push(Cow::Borrowed(MESH_GATEWAY));
        }
        gateways.sort_unstable();
        gateways.dedup();
        Bound { gateways, namespace, only_port: None }
    }
}

/// `edge` and `shop/edge` are one gateway in namespace `shop`.
fn canonical<'v>(entry: &'v str, namespace: &str) -> Cow<'v, str> {
    match GatewayName::of(entry, namespace) {
        Some(name) => Cow::Owned(name.to_string()),
        None => Cow::Borrowed(entry),
    }
}

/// A gateway of a condition that was read, as [`canonical`] writes it.
fn key<'v>(gateway: &routing::Bound<'_>) -> Cow<'v, str> {
    match gateway {
        routing::Bound::Mesh => Cow::Borrowed(MESH_GATEWAY),
        routing::Bound::Gateway(name) => Cow::Owned(name.to_string()),
    }
}

/// By what an earlier match is found again: one of these texts, a prefix, or nothing so definite.
pub(in crate::graph) enum Keys<'r> {
    Exact(Vec<&'r str>),
    Prefix(&'r str),
    Loose,
}

/// Reads what matches of TLS and TCP have under the same names.
macro_rules! common {
    ($region:expr, $condition:expr, $bound:expr) => {
        let written = $condition.gateways.items();
        if !written.is_empty() {
            let names = written.iter().map(|item| canonical(&item.value, $bound.namespace));
            $region.part(Axis::Gateway, true, names.map(Literal::Exact).collect());
        }
        let is_said =
            |port: &&crate::model::Field<i64>| port.value != 0 && $bound.only_port != Some(port.value);
        if let Some(port) = $condition.port.as_ref().filter(is_said) {
            $region.exactly(Axis::Port, Cow::Owned(port.value.to_string()));
        }
        for label in $condition.source_labels.items() {
            $region.exactly(Axis::Label(&label.name), Cow::Borrowed(&*label.value));
        }
        let namespace = $condition.source_namespace.text();
        if !namespace.is_empty() {
            $region.exactly(Axis::Namespace, Cow::Borrowed(namespace));
        }
    };
}

impl<'m> Region<'m> {
    /// The region of a condition of an HTTP rule. Beside `gateways` istiod leaves the source out of account.
    /// (istiod: `TranslateRouteMatch`, `sourceMatchHTTP`.)
    pub fn http(condition: &HttpCondition<'m>, bound: &Bound<'_>) -> Region<'m> {
        let mut region = Region::of_requests(condition);
        let gateways: Vec<_> = condition.gateways.iter().map(key).map(Literal::Exact).collect();
        let with_source = gateways.is_empty();
        if !with_source {
            region.part(Axis::Gateway, true, gateways);
        }
        if let Some(port) = condition.port.filter(|port| bound.only_port != Some(*port)) {
            region.exactly(Axis::Port, Cow::Owned(port.to_string()));
        }
        if with_source {
            for (name, value) in &condition.source_labels {
                region.exactly(Axis::Label(name), Cow::Borrowed(value));
            }
            if !condition.source_namespace.is_empty() {
                region.exactly(Axis::Namespace, Cow::Borrowed(condition.source_namespace));
            }
        }
        region.sorted()
    }

    /// The same among the requests that one server of a gateway takes: what istiod compares with the proxy alone is
    /// left out.
    pub fn of_requests(condition: &HttpCondition<'m>) -> Region<'m> {
        let mut region = Region::default();
        if let Some(path) = condition.path {
            let literal = Literal::of(path);
            region.one(Axis::Uri, if condition.ignore_case { literal.any_case() } else { literal });
        }
        if let Some(call) = condition.grpc {
            region.one(Axis::Uri, Literal::Regex(Cow::Owned(call_expression(call))));
        }
        let plain = [
            (Axis::Scheme, condition.scheme),
            (Axis::Method, condition.method),
            (Axis::Authority, condition.authority),
        ];
        for (axis, condition) in plain {
            if let Some(condition) = condition {
                region.one(axis, Literal::of(condition));
            }
        }
        for header in &condition.headers {
            region.header(header);
        }
        for parameter in &condition.query {
            region.part(Axis::Query(parameter.name), true, vec![Literal::of(parameter.value)]);
        }
        region.sorted()
    }

    /// The region of a TLS match. Envoy prefers the narrower name and the narrower subnet, whatever the
    /// order, so that only the very same ones are taken. (istiod: `matchTLS`.)
    pub fn tls(condition: &'m TlsMatch, bound: &Bound<'_>) -> Region<'m> {
        let mut region = Region::default();
        let hosts = condition.sni_hosts.items().iter();
        let hosts = hosts.map(|host| Literal::Exact(Cow::Owned(host.value.to_ascii_lowercase())));
        region.part(Axis::Sni, true, hosts.collect());
        let subnets = condition.destination_subnets.items();
        region.part(
            Axis::Subnet,
            true,
            match subnets.is_empty() {
                true => vec![Literal::Exact(Cow::Borrowed(""))],
                false => exact(subnets),
            },
        );
        common!(region, condition, bound);
        region.sorted()
    }

    /// The region of a TCP match. A match without subnets ends the search. (istiod: `matchTCP`.)
    pub fn tcp(condition: &'m TcpMatch, bound: &Bound<'_>) -> Region<'m> {
        let mut region = Region::default();
        if !condition.destination_subnets.items().is_empty() {
            region.part(Axis::Subnet, true, exact(condition.destination_subnets.items()));
        }
        common!(region, condition, bound);
        region.sorted()
    }

    fn header(&mut self, condition: &NamedCondition<'m>) {
        let (name, literal, holds) = (condition.name, Literal::of(condition.value), !condition.excluded);
        if is_claim(name) {
            let truth = vec![Literal::Exact(Cow::Borrowed("true"))];
            self.part(Axis::Claim(name, literal), holds, truth);
            return;
        }
        let name = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
        self.part(Axis::Header(name), holds, vec![literal]);
    }

    /// A condition on what no request lacks.
    fn one(&mut self, axis: Axis<'m>, literal: Literal<'m>) {
        if literal != Literal::Present {
            self.part(axis, true, vec![literal]);
        }
    }

    fn exactly(&mut self, axis: Axis<'m>, text: Cow<'m, str>) {
        self.part(axis, true, vec![Literal::Exact(text)]);
    }

    pub(super) fn part(&mut self, axis: Axis<'m>, holds: bool, mut any_of: Vec<Literal<'m>>) {
        any_of.sort_unstable();
        any_of.dedup();
        let part = Part { holds, any_of };
        match self.sides.iter_mut().find(|(known, _)| *known == axis) {
            Some((_, parts)) => parts.push(part),
            None => self.sides.push((axis, vec![part])),
        }
    }

    pub(super) fn sorted(mut self) -> Region<'m> {
        self.sides.sort_unstable();
        self.sides.iter_mut().for_each(|(_, parts)| parts.sort_unstable());
        self
    }

    /// The parts on an axis.
    pub(super) fn parts(&self, axis: &Axis<'_>) -> &[Part<'m>] {
        self.sides.iter().find(|(known, _)| known == axis).map_or(&[], |(_, parts)| parts)
    }

    /// By what it is found.
    pub fn keys(&self) -> Keys<'_> {
        let exact = |axis| match self.parts(&axis) {
            [Part { holds: true, any_of }] => any_of
                .iter()
                .map(|literal| match literal {
                    Literal::Exact(text) => Some(&**text),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        if let [Part { holds: true, any_of }] = self.parts(&Axis::Uri)
            && let [Literal::Prefix(text)] = any_of.as_slice()
        {
            return Keys::Prefix(text);
        }
        let found = exact(Axis::Uri).or_else(|| exact(Axis::Sni)).or_else(|| exact(Axis::Port));
        found.map_or(Keys::Loose, Keys::Exact)
    }

    /// Whether a glance shows that they have no request in common.
    pub(super) fn is_apart(&self, other: &Region<'_>) -> bool {
        self.sides.iter().any(|(axis, parts)| {
            let of_other = other.parts(axis).iter().filter(|part| part.holds);
            of_other.into_iter().any(|theirs| {
                let own = parts.iter().filter(|part| part.holds);
                own.into_iter().any(|own| {
                    let pairs =
                        own.any_of.iter().flat_map(|own| theirs.any_of.iter().map(move |their| (own, their)));
                    pairs.into_iter().all(|(own, their)| are_apart(own, their))
                })
            })
        })
    }
}

fn are_apart(own: &Literal<'_>, other: &Literal<'_>) -> bool {
    match (own, other) {
        (Literal::Exact(own), Literal::Exact(other)) => own != other,
        (Literal::Exact(text), Literal::Prefix(prefix)) | (Literal::Prefix(prefix), Literal::Exact(text)) => {
            !text.starts_with(&**prefix)
        }
        (Literal::Prefix(own), Literal::Prefix(other)) => {
            !own.starts_with(&**other) && !other.starts_with(&**own)
        }
        _ => false,
    }
}

fn exact<'m>(items: &'m [Spanned<Text>]) -> Vec<Literal<'m>> {
    items.iter().map(|item| Literal::Exact(Cow::Borrowed(&*item.value))).collect()
}
