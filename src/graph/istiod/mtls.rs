//! What clients send and what servers take, for whole namespaces: the table that rules on mTLS read.
//!
//! For one client and one service it is [`Cluster::tls`](crate::graph::routing::Cluster::tls) and
//! [`Mesh::server_mtls`]. Here stands what holds in general, since policies and DestinationRules mostly speak of all
//! services of a namespace or of the mesh.

use crate::graph::{Mesh, MtlsMode, ServiceId};
use crate::model::{ClientTlsMode, DestinationRule, PeerAuthentication, Resource, TextField};
use crate::source::{Location, ObjectId, Span};

/// What clients send to the services of a namespace where no DestinationRule with a narrower host says otherwise.
#[derive(Clone, Copy, Debug)]
pub enum Sent<'m> {
    /// What the server takes: no DestinationRule says it, and clients look after themselves.
    WhatIsTaken,
    /// Plain text: no DestinationRule says it, and clients do not look after themselves.
    PlainByDefault,
    /// What this DestinationRule says, with the place of the mode.
    Said(ClientTlsMode, Resource<'m, DestinationRule>, Span),
}

/// Why no client uses mTLS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlainClients {
    /// `enableAutoMtls` is off, and no DestinationRule says it.
    ByDefault,
    /// A DestinationRule switches it off here.
    Said(Location),
}

/// A name that no namespace has: that of clients whose namespace has no rules.
const NOWHERE: &str = "";

/// A row of the table: one namespace.
#[derive(Clone, Copy, Debug)]
pub struct MtlsRow<'m> {
    /// The namespace.
    pub namespace: &'m str,
    /// What clients send to its services in general.
    pub sent: Sent<'m>,
    /// What its workloads take in general.
    pub taken: MtlsMode,
    /// The PeerAuthentication that says so, and where; `None` for the default.
    pub decided_by: Option<(ObjectId, Span)>,
}

impl<'m> Mesh<'m> {
    /// Whether clients use mTLS by themselves with what takes it: `enableAutoMtls`, on unless it is turned off.
    pub fn uses_auto_mtls(&self) -> bool {
        let setting = self.model.settings.find(|config| config.enable_auto_mtls.as_ref());
        setting.is_none_or(|(_, field)| field.value)
    }

