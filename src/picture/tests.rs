use super::*;

fn item(kind: &str, namespace: &str, name: &str, state: State) -> Item<'static> {
    Item {
        kind: kind.to_owned(),
        api_version: String::new(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        state,
        location: None,
        findings: Vec::new(),
        count: 1,
    }
}

fn link(from: usize, to: usize, label: &'static str) -> Link<'static> {
    Link { from, to, label, location: None, findings: Vec::new(), count: 1 }
}

/// shop: routes -> service -> pods; edge: gateway; a Gateway that is missing.
fn picture() -> Picture<'static> {
    Picture {
        nodes: vec![
            item("VirtualService", "shop", "routes", State::Written),
            item("Service", "shop", "web", State::Written),
            item("Deployment", "shop", "web", State::Written),
            item("Gateway", "edge", "edge", State::Written),
            item("Gateway", "", "edg", State::Missing),
            item("Service", "shop", "other", State::Written),
        ],
        edges: vec![
            link(0, 1, "routes to"),
            link(0, 3, "is bound to"),
            link(0, 4, "is bound to"),
            link(1, 2, "selects"),
        ],
    }
}

fn names(picture: &Picture<'_>) -> Vec<String> {
    picture.nodes.iter().map(|node| format!("{}/{}", node.kind, node.name)).collect()
}

fn written(write: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("text")
}

#[test]
fn a_focus_keeps_what_leads_there_and_what_it_leads_to() {
    let around = |focus: &str| picture().around(&focus.parse().expect("a focus")).map(|it| names(&it));
    let service = ["VirtualService/routes", "Service/web", "Deployment/web"];
    assert_eq!(around("service/shop/web").unwrap(), service);
    assert_eq!(around("Gateway/edge/edge").unwrap(), ["VirtualService/routes", "Gateway/edge"]);
    assert_eq!(around("Gateway/edge/none"), None);
    assert!("Gateway".parse::<Center>().is_err());
    assert_eq!("GatewayClass/istio".parse::<Center>().expect("a class").namespace, "");
}

#[test]
fn a_namespace_keeps_its_neighbours() {
    assert_eq!(names(&picture().of_namespace("edge")), ["VirtualService/routes", "Gateway/edge"]);
    assert_eq!(names(&picture().of_namespace("nowhere")), [""; 0]);
}

#[test]
fn folding_counts_objects_and_references() {
    let folded = picture().folded();
    assert_eq!(names(&folded), ["Namespace/shop", "Namespace/edge"]);
    assert_eq!(folded.nodes.iter().map(|node| node.count).collect::<Vec<_>>(), [4, 1]);
    let edges: Vec<_> =
        folded.edges.iter().map(|link| (link.from, link.to, link.label, link.count)).collect();
    assert_eq!(edges, [(0, 1, "is bound to", 1)]);
}

#[test]
fn hostile_names_stay_inside_their_quotes() {
    let mut hostile = picture();
    hostile.nodes[0].name = "a\"]; click n0 \"javascript:x\\\n<b>|#`".to_owned();
    let drawn = written(|out| mermaid(out, &hostile));
    let line = drawn.lines().find(|line| line.contains("n0[")).unwrap();
    assert_eq!(line.matches('"').count(), 2, "{line}");
    assert!(!line.contains("<b>") && !line.contains('`'), "{line}");
    let dot = written(|out| dot(out, &hostile));
    let line = dot.lines().find(|line| line.trim_start().starts_with("n0 [")).unwrap();
    assert!(line.contains(r#"a\"]; click"#) && line.contains(r"x\\"), "{line}");
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
}
