//! Listeners of Gateways of the Gateway API: their own, and those that ListenerSets add.

use rustc_hash::FxHashMap;

use super::Bound;
use super::refused_listeners::is_served;
use crate::graph::{Mesh, WorkOut};
use crate::model::{
    AllowedNamespaces, GatewayListener, KubernetesGateway, ListenerSet, Object, OrEmpty, Resource, Spanned,
    TextField,
};
use crate::source::ObjectId;
use crate::text::host;

/// A listener, and the object that it is written in.
#[derive(Clone, Copy, Debug)]
pub struct ApiListener<'m> {
    /// The Gateway, or the ListenerSet.
    pub owner: &'m Object,
    /// Its id.
    pub id: ObjectId,
    /// The listener.
    pub listener: &'m Spanned<GatewayListener>,
}

impl<'m> ApiListener<'m> {
    /// What routes are bound to: the Gateway that istiod makes for the listener.
    pub fn bound(&self) -> Bound<'m> {
        Bound::listener(&self.owner.namespace, self.owner.name(), self.listener.name.text())
    }

    fn hostname(&self) -> String {
        self.listener.hostname.text().to_ascii_lowercase()
    }

    fn port(&self) -> Option<i64> {
        self.listener.port.as_ref().map(|port| port.value)
    }

    /// Whether a host of a route is left to a more specific listener of the same owner, port and protocol (istiod:
    /// `hostnameAllowedByIsolation`).
    pub fn leaves(&self, host: &str, all: &[ApiListener<'m>]) -> bool {
        let own = self.hostname();
        if !own.is_empty() && !own.starts_with('*') {
            return false;
        }
        if !own.is_empty() && !host::overlap(host, &own) {
            return true;
        }
        all.iter().any(|other| {
            let hostname = other.hostname();
            other.id == self.id
                && other.port() == self.port()
                && other.listener.protocol.text() == self.listener.protocol.text()
                && hostname != own
                && own.len() <= hostname.len()
                && host::is_within(host, &hostname)
        })
    }

    /// The part of a host that the listener takes: the narrower of both; `None` where they have nothing in common.
    pub fn narrowed(&self, host: &str) -> Option<String> {
        let own = self.hostname();
        match own.is_empty() || host::is_within(host, &own) {
            true => Some(host.to_owned()),
            false => host::is_within(&own, host).then_some(own),
        }
    }
}

/// ListenerSets by the Gateway that they are for, where it lets them.
#[derive(Debug)]
pub(in crate::graph) struct ListenerSets<'m>(FxHashMap<ObjectId, Vec<Resource<'m, ListenerSet>>>);

impl<'m> WorkOut<'m> for ListenerSets<'m> {
    fn work_out(mesh: &Mesh<'m>) -> ListenerSets<'m> {
        let mut index: FxHashMap<ObjectId, Vec<_>> = FxHashMap::default();
        for set in mesh.all::<ListenerSet>() {
            let Some(parent) = &set.spec.parent_ref else { continue };
            let namespace = parent.value.namespace_or(set.namespace());
            let named = mesh.gateways.in_namespace(namespace).named(parent.value.name.text());
            let gateway = named.filter_map(|id| mesh.resource::<KubernetesGateway>(id)).next();
            if let Some(gateway) = gateway.filter(|gateway| mesh.lets_listeners_of(*gateway, set.namespace()))
            {
                index.entry(gateway.id).or_default().push(set);
            }
        }
        index.values_mut().for_each(|sets| sets.sort_by_key(|set| set.object.seniority()));
        ListenerSets(index)
    }
}

impl<'m> Mesh<'m> {
    /// All listeners of a Gateway that istiod programs: its own, then those of ListenerSets.
    pub fn api_listeners(&self, gateway: Resource<'m, KubernetesGateway>) -> Vec<ApiListener<'m>> {
        let of = |owner, id| move |listener| ApiListener { owner, id, listener };
        let own = gateway.spec.listeners.items().iter().map(of(gateway.object, gateway.id));
        let sets = self.ask::<ListenerSets<'m>>().0.get(&gateway.id).into_iter().flatten();
        let added = sets.flat_map(|set| set.spec.listeners.items().iter().map(of(set.object, set.id)));
        let serves = |own: &ApiListener<'m>| {
            is_served(own.listener.protocol.text()) && self.has_usable_certificate(own)
        };
        own.chain(added).filter(serves).collect()
    }

    /// The Gateway that a ListenerSet adds listeners to.
    pub fn gateway_of_set(&self, set: ObjectId) -> Option<Resource<'m, KubernetesGateway>> {
        let mut sets = self.ask::<ListenerSets<'m>>().0.iter();
        let (gateway, _) = sets.find(|(_, sets)| sets.iter().any(|own| own.id == set))?;
        self.resource(*gateway)
    }

    fn lets_listeners_of(&self, gateway: Resource<'m, KubernetesGateway>, namespace: &str) -> bool {
        let allowed = gateway.spec.allowed_listeners.as_ref();
        let Some(namespaces) = allowed.and_then(|allowed| allowed.value.namespaces.as_ref()) else {
            return false;
        };
        self.are_allowed(&namespaces.value, gateway.namespace(), namespace, "None")
    }

    /// Whether `from` lets in what lives in a namespace.
    pub(super) fn are_allowed(
        &self,
        allowed: &AllowedNamespaces,
        own: &str,
        namespace: &str,
        default: &str,
    ) -> bool {
        let from = match allowed.from.text() {
            "" => default,
            from => from,
        };
        match from {
            "All" => true,
            "None" => false,
            "Selector" => {
                let selector = allowed.selector.as_ref();
                selector.is_some_and(|selector| self.namespaces.selects(&selector.value, namespace))
            }
            _ => own == namespace,
        }
    }

    /// Whether one of the certificates that a listener names can be used: granted, there, and a pair. Without one istiod
    /// makes no server of the listener (`buildTLS`). What the input does not show is taken to be there.
    pub(super) fn has_usable_certificate(&self, listener: &ApiListener<'m>) -> bool {
        let Some(tls) = listener.listener.tls.as_ref().filter(|_| !listener.listener.is_passthrough()) else {
            return true;
        };
        let option =
            tls.value.options.as_ref().and_then(|map| map.value.get("gateway.istio.io/tls-terminate-mode"));
        let is_built_in = option.is_some_and(|mode| matches!(&*mode.value, "ISTIO_SIMPLE" | "ISTIO_MUTUAL"));
        let refs = tls.value.certificate_refs.items();
        let own = &*listener.owner.namespace;
        let is_usable = |target: &crate::model::TargetRef| {
            let namespace = match target.namespace.text() {
                "" => own,
                namespace => namespace,
            };
            let name = target.name.text();
            let is_secret = target.group.text().is_empty() && matches!(target.kind.text(), "" | "Secret");
            let is_granted =
                || namespace == own || self.is_granted(listener.owner, namespace, "", "Secret", name);
            is_secret && is_granted() && self.may_be_certificate(namespace, name)
        };
        is_built_in || refs.is_empty() || refs.iter().any(|target| is_usable(&target.value))
    }
}
