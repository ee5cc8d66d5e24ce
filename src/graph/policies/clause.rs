//! Rules of AuthorizationPolicies, laid out by what they ask about.

use crate::model::{
    AuthorizationOperation, AuthorizationRule, AuthorizationSource, Field, List, OrEmpty, Spanned, Text,
    TextField,
};
use crate::source::Span;

/// What a list of values is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute<'m> {
    /// Identity of the client.
    Principal,
    /// Namespace of the client.
    Namespace,
    /// Service account of the client.
    ServiceAccount,
    /// Trust domain of the client.
    TrustDomain,
    /// `issuer/subject` of the token.
    RequestPrincipal,
    /// Address of the connection.
    Address,
    /// Address of the client.
    RemoteAddress,
    /// Host.
    Host,
    /// Port of the workload.
    Port,
    /// Method.
    Method,
    /// Path.
    Path,
    /// Server name.
    ServerName,
    /// Something else of a token, by its key.
    Token(&'m str),
    /// A header of the request, by its key.
    Header(&'m str),
    /// Something else, by its key.
    Other(&'m str),
}

impl<'m> Attribute<'m> {
    fn of_key(key: &'m str) -> Attribute<'m> {
        match key {
            "source.principal" => Attribute::Principal,
            "source.namespace" => Attribute::Namespace,
            "source.serviceAccount" => Attribute::ServiceAccount,
            "source.trustDomain" => Attribute::TrustDomain,
            "source.ip" => Attribute::Address,
            "remote.ip" => Attribute::RemoteAddress,
            "destination.port" => Attribute::Port,
            "connection.sni" => Attribute::ServerName,
            "request.auth.principal" => Attribute::RequestPrincipal,
            key if key.starts_with("request.auth.") => Attribute::Token(key),
            key if key.starts_with("request.headers") => Attribute::Header(key),
            key => Attribute::Other(key),
        }
    }

    /// Whether it is read from the certificate of the client.
    pub fn is_of_certificate(self) -> bool {
        use Attribute::{Namespace, Principal, ServiceAccount, TrustDomain};
        matches!(self, Principal | Namespace | ServiceAccount | TrustDomain)
    }

    /// Whether it is read from a token.
    pub fn is_of_token(self) -> bool {
        matches!(self, Attribute::RequestPrincipal | Attribute::Token(_))
    }

    /// Whether only requests have it, not bytes.
    pub fn is_of_http(self) -> bool {
        use Attribute::{Header, Host, Method, Path};
        self.is_of_token() || matches!(self, Host | Method | Path | Header(_))
    }

    /// Whether ztunnel does not look at it (istiod: `httpOperations`, `httpSources`, `whenHandler` in
    /// `pilot/pkg/serviceregistry/ambient/authorization.go`).
    pub fn is_beyond_ztunnel(self) -> bool {
        self.is_of_http()
            || matches!(
                self,
                Attribute::RemoteAddress
                    | Attribute::ServerName
                    | Attribute::TrustDomain
                    | Attribute::Other(_)
            )
    }
}

/// One list of values: one of them has to match, or none of them may.
#[derive(Clone, Copy, Debug)]
pub struct Clause<'m> {
    /// What it is about.
    pub attribute: Attribute<'m>,
    /// Whether none may match.
    pub is_negated: bool,
    /// The values.
    pub values: &'m [Spanned<Text>],
    /// The key of the list.
    pub key: Span,
}

impl<'m> Clause<'m> {
    fn of(
        attribute: Attribute<'m>,
        is_negated: bool,
        list: &'m Option<Field<List<Text>>>,
    ) -> Option<Clause<'m>> {
        let field = list.as_ref().filter(|_| !list.items().is_empty())?;
        Some(Clause { attribute, is_negated, values: list.items(), key: field.key })
    }
}

/// A rule: one of its sources, one of its operations and all of its conditions have to match.
#[derive(Clone, Debug)]
pub struct PolicyRule<'m> {
    /// Sources; none stands for any.
    pub sources: Vec<Vec<Clause<'m>>>,
    /// Operations; none stands for any.
    pub operations: Vec<Vec<Clause<'m>>>,
    /// Conditions.
    pub conditions: Vec<Clause<'m>>,
    /// The rule as it is written.
    pub span: Span,
}

impl<'m> PolicyRule<'m> {
    /// Lays a rule out.
    pub fn of(rule: &'m Spanned<AuthorizationRule>) -> PolicyRule<'m> {
        let sources = rule.from.items().iter().filter_map(|from| from.source.as_ref());
        let operations = rule.to.items().iter().filter_map(|to| to.operation.as_ref());
        let condition = |condition: &'m Spanned<crate::model::AuthorizationCondition>| {
            let attribute = Attribute::of_key(condition.key.text());
            let wanted = Clause::of(attribute, false, &condition.values);
            wanted.into_iter().chain(Clause::of(attribute, true, &condition.not_values))
        };
        PolicyRule {
            sources: sources.map(|source| source_clauses(&source.value)).collect(),
            operations: operations.map(|operation| operation_clauses(&operation.value)).collect(),
            conditions: rule.when.items().iter().flat_map(condition).collect(),
            span: rule.span,
        }
    }

    /// All lists of values.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause<'m>> {
        self.sources.iter().chain(&self.operations).flatten().chain(&self.conditions)
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.clauses().next().is_none()
    }
}

fn source_clauses(source: &AuthorizationSource) -> Vec<Clause<'_>> {
    use Attribute::{
        Address, Namespace, Principal, RemoteAddress, RequestPrincipal, ServiceAccount, TrustDomain,
    };
    let lists = [
        (Principal, &source.principals, &source.not_principals),
        (RequestPrincipal, &source.request_principals, &source.not_request_principals),
        (Namespace, &source.namespaces, &source.not_namespaces),
        (ServiceAccount, &source.service_accounts, &source.not_service_accounts),
        (TrustDomain, &source.trust_domains, &source.not_trust_domains),
        (Address, &source.ip_blocks, &source.not_ip_blocks),
        (RemoteAddress, &source.remote_ip_blocks, &source.not_remote_ip_blocks),
    ];
    pairs(&lists)
}

fn operation_clauses(operation: &AuthorizationOperation) -> Vec<Clause<'_>> {
    use Attribute::{Host, Method, Path, Port};
    let lists = [
        (Host, &operation.hosts, &operation.not_hosts),
        (Port, &operation.ports, &operation.not_ports),
        (Method, &operation.methods, &operation.not_methods),
        (Path, &operation.paths, &operation.not_paths),
    ];
    pairs(&lists)
}

type Lists<'m> = (Attribute<'m>, &'m Option<Field<List<Text>>>, &'m Option<Field<List<Text>>>);

fn pairs<'m>(lists: &[Lists<'m>]) -> Vec<Clause<'m>> {
    let of = |(attribute, wanted, unwanted): &Lists<'m>| {
        [Clause::of(*attribute, false, wanted), Clause::of(*attribute, true, unwanted)]
    };
    lists.iter().flat_map(of).flatten().collect()
}
