//! Why a destination has no cluster, and what would fix it.

use super::{Mark, Stage, Walk};
use crate::graph::View;
use crate::graph::routing::{Cluster, Lack, Unseen};
use crate::source::Location;

impl<'w, 'm> Walk<'w, 'm> {
    /// Says why there is no cluster; gives what would fix it.
    pub(super) fn lack(
        &mut self,
        cluster: &Cluster<'m>,
        lack: &Lack,
        named: Option<Location>,
        view: &View<'w, 'm>,
    ) -> String {
        let mesh = self.mesh;
        let namespace = view.client.namespace;
        let host = cluster.host.clone().unwrap_or_default();
        match lack {
            Lack::Refused => {
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    named,
                    "no ReferenceGrant lets the route refer to this namespace, or the kind is not known",
                );
                "add a ReferenceGrant to the namespace of the backend".to_owned()
            }
            Lack::Host => {
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    named,
                    format!("no Service and no ServiceEntry of the input has the host `{host}`"),
                );
                format!(
                    "register `{host}`, or correct its name; only a name without dots is short for a Service of the own namespace"
                )
            }
            Lack::OnlyWildcard(seen) => {
                let service = mesh.services.get(seen.id);
                let location = service.object().map(|id| mesh.object(id).name_location());
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    location,
                    format!(
                        "only `{}` covers the host: there is no cluster for a single name under a wildcard",
                        service.host
                    ),
                );
                format!("add `{host}` to the hosts of the ServiceEntry")
            }
            Lack::NotSeen(unseen) => {
                let mut help = String::new();
                for why in unseen {
                    let (id, message) = match why {
                        Unseen::NotExported(id) => {
                            help = format!("add `{namespace}` to its `exportTo`");
                            (*id, format!("is not exported to namespace {namespace} of this proxy"))
                        }
                        Unseen::NotImported(id) => {
                            help = "import it in `egress` of the Sidecar".to_owned();
                            (*id, format!("is not imported by the Sidecar of namespace {namespace}"))
                        }
                    };
                    let service = mesh.services.get(id);
                    let object = service.object().map(|id| mesh.object(id));
                    let entry = object.and_then(|object| object.spec::<crate::model::ServiceEntry>());
                    let place = entry
                        .and_then(|entry| entry.export_to.as_ref())
                        .zip(object)
                        .map(|(field, object)| object.at(field.span));
                    let location = place.or(object.map(|object| object.name_location()));
                    self.step(
                        Stage::Destination,
                        Mark::Broken,
                        location,
                        format!("{} {message}", self.service(service)),
                    );
                }
                help
            }
            Lack::Port => {
                let ports: Vec<String> = cluster
                    .service
                    .iter()
                    .flat_map(|seen| view.ports(seen))
                    .map(|port| port.number.to_string())
                    .collect();
                let has = if ports.is_empty() {
                    "no port".to_owned()
                } else {
                    format!("only {}", ports.join(", "))
                };
                let port = cluster.port.unwrap_or_default();
                let location = cluster
                    .service
                    .as_ref()
                    .and_then(|seen| mesh.services.get(seen.id).object())
                    .map(|id| mesh.object(id).name_location());
                self.step(
                    Stage::Destination,
                    Mark::Broken,
                    location,
                    format!("port {port} is not among its ports ({has})"),
                );
                "name one of its ports in `port.number` of the destination; where none is named, a sidecar takes that of the request".to_owned()
            }
            Lack::Subset => {
                let subset = cluster.subset;
                match cluster.rules.as_ref().and_then(|rules| Some((rules.main().or(rules.set_aside.first().copied())?, rules))) {
                    Some((rule, rules)) => {
                        let set_aside = rules.rules.is_empty();
                        let own = if set_aside { "is for other workloads, and hides those of other namespaces" } else { "is the one that counts here, and does not define it" };
                        self.step(Stage::Policy, Mark::Broken, Some(rule.object.name_location()), format!("subset `{subset}` is unknown: DestinationRule `{}/{}` {own}", rule.namespace(), rule.name()));
                    }
                    None => self.step(Stage::Policy, Mark::Broken, None, format!("subset `{subset}` is unknown: no DestinationRule for the host counts for clients in namespace {namespace}")),
                }
                for id in mesh.destination_rules.defining(&host, subset) {
                    let object = mesh.object(id);
                    self.passed(
                        Stage::Policy,
                        object.name_location(),
                        format!(
                            "DestinationRule `{}/{}` defines the subset, and does not count here",
                            object.namespace,
                            object.name()
                        ),
                    );
                }
                "define the subset in the DestinationRule that counts: of the client's namespace, or else of the Service's, or else of the root namespace".to_owned()
            }
        }
    }
}
