//! Whether a rule of an AuthorizationPolicy matches (istiod: `authz/model.New`, `Generate`).

use std::borrow::Cow;

use super::answer::{Answer, Has, Ternary, Unmatched};
use super::attributes::{Attributes, Content, Identity};
use super::fits::{fits, fits_account, fits_namespace, fits_path, fits_principal, fits_trust_domain};
use crate::model::{
    AuthorizationCondition, AuthorizationOperation, AuthorizationRule, AuthorizationSource, Field, List,
    OrEmpty, Text, TextField,
};

type Texts = Option<Field<List<Text>>>;

/// The two lists of one field.
#[derive(Clone, Copy)]
struct Asked<'m> {
    field: &'m str,
    values: &'m Texts,
    not_field: &'m str,
    not_values: &'m Texts,
}

/// Names of two fields and the lists in them.
macro_rules! asked {
    ($of:expr, $prefix:literal, $field:ident = $name:literal, $not_field:ident = $not_name:literal) => {
        Asked {
            field: concat!($prefix, ".", $name),
            values: &$of.$field,
            not_field: concat!($prefix, ".", $not_name),
            not_values: &$of.$not_field,
        }
    };
}

impl<'m> Asked<'m> {
    fn is_empty(&self) -> bool {
        self.values.items().is_empty() && self.not_values.items().is_empty()
    }

    /// Whether one of the values fits and none of the others.
    fn answer(&self, has: Has, fits: impl Fn(&str) -> Ternary) -> Answer<'m> {
        let any = |list: &'m Texts| {
            let answers = list.items().iter().map(|item| fits(&item.value));
            answers.fold(Ternary::No, |any, one| match (any, one) {
                (Ternary::Yes, _) | (_, Ternary::Yes) => Ternary::Yes,
                (Ternary::Unknown, _) | (_, Ternary::Unknown) => Ternary::Unknown,
                _ => Ternary::No,
            })
        };
        let answer = |ternary, field: &'m str, list: &'m Texts, is_excluding| {
            let why = list.as_ref().filter(|_| ternary != Ternary::Yes).map(|list| Unmatched {
                field: Cow::Borrowed(field),
                values: list.value.iter().map(|item| &*item.value).collect(),
                is_excluding,
                has: if ternary == Ternary::Unknown { Has::Unknown } else { has.clone() },
                span: list.key.to(list.span),
                others: 0,
            });
            Answer { ternary, why }
        };
        let wanted = match self.values.items().is_empty() {
            true => Answer::YES,
            false => answer(any(self.values), self.field, self.values, false),
        };
        let unwanted = answer(any(self.not_values).not(), self.not_field, self.not_values, true);
        Answer::all([wanted, unwanted])
    }

    /// A field that is asked of requests only: a rule that lets bytes in is left out as a whole, one that keeps them
    /// out goes without the field (istiod: `rule.checkError`).
    fn for_bytes(&self, is_allow: bool) -> Answer<'m> {
        match is_allow && !self.is_empty() {
            true => {
                let no = self.answer(Has::Bytes, |_| Ternary::No);
                let why = no.why.or_else(|| self.answer(Has::Bytes, |_| Ternary::Yes).why);
                Answer { ternary: Ternary::No, why }
            }
            false => Answer::YES,
        }
    }
}

