//! The documents around the services: namespaces, external services, and the ingress gateways.

use std::fmt::Write as _;

use super::layout::{Gateway, Ingress, Layout, Namespace, either, misspelt};
use super::{Fault, SEPARATOR};

/// The text of the file of the mesh's root namespace.
pub fn root_namespace() -> String {
    let labels = "  labels:\n    kubernetes.io/metadata.name: istio-system\n";
    [namespace("istio-system", labels), peer_authentication("istio-system")].join(SEPARATOR)
}

/// The text of the file with a namespace and what holds for all of it.
pub fn namespace_file(layout: &Layout, subject: &Namespace) -> String {
    let labels = format!("  labels:\n    team: {}\n    istio-injection: enabled\n", subject.team);
    [namespace(&subject.name, &labels), peer_authentication(&subject.name), sidecar(layout, subject)]
        .join(SEPARATOR)
}

/// The text of the file of a namespace with both injection labels.
pub fn sandbox_namespace(name: &str) -> String {
    let carried = Some(Fault::BothInjectionLabels);
    let revision = either(carried, Fault::BothInjectionLabels, "", "    istio.io/rev: default");
    namespace(name, &format!("  labels:\n    istio-injection: enabled\n{revision}\n"))
}

fn namespace(name: &str, labels: &str) -> String {
    format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n{labels}")
}

fn peer_authentication(namespace: &str) -> String {
    format!(
        r"apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: {namespace}
spec:
  mtls:
    mode: STRICT
"
    )
}

fn sidecar(layout: &Layout, subject: &Namespace) -> String {
    let mut text = format!(
        r#"apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: default
  namespace: {}
spec:
  egress:
  - hosts:
    - "./*"
    - "istio-system/*"
"#,
        subject.name
    );
    for &other in &subject.reaches {
        let _ = writeln!(text, "    - \"{}/*\"", layout.namespaces[other].name);
    }
    text
}

/// The text of the file with the external services that a namespace uses: one by TLS, one by HTTP.
pub fn external_services(subject: &Namespace) -> String {
    let namespace = &subject.name;
    format!(
        r"apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: provider
  namespace: {namespace}
spec:
  hosts:
  - {namespace}.provider.example.net
  location: MESH_EXTERNAL
  resolution: DNS
  ports:
  - number: 443
    name: tls
    protocol: TLS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: provider
  namespace: {namespace}
spec:
  hosts:
  - {namespace}.provider.example.net
  tls:
  - match:
    - port: 443
      sniHosts:
      - {namespace}.provider.example.net
    route:
    - destination:
        host: {namespace}.provider.example.net
        port:
          number: 443
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: legacy
  namespace: {namespace}
spec:
  hosts:
  - {namespace}.legacy.example.net
  location: MESH_EXTERNAL
  resolution: DNS
  ports:
  - number: 80
    name: http
    protocol: HTTP
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: legacy
  namespace: {namespace}
spec:
  hosts:
  - {namespace}.legacy.example.net
  http:
  - route:
    - destination:
        host: {namespace}.legacy.example.net
        port:
          number: 80
    timeout: 10s
"
    )
}

/// The text of the file with the namespace, workload and `Service` of an ingress gateway.
pub fn ingress_file(ingress: &Ingress) -> String {
    let Ingress { namespace, name, label } = ingress;
    format!(
        r#"apiVersion: v1
kind: Namespace
metadata:
  name: {namespace}
  labels:
    istio-injection: enabled
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: {namespace}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app: {name}
    istio: {label}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: {name}
      istio: {label}
  template:
    metadata:
      annotations:
        inject.istio.io/templates: gateway
      labels:
        app: {name}
        istio: {label}
        sidecar.istio.io/inject: "true"
    spec:
      serviceAccountName: {name}
      securityContext:
        sysctls:
        - name: net.ipv4.ip_unprivileged_port_start
          value: "0"
      containers:
      - name: istio-proxy
        image: auto
        resources:
          requests:
            cpu: 500m
            memory: 256Mi
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app: {name}
    istio: {label}
spec:
  type: LoadBalancer
  selector:
    app: {name}
    istio: {label}
  ports:
  - name: status-port
    port: 15021
    protocol: TCP
  - name: http2
    port: 80
    protocol: TCP
  - name: https
    port: 443
    protocol: TCP
"#
    )
}

/// The text of the file with a `Gateway` and the certificate that its TLS server shows.
pub fn gateway_file(ingress: &Ingress, gateway: &Gateway) -> String {
    let Gateway { name, fault, .. } = gateway;
    let namespace = &ingress.namespace;
    let label = either(*fault, Fault::SelectorTypo, &ingress.label, misspelt(&ingress.label));
    let secret = format!("{name}-tls");
    let credential = either(*fault, Fault::CredentialMissing, &secret, misspelt(&secret));
    let port = either(*fault, Fault::PortNotOnGatewayService, 443, 8443);
    let hosts: String = gateway.hosts.iter().fold(String::new(), |mut hosts, host| {
        let _ = writeln!(hosts, "    - {host}");
        hosts
    });
    let names = hosts.replace("    - ", "  - ");
    format!(
        r"apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    istio: {label}
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
{hosts}    tls:
      httpsRedirect: true
  - port:
      number: {port}
      name: https
      protocol: HTTPS
    hosts:
{hosts}    tls:
      mode: SIMPLE
      credentialName: {credential}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {secret}
  namespace: {namespace}
spec:
  secretName: {secret}
  dnsNames:
{names}  issuerRef:
    name: letsencrypt
    kind: ClusterIssuer
"
    )
}
