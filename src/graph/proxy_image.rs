//! Which image of the proxy the injector gives to pods.

use rustc_hash::FxHashMap;

use super::{Injection, Mesh, WorkOut, Workload};
use crate::model::{
    ConfigMapData, FromNode, Kind, MeshProxyConfig, MutatingWebhookConfiguration, Object, OrEmpty,
    ProxyConfig, Resource, TextField, WorkloadSelector,
};
use crate::yaml;

/// The image that the injector gives to pods.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyImage {
    /// Its full name.
    pub name: String,
    /// The variant of it that the configuration of proxies asks for; `""` for none.
    pub variant: String,
}

impl ProxyImage {
    /// Whether this is the image, as it is or in the variant.
    pub fn fits(&self, image: &str) -> bool {
        match image.strip_prefix(&self.name) {
            Some("") => true,
            Some(rest) => rest.strip_prefix('-').is_some_and(|variant| variant == self.variant),
            // What is named by its digest may be any version.
            None => image.contains('@'),
        }
    }
}

/// What decides about the image.
#[derive(Debug, Default)]
pub(super) struct Images<'m> {
    /// Image and variant by the revision of the injector.
    by_revision: FxHashMap<String, (String, String)>,
    /// ProxyConfigs that name an image type, by namespace.
    configs: FxHashMap<&'m str, Vec<Resource<'m, ProxyConfig>>>,
}

impl<'m> Mesh<'m> {
    /// The image that the injector of its revision would give to the pods of a workload. `None` where
    /// nobody injects them, where they name an image of their own, and where the input does not hold the
    /// ConfigMap of the injector.
    pub fn proxy_image(&self, workload: &Workload<'m>) -> Option<ProxyImage> {
        if workload.annotation("sidecar.istio.io/proxyImage").is_some() {
            return None;
        }
        let labels = self.namespaces.labels(workload.namespace);
        let Injection::Injected(revision) = self.injector.injection(workload, labels) else { return None };
        let images = self.ask::<Images<'m>>();
        let (name, variant) = images.by_revision.get(revision.unwrap_or_default()).or_else(|| {
            let revision = self.revision_of_tag(revision?)?;
            images.by_revision.get(if revision == "default" { "" } else { revision })
        })?;
        let variant = self.image_type(images, workload).unwrap_or_else(|| variant.clone());
        Some(ProxyImage { name: name.clone(), variant })
    }

    /// The revision that a tag stands for.
    fn revision_of_tag(&self, tag: &str) -> Option<&'m str> {
        let mut configurations = self.all::<MutatingWebhookConfiguration>();
        configurations.find_map(|configuration| {
            let label = |name| configuration.object.labels.get(name).map(|pair| &*pair.value);
            label("istio.io/rev").filter(|_| label("istio.io/tag") == Some(tag))
        })
    }

    /// The image type that holds for a workload: that of its annotations, its ProxyConfig, that of its
    /// namespace, that of the root namespace, or of the mesh configuration.
    fn image_type(&self, images: &Images<'m>, workload: &Workload<'m>) -> Option<String> {
        if let Some(own) = workload.annotation("sidecar.istio.io/proxyImageType") {
            return Some(own.to_owned());
        }
        let of_annotation = workload.annotation("proxy.istio.io/config").and_then(|text| {
            let parsed = yaml::parse(text, 0);
            let config = MeshProxyConfig::from_node(parsed.documents.first()?.root())?;
            Some(config.image.as_ref()?.value.image_type.text().to_owned())
        });
        let mut best: Option<(u8, &str)> = None;
        let configs = |namespace| images.configs.get(namespace).into_iter().flatten();
        let root = configs(self.root_namespace()).filter(|_| workload.namespace != self.root_namespace());
        for config in configs(workload.namespace).chain(root) {
            let Some(image) = &config.spec.image else { continue };
            let selector = WorkloadSelector::labels_of(&config.spec.selector);
            let is_here = config.namespace() == workload.namespace;
            let rank = match (is_here, config.namespace() == self.root_namespace(), selector.is_empty()) {
                (true, _, false) if selector.select(workload.labels) => 3,
                (true, _, true) => 2,
                (_, true, true) => 1,
                _ => continue,
            };
            if best.is_none_or(|(known, _)| rank > known) {
                best = Some((rank, image.value.image_type.text()));
            }
        }
        let of_mesh = || {
            let image = self.model.settings.find(|config| config.default_config.as_ref()?.image.as_ref());
            image.map(|(_, image)| image.value.image_type.text().to_owned())
        };
        let of_objects = best.map(|(_, image_type)| image_type.to_owned());
        of_annotation.filter(|own| !own.is_empty()).or(of_objects).or_else(of_mesh)
    }

    /// Pods as they run in a cluster: they have a node or a status, or others in the input show that
    /// what they were read from injects. Those that have ended are left out.
    pub fn running_pods(&self) -> impl Iterator<Item = (&Workload<'m>, &'m Object)> {
        let pod = |workload: &Workload<'m>| {
            let object = self.object(workload.object?);
            (object.kind == Kind::Workload && &*object.kind_name == "Pod").then_some(object)
        };
        let is_injected = |workload: &Workload<'m>| {
            let image = workload.proxy_container().and_then(|proxy| proxy.image.as_ref());
            !workload.is_gateway && image.is_some_and(|image| &*image.value != "auto")
        };
        let some_are_injected =
            self.workloads.iter().any(|(_, workload)| is_injected(workload) && pod(workload).is_some());
        self.workloads.iter().filter_map(move |(_, workload)| {
            let object = pod(workload)?;
            let phase = object.status.as_ref().map_or("", |status| status.phase.text());
            let spec = workload.template.and_then(|template| template.spec.as_ref());
            let has_node = spec.is_some_and(|spec| spec.value.node_name.is_some());
            let is_running = !phase.is_empty() || has_node || some_are_injected;
            (is_running && !matches!(phase, "Succeeded" | "Failed")).then_some((workload, object))
        })
    }
}

