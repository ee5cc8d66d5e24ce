//! The JSON document, version 1.

use std::io::{self, Write};

use serde::Serialize;

use crate::diag::{self, Check, Finding, Means, Outcome, Severity, Summary};
use crate::model::Model;
use crate::source::{Location, Position};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Diagnostic<'a>>,
    unverified: Vec<Diagnostic<'a>>,
    suppressed: Vec<Suppressed<'a>>,
    summary: &'a Summary,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    code: &'a str,
    rule: &'a str,
    aliases: &'a [&'a str],
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    url: String,
    #[serde(flatten)]
    place: Place<'a>,
    resource: Option<Resource<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

/// A finding that was put aside, and what put it aside.
#[derive(Serialize)]
struct Suppressed<'a> {
    #[serde(flatten)]
    finding: Diagnostic<'a>,
    suppression: Suppression<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    by: Means,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Writes the whole document.
pub fn write(out: &mut dyn Write, model: &Model, outcome: &Outcome, summary: &Summary) -> io::Result<()> {
    let document = Document {
        version: 1,
        diagnostics: outcome.findings.iter().map(|finding| diagnostic(model, finding)).collect(),
        unverified: outcome.unverified.iter().map(|finding| diagnostic(model, finding)).collect(),
        suppressed: outcome.suppressed.iter().map(|suppressed| self::suppressed(model, suppressed)).collect(),
        summary,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn suppressed<'a>(model: &'a Model, suppressed: &'a diag::Suppressed) -> Suppressed<'a> {
    let suppression = Suppression {
        by: suppressed.by,
        reason: suppressed.reason.as_deref(),
        place: suppressed.at.map(|at| place(model, at)),
    };
    Suppressed { finding: diagnostic(model, &suppressed.finding), suppression }
}

fn diagnostic<'a>(model: &'a Model, finding: &'a Finding) -> Diagnostic<'a> {
    let of_object = |id| {
        let object = model.object(id);
        Resource {
            api_version: &object.api_version,
            kind: &object.kind_name,
            namespace: &object.namespace,
            name: object.name(),
        }
    };
    // What rules say of the settings of the mesh belongs to no object.
    let of_settings = || {
        let kind = match finding.rule.check {
            Check::Mesh(_) => model.settings.kind_at(finding.location)?,
            _ => return None,
        };
        let name = if kind == "MeshNetworks" { "meshnetworks" } else { "meshconfig" };
        let namespace = model.settings.root_namespace();
        Some(Resource { api_version: "istio.mesh.v1alpha1", kind, namespace, name })
    };
    let resource = finding.object.map(of_object).or_else(of_settings);
    let related = |related: &'a crate::diag::Related| Related {
        message: &related.message,
        place: place(model, related.location),
    };
    Diagnostic {
        code: finding.rule.code,
        rule: finding.rule.name,
        aliases: finding.aliases,
        severity: finding.severity,
        message: &finding.message,
        help: finding.help.as_deref(),
        url: finding.rule.url(),
        place: place(model, finding.location),
        resource,
        related: finding.related.iter().map(related).collect(),
    }
}

fn place(model: &Model, location: Location) -> Place<'_> {
    let source = &model.sources[location.source];
    Place {
        path: &source.path,
        start: source.position(location.span.start),
        end: source.position(location.span.end),
    }
}
