//! Whether a rule of an AuthorizationPolicy matches.

use crate::graph::routing::{HttpRequest, matches_whole};
use crate::model::{
    AuthorizationCondition, AuthorizationOperation, AuthorizationRule, AuthorizationSource, Field, List,
    OrEmpty, Text, TextField,
};

/// An answer that may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ternary {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The request as given does not tell: addresses, tokens.
    Unknown,
}

impl Ternary {
    fn all(parts: impl IntoIterator<Item = Ternary>) -> Ternary {
        parts.into_iter().fold(Ternary::Yes, |all, part| match (all, part) {
            (Ternary::No, _) | (_, Ternary::No) => Ternary::No,
            (Ternary::Unknown, _) | (_, Ternary::Unknown) => Ternary::Unknown,
            _ => Ternary::Yes,
        })
    }

    fn any(parts: impl IntoIterator<Item = Ternary>) -> Ternary {
        parts.into_iter().fold(Ternary::No, |any, part| match (any, part) {
            (Ternary::Yes, _) | (_, Ternary::Yes) => Ternary::Yes,
            (Ternary::Unknown, _) | (_, Ternary::Unknown) => Ternary::Unknown,
            _ => Ternary::No,
        })
    }

    fn not(self) -> Ternary {
        match self {
            Ternary::Yes => Ternary::No,
            Ternary::No => Ternary::Yes,
            Ternary::Unknown => Ternary::Unknown,
        }
    }
}

impl From<bool> for Ternary {
    fn from(value: bool) -> Ternary {
        if value { Ternary::Yes } else { Ternary::No }
    }
}

/// Who a client proves to be, with the certificate of the mesh.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Trust domain.
    pub trust_domain: String,
    /// Namespace.
    pub namespace: String,
    /// Service account.
    pub service_account: String,
}

impl Identity {
    /// As principals are written.
    pub fn principal(&self) -> String {
        format!("{}/ns/{}/sa/{}", self.trust_domain, self.namespace, self.service_account)
    }
}

/// What policies look at.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    /// Who asks; `None` without mTLS.
    pub identity: Option<&'a Identity>,
    /// The request; `None` where the proxy sees bytes only.
    pub http: Option<&'a HttpRequest>,
    /// Port of the workload.
    pub port: i64,
    /// Server name.
    pub sni: Option<&'a str>,
}

type Texts = Option<Field<List<Text>>>;

