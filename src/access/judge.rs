//! What a client of the mesh gets through to a service.

use super::reason::{Because, because};
use super::{Access, Caller, Pair, Passage, Target};
use crate::graph::protocol::Handling;
use crate::graph::routing::HttpRequest;
use crate::graph::security::{Attributes, Barrier, Content, Decision, Identity, Incoming, Reach};
use crate::graph::{Capture, Mesh, Proxy, SeenService};
use crate::model::ClientTlsMode;
use crate::trace::{Hop, Request, Scheme, Verdict, trace, verdict};

/// What is judged of a client and a service, before any trace.
pub(super) struct Judged {
    pub passage: Passage,
    pub because: Option<Because>,
    /// A request that gets through, or may; `None` for bytes, and where none was found.
    pub sample: Option<HttpRequest>,
}

impl Judged {
    fn none(because: Because) -> Judged {
        Judged { passage: Passage::None, because: Some(because), sample: None }
    }
}

impl<'w, 'm> Access<'w, 'm> {
    pub(super) fn call_from_inside(&self, caller: usize, target: usize, is_confirmed: bool) -> Pair {
        let (from, to) = (&self.callers[caller], &self.targets[target]);
        if to.workload.is_none() {
            return self.call_to_outside(caller, target);
        }
        let judged = self.judge(from, to);
        let mut pair = Pair {
            caller,
            target,
            passage: judged.passage,
            why: judged.because.as_ref().map(|because| because.text.clone()),
            location: judged.because.as_ref().and_then(|because| because.location),
            witness: None,
        };
        if judged.passage == Passage::None || judged.passage == Passage::Open && judged.sample.is_none() {
            return pair;
        }
        let request = self.request(to, judged.sample.as_ref());
        if is_confirmed {
            let hop = trace(self.mesh, &from.start, &request);
            let is_there = reaches(&hop, to);
            match verdict(&hop) {
                Verdict::Answered | Verdict::Open(_) if is_there => {}
                Verdict::Answered | Verdict::Open(_) => {
                    pair.passage = Passage::None;
                    pair.why = Some("routes of the client lead elsewhere".to_owned());
                    pair.location = hop.rule.as_ref().map(|rule| rule.place.location());
                    return pair;
                }
                Verdict::Refused { why, .. } => {
                    pair.passage = Passage::None;
                    pair.why = Some(why);
                    return pair;
                }
                Verdict::NotAnswered => {
                    pair.passage = Passage::None;
                    let end = hop.steps.iter().rev().find(|step| step.mark == crate::trace::Mark::Broken);
                    pair.why = end.map(|step| step.message.clone());
                    pair.location = end.and_then(|step| step.location);
                    return pair;
                }
            }
        }
        pair.witness = Some(request);
        pair
    }

    /// A request to a service as its clients send it.
    pub(super) fn request(&self, to: &Target, sample: Option<&HttpRequest>) -> Request {
        let host = self.mesh.services.get(to.of).host.to_ascii_lowercase();
        let is_bytes = to.handling == Some(Handling::Bytes);
        let sample = sample.cloned().or_else(|| self.asked.clone()).unwrap_or_else(|| HttpRequest {
            scheme: "http",
            method: "GET".to_owned(),
            path: "/".to_owned(),
            ..HttpRequest::default()
        });
        let authority = match to.port {
            80 => host.clone(),
            port => format!("{host}:{port}"),
        };
        Request {
            scheme: if is_bytes { Scheme::Tcp } else { Scheme::Http },
            host,
            port: to.port,
            http: HttpRequest { authority, ..sample },
            sni: None,
            client_cert: false,
            http2: false,
        }
    }

