//! The JSON document of a trace, version 1.

use std::io::{self, Write};

use serde::Serialize;

use crate::graph::Mesh;
use crate::graph::routing::Cluster;
use crate::model::GATEWAY_API;
use crate::report::place::Place;
use crate::source::Location;
use crate::trace::{Arrival, DecidingRule, Hop, Mark, Row, Stage, Verdict};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<UnreadDocument<'a>>,
    verdict: &'static str,
    #[serde(flatten)]
    hop: HopDocument<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HopDocument<'a> {
    at: &'a str,
    request: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<RuleDocument<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<ClusterDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<RedirectDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direct_response: Option<StatusDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewrite: Option<RewriteDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mirrors: Vec<MirrorDocument>,
    #[serde(skip_serializing_if = "<[Arrival]>::is_empty")]
    arrivals: &'a [Arrival],
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<&'a str>,
    steps: Vec<StepDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Box<HopDocument<'a>>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleDocument<'a> {
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "match")]
    matched: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delegate_http: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delegate_match: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterDocument<'a> {
    host: &'a str,
    port: Option<i64>,
    subset: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    workloads: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination_rule: Option<String>,
    tls: Option<&'static str>,
    exists: bool,
}

#[derive(Serialize)]
struct RedirectDocument<'a> {
    code: i64,
    location: &'a str,
    by: &'static str,
}

#[derive(Serialize)]
struct StatusDocument {
    status: i64,
}

#[derive(Serialize)]
struct RewriteDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

#[derive(Serialize)]
struct MirrorDocument {
    cluster: String,
    percent: f64,
    known: bool,
}

#[derive(Serialize)]
struct StepDocument<'a> {
    stage: Stage,
    mark: Mark,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

/// Something of the input that could not be read, so that the trace may lack what decides.
#[derive(Serialize)]
struct UnreadDocument<'a> {
    reason: String,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "path")]
    file: Option<&'a str>,
}

#[derive(Serialize)]
struct Table<'a> {
    version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<UnreadDocument<'a>>,
    at: &'a str,
    routes: Vec<RowDocument<'a>>,
}

#[derive(Serialize)]
struct RowDocument<'a> {
    port: i64,
    protocol: &'a str,
    host: &'a str,
    condition: &'a str,
    to: &'a str,
    rule: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

