//! Several clusters that share a mesh.

use super::{Scratch, document, findings, meshlint, status, stderr, stdout};

const BOTH: [&str; 4] = ["--cluster", "east=east", "--cluster", "west=west"];

fn service(name: &str, port: u16) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec: {{selector: {{app: {name}}}, ports: [{{name: http, port: {port}}}]}}\n"
    )
}

fn route(host: &str) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {host}, namespace: shop}}\n\
         spec: {{hosts: [{host}], http: [{{timeout: 2s, route: [{{destination: {{host: {host}}}}}]}}]}}\n"
    )
}

fn check(scratch: &Scratch, args: &[&str]) -> Vec<(String, String)> {
    let document = document(scratch.path(), args);
    findings(&document).into_iter().map(|(path, rule)| (path.to_owned(), rule.to_owned())).collect()
}

fn found(path: &str, rule: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), rule.to_owned())]
}

#[test]
fn services_of_all_clusters_are_there_and_configuration_is_not() {
    let scratch = Scratch::new();
    scratch.write("east/route.yaml", route("web"));
    scratch.write("east/other.yaml", service("other", 80));
    scratch.write("west/web.yaml", service("web", 80));
    assert_eq!(check(&scratch, &["east"]), found("east/route.yaml", "destination-host-not-found"));
    assert_eq!(check(&scratch, &BOTH), []);
    // istiod in east does not read the ServiceEntries of west.
    let entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\n\
        metadata: {name: web, namespace: shop}\n\
        spec: {hosts: [web.shop.svc.cluster.local], ports: [{number: 80, name: http, protocol: HTTP}]}\n";
    scratch.write("west/web.yaml", entry);
    assert_eq!(check(&scratch, &BOTH), found("east/route.yaml", "destination-host-not-found"));
}

#[test]
fn one_object_in_two_clusters_is_no_duplicate() {
    let scratch = Scratch::new();
    for cluster in ["east", "west"] {
        scratch.write(&format!("{cluster}/web.yaml"), service("web", 80) + "---\n" + &route("web"));
    }
    assert_eq!(check(&scratch, &BOTH), []);
    scratch.write("east/again.yaml", route("web"));
    assert_eq!(check(&scratch, &BOTH), found("east/again.yaml", "duplicate-resource"));
}

#[test]
fn a_difference_is_told_once_in_the_later_cluster() {
    let scratch = Scratch::new();
    for (cluster, port) in [("east", 80), ("west", 8080), ("north", 80)] {
        scratch.write(&format!("{cluster}/web.yaml"), service("web", port));
    }
    let rule = "service-differs-between-clusters";
    assert_eq!(check(&scratch, &BOTH), found("west/web.yaml", rule));
    assert_eq!(
        check(&scratch, &["--cluster", "w=west", "--cluster", "e=east"]),
        found("east/web.yaml", rule)
    );
    let three = [&BOTH[..], &["--cluster", "north=north"]].concat();
    assert_eq!(check(&scratch, &three), found("west/web.yaml", rule));
    // Kept to its cluster, nothing is merged.
    scratch.write(
        "mesh.yaml",
        "serviceSettings:\n- settings: {clusterLocal: true}\n  hosts: ['*.shop.svc.cluster.local']\n",
    );
    let local = [&BOTH[..], &["--mesh-config", "mesh.yaml"]].concat();
    assert_eq!(check(&scratch, &local), []);
}

#[test]
fn what_is_in_no_cluster_is_for_all() {
    let scratch = Scratch::new();
    scratch.write("route.yaml", route("web"));
    scratch.write("east/web.yaml", service("web", 80));
    scratch.write("west/other.yaml", service("other", 80));
    let document = document(scratch.path(), &[&BOTH[..], &["."]].concat());
    assert_eq!(findings(&document), []);
    assert_eq!(document["summary"]["resources"], 3);
    assert_eq!(document["summary"]["clusters"].as_array().map(Vec::len), Some(2));
    assert!(document["summary"]["worlds"].is_null());
    // Without a path of their own nothing else is read.
    let document = super::document(scratch.path(), &BOTH);
    assert_eq!(document["summary"]["resources"], 2);
    let text = meshlint(scratch.path(), &[&["check"], &BOTH[..]].concat());
    assert!(stdout(&text).contains("2 clusters of one mesh: east, west"), "{}", stdout(&text));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scratch = Scratch::new();
    scratch.write("east/web.yaml", service("web", 80));
    for (args, why) in [
        (&["check", "--cluster", "east"][..], "give the name of the cluster"),
        (&["check", "--cluster", "=east"], "give the name of the cluster"),
        (&["check", "--cluster", "east=-"], "give the name of the cluster"),
        (&["check", "--cluster", "east=nowhere"], "no such file or directory"),
        (
            &["check", "--cluster", "a=east", "--cluster", "b=east/web.yaml"],
            "cluster `a` has these files, too",
        ),
        (&["check", "--cluster", "a=east", "--single-world"], "cannot be used with"),
        (&["diff", "--cluster", "a=east", "east", "east"], "--cluster is not for diff"),
    ] {
        let run = meshlint(scratch.path(), args);
        assert_eq!(status(&run), 2, "{args:?}");
        assert!(stderr(&run).contains(why), "{args:?}: {}", stderr(&run));
    }
}

#[test]
fn a_request_may_end_in_another_cluster() {
    let scratch = Scratch::new();
    let pods = |name: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\n\
             spec: {{containers: [{{name: {name}, image: registry.example.com/{name}}}]}}\n"
        )
    };
    scratch.write("east/client.yaml", service("client", 80) + &pods("client"));
    scratch.write("west/web.yaml", service("web", 80) + &pods("web"));
    let trace = ["trace", "--from", "shop/client", "--to", "http://web.shop/"];
    let several = meshlint(scratch.path(), &[&trace[..], &BOTH].concat());
    assert_eq!(status(&several), 2);
    assert!(stderr(&several).contains("several clusters: east, west"), "{}", stderr(&several));
    let east = meshlint(scratch.path(), &[&trace[..], &BOTH, &["--world", "east"]].concat());
    assert_eq!(status(&east), 0, "{}", stderr(&east));
    assert!(stdout(&east).contains("west/web.yaml"), "{}", stdout(&east));
}
