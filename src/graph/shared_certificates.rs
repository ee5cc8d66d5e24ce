//! Certificates that cover hosts of other servers than the one that shows them.
//!
//! A browser sends a request over a connection that it has, where the certificate of that connection covers the host
//! and the address is the same. Each server that ends TLS has routes of its own, so that the request gets 404.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::routing::Serving;
use super::{Answer, HostSet, Mesh, Role, Target, WorkOut, certificate};
use crate::model::{CertificateSpec, KubernetesGateway, OrEmpty, SecretData, TextField};
use crate::source::{Location, ObjectId, Span};

/// A server whose certificate covers a host that only another server of the port has.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedCertificate {
    /// Its Gateway.
    pub gateway: ObjectId,
    /// Where it names its certificate.
    pub span: Span,
    /// A host of the server.
    pub own_host: String,
    /// The name in the certificate.
    pub name: String,
    /// The host of the other server.
    pub host: String,
    /// The other server.
    pub other: Location,
}

/// The certificate of a server: where it is named, what names it, and the hosts that it covers.
struct Shown<'m> {
    span: Span,
    credential: &'m str,
    covers: Vec<Cow<'m, str>>,
}

/// How many hosts that a certificate covers are looked at.
const COMPARED: usize = 64;

impl<'m> Mesh<'m> {
    /// Servers whose certificates cover hosts of other servers on the same port of the same pods, each once.
    pub fn shared_certificates(&self) -> &[SharedCertificate] {
        self.ask::<Vec<SharedCertificate>>()
    }

    /// The names that the certificate in a Secret is for, as far as the input shows.
    fn names_in(&self, secret: ObjectId) -> Vec<Cow<'m, str>> {
        if let Some(made) = self.resource::<CertificateSpec>(secret) {
            return made.spec.dns_names.items().iter().map(|name| Cow::Borrowed(&*name.value)).collect();
        }
        let Some(secret) = self.resource::<SecretData>(secret) else { return Vec::new() };
        let chain = ["cert", "tls.crt"]
            .iter()
            .find_map(|key| certificate::entry(secret.spec, key))
            .filter(|it| !it.is_filled_in);
        let read = chain.and_then(|chain| certificate::read(&chain.bytes?));
        read.map_or(Vec::new(), |read| read.names.into_iter().map(Cow::Owned).collect())
    }

    fn shown_by(
        &self,
        server: &Serving<'m>,
        names: &mut FxHashMap<ObjectId, Vec<Cow<'m, str>>>,
    ) -> Option<Shown<'m>> {
        let (span, credential, secrets): (Span, &'m str, Vec<ObjectId>) = if let Some(own) = server.written {
            let (span, name) = own.tls.as_ref()?.value.credentials().next()?;
            let reference = self.reference_at(server.id, Role::Credential, span);
            let targets = match reference.map(|it| &it.answer) {
                Some(Answer::Present(targets)) => &**targets,
                _ => &[],
            };
            (span, name, targets.iter().filter_map(|target| Target::object(*target)).collect())
        } else {
            let gateway = self.resource::<KubernetesGateway>(server.id)?;
            let mut listeners = gateway.spec.listeners.items().iter();
            let tls = listeners.find(|own| own.span == server.location.span)?.tls.as_ref()?;
            let reference = tls.value.certificate_refs.items().first()?;
            let namespace = match reference.namespace.text() {
                "" => gateway.namespace(),
                namespace => namespace,
            };
            let name = reference.name.text();
            let secrets = self.secrets.in_namespace(namespace).named(name).collect();
            (reference.name.as_ref()?.span, name, secrets)
        };
        let covers = secrets
            .into_iter()
            .flat_map(|id| names.entry(id).or_insert_with(|| self.names_in(id)).clone())
            .collect();
        Some(Shown { span, credential, covers })
    }
}

impl<'m> WorkOut<'m> for Vec<SharedCertificate> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<SharedCertificate> {
        let (mut names, mut known) = (FxHashMap::default(), FxHashSet::default());
        let mut found = Vec::new();
        for (_, merged) in mesh.merged_gateways() {
            for listener in merged.listeners.values() {
                let ends = |server: &&Serving<'m>| server.is_http() && server.is_tls();
                let servers: Vec<&Serving<'m>> = listener.servers.iter().filter(ends).collect();
                if servers.len() < 2 {
                    continue;
                }
                let hosts = servers.iter().enumerate().flat_map(|(index, server)| {
                    server.hosts.iter().map(move |(_, host)| (&**host, (index, &**host)))
                });
                let set = HostSet::new(hosts);
                let shown: Vec<Option<Shown<'m>>> =
                    servers.iter().map(|server| mesh.shown_by(server, &mut names)).collect();
                for (index, server) in servers.iter().enumerate() {
                    let Some(own) = &shown[index] else { continue };
                    let has = |host: &str| {
                        server.hosts.iter().any(|(_, own)| crate::text::host::is_within(host, own))
                    };
                    let near = own.covers.iter().flat_map(|name| {
                        set.overlapping(name).take(COMPARED).map(move |(other, host)| (*other, *host, name))
                    });
                    let strange = near
                        .into_iter()
                        .find(|(other, host, name)| *other != index && is_covered(name, host) && !has(host));
                    let Some((other, host, name)) = strange else { continue };
                    let same_secret = shown[other].as_ref().is_some_and(|it| it.credential == own.credential);
                    // Two Gateways that name one Secret are told of anyway.
                    if same_secret && servers[other].id != server.id || !known.insert((server.id, own.span)) {
                        continue;
                    }
                    found.push(SharedCertificate {
                        gateway: server.id,
                        span: own.span,
                        own_host: server.hosts.first().map_or("", |(_, host)| host).to_owned(),
                        name: name.to_string(),
                        host: host.to_owned(),
                        other: servers[other].location,
                    });
                }
            }
        }
        found
    }
}

/// Whether a name of a certificate is good for a host: the same, or a wildcard for one label.
fn is_covered(name: &str, host: &str) -> bool {
    let parent = host.split_once('.').map(|(_, parent)| parent);
    name.eq_ignore_ascii_case(host)
        || name
            .strip_prefix("*.")
            .is_some_and(|rest| parent.is_some_and(|parent| parent.eq_ignore_ascii_case(rest)))
}
