//! Secrets, written or made by other controllers.

use super::directory::{Directories, Directory};
use crate::model::{CertificateSpec, ExternalSecretSpec, Kind, Model, Object, SealedSecretSpec, TextField};
use crate::source::ObjectId;

/// Names of all Secrets by namespace, with the object that is or makes each.
#[derive(Debug, Default)]
pub struct Secrets<'m> {
    by_namespace: Directories<'m, ObjectId>,
}

impl<'m> Secrets<'m> {
    pub(super) fn of(model: &'m Model) -> Secrets<'m> {
        let mut secrets = Secrets::default();
        let mut add = |object: &'m Object, id, made: &'m str| {
            // Where no name is written, controllers take that of the object.
            let name = if made.is_empty() { object.name() } else { made };
            secrets.by_namespace.add(&object.namespace, name, id);
        };
        for (id, object) in model.of_kind(Kind::Secret) {
            add(object, id, "");
        }
        for certificate in model.all::<CertificateSpec>() {
            add(certificate.object, certificate.id, certificate.spec.secret_name.text());
        }
        for external in model.all::<ExternalSecretSpec>() {
            let target = external.spec.target.as_ref();
            add(external.object, external.id, target.map_or("", |target| target.value.name.text()));
        }
        for sealed in model.all::<SealedSecretSpec>() {
            let metadata =
                sealed.spec.template.as_ref().and_then(|template| template.value.metadata.as_ref());
            add(sealed.object, sealed.id, metadata.map_or("", |metadata| metadata.value.name.text()));
        }
        secrets
    }

    /// The Secrets of a namespace.
    pub fn in_namespace(&self, namespace: &str) -> &Directory<'m, ObjectId> {
        self.by_namespace.of(namespace)
    }
}