    /// What is judged of all requests at once.
    pub(super) fn judge(&self, from: &Caller, to: &Target) -> Judged {
        let mesh = self.mesh;
        let Some(workload) = to.workload else {
            return Judged { passage: Passage::All, because: None, sample: None };
        };
        let client = from.start.client();
        let view = mesh.view(client);
        let service = mesh.services.get(to.of);
        let host = service.host.to_ascii_lowercase();
        let seen = match client.proxy {
            Proxy::Sidecar | Proxy::Gateway => view.service(&host),
            Proxy::Ztunnel | Proxy::None => {
                Some(SeenService { id: to.of, mixed: Vec::new(), hidden: Vec::new() })
            }
        };
        let seen = seen.filter(|seen| seen.all().any(|id| id == to.of));
        let (tls, is_auto) = match &seen {
            Some(_) => {
                let cluster = view.cluster_of(&host, to.port, "");
                (mesh.tls_towards(&cluster, workload, to.pod_port), cluster.is_auto)
            }
            None if view.outbound_policy().is_registry_only => {
                return Judged::none(Because {
                    text: "the client's proxy does not know the Service, and REGISTRY_ONLY refuses what is unknown"
                        .to_owned(),
                    location: view.outbound_policy().location,
                });
            }
            // What a proxy does not know goes out as it is.
            None => (ClientTlsMode::Disable, true),
        };
        if client.proxy == Proxy::Ztunnel
            && let Some(waypoint) = mesh.waypoint_of(service)
        {
            let name = format!("{}/{}", waypoint.namespace, waypoint.name);
            let location = waypoint.gateway.map(|gateway| gateway.object.name_location());
            let text =
                format!("as the waypoint `{name}` decides, whose routes and policies are not judged here");
            return Judged {
                passage: Passage::Open,
                because: Some(Because { text, location }),
                sample: self.asked.clone(),
            };
        }
        if let Capture::Nothing(_) = mesh.capture(mesh.workloads.get(workload)) {
            return match mesh.network_refusal(&client, mesh.workloads.get(workload), to.pod_port) {
                Some((policy, is_client)) => {
                    Judged::none(because(mesh, &Barrier::Network(policy, is_client), None))
                }
                None => Judged { passage: Passage::All, because: None, sample: None },
            };
        }
        let identity = mesh.identity(&from.start.namespace, &from.account);
        let sni = (tls == ClientTlsMode::IstioMutual).then(|| format!("outbound_.{}_._.{host}", to.port));
        let is_bytes = to.handling == Some(Handling::Bytes);
        let asked = self.asked.as_ref().map(|asked| HttpRequest { authority: host.clone(), ..asked.clone() });
        let content = match (&asked, is_bytes) {
            (_, true) => Content::Bytes,
            (Some(request), false) => Content::Request(request),
            (None, false) => Content::AnyRequest,
        };
        let incoming = Incoming {
            client: Some(client),
            tls,
            is_auto,
            is_tls_inside: false,
            identity: Some(&identity),
            content,
            port: to.pod_port,
            handling: to.handling,
            sni: sni.as_deref(),
        };
        let reception = mesh.receive(workload, &incoming);
        if let Some(barrier) = &reception.barrier {
            return Judged::none(because(mesh, barrier, Some(&reception.mtls)));
        }
        let is_ztunnel = mesh.capture(mesh.workloads.get(workload)) == Capture::Ztunnel;
        if reception.authorization.policies.is_empty() {
            return Judged { passage: Passage::All, because: None, sample: asked };
        }
        if !matches!(content, Content::AnyRequest) || is_ztunnel {
            let text = Because::of(&reception.authorization);
            let passage = match reception.authorization.decision {
                Decision::Allowed => Passage::All,
                Decision::Unknown => Passage::Open,
                Decision::Denied => Passage::None,
            };
            return Judged { passage, because: text.filter(|_| passage != Passage::All), sample: asked };
        }
        let policies: Vec<_> =
            reception.authorization.policies.iter().map(|outcome| outcome.policy).collect();
        self.reached(
            mesh,
            &policies,
            (tls == ClientTlsMode::IstioMutual).then_some(&identity),
            to,
            sni.as_deref(),
            &host,
        )
    }

    /// What policies let through of all requests.
    fn reached(
        &self,
        mesh: &Mesh<'m>,
        policies: &[crate::model::Resource<'m, crate::model::AuthorizationPolicy>],
        identity: Option<&Identity>,
        to: &Target,
        sni: Option<&str>,
        host: &str,
    ) -> Judged {
        let trust_domains = mesh.trust_domains();
        let attributes = Attributes {
            identity,
            trust_domains: &trust_domains,
            content: Content::AnyRequest,
            port: to.pod_port.unwrap_or_default(),
            sni,
            is_ztunnel: false,
        };
        match mesh.reach(policies, &attributes, host) {
            Reach::All => Judged { passage: Passage::All, because: None, sample: None },
            Reach::Some(sample) => {
                let location = policies.first().map(|policy| policy.object.name_location());
                let (passage, text) = match &sample {
                    Some(_) => (Passage::Some, "what the policies of the workload let through"),
                    None => {
                        (Passage::Open, "no request was found that gets through, nor a proof that none does")
                    }
                };
                Judged { passage, because: Some(Because { text: text.to_owned(), location }), sample }
            }
            Reach::Open(authorization, sample) => {
                Judged { passage: Passage::Open, because: Because::of(&authorization), sample }
            }
            Reach::None(authorization) => {
                let because = match authorization.decision {
                    // What is allowed and what is denied is the same.
                    Decision::Unknown => Because::of_denial(&authorization),
                    _ => Because::of(&authorization),
                };
                Judged { passage: Passage::None, because, sample: None }
            }
        }
    }
}

/// Whether a request comes to a workload, over all proxies on its way.
pub(super) fn reaches(hop: &Hop<'_>, to: &Target) -> bool {
    let last = hop.last();
    last.clusters.iter().any(|cluster| to.workload.is_some_and(|id| cluster.endpoints.workloads.contains(&id)))
        || last.open.is_some()
        || last.clusters.iter().any(|cluster| {
            cluster.service.as_ref().is_some_and(|seen| seen.all().any(|id| id == to.of))
        })
        // What a proxy does not know goes to the address that was asked for.
        || last.clusters.is_empty() && last.outcome == crate::trace::Outcome::Passthrough
}
