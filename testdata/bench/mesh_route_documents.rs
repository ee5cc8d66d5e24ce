//! The routes of one service: its `VirtualService` and its `DestinationRule`.

use super::Fault;
use super::layout::{Binding, Service, misspelt};
use super::service_documents::Subject;

impl Subject<'_> {
    pub fn virtual_service(&self) -> String {
        let Subject { service: Service { http_port, timeout_seconds, .. }, name, namespace, .. } = self;
        let own = if self.service.short_host { (*name).to_owned() } else { self.fqdn() };
        let canary = self.either(Fault::SubsetTypo, "v2", "v3");
        let timeout = self.either(
            Fault::UnknownField,
            &format!("timeout: {timeout_seconds}s"),
            &format!("timeot: {timeout_seconds}s"),
        );
        let (binding, grpc, called) = (self.hosts_and_gateways(&own), self.grpc_route(&own), self.call());
        format!(
            r#"apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: {name}
  namespace: {namespace}
spec:
{binding}  http:
{grpc}  - name: canary
    match:
    - headers:
        x-canary:
          exact: "true"
    route:
    - destination:
        host: {own}
        subset: {canary}
        port:
          number: {http_port}
{called}  - name: primary
    route:
    - destination:
        host: {own}
        subset: v1
        port:
          number: {http_port}
      weight: 90
    - destination:
        host: {own}
        subset: v2
        port:
          number: {http_port}
      weight: 10
    {timeout}
    retries:
      attempts: 2
      perTryTimeout: 2s
      retryOn: "503"
"#
        )
    }

    fn hosts_and_gateways(&self, own: &str) -> String {
        let Subject { name, namespace, layout, .. } = self;
        let gateway = format!("{namespace}-public");
        let gateway = self.either(Fault::GatewayNameTypo, &gateway, &misspelt(&gateway));
        let ingress = &layout.ingresses[layout.namespaces[self.service.namespace].ingress].namespace;
        let public = self.either(Fault::HostNotOnGateway, name, &misspelt(name));
        // The mark ends the line at fault wherever in that line it stands.
        let public = format!("{public}-{namespace}.example.com");
        match self.service.binding {
            Binding::Mesh => format!("  hosts:\n  - {own}\n"),
            Binding::MeshAndIngress => {
                format!("  hosts:\n  - {own}\n  - {public}\n  gateways:\n  - mesh\n  - {ingress}/{gateway}\n")
            }
            Binding::Ingress => format!("  hosts:\n  - {public}\n  gateways:\n  - {ingress}/{gateway}\n"),
        }
    }

    /// The route that keeps gRPC calls within the mesh on the gRPC port.
    fn grpc_route(&self, own: &str) -> String {
        let port = self.service.grpc_port;
        let gateways = match self.service.binding {
            Binding::Ingress => return String::new(),
            Binding::MeshAndIngress => "\n      gateways:\n      - mesh",
            Binding::Mesh => "",
        };
        format!(
            r"  - name: grpc
    match:
    - port: {port}{gateways}
    route:
    - destination:
        host: {own}
        port:
          number: {port}
"
        )
    }

    /// The route to the service that this one calls.
    fn call(&self) -> String {
        let Some(callee) = self.service.calls.map(|callee| &self.layout.services[callee]) else {
            return String::new();
        };
        let name = &callee.name;
        let suffix = if callee.namespace == self.service.namespace {
            String::new()
        } else {
            format!(".{}.svc.cluster.local", self.layout.namespaces[callee.namespace].name)
        };
        let host =
            self.either(Fault::HostTypo, &format!("{name}{suffix}"), &format!("{}{suffix}", misspelt(name)));
        // What sidecars are told of the callee's versions does not count at a gateway.
        let subset = if self.service.binding == Binding::Ingress { "\n        subset: v1" } else { "" };
        let port = self.either(Fault::PortMissing, &callee.http_port.to_string(), "8081");
        format!(
            r"  - name: {name}
    match:
    - uri:
        prefix: /{name}/
    rewrite:
      uri: /
    route:
    - destination:
        host: {host}{subset}
        port:
          number: {port}
    timeout: 4s
"
        )
    }

    pub fn destination_rule(&self) -> String {
        let Subject { name, namespace, .. } = self;
        let host = self.fqdn();
        let port = self.service.grpc_port;
        let port = self.either(Fault::WrongType, &port.to_string(), &format!("\"{port}\""));
        format!(
            r"apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {name}
  namespace: {namespace}
spec:
  host: {host}
  trafficPolicy:
    portLevelSettings:
    - port:
        number: {port}
      loadBalancer:
        simple: ROUND_ROBIN
  subsets:
  - name: v1
    labels:
      version: v1
  - name: v2
    labels:
      version: v2
"
        )
    }
}
