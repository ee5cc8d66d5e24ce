//! What policies look at.

use crate::graph::Mesh;
use crate::graph::routing::HttpRequest;

/// Who a client proves to be, with the certificate of the mesh.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

/// What the proxy sees inside a connection.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// This request.
    Request(&'a HttpRequest),
    /// Some request: what it asks for is left open.
    AnyRequest,
    /// Some request that meets what is asked of it.
    FittingRequest,
    /// Bytes.
    Bytes,
}

impl<'a> From<Option<&'a HttpRequest>> for Content<'a> {
    fn from(request: Option<&'a HttpRequest>) -> Content<'a> {
        request.map_or(Content::Bytes, Content::Request)
    }
}

/// What policies look at.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    /// Who asks; `None` without mTLS.
    pub identity: Option<&'a Identity>,
    /// Trust domains that stand for the one of the mesh, as it does for them.
    pub trust_domains: &'a [&'a str],
    /// What is in the connection.
    pub content: Content<'a>,
    /// Port of the workload.
    pub port: i64,
    /// Server name.
    pub sni: Option<&'a str>,
    /// Whether ztunnel asks, which sees bytes, and leaves out a rule that denies for what only requests have.
    pub is_ztunnel: bool,
}

impl<'m> Mesh<'m> {
    /// The trust domain of the mesh and its aliases, which count as one (istiod: `trustdomain.NewBundle`).
    pub fn trust_domains(&self) -> Vec<&'m str> {
        let settings = &self.model.settings;
        let own = settings.find(|config| config.trust_domain.as_ref());
        let aliases = settings.find(|config| config.trust_domain_aliases.as_ref());
        let aliases = aliases.into_iter().flat_map(|(_, list)| list.value.iter());
        let own = own.map_or("cluster.local", |(_, field)| &*field.value);
        std::iter::once(own).chain(aliases.map(|item| &*item.value)).collect()
    }

    /// The identity of a service account of the mesh.
    pub fn identity(&self, namespace: &str, service_account: &str) -> Identity {
        Identity {
            trust_domain: self.trust_domains()[0].to_owned(),
            namespace: namespace.to_owned(),
            service_account: service_account.to_owned(),
        }
    }
}