/// A text, or `*text`, `text*`, `*` for any that is there.
fn fits(pattern: &str, value: &str, ignore_case: bool) -> bool {
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
fn fits_path(pattern: &str, path: &str) -> bool {
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

/// One list of values and its counterpart.
fn listed(wanted: &Texts, unwanted: &Texts, fits: impl Fn(&str) -> Ternary) -> Ternary {
    let any = |list: &Texts| Ternary::any(list.items().iter().map(|item| fits(&item.value)));
    let positive = if wanted.items().is_empty() { Ternary::Yes } else { any(wanted) };
    Ternary::all([positive, any(unwanted).not()])
}

impl Attributes<'_> {
    /// Whether a rule matches. What only requests have never matches in bytes; a policy that denies leaves
    /// such conditions out (`is_deny`).
    pub fn rule(&self, rule: &AuthorizationRule, is_deny: bool) -> Ternary {
        let sources = rule.from.items().iter().filter_map(|from| from.value.source.as_ref());
        let from = Ternary::any(sources.map(|source| self.source(&source.value, is_deny)));
        let operations = rule.to.items().iter().filter_map(|to| to.value.operation.as_ref());
        let to = Ternary::any(operations.map(|operation| self.operation(&operation.value, is_deny)));
        let when =
            Ternary::all(rule.when.items().iter().map(|condition| self.condition(&condition.value, is_deny)));
        let from = if rule.from.items().is_empty() { Ternary::Yes } else { from };
        let to = if rule.to.items().is_empty() { Ternary::Yes } else { to };
        Ternary::all([from, to, when])
    }

    fn of_identity(&self, read: impl Fn(&Identity) -> String) -> impl Fn(&str) -> Ternary {
        let value = self.identity.map(read);
        move |pattern| value.as_ref().is_some_and(|value| fits(pattern, value, false)).into()
    }

    fn source(&self, source: &AuthorizationSource, is_deny: bool) -> Ternary {
        let account = |pattern: &str| {
            let Some(identity) = self.identity else { return Ternary::No };
            let (namespace, name) = pattern.split_once('/').unwrap_or((&identity.namespace, pattern));
            Ternary::from(identity.namespace == namespace && identity.service_account == name)
        };
        let unknown = |wanted: &Texts, unwanted: &Texts| listed(wanted, unwanted, |_| Ternary::Unknown);
        let token = match self.http {
            Some(http) if http.header("authorization").is_some() => Ternary::Unknown,
            _ => Ternary::No,
        };
        let tokens = match (self.http, is_deny) {
            (None, true) => Ternary::Yes,
            _ => listed(&source.request_principals, &source.not_request_principals, |_| token),
        };
        Ternary::all([
            listed(&source.principals, &source.not_principals, self.of_identity(Identity::principal)),
            listed(&source.namespaces, &source.not_namespaces, self.of_identity(|own| own.namespace.clone())),
            listed(&source.service_accounts, &source.not_service_accounts, account),
            listed(
                &source.trust_domains,
                &source.not_trust_domains,
                self.of_identity(|own| own.trust_domain.clone()),
            ),
            unknown(&source.ip_blocks, &source.not_ip_blocks),
            unknown(&source.remote_ip_blocks, &source.not_remote_ip_blocks),
            tokens,
        ])
    }

    fn operation(&self, operation: &AuthorizationOperation, is_deny: bool) -> Ternary {
        let port =
            listed(&operation.ports, &operation.not_ports, |port| (port == self.port.to_string()).into());
        let lists = [
            (&operation.hosts, &operation.not_hosts),
            (&operation.methods, &operation.not_methods),
            (&operation.paths, &operation.not_paths),
        ];
        let Some(http) = self.http else {
            let asks = lists.iter().any(|(wanted, unwanted)| wanted.is_some() || unwanted.is_some());
            return Ternary::all([port, (is_deny || !asks).into()]);
        };
        Ternary::all([
            port,
            listed(&operation.hosts, &operation.not_hosts, |host| fits(host, &http.authority, true).into()),
            listed(&operation.methods, &operation.not_methods, |method| {
                fits(method, &http.method, false).into()
            }),
            listed(&operation.paths, &operation.not_paths, |path| fits_path(path, http.bare_path()).into()),
        ])
    }

    fn condition(&self, condition: &AuthorizationCondition, is_deny: bool) -> Ternary {
        let key = condition.key.text();
        let by = |fits: &dyn Fn(&str) -> Ternary| listed(&condition.values, &condition.not_values, fits);
        match key {
            "destination.port" => by(&|port| (port == self.port.to_string()).into()),
            "connection.sni" => by(&|sni| self.sni.is_some_and(|own| fits(sni, own, false)).into()),
            "source.namespace" => by(&self.of_identity(|own| own.namespace.clone())),
            "source.principal" => by(&self.of_identity(Identity::principal)),
            "source.trustDomain" => by(&self.of_identity(|own| own.trust_domain.clone())),
            "source.serviceAccount" => {
                by(&self.of_identity(|own| format!("{}/{}", own.namespace, own.service_account)))
            }
            key if key.starts_with("request.") => match (self.http, key.strip_prefix("request.headers[")) {
                (None, _) => is_deny.into(),
                (Some(http), Some(name)) => {
                    let value = http.header(name.trim_end_matches(']'));
                    by(&|pattern| value.as_ref().is_some_and(|value| fits(pattern, value, false)).into())
                }
                (Some(http), None) if http.header("authorization").is_none() => by(&|_| Ternary::No),
                (Some(_), None) => by(&|_| Ternary::Unknown),
            },
            _ => Ternary::Unknown,
        }
    }
}
