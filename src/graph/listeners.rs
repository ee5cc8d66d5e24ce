//! Servers of Gateways that share a listener of some gateway workload.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::routing::{Serving, WrittenServers};
use super::{HostSet, Mesh, WorkOut};
use crate::model::{Gateway, Labels, OrEmpty, Resource, Server, Spanned, TextField};
use crate::source::{ObjectId, Span};
use crate::text::{Protocol, host};

/// What a server of a Gateway has to do with another one on the same port of the same workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// One speaks HTTP, the other TLS or bytes: a port can do one of these.
    OtherProtocol,
    /// Both take every connection to the port, whatever it asks for.
    BothTakeAll,
    /// Both terminate or pass TLS for the very same name.
    SameName,
    /// Both have a name in common, and istiod can serve both.
    SharedHost,
    /// Both have one certificate for different names.
    SameCertificate,
}

/// A server of a Gateway and another one with which it shares something.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedListener {
    /// What they share.
    pub sharing: Sharing,
    /// The Gateway.
    pub gateway: ObjectId,
    /// The place of its server, from 0.
    pub server: usize,
    /// The value at fault.
    pub span: Span,
    /// The other Gateway, which may be the same.
    pub other: ObjectId,
    /// The place of the other server.
    pub other_server: usize,
    /// The other side of it.
    pub other_span: Span,
    /// The port of both.
    pub port: i64,
    /// The host, or the certificate, that both have; `""` where it is about the port.
    pub shared: String,
    /// Whether some host of both is the very same.
    pub is_same_host: bool,
    /// Whether it is written in the same way, the namespace before it included.
    pub is_same_text: bool,
    /// Whether some host of one covers a host of the other.
    pub is_overlapping: bool,
}

/// How a server takes connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handling {
    Http,
    Tls,
    Bytes,
}

impl Handling {
    /// Of a server that is not refused for lack of `tls`.
    fn of(server: &Serving<'_>) -> Option<Handling> {
        match Protocol::of(&server.protocol) {
            _ if server.is_plain_http() => Some(Handling::Http),
            _ if server.is_tls() => Some(Handling::Tls),
            Some(Protocol::Https | Protocol::Tls) => None,
            _ => Some(Handling::Bytes),
        }
    }
}

/// A server, seen from the workloads that it is for.
#[derive(Clone, Copy)]
struct Candidate<'g, 'm> {
    gateway: Resource<'m, Gateway>,
    index: usize,
    server: &'m Spanned<Server>,
    serving: &'g Serving<'m>,
    port_span: Span,
    handling: Handling,
}

/// A host of a candidate, without the namespace before it.
#[derive(Clone, Copy)]
struct ServerHost<'m> {
    of: usize,
    scope: &'m str,
    host: &'m str,
    written: &'m str,
    span: Span,
}

/// How many servers with one thing in common each one is compared with.
const COMPARED: usize = 32;

impl<'m> Mesh<'m> {
    /// What servers of Gateways share on the workloads that both are for. For each server and each kind of
    /// sharing the first other one; in the order of the Gateways. (istiod: `mergeGateways`.)
    pub fn shared_listeners(&self) -> &[SharedListener] {
        self.ask::<Vec<SharedListener>>()
    }
}

impl<'m> WorkOut<'m> for Vec<SharedListener> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<SharedListener> {
        let mut found: BTreeMap<(ObjectId, usize, u8), SharedListener> = BTreeMap::new();
        for group in mesh.gateway_groups() {
            let servers: Vec<Candidate<'_, '_>> =
                group.iter().flat_map(|gateway| candidates(mesh, gateway)).collect();
            let mut listeners: BTreeMap<(i64, &str), Vec<Candidate<'_, '_>>> = BTreeMap::new();
            for server in servers {
                listeners.entry((server.serving.number, server.serving.bind)).or_default().push(server);
            }
            for servers in listeners.into_values().filter(|servers| servers.len() > 1) {
                Listener { servers: &servers }.search(&mut |shared| {
                    found.entry((shared.gateway, shared.server, shared.sharing as u8)).or_insert(shared);
                });
            }
        }
        found.into_values().collect()
    }
}

fn candidates<'g, 'm>(mesh: &'g Mesh<'m>, gateway: &Resource<'m, Gateway>) -> Vec<Candidate<'g, 'm>> {
    let gateway = *gateway;
    let Some(served) = mesh.ask::<WrittenServers<'m>>().of(gateway.id) else { return Vec::new() };
    let mut written = gateway.spec.servers.items().iter().enumerate();
    let candidate = |serving: &'g Serving<'m>| {
        // Both lists are in the order of the text.
        let (index, server) = written.find(|(_, server)| gateway.at(server.span) == serving.location)?;
        let port_span = server.port.as_ref()?.value.number.as_ref()?.span;
        let handling = Handling::of(serving).filter(|_| serving.number != 0)?;
        Some(Candidate { gateway, index, server, serving, port_span, handling })
    };
    served.servers.iter().filter_map(candidate).collect()
}

/// Servers with one port and one address.
struct Listener<'s, 'g, 'm> {
    servers: &'s [Candidate<'g, 'm>],
}

