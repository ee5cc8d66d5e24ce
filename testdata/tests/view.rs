//! What each client sees of one mesh: Services and ServiceEntries, and the DestinationRules that apply.

use meshlint::graph::{Client, Mesh, Proxy};
use meshlint::intake::{Input, Request};
use meshlint::model::{Labels, Model, Options};

fn model() -> Model {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/traces/views").into();
    let request = Request {
        inputs: vec![Input { path, context: false }],
        exclude: Vec::new(),
        respect_ignore_files: false,
        max_file_size: 1 << 20,
        ..Request::default()
    };
    let options = Options::default();
    meshlint::intake::load(&request, &options, &meshlint::inspect::Inspector::default())
        .expect("the tree is there")
}

/// The namespace of the service that a client sees under a host.
fn seen<'m>(mesh: &'m Mesh<'m>, client: Client<'_>, host: &str) -> Option<&'m str> {
    let seen = mesh.view(client).service(host)?;
    Some(mesh.services.get(seen.id).namespace)
}

#[test]
fn exports_decide_who_sees_a_service() {
    let model = model();
    let mesh = Mesh::build(&model);
    for (namespace, name, expected) in [
        ("other", "open", Some("shop")),
        ("billing", "open", Some("billing")), // its own ServiceEntry goes before the Service
        ("shop", "kept", Some("shop")),
        ("other", "kept", None),
        ("shop", "hidden", None),
        ("billing", "for-billing", Some("shop")),
        ("shop", "for-billing", Some("shop")),
        ("other", "for-billing", None),
    ] {
        let host = format!("{name}.shop.svc.cluster.local");
        assert_eq!(seen(&mesh, Client::in_namespace(namespace), &host), expected, "{name} from {namespace}");
    }
    let of_billing = mesh.view(Client::in_namespace("billing"));
    assert_eq!(of_billing.service("a.partner.example"), None, "no service of this very host");
    assert!(of_billing.covering("a.partner.example").is_some());
    assert!(mesh.view(Client::in_namespace("shop")).covering("a.partner.example").is_none());
}

#[test]
fn sidecars_decide_what_is_imported() {
    let model = model();
    let mesh = Mesh::build(&model);
    let front = Client::in_namespace("front");
    let cluster = |name: &str| format!("{name}.svc.cluster.local");
    assert_eq!(seen(&mesh, front, &cluster("open.shop")), Some("shop"));
    assert_eq!(seen(&mesh, front, &cluster("pay.billing")), Some("billing"));
    assert_eq!(seen(&mesh, front, &cluster("ledger.billing")), Some("billing"), "its routes lead there");
    assert_eq!(seen(&mesh, front, &cluster("for-billing.shop")), None, "left out by name");
    let hermit = [("app".to_owned(), "hermit".to_owned())];
    let hermit = Client { labels: Labels::Made(&hermit), ..front };
    assert_eq!(seen(&mesh, hermit, &cluster("open.shop")), None);
    let gateway = Client { proxy: Proxy::Gateway, ..front };
    assert_eq!(seen(&mesh, gateway, &cluster("ledger.billing")), Some("billing"), "not for gateways");
    assert_eq!(seen(&mesh, Client::in_namespace("lone"), &cluster("open.shop")), None);
}

#[test]
fn one_level_of_destination_rules_counts() {
    let model = model();
    let mesh = Mesh::build(&model);
    let chosen = [("app".to_owned(), "chosen".to_owned())];
    let subset = |client: Client<'_>, name: &str, subset: &str| {
        let host = format!("{name}.shop.svc.cluster.local");
        let applied = mesh.destination_rules.for_client(&host, &client, Some("shop"))?;
        Some(applied.subset(subset)?.0.name().to_owned())
    };
    let shop = Client::in_namespace("shop");
    assert_eq!(subset(shop, "open", "owner").as_deref(), Some("of-the-owner"), "the first definition counts");
    assert_eq!(subset(shop, "open", "second").as_deref(), Some("of-the-owner-too"), "rules are merged");
    assert_eq!(subset(shop, "open", "wide"), None, "a wider host is hidden");
    assert_eq!(subset(shop, "hidden", "wide").as_deref(), Some("for-all-of-shop"));
    assert_eq!(subset(shop, "hidden", "mesh"), None, "the root namespace comes last");
    assert_eq!(subset(shop, "kept", "private").as_deref(), Some("private"));
    let front = Client::in_namespace("front");
    assert_eq!(
        subset(front, "kept", "wide").as_deref(),
        Some("for-all-of-shop"),
        "a private rule hides none"
    );
    assert_eq!(subset(front, "open", "owner"), None, "hidden by the rule for other workloads");
    let chosen = Client { labels: Labels::Made(&chosen), ..front };
    assert_eq!(subset(chosen, "open", "chosen").as_deref(), Some("chosen"));
}