    /// What clients of a namespace send to its services in general: what the DestinationRule for the wildcard over
    /// it says (istiod: `PushContext.destinationRule`, `applyUpstreamTLSSettings`).
    fn sent_in_general(&self, namespace: &str) -> Sent<'m> {
        let wildcard = self.service_host("*", namespace);
        self.sent_to(&wildcard, namespace, namespace)
    }

    fn sent_to(&self, host: &str, namespace: &str, client: &str) -> Sent<'m> {
        let rules = self.destination_rules.applying(host, client, Some(namespace));
        let general = rules.iter().filter(|rule| rule.spec.workload_selector.is_none());
        let said = general.filter_map(|rule| {
            let policy = rule.spec.traffic_policy.as_ref()?;
            Some((*rule, policy))
        });
        // Of the rules that are merged the first with a policy counts.
        let tls = said.map(|(rule, policy)| (rule, policy.value.tls.as_ref())).next();
        match tls {
            Some((rule, Some(tls))) => {
                let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
                Sent::Said(ClientTlsMode::of(&tls.value), rule, span)
            }
            _ if self.uses_auto_mtls() => Sent::WhatIsTaken,
            _ => Sent::PlainByDefault,
        }
    }

    /// The table of what clients send to the services of each namespace and what its workloads take, in general.
    /// In order of the names; namespaces of Kubernetes itself are left out.
    pub fn mtls_table(&self) -> &[MtlsRow<'m>] {
        self.ask::<Vec<MtlsRow<'m>>>()
    }

    /// Services of a namespace that clients send plain text to, since nothing has them do otherwise: no DestinationRule
    /// for them says anything of TLS.
    pub fn sent_plain_by_default(&self, namespace: &str) -> impl Iterator<Item = ServiceId> {
        let services = self.services.in_namespace(namespace).entries().iter().map(|(_, id)| *id);
        services.filter(|id| {
            let service = self.services.get(*id);
            service.selector.is_some()
                && matches!(self.sent_to(&service.host, namespace, namespace), Sent::PlainByDefault)
        })
    }

    /// Why no client at all uses mTLS towards some services of a namespace: DestinationRules have all clients send
    /// plain text, or clients do not look after themselves and no rule has them use mTLS. Without services what is
    /// said of the namespace in general counts. `None` where some client may use it.
    pub fn plain_clients(&self, namespace: &str, services: &[ServiceId]) -> Option<PlainClients> {
        // What ztunnel sends has an identity, whatever DestinationRules say.
        if self.has_ambient_mode() {
            return None;
        }
        let wildcard = self.service_host("*", namespace);
        let hosts: Vec<&str> = match services.is_empty() {
            true => vec![&wildcard],
            false => services.iter().map(|id| &*self.services.get(*id).host).collect(),
        };
        let mut why = None;
        for host in hosts {
            why = Some(self.plain_towards(host, namespace)?);
        }
        // Rules for single hosts of the namespace may say otherwise.
        let within = wildcard.strip_prefix('*').unwrap_or(&wildcard);
        let is_within = |rule: &Resource<'m, DestinationRule>| {
            let host = self.full_host(rule.spec.host.text(), rule.namespace());
            host.ends_with(within) && !host.starts_with('*')
        };
        let mut rules = self.all::<DestinationRule>();
        let may_differ = services.is_empty() && rules.any(|rule| is_within(&rule) && asks_for_mtls(&rule));
        why.filter(|_| !may_differ)
    }

    fn plain_towards(&self, host: &str, namespace: &str) -> Option<PlainClients> {
        let plain = |sent: Sent<'m>| match sent {
            Sent::Said(ClientTlsMode::Disable, rule, span) => Some(PlainClients::Said(rule.object.at(span))),
            Sent::PlainByDefault if self.model.complete => Some(PlainClients::ByDefault),
            _ => None,
        };
        let why = plain(self.sent_to(host, namespace, namespace))?;
        // Clients whose own namespace has rules may follow those.
        let covering = self.destination_rules.all_for(host);
        let mut clients: Vec<&str> = covering.iter().map(|rule| rule.namespace()).collect();
        clients.extend([namespace, NOWHERE]);
        clients.sort_unstable();
        clients.dedup();
        let is_plain = |client: &&str| {
            let mut applying = self.destination_rules.applying(host, client, Some(namespace)).into_iter();
            plain(self.sent_to(host, namespace, client)).is_some()
                && !applying.any(|rule| asks_for_mtls(&rule))
        };
        clients.iter().all(is_plain).then_some(why)
    }

    /// The PeerAuthentications that decide for all workloads of their namespace or of the mesh, and that say what is
    /// taken.
    pub fn general_peer_authentications(&self) -> Vec<(Resource<'m, PeerAuthentication>, MtlsMode, Span)> {
        let mut namespaces: Vec<&str> =
            self.all::<PeerAuthentication>().map(|policy| policy.namespace()).collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        let own = |namespace: &str| {
            let taken = self.namespace_mtls(namespace);
            let (id, span) = taken.decided_by?;
            let policy = self.resource::<PeerAuthentication>(id)?;
            (policy.namespace() == namespace).then_some((policy, taken.mode, span))
        };
        namespaces.into_iter().filter_map(own).collect()
    }
}

impl<'m> crate::graph::WorkOut<'m> for Vec<MtlsRow<'m>> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<MtlsRow<'m>> {
        let names = mesh.namespaces.names().filter(|name| !name.starts_with("kube-"));
        let row = |namespace: &'m str| {
            let taken = mesh.namespace_mtls(namespace);
            let sent = mesh.sent_in_general(namespace);
            MtlsRow { namespace, sent, taken: taken.mode, decided_by: taken.decided_by }
        };
        names.map(row).collect()
    }
}

/// Whether some part of a rule has clients use TLS, or the rule is for some of them only.
fn asks_for_mtls(rule: &Resource<'_, DestinationRule>) -> bool {
    let asks = |tls| ClientTlsMode::of(tls) != ClientTlsMode::Disable;
    rule.spec.tls_settings().any(asks) || rule.spec.workload_selector.is_some()
}
