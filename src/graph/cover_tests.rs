//! Every cover that is claimed holds for every request of a small world.

use super::{Bound, http};
use crate::model::{FromNode, HttpMatch, OrEmpty, StringMatch, TextField};
use crate::yaml;

const GATEWAYS: [&str; 2] = ["mesh", "edge"];
const PATHS: [&str; 6] = ["/", "/a", "/A", "/a/b", "/ab", "/c"];
const VALUES: [Option<&str>; 3] = [None, Some("x"), Some("xy")];

#[derive(Clone, Copy)]
struct Request {
    path: &'static str,
    method: &'static str,
    header: Option<&'static str>,
    port: i64,
    gateway: &'static str,
    label: bool,
}

fn requests() -> Vec<Request> {
    let mut all = Vec::new();
    for path in PATHS {
        for (method, port, label) in
            [("GET", 80, true), ("POST", 80, false), ("GET", 443, false), ("POST", 443, true)]
        {
            for header in VALUES {
                for gateway in GATEWAYS {
                    all.push(Request { path, method, header, port, gateway, label });
                }
            }
        }
    }
    all
}

/// What istiod makes of a match, for one request.
fn holds(condition: &HttpMatch, request: Request) -> bool {
    let text = |condition: &StringMatch, value: &str| match (
        &condition.exact,
        &condition.prefix,
        &condition.regex,
    ) {
        (Some(exact), _, _) => *exact.value == *value,
        (_, Some(prefix), _) => value.starts_with(&*prefix.value),
        (_, _, Some(regex)) => &*regex.value == ".*" || &*regex.value == value,
        _ => true,
    };
    let lower = |text: &str| text.to_ascii_lowercase();
    let uri = condition.uri.as_ref().is_none_or(|uri| {
        if condition.ignore_uri_case.as_ref().is_some_and(|field| field.value) {
            let exact = uri.exact.as_ref().is_none_or(|exact| lower(&exact.value) == lower(request.path));
            let prefix = uri
                .prefix
                .as_ref()
                .is_none_or(|prefix| lower(request.path).starts_with(&lower(&prefix.value)));
            return exact && prefix;
        }
        text(&uri.value, request.path)
    });
    let gateways = condition.gateways.items();
    let has_source = !gateways.is_empty() || condition.source_labels.items().is_empty() || request.label;
    uri && has_source
        && (gateways.is_empty() || gateways.iter().any(|gateway| &*gateway.value == request.gateway))
        && condition.method.as_ref().is_none_or(|method| text(&method.value, request.method))
        && condition.port.as_ref().is_none_or(|port| port.value == request.port)
        && condition.source_namespace.text().is_empty()
        && condition
            .headers
            .items()
            .iter()
            .all(|pair| request.header.is_some_and(|value| text(&pair.value, value)))
        && !condition
            .without_headers
            .items()
            .iter()
            .any(|pair| request.header.is_some_and(|value| text(&pair.value, value)))
}

fn matches() -> Vec<HttpMatch> {
    let uris = [
        "",
        "uri: {prefix: /}",
        "uri: {prefix: /a}",
        "uri: {exact: /a}",
        "uri: {exact: /a/b}",
        "uri: {regex: .*}",
        "uri: {prefix: /a}, ignoreUriCase: true",
        "uri: {exact: /A}, ignoreUriCase: true",
    ];
    let others = [
        "",
        "headers: {h: {}}",
        "headers: {h: {exact: x}}",
        "headers: {H: {prefix: x}}",
        "withoutHeaders: {h: {exact: x}}",
        "withoutHeaders: {h: {}}",
        "method: {exact: GET}",
        "port: 80",
        "gateways: [edge]",
        "gateways: [mesh, edge]",
        "sourceLabels: {app: a}",
        "gateways: [mesh], sourceLabels: {app: a}",
    ];
    let mut all = Vec::new();
    for uri in uris {
        for other in others {
            let parts: Vec<&str> = [uri, other].into_iter().filter(|part| !part.is_empty()).collect();
            let text = format!("{{{}}}", parts.join(", "));
            let parsed = yaml::parse(&text, 0);
            all.push(HttpMatch::from_node(parsed.documents[0].root()).expect("an object"));
        }
    }
    all
}

#[test]
fn a_claimed_cover_holds_for_every_request() {
    let (all, requests) = (matches(), requests());
    let mut claimed = 0;
    for own in &all {
        for other in &all {
            if http(own, other, Bound { gateways: &GATEWAYS, namespace: "shop" }) {
                claimed += 1;
                for request in requests.iter().filter(|request| holds(other, **request)) {
                    assert!(holds(own, *request), "{own:?}\ndoes not cover\n{other:?}\nfor {}", request.path);
                }
            }
        }
    }
    assert!(claimed > 1000, "only {claimed} covers were found");
}

#[test]
fn gateways_are_compared_as_they_resolve() {
    let read =
        |text: &str| HttpMatch::from_node(yaml::parse(text, 0).documents[0].root()).expect("an object");
    let (mesh, edge) = (read("{gateways: [mesh]}"), read("{gateways: [edge]}"));
    let (full, other) = (read("{gateways: [shop/edge]}"), read("{gateways: [elsewhere]}"));
    let bound = Bound { gateways: &GATEWAYS, namespace: "shop" };
    assert!(http(&edge, &full, bound) && http(&full, &edge, bound));
    assert!(!http(&mesh, &full, bound) && !http(&mesh, &other, bound));
}
