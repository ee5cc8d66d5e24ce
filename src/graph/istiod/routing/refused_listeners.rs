//! Listeners of Gateways of the Gateway API that istiod refuses, or of which it leaves something out.

use super::ApiListener;
use crate::graph::Mesh;
use crate::model::{
    GatewayClass, GatewayListener, Kind, KubernetesGateway, ListenerSet, OrEmpty, TargetRef, TextField,
};
use crate::source::{ObjectId, Span};

/// What is wrong with a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListenerFault<'m> {
    /// istiod does not serve this protocol (`listenerProtocolToIstio`).
    Protocol(&'m str),
    /// Routes of this kind do not go with the protocol (`GenerateGatewaySupportedKinds`).
    RouteKind(&'m str, &'m str),
    /// A certificate is asked of something that is not a Secret, by kind and group (`buildTLS`).
    NotASecret(&'m str, &'m str),
    /// No ReferenceGrant of this namespace lets the Gateway use the Secret (`buildTLS`).
    NotGranted(&'m str, &'m str),
    /// The Gateway, of this namespace and name, does not let ListenerSets of the namespace in (`allowedListeners`).
    NotLetIn(&'m str, &'m str),
    /// The Secret, of this namespace and name, is not there or does not hold a certificate with its key (`buildTLS`).
    NoCertificate(&'m str, &'m str),
}

/// A listener that istiod refuses, or of which it leaves something out.
#[derive(Clone, Copy, Debug)]
pub struct RefusedListener<'m> {
    /// The Gateway or ListenerSet.
    pub object: ObjectId,
    /// What of it.
    pub span: Span,
    /// Why.
    pub fault: ListenerFault<'m>,
}

/// Whether istiod serves a protocol; HBONE is for waypoints and gateways between networks.
pub(super) fn is_served(protocol: &str) -> bool {
    matches!(protocol, "HTTP" | "HTTPS" | "TLS" | "TCP" | "HBONE")
}

/// Route kinds that go with the protocol of a listener.
pub(super) fn supported_kinds(listener: &GatewayListener) -> &'static [&'static str] {
    match listener.protocol.text() {
        "HTTP" | "HTTPS" => &["HTTPRoute", "GRPCRoute"],
        "TLS" if listener.is_passthrough() => &["TLSRoute"],
        "TLS" => &["TLSRoute", "TCPRoute"],
        "TCP" => &["TCPRoute"],
        _ => &[],
    }
}

impl<'m> Mesh<'m> {
    /// The listeners of Istio's Gateways, and of their ListenerSets, that istiod refuses in whole or in part.
    pub fn refused_listeners(&self) -> Vec<RefusedListener<'m>> {
        let mut found = Vec::new();
        for gateway in self.all::<KubernetesGateway>() {
            if !self.is_class_of_istio(gateway.spec.gateway_class_name.text()) {
                continue;
            }
            let of = |listener| ApiListener { owner: gateway.object, id: gateway.id, listener };
            gateway.spec.listeners.items().iter().for_each(|own| self.judge_listener(&of(own), &mut found));
        }
        for set in self.all::<ListenerSet>() {
            let Some(parent) = &set.spec.parent_ref else { continue };
            let namespace = parent.value.namespace_or(set.namespace());
            let named = self.gateways.in_namespace(namespace).named(parent.value.name.text());
            let gateway = named.filter_map(|id| self.resource::<KubernetesGateway>(id)).next();
            let is_of_istio = |class: &str| self.is_class_of_istio(class);
            let Some(gateway) = gateway.filter(|it| is_of_istio(it.spec.gateway_class_name.text())) else {
                continue;
            };
            if self.gateway_of_set(set.id).is_some() {
                let of = |listener| ApiListener { owner: set.object, id: set.id, listener };
                set.spec.listeners.items().iter().for_each(|own| self.judge_listener(&of(own), &mut found));
            } else if self.is_complete_in(set.namespace())
                || self.namespaces.labels(set.namespace()).is_some()
            {
                // By its labels, where a selector asks for them.
                let fault = ListenerFault::NotLetIn(namespace, gateway.name());
                found.push(RefusedListener { object: set.id, span: parent.span, fault });
            }
        }
        found
    }

    /// Whether istiod serves Gateways of a class.
    fn is_class_of_istio(&self, class: &str) -> bool {
        let mut classes = self.all::<GatewayClass>().filter(|own| own.name() == class);
        GatewayClass::is_of_istio(class, classes.next().map(|own| own.spec.controller_name.text()))
    }

    fn judge_listener(&self, of: &ApiListener<'m>, found: &mut Vec<RefusedListener<'m>>) {
        let listener = &of.listener.value;
        let mut add = |span, fault| found.push(RefusedListener { object: of.id, span, fault });
        if let Some(protocol) = &listener.protocol
            && !is_served(&protocol.value)
        {
            return add(protocol.span, ListenerFault::Protocol(&protocol.value));
        }
        let allowed = listener.allowed_routes.as_ref().map(|allowed| &allowed.value);
        for kind in allowed.map_or(&[][..], |allowed| allowed.kinds.items()) {
            let Some(name) = &kind.value.kind else { continue };
            let is_of_api = matches!(kind.value.group.text(), "" | "gateway.networking.k8s.io");
            if listener.protocol.text() != "HBONE"
                && !(is_of_api && supported_kinds(listener).contains(&&*name.value))
            {
                add(name.span, ListenerFault::RouteKind(&name.value, listener.protocol.text()));
            }
        }
        // One certificate that can be used is enough.
        if self.has_usable_certificate(of) {
            return;
        }
        let refs = listener.tls.as_ref().map_or(&[][..], |tls| tls.value.certificate_refs.items());
        for target in refs {
            let Some(name) = &target.value.name else { continue };
            if let Some(fault) = self.certificate_fault(of, &target.value) {
                add(name.span, fault);
            }
        }
    }

    fn certificate_fault(&self, of: &ApiListener<'m>, target: &'m TargetRef) -> Option<ListenerFault<'m>> {
        let namespace = match target.namespace.text() {
            "" => &*of.owner.namespace,
            namespace => namespace,
        };
        let name = target.name.text();
        if !target.group.text().is_empty() || !matches!(target.kind.text(), "" | "Secret") {
            return Some(ListenerFault::NotASecret(target.kind.text(), target.group.text()));
        }
        let is_granted =
            namespace == &*of.owner.namespace || self.is_granted(of.owner, namespace, "", "Secret", name);
        if !is_granted {
            // In a part of a mesh the grant may be kept elsewhere.
            let is_shown = self.is_complete_in(namespace)
                || self.model.of_kind(Kind::ReferenceGrant).any(|(_, grant)| *grant.namespace == *namespace);
            return is_shown.then_some(ListenerFault::NotGranted(namespace, name));
        }
        (!self.may_be_certificate(namespace, name)).then_some(ListenerFault::NoCertificate(namespace, name))
    }
}
