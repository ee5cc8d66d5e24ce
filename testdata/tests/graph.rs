//! The mesh as a graph of nodes and edges: what leads where in the example mesh.

use meshlint::graph::{Answer, Edge, Mesh, Node, Role};
use meshlint::intake::{Input, Request};
use meshlint::model::{Model, Options};
use meshlint::source::ObjectId;
use petgraph::algo::has_path_connecting;
use petgraph::graph::NodeIndex;

fn example() -> Model {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/meshes/bookshop-fixed").into();
    let request = Request {
        inputs: vec![Input { path, context: false }],
        exclude: Vec::new(),
        respect_ignore_files: false,
        max_file_size: 1 << 20,
        ..Request::default()
    };
    let options = Options::default();
    meshlint::intake::load(&request, &options, &meshlint::inspect::Inspector::default())
        .expect("the example is there")
}

fn object(mesh: &Mesh<'_>, kind: &str, name: &str) -> NodeIndex {
    let is_it = |object: &meshlint::model::Object| &*object.kind_name == kind && object.name() == name;
    NodeIndex::new(mesh.objects().iter().position(is_it).unwrap_or_else(|| panic!("no {kind} {name}")))
}

#[test]
fn routes_lead_to_the_pods_behind_them() {
    let model = example();
    let mesh = Mesh::build(&model);
    let graph = mesh.graph();
    let routes = object(&mesh, "VirtualService", "catalog");
    let pods = mesh.workloads.iter().find(|(_, workload)| workload.name.starts_with("catalog"));
    let (pods, _) = pods.expect("catalog has pods");
    let pods = graph.node_indices().find(|node| graph[*node] == Node::Workload(pods)).expect("a node");
    assert!(has_path_connecting(graph, routes, pods, None), "catalog's routes do not lead to its pods");
    assert!(!has_path_connecting(graph, pods, routes, None), "pods refer to nothing");
    let other = object(&mesh, "VirtualService", "payments");
    assert!(!has_path_connecting(graph, other, pods, None), "payments does not lead to catalog");
}

#[test]
fn every_present_reference_is_an_edge() {
    let model = example();
    let mesh = Mesh::build(&model);
    let graph = mesh.graph();
    assert_eq!(graph.node_count(), mesh.objects().len() + mesh.services.len() + mesh.workloads.len());
    let mut present = 0;
    for reference in Role::ALL.iter().flat_map(|role| mesh.references(*role)) {
        let Answer::Present(targets) = &reference.answer else { continue };
        present += targets.len();
        let from = NodeIndex::new(reference.from.0 as usize);
        let edges =
            graph.edges(from).filter(|edge| *edge.weight() == Edge::Refers(reference.role, reference.span));
        assert_eq!(edges.count(), targets.len(), "{:?} {}", reference.role, reference.to);
        assert_eq!(graph[from], Node::Object(ObjectId(reference.from.0)));
    }
    assert!(present >= 10, "only {present} references");
}

#[test]
fn a_change_concerns_what_leads_to_the_object() {
    let model = example();
    let mesh = Mesh::build(&model);
    let impact = |kind: &str, name: &str| {
        let dependents = mesh.impact(ObjectId(object(&mesh, kind, name).index() as u32));
        let name = |it: &meshlint::graph::Dependent| {
            let object = mesh.object(it.object);
            format!("{} {}/{}", it.distance, object.kind_name, object.name())
        };
        dependents.iter().map(name).collect::<Vec<_>>()
    };
    let of_pods = impact("Deployment", "catalog-v1");
    assert!(of_pods.contains(&"1 Service/catalog".to_owned()), "{of_pods:?}");
    assert!(of_pods.contains(&"2 VirtualService/catalog".to_owned()), "{of_pods:?}");
    let of_service = impact("Service", "catalog");
    assert!(of_service.contains(&"1 VirtualService/catalog".to_owned()), "{of_service:?}");
    assert!(!of_service.iter().any(|it| it.contains("Deployment")), "{of_service:?}");
    assert_eq!(impact("VirtualService", "catalog"), [""; 0], "nothing refers to rules for sidecars");
}
