//! A generator of a coherent Istio mesh that is clean by construction, deterministic from a seed, into which
//! chosen faults can be planted, each at a known line.
//!
//! Include it with `#[path = "…/testdata/bench/mesh_generator.rs"] mod mesh_generator;`.
#![allow(dead_code, reason = "each includer uses another part of the API")]

use std::{fs, io, path::Path};

#[path = "mesh_gateway_documents.rs"]
mod gateway_documents;
#[path = "mesh_layout.rs"]
mod layout;
#[path = "mesh_route_documents.rs"]
mod route_documents;
#[path = "mesh_service_documents.rs"]
mod service_documents;

use layout::Layout;

/// Ends the line at fault while a file is written; `finish` turns it into a line number.
const MARK: char = '\u{1}';

/// What stands between two documents of a file.
const SEPARATOR: &str = "---\n";

/// How large the mesh is and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Shape {
    /// How many services the mesh has, the ingress gateways aside.
    pub services: usize,
    /// How many services share a namespace (the last namespace may have fewer).
    pub services_per_namespace: usize,
    /// Picks names, callers, numbers and the places of the faults.
    pub seed: u64,
    /// The faults to plant, one per object; a fault named twice is planted in two objects.
    pub faults: Vec<Fault>,
}

impl Shape {
    /// A mesh of about `n` documents without faults, in the default layout.
    #[must_use]
    pub fn with_documents(n: usize) -> Shape {
        let services_per_namespace = if n >= 1000 { 25 } else { 6 };
        let documents = |services| layout::document_count(services, services_per_namespace);
        let mut services = 1;
        while documents(services + 1).abs_diff(n) <= documents(services).abs_diff(n) {
            services += 1;
        }
        Shape { services, services_per_namespace, seed: 1, faults: Vec::new() }
    }
}

/// A kind of fault that can be planted. Each is a small edit of one object with one finding as its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A `VirtualService` names a gateway that is misspelt by one letter.
    GatewayNameTypo,
    /// A route names a subset that the `DestinationRule` does not define.
    SubsetTypo,
    /// The selector of a `Gateway` that no `VirtualService` uses is misspelt by one letter.
    SelectorTypo,
    /// The host of a route without a subset is misspelt by one letter.
    HostTypo,
    /// A route names a port that the destination's `Service` does not have.
    PortMissing,
    /// The host of a `VirtualService` bound only to a gateway is misspelt, so no server lists it.
    HostNotOnGateway,
    /// A `ServiceAccount` stands twice in its file; the second copy is at fault, at its `metadata.name`.
    DuplicateResource,
    /// A namespace of its own, without workloads, with `istio-injection` and, at fault, `istio.io/rev`.
    BothInjectionLabels,
    /// `timeot` stands for `timeout` in an HTTP route.
    UnknownField,
    /// The port number of a `DestinationRule`'s `portLevelSettings` is quoted.
    WrongType,
    /// A label of a `Deployment` stands twice with the same value; the second one is at fault.
    DuplicateKey,
    /// A `Gateway` server listens on port 8443, which the gateway's `Service` does not have.
    PortNotOnGatewayService,
    /// The `credentialName` of a `Gateway` server is misspelt by one letter.
    CredentialMissing,
}

impl Fault {
    /// Every kind of fault.
    pub const ALL: [Fault; 13] = [
        Fault::GatewayNameTypo,
        Fault::SubsetTypo,
        Fault::SelectorTypo,
        Fault::HostTypo,
        Fault::PortMissing,
        Fault::HostNotOnGateway,
        Fault::DuplicateResource,
        Fault::BothInjectionLabels,
        Fault::UnknownField,
        Fault::WrongType,
        Fault::DuplicateKey,
        Fault::PortNotOnGatewayService,
        Fault::CredentialMissing,
    ];

    /// The rule that reports this fault, and the kind of the object it is planted in.
    fn rule_and_kind(self) -> (&'static str, &'static str) {
        match self {
            Fault::GatewayNameTypo => ("gateway-not-found", "VirtualService"),
            Fault::SubsetTypo => ("subset-not-found", "VirtualService"),
            Fault::SelectorTypo => ("gateway-selector-matches-no-workload", "Gateway"),
            Fault::HostTypo => ("destination-host-not-found", "VirtualService"),
            Fault::PortMissing => ("destination-port-not-on-service", "VirtualService"),
            Fault::HostNotOnGateway => ("host-not-on-gateway", "VirtualService"),
            Fault::DuplicateResource => ("duplicate-resource", "ServiceAccount"),
            Fault::BothInjectionLabels => ("multiple-injection-labels", "Namespace"),
            Fault::UnknownField => ("unknown-field", "VirtualService"),
            Fault::WrongType => ("wrong-type", "DestinationRule"),
            Fault::DuplicateKey => ("duplicate-key", "Deployment"),
            Fault::PortNotOnGatewayService => ("gateway-port-not-on-service", "Gateway"),
            Fault::CredentialMissing => ("credential-not-found", "Gateway"),
        }
    }
}

