//! Every cover that is claimed holds for every request of a small world.

use super::region::{Bound, Region};
use super::{Budget, covering};
use crate::graph::routing::HttpCondition;
use crate::model::{FromNode, HttpMatch, OrEmpty, StringMatch, TextField};
use crate::yaml;

const GATEWAYS: [&str; 2] = ["mesh", "edge"];
const PATHS: [&str; 6] = ["/", "/a", "/A", "/a/b", "/ab", "/c"];
const VALUES: [Option<&str>; 5] = [None, Some("x"), Some("xy"), Some("z"), Some("")];

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
        (_, _, Some(regex)) => regex_matches(&regex.value, value),
        _ => true,
    };
    let lower = |text: &str| text.to_ascii_lowercase();
    let uri = condition.uri.as_ref().is_none_or(|uri| {
        if condition.ignore_uri_case.as_ref().is_some_and(|field| field.value) {
            if uri.regex.is_some() {
                return text(&uri.value, request.path);
            }
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
        "uri: {regex: '/a(/.*)?'}",
        "uri: {regex: '/[a-z]+'}",
        "uri: {regex: '/[^a].*|/'}",
        "uri: {prefix: /a}, ignoreUriCase: true",
        "uri: {exact: /A}, ignoreUriCase: true",
    ];
    let others = [
        "",
        "headers: {h: {}}",
        "headers: {h: {exact: x}}",
        "headers: {H: {prefix: x}}",
        "headers: {h: {regex: 'x|xy'}}",
        "headers: {h: {regex: 'x.+'}}",
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

/// By another engine than the one that decides: the tests' own little matcher for the expressions above.
fn regex_matches(pattern: &str, text: &str) -> bool {
    match pattern {
        ".*" => true,
        "/a(/.*)?" => text == "/a" || text.starts_with("/a/"),
        "/[a-z]+" => text
            .strip_prefix('/')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase())),
        "/[^a].*|/" => text.starts_with('/') && !text.starts_with("/a"),
        "x|xy" => text == "x" || text == "xy",
        "x.+" => text.len() > 1 && text.starts_with('x'),
        other => panic!("no matcher for {other}"),
    }
}

fn read(text: &str) -> HttpMatch {
    HttpMatch::from_node(yaml::parse(text, 0).documents[0].root()).expect("an object")
}

fn bound() -> Bound<'static> {
    Bound { gateways: vec!["mesh".into(), "shop/edge".into()], namespace: "shop", only_port: None }
}

fn http<'m>(condition: &'m HttpMatch, bound: &Bound<'_>) -> Region<'m> {
    Region::http(&HttpCondition::seen_from(condition, "shop"), bound)
}

/// The places of the matches that together cover the first one.
fn covered(target: &HttpMatch, others: &[&HttpMatch]) -> Option<Vec<usize>> {
    covered_within(target, others, &mut Budget::default())
}

fn covered_within(target: &HttpMatch, others: &[&HttpMatch], budget: &mut Budget) -> Option<Vec<usize>> {
    let bound = bound();
    let target = http(target, &bound);
    let others: Vec<Region<'_>> = others.iter().map(|other| http(other, &bound)).collect();
    covering(&target, &others.iter().collect::<Vec<_>>(), &bound, budget)
}

#[test]
fn a_claimed_cover_holds_for_every_request() {
    let (all, requests) = (matches(), requests());
    let mut claimed = 0;
    for own in &all {
        let mut budget = Budget::default();
        for other in &all {
            if covered_within(other, &[own], &mut budget).is_some() {
                claimed += 1;
                for request in requests.iter().filter(|request| holds(other, **request)) {
                    assert!(holds(own, *request), "{own:?}\ndoes not cover\n{other:?}\nfor {}", request.path);
                }
            }
        }
    }
    assert!(claimed > 1500, "only {claimed} covers were found");
}

/// Random unions of up to five matches: what is claimed to be covered is, by those that are named.
#[test]
fn a_claimed_union_holds_for_every_request() {
    let (all, requests) = (matches(), requests());
    let mut seed = 7u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) as usize % below
    };
    let (mut claimed, mut united) = (0, 0);
    for _ in 0..6000 {
        let target = &all[random(all.len())];
        let others: Vec<&HttpMatch> = (0..1 + random(5)).map(|_| &all[random(all.len())]).collect();
        let Some(used) = covered(target, &others) else { continue };
        claimed += 1;
        united += usize::from(used.len() > 1);
        for request in requests.iter().filter(|request| holds(target, **request)) {
            let is_taken = used.iter().any(|index| holds(others[*index], *request));
            assert!(is_taken, "{used:?} of {others:#?}\ndo not cover\n{target:#?}\nfor {}", request.path);
        }
    }
    assert!(claimed > 300 && united > 3, "only {claimed} covers were found, {united} of them by unions");
}

