//! Which pods get a proxy, and from which revision of the control plane.

use crate::graph::Workload;
use crate::model::{
    ConfigMapData, IstioOperator, Kind, LabelSelector, Labels, Model, MutatingWebhookConfiguration, Object,
    OrEmpty, Text, TextField,
};
use crate::source::{ObjectId, Span};

/// Who injects proxies: the webhooks that the input holds, or else those that Istio installs.
#[derive(Debug, Default)]
pub struct Injector<'m> {
    webhooks: Vec<Webhook<'m>>,
    /// Revisions and tags of control planes that the input holds, with the object that says so.
    pub revisions: Vec<(&'m str, ObjectId)>,
    /// What says that namespaces without any label are injected, too.
    pub by_default: Option<ObjectId>,
}

/// One webhook of an injector configuration.
#[derive(Clone, Copy, Debug)]
struct Webhook<'m> {
    namespaces: Option<&'m LabelSelector>,
    objects: Option<&'m LabelSelector>,
}

/// Whether pods are injected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Injection<'m> {
    /// By this revision; `None` for the default one.
    Injected(Option<&'m str>),
    /// Not, for this reason.
    Not(NotInjected),
    /// The input lacks the Namespace object.
    Unknown,
}

/// Why pods are not injected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NotInjected {
    /// Neither the namespace nor the pods ask for it.
    NobodyAsks,
    /// The namespace has `istio-injection: disabled`, or another value than `enabled`.
    NamespaceDisabled,
    /// The pods use the network of their node, which the injector leaves alone.
    HostNetwork,
    /// The pods say `sidecar.istio.io/inject: false`.
    PodsDecline,
}

const INJECTION: &str = "istio-injection";
const REVISION: &str = "istio.io/rev";
const INJECT: &str = "sidecar.istio.io/inject";

impl<'m> Injector<'m> {
    pub(in crate::graph) fn of(model: &'m Model) -> Injector<'m> {
        let mut injector = Injector::default();
        let revision = model.options.revision.as_deref();
        for operator in model.all::<IstioOperator>() {
            injector.add_operator(operator.id, operator.spec, operator.spec.is_of(revision));
        }
        for (id, object) in model.of_kind(Kind::Service).chain(model.of_kind(Kind::Workload)) {
            injector.add_control_plane(id, object);
        }
        for configuration in model.all::<MutatingWebhookConfiguration>() {
            injector.add_webhooks(configuration.id, configuration.object, configuration.spec);
        }
        let own = match revision {
            None | Some("default") => "istio-sidecar-injector".to_owned(),
            Some(revision) => format!("istio-sidecar-injector-{revision}"),
        };
        let mut config_maps = model.of_kind(Kind::ConfigMap);
        let enabling = config_maps.find(|(_, object)| object.name() == own && enables_by_default(object));
        injector.by_default = injector.by_default.or(enabling.map(|(id, _)| id));
        injector
    }

    fn add_operator(&mut self, id: ObjectId, operator: &'m IstioOperator, is_judged: bool) {
        let values = operator.values.as_ref().map(|values| &*values.value);
        let of_values = values.map_or("", |values| values.revision.text());
        for revision in [operator.revision.text(), of_values] {
            self.add_revision(revision, id);
        }
        for tag in values.map_or(&[][..], |values| values.revision_tags.items()) {
            self.add_revision(&tag.value, id);
        }
        let webhook = values.and_then(|values| values.sidecar_injector_webhook.as_ref());
        let enables = webhook.and_then(|webhook| webhook.value.enable_namespaces_by_default.as_ref());
        if is_judged && enables.is_some_and(|field| field.value) {
            self.by_default = self.by_default.or(Some(id));
        }
    }

    /// istiod's own Service or Deployment carries its revision.
    fn add_control_plane(&mut self, id: ObjectId, object: &'m Object) {
        let is_istiod = object.labels.get("app").is_some_and(|app| &*app.value == "istiod");
        if is_istiod && let Some(revision) = object.labels.get(REVISION) {
            self.add_revision(&revision.value, id);
        }
    }

    fn add_webhooks(
        &mut self,
        id: ObjectId,
        object: &'m Object,
        configuration: &'m MutatingWebhookConfiguration,
    ) {
        let webhooks = configuration.webhooks.items();
        let is_injector = |name: &str| name.ends_with("sidecar-injector.istio.io");
        if !webhooks.iter().any(|webhook| is_injector(webhook.name.text())) {
            return;
        }
        for label in [REVISION, "istio.io/tag"] {
            if let Some(revision) = object.labels.get(label) {
                self.add_revision(&revision.value, id);
            }
        }
        self.webhooks.extend(webhooks.iter().map(|webhook| Webhook {
            namespaces: webhook.namespace_selector.as_ref().map(|field| &field.value),
            objects: webhook.object_selector.as_ref().map(|field| &field.value),
        }));
    }

    fn add_revision(&mut self, revision: &'m str, id: ObjectId) {
        if !revision.is_empty() && !self.revisions.iter().any(|(known, _)| *known == revision) {
            self.revisions.push((revision, id));
        }
    }

    /// The revisions that are known: those of control planes that the input holds, and the one that it is
    /// read for.
    pub fn known_revisions(&self, model: &'m Model) -> Vec<&'m str> {
        let mut known: Vec<&'m str> = self.revisions.iter().map(|(name, _)| *name).collect();
        let given = model.options.revision.as_deref();
        known.extend(given.filter(|given| !known.contains(given)));
        known
    }

    /// Whether the pods of a workload are injected, given the labels of their namespace (`None` where
    /// the input does not hold it).
    ///
    /// <https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy>
    pub fn injection(&self, workload: &Workload<'m>, namespace: Option<Labels<'m>>) -> Injection<'m> {
        let pod = workload.labels;
        if workload.uses_host_network() {
            return Injection::Not(NotInjected::HostNetwork);
        }
        if pod.get(INJECT) == Some("false") || workload.annotation(INJECT) == Some("false") {
            return Injection::Not(NotInjected::PodsDecline);
        }
        let Some(namespace) = namespace else { return Injection::Unknown };
        if self.webhooks.is_empty() { self.stock(namespace, pod) } else { self.own(namespace, pod) }
    }

    /// The four webhooks that Istio installs for each revision: a label of the namespace decides, and
    /// only where it has none does the pod's own.
    fn stock(&self, namespace: Labels<'m>, pod: Labels<'m>) -> Injection<'m> {
        match (namespace.get(INJECTION), namespace.get(REVISION)) {
            (Some("enabled"), _) => Injection::Injected(None),
            (Some(_), _) => Injection::Not(NotInjected::NamespaceDisabled),
            (None, Some(revision)) => Injection::Injected(Some(revision)),
            (None, None) => match (pod.get(REVISION), pod.get(INJECT)) {
                (Some(revision), _) => Injection::Injected(Some(revision)),
                (None, Some("true")) => Injection::Injected(None),
                (None, _) if self.by_default.is_some() => Injection::Injected(None),
                (None, _) => Injection::Not(NotInjected::NobodyAsks),
            },
        }
    }

