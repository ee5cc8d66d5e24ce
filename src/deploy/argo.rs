//! Applications and ApplicationSets of Argo CD (argoproj.io).

use globset::{Glob, GlobBuilder, GlobMatcher};

use super::charts::{is_chart, merged};
use super::files::Files;
use super::order::{Content, Order, directory_of, has_kustomization, manifests, name_of};
use crate::helm::{Parameter, Release};
use crate::kustomize::{self, Entry, Kind, Node};
use crate::model::RootKind;
use crate::source::SourceId;
use crate::text::placeholder::Variables;

/// The API group.
pub(super) const GROUP: &str = "argoproj.io";

/// The orders that an object of Argo CD is: one for each source whose directory is in the input.
pub(super) fn orders(object: &Node, path: &str, files: &Files<'_>) -> Vec<Order> {
    let name = name_of(object);
    match object.get("kind").map_or("", Node::written) {
        "Application" => object.get("spec").map_or_else(Vec::new, |spec| of_spec(&name, spec, path, files)),
        "ApplicationSet" => of_set(&name, object, path, files),
        _ => Vec::new(),
    }
}

fn of_spec(name: &str, spec: &Node, path: &str, files: &Files<'_>) -> Vec<Order> {
    let sources =
        spec.get("source").into_iter().chain(spec.get("sources").map(Node::items).unwrap_or_default());
    sources.filter_map(|source| of_source(name, source, spec, path, files)).collect()
}

/// Settings that are written as in a kustomization.
const ADDED: [&str; 8] = [
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonAnnotations",
    "patches",
    "replicas",
    "components",
    "commonLabels",
];

/// A source is a directory with a chart, with a kustomization, or one of plain manifests. The namespace of the
/// destination is that of objects that name none.
fn of_source(name: &str, source: &Node, spec: &Node, path: &str, files: &Files<'_>) -> Option<Order> {
    let place = source.get("path").filter(|_| source.get("chart").is_none())?;
    let directory = directory_of(place.written(), path, files)?;
    let destination = spec.get("destination");
    let field =
        |name: &str| destination.and_then(|destination| destination.get(name)).map_or("", Node::written);
    let namespace = Some(field("namespace")).filter(|name| !name.is_empty()).map(str::to_owned);
    let is_kustomization = has_kustomization(&directory, files);
    let content = match (is_chart(&directory, files), is_kustomization) {
        (true, _) if !files.renders_charts => return None,
        (true, _) => Content::Chart(Box::new(release(name, source, &directory, namespace.clone()))),
        (false, true) => Content::Kustomization,
        (false, false) => Content::Files(plain_manifests(&directory, source.get("directory"), files)),
    };
    let mut additions = Vec::new();
    if let Some(settings) = source.get("kustomize").filter(|_| is_kustomization) {
        let entries = ADDED.iter().filter_map(|field| settings.entry(field));
        additions.extend(entries.filter(|entry| !entry.value.is_empty()).cloned());
        additions.extend(images(settings));
    }
    let is_here = matches!(field("server"), "" | "https://kubernetes.default.svc")
        && matches!(field("name"), "" | "in-cluster");
    let cluster = [field("name"), field("server")].into_iter().find(|text| !text.is_empty());
    Some(Order {
        kind: RootKind::Argo,
        name: name.to_owned(),
        at: place.at,
        directory,
        content,
        additions,
        substitutions: Variables::new(),
        default_namespace: namespace,
        cluster: cluster.filter(|_| !is_here).map(str::to_owned),
        parent: None,
    })
}

/// What Argo CD renders a chart with: files, then `values` or `valuesObject`, then parameters
/// (<https://argo-cd.readthedocs.io/en/stable/user-guide/helm/>).
fn release(application: &str, source: &Node, directory: &str, namespace: Option<String>) -> Release {
    let settings = source.get("helm");
    let field = |name: &str| settings.and_then(|settings| settings.get(name));
    let items = |name: &str| field(name).map(Node::items).unwrap_or_default();
    let text = |name: &str| field(name).map_or("", Node::written);
    let written = kustomize::documents(text("values"), SourceId(0));
    let values: Vec<Node> = field("valuesObject").cloned().map_or(written, |values| vec![values]);
    // Those of another source (`$values/app.yaml`) are in another repository as a rule.
    let here = items("valueFiles").iter().map(Node::written).filter(|file| !file.starts_with('$'));
    let parameter = |node: &Node| {
        let field = |name: &str| node.get(name).map_or("", Node::written);
        let is_text = node.get("forceString").is_some_and(Node::is_true);
        Parameter { text: format!("{}={}", field("name"), field("value")), is_text }
    };
    let name = match text("releaseName") {
        "" => kustomize::file_name(application),
        name => name,
    };
    Release {
        chart: directory.to_owned(),
        name: name.to_owned(),
        namespace,
        value_files: here.map(|file| kustomize::join(directory, file.trim_start_matches('/'))).collect(),
        values: merged(&values),
        parameters: items("parameters").iter().map(parameter).collect(),
    }
}

