//! Reads the field trees of the mesh configuration and of IstioOperator, which no CRD defines.
//!
//! They are JSON schemas with definitions, made from descriptors of Protobuf and from types of Go. How
//! lenient a value is read depends on who reads it, so each shape says that.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::read::{Kind, Version, json};
use super::shape::{Id, Shape, Shapes};

/// Keywords that have no part in validation. Any other unknown keyword is an error.
const NOT_KEPT: [&str; 7] = [
    "deprecated",
    "x-deprecated-comment",
    "x-enum-deprecated",
    "x-enum-numbers",
    "x-hidden",
    "x-map-key",
    "x-required", // Protobuf does not ask for it
];

/// Fields that take what the schema of the installer lets through, and istiod reads in the end.
const READ_BY_ISTIOD: [(&str, &str, &str, Option<&str>); 2] = [
    ("operator.v1alpha1.Values", "meshConfig", "mesh.v1alpha1.MeshConfig", None),
    ("operator.v1alpha1.GlobalConfig", "meshNetworks", "mesh.v1alpha1.MeshNetworks", Some("networks")),
];

/// The kinds that these files define.
pub fn kinds(sources: &Path, shapes: &mut Shapes) -> Result<Vec<Kind>, String> {
    let mesh = json(&sources.join("mesh/meshconfig.json"))?;
    let networks = json(&sources.join("mesh/meshnetworks.json"))?;
    let operator = json(&sources.join("operator/istiooperator.json"))?;
    let mut definitions = HashMap::new();
    for file in [&mesh, &networks, &operator] {
        for (name, definition) in file["$defs"].as_object().into_iter().flatten() {
            definitions.insert(name.as_str(), definition);
        }
    }
    let mut reader = Reader { definitions, done: HashMap::new(), open: Vec::new(), shapes };
    let mut kind = |group: &str, kind: &str, file: &str, definition: &str| {
        let root = reader.definition(definition)?;
        let version = Version { name: "v1alpha1".to_owned(), deprecated: false, root };
        Ok::<_, String>(Kind {
            group: group.to_owned(),
            kind: kind.to_owned(),
            namespaced: true,
            file: file.to_owned(),
            versions: vec![version],
        })
    };
    Ok(vec![
        kind("istio.mesh.v1alpha1", "MeshConfig", "mesh", "mesh.v1alpha1.MeshConfig")?,
        kind("istio.mesh.v1alpha1", "MeshNetworks", "mesh", "mesh.v1alpha1.MeshNetworks")?,
        kind("install.istio.io", "IstioOperator", "install_istio_io", "apis.IstioOperator")?,
    ])
}

/// Who reads what a definition describes: a variant of `Reader`.
fn reader_of(definition: &str) -> &'static str {
    match definition.split('.').next().unwrap_or_default() {
        "mesh" | "networking" => "MeshConfig",
        "operator" => "Values",
        _ => "Installer",
    }
}

struct Reader<'a> {
    definitions: HashMap<&'a str, &'a Value>,
    done: HashMap<String, Id>,
    /// Definitions that are being read: the table cannot hold one inside of itself.
    open: Vec<String>,
    shapes: &'a mut Shapes,
}

impl Reader<'_> {
    fn definition(&mut self, name: &str) -> Result<Id, String> {
        if let Some(&id) = self.done.get(name) {
            return Ok(id);
        }
        if self.open.iter().any(|open| open == name) {
            return Err(format!("{name} holds itself"));
        }
        let definition = *self.definitions.get(name).ok_or_else(|| format!("no definition {name}"))?;
        self.open.push(name.to_owned());
        let mut shape =
            self.shape(definition, reader_of(name)).map_err(|error| format!("{name}: {error}"))?;
        for (_, field, other, part) in READ_BY_ISTIOD.iter().filter(|(holder, ..)| *holder == name) {
            let whole = self.definition(other)?;
            let mut parts = self.shapes[whole].properties.iter();
            let id = parts.find(|(name, _)| Some(name.as_str()) == *part).map_or(whole, |(_, id)| *id);
            shape.properties.iter_mut().filter(|(known, _)| known == field).for_each(|(_, old)| *old = id);
        }
        self.open.pop();
        let id = self.shapes.intern(shape);
        self.done.insert(name.to_owned(), id);
        Ok(id)
    }

    fn schema(&mut self, json: &Value, reader: &'static str) -> Result<Id, String> {
        match json.get("$ref").and_then(Value::as_str) {
            Some("../mesh/meshconfig.json") => self.definition("mesh.v1alpha1.MeshConfig"),
            Some(name) => self.definition(name.trim_start_matches("#/$defs/")),
            None => {
                let shape = self.shape(json, reader)?;
                Ok(self.shapes.intern(shape))
            }
        }
    }

    fn shape(&mut self, json: &Value, reader: &'static str) -> Result<Shape, String> {
        let object = json.as_object().ok_or_else(|| format!("{json} is not a schema"))?;
        let mut shape = Shape { kind: "Any", reader, ..Shape::default() };
        for (keyword, value) in object {
            match keyword.as_str() {
                "type" => shape.kind = super::read::kind(value)?,
                "x-kubernetes-int-or-string" => shape.kind = "IntOrString",
                "x-kubernetes-preserve-unknown-fields" => shape.preserve = value == true,
                "nullable" => shape.nullable = value == true,
                "minimum" => shape.minimum = value.as_i64(),
                "enum" => shape.values = super::read::words(value),
                "items" => shape.items = Some(self.schema(value, reader)?),
                "additionalProperties" => shape.additional = Some(self.schema(value, reader)?),
                "properties" => {
                    for (name, schema) in value.as_object().into_iter().flatten() {
                        let id = self.schema(schema, reader).map_err(|error| format!("{name}: {error}"))?;
                        // Protobuf takes the name of the definition as well as that of JSON.
                        let alias = schema.get("x-alias").and_then(Value::as_str);
                        shape.properties.extend(
                            [Some(name.as_str()), alias]
                                .into_iter()
                                .flatten()
                                .map(|name| (name.to_owned(), id)),
                        );
                    }
                    shape.properties.sort();
                }
                "x-oneofs" => {
                    let groups = value.as_object().into_iter().flatten();
                    let groups = groups.map(|(_, fields)| super::read::words(fields));
                    shape.checks.exclusive = groups.filter(|fields| fields.len() > 1).collect();
                }
                "format" => match value.as_str() {
                    Some("int32") => {
                        shape.minimum = Some(i32::MIN.into());
                        shape.maximum = Some(i32::MAX.into());
                    }
                    Some("uint32") => shape.maximum = Some(u32::MAX.into()),
                    Some("duration") => shape.checks.format = Some("Duration"),
                    Some("date-time") => shape.checks.format = Some("DateTime"),
                    Some("int64" | "double" | "quantity") => {}
                    _ => return Err(format!("unknown format {value}")),
                },
                other if NOT_KEPT.contains(&other) || other == "x-alias" => {}
                other => return Err(format!("unknown keyword {other}")),
            }
        }
        // What keeps every field has no type that is worth a word: charts take maps and lists alike.
        if shape.kind == "Any" {
            shape.preserve = false;
        }
        Ok(shape)
    }
}