/// Writes a trace.
pub fn write(out: &mut dyn Write, mesh: &Mesh<'_>, hop: &Hop<'_>) -> io::Result<()> {
    let document = Document {
        version: 1,
        unread: unread(mesh),
        verdict: match crate::trace::verdict(hop) {
            Verdict::Answered => "answered",
            Verdict::Open(_) => "open",
            Verdict::NotAnswered => "notAnswered",
            Verdict::Refused { .. } => "refused",
        },
        hop: of_hop(mesh, hop),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes a table of routes.
pub fn write_table(out: &mut dyn Write, mesh: &Mesh<'_>, at: &str, rows: &[Row]) -> io::Result<()> {
    let row = |row: &'_ Row| place(mesh, row.location);
    let routes = rows.iter().map(|own| RowDocument {
        port: own.port,
        protocol: &own.protocol,
        host: &own.host,
        condition: &own.condition,
        to: &own.to,
        rule: &own.rule,
        place: row(own),
    });
    let table = Table { version: 1, unread: unread(mesh), at, routes: routes.collect() };
    serde_json::to_writer_pretty(&mut *out, &table)?;
    writeln!(out)
}

fn unread<'a>(mesh: &'a Mesh<'_>) -> Vec<UnreadDocument<'a>> {
    let of = |one: crate::model::Unread<'a>| UnreadDocument {
        reason: one.reason.into_owned(),
        place: place(mesh, one.location),
        file: one.path,
    };
    mesh.model.unread().into_iter().map(of).collect()
}

fn of_hop<'a>(mesh: &'a Mesh<'_>, hop: &'a Hop<'_>) -> HopDocument<'a> {
    let is_direct = hop.status.is_some()
        && matches!(hop.outcome, crate::trace::Outcome::DirectResponse | crate::trace::Outcome::Blackhole);
    HopDocument {
        at: &hop.at,
        request: &hop.request,
        outcome: hop.outcome.name(),
        status: hop.status,
        rule: hop.rule.as_ref().filter(|rule| rule.is_told).map(of_rule),
        clusters: hop.clusters.iter().map(|cluster| of_cluster(mesh, cluster)).collect(),
        redirect: hop.redirect.as_ref().map(|redirect| RedirectDocument {
            code: redirect.code,
            location: &redirect.location,
            by: redirect.by,
        }),
        direct_response: hop.status.filter(|_| is_direct).map(|status| StatusDocument { status }),
        rewrite: hop.rewrite.as_ref().map(|(path, authority)| RewriteDocument {
            authority: authority.as_deref(),
            path: path.as_deref(),
        }),
        fault: hop.fault.as_deref(),
        timeout: hop.timeout.as_deref(),
        mirrors: hop
            .mirrors
            .iter()
            .map(|(cluster, percent)| MirrorDocument {
                cluster: envoy_name(cluster),
                percent: *percent,
                known: cluster.lack.is_none(),
            })
            .collect(),
        arrivals: &hop.arrivals,
        failure: hop.failure.as_deref(),
        open: hop.open.as_deref(),
        steps: hop
            .steps
            .iter()
            .map(|step| StepDocument {
                stage: step.stage,
                mark: step.mark,
                message: &step.message,
                help: step.help.as_deref(),
                place: place(mesh, step.location),
            })
            .collect(),
        next: hop.next.as_ref().map(|next| Box::new(of_hop(mesh, next))),
    }
}

fn of_rule<'a>(rule: &'a DecidingRule<'_>) -> RuleDocument<'a> {
    let place = &rule.place;
    let is_api = place.object.group() == GATEWAY_API;
    RuleDocument {
        kind: &place.object.kind_name,
        namespace: &place.object.namespace,
        name: place.object.name(),
        http: (rule.is_http && !is_api).then_some(place.rule),
        rule: (rule.is_http && is_api).then_some(place.rule),
        matched: place.matched.filter(|_| rule.is_http),
        delegate_http: place.delegate.as_ref().map(|delegate| delegate.rule),
        delegate_match: place.delegate.as_ref().and_then(|delegate| delegate.matched),
    }
}

fn of_cluster<'a>(mesh: &'a Mesh<'_>, cluster: &'a Cluster<'_>) -> ClusterDocument<'a> {
    let workload = |&id: &crate::graph::WorkloadId| {
        let workload = mesh.workloads.get(id);
        format!("{}/{}", workload.namespace, workload.name)
    };
    let is_pods =
        |id: &&crate::graph::WorkloadId| mesh.workloads.get(**id).kind != crate::graph::WorkloadKind::Machine;
    ClusterDocument {
        host: cluster.host.as_deref().unwrap_or("UnknownService"),
        port: cluster.port,
        subset: Some(cluster.subset).filter(|subset| !subset.is_empty()),
        weight: cluster.weight,
        workloads: cluster.endpoints.workloads.iter().filter(is_pods).map(workload).collect(),
        destination_rule: cluster
            .destination_rule()
            .map(|rule| format!("{}/{}", rule.namespace(), rule.name())),
        tls: cluster.tls.name(),
        exists: cluster.lack.is_none(),
    }
}

/// The name under which Envoy knows a cluster.
fn envoy_name(cluster: &Cluster<'_>) -> String {
    let host = cluster.host.as_deref().unwrap_or("UnknownService");
    format!("outbound|{}|{}|{host}", cluster.port.unwrap_or_default(), cluster.subset)
}

fn place<'a>(mesh: &'a Mesh<'_>, location: Option<Location>) -> Option<Place<'a>> {
    location.map(|location| Place::of(&mesh.model.sources, location))
}