#[test]
fn unions_and_expressions_are_decided() {
    type Case = (&'static str, &'static [&'static str], Option<&'static [usize]>);
    let cases: &[Case] = &[
        // with and without one header
        ("{}", &["{headers: {h: {exact: x}}}", "{withoutHeaders: {h: {exact: x}}}"], Some(&[0, 1])),
        ("{uri: {prefix: /a}}", &["{headers: {h: {}}}", "{withoutHeaders: {h: {}}}"], Some(&[0, 1])),
        ("{}", &["{headers: {h: {exact: x}}}", "{withoutHeaders: {h: {exact: y}}}"], None),
        // an expression that is a union of texts
        ("{uri: {regex: '/(a|b)'}}", &["{uri: {exact: /a}}", "{uri: {exact: /b}}"], Some(&[0, 1])),
        ("{uri: {regex: '/(a|b|c)'}}", &["{uri: {exact: /a}}", "{uri: {exact: /b}}"], None),
        (
            "{uri: {regex: '/v[12]/users/[0-9]+'}}",
            &["{uri: {prefix: /v1}}", "{uri: {prefix: /v2/u}}"],
            Some(&[0, 1]),
        ),
        // expressions that cover texts
        ("{uri: {exact: /a/b}}", &["{uri: {regex: '/a/.*'}}"], Some(&[0])),
        ("{uri: {prefix: /a/b}}", &["{uri: {regex: '/a/.*'}}"], Some(&[0])),
        ("{uri: {prefix: /a}}", &["{uri: {regex: '/a/.*'}}"], None),
        ("{uri: {prefix: /a}}", &["{uri: {exact: /a}}", "{uri: {regex: '/a.+'}}"], Some(&[0, 1])),
        ("{uri: {regex: '/\\d+'}}", &["{uri: {regex: '/[0-9]*'}}"], Some(&[0])),
        ("{uri: {regex: '/[0-9]*'}}", &["{uri: {regex: '/\\d+'}}"], None),
        ("{uri: {regex: '(?i)/a'}}", &["{uri: {exact: /a}}", "{uri: {exact: /A}}"], Some(&[0, 1])),
        ("{uri: {prefix: /x}}", &["{uri: {regex: '/.*'}}"], Some(&[0])),
        ("{}", &["{uri: {prefix: /}}"], Some(&[0])),
        // the smallest set of rules is named
        ("{uri: {exact: /a}}", &["{method: {exact: GET}}", "{uri: {regex: '/[a-z]'}}"], Some(&[1])),
        // gateways
        ("{}", &["{gateways: [mesh]}", "{gateways: [edge]}"], Some(&[0, 1])),
        ("{gateways: [edge]}", &["{gateways: [shop/edge]}"], Some(&[0])),
        ("{gateways: [edge]}", &["{gateways: [mesh]}"], None),
        ("{gateways: [elsewhere]}", &["{gateways: [mesh]}"], None),
        // several axes at once
        (
            "{uri: {prefix: /a}}",
            &["{method: {exact: GET}}", "{method: {regex: '[^G].*|G([^E].*)?|GE([^T].*)?|GET.+'}}"],
            Some(&[0, 1]),
        ),
        ("{port: 80}", &["{headers: {h: {}}, port: 80}", "{withoutHeaders: {h: {}}, port: 443}"], None),
        ("{sourceLabels: {app: a, tier: b}}", &["{sourceLabels: {app: a}}"], Some(&[0])),
        ("{sourceLabels: {app: a}}", &["{sourceLabels: {app: a, tier: b}}"], None),
        ("{queryParams: {q: {exact: x}}}", &["{queryParams: {q: {}}}"], Some(&[0])),
        ("{queryParams: {q: {}}}", &["{queryParams: {Q: {}}}"], None),
        // what is not understood, or would take too long, is left alone
        ("{uri: {regex: '/a\\b'}}", &["{uri: {prefix: /a}}"], None),
        ("{uri: {regex: '[[a]&&[b]]'}}", &["{uri: {prefix: /}, method: {regex: '.+'}}"], None),
        ("{uri: {exact: /a}}", &["{uri: {regex: '(.*a){40}.{30}(b|c){40}'}}"], None),
        // a claim may have several values
        (
            "{headers: {'@request.auth.claims.g': {exact: a}}}",
            &["{withoutHeaders: {'@request.auth.claims.g': {exact: b}}}"],
            None,
        ),
    ];
    for (target, others, expected) in cases {
        let parsed: Vec<HttpMatch> = others.iter().map(|text| read(text)).collect();
        let found = covered(&read(target), &parsed.iter().collect::<Vec<_>>());
        assert_eq!(found.as_deref(), *expected, "{target} by {others:?}");
    }
}

#[test]
fn narrower_names_win_in_tls() {
    let read = |text: &str| {
        crate::model::TlsMatch::from_node(yaml::parse(text, 0).documents[0].root()).expect("an object")
    };
    let covered = |target: &str, others: &[&str]| {
        let (target, bound) = (read(target), bound());
        let others: Vec<_> = others.iter().map(|text| read(text)).collect();
        let target = Region::tls(&target, &bound);
        let others: Vec<Region<'_>> = others.iter().map(|other| Region::tls(other, &bound)).collect();
        covering(&target, &others.iter().collect::<Vec<_>>(), &bound, &mut Budget::default())
    };
    assert_eq!(covered("{sniHosts: [a.b]}", &["{sniHosts: ['*.b']}"]), None);
    assert_eq!(covered("{sniHosts: [a.b]}", &["{sniHosts: [c.b, A.b]}"]), Some(vec![0]));
    assert_eq!(
        covered("{sniHosts: [a.b, c.b]}", &["{sniHosts: [a.b]}", "{sniHosts: [c.b], port: 443}"]),
        None
    );
    assert_eq!(
        covered("{sniHosts: [a.b, c.b]}", &["{sniHosts: [a.b]}", "{sniHosts: [c.b]}"]),
        Some(vec![0, 1])
    );
    assert_eq!(covered("{sniHosts: [a.b], destinationSubnets: [10.0.0.0/8]}", &["{sniHosts: [a.b]}"]), None);
}