impl Attributes<'_> {
    /// Whether a rule of a policy in a namespace matches.
    pub(super) fn rule<'m>(
        &self,
        rule: &'m AuthorizationRule,
        namespace: &str,
        is_allow: bool,
    ) -> Answer<'m> {
        let sources: Vec<Answer<'m>> = rule
            .from
            .items()
            .iter()
            .map(|from| match &from.value.source {
                Some(source) => self.source(&source.value, namespace, is_allow),
                None => Answer::YES,
            })
            .collect();
        let operations: Vec<Answer<'m>> = rule
            .to
            .items()
            .iter()
            .map(|to| match &to.value.operation {
                Some(operation) => self.operation(&operation.value, is_allow),
                None => Answer::YES,
            })
            .collect();
        // For bytes one field that asks about requests is enough to leave out a rule that allows.
        let is_bytes = matches!(self.content, Content::Bytes);
        let asks_of_requests =
            |answer: &&Answer<'m>| answer.why.as_ref().is_some_and(|why| why.has == Has::Bytes);
        if is_bytes && let Some(asking) = sources.iter().chain(&operations).find(asks_of_requests) {
            return asking.clone();
        }
        if self.is_ztunnel && !is_allow && asks_of_requests_alone(rule) {
            // As a rule that allows would be left out, so is this one, and for the same condition.
            return Answer { ternary: Ternary::No, why: self.rule(rule, namespace, true).why };
        }
        let one_of = |answers: Vec<Answer<'m>>| match answers.is_empty() {
            true => Answer::YES,
            false => Answer::any(answers),
        };
        let conditions = rule.when.items().iter();
        let when = conditions.map(|condition| self.condition(&condition.value, namespace, is_allow));
        Answer::all([one_of(sources), one_of(operations)].into_iter().chain(when))
    }

    fn source<'m>(&self, source: &'m AuthorizationSource, namespace: &str, is_allow: bool) -> Answer<'m> {
        let tokens = asked!(
            source,
            "source",
            request_principals = "requestPrincipals",
            not_request_principals = "notRequestPrincipals"
        );
        let principals =
            asked!(source, "source", principals = "principals", not_principals = "notPrincipals");
        let namespaces =
            asked!(source, "source", namespaces = "namespaces", not_namespaces = "notNamespaces");
        let accounts = asked!(
            source,
            "source",
            service_accounts = "serviceAccounts",
            not_service_accounts = "notServiceAccounts"
        );
        let domains =
            asked!(source, "source", trust_domains = "trustDomains", not_trust_domains = "notTrustDomains");
        let addresses = [
            asked!(source, "source", ip_blocks = "ipBlocks", not_ip_blocks = "notIpBlocks"),
            asked!(
                source,
                "source",
                remote_ip_blocks = "remoteIpBlocks",
                not_remote_ip_blocks = "notRemoteIpBlocks"
            ),
        ];
        let mut parts = vec![
            self.token(tokens, is_allow),
            self.peer(principals, Identity::principal, |pattern, own| {
                fits_principal(pattern, own, self.trust_domains)
            }),
            self.peer(
                namespaces,
                |own| own.namespace.clone(),
                |pattern, own| fits_namespace(pattern, &own.namespace),
            ),
            self.peer(accounts, account_of, |pattern, own| fits_account(pattern, own, namespace)),
            self.peer(
                domains,
                |own| own.trust_domain.clone(),
                |pattern, own| fits_trust_domain(pattern, own, self.trust_domains),
            ),
        ];
        parts.extend(addresses.map(|asked| asked.answer(Has::Unknown, |_| Ternary::Unknown)));
        Answer::all(parts)
    }

    fn operation<'m>(&self, operation: &'m AuthorizationOperation, is_allow: bool) -> Answer<'m> {
        let ports = asked!(operation, "operation", ports = "ports", not_ports = "notPorts");
        let hosts = asked!(operation, "operation", hosts = "hosts", not_hosts = "notHosts");
        let methods = asked!(operation, "operation", methods = "methods", not_methods = "notMethods");
        let paths = asked!(operation, "operation", paths = "paths", not_paths = "notPaths");
        let [hosts, methods, paths] = match self.content {
            Content::Bytes => [hosts, methods, paths].map(|asked| asked.for_bytes(is_allow)),
            Content::FittingRequest => [hosts, methods, paths].map(|_| Answer::YES),
            Content::AnyRequest => {
                [hosts, methods, paths].map(|asked| asked.answer(Has::Unknown, |_| Ternary::Unknown))
            }
            Content::Request(http) => [
                hosts.answer(Has::Text(http.authority.clone()), |host| {
                    fits(host, &http.authority, true).into()
                }),
                methods.answer(Has::Text(http.method.clone()), |method| {
                    fits(method, &http.method, false).into()
                }),
                paths.answer(Has::Text(http.bare_path().to_owned()), |path| {
                    fits_path(path, http.bare_path()).into()
                }),
            ],
        };
        Answer::all([hosts, methods, paths, self.port(ports)])
    }

    /// Whether an operation is for the port.
    pub(super) fn takes_port(&self, operation: &AuthorizationOperation) -> bool {
        let asked = asked!(operation, "operation", ports = "ports", not_ports = "notPorts");
        self.port(asked).ternary != Ternary::No
    }

    fn port<'m>(&self, asked: Asked<'m>) -> Answer<'m> {
        let own = self.port.to_string();
        asked.answer(Has::Text(own.clone()), |port| (port == own).into())
    }

    /// A condition on the certificate of the client: without one nothing fits.
    fn peer<'m>(
        &self,
        asked: Asked<'m>,
        told: impl Fn(&Identity) -> String,
        fits: impl Fn(&str, &Identity) -> bool,
    ) -> Answer<'m> {
        match self.identity {
            Some(own) => asked.answer(Has::Text(told(own)), |pattern| fits(pattern, own).into()),
            None => asked.answer(Has::NoCertificate, |_| Ternary::No),
        }
    }

    /// A condition on a token that the request may bring.
    fn token<'m>(&self, asked: Asked<'m>, is_allow: bool) -> Answer<'m> {
        match self.content {
            Content::Bytes => asked.for_bytes(is_allow),
            Content::Request(http) if http.header("authorization").is_none() => {
                asked.answer(Has::NoToken, |_| Ternary::No)
            }
            Content::Request(_) | Content::AnyRequest | Content::FittingRequest => {
                asked.answer(Has::Unknown, |_| Ternary::Unknown)
            }
        }
    }

    fn condition<'m>(
        &self,
        condition: &'m AuthorizationCondition,
        namespace: &str,
        is_allow: bool,
    ) -> Answer<'m> {
        let key = condition.key.text();
        let asked = Asked {
            field: key,
            values: &condition.values,
            not_field: key,
            not_values: &condition.not_values,
        };
        match key {
            "destination.port" => self.port(asked),
            "connection.sni" => match self.sni {
                Some(own) => asked.answer(Has::Text(own.to_owned()), |sni| fits(sni, own, false).into()),
                None => asked.answer(Has::Nothing, |_| Ternary::No),
            },
            "source.namespace" => self.peer(
                asked,
                |own| own.namespace.clone(),
                |pattern, own| fits_namespace(pattern, &own.namespace),
            ),
            "source.principal" => self.peer(asked, Identity::principal, |pattern, own| {
                fits_principal(pattern, own, self.trust_domains)
            }),
            "source.trustDomain" => self.peer(
                asked,
                |own| own.trust_domain.clone(),
                |pattern, own| fits_trust_domain(pattern, own, self.trust_domains),
            ),
            "source.serviceAccount" => {
                self.peer(asked, account_of, |pattern, own| fits_account(pattern, own, namespace))
            }
            "source.ip" | "remote.ip" | "destination.ip" => asked.answer(Has::Unknown, |_| Ternary::Unknown),
            key if key.starts_with("experimental.envoy.filters.") => {
                asked.answer(Has::Unknown, |_| Ternary::Unknown)
            }
            key if key.starts_with("request.headers[") => self.header(asked, key, is_allow),
            key if key.starts_with("request.auth.") => self.token(asked, is_allow),
            // istiod leaves out a rule with an attribute that it does not know (`authzmodel.New`).
            _ => {
                let no = asked.answer(Has::Nothing, |_| Ternary::No);
                Answer { ternary: Ternary::No, why: no.why }
            }
        }
    }

    fn header<'m>(&self, asked: Asked<'m>, key: &str, is_allow: bool) -> Answer<'m> {
        let http = match self.content {
            Content::Bytes => return asked.for_bytes(is_allow),
            Content::FittingRequest => return Answer::YES,
            Content::AnyRequest => return asked.answer(Has::Unknown, |_| Ternary::Unknown),
            Content::Request(http) => http,
        };
        let name = key.trim_start_matches("request.headers[").trim_end_matches(']').to_ascii_lowercase();
        match http.header(&name) {
            Some(own) => asked.answer(Has::Text(own.clone()), |wanted| fits(wanted, &own, false).into()),
            None => asked.answer(Has::Nothing, |_| Ternary::No),
        }
    }
}

