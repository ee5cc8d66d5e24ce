//! Applications and ApplicationSets of Argo CD (argoproj.io).

use globset::Glob;

use super::charts::{is_chart, merged};
use super::files::Files;
use super::order::{Content, Order, directory_of, has_kustomization, manifests, name_of};
use super::sets;
use crate::helm::{Form, Parameter, Release};
use crate::kustomize::{self, Additions, Entry, Files as _, Kind, Node, Unavailable};
use crate::model::RootKind;
use crate::source::SourceId;

/// The API group.
pub(super) const GROUP: &str = "argoproj.io";

/// The orders that an object of Argo CD is: one for each source whose directory is in the input.
pub(super) fn orders(object: &Node, path: &str, files: &Files<'_>) -> Vec<Order> {
    let name = name_of(object);
    match object.get("kind").map_or("", Node::written) {
        "Application" => object.get("spec").map_or_else(Vec::new, |spec| of_spec(&name, spec, path, files)),
        "ApplicationSet" => sets::orders(&name, object, path, files),
        _ => Vec::new(),
    }
}

/// The orders of one Application. With `sources`, `source` does not count (argo-cd: `ApplicationSpec.GetSources`).
pub(super) fn of_spec(name: &str, spec: &Node, path: &str, files: &Files<'_>) -> Vec<Order> {
    let several = spec.get("sources").map(Node::items).unwrap_or_default();
    let one = spec.get("source").filter(|_| several.is_empty());
    let referred: Vec<&str> =
        several.iter().filter_map(|source| Some(source.get("ref")?.written())).collect();
    let application = Application { name, spec, path, referred, files };
    several.iter().chain(one).filter_map(|source| application.order(source)).collect()
}

/// An Application, and where it stands.
struct Application<'run, 'given> {
    name: &'run str,
    spec: &'run Node,
    path: &'run str,
    /// What its sources are called for the files of values of others.
    referred: Vec<&'run str>,
    files: &'run Files<'given>,
}

/// Settings that are written as in a kustomization.
const ADDED: [&str; 5] = ["namePrefix", "nameSuffix", "namespace", "commonAnnotations", "replicas"];

impl Application<'_, '_> {
    /// A source is a directory with a chart, with a kustomization, or one of plain manifests. The namespace of the
    /// destination is that of objects that name none.
    fn order(&self, source: &Node) -> Option<Order> {
        let files = self.files;
        let place = source.get("path").filter(|_| source.get("chart").is_none())?;
        let directory = directory_of(place.written(), self.path, files)?;
        let destination = self.spec.get("destination");
        let field =
            |name: &str| destination.and_then(|destination| destination.get(name)).map_or("", Node::written);
        let namespace = Some(field("namespace")).filter(|name| !name.is_empty() && !name.contains("{{"));
        let namespace = namespace.map(str::to_owned);
        let is_kustomization = has_kustomization(&directory, files);
        let mut lacks = None;
        let mut lack = |node: &Node, what: Unavailable| lacks = Some((node.at, what));
        let settings = source.get("directory");
        let content = match (is_chart(&directory, files), is_kustomization) {
            (true, _) if !files.renders_charts => return None,
            (true, _) => match self.release(source, &directory, namespace.clone()) {
                Ok(release) => Content::Chart(Box::new(release)),
                Err(node) => {
                    let name = kustomize::file_name(&directory);
                    lack(node, Unavailable::Chart { name: name.into() });
                    Content::Nothing
                }
            },
            (false, true) => Content::Kustomization,
            (false, false) => {
                let (paths, has_jsonnet) = plain_manifests(&directory, settings, files)?;
                // A plugin fills in what is there as a rule (argocd-vault-plugin); where nothing is, it makes all of it.
                if let Some(plugin) = source.get("plugin").filter(|_| paths.is_empty()) {
                    let name = plugin.get("name").map_or("", Node::written);
                    let kind = if name.is_empty() { "of Argo CD" } else { name };
                    lack(plugin, Unavailable::Plugin { kind: kind.into() });
                }
                if has_jsonnet {
                    lack(place, Unavailable::Plugin { kind: "Jsonnet".into() });
                }
                Content::Files(paths)
            }
        };
        let kustomize = source.get("kustomize").filter(|_| is_kustomization);
        let is_here = matches!(field("server"), "" | "https://kubernetes.default.svc")
            && matches!(field("name"), "" | "in-cluster");
        let cluster = [field("name"), field("server")].into_iter().find(|text| !text.is_empty());
        Some(Order {
            kind: RootKind::Argo,
            name: self.name.to_owned(),
            at: place.at,
            content,
            additions: kustomize.map_or_else(Additions::default, |it| additions(it, &directory, files)),
            post_build: None,
            default_namespace: namespace,
            cluster: cluster.filter(|name| !is_here && !name.contains("{{")).map(str::to_owned),
            lacks,
            parent: None,
            directory,
        })
    }

