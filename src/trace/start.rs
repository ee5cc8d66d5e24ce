//! Where a request begins.

use crate::graph::{Capture, Client, Mesh, Proxy, WorkloadId};
use crate::model::Labels;
use crate::text::nearest;

/// Whose proxy sends a request.
#[derive(Clone, Debug)]
pub struct Start {
    /// Namespace.
    pub namespace: String,
    /// Labels of the workload.
    pub labels: Vec<(String, String)>,
    /// The workload; `None` where the input has none, so that only the labels are known.
    pub workload: Option<WorkloadId>,
    /// Name of the workload, or the labels that were asked for.
    pub name: String,
    /// Whether it is a gateway, which gets the request from outside.
    pub is_gateway: bool,
    /// How its traffic is captured, unless it is a gateway.
    pub capture: Capture,
    /// Whether several workloads fit, of which this is the first.
    pub is_ambiguous: bool,
}

/// Why there is no such start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError(pub String);

impl std::fmt::Display for StartError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl Start {
    /// Reads `[gateway:]NAMESPACE/NAME` or `[gateway:]NAMESPACE/k=v,…`.
    pub fn read(mesh: &Mesh<'_>, text: &str) -> Result<Start, StartError> {
        let (is_gateway, rest) = match text.strip_prefix("gateway:") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let Some((namespace, who)) =
            rest.split_once('/').filter(|(namespace, who)| !namespace.is_empty() && !who.is_empty())
        else {
            return Err(StartError(format!(
                "`{text}` is not of the form NAMESPACE/NAME or NAMESPACE/label=value"
            )));
        };
        match who.contains('=') {
            true => Start::by_labels(mesh, is_gateway, namespace, who),
            false => Start::by_name(mesh, is_gateway, namespace, who),
        }
    }

    fn by_labels(mesh: &Mesh<'_>, is_gateway: bool, namespace: &str, who: &str) -> Result<Start, StartError> {
        let mut labels = Vec::new();
        for pair in who.split(',') {
            let Some((name, value)) = pair.rsplit_once('=').filter(|(name, _)| !name.is_empty()) else {
                return Err(StartError(format!("`{pair}` is not of the form label=value")));
            };
            labels.push((name.trim_end_matches('=').to_owned(), value.to_owned()));
        }
        let fitting = mesh.workloads.selected(Labels::Made(&labels), Some(namespace));
        match fitting.as_slice() {
            [] => Ok(Start {
                namespace: namespace.to_owned(),
                labels,
                workload: None,
                name: who.to_owned(),
                is_gateway,
                capture: Capture::Sidecar,
                is_ambiguous: false,
            }),
            [first, rest @ ..] => {
                Ok(Start { is_ambiguous: !rest.is_empty(), ..Start::of(mesh, *first, is_gateway) })
            }
        }
    }

    fn by_name(mesh: &Mesh<'_>, is_gateway: bool, namespace: &str, who: &str) -> Result<Start, StartError> {
        let here = || mesh.workloads.iter().filter(|(_, workload)| workload.namespace == namespace);
        let named: Vec<WorkloadId> =
            here().filter(|(_, workload)| workload.name == who).map(|(id, _)| id).collect();
        if let [first, rest @ ..] = named.as_slice() {
            return Ok(Start { is_ambiguous: !rest.is_empty(), ..Start::of(mesh, *first, is_gateway) });
        }
        // A Gateway stands for the workload that it configures.
        let gateways = mesh.gateways.in_namespace(namespace).named(who);
        if let Some(&first) = gateways.flat_map(|id| mesh.gateway_workloads(id)).collect::<Vec<_>>().first()
            && is_gateway
        {
            return Ok(Start::of(mesh, first, true));
        }
        if let Some(assumed) = is_gateway.then(|| Start::assumed(mesh, namespace, who)).flatten() {
            return Ok(assumed);
        }
        let near = nearest(who, here().map(|(_, workload)| workload.name));
        let hint = match near {
            Some(name) => format!("; did you mean {namespace}/{name}?"),
            None => "; its labels can be given instead: NAMESPACE/label=value".to_owned(),
        };
        Err(StartError(format!("the input has no workload {namespace}/{who}{hint}")))
    }

    /// A gateway whose pods are elsewhere: that of a Gateway by its name, or one of a Helm release of this name, with the
    /// labels that its chart gives it, where a Gateway selects them.
    fn assumed(mesh: &Mesh<'_>, namespace: &str, who: &str) -> Option<Start> {
        let of_chart = [("app", who), ("istio", who.strip_prefix("istio-").unwrap_or(who))];
        let of_chart: Vec<(String, String)> =
            of_chart.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let named = mesh.gateways.in_namespace(namespace).named(who).next();
        let labels = match named.and_then(|id| mesh.gateway_selector(id)) {
            Some(labels) => labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            None if mesh.gateways_for(namespace, Labels::Made(&of_chart)).is_empty() => return None,
            None => of_chart,
        };
        Some(Start {
            namespace: namespace.to_owned(),
            labels,
            workload: None,
            name: who.to_owned(),
            is_gateway: true,
            capture: Capture::Sidecar,
            is_ambiguous: false,
        })
    }

    /// A workload of the mesh.
    pub fn of(mesh: &Mesh<'_>, id: WorkloadId, is_gateway: bool) -> Start {
        let workload = mesh.workloads.get(id);
        Start {
            namespace: workload.namespace.to_owned(),
            labels: workload.labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            workload: Some(id),
            name: workload.name.to_owned(),
            is_gateway,
            capture: mesh.capture(workload),
            is_ambiguous: false,
        }
    }

    /// As the graph asks for it.
    pub fn client(&self) -> Client<'_> {
        Client {
            namespace: &self.namespace,
            labels: Labels::Made(&self.labels),
            proxy: match self.capture {
                _ if self.is_gateway => Proxy::Gateway,
                Capture::Sidecar => Proxy::Sidecar,
                Capture::Ztunnel => Proxy::Ztunnel,
                Capture::Nothing(_) => Proxy::None,
            },
        }
    }

    /// For people.
    pub fn describe(&self) -> String {
        let what = match self.capture {
            _ if self.is_gateway => "gateway",
            Capture::Sidecar => "sidecar of",
            Capture::Ztunnel => "ztunnel of",
            Capture::Nothing(_) => "no proxy at",
        };
        format!("{what} {}/{}", self.namespace, self.name)
    }
}
