//! Ingress, <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/>.

use crate::model;
use crate::model::{List, TargetRef, Text};

model! {
    /// `spec` of an Ingress.
    pub struct IngressSpec {
        /// IngressClass; absent means the annotation `kubernetes.io/ingress.class`, else the default class.
        ingress_class_name: Text = "ingressClassName",
        /// Where requests go that match no rule.
        default_backend: Box<IngressBackend> = "defaultBackend",
        /// Rules by host.
        rules: List<IngressRule> = "rules",
        /// Certificates.
        tls: List<IngressTls> = "tls",
    }

    /// Rules for one host.
    pub struct IngressRule {
        /// Host, optionally with a wildcard as its first label; absent means all.
        host: Text = "host",
        /// The rules.
        http: IngressPaths = "http",
    }

    /// Wrapper of paths.
    pub struct IngressPaths {
        /// The paths.
        paths: List<IngressPath> = "paths",
    }

    /// One path.
    pub struct IngressPath {
        /// The path; absent means all.
        path: Text = "path",
        /// `Exact`, `Prefix` or `ImplementationSpecific`.
        path_type: Text = "pathType",
        /// Where requests go.
        backend: Box<IngressBackend> = "backend",
    }

    /// Where requests go.
    pub struct IngressBackend {
        /// A Service of the same namespace.
        service: IngressService = "service",
        /// Any other object of the same namespace.
        resource: TargetRef = "resource",
    }

    /// A Service with a port.
    pub struct IngressService {
        /// Name.
        name: Text = "name",
        /// Port.
        port: IngressPort = "port",
    }

    /// A port, by number or by name.
    pub struct IngressPort {
        /// Number.
        number: i64 = "number",
        /// Name.
        name: Text = "name",
    }

    /// A certificate for hosts.
    pub struct IngressTls {
        /// The hosts.
        hosts: List<Text> = "hosts",
        /// Secret with certificate and key.
        secret_name: Text = "secretName",
    }
}