impl<'m> WorkOut<'m> for Images<'m> {
    /// `istio-sidecar-injector` is of the default revision, `istio-sidecar-injector-REVISION` of another.
    fn work_out(mesh: &Mesh<'m>) -> Images<'m> {
        let mut images = Images::default();
        for config in mesh.all::<ProxyConfig>().filter(|config| config.spec.image.is_some()) {
            images.configs.entry(config.namespace()).or_default().push(config);
        }
        for config_map in mesh.all::<ConfigMapData>() {
            let Some(rest) = config_map.name().strip_prefix("istio-sidecar-injector") else { continue };
            let Some(revision) = rest.strip_prefix('-').or(Some("").filter(|_| rest.is_empty())) else {
                continue;
            };
            let mut data = config_map.spec.data.items().iter();
            let Some(values) = data.find(|pair| &*pair.name == "values") else { continue };
            let Ok(values) = serde_json::from_str::<serde_json::Value>(&values.value) else { continue };
            if let Some(image) = image(&values) {
                images.by_revision.insert(revision.to_owned(), image);
            }
        }
        images
    }
}

/// The image and its variant in the values of an injector.
fn image(values: &serde_json::Value) -> Option<(String, String)> {
    let text =
        |pointer| values.pointer(pointer).and_then(|value| value.as_str()).filter(|text| !text.is_empty());
    let variant = text("/global/variant").unwrap_or_default().to_owned();
    let image = text("/global/proxy/image")?;
    if image.contains('/') {
        return Some((image.to_owned(), variant));
    }
    let tag = values.pointer("/global/tag")?;
    let tag = tag.as_str().map_or_else(|| tag.to_string(), str::to_owned);
    Some((format!("{}/{image}:{tag}", text("/global/hub")?), variant))
}

#[cfg(test)]
mod tests {
    use super::ProxyImage;

    #[test]
    fn fits_the_variant_and_none_other() {
        let image = ProxyImage { name: "r/proxyv2:1.2.3".to_owned(), variant: "distroless".to_owned() };
        for fitting in ["r/proxyv2:1.2.3", "r/proxyv2:1.2.3-distroless", "r/proxyv2@sha256:abc"] {
            assert!(image.fits(fitting), "{fitting}");
        }
        for other in ["r/proxyv2:1.2.30", "r/proxyv2:1.2.3-debug", "r/proxyv2:1.2", "s/proxyv2:1.2.3"] {
            assert!(!image.fits(other), "{other}");
        }
    }
}
