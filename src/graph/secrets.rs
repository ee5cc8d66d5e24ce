//! Secrets, written or made by other controllers.

use super::directory::{Directories, Directory};
use crate::model::{
    CertificateSpec, ExternalSecretSpec, Model, Object, ObjectId, SealedSecretSpec, SecretData, TextField,
};

/// Names of all Secrets by namespace, with the object that is or makes each.
#[derive(Debug, Default)]
pub struct Secrets<'m> {
    by_namespace: Directories<'m, ObjectId>,
}

impl<'m> Secrets<'m> {
    pub(super) fn of(model: &'m Model) -> Secrets<'m> {
        let mut secrets = Secrets::default();
        for (index, object) in model.objects.iter().enumerate() {
            if let Some((namespace, name)) = made_by(object) {
                secrets.by_namespace.add(namespace, name, ObjectId(index as u32));
            }
        }
        secrets
    }

    /// The Secrets of a namespace.
    pub fn in_namespace(&self, namespace: &str) -> &Directory<'m, ObjectId> {
        self.by_namespace.of(namespace)
    }
}

/// Namespace and name of the Secret that an object is or makes.
fn made_by(object: &Object) -> Option<(&str, &str)> {
    let or_own = |name: &'_ str| name.is_empty();
    let namespace = &*object.namespace;
    if object.spec::<SecretData>().is_some() {
        Some((namespace, object.name()))
    } else if let Some(certificate) = object.spec::<CertificateSpec>() {
        Some((namespace, certificate.secret_name.text()))
    } else if let Some(external) = object.spec::<ExternalSecretSpec>() {
        let name = external.target.as_ref().map_or("", |target| target.value.name.text());
        Some((namespace, if or_own(name) { object.name() } else { name }))
    } else if let Some(sealed) = object.spec::<SealedSecretSpec>() {
        let template = sealed.template.as_ref().and_then(|template| template.value.metadata.as_ref());
        let name = template.map_or("", |metadata| metadata.value.name.text());
        Some((namespace, if or_own(name) { object.name() } else { name }))
    } else {
        None
    }
}
