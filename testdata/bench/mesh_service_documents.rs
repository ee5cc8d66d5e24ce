//! The documents of one service: its `Service`, account, workloads and policy, and its routes.

use std::fmt::Write as _;

use super::layout::{Binding, Layout, Service, either};
use super::{Fault, SEPARATOR};

/// A service together with the names that its documents share.
pub struct Subject<'a> {
    pub layout: &'a Layout,
    pub service: &'a Service,
    pub name: &'a str,
    pub namespace: &'a str,
}

/// The text of the file that holds all documents of a service.
pub fn service_file(layout: &Layout, service: &Service) -> String {
    let namespace = &layout.namespaces[service.namespace].name;
    let subject = Subject { layout, service, name: &service.name, namespace };
    let mut documents = vec![
        subject.service(),
        // The copy comes last; what is reported is the first.
        subject.service_account(&either(service.fault, Fault::DuplicateResource, "", "")),
        subject.deployment("v1"),
        subject.deployment("v2"),
        subject.virtual_service(),
        subject.destination_rule(),
        subject.authorization_policy(),
    ];
    if service.fault == Some(Fault::DuplicateResource) {
        documents.push(subject.service_account(""));
    }
    documents.join(SEPARATOR)
}

impl Subject<'_> {
    /// `clean`, or the marked `faulty` where this service carries the fault.
    pub fn either(&self, fault: Fault, clean: &str, faulty: &str) -> String {
        either(self.service.fault, fault, clean, faulty)
    }

    pub fn fqdn(&self) -> String {
        format!("{}.{}.svc.cluster.local", self.name, self.namespace)
    }

    fn service(&self) -> String {
        let Subject { service: Service { http_port, grpc_port, .. }, name, namespace, .. } = self;
        let (http_target, grpc_target) = if self.service.named_target_ports {
            ("http-api".to_owned(), "grpc-api".to_owned())
        } else {
            ("8080".to_owned(), grpc_port.to_string())
        };
        format!(
            r"apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app: {name}
spec:
  selector:
    app: {name}
  ports:
  - name: http-api
    port: {http_port}
    targetPort: {http_target}
  - name: grpc-api
    port: {grpc_port}
    targetPort: {grpc_target}
"
        )
    }

    fn service_account(&self, mark: &str) -> String {
        let Subject { name, namespace, .. } = self;
        format!(
            r"apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}{mark}
  namespace: {namespace}
"
        )
    }

    fn deployment(&self, version: &str) -> String {
        let Subject { service: Service { grpc_port, replicas, .. }, name, namespace, .. } = self;
        let again = if version == "v1" {
            self.either(Fault::DuplicateKey, "", &format!("\n    app: {name}"))
        } else {
            String::new()
        };
        format!(
            r"apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}-{version}
  namespace: {namespace}
  labels:
    app: {name}{again}
    version: {version}
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: {name}
      version: {version}
  template:
    metadata:
      labels:
        app: {name}
        version: {version}
    spec:
      serviceAccountName: {name}
      containers:
      - name: {name}
        image: registry.example.com/{name}:{version}.4.2
        ports:
        - name: http-api
          containerPort: 8080
        - name: grpc-api
          containerPort: {grpc_port}
        env:
        - name: LOG_LEVEL
          value: info
        resources:
          requests: {{cpu: 100m, memory: 128Mi}}
        readinessProbe:
          httpGet: {{path: /ready, port: 8080}}
        livenessProbe:
          httpGet: {{path: /healthz, port: 8080}}
"
        )
    }

    /// Lets in the ingress gateway and the callers, and whom the callers' routes send here.
    fn authorization_policy(&self) -> String {
        let Subject { name, namespace, layout, service } = self;
        let mut principals = Vec::new();
        let mut namespaces = vec![service.namespace];
        if service.binding != Binding::Mesh {
            principals.push(ingress_principal(layout, service));
        }
        for caller in service.callers.iter().map(|&caller| &layout.services[caller]) {
            let from = &layout.namespaces[caller.namespace].name;
            principals.push(format!("cluster.local/ns/{from}/sa/{}", caller.name));
            if caller.binding != Binding::Mesh {
                principals.push(ingress_principal(layout, caller));
            }
            namespaces.push(caller.namespace);
        }
        namespaces.sort_unstable();
        namespaces.dedup();
        principals.sort_unstable();
        principals.dedup();
        let mut rules = String::new();
        if !principals.is_empty() {
            rules.push_str("  - from:\n    - source:\n        principals:\n");
            for principal in principals {
                let _ = writeln!(rules, "        - {principal}");
            }
        }
        rules.push_str("  - from:\n    - source:\n        namespaces:\n");
        for from in namespaces {
            let _ = writeln!(rules, "        - {}", layout.namespaces[from].name);
        }
        format!(
            r"apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    matchLabels:
      app: {name}
  action: ALLOW
  rules:
{rules}"
        )
    }
}

fn ingress_principal(layout: &Layout, service: &Service) -> String {
    let ingress = &layout.ingresses[layout.namespaces[service.namespace].ingress];
    format!("cluster.local/ns/{}/sa/{}", ingress.namespace, ingress.name)
}