    /// What Argo CD renders a chart with: files, then `values` or `valuesObject`, then parameters (argo-cd:
    /// `helmTemplate`). The node that is not known where there is one.
    fn release<'n>(
        &self,
        source: &'n Node,
        directory: &str,
        namespace: Option<String>,
    ) -> Result<Release, &'n Node> {
        let settings = source.get("helm");
        let field = |name: &str| settings.and_then(|settings| settings.get(name));
        let items = |name: &str| field(name).map(Node::items).unwrap_or_default();
        let text = |name: &str| field(name).map_or("", Node::written);
        let written = kustomize::documents(text("values"), SourceId(0));
        let values: Vec<Node> = match field("valuesObject").filter(|values| !values.is_empty()) {
            Some(values) => vec![values.clone()],
            None => written,
        };
        let may_lack = field("ignoreMissingValueFiles").is_some_and(Node::is_true);
        let mut value_files = Vec::new();
        for file in items("valueFiles") {
            match self.file(file.written(), directory) {
                Some(path) => value_files.push(path),
                None if may_lack && !file.written().contains("://") => {}
                None => return Err(file),
            }
        }
        let part = |node: &Node, name: &str| node.get(name).map_or("", Node::written).to_owned();
        let mut parameters = Vec::new();
        for node in items("parameters") {
            let form = match node.get("forceString").is_some_and(Node::is_true) {
                true => Form::Text,
                false => Form::Any,
            };
            parameters
                .push(Parameter { text: format!("{}={}", part(node, "name"), part(node, "value")), form });
        }
        for node in items("fileParameters") {
            let path = self.file(&part(node, "path"), directory).ok_or(node)?;
            parameters.push(Parameter { text: format!("{}={path}", part(node, "name")), form: Form::File });
        }
        let name = match text("releaseName") {
            "" => kustomize::file_name(self.name),
            name => name,
        };
        let own = Some(text("namespace")).filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(Release {
            chart: directory.to_owned(),
            name: name.to_owned(),
            namespace: own.or(namespace),
            value_files,
            values: merged(&values),
            parameters,
        })
    }

    /// A file that a chart is rendered with: relative to the chart, to the repository where it begins with `/`, or to
    /// that of another source (`$name/…`), which is the input where it holds such a file.
    fn file(&self, written: &str, directory: &str) -> Option<String> {
        let has = |path: &String| self.files.text(path).is_some();
        let in_repository = |path: &str| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let folder = directory_of(folder, self.path, self.files)?;
            Some(kustomize::join(&folder, name)).filter(has)
        };
        if written.contains("://") || written.contains('*') {
            return None;
        }
        if let Some(rest) = written.strip_prefix('$') {
            let (name, path) = rest.split_once('/')?;
            let is_source = |known: &str| known.trim_start_matches('$') == name;
            return self.referred.iter().any(|known| is_source(known)).then(|| in_repository(path))?;
        }
        match written.strip_prefix('/') {
            Some(path) => in_repository(path),
            None => Some(kustomize::join(directory, written)).filter(has),
        }
    }
}

/// What is written into the kustomization (argo-cd: `kustomize.Build`).
fn additions(settings: &Node, directory: &str, files: &Files<'_>) -> Additions {
    let filled = |field: &str| settings.entry(field).filter(|entry| !entry.value.is_empty());
    let mut entries: Vec<Entry> = ADDED.iter().filter_map(|field| filled(field)).cloned().collect();
    entries.extend(images(settings));
    if let Some(labels) = filled("commonLabels") {
        let is = |field: &str| settings.get(field).is_some_and(Node::is_true);
        entries.push(match is("labelWithoutSelector") {
            false => labels.clone(),
            true => {
                let mut item = Node::map(labels.at, vec![Entry { key: "pairs".into(), ..labels.clone() }]);
                if is("labelIncludeTemplates") {
                    let yes = Node::scalar(labels.at, Kind::Bool, "true");
                    item.set(&"includeTemplates".into(), labels.at, yes);
                }
                Entry { key: "labels".into(), at: labels.at, value: Node::seq(labels.at, vec![item]) }
            }
        });
    }
    entries.extend(filled("patches").cloned());
    if let Some(components) = filled("components") {
        let may_lack = settings.get("ignoreMissingComponents").is_some_and(Node::is_true);
        let is_there = |item: &&Node| files.is_directory(&kustomize::join(directory, item.written()));
        let items = components.value.items().iter().filter(|item| !may_lack || is_there(item));
        let value = Node::seq(components.value.at, items.cloned().collect());
        entries.push(Entry { value, ..components.clone() });
    }
    Additions { entries, ..Additions::default() }
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

/// The manifests of a plain directory, as its settings say: `recurse`, `include`, `exclude` (argo-cd: `findManifests`).
/// And whether there is something to be said to Jsonnet, which comes beside them. `None` where a pattern cannot be read.
fn plain_manifests(
    directory: &str,
    settings: Option<&Node>,
    files: &Files<'_>,
) -> Option<(Vec<String>, bool)> {
    let field = |name: &str| settings.and_then(|settings| settings.get(name));
    let glob = |name: &str| match field(name).map_or("", Node::written) {
        "" => Some(None),
        text => Glob::new(text).ok().map(|glob| Some(glob.compile_matcher())),
    };
    let (include, exclude) = (glob("include")?, glob("exclude")?);
    let deep = field("recurse").is_some_and(Node::is_true);
    let counts = |path: &String| {
        include.as_ref().is_none_or(|glob| glob.is_match(path))
            && !exclude.as_ref().is_some_and(|glob| glob.is_match(path))
    };
    let has_jsonnet = field("jsonnet").is_some_and(|settings| !settings.is_empty());
    let mut found = manifests(directory, deep, files);
    found.retain(counts);
    Some((found, has_jsonnet))
}
