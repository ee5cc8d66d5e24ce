//! What depends on an object, and what would fail without it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Place;
use super::diff::{self, Differences};
use super::place::start;
use super::sanitize::{line, path};
use crate::graph::{Dependent, Mesh, Reference};
use crate::source::{Location, ObjectId};

/// Everything that the report needs.
#[derive(Debug)]
pub struct Impact<'r, 'm> {
    /// The mesh with the object.
    pub mesh: &'r Mesh<'m>,
    /// The object.
    pub object: ObjectId,
    /// What differs without it.
    pub differences: Differences<'r>,
}

impl<'m> Impact<'_, 'm> {
    /// The reference by which an object depends; `None` for a Service that selects pods.
    fn reference(&self, dependent: &Dependent) -> Option<&Reference<'m>> {
        let (role, span) = dependent.by?;
        self.mesh.reference_at(dependent.object, role, span)
    }

    fn name(&self, id: ObjectId) -> String {
        let object = self.mesh.object(id);
        match &*object.namespace {
            "" => format!("{} {}", object.kind_name, object.name()),
            namespace => format!("{} {namespace}/{}", object.kind_name, object.name()),
        }
    }

    /// Where an object depends: at the value that refers, or else at its name.
    fn location(&self, dependent: &Dependent) -> Location {
        let object = self.mesh.object(dependent.object);
        dependent.by.map_or(object.name_location(), |(_, span)| object.at(span))
    }

    fn place(&self, location: Location) -> String {
        path(&start(&self.mesh.model.sources, location)).into_owned()
    }
}

/// Writes it for people.
///
/// # Errors
///
/// Those of the writer.
pub fn text(out: &mut dyn Write, impact: &Impact<'_, '_>) -> io::Result<()> {
    let mesh = impact.mesh;
    let name = impact.name(impact.object);
    writeln!(out, "{}  {}", line(&name), impact.place(mesh.object(impact.object).name_location()))?;
    let dependents = mesh.impact(impact.object);
    if dependents.is_empty() {
        writeln!(out, "  no other object of the input leads to it")?;
    }
    for dependent in &dependents {
        let indent = "  ".repeat(dependent.distance.min(8));
        let what = match impact.reference(dependent) {
            Some(reference) => format!("{} `{}`", reference.role.noun(), reference.to),
            None => "selects its pods".to_owned(),
        };
        let to = match dependent.to == impact.object {
            true => String::new(),
            false => format!(", which is {}", impact.name(dependent.to)),
        };
        let who = impact.name(dependent.object);
        writeln!(
            out,
            "{indent}{}: {}{}  {}",
            line(&who),
            line(&what),
            line(&to),
            impact.place(impact.location(dependent))
        )?;
    }
    writeln!(out)?;
    let orphans = mesh.references_only_to(impact.object);
    if !orphans.is_empty() {
        writeln!(out, "without it these lead nowhere ({})", orphans.len())?;
        for reference in orphans {
            let who = impact.name(reference.from);
            let place = impact.place(mesh.object(reference.from).at(reference.span));
            let what = format!("{who}: {} `{}`", reference.role.noun(), reference.to);
            writeln!(out, "  {}  {place}", line(&what))?;
        }
        writeln!(out)?;
    }
    diff::text(out, &impact.differences)
}

/// Writes it as one JSON document.
///
/// # Errors
///
/// Those of the writer.
pub fn json(out: &mut dyn Write, impact: &Impact<'_, '_>) -> io::Result<()> {
    let mesh = impact.mesh;
    let sources = &mesh.model.sources;
    let object = |id: ObjectId| -> Value {
        let object = mesh.object(id);
        json!({"kind": object.kind_name, "namespace": object.namespace, "name": object.name()})
    };
    let reference = |reference: &Reference<'_>| -> Value {
        let place = Place::of(sources, mesh.object(reference.from).at(reference.span));
        json!({
            "from": object(reference.from),
            "what": reference.role.noun(),
            "value": reference.to.to_string(),
            "place": place,
        })
    };
    let dependent = |dependent: &Dependent| -> Value {
        let by = impact.reference(dependent);
        json!({
            "object": object(dependent.object),
            "distance": dependent.distance,
            "to": object(dependent.to),
            "what": by.map_or("selector", |reference| reference.role.noun()),
            "value": by.map(|reference| reference.to.to_string()),
            "place": Place::of(sources, impact.location(dependent)),
        })
    };
    let document = json!({
        "version": 1,
        "object": object(impact.object),
        "place": Place::of(sources, mesh.object(impact.object).name_location()),
        "dependents": mesh.impact(impact.object).iter().map(dependent).collect::<Vec<_>>(),
        "without": {
            "references": mesh.references_only_to(impact.object).into_iter().map(reference).collect::<Vec<_>>(),
            "requests": impact.differences.requests.changes,
            "access": diff::access(&impact.differences),
            "findings": diff::findings(&impact.differences.appeared),
        },
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