/// A fault that was planted, and where a linter should report it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    /// The kind of fault.
    pub fault: Fault,
    /// The name of the rule that should report it.
    pub rule: &'static str,
    /// The path of the file at fault.
    pub path: String,
    /// The 1-based line of the value (or key) at fault.
    pub line: usize,
    /// The kind of the object at fault.
    pub kind: &'static str,
    /// The namespace of the object; empty for a `Namespace`.
    pub namespace: String,
    /// The name of the object.
    pub name: String,
}

/// One YAML file of the mesh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the mesh's folder, with `/` between its parts.
    pub path: String,
    /// One or more documents, with `---` between them.
    pub text: String,
}

/// The files of a mesh, and the faults in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedMesh {
    /// The files, namespaces first, then gateways.
    pub files: Vec<File>,
    /// The planted faults, in the order of the files.
    pub planted: Vec<Planted>,
    /// How many documents the files hold together.
    pub documents: usize,
}

impl GeneratedMesh {
    /// Writes the files below `dir`, making the folders they need.
    ///
    /// # Errors
    /// When a folder or a file cannot be written.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        for file in &self.files {
            let path = dir.join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, &file.text)?;
        }
        Ok(())
    }

    /// How many bytes the files hold together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text.len()).sum()
    }

    /// All documents as the items of one `kind: List`, like the output of `kubectl get -o yaml`.
    #[must_use]
    pub fn as_list(&self) -> String {
        let mut list = String::with_capacity(self.bytes() * 3 / 2);
        list.push_str("apiVersion: v1\nitems:\n");
        for file in &self.files {
            let mut margin = "- ";
            for line in file.text.split_inclusive('\n') {
                if line == SEPARATOR {
                    margin = "- ";
                } else {
                    list.push_str(margin);
                    list.push_str(line);
                    margin = "  ";
                }
            }
        }
        list.push_str("kind: List\nmetadata:\n  resourceVersion: \"\"\n");
        list
    }

    /// Takes in a written file, and the fault that its mark stands for.
    fn add_file(&mut self, path: String, marked: &str, fault: Option<Fault>, namespace: &str, name: &str) {
        let mark = marked.find(MARK);
        assert_eq!(mark.is_some(), fault.is_some(), "{path} holds a mark only for a fault");
        if let (Some(offset), Some(fault)) = (mark, fault) {
            let (rule, kind) = fault.rule_and_kind();
            let name = if kind == "Deployment" { format!("{name}-v1") } else { name.to_owned() };
            let line = marked[..offset].matches('\n').count() + 1;
            let namespace = namespace.to_owned();
            self.planted.push(Planted { fault, rule, path: path.clone(), line, kind, namespace, name });
        }
        let text: String = marked.chars().filter(|&c| c != MARK).collect();
        self.documents += text.split_inclusive('\n').filter(|&line| line == SEPARATOR).count() + 1;
        self.files.push(File { path, text });
    }
}

/// Generates the mesh of a shape: the same shape gives the same mesh.
///
/// # Panics
/// When the mesh is too small to hold every fault in an object of its own; 300 documents are enough for each
/// fault once.
#[must_use]
pub fn generate(shape: &Shape) -> GeneratedMesh {
    let layout = Layout::new(shape);
    let mut mesh = GeneratedMesh { files: Vec::new(), planted: Vec::new(), documents: 0 };

    let root = gateway_documents::root_namespace();
    mesh.add_file("namespaces/istio-system/namespace.yaml".to_owned(), &root, None, "", "");
    for namespace in &layout.namespaces {
        let (name, folder) = (&namespace.name, format!("namespaces/{}", namespace.name));
        let text = gateway_documents::namespace_file(&layout, namespace);
        mesh.add_file(format!("{folder}/namespace.yaml"), &text, None, "", name);
        let text = gateway_documents::external_services(namespace);
        mesh.add_file(format!("{folder}/external-services.yaml"), &text, None, name, "");
        for service in &layout.services[namespace.services.clone()] {
            let text = service_documents::service_file(&layout, service);
            let path = format!("{folder}/{}.yaml", service.name);
            mesh.add_file(path, &text, service.fault, name, &service.name);
        }
    }
    for name in &layout.sandboxes {
        let text = gateway_documents::sandbox_namespace(name);
        let fault = Some(Fault::BothInjectionLabels);
        mesh.add_file(format!("namespaces/{name}/namespace.yaml"), &text, fault, "", name);
    }
    for ingress in &layout.ingresses {
        let text = gateway_documents::ingress_file(ingress);
        let path = format!("gateways/{}/workload.yaml", ingress.namespace);
        mesh.add_file(path, &text, None, &ingress.namespace, &ingress.name);
    }
    for gateway in &layout.gateways {
        let ingress = &layout.ingresses[gateway.ingress];
        let text = gateway_documents::gateway_file(ingress, gateway);
        let path = format!("gateways/{}/{}.yaml", ingress.namespace, gateway.name);
        mesh.add_file(path, &text, gateway.fault, &ingress.namespace, &gateway.name);
    }
    mesh
}