impl<'m> Listener<'_, '_, 'm> {
    fn search(&self, report: &mut impl FnMut(SharedListener)) {
        let hosts: Vec<ServerHost<'m>> = self
            .servers
            .iter()
            .enumerate()
            .flat_map(|(of, server)| {
                server.server.hosts.items().iter().map(move |item| {
                    let (scope, host) = host::server_host(&item.value, server.gateway.namespace());
                    ServerHost { of, scope, host, written: &item.value, span: item.span }
                })
            })
            .collect();
        let set = HostSet::new(hosts.iter().map(|host| (host.host, *host)));
        // A server with the handling of each kind, by its first place.
        let first = |handling| self.servers.iter().position(|server| server.handling == handling);
        let firsts = [Handling::Http, Handling::Tls, Handling::Bytes].map(first);
        let second_of_bytes = self.servers.iter().rposition(|server| server.handling == Handling::Bytes);
        for (index, server) in self.servers.iter().enumerate() {
            let from = hosts.partition_point(|host| host.of < index);
            let own_hosts = || hosts[from..].iter().take_while(move |host| host.of == index);
            let partner = |own: &ServerHost<'m>| {
                set.overlapping(own.host).take(COMPARED).copied().find(|other| {
                    other.of != index && scopes_meet(own.scope, other.scope) && covers(own.host, other.host)
                })
            };
            let same_partner = |own: &ServerHost<'m>| {
                let others = || {
                    let near = set.overlapping(own.host).take(COMPARED).copied();
                    near.filter(|it| it.of != index && it.host.eq_ignore_ascii_case(own.host))
                };
                others().find(|other| other.written == own.written).or_else(|| others().next())
            };
            let meets = |other: usize| {
                own_hosts().any(|own| {
                    set.overlapping(own.host)
                        .take(COMPARED)
                        .any(|host| host.of == other && covers(own.host, host.host))
                })
            };
            let foreign =
                firsts.into_iter().flatten().find(|&other| self.servers[other].handling != server.handling);
            if let Some(other) = foreign {
                report(self.of_port(Sharing::OtherProtocol, index, other, meets(other)));
                continue;
            }
            if server.handling == Handling::Bytes {
                let other = [firsts[2], second_of_bytes].into_iter().flatten().find(|other| *other != index);
                if let Some(other) = other {
                    report(self.of_port(Sharing::BothTakeAll, index, other, meets(other)));
                }
                continue;
            }
            if server.handling == Handling::Tls
                && let Some((own, other)) = own_hosts().find_map(|own| Some((own, same_partner(own)?)))
            {
                report(self.of_hosts(Sharing::SameName, index, own, &other));
                continue;
            }
            let shared = own_hosts().find_map(|own| {
                Some((own, same_partner(own).filter(|it| scopes_meet(own.scope, it.scope))?))
            });
            let shared = shared.or_else(|| own_hosts().find_map(|own| Some((own, partner(own)?))));
            if let Some((own, other)) = shared {
                report(self.of_hosts(Sharing::SharedHost, index, own, &other));
            }
        }
        self.certificates(report);
    }

    fn of_port(&self, sharing: Sharing, index: usize, other: usize, is_overlapping: bool) -> SharedListener {
        let (own, other) = (&self.servers[index], &self.servers[other]);
        SharedListener {
            sharing,
            gateway: own.gateway.id,
            server: own.index,
            span: own.port_span,
            other: other.gateway.id,
            other_server: other.index,
            other_span: other.port_span,
            port: own.serving.number,
            shared: String::new(),
            is_same_host: is_overlapping,
            is_same_text: is_overlapping,
            is_overlapping,
        }
    }

    fn of_hosts(
        &self,
        sharing: Sharing,
        index: usize,
        host: &ServerHost<'_>,
        other: &ServerHost<'_>,
    ) -> SharedListener {
        let base = self.of_port(sharing, index, other.of, true);
        SharedListener {
            span: host.span,
            other_span: other.span,
            shared: other.host.to_owned(),
            is_same_host: host.host.eq_ignore_ascii_case(other.host),
            is_same_text: host.written == other.written,
            ..base
        }
    }

    /// HTTPS servers of different Gateways with one certificate. A Gateway whose selector asks for more
    /// than the other's is not the one to blame.
    fn certificates(&self, report: &mut impl FnMut(SharedListener)) {
        let mut by_certificate: FxHashMap<String, Vec<(usize, Span)>> = FxHashMap::default();
        for (index, server) in self.servers.iter().enumerate() {
            let is_https = server.serving.is_http() && server.serving.is_tls();
            let Some(tls) = server.server.tls.as_ref().filter(|_| is_https) else { continue };
            let secrets = tls.value.credentials().map(|(span, name)| (name.to_owned(), span));
            let files =
                tls.value.server_certificate.iter().map(|field| {
                    (format!("{} and {}", field.value, tls.value.private_key.text()), field.span)
                });
            for (name, span) in secrets.chain(files).filter(|(name, _)| !name.is_empty()) {
                by_certificate.entry(name).or_default().push((index, span));
            }
        }
        for (name, users) in by_certificate {
            for &(index, span) in &users {
                let own = &self.servers[index];
                let selector = |server: &Candidate<'_, 'm>| Labels::of_field(&server.gateway.spec.selector);
                let is_rival = |(other, _): &&(usize, Span)| {
                    let other = &self.servers[*other];
                    let (own_labels, other_labels) = (selector(own), selector(other));
                    other.gateway.id != own.gateway.id
                        && (own_labels.select(other_labels) || !other_labels.select(own_labels))
                };
                if let Some(&(other, other_span)) = users.iter().take(COMPARED).find(is_rival) {
                    let base = self.of_port(Sharing::SameCertificate, index, other, false);
                    report(SharedListener { span, other_span, shared: name.clone(), ..base });
                }
            }
        }
    }
}

/// Whether VirtualServices of one namespace may use both.
fn scopes_meet(a: &str, b: &str) -> bool {
    a == b || a == "*" || b == "*"
}

/// Whether two hosts are the same, or one is a wildcard over the other, which is not one (or the one over
/// everything).
fn covers(a: &str, b: &str) -> bool {
    let is_wild = |host: &str| host.starts_with('*');
    a.eq_ignore_ascii_case(b) || a == "*" || b == "*" || is_wild(a) != is_wild(b)
}