/// Whether a rule asks about requests, and about nothing that ztunnel sees (istiod: `convertAuthorizationPolicy`).
fn asks_of_requests_alone(rule: &AuthorizationRule) -> bool {
    let is_of_request = |key: &str| key.starts_with("request.");
    let sources = rule.from.items().iter().filter_map(|from| from.value.source.as_ref());
    let sees = sources.clone().any(|source| {
        let source = &source.value;
        [
            &source.principals,
            &source.not_principals,
            &source.namespaces,
            &source.not_namespaces,
            &source.service_accounts,
            &source.not_service_accounts,
            &source.ip_blocks,
            &source.not_ip_blocks,
        ]
        .iter()
        .any(|list| !list.items().is_empty())
    });
    let mut operations = rule.to.items().iter().filter_map(|to| to.value.operation.as_ref());
    let names_port = operations.any(|operation| {
        !operation.value.ports.items().is_empty() || !operation.value.not_ports.items().is_empty()
    });
    let conditions = rule.when.items();
    let sees_condition = conditions.iter().any(|condition| !is_of_request(condition.key.text()));
    let asks = !rule.to.items().is_empty()
        || sources.count() > 0
        || conditions.iter().any(|condition| is_of_request(condition.key.text()));
    asks && !sees && !names_port && !sees_condition
}

fn account_of(own: &Identity) -> String {
    format!("{}/{}", own.namespace, own.service_account)
}
