//! What the input shows of the mesh, and what it does not: whether something that is not there ought to be.
//!
//! Only what is written counts, in a namespace that is known; what istiod or an operator makes says nothing of what
//! somebody else writes. Where something installs objects that the input does not hold, nothing is shown in full.

mod installers;

use rustc_hash::FxHashMap;

use self::installers::{Folders, installers};
use super::{Doubt, Mesh, Proof, Sought, Workload, WorkloadKind, Workloads};
use crate::model::{
    CertificateSpec, DestinationRule, ExternalSecretSpec, Installer, IstioOperator, Kind, Map, Model,
    NamespaceOrigin, Object, PodTemplate, Text, TextField, WorkloadEntry, WorkloadGroup,
};
use crate::source::{Location, ObjectId};
use crate::text::path::folder;

/// What the input shows of each namespace, in writing.
#[derive(Debug, Default)]
pub struct Evidence<'m> {
    /// The first object of each kind in each namespace that is known.
    shown: FxHashMap<(Sought, &'m str), ObjectId>,
    /// The first object of each kind and name that is in a namespace that is known, by what refers to it.
    named: FxHashMap<(Sought, &'m str), ObjectId>,
    /// Objects in a namespace that is merely assumed, by what refers to them: they may live in any.
    homeless: FxHashMap<(Sought, &'m str), ObjectId>,
    /// The same for pods, by label.
    homeless_pods: FxHashMap<(&'m str, &'m str), ObjectId>,
    /// An object in the assumed namespace, by its folder and the one above.
    beside: FxHashMap<(Sought, &'m str), ObjectId>,
    /// What installs unseen objects, by namespace.
    installers: FxHashMap<String, Vec<Installer>>,
    /// What may install them into any.
    everywhere: Vec<Installer>,
    /// A gateway workload that is written, or is made by what installs a whole control plane.
    pub(super) gateway: Option<ObjectId>,
    /// Something of istiod in the root namespace.
    istiod: Option<ObjectId>,
}

impl<'m> Evidence<'m> {
    pub(super) fn of(model: &'m Model, workloads: &Workloads<'m>) -> Evidence<'m> {
        let mut evidence = Evidence::default();
        let root = model.settings.root_namespace();
        for (index, object) in model.objects.iter().enumerate() {
            let id = ObjectId(index as u32);
            let Some(kind) = kind_of(object) else { continue };
            if !is_known(model, object) {
                evidence.add_homeless(kind, object, id);
                let folder = folder(&model.sources[object.source].path);
                for folder in [Some(folder), above(folder)].into_iter().flatten() {
                    evidence.beside.entry((kind, folder)).or_insert(id);
                }
            } else if !model.is_foreign(id) {
                let is_control_plane = &*object.namespace == root && is_istiod(object.name());
                if is_control_plane && matches!(kind, Sought::Service | Sought::Workload) {
                    evidence.istiod.get_or_insert(id);
                }
                evidence.shown.entry((kind, &object.namespace)).or_insert(id);
                evidence.named.entry((kind, name_of(object))).or_insert(id);
            }
        }
        let folders = Folders::of(model);
        for installer in model.unseen_parts().into_iter().chain(installers(model, &folders)) {
            match &installer.into {
                Some(namespace) => evidence.installers.entry(namespace.clone()).or_default().push(installer),
                None => evidence.everywhere.push(installer),
            }
        }
        let gateway =
            workloads.iter().map(|(_, workload)| workload).find(|workload| proves_gateways(model, workload));
        evidence.gateway = gateway.and_then(|workload| workload.object);
        evidence
    }

    fn add_homeless(&mut self, kind: Sought, object: &'m Object, id: ObjectId) {
        let labels = match kind {
            Sought::Workload => labels_of(object),
            _ => None,
        };
        for pair in labels.into_iter().flat_map(|labels| labels.iter()) {
            self.homeless_pods.entry((&*pair.name, &*pair.value)).or_insert(id);
        }
        self.homeless.entry((kind, name_of(object))).or_insert(id);
    }

    /// An object that may be what is looked for, if it lives where that would be.
    pub(super) fn homeless(&self, kind: Sought, name: &str) -> Option<ObjectId> {
        self.homeless.get(&(kind, name)).copied()
    }

    /// Pods that may be what is looked for, if they live where that would be.
    pub(super) fn homeless_pods(&self, label: &str, value: &str) -> Option<ObjectId> {
        self.homeless_pods.get(&(label, value)).copied()
    }

    /// Something that installs unseen objects into a namespace; what has the name that is wanted comes first.
    pub(super) fn installer_into(&self, kind: Sought, namespace: &str, wanted: &str) -> Option<&Installer> {
        let into = self.installers.get(namespace).into_iter().flatten();
        let mut all = into.chain(&self.everywhere).filter(|installer| may_install(installer, kind));
        let exactly = all.clone().find(|installer| installer.name == wanted);
        exactly.or_else(|| all.clone().find(|installer| installer.calls(wanted))).or_else(|| all.next())
    }

    /// Something that installs unseen objects of a kind, in whichever namespace.
    pub(super) fn installer_of(&self, kind: Sought) -> Option<&Installer> {
        let into_one = self.installers.values().flatten();
        let mut all = self.everywhere.iter().chain(into_one).filter(|installer| may_install(installer, kind));
        let first = all.next()?;
        Some(all.fold(first, |first, other| if other.location < first.location { other } else { first }))
    }

    /// Whether something installs unseen objects into a namespace, so that it exists.
    pub(super) fn is_installed_into(&self, namespace: &str) -> bool {
        self.installers.contains_key(namespace)
    }
}

impl<'m> Mesh<'m> {
    /// Whether it is known in which namespace an object lives.
    pub fn is_at_home(&self, object: &Object) -> bool {
        is_known(self.model, object)
    }

    /// Whether two objects that seem to be in one namespace may be in two, as one of them names none, and they do not
    /// lie together either.
    pub fn may_be_apart(&self, one: &Object, other: &Object) -> bool {
        let folder_of = |object: &Object| folder(&self.model.sources[object.source].path);
        let is_surely_one =
            one.namespace.is_empty() || self.model.complete || self.is_at_home(one) && self.is_at_home(other);
        !is_surely_one && folder_of(one) != folder_of(other)
    }

    /// Why the input ought to hold an object of a kind, if it were there.
    pub(super) fn proof(&self, kind: Sought, namespace: &str, wanted: &str) -> Result<Proof, Doubt> {
        if self.is_complete_in(namespace) {
            return Ok(Proof::Complete);
        }
        if let Some(installer) = self.evidence.installer_into(kind, namespace, wanted) {
            return Err(Doubt::Installed(installer.clone()));
        }
        // Addons of the root namespace are not part of the control plane, nor the other way round.
        let is_root =
            namespace == self.root_namespace() && matches!(kind, Sought::Service | Sought::Workload);
        let of_namespace = || self.evidence.shown.get(&(kind, namespace)).copied();
        match if is_root { self.evidence.istiod } else { of_namespace() } {
            Some(example) => {
                let example = self.object(example).name_location();
                Ok(Proof::Shown { kind, namespace: namespace.to_owned(), example })
            }
            None => Err(Doubt::NothingOfItsKind { kind, namespace: namespace.to_owned() }),
        }
    }

    /// The same where nothing in the namespace is written, but it is the one that objects without a namespace are
    /// taken to be in, and whoever refers to it says it: then those that lie beside it, or in the folders there, count.
    pub(super) fn proof_beside(&self, kind: Sought, namespace: &str, from: &Object) -> Option<Proof> {
        let folder = folder(&self.model.sources[from.source].path);
        let is_default = namespace == self.model.options.default_namespace;
        let example = *self.evidence.beside.get(&(kind, folder)).filter(|_| is_default)?;
        let example = self.object(example).name_location();
        Some(Proof::Shown { kind, namespace: namespace.to_owned(), example })
    }

    /// The same for what may be in any namespace.
    pub(super) fn unless_installed(&self, proof: Proof) -> Result<Proof, Doubt> {
        // Namespaces and entries of hosts come with anything.
        match self.evidence.everywhere.iter().find(|installer| installer.kinds.is_empty()) {
            Some(installer) if !self.model.complete => Err(Doubt::Installed(installer.clone())),
            _ => Ok(proof),
        }
    }

    /// The place of an object of a kind and name, in whichever namespace that is known.
    pub(super) fn named(&self, kind: Sought, name: &str) -> Option<Location> {
        self.evidence.named.get(&(kind, name)).map(|id| self.object(*id).name_location())
    }

    /// The place of an object in an assumed namespace that may be what is looked for.
    pub(super) fn homeless(&self, kind: Sought, name: &str) -> Option<Location> {
        self.evidence.homeless(kind, name).map(|id| self.object(id).name_location())
    }
}

/// Whether something may install objects of a kind.
fn may_install(installer: &Installer, kind: Sought) -> bool {
    let is_it = |name: &str| match kind {
        Sought::Gateway | Sought::ApiGateway => name == "Gateway",
        Sought::Service => name == "Service",
        Sought::Secret => matches!(name, "Secret" | "Certificate" | "ExternalSecret" | "SealedSecret"),
        Sought::DestinationRule => name == "DestinationRule",
        Sought::Workload => {
            matches!(name, "Deployment" | "StatefulSet" | "DaemonSet" | "Pod" | "Rollout" | "Job" | "CronJob")
        }
    };
    // A kind that is worked out when the template is rendered may be any.
    installer.kinds.is_empty() || installer.kinds.iter().any(|name| is_it(name) || name.contains("{{"))
}

fn is_known(model: &Model, object: &Object) -> bool {
    object.namespace_origin != NamespaceOrigin::Assumed || model.options.namespace_is_given
}

/// Whether a Service is the control plane's own: `istiod`, or `istiod-REVISION`. (istiod's chart: `templates/service.yaml`.)
pub(super) fn is_istiod(name: &str) -> bool {
    name.strip_prefix("istiod").is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn kind_of(object: &Object) -> Option<Sought> {
    Some(match object.kind {
        Kind::Gateway => Sought::Gateway,
        Kind::KubernetesGateway => Sought::ApiGateway,
        Kind::Service => Sought::Service,
        Kind::Secret | Kind::Certificate | Kind::ExternalSecret | Kind::SealedSecret => Sought::Secret,
        Kind::DestinationRule => Sought::DestinationRule,
        Kind::Workload | Kind::WorkloadEntry | Kind::WorkloadGroup => Sought::Workload,
        _ => return None,
    })
}

/// What an object is referred to by: its name, or that of the Secret it makes, or the first label of its host.
fn name_of(object: &Object) -> &str {
    let made = match object.kind {
        Kind::Certificate => object.spec::<CertificateSpec>().map(|it| it.secret_name.text()),
        Kind::ExternalSecret => {
            object.spec::<ExternalSecretSpec>().and_then(|it| Some(it.target.as_ref()?.value.name.text()))
        }
        Kind::DestinationRule => {
            let host = object.spec::<DestinationRule>().map(|rule| rule.host.text());
            host.map(|host| host.split('.').next().unwrap_or_default())
        }
        _ => None,
    };
    made.filter(|name| !name.is_empty()).unwrap_or(object.name())
}

fn labels_of(object: &Object) -> Option<&Map<Text>> {
    if let Some(template) = object.spec::<PodTemplate>() {
        return Some(&template.metadata.as_ref()?.value.labels.as_ref()?.value);
    }
    if let Some(group) = object.spec::<WorkloadGroup>() {
        return Some(&group.metadata.as_ref()?.value.labels.as_ref()?.value);
    }
    Some(&object.spec::<WorkloadEntry>()?.labels.as_ref()?.value)
}

/// Whether a gateway workload shows that gateways are in the input: those that istiod makes for the Gateway API do
/// not, nor do those that are added to an installation elsewhere.
fn proves_gateways(model: &Model, workload: &Workload<'_>) -> bool {
    let operator = || workload.object.and_then(|id| model.object(id).spec::<IstioOperator>());
    workload.is_gateway
        && match workload.kind {
            WorkloadKind::Pods => true,
            WorkloadKind::Made => operator().is_some_and(installs_control_plane),
            WorkloadKind::Machine => false,
        }
}

/// Whether an IstioOperator installs a control plane. One of profile `empty`, or with a mesh configuration alone, is
/// laid over an installation that is elsewhere.
fn installs_control_plane(operator: &IstioOperator) -> bool {
    let is_overlay = operator.mesh_config.is_some()
        && operator.profile.is_none()
        && operator.components.is_none()
        && operator.values.is_none();
    operator.profile.text() != "empty" && !is_overlay
}

fn above(folder: &str) -> Option<&str> {
    folder.rsplit_once('/').map(|(above, _)| above).or(Some("").filter(|_| !folder.is_empty()))
}