/// `images` of Argo CD are written as `old=new:tag`, where kustomize has a mapping for each.
fn images(settings: &Node) -> Option<Entry> {
    let entry = settings.entry("images")?;
    let image = |item: &Node| {
        let text = item.written();
        let (name, new) = text.split_once('=').map_or((None, text), |(name, new)| (Some(name), new));
        let (new, digest) = new.split_once('@').map_or((new, None), |(new, digest)| (new, Some(digest)));
        let slash = new.rfind('/').map_or(0, |at| at + 1);
        let (new, tag) = match new[slash..].split_once(':') {
            Some((_, tag)) => (&new[..new.len() - tag.len() - 1], Some(tag)),
            None => (new, None),
        };
        let mut image = Node::map(item.at, Vec::new());
        let fields = [
            ("name", Some(name.unwrap_or(new))),
            ("newName", name.map(|_| new)),
            ("newTag", tag),
            ("digest", digest),
        ];
        for (key, value) in fields {
            if let Some(value) = value {
                image.set(&key.into(), item.at, Node::scalar(item.at, Kind::Quoted, value));
            }
        }
        image
    };
    let items: Vec<Node> = entry.value.items().iter().map(image).collect();
    (!items.is_empty()).then(|| Entry { value: Node::seq(entry.value.at, items), ..entry.clone() })
}

/// The manifests of a plain directory, as its settings say: `recurse`, `include`, `exclude`.
fn plain_manifests(directory: &str, settings: Option<&Node>, files: &Files<'_>) -> Vec<String> {
    let field = |name: &str| settings.and_then(|settings| settings.get(name));
    let globs = |name: &str| -> Option<Vec<GlobMatcher>> {
        let text = field(name)?.written();
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        let parts = inner.map_or_else(|| vec![text], |inner| inner.split(',').collect());
        Some(
            parts
                .into_iter()
                .filter_map(|part| Glob::new(part.trim()).ok())
                .map(|glob| glob.compile_matcher())
                .collect(),
        )
    };
    let (include, exclude) = (globs("include"), globs("exclude"));
    let meets = |globs: &[GlobMatcher], path: &str| globs.iter().any(|glob| glob.is_match(path));
    let mut found = manifests(directory, field("recurse").is_some_and(Node::is_true), files);
    found.retain(|path| {
        include.as_ref().is_none_or(|globs| meets(globs, path))
            && !exclude.as_ref().is_some_and(|globs| meets(globs, path))
    });
    found
}

/// An ApplicationSet with a generator of git directories makes an Application for each directory.
fn of_set(name: &str, object: &Node, path: &str, files: &Files<'_>) -> Vec<Order> {
    let Some(spec) = object.get("spec") else { return Vec::new() };
    let generators = spec.get("generators").map(Node::items).unwrap_or_default();
    let Some(template) = spec.get_path(&["template", "spec"]) else { return Vec::new() };
    let directories = generators.iter().filter_map(|generator| generator.get_path(&["git", "directories"]));
    let (excluded, wanted): (Vec<&Node>, Vec<&Node>) =
        directories.flat_map(Node::items).partition(|entry| entry.get("exclude").is_some_and(Node::is_true));
    let excluded: Vec<&str> =
        excluded.iter().filter_map(|entry| Some(entry.get("path")?.written())).collect();
    let mut orders = Vec::new();
    for pattern in wanted.iter().filter_map(|entry| entry.get("path")) {
        for directory in matching(pattern.written(), &excluded, path, files) {
            let filled = fill(template, &directory);
            let name = format!("{name}/{}", kustomize::file_name(&directory));
            let all = of_spec(&name, &filled, path, files).into_iter();
            orders.extend(all.map(|order| Order { at: pattern.at, ..order }));
        }
    }
    orders
}

/// The directories of the input that a pattern such as `apps/*` means, relative to the repository.
fn matching(pattern: &str, excluded: &[&str], path: &str, files: &Files<'_>) -> Vec<String> {
    let literal = pattern.split('*').next().unwrap_or_default();
    let start = literal.rsplit_once('/').map_or("", |(start, _)| start);
    let Some(base) = directory_of(start, path, files) else { return Vec::new() };
    let prefix =
        base.strip_suffix(&kustomize::join("", start)).unwrap_or(&base).trim_end_matches('/').to_owned();
    let compile = |pattern: &str| {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build().ok()?;
        Some(glob.compile_matcher())
    };
    let Some(glob) = compile(pattern) else { return Vec::new() };
    let excluded: Vec<_> = excluded.iter().filter_map(|pattern| compile(pattern)).collect();
    let mut found: Vec<String> = files
        .all_given()
        .flat_map(|path| path.match_indices('/').map(move |(at, _)| &path[..at]))
        .filter_map(|folder| {
            if prefix.is_empty() { Some(folder) } else { folder.strip_prefix(&prefix)?.strip_prefix('/') }
        })
        .filter(|folder| glob.is_match(folder) && !excluded.iter().any(|glob| glob.is_match(folder)))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// A template with the parameters of a git directory filled in.
fn fill(node: &Node, directory: &str) -> Node {
    let mut filled = node.clone();
    if let Some(scalar) = node.as_scalar() {
        let name = kustomize::file_name(directory);
        let mut text = scalar.text.to_string();
        for (parameter, value) in [
            ("path", directory),
            (".path.path", directory),
            ("path.basename", name),
            (".path.basename", name),
            ("path.basenameNormalized", name),
            (".path.basenameNormalized", name),
        ] {
            for written in [format!("{{{{{parameter}}}}}"), format!("{{{{ {parameter} }}}}")] {
                text = text.replace(&written, value);
            }
        }
        filled.rewrite(text);
        return filled;
    }
    if let Some(items) = filled.items_mut() {
        items.iter_mut().for_each(|item| *item = fill(item, directory));
    }
    if let Some(entries) = filled.entries_mut() {
        entries.iter_mut().for_each(|entry| entry.value = fill(&entry.value, directory));
    }
    filled
}
