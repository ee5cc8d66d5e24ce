//! Facts about the mesh that decide whether values of policies match.

use crate::graph::{Membership, Mesh, NotInjected, Origin, WorkloadId};
use crate::model::{ServiceSpec, TextField};
use crate::source::Location;

/// The trust domain of the mesh where the input says it and it is not `cluster.local`, by which any policy may call
/// its own one.
pub(super) fn own_trust_domain<'g>(mesh: &'g Mesh<'_>) -> Option<&'g str> {
    let settings = &mesh.model.settings;
    let (_, own) = settings.find(|config| config.trust_domain.as_ref())?;
    let is_alias = || {
        let aliases = settings.find(|config| config.trust_domain_aliases.as_ref());
        aliases.is_some_and(|(_, list)| list.value.iter().any(|item| &*item.value == "cluster.local"))
    };
    Some(&*own.value).filter(|own| !matches!(*own, "" | "cluster.local") && !is_alias())
}

/// Whether a principal asks for the trust domain `cluster.local` in a form that istiod does not translate into the
/// mesh's own one (`Bundle.ReplaceTrustDomainAliases`): not in five parts.
pub(super) fn is_untranslated(principal: &str) -> bool {
    let rest = principal.strip_prefix("cluster.local");
    rest.is_some_and(|rest| rest.starts_with(['/', '*'])) && principal.split('/').count() != 5
}

/// The trust domain of an identity that is written in full, where no proxy of the mesh takes it: workloads accept
/// certificates of the own domain, its aliases and those that come with `caCertificates` (istiod:
/// `TrustDomainsForValidation`). Only where the input says what the domains are.
pub(super) fn foreign_trust_domain<'v>(mesh: &Mesh<'_>, principal: &'v str) -> Option<&'v str> {
    let settings = &mesh.model.settings;
    let is_said = settings.find(|config| config.trust_domain.as_ref()).is_some()
        || settings.find(|config| config.trust_domain_aliases.as_ref()).is_some();
    if settings.find(|config| config.ca_certificates.as_ref()).is_some() || !(mesh.model.complete || is_said)
    {
        return None;
    }
    let (domain, path) = principal.split_once('/')?;
    let is_foreign =
        domain != "cluster.local" && !domain.contains('*') && !mesh.trust_domains().contains(&domain);
    // Other authorities may give out names of other forms.
    (is_foreign && path.starts_with("ns/")).then_some(domain)
}

/// The namespace that an identity has to come from, where a value of a policy names one in full.
pub(super) fn namespace_of_principal(principal: &str) -> Option<&str> {
    let mut parts = principal.split('/').skip(1);
    let (ns, namespace) = (parts.next()?, parts.next()?);
    let is_whole = parts.next().is_some() && !namespace.contains('*') && !namespace.is_empty();
    (ns == "ns" && is_whole).then_some(namespace)
}

/// Why no pod of a namespace is in the mesh, where the input shows the namespace and pods of it.
pub(super) fn namespace_outside(mesh: &Mesh<'_>, namespace: &str) -> Option<NotInjected> {
    if mesh.namespaces.is_disputed(namespace) || mesh.injector.by_default.is_some() {
        return None;
    }
    mesh.namespaces.labels(namespace)?;
    let mut why = None;
    for &id in mesh.workloads.in_namespace(namespace) {
        match mesh.membership_of(id) {
            // What the namespace says holds for its other pods as well.
            Membership::Outside(reason @ (NotInjected::NobodyAsks | NotInjected::NamespaceDisabled)) => {
                why = Some(reason);
            }
            Membership::Outside(reason) => why = why.or(Some(reason)),
            _ => return None,
        }
    }
    // Pods that decline one by one tell nothing of those that the input does not show.
    why.filter(|why| match why {
        NotInjected::NobodyAsks => mesh.joins_by_label(),
        NotInjected::NamespaceDisabled => true,
        NotInjected::HostNetwork | NotInjected::PodsDecline => false,
    })
}

impl Mesh<'_> {
    /// Whether a namespace certainly has no clients of the mesh: its labels ask for no proxy, none of its pods in the
    /// input has one, and the input shows namespaces that ask for them.
    pub fn has_no_clients(&self, namespace: &str) -> bool {
        let Some(labels) = self.namespaces.labels(namespace) else { return false };
        let asks = labels.get("istio-injection").is_some_and(|value| value != "disabled")
            || labels.get("istio.io/rev").is_some()
            || labels.get("istio.io/dataplane-mode").is_some();
        let is_out = |id: &WorkloadId| matches!(self.membership_of(*id), Membership::Outside(_));
        !asks
            && self.injector.by_default.is_none()
            && self.joins_by_label()
            && self.workloads.in_namespace(namespace).iter().all(is_out)
    }
}

/// The port that clients put behind a host, since it is not the one that goes with the scheme, at all gateway
/// workloads that serve the host. What stands between clients and gateway may change ports, so that only load
/// balancers in front of the pods themselves tell.
pub(super) fn port_behind_host(
    mesh: &Mesh<'_>,
    workloads: &[WorkloadId],
    host: &str,
) -> Option<(i64, Location)> {
    let mut found = None;
    for &id in workloads {
        let workload = mesh.workloads.get(id);
        let serves = |server: &&crate::graph::routing::Serving<'_>| {
            let mut hosts = server.hosts.iter();
            server.is_http()
                && hosts.any(|(_, own)| crate::text::host::overlap(own, &host.to_ascii_lowercase()))
        };
        let mut is_served = false;
        for server in mesh.servers_at(id).filter(serves) {
            let usual = if server.is_plain_http() { 80 } else { 443 };
            let mut ports: Vec<i64> = Vec::new();
            for (_, service) in mesh.services.selecting(workload.namespace, workload.labels) {
                let Origin::Service(object) = service.origin else { return None };
                let spec = mesh.resource::<ServiceSpec>(object)?.spec;
                if spec.service_type.text() != "LoadBalancer" {
                    return None;
                }
                let leads =
                    |port: &&crate::graph::Port<'_>| workload.target_of(port) == Some(server.pod_port);
                ports.extend(service.ports.iter().filter(leads).map(|port| port.number));
            }
            if ports.is_empty() || ports.contains(&usual) {
                return None;
            }
            is_served = true;
            found.get_or_insert((ports[0], server.location));
        }
        if !is_served {
            return None;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_principals() {
        assert!(is_untranslated("cluster.local/*"));
        assert!(is_untranslated("cluster.local/ns/shop/*"));
        assert!(!is_untranslated("cluster.local/ns/shop/sa/*"));
        assert!(!is_untranslated("cluster.localhost/*"));
        assert_eq!(namespace_of_principal("cluster.local/ns/shop/sa/x"), Some("shop"));
        assert_eq!(namespace_of_principal("*/ns/shop/sa/x"), Some("shop"));
        assert_eq!(namespace_of_principal("cluster.local/ns/shop"), None);
        assert_eq!(namespace_of_principal("cluster.local/ns/sh*"), None);
    }
}
