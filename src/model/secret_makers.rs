//! Kinds that other controllers make Secrets from: cert-manager's Certificate, ExternalSecret, SealedSecret,
//! <https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate>,
//! <https://external-secrets.io/latest/api/externalsecret/>,
//! <https://github.com/bitnami-labs/sealed-secrets>.

use super::{List, Map, Opaque, TemplateMetadata, Text};
use crate::model;

model! {
    /// `spec` of a Certificate of cert-manager.
    pub struct CertificateSpec {
        /// Secret that it makes, in its namespace, with `tls.crt`, `tls.key` and mostly `ca.crt`.
        secret_name: Text = "secretName",
        /// Names in the certificate.
        dns_names: List<Text> = "dnsNames",
        /// Common name in the certificate.
        common_name: Text = "commonName",
    }

    /// `spec` of an ExternalSecret.
    pub struct ExternalSecretSpec {
        /// Secret that it makes, in its namespace.
        target: Box<ExternalSecretTarget> = "target",
        /// Entries, one by one.
        data: List<ExternalSecretEntry> = "data",
        /// Entries, all of some source.
        data_from: Opaque = "dataFrom",
    }

    /// Secret that an ExternalSecret makes.
    pub struct ExternalSecretTarget {
        /// Its name, that of the ExternalSecret if absent.
        name: Text = "name",
        /// `Owner`, `Orphan`, `Merge` or `None`; absent means `Owner`.
        creation_policy: Text = "creationPolicy",
        /// What it looks like.
        template: Box<SecretTemplate> = "template",
    }

    /// An entry of the Secret that an ExternalSecret makes.
    pub struct ExternalSecretEntry {
        /// Its key.
        secret_key: Text = "secretKey",
    }

    /// What a Secret looks like that is made.
    pub struct SecretTemplate {
        /// Metadata; name and namespace in a SealedSecret only.
        metadata: TemplateMetadata = "metadata",
        /// Type.
        secret_type: Text = "type",
        /// Further entries, as templates.
        data: Map<Opaque> = "data",
    }

    /// `spec` of a SealedSecret.
    pub struct SealedSecretSpec {
        /// What the Secret looks like; its name and namespace are those of the SealedSecret if absent.
        template: Box<SecretTemplate> = "template",
        /// Entries, encrypted.
        encrypted_data: Map<Opaque> = "encryptedData",
    }
}
