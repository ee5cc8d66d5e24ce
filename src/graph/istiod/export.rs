//! Who sees an object: `exportTo`.

use crate::graph::{Mesh, Origin, ServiceId};
use crate::model::{
    DestinationRule, Field, List, MeshConfig, Model, Object, OrEmpty, ServiceEntry, Text, VirtualService,
};

/// The namespaces that see an object, <https://istio.io/latest/docs/reference/config/networking/virtual-service/>
/// field `exportTo`.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportTo<'m> {
    /// All.
    All,
    /// These.
    Only(Vec<&'m str>),
}

impl<'m> ExportTo<'m> {
    /// Reads the field of an object that lives in `namespace`; absent or empty means all.
    fn of(field: &'m Option<Field<List<Text>>>, namespace: &'m str) -> ExportTo<'m> {
        ExportTo::read(field.items().iter().map(|item| &*item.value), namespace)
    }

    /// Reads a list; an empty one means all. `~` hides the object from everyone.
    fn read(items: impl Iterator<Item = &'m str> + Clone, namespace: &'m str) -> ExportTo<'m> {
        if items.clone().next().is_none() || items.clone().any(|item| item == "*") {
            return ExportTo::All;
        }
        if items.clone().any(|item| item == "~") {
            return ExportTo::Only(Vec::new());
        }
        ExportTo::Only(items.map(|item| if item == "." { namespace } else { item }).collect())
    }

    /// The namespaces that see an object, of a kind that has `exportTo`: those of the object, or else
    /// those of the mesh configuration.
    pub(in crate::graph) fn of_object(model: &'m Model, object: &'m Object) -> ExportTo<'m> {
        let namespace = &*object.namespace;
        let or_default = |own: &'m Option<Field<List<Text>>>, default: Default| match own.items() {
            [] => ExportTo::by_default(model, default, namespace),
            _ => ExportTo::of(own, namespace),
        };
        if let Some(routes) = object.spec::<VirtualService>() {
            return or_default(&routes.export_to, |config| &config.default_virtual_service_export_to);
        }
        if let Some(rule) = object.spec::<DestinationRule>() {
            // One that selects workloads is for its own namespace, whatever it says (istiod: `setDestinationRules`).
            if rule.workload_selector.is_some() {
                return ExportTo::Only(vec![namespace]);
            }
            return or_default(&rule.export_to, |config| &config.default_destination_rule_export_to);
        }
        if let Some(entry) = object.spec::<ServiceEntry>() {
            return or_default(&entry.export_to, |config| &config.default_service_export_to);
        }
        match object.annotations.get(ANNOTATION).filter(|pair| !pair.value.trim().is_empty()) {
            Some(pair) => {
                let items = pair.value.split(',').map(str::trim).filter(|item| !item.is_empty());
                ExportTo::read(items, namespace)
            }
            None => ExportTo::by_default(model, |config| &config.default_service_export_to, namespace),
        }
    }

    fn by_default(model: &'m Model, default: Default, namespace: &'m str) -> ExportTo<'m> {
        let set = model.settings.find(|config| Some(default(config)).filter(|list| list.is_some()));
        set.map_or(ExportTo::All, |(_, list)| ExportTo::of(list, namespace))
    }

    /// Whether a namespace sees it.
    pub fn reaches(&self, namespace: &str) -> bool {
        match self {
            ExportTo::All => true,
            ExportTo::Only(namespaces) => namespaces.contains(&namespace),
        }
    }

    /// Whether some namespace sees both this and something else.
    pub fn meets(&self, other: &ExportTo<'_>) -> bool {
        match (self, other) {
            (ExportTo::All, ExportTo::All) => true,
            (ExportTo::All, ExportTo::Only(namespaces)) | (ExportTo::Only(namespaces), ExportTo::All) => {
                !namespaces.is_empty()
            }
            (ExportTo::Only(own), ExportTo::Only(others)) => own.iter().any(|it| others.contains(it)),
        }
    }

    /// Whether no other namespace than this one sees it.
    pub fn is_private_to(&self, namespace: &str) -> bool {
        matches!(self, ExportTo::Only(only) if only.iter().all(|item| *item == namespace) && !only.is_empty())
    }

    /// How closely it is meant for a namespace: what is kept to the own namespace comes before what is
    /// exported by name, and that before what all see, whatever its age (istiod:
    /// `PushContext.VirtualServicesForGateway`). `None` where the namespace does not see it.
    pub fn closeness(&self, own: &str, namespace: &str) -> Option<u8> {
        match self {
            ExportTo::All => Some(2),
            ExportTo::Only(only) if !only.contains(&namespace) => None,
            ExportTo::Only(_) => Some(u8::from(own != namespace)),
        }
    }
}

/// The list of the mesh configuration for one kind of object.
type Default = fn(&MeshConfig) -> &Option<Field<List<Text>>>;

/// The annotation of Services that stands for `exportTo`.
const ANNOTATION: &str = "networking.istio.io/exportTo";

impl<'m> Mesh<'m> {
    /// The namespaces that see an object, the defaults of the mesh configuration included.
    pub fn exported_to(&self, object: &'m Object) -> ExportTo<'m> {
        ExportTo::of_object(self.model, object)
    }

    /// Whether there may be a client that sees a service and gets a DestinationRule for it: that of its own
    /// namespace, of the namespace of the service, or of the root namespace.
    pub fn rule_counts_for(&self, rule: &'m Object, service: ServiceId) -> bool {
        let (rule_seen, service_seen) = (self.exported_to(rule), self.service_exported_to(service));
        let own = &*rule.namespace;
        rule_seen.reaches(own) && service_seen.reaches(own)
            || (own == self.services.get(service).namespace || own == self.root_namespace())
                && rule_seen.meets(&service_seen)
    }

    /// The namespaces that see a service. What a controller makes has no annotation.
    pub fn service_exported_to(&self, id: ServiceId) -> ExportTo<'m> {
        let service = self.services.get(id);
        match service.origin {
            Origin::Service(object) | Origin::Entry(object) => self.exported_to(self.object(object)),
            Origin::Made(_) => ExportTo::by_default(
                self.model,
                |config| &config.default_service_export_to,
                service.namespace,
            ),
        }
    }
}
