//! Requests and where they go: each folder of testdata/traces has a mesh and a list of requests, each with
//! the facts of its trace. `MESHLINT_UPDATE_TRACES=1 cargo test --test trace` writes the facts anew.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/traces");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    // That one is for the tests of what a client sees.
    let mut folders: Vec<PathBuf> = entries.filter(|path| !path.ends_with("views")).collect();
    folders.sort();
    for folder in &folders {
        assert!(folder.join("requests.txt").is_file(), "{} asks for nothing", folder.display());
    }
    folders
}

fn trace(folder: &Path, args: &str, format: &str) -> Output {
    let mut command = support::meshlint();
    command.current_dir(folder).args(["trace", "--complete", "mesh.yaml", "--format", format]);
    command.args(args.split_whitespace()).output().expect("meshlint starts")
}

fn field(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The facts of one hop, in one line, and what meets the request where it arrives.
fn facts(hop: &Value, indent: &str, text: &mut String) {
    write!(text, "{indent}{}", field(hop, "outcome")).unwrap();
    if let Some(status) = hop["status"].as_i64() {
        write!(text, " {status}").unwrap();
    }
    if let Some(rule) = hop["rule"].as_object() {
        let rule = Value::Object(rule.clone());
        write!(text, " | {} {}/{}", field(&rule, "kind"), field(&rule, "namespace"), field(&rule, "name"))
            .unwrap();
        for name in ["http", "rule", "match", "delegateHttp", "delegateMatch"] {
            if let Some(number) = rule[name].as_i64() {
                write!(text, " {name}={number}").unwrap();
            }
        }
    }
    for cluster in hop["clusters"].as_array().into_iter().flatten() {
        write!(text, " | {}:{}", field(cluster, "host"), cluster["port"]).unwrap();
        if let Some(subset) = cluster["subset"].as_str() {
            write!(text, " {subset}").unwrap();
        }
        if let Some(weight) = cluster["weight"].as_i64() {
            write!(text, " {weight}%").unwrap();
        }
        if cluster["exists"] == false {
            write!(text, " (missing)").unwrap();
        }
        let workloads: Vec<&str> =
            cluster["workloads"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !workloads.is_empty() {
            write!(text, " -> {}", workloads.join(", ")).unwrap();
        }
        if let Some(rule) = cluster["destinationRule"].as_str() {
            write!(text, " by {rule}").unwrap();
        }
        if let Some(tls) = cluster["tls"].as_str() {
            write!(text, " in {tls}").unwrap();
        }
    }
    for name in ["redirect", "rewrite", "fault", "timeout", "mirrors"] {
        if !hop[name].is_null() {
            write!(text, " | {name} {}", hop[name]).unwrap();
        }
    }
    for arrival in hop["arrivals"].as_array().into_iter().flatten() {
        if let Some(refusal) = arrival["refusal"].as_str() {
            write!(text, " | refused at {}: {refusal}", field(arrival, "workload")).unwrap();
        }
        if let Some(open) = arrival["open"].as_str() {
            write!(text, " | through at {} {open}", field(arrival, "workload")).unwrap();
        }
    }
    text.push('\n');
    if !hop["next"].is_null() {
        facts(&hop["next"], &format!("{indent}then "), text);
    }
}

#[test]
fn requests_go_where_istiod_sends_them() {
    let update = std::env::var_os("MESHLINT_UPDATE_TRACES").is_some();
    let mut stale = Vec::new();
    for folder in folders() {
        let path = folder.join("requests.txt");
        let written = fs::read_to_string(&path).unwrap();
        let mut fresh = String::new();
        let mut requests = 0;
        for line in written.lines().filter(|line| !line.starts_with("    ")) {
            writeln!(fresh, "{line}").unwrap();
            if !line.starts_with("--") {
                continue;
            }
            requests += 1;
            let output = trace(&folder, line, "json");
            let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
                panic!("{}: {line}: {error}: {}", folder.display(), String::from_utf8_lossy(&output.stderr))
            });
            assert_eq!(document["version"], 1);
            assert!(document["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{line}");
            facts(&document, "    ", &mut fresh);
        }
        assert!(requests > 5, "{}", path.display());
        if update {
            fs::write(&path, &fresh).unwrap();
        } else if fresh != written {
            stale.push(format!("{}\n{fresh}", path.display()));
        }
    }
    let hint = "if this is right, run MESHLINT_UPDATE_TRACES=1 cargo test --test trace";
    assert!(stale.is_empty(), "{}\n{hint}", stale.join("\n"));
}

#[test]
fn every_request_can_be_shown_in_every_format() {
    for folder in folders() {
        let written = fs::read_to_string(folder.join("requests.txt")).unwrap();
        for line in written.lines().filter(|line| line.starts_with("--")).step_by(3) {
            let json = trace(&folder, line, "json");
            for format in ["text", "mermaid", "dot"] {
                let output = trace(&folder, line, format);
                assert_eq!(output.status.code(), json.status.code(), "{line}: {format}");
                assert!(output.stdout.len() > 60, "{line}: {format}");
                assert!(!String::from_utf8_lossy(&output.stdout).contains('\u{1b}'), "colour in a pipe");
            }
        }
    }
}

#[test]
fn the_exit_status_tells_whether_the_request_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/traces/egress");
    let status = |args: &str| trace(&folder, args, "json").status.code();
    assert_eq!(status("--from red/worker --to http://rates.partner.example/"), Some(0));
    assert_eq!(
        status("--from red/worker --to http://rates.partner.example/ --method PUT"),
        Some(1),
        "refused"
    );
    assert_eq!(status("--from blue/worker --to http://rates.partner.example/"), Some(1), "blocked");
    assert_eq!(status("--from red/wroker --to http://rates.partner.example/"), Some(2), "no such workload");
    assert_eq!(status("--from red/worker --to rates.partner.example"), Some(2), "no URL");
    assert_eq!(status("--from red/worker --all"), Some(0));
    assert_eq!(status("--from gateway:egress/way-out --all"), Some(0));
    let mistaken = trace(&folder, "--from red/wroker --to http://rates.partner.example/", "text");
    assert!(String::from_utf8_lossy(&mistaken.stderr).contains("did you mean red/worker?"));
}