    fn own(&self, namespace: Labels<'m>, pod: Labels<'m>) -> Injection<'m> {
        let fits =
            |webhook: &Webhook<'m>| selects(webhook.namespaces, namespace) && selects(webhook.objects, pod);
        if self.webhooks.iter().any(fits) {
            return Injection::Injected(namespace.get(REVISION).or_else(|| pod.get(REVISION)));
        }
        match namespace.get(INJECTION) {
            Some(value) if value != "enabled" => Injection::Not(NotInjected::NamespaceDisabled),
            _ => Injection::Not(NotInjected::NobodyAsks),
        }
    }

    /// The label of a namespace that keeps the pods' own revision label from having any effect.
    pub fn deciding_label(namespace: &'m Object) -> Option<(&'m str, &'m Text, Span)> {
        let label =
            [INJECTION, REVISION].into_iter().find_map(|name| Some((name, namespace.labels.get(name)?)));
        label.map(|(name, pair)| (name, &pair.value, pair.key.to(pair.span)))
    }
}

fn enables_by_default(config_map: &Object) -> bool {
    let data = config_map.spec::<ConfigMapData>().and_then(|data| data.data.as_ref());
    let values = data.and_then(|data| data.value.get("values"));
    let read = values.and_then(|values| serde_json::from_str::<serde_json::Value>(&values.value).ok());
    let flag = read.and_then(|values| {
        values.pointer("/sidecarInjectorWebhook/enableNamespacesByDefault").and_then(|flag| flag.as_bool())
    });
    flag.unwrap_or(false)
}

/// Whether a label selector of Kubernetes selects these labels; an absent one selects everything.
pub(in crate::graph) fn selects(selector: Option<&LabelSelector>, labels: Labels<'_>) -> bool {
    let Some(selector) = selector else { return true };
    let matches =
        selector.match_labels.items().iter().all(|pair| labels.get(&pair.name) == Some(&*pair.value));
    matches
        && selector.match_expressions.items().iter().all(|expression| {
            let value = labels.get(expression.key.text());
            let listed = || {
                let values = expression.values.items();
                value.is_some_and(|value| values.iter().any(|item| &*item.value == value))
            };
            match expression.operator.text() {
                "In" => listed(),
                "NotIn" => !listed(),
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                _ => false,
            }
        })
}
