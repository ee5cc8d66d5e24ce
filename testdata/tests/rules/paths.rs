//! Paths that rules and limits of platforms look at: each leads to a field that there is. A rule with a path that
//! leads nowhere never speaks, and no example of the other paths tells.

use meshlint::inspect::{Subject, Way, ways};
use meshlint::platform::Platform;
use meshlint::rules::platform::limits::{What, all as limits_of};
use meshlint::schema::registry::{Entry, annotations, labels};
use meshlint::schema::{self, BUILT_IN_GROUPS, Node, Type};

/// All groups of Istio that kinds are named of without their group.
const ISTIO_GROUPS: [&str; 5] = [
    "extensions.istio.io",
    "install.istio.io",
    "networking.istio.io",
    "security.istio.io",
    "telemetry.istio.io",
];

/// All paths of all subjects lead to fields of all the kinds that they are for.
pub fn of_subjects_exist(subjects: &[Subject]) {
    let lost = subjects.iter().flat_map(|subject| lost(subject.kinds, subject.paths));
    assert_none(lost.collect());
}

/// All paths of the limits of a platform lead to fields of their kinds, and all fields that they name are there.
pub fn of_limits_exist(platform: Platform) {
    let mut all = Vec::new();
    for limit in limits_of(platform) {
        let (paths, fields): (&[&str], &[&str]) = match limit.what {
            What::Fields(paths)
            | What::Values(paths, _)
            | What::OtherValues(paths, _)
            | What::Cases(paths, _) => (paths, &[]),
            What::OtherFields(paths, fields) => (paths, fields),
            What::Kind | What::Annotations(_) | What::Label(..) => (&[""], &[]),
        };
        match limit.what {
            What::Annotations(keys) => {
                all.extend(keys.iter().filter(|key| !is_listed(annotations(), key)).map(unknown))
            }
            What::Label(key, _) if !is_listed(labels(), key) => all.push(unknown(&key)),
            _ => {}
        }
        all.extend(lost(limit.kinds, paths));
        for kind in limit.kinds {
            for way in paths.iter().flat_map(|path| ways(path)) {
                let to_field = |field| [&*way, &[Way::Field(field)]].concat();
                let is_lost = |field: &&&'static str| !leads_on(kind, &to_field(**field));
                all.extend(
                    fields.iter().filter(is_lost).map(|field| format!("{kind}: {way:?} has no {field}")),
                );
            }
        }
    }
    assert_none(all);
}

/// Whether Istio knows an annotation or label; a trailing `*` stands for any rest.
fn is_listed(entries: &[Entry], key: &str) -> bool {
    // In the code of istiod alone (`multicluster.MultiClusterSecretLabel`).
    key == "istio/multiCluster"
        || entries.iter().any(|entry| match key.strip_suffix('*') {
            Some(start) => entry.key.starts_with(start),
            None => entry.key == key,
        })
}

fn unknown(key: &&str) -> String {
    format!("{key}: Istio does not know it")
}

fn assert_none(lost: Vec<String>) {
    assert!(lost.is_empty(), "lead nowhere:\n{}", lost.join("\n"));
}

/// Kinds that are not there or that no path leads to anything in, and paths that lead nowhere. A path with choices
/// has to lead to a field whatever is chosen, in one of the kinds.
fn lost<'p>(kinds: &'p [&'static str], paths: &'p [&'static str]) -> impl Iterator<Item = String> + 'p {
    let is_idle =
        move |kind: &&&str| !paths.iter().flat_map(|path| ways(path)).any(|way| leads_on(kind, &way));
    let idle = kinds.iter().filter(is_idle).map(move |kind| format!("{kind}: none of {paths:?}"));
    let all = paths.iter().flat_map(|path| ways(path).into_iter().map(move |way| (*path, way)));
    let is_lost = |way: &[Way]| !kinds.iter().any(|kind| leads_on(kind, way));
    let lost = all.filter(move |(_, way)| is_lost(way));
    idle.chain(lost.map(move |(path, way)| format!("{kinds:?}: {path} ({way:?})")))
}

/// Kinds without a schema here: of them rules look at the version alone.
fn is_beyond(kind: &str) -> bool {
    const BEYOND: [&str; 5] = [
        "autoscaling/HorizontalPodAutoscaler",
        "discovery.k8s.io/EndpointSlice",
        "extensions/PodSecurityPolicy",
        "policy/PodDisruptionBudget",
        "policy/PodSecurityPolicy",
    ];
    BEYOND.contains(&kind)
}

/// Whether a way leads to a value in some version of a kind.
fn leads_on(kind: &str, way: &[Way]) -> bool {
    is_beyond(kind) || roots(kind).into_iter().any(|root| leads_on_from(root, way))
}

fn leads_on_from(node: &'static Node, way: &[Way]) -> bool {
    let Some((step, rest)) = way.split_first() else { return true };
    let next = match step {
        // A label or the like may be named itself.
        Way::Field(name) => node.property(name).or(node.additional.filter(|it| it.kind == Type::String)),
        Way::Items => node.items,
        Way::Values => node.additional,
    };
    match next {
        Some(next) => leads_on_from(next, rest),
        // Anything may stand there, as in the parts of EnvoyFilters that are Envoy's.
        None => node.kind == Type::Any || node.preserve && node.properties.is_empty(),
    }
}

/// The schemas of a kind as subjects name it, one for each version.
fn roots(kind: &str) -> Vec<&'static Node> {
    let versions = |group: &str, kind: &str| -> Vec<&'static Node> {
        let found = schema::versions(group, kind).filter_map(|version| schema::find(group, version, kind));
        found.map(|schema| schema.root).collect()
    };
    let of_mesh = |kind| versions("istio.mesh.v1alpha1", kind).into_iter();
    match kind.split_once('/') {
        Some((group, kind)) => versions(group, kind),
        // What all objects have in common, a workload has.
        None if kind == "*" => roots("Deployment"),
        None if kind == "MeshConfig" => of_mesh(kind).collect(),
        None if kind == "MeshProxyConfig" => {
            of_mesh("MeshConfig").filter_map(|config| config.property("defaultConfig")).collect()
        }
        None if kind == "MeshNetworks" => {
            of_mesh(kind).filter_map(|networks| networks.property("networks")).collect()
        }
        None => {
            let common = |group: &&str| matches!(*group, "" | "apps" | "batch");
            let groups = BUILT_IN_GROUPS.into_iter().filter(common).chain(ISTIO_GROUPS);
            groups.flat_map(|group| versions(group, kind)).collect()
        }
    }
}

/// The trials above can fail.
pub fn that_lead_nowhere_are_found() {
    let leads = |kind, path| ways(path).iter().all(|way| leads_on(kind, way));
    assert!(leads("VirtualService", "spec.http[].(match[].uri|route[].destination)"));
    assert!(leads("MeshNetworks", "{}.endpoints[].fromCidr"));
    assert!(leads("EnvoyFilter", "spec.configPatches[].patch.value.typed_config.any[].thing"));
    for (kind, path) in [
        ("VirtualService", "spec.http.route"),
        ("VirtualService", "spec.http[].(match[].uri|rout[].destination)"),
        ("VirtualService", "spec.http[].route[].destination.host.name"),
        ("VirtualServices", "spec"),
        ("EnvoyFilter", "spec.configPatch[]"),
        ("MeshConfig", "defaultConfig.statsUdpAddress"),
        ("MeshNetworks", "networks"),
    ] {
        assert!(!leads(kind, path), "{kind}: {path}");
    }
}