/// A fault in the mesh of the egress gateway: what is written in place of what, which request shows it, how that
/// ends at its last proxy, and what a step says of it.
struct Fault {
    name: &'static str,
    written: &'static str,
    instead: &'static str,
    request: &'static str,
    outcome: &'static str,
    says: &'static str,
}

const FAULTS: [Fault; 15] = [
    Fault {
        name: "a Gateway that does not exist",
        written: "gateways: [mesh, way-out]\n  exportTo",
        instead: "gateways: [mesh, way-uot]\n  exportTo",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "no_route",
        says: "is bound to sidecars (`mesh`), Gateway `egress/way-uot`, not to a server here",
    },
    Fault {
        name: "a subset in another case",
        written: "subset: mtls, port",
        instead: "subset: mTLS, port",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "cluster_missing",
        says: "subset `mTLS` is unknown: DestinationRule `egress/way-out`",
    },
    Fault {
        name: "a selector that selects nothing",
        written: "selector: {gateway: way-out}",
        instead: "selector: {gateway: way-uot}",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "no_listener",
        says: "no Gateway selects this workload",
    },
    Fault {
        name: "a ServiceEntry that the gateway does not see",
        written: "exportTo: [\".\", red]\n  ports",
        instead: "exportTo: [red]\n  ports",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "cluster_missing",
        says: "of ServiceEntry `egress/rates` is not exported to namespace egress of this proxy",
    },
    Fault {
        name: "a policy that names another namespace",
        written: "namespaces: [red]",
        instead: "namespaces: [rde]",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "route",
        says: "no ALLOW policy of `egress/way-out` matches",
    },
    Fault {
        name: "a Sidecar that imports another namespace",
        written: "- hosts: [\"egress/*\", \"./*\"]",
        instead: "- hosts: [\"egres/*\", \"./*\"]",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "blackhole",
        says: "is not imported by the Sidecar `red/default`",
    },
    Fault {
        name: "nobody who originates TLS",
        written: "tls: {mode: SIMPLE, sni: rates.partner.example}",
        instead: "loadBalancer: {simple: RANDOM}",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "route",
        says: "plain HTTP meets a port declared TLS",
    },
    Fault {
        name: "a client that speaks plain text to the gateway",
        written: "        tls: {mode: ISTIO_MUTUAL}\n  - name: through",
        instead: "        tls: {mode: DISABLE}\n  - name: through",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "tls_error",
        says: "expects TLS (ISTIO_MUTUAL), and gets plain text",
    },
    Fault {
        name: "a port that the Service of the gateway does not have",
        written: "subset: mtls, port: {number: 80}",
        instead: "subset: mtls, port: {number: 81}",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "cluster_missing",
        says: "port 81 is not among its ports (only 80, 443)",
    },
    Fault {
        name: "a second VirtualService for the host",
        written: "kind: PeerAuthentication\n",
        instead: "kind: PeerAuthentication\nmetadata: {name: unused, namespace: blue}\n---\n\
                  apiVersion: networking.istio.io/v1\nkind: VirtualService\n\
                  metadata: {name: past, namespace: red}\nspec:\n  hosts: [rates.partner.example]\n  \
                  exportTo: [\".\"]\n  http:\n  - route: [{destination: {host: rates.partner.example}}]\n---\n\
                  apiVersion: security.istio.io/v1\nkind: PeerAuthentication\n",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "route",
        says: "not VirtualService `egress/rates`: an earlier one has the host",
    },
    Fault {
        name: "a policy for the port of the Service",
        written: "values: [\"8443\"]",
        instead: "values: [\"443\"]",
        request: "--from red/worker --to https://rates.partner.example/",
        outcome: "route",
        says: "no ALLOW policy of `egress/way-out` matches: the connection is closed",
    },
    Fault {
        name: "a client in plain text before a server that wants mTLS",
        written: "kind: NetworkPolicy\n",
        instead: "kind: NetworkPolicy\nmetadata: {name: unused, namespace: unused}\n---\n\
                  apiVersion: v1\nkind: Service\nmetadata: {name: peer, namespace: blue}\nspec:\n  \
                  selector: {app: worker}\n  ports: [{name: http, port: 80}]\n---\n\
                  apiVersion: networking.istio.io/v1\nkind: DestinationRule\n\
                  metadata: {name: peer, namespace: blue}\nspec:\n  host: peer\n  \
                  trafficPolicy: {tls: {mode: DISABLE}}\n---\n\
                  apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n",
        request: "--from blue/worker --to http://peer/",
        outcome: "route",
        says: "`blue/worker` accepts mTLS only (PeerAuthentication STRICT), and gets plain text",
    },
    Fault {
        name: "a rule for sidecars that holds at the gateway as well",
        written: "    - {gateways: [mesh], port: 80}",
        instead: "    - {port: 80}",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "route",
        // It comes back to the gateway with the gateway's own certificate, which the policy does not allow.
        says: "`source.namespaces` has to be `red`, and is `egress`",
    },
    Fault {
        name: "the weight of a lone destination, which is not a fault",
        written: "subset: mtls, port: {number: 80}}",
        instead: "subset: mtls, port: {number: 80}}\n      weight: 17",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "route",
        says: "the request leaves the mesh, or what the input shows of it",
    },
    Fault {
        name: "a NetworkPolicy that cuts the way to the gateway",
        written: "podSelector: {matchLabels: {gateway: way-out}}",
        instead: "podSelector: {matchLabels: {gateway: other}}",
        request: "--from red/worker --to http://rates.partner.example/",
        outcome: "route",
        says: "NetworkPolicy `red/only-the-gateway` isolates the client",
    },
];

