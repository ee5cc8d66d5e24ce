//! What clients send and what servers take, for whole namespaces: the table that rules on mTLS read.
//!
//! For one client and one service it is [`Cluster::tls`](crate::graph::routing::Cluster::tls) and
//! [`Mesh::server_mtls`]. Here stands what holds in general, since policies and DestinationRules mostly speak of all
//! services of a namespace or of the mesh.

use crate::graph::{Mesh, MtlsMode, ServiceId};
use crate::model::{ClientTlsMode, DestinationRule, PeerAuthentication, Resource};
use crate::source::{ObjectId, Span};

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
        self.sent_to(&wildcard, namespace)
    }

    fn sent_to(&self, host: &str, namespace: &str) -> Sent<'m> {
        let rules = self.destination_rules.applying(host, namespace, Some(namespace));
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
                && matches!(self.sent_to(&service.host, namespace), Sent::PlainByDefault)
        })
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
