//! Webhooks of Istio's injectors, and which of them are called for the same pods.

use rustc_hash::FxHashMap;

use super::Mesh;
use crate::model::{
    LabelSelector, MutatingWebhookConfiguration, OrEmpty, Resource, Spanned, TextField, Webhook,
};
use crate::source::{ObjectId, Span};

/// Two webhooks that are called for the same pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WebhookOverlap<'m> {
    /// The configuration of the first one.
    pub object: ObjectId,
    /// Its name.
    pub name: &'m str,
    /// Where its name is written.
    pub span: Span,
    /// The configuration of the other.
    pub other_object: ObjectId,
    /// The name of the other.
    pub other_name: &'m str,
    /// Where that is written.
    pub other_span: Span,
}

/// How many webhooks are compared with each other; one revision has four.
const COMPARED: usize = 1024;

/// Labels that the webhooks of Istio go by.
const OWN: [&str; 4] = ["istio-injection", "istio.io/rev", "sidecar.istio.io/inject", "istio.io/tag"];

/// A webhook, and what its selectors ask for.
struct Called<'m> {
    object: ObjectId,
    name: &'m str,
    span: Span,
    namespaces: Asked<'m>,
    pods: Asked<'m>,
}

impl<'m> Mesh<'m> {
    /// For each configuration of an injector the first of its webhooks that is called for pods for which
    /// another one is called, too: of this configuration or of any other.
    pub fn overlapping_webhooks(&self) -> Vec<WebhookOverlap<'m>> {
        let mut called: Vec<Called<'m>> = Vec::new();
        for configuration in self.all::<MutatingWebhookConfiguration>().filter(|it| is_injector(*it)) {
            let webhooks = configuration.spec.webhooks.items().iter().filter(|webhook| is_for_pods(webhook));
            called.extend(webhooks.filter_map(|webhook| {
                Some(Called {
                    object: configuration.id,
                    name: webhook.name.text(),
                    span: webhook.name.as_ref()?.span,
                    namespaces: Asked::of(webhook.namespace_selector.as_ref().map(|field| &field.value)),
                    pods: Asked::of(webhook.object_selector.as_ref().map(|field| &field.value)),
                })
            }));
        }
        called.truncate(COMPARED);
        let mut found: Vec<WebhookOverlap<'m>> = Vec::new();
        for (index, webhook) in called.iter().enumerate() {
            if found.last().is_some_and(|last| last.object == webhook.object) {
                continue;
            }
            let both = |other: &&Called<'m>| {
                webhook.namespaces.meets(&other.namespaces) && webhook.pods.meets(&other.pods)
            };
            let others = called.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, other)| other);
            if let Some(other) = others.clone().find(both) {
                found.push(WebhookOverlap {
                    object: webhook.object,
                    name: webhook.name,
                    span: webhook.span,
                    other_object: other.object,
                    other_name: other.name,
                    other_span: other.span,
                });
            }
        }
        found
    }
}

/// Whether a configuration is one of Istio's: by the names of its webhooks, or by its revision.
pub(super) fn is_injector(configuration: Resource<'_, MutatingWebhookConfiguration>) -> bool {
    configuration.object.labels.get("istio.io/rev").is_some()
        || configuration.spec.webhooks.items().iter().any(|webhook| webhook.name.text().ends_with("istio.io"))
}

fn is_for_pods(webhook: &Spanned<Webhook>) -> bool {
    let rules = webhook.rules.items();
    let mut resources = rules.iter().flat_map(|rule| rule.resources.items());
    rules.is_empty() || resources.any(|resource| matches!(&*resource.value, "pods" | "*" | "*/*"))
}

/// What a selector asks of each label.
struct Asked<'m> {
    by_key: FxHashMap<&'m str, Values<'m>>,
}

/// The values of a label that a selector takes.
#[derive(Clone, Debug, Default)]
struct Values<'m> {
    /// Those in all lists of `In`; `None` where there is no such list.
    any_of: Option<Vec<&'m str>>,
    none_of: Vec<&'m str>,
    has_to_exist: bool,
    may_not_exist: bool,
}

impl<'m> Asked<'m> {
    fn of(selector: Option<&'m LabelSelector>) -> Asked<'m> {
        let mut by_key: FxHashMap<&'m str, Values<'m>> = FxHashMap::default();
        for pair in selector.map_or(&[][..], |selector| selector.match_labels.items()) {
            by_key.entry(&pair.name).or_default().narrow(&[&pair.value]);
        }
        for expression in selector.map_or(&[][..], |selector| selector.match_expressions.items()) {
            let values: Vec<&'m str> = expression.values.items().iter().map(|item| &*item.value).collect();
            let asked = by_key.entry(expression.key.text()).or_default();
            match expression.operator.text() {
                "In" => asked.narrow(&values),
                "NotIn" => asked.none_of.extend(values),
                "Exists" => asked.has_to_exist = true,
                "DoesNotExist" => asked.may_not_exist = true,
                _ => {}
            }
        }
        Asked { by_key }
    }

    /// Whether something fits both selectors. Where they ask for labels of somebody's own, and not for the
    /// same ones, nothing tells that there is anything that has both.
    fn meets(&self, other: &Asked<'m>) -> bool {
        let foreign = |asked: &Asked<'m>| {
            let mut keys: Vec<&str> =
                asked.by_key.iter().filter(|(_, values)| values.exists()).map(|(key, _)| *key).collect();
            keys.retain(|key| !OWN.contains(key));
            keys.sort_unstable();
            keys
        };
        let can_be = |key: &&str| {
            let both = [self.by_key.get(*key), other.by_key.get(*key)];
            let mut values = Values::default();
            both.into_iter().flatten().for_each(|asked| values.add(asked));
            values.is_possible()
        };
        foreign(self) == foreign(other) && self.by_key.keys().chain(other.by_key.keys()).all(can_be)
    }
}

impl<'m> Values<'m> {
    fn narrow(&mut self, values: &[&'m str]) {
        match &mut self.any_of {
            Some(known) => known.retain(|value| values.contains(value)),
            None => self.any_of = Some(values.to_vec()),
        }
    }

    fn add(&mut self, other: &Values<'m>) {
        if let Some(values) = &other.any_of {
            self.narrow(values);
        }
        self.none_of.extend(&other.none_of);
        self.has_to_exist |= other.has_to_exist;
        self.may_not_exist |= other.may_not_exist;
    }

    fn exists(&self) -> bool {
        self.has_to_exist || self.any_of.is_some()
    }

    fn is_possible(&self) -> bool {
        let has_value = match &self.any_of {
            Some(values) => values.iter().any(|value| !self.none_of.contains(value)),
            None => true,
        };
        has_value && !(self.may_not_exist && self.exists())
    }
}
