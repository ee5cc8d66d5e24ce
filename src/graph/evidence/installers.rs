//! Objects of the input that install others, which it does not hold.

use rustc_hash::FxHashSet;

use super::is_known;
use crate::model::{
    ApplicationSetSpec, ApplicationSource, ApplicationSpec, FluxKustomizationSpec, HelmChartSpec,
    HelmReleaseSpec, Installed, Installer, Kind, Map, Model, Object, OrEmpty, RootKind, SailIstioSpec,
    Spanned, Text, TextField,
};

/// Folders of the input, by each way in which they may be named from within the repository.
pub(super) struct Folders(FxHashSet<String>);

impl Folders {
    pub(super) fn of(model: &Model) -> Folders {
        let mut folders = FxHashSet::default();
        let is_asked = [Kind::Application, Kind::ApplicationSet, Kind::FluxKustomization];
        if is_asked.into_iter().all(|kind| model.of_kind(kind).next().is_none()) {
            return Folders(folders);
        }
        for (_, source) in model.sources.iter() {
            let mut folder = &*source.path;
            while let Some((parent, _)) = folder.rsplit_once('/') {
                folder = parent;
                if folders.contains(folder) {
                    break;
                }
                folders.insert(folder.to_owned());
                let tails = folder.match_indices('/').map(|(at, _)| folder[at + 1..].to_owned());
                folders.extend(tails);
            }
        }
        Folders(folders)
    }

    fn has(&self, path: &str) -> bool {
        let path = path.trim_start_matches("./").trim_matches('/');
        path.is_empty() || path == "." || self.0.contains(path)
    }
}

/// Resources of operators that make Services and pods in their own namespace.
const MAKERS: [(&str, &str); 15] = [
    ("maistra.io", "ServiceMeshControlPlane"),
    ("kiali.io", "Kiali"),
    ("jaegertracing.io", "Jaeger"),
    ("grafana.integreatly.org", "Grafana"),
    ("monitoring.coreos.com", "Prometheus"),
    ("opentelemetry.io", "OpenTelemetryCollector"),
    ("serving.knative.dev", "Service"),
    ("serving.kserve.io", "InferenceService"),
    ("serving.kserve.io", "InferenceGraph"),
    ("serving.kserve.io", "LLMInferenceService"),
    ("kafka.strimzi.io", "Kafka"),
    ("postgresql.cnpg.io", "Cluster"),
    ("elasticsearch.k8s.elastic.co", "Elasticsearch"),
    ("operators.coreos.com", "Subscription"),
    ("uds.dev", "Package"),
];

