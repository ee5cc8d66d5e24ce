//! Names of credentials.

/// The value of `credentialName`.
/// <https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-credential_name>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CredentialName<'m> {
    /// As written.
    pub written: &'m str,
    /// Where it is read from.
    pub store: CredentialStore,
    /// The namespace, where one is written; else it is that of the pods that read it.
    pub namespace: Option<&'m str>,
    /// The name.
    pub name: &'m str,
}

/// Where credentials are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CredentialStore {
    /// Secrets of Kubernetes.
    Secret,
    /// ConfigMaps, which hold authorities only.
    ConfigMap,
    /// Something that the proxy itself knows.
    Proxy,
}

impl<'m> CredentialName<'m> {
    /// Reads a name (istiod: `credentials.ParseResourceName`).
    pub fn of(written: &'m str) -> CredentialName<'m> {
        let (store, rest) = match written.split_once("://") {
            None => (CredentialStore::Secret, written),
            Some(("kubernetes" | "kubernetes-gateway", rest)) => (CredentialStore::Secret, rest),
            Some(("configmap", rest)) => (CredentialStore::ConfigMap, rest),
            Some((_, rest)) => (CredentialStore::Proxy, rest),
        };
        let namespace = rest.split_once('/').map(|(namespace, _)| namespace);
        CredentialName { written, store, namespace, name: rest.rsplit('/').next().unwrap_or_default() }
    }

    /// How another name is written in its place.
    pub fn renamed(&self, name: &str) -> String {
        format!("{}{name}", self.written.strip_suffix(self.name).unwrap_or_default())
    }
}
