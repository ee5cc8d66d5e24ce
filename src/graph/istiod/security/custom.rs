//! Whom policies with action CUSTOM ask (istiod: `Builder.buildHTTP`, `buildTCP`, `processExtensionProvider`).

use crate::graph::Mesh;
use crate::model::{AuthorizationPolicy, ExtensionProvider, Resource, TextField};

/// Whom a policy asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'m> {
    /// A provider, which decides.
    Provider(&'m str),
    /// A provider that the input does not show.
    NotShown(&'m str),
    /// Nobody can be asked, so that istiod denies what the rules match.
    Broken(Broken<'m>),
    /// The provider speaks HTTP, so that bytes pass.
    NotForBytes,
}

/// Why nobody can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken<'m> {
    /// The policy names no provider.
    Unnamed,
    /// The mesh configuration does not have the provider.
    NoSuchProvider(&'m str),
    /// The mesh does not have the provider's service.
    NoSuchService(&'m str, &'m str),
    /// The workload has policies with this provider and with this other one, and istiod takes one only.
    Several(&'m str, &'m str),
}

/// The policies with action CUSTOM of one workload.
pub(super) struct Custom<'m> {
    several: Option<(&'m str, &'m str)>,
    providers: Vec<(&'m str, Asked<'m>)>,
}

impl<'m> Custom<'m> {
    pub fn of(mesh: &Mesh<'m>, policies: &[Resource<'m, AuthorizationPolicy>], is_bytes: bool) -> Custom<'m> {
        let mut names: Vec<&'m str> = policies
            .iter()
            .filter(|policy| policy.spec.action() == "CUSTOM")
            .map(|policy| provider_of(*policy))
            .collect();
        names.sort_unstable();
        names.dedup();
        let several = match names.as_slice() {
            [first, second, ..] => Some((*first, *second)),
            _ => None,
        };
        let providers = names.into_iter().map(|name| (name, mesh.asked(name, is_bytes))).collect();
        Custom { several, providers }
    }

    /// Whether istiod denies what a policy matches, since nobody can be asked.
    pub fn denies(&self, policy: Resource<'m, AuthorizationPolicy>) -> bool {
        matches!(self.asked(policy), Asked::Broken(_))
    }

    pub fn asked(&self, policy: Resource<'m, AuthorizationPolicy>) -> Asked<'m> {
        let name = provider_of(policy);
        if let Some((first, second)) = self.several {
            return Asked::Broken(Broken::Several(first, second));
        }
        let known = self.providers.iter().find(|(own, _)| *own == name);
        known.map_or(Asked::NotShown(name), |(_, asked)| *asked)
    }
}

fn provider_of<'m>(policy: Resource<'m, AuthorizationPolicy>) -> &'m str {
    let name = policy.spec.provider.as_ref().and_then(|provider| provider.value.name.as_ref());
    name.map_or("", |name| &name.value)
}

impl<'m> Mesh<'m> {
    /// Whom a policy asks that names this provider.
    fn asked(&self, name: &'m str, is_bytes: bool) -> Asked<'m> {
        if name.is_empty() {
            return Asked::Broken(Broken::Unnamed);
        }
        let configs = self.model.settings.configs.iter();
        let mut listed = configs.filter_map(|file| file.value.extension_providers.as_ref());
        let found: Option<&'m ExtensionProvider> = listed
            .find_map(|list| list.value.iter().find(|provider| provider.name.text() == name))
            .map(|provider| &provider.value);
        let Some(provider) = found else {
            let is_lacking = match self.providers() {
                Some(providers) => providers.lacking(name).is_some(),
                None => self.model.complete,
            };
            return match is_lacking {
                true => Asked::Broken(Broken::NoSuchProvider(name)),
                false => Asked::NotShown(name),
            };
        };
        let (authorizer, is_http) = match (&provider.envoy_ext_authz_http, &provider.envoy_ext_authz_grpc) {
            (Some(http), _) => (&http.value, true),
            (None, Some(grpc)) => (&grpc.value, false),
            // A provider for something else is not among those that can be asked.
            (None, None) => return Asked::Broken(Broken::NoSuchProvider(name)),
        };
        let service = authorizer.service.as_ref().map_or("", |service| &*service.value);
        match self.knows_service(service) {
            false if self.model.complete => Asked::Broken(Broken::NoSuchService(name, service)),
            false => Asked::NotShown(name),
            true if is_http && is_bytes => Asked::NotForBytes,
            true => Asked::Provider(name),
        }
    }

    /// Whether the mesh has the service of a provider, `host` or `namespace/host`; without a namespace it has to be
    /// the only one (istiod: `LookupCluster`).
    fn knows_service(&self, service: &str) -> bool {
        let (namespace, host) = match service.split_once('/') {
            Some((namespace, host)) => (Some(namespace), host),
            None => (None, service),
        };
        let known = self.services.exactly(host).iter().map(|&id| self.services.get(id).namespace);
        let mut namespaces: Vec<&str> =
            known.filter(|own| namespace.is_none_or(|namespace| namespace == *own)).collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        namespaces.len() == 1
    }
}