#[test]
fn a_trace_shows_where_each_fault_breaks_the_way() {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/traces/egress/mesh.yaml");
    let whole = fs::read_to_string(whole).unwrap();
    for (number, fault) in FAULTS.iter().enumerate() {
        let Fault { name, written, instead, request, outcome, says } = fault;
        assert!(whole.contains(written), "{name}");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("egress-fault-{number}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("mesh.yaml"), whole.replacen(written, instead, 1)).unwrap();
        let output = trace(&folder, request, "json");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut hop = &document;
        let mut messages = Vec::new();
        loop {
            let steps = hop["steps"].as_array().into_iter().flatten();
            messages.extend(steps.filter_map(|step| step["message"].as_str()));
            if hop["next"].is_null() {
                break;
            }
            hop = &hop["next"];
        }
        assert!(messages.iter().any(|message| message.contains(says)), "{name}: {messages:#?}");
        assert_eq!(hop["outcome"], *outcome, "{name}");
    }
}

#[test]
fn a_trace_says_what_could_not_be_read() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trace-of-a-part");
    fs::create_dir_all(&folder).unwrap();
    let mesh = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  \
                ports: [{name: http, port: 80}]\n---\napiVersion: networking.istio.io/v1\n\
                kind: VirtualService\nmetadata: {name: web, namespace: shop\nspec: [\n";
    fs::write(folder.join("mesh.yaml"), mesh).unwrap();
    let request = "--from shop/app=till --to http://web/";
    let document: Value = serde_json::from_slice(&trace(&folder, request, "json").stdout).unwrap();
    assert_eq!(document["unread"][0]["path"], "mesh.yaml");
    assert_eq!(document["unread"][0]["start"]["line"], 7);
    for args in [request, "--from shop/app=till --all"] {
        let text = String::from_utf8(trace(&folder, args, "text").stdout).unwrap();
        assert!(text.starts_with("not sure: a part of the input could not be read"), "{text}");
        assert!(text.contains("mesh.yaml:7:1: the document could not be read"), "{text}");
    }
}

#[test]
fn the_table_spreads_wildcards_over_registered_hosts() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("table-of-wildcards");
    fs::create_dir_all(&folder).unwrap();
    let service = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n\
             spec:\n  ports: [{{name: http, port: 8080}}]\n---\n"
        )
    };
    let routes = |name: &str, hosts: &str, to: &str| {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: shop}}\n\
             spec:\n  hosts: [{hosts}]\n  http:\n  - route: [{{destination: {{host: {to}}}}}]\n---\n"
        )
    };
    let mesh = [
        service("web"),
        service("api"),
        routes("all", "\"*.shop.svc.cluster.local\"", "web"),
        routes("one", "api", "api"),
        routes("free", "free.example.com", "web"),
    ];
    fs::write(folder.join("mesh.yaml"), mesh.concat()).unwrap();
    let output = trace(&folder, "--from shop/app=till --all", "json");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = document["routes"].as_array().unwrap().iter();
    let told = |row: &Value| format!("{} {} {}", row["port"], field(row, "host"), field(row, "rule"));
    let rows: Vec<String> = rows.filter(|row| row["rule"] != "").map(told).collect();
    // On port 80, which only the gateway has, none of the hosts is registered.
    assert_eq!(
        rows,
        [
            "80 *.shop.svc.cluster.local VirtualService shop/all",
            "80 api.shop.svc.cluster.local VirtualService shop/one",
            "80 free.example.com VirtualService shop/free",
            "8080 api.shop.svc.cluster.local VirtualService shop/one",
            "8080 web.shop.svc.cluster.local VirtualService shop/all",
        ]
    );
}
