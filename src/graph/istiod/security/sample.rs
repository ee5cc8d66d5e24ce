//! Requests that the rules of policies tell apart.

use super::fits::Pattern;
use crate::graph::routing::HttpRequest;
use crate::model::{AuthorizationPolicy, AuthorizationRule, Field, List, OrEmpty, Resource, Text, TextField};

/// How many requests are made at most.
const SAMPLES: usize = 400;

/// Methods, the commonest first.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// Requests for each operation that the policies name, and some that none of them names.
pub(super) fn samples(policies: &[Resource<'_, AuthorizationPolicy>], host: &str) -> Vec<HttpRequest> {
    let request = |method: &str, path: &str, authority: &str, headers: &[(String, String)]| HttpRequest {
        scheme: "http",
        method: method.to_owned(),
        authority: authority.to_owned(),
        path: path.to_owned(),
        headers: headers.to_vec(),
    };
    let mut found = vec![request("GET", "/", host, &[])];
    for rule in policies.iter().flat_map(|policy| policy.spec.rules.items()) {
        let headers: Vec<(String, String)> = rule
            .when
            .items()
            .iter()
            .filter_map(|condition| {
                let name = condition.key.text().strip_prefix("request.headers[")?.trim_end_matches(']');
                let value = condition.values.items().first().map_or("x", |value| &value.value);
                Some((name.to_ascii_lowercase(), texts(value)[0].clone()))
            })
            .collect();
        let operations = rule.to.items().iter().filter_map(|to| to.value.operation.as_ref());
        for operation in operations {
            let operation = &operation.value;
            let methods = some(&operation.methods, &["GET", "POST", "DELETE"]);
            let paths = some(&operation.paths, &["/", "/zq"]);
            let hosts = some(&operation.hosts, &[host]);
            for method in &methods {
                let method = if METHODS.contains(&method.as_str()) { method } else { "GET" };
                for path in &paths {
                    for host in &hosts {
                        found.push(request(method, path, host, &headers));
                    }
                }
            }
        }
        if !headers.is_empty() {
            found.push(request("GET", "/", host, &headers));
        }
    }
    found.extend(METHODS.iter().skip(1).map(|method| request(method, "/", host, &[])));
    found.extend(["/zq", "/zq/zq"].iter().map(|path| request("GET", path, host, &[])));
    // What is asked of a token may hold for a request that brings one.
    let asks_token = |rule: &AuthorizationRule| {
        let sources = rule.from.items().iter().filter_map(|from| from.value.source.as_ref());
        let mut lists = sources
            .flat_map(|source| [&source.value.request_principals, &source.value.not_request_principals]);
        lists.any(|list| !list.items().is_empty())
            || rule.when.items().iter().any(|condition| condition.key.text().starts_with("request.auth."))
    };
    if policies.iter().flat_map(|policy| policy.spec.rules.items()).any(|rule| asks_token(&rule.value)) {
        let with_token = found.clone().into_iter().map(|mut request| {
            request.headers.push(("authorization".to_owned(), "Bearer token".to_owned()));
            request
        });
        found.extend(with_token.collect::<Vec<_>>());
    }
    found.truncate(SAMPLES);
    found
}

/// Texts that the patterns of a list take; what is said where the list is empty.
fn some(list: &Option<Field<List<Text>>>, otherwise: &[&str]) -> Vec<String> {
    match list.items() {
        [] => otherwise.iter().map(|text| (*text).to_owned()).collect(),
        items => items.iter().flat_map(|item| texts(&item.value)).collect(),
    }
}

/// Texts that a pattern takes.
fn texts(pattern: &str) -> Vec<String> {
    let plain = pattern.replace("{**}", "zq").replace("{*}", "zq");
    match Pattern::of(&plain) {
        Pattern::Present => vec!["GET".to_owned(), "/".to_owned()],
        Pattern::Suffix(suffix) => vec![format!("/zq{suffix}"), format!("zq{suffix}"), suffix.to_owned()],
        Pattern::Prefix(prefix) => {
            ["", "zq", "/zq", "a", "1"].iter().map(|end| format!("{prefix}{end}")).collect()
        }
        Pattern::Exact(text) => vec![text.to_owned()],
    }
}
