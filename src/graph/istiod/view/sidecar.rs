//! What a Sidecar lets its workloads see,
//! <https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener>.

use rustc_hash::FxHashMap;

use crate::graph::{Mesh, WorkOut};
use crate::model::{
    Labels, LabelsSelector, OrEmpty, Resource, Sidecar, SidecarEgress, Spanned, Text, TextField,
};
use crate::source::Span;
use crate::text::host;

/// All Sidecars, by namespace.
#[derive(Debug, Default)]
pub struct Sidecars<'m> {
    by_namespace: FxHashMap<&'m str, InNamespace<'m>>,
    root: &'m str,
}

/// The Sidecars of one namespace.
#[derive(Debug, Default)]
struct InNamespace<'m> {
    /// Those that select workloads, the oldest first.
    selecting: Vec<SidecarScope<'m>>,
    /// The one for all other workloads.
    general: Option<SidecarScope<'m>>,
}

/// A Sidecar and what it imports.
#[derive(Debug)]
pub struct SidecarScope<'m> {
    /// The Sidecar.
    pub resource: Resource<'m, Sidecar>,
    /// Its egress listeners. One for everything where it has none.
    pub listeners: Vec<EgressListener<'m>>,
}

/// An entry of a Sidecar's `egress`.
#[derive(Debug, Default)]
pub struct EgressListener<'m> {
    /// The entry; `None` where the Sidecar has no `egress`.
    pub entry: Option<&'m Spanned<SidecarEgress>>,
    /// The only port that it is for.
    pub port: Option<i64>,
    /// Protocol of that port.
    pub protocol: &'m str,
    /// The address that it listens on; `""` for all.
    pub bind: &'m str,
    imports: Vec<Import<'m>>,
}

/// An entry of `hosts`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Import<'m> {
    /// The namespace of what is imported, `*` for all, and in the mesh-wide Sidecar `.` for that of each workload.
    pub namespace: &'m str,
    /// Its host, maybe a wildcard.
    pub host: &'m str,
    /// Whether it is left out instead: `~namespace/host`.
    pub excludes: bool,
    /// Where it is written.
    pub span: Span,
}

impl<'m> Import<'m> {
    /// Reads an entry, where `.` stands for a namespace. `None` for what has no namespace. `~` alone leaves out of
    /// all namespaces, so that `~/*` imports nothing, whatever stands beside it.
    fn read(entry: &'m Spanned<Text>, own: &'m str) -> Option<Import<'m>> {
        let (namespace, host) = entry.value.split_once('/')?;
        let (excludes, namespace) = match namespace.strip_prefix('~') {
            Some("") => (true, "*"),
            Some(namespace) => (true, namespace),
            None => (false, namespace),
        };
        let namespace = if namespace == "." { own } else { namespace };
        Some(Import { namespace, host, excludes, span: entry.span })
    }
}

