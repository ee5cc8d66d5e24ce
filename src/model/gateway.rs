//! Gateway, <https://istio.io/latest/docs/reference/config/networking/gateway/>.

use super::{List, Map, OrEmpty, Text};
use crate::model;
use crate::source::Span;

model! {
    /// `spec` of an Istio Gateway.
    pub struct Gateway {
        /// Labels of the gateway workloads that it configures, in any namespace.
        selector: Map<Text> = "selector",
        /// What these workloads listen on.
        servers: List<Server> = "servers",
    }

    /// One listener.
    pub struct Server {
        /// Name of the server.
        name: Text = "name",
        /// Port.
        port: ServerPort = "port",
        /// Address to listen on, all if absent.
        bind: Text = "bind",
        /// Hosts, optionally as `namespace/host`.
        hosts: List<Text> = "hosts",
        /// Where a Sidecar's listener forwards to.
        default_endpoint: Text = "defaultEndpoint",
        /// TLS.
        tls: Box<ServerTls> = "tls",
    }

    /// Port of a listener.
    pub struct ServerPort {
        /// Number.
        number: i64 = "number",
        /// Protocol.
        protocol: Text = "protocol",
        /// Name.
        name: Text = "name",
        /// Port of the workload (not supported).
        target_port: i64 = "targetPort",
    }

    /// TLS of a listener.
    pub struct ServerTls {
        /// Redirect plain HTTP.
        https_redirect: bool = "httpsRedirect",
        /// Mode, PASSTHROUGH if absent.
        mode: Text = "mode",
        /// File with the certificate.
        server_certificate: Text = "serverCertificate",
        /// File with the key.
        private_key: Text = "privateKey",
        /// File with the authority's certificates.
        ca_certificates: Text = "caCertificates",
        /// File with the revocation list.
        ca_crl: Text = "caCrl",
        /// Secret with certificate and key.
        credential_name: Text = "credentialName",
        /// Secrets with certificate and key.
        credential_names: List<Text> = "credentialNames",
        /// Secret or ConfigMap with the authority's certificates.
        ca_cert_credential_name: Text = "caCertCredentialName",
        /// Files with certificates and keys.
        tls_certificates: List<TlsCertificate> = "tlsCertificates",
        /// Elliptic curves for the key exchange.
        ecdh_curves: List<Text> = "ecdhCurves",
        /// Whether the server's certificate goes unchecked (clients only).
        insecure_skip_verify: bool = "insecureSkipVerify",
        /// Names that a client's certificate has to hold.
        subject_alt_names: List<Text> = "subjectAltNames",
        /// Public keys that are accepted.
        verify_certificate_spki: List<Text> = "verifyCertificateSpki",
        /// Certificates that are accepted.
        verify_certificate_hash: List<Text> = "verifyCertificateHash",
        /// Lowest TLS version.
        min_protocol_version: Text = "minProtocolVersion",
        /// Highest TLS version.
        max_protocol_version: Text = "maxProtocolVersion",
        /// Cipher suites.
        cipher_suites: List<Text> = "cipherSuites",
    }

    /// Files with a certificate and its key.
    pub struct TlsCertificate {
        /// File with the certificate.
        server_certificate: Text = "serverCertificate",
        /// File with the key.
        private_key: Text = "privateKey",
        /// File with the authority's certificates.
        ca_certificates: Text = "caCertificates",
    }
}

impl ServerTls {
    /// The Secrets that it names, and where.
    pub fn credentials(&self) -> impl Iterator<Item = (Span, &str)> {
        let one = self.credential_name.iter().map(|field| (field.span, &*field.value));
        one.chain(self.credential_names.items().iter().map(|item| (item.span, &*item.value)))
    }
}