/// What objects of the input install.
pub(super) fn installers<'m>(model: &'m Model, folders: &Folders) -> impl Iterator<Item = Installer> {
    let folders = |path: &str| folders.has(path);
    let found = move |object: &'m Object| -> Vec<Installer> {
        let own = || if is_known(model, object) { &*object.namespace } else { "" };
        let install = |from: Installed, into: &str| Installer {
            name: object.name().to_owned(),
            from,
            kinds: Vec::new(),
            into: Some(into).filter(|name| !name.is_empty() && !name.contains("{{")).map(str::to_owned),
            location: Some(object.name_location()),
        };
        let or_own = |written: &'m str| if written.is_empty() { own() } else { written };
        let is_built = || {
            let made = model.roots.iter().filter(|root| root.kind == RootKind::Argo);
            { made }.any(|root| root.is_made_by_set(object))
        };
        let application = |spec: Option<&'m ApplicationSpec>, name: &str, fill: &dyn Fn(&str) -> String| {
            let Some(spec) = spec else { return Vec::new() };
            let into = fill(spec.destination.as_ref().map_or("", |to| to.value.namespace.text()));
            let one = spec.source.iter().map(|source| &*source.value);
            let sources = one.chain(spec.sources.items().iter().map(|source| &source.value));
            let unseen = sources.filter_map(|source| match (source.chart.text(), source.path.text()) {
                ("", "") => None,
                ("", path) if folders(path) || path.contains("{{") && is_built() => None,
                ("", _) => Some((Installed::Remote, source)),
                _ => Some((Installed::Chart, source)),
            });
            let installer = |(from, source): (Installed, &ApplicationSource)| {
                let release = source.helm.as_ref().map_or("", |helm| helm.value.release_name.text());
                let name = fill(if release.is_empty() { name } else { release });
                Installer { name, ..install(from, &into) }
            };
            unseen.map(installer).collect::<Vec<_>>()
        };
        let is_rendered = || {
            let releases = model.roots.iter().filter(|root| root.kind == RootKind::Release);
            { releases }.any(|root| root.is_ordered_by(object))
        };
        match object.kind {
            Kind::HelmRelease if is_rendered() => Vec::new(),
            Kind::HelmRelease => {
                let spec = object.spec::<HelmReleaseSpec>();
                let field = |field: fn(&'m HelmReleaseSpec) -> &'m str| spec.map_or("", field);
                let target = field(|spec| spec.target_namespace.text());
                // fluxcd/helm-controller: `HelmRelease.GetReleaseName`.
                let name = match (field(|spec| spec.release_name.text()), target) {
                    ("", "") => object.name().to_owned(),
                    ("", target) => format!("{target}-{}", object.name()),
                    (name, _) => name.to_owned(),
                };
                vec![Installer { name, ..install(Installed::Chart, or_own(target)) }]
            }
            Kind::HelmChart => {
                let spec = object.spec::<HelmChartSpec>();
                vec![install(Installed::Chart, or_own(spec.map_or("", |spec| spec.target_namespace.text())))]
            }
            Kind::Application => application(object.spec(), object.name(), &str::to_owned),
            Kind::ApplicationSet => {
                let Some(set) = object.spec::<ApplicationSetSpec>() else { return Vec::new() };
                let template = set.template.as_ref().map(|template| &*template.value);
                let spec = template.and_then(|template| Some(&*template.spec.as_ref()?.value));
                let metadata = template.and_then(|template| template.metadata.as_ref());
                let name = metadata.map_or("", |metadata| metadata.value.name.text());
                let generators = set.generators.items().iter();
                let lists = generators.filter_map(|generator| generator.value.list.as_ref());
                let elements: Vec<_> = lists.flat_map(|list| list.value.elements.items()).collect();
                match elements.as_slice() {
                    [] => application(spec, name, &str::to_owned),
                    all => {
                        let of = |element: &&Spanned<Map<Text>>| {
                            application(spec, name, &|text| filled(text, &element.value))
                        };
                        all.iter().flat_map(of).collect()
                    }
                }
            }
            Kind::FluxKustomization => {
                let Some(spec) = object.spec::<FluxKustomizationSpec>() else { return Vec::new() };
                let is_root = || spec.path.text().trim_matches(['.', '/']).is_empty();
                let made = || model.roots.iter().filter(|root| root.kind == RootKind::Flux);
                let is_built = || made().any(|root| root.is_ordered_by(object));
                match folders(spec.path.text()) && (!is_root() || is_built()) {
                    true => Vec::new(),
                    false => vec![install(Installed::Remote, spec.target_namespace.text())],
                }
            }
            Kind::SailIstio => {
                let namespace = object.spec::<SailIstioSpec>().map_or("", |spec| spec.namespace.text());
                let namespace =
                    if namespace.is_empty() { model.settings.root_namespace() } else { namespace };
                vec![install(Installed::Operator, namespace)]
            }
            Kind::Other | Kind::Workload if MAKERS.contains(&(object.group(), &object.kind_name)) => {
                vec![install(Installed::Operator, own())]
            }
            _ => Vec::new(),
        }
    };
    model.objects.iter().flat_map(found)
}

/// A text of the template of an ApplicationSet with the parameters of an element filled in
/// (<https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/>).
fn filled(text: &str, element: &Map<Text>) -> String {
    let mut rest = text;
    let mut filled = String::new();
    while let Some((before, inner)) = rest.split_once("{{") {
        let Some((name, behind)) = inner.split_once("}}") else { break };
        filled.push_str(before);
        let parameter = name.trim().trim_start_matches('.');
        match element.iter().find(|pair| &*pair.name == parameter) {
            Some(pair) => filled.push_str(&pair.value),
            None => filled.push_str(&format!("{{{{{name}}}}}")),
        }
        rest = behind;
    }
    filled + rest
}