impl<'m> EgressListener<'m> {
    fn of(entry: &'m Spanned<SidecarEgress>, namespace: &'m str) -> EgressListener<'m> {
        let port = entry.port.as_ref();
        EgressListener {
            entry: Some(entry),
            port: port
                .and_then(|port| port.number.as_ref())
                .map(|number| number.value)
                .filter(|number| *number != 0),
            protocol: port.map_or("", |port| port.protocol.text()),
            bind: match entry.bind.text() {
                "0.0.0.0" | "::" => "",
                bind => bind,
            },
            imports: entry.hosts.items().iter().filter_map(|item| Import::read(item, namespace)).collect(),
        }
    }

    /// What it imports, as written.
    pub fn imports(&self) -> &[Import<'m>] {
        &self.imports
    }

    /// Imports of a namespace go before those of all namespaces; an exclusion goes before both. `.` is the namespace
    /// of the client, also in the Sidecar of the whole mesh (istiod: `convertIstioListenerToWrapper`).
    fn admits(&self, client: &str, namespace: &str, fits: impl Fn(&str) -> bool) -> bool {
        if self.entry.is_none() {
            return true;
        }
        let of = |import: &&Import<'_>| match import.namespace {
            "*" => true,
            "." => namespace == client,
            own => own == namespace,
        };
        let mut relevant = self.imports.iter().filter(of).filter(|import| fits(import.host)).peekable();
        relevant.peek().is_some() && relevant.all(|import| !import.excludes)
    }

    /// Whether it imports a service for a client of a namespace: its host has to lie within the host of an entry.
    pub fn imports_service(&self, client: &str, namespace: &str, host: &str) -> bool {
        self.admits(client, namespace, |imported| host::is_within(host, imported))
    }

    /// Whether it imports routes for a host. Those of a VirtualService come in if the two hosts have any
    /// name in common, those of the Gateway API if theirs lies within the imported one (istiod:
    /// `vsHostMatches`).
    pub fn imports_routes(&self, client: &str, namespace: &str, host: &str, is_gateway_api: bool) -> bool {
        self.admits(client, namespace, |imported| match is_gateway_api {
            true => host::is_within(host, imported),
            false => host::overlap(host, imported),
        })
    }
}

impl<'m> WorkOut<'m> for Sidecars<'m> {
    fn work_out(mesh: &Mesh<'m>) -> Sidecars<'m> {
        let mut sidecars = Sidecars { root: mesh.model.settings.root_namespace(), ..Sidecars::default() };
        let mut all: Vec<_> = mesh.all::<Sidecar>().collect();
        all.sort_by_key(|sidecar| sidecar.object.seniority());
        for resource in all {
            let listeners = match resource.spec.egress.items() {
                [] => vec![EgressListener::default()],
                entries => {
                    let is_for_mesh = resource.namespace() == sidecars.root;
                    let own = if is_for_mesh { "." } else { resource.namespace() };
                    entries.iter().map(|entry| EgressListener::of(entry, own)).collect()
                }
            };
            let scope = SidecarScope { resource, listeners };
            let here = sidecars.by_namespace.entry(resource.namespace()).or_default();
            match selector(resource.spec).is_empty() {
                true if here.general.is_some() => {} // the oldest counts
                true => here.general = Some(scope),
                false => here.selecting.push(scope),
            }
        }
        sidecars
    }
}

impl<'m> Sidecars<'m> {
    /// All that count for some workload, in the order of the input.
    pub fn iter(&self) -> impl Iterator<Item = &SidecarScope<'m>> {
        let mut all: Vec<_> =
            self.by_namespace.values().flat_map(|here| here.selecting.iter().chain(&here.general)).collect();
        all.sort_by_key(|scope| scope.resource.id);
        all.into_iter()
    }

    /// The Sidecar of a workload: one that selects it, or else that of its namespace, or else that of the
    /// root namespace.
    pub fn of_workload(&self, namespace: &str, labels: Labels<'_>) -> Option<&SidecarScope<'m>> {
        let here = self.by_namespace.get(namespace);
        let selects = |scope: &&SidecarScope<'m>| selector(scope.resource.spec).select(labels);
        here.and_then(|here| here.selecting.iter().find(selects).or(here.general.as_ref()))
            .or_else(|| self.by_namespace.get(self.root)?.general.as_ref())
    }
}

fn selector(sidecar: &Sidecar) -> Labels<'_> {
    LabelsSelector::labels_of(&sidecar.workload_selector)
}

impl Mesh<'_> {
    /// Whether a Sidecar opens a port for workloads of a namespace.
    pub fn is_opened_by_sidecar(&self, namespace: &str, port: i64) -> bool {
        let sidecars = self.all::<Sidecar>().filter(|sidecar| sidecar.namespace() == namespace);
        let mut ingress = sidecars.flat_map(|sidecar| sidecar.spec.ingress.items());
        ingress.any(|ingress| {
            let number = ingress.port.as_ref().and_then(|port| port.number.as_ref());
            number.is_some_and(|number| number.value == port)
        })
    }
}
