//! Reads the JSON schemas.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::alternatives;
use super::shape::{Id, Shape, Shapes};

/// Keywords that have no part in validation. Any other unknown keyword is an error, so that none gets
/// lost without notice.
const NOT_KEPT: [&str; 4] = ["title", "example", "externalDocs", "x-kubernetes-map-type"];

/// Formats that the API server checks and the table cannot say yet; it takes no notice of any other.
const MISSING_FORMATS: [&str; 12] = [
    "bsonobjectid",
    "creditcard",
    "date",
    "email",
    "hexcolor",
    "hostname",
    "isbn",
    "mac",
    "rgbcolor",
    "ssn",
    "uri",
    "uuid",
];

/// Everything that was read.
pub struct Import {
    pub shapes: Shapes,
    /// Sorted by group and kind.
    pub kinds: Vec<Kind>,
    /// What is known of every object: the root of a kind that has no schema.
    pub any_object: Id,
    pub object_meta: Id,
}

pub struct Kind {
    pub group: String,
    pub kind: String,
    pub namespaced: bool,
    /// The file of the table: a group of CRDs, or `core`.
    pub file: String,
    /// Newest and most stable first.
    pub versions: Vec<Version>,
}

pub struct Version {
    pub name: String,
    pub deprecated: bool,
    pub root: Id,
}

pub fn read(sources: &Path, core: &Path) -> Result<Import, String> {
    let core_json = json(core)?;
    let mut shapes = Shapes::default();
    let mut reader = Reader {
        shapes: &mut shapes,
        definitions: &core_json["definitions"],
        object_meta: Default::default(),
    };
    reader.object_meta = reader
        .schema(&serde_json::json!({"$ref": "ObjectMeta"}))
        .map_err(|error| format!("core: {error}"))?;
    let object_meta = reader.object_meta;
    let open = serde_json::json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let any_object = reader.root(&open, false)?;
    let mut kinds = Vec::new();
    for path in crd_files(&sources.join("crds"))? {
        let kind = json(&path).and_then(|crd| reader.kind(&crd, None));
        kinds.push(kind.map_err(|error| format!("{}: {error}", path.display()))?);
    }
    for kind in list(&core_json, "kinds") {
        kinds.push(reader.kind(kind, Some("core")).map_err(|error| format!("core: {error}"))?);
    }
    kinds.extend(super::protobuf::kinds(sources, &mut shapes)?);
    kinds.sort_by(|a, b| (&a.group, &a.kind).cmp(&(&b.group, &b.kind)));
    Ok(Import { shapes, kinds, any_object, object_meta })
}

/// One file for every kind. The experimental channel has all that the standard channel has, so it wins.
fn crd_files(crds: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for group in directory(crds)? {
        let experimental = group.join("experimental");
        let more = if experimental.is_dir() { directory(&experimental)? } else { Vec::new() };
        let is_superseded = |path: &PathBuf| more.iter().any(|other| other.file_name() == path.file_name());
        files.extend(directory(&group)?.into_iter().filter(|path| path.is_file() && !is_superseded(path)));
        files.extend(more);
    }
    Ok(files)
}

fn directory(path: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let entries = std::fs::read_dir(path).map_err(failed)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

pub fn json(path: &Path) -> Result<Value, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

struct Reader<'a> {
    shapes: &'a mut Shapes,
    definitions: &'a Value,
    object_meta: Id,
}

impl Reader<'_> {
    fn kind(&mut self, json: &Value, file: Option<&str>) -> Result<Kind, String> {
        let group = text(json, "group")?;
        let mut versions: Vec<Version> = Vec::new();
        for version in list(json, "versions") {
            let root = match version.get("sameAs").and_then(Value::as_str) {
                Some(other) => {
                    let same = versions.iter().find(|version| version.name == other);
                    same.ok_or_else(|| format!("no version {other} to be the same as"))?.root
                }
                None => {
                    self.root(&version["schema"], list(version, "subresources").contains(&"status".into()))?
                }
            };
            let deprecated = version["deprecated"].as_bool().unwrap_or(false);
            versions.push(Version { name: text(version, "name")?, deprecated, root });
        }
        versions.sort_by_key(|version| std::cmp::Reverse(priority(&version.name)));
        Ok(Kind {
            file: file.map_or_else(|| group.replace(['.', '-'], "_"), str::to_owned),
            kind: text(json, "kind")?,
            namespaced: text(json, "scope")? == "Namespaced",
            group,
            versions,
        })
    }

    /// The schema of a whole object: what all objects have belongs to it, listed or not. A status that is
    /// a subresource is left out, since the API server drops it from a manifest before it validates.
    fn root(&mut self, json: &Value, has_status: bool) -> Result<Id, String> {
        let mut shape = self.shape(json)?;
        if has_status {
            let any = self.shapes.intern(Shape { kind: "Any", ..Shape::default() });
            shape.properties.retain(|(name, _)| name != "status");
            shape.properties.push(("status".to_owned(), any));
        }
        let string = self.shapes.intern(Shape { kind: "String", ..Shape::default() });
        shape.properties.retain(|(name, _)| !matches!(name.as_str(), "apiVersion" | "kind" | "metadata"));
        for (name, id) in [("apiVersion", string), ("kind", string), ("metadata", self.object_meta)] {
            shape.properties.push((name.to_owned(), id));
        }
        shape.properties.sort();
        Ok(self.shapes.intern(shape))
    }

    fn schema(&mut self, json: &Value) -> Result<Id, String> {
        let shape = self.shape(json)?;
        Ok(self.shapes.intern(shape))
    }

    fn shape(&mut self, json: &Value) -> Result<Shape, String> {
        if let Some(name) = json.get("$ref").and_then(Value::as_str) {
            let definition = self.definitions.get(name).ok_or_else(|| format!("no definition {name}"))?;
            return self.shape(definition);
        }
        let object = json.as_object().ok_or_else(|| format!("{json} is not a schema"))?;
        let mut shape = Shape { kind: "Any", ..Shape::default() };
        let mut format = None;
        for (keyword, value) in object {
            match keyword.as_str() {
                "type" => shape.kind = kind(value)?,
                "x-kubernetes-int-or-string" => shape.kind = "IntOrString",
                "x-kubernetes-preserve-unknown-fields" => shape.preserve = value == true,
                "x-known-in-part" => shape.in_part = value == true,
                "nullable" => shape.nullable = value == true,
                "minimum" => shape.minimum = Some(whole(value)?),
                "maximum" => shape.maximum = Some(whole(value)?),
                "format" => format = value.as_str(),
                "required" => shape.required = words(value),
                "enum" => shape.values = words(value),
                "items" => shape.items = Some(self.schema(value)?),
                "additionalProperties" => shape.additional = Some(self.schema(value)?),
                "properties" => {
                    for (name, schema) in value.as_object().into_iter().flatten() {
                        let id = self.schema(schema).map_err(|error| format!("{name}: {error}"))?;
                        shape.properties.push((name.clone(), id));
                    }
                    shape.properties.sort();
                }
                "pattern" => shape.checks.pattern = value.as_str().map(str::to_owned),
                "minLength" => shape.checks.limits.push(("min_length", count(value)?)),
                "maxLength" => shape.checks.limits.push(("max_length", count(value)?)),
                "minItems" => shape.checks.limits.push(("min_items", count(value)?)),
                "maxItems" => shape.checks.limits.push(("max_items", count(value)?)),
                "minProperties" => shape.checks.limits.push(("min_entries", count(value)?)),
                "maxProperties" => shape.checks.limits.push(("max_entries", count(value)?)),
                "x-kubernetes-list-type" => shape.checks.is_set = value == "set",
                "x-kubernetes-list-map-keys" => shape.checks.list_keys = words(value),
                "x-kubernetes-validations" => shape.checks.rules = rules(value)?,
                "default" => shape.checks.default = Some(value.to_string()),
                "oneOf" | "anyOf" | "allOf" | "not" => {
                    alternatives::read(keyword, value, &mut shape, &mut |json| self.schema(json))?;
                }
                other if NOT_KEPT.contains(&other) => {}
                other => return Err(format!("unknown keyword {other}")),
            }
        }
        shape.checks.limits.sort_unstable();
        shape.checks.format = format.map(self::format).transpose()?.flatten();
        // The API server checks the width that the format tells as well.
        let width = match format {
            Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
            Some("uint32") => Some((0, i64::from(u32::MAX))),
            _ => None,
        };
        if let Some((least, most)) = width {
            shape.minimum = Some(shape.minimum.map_or(least, |minimum| minimum.max(least)));
            shape.maximum = Some(shape.maximum.map_or(most, |maximum| maximum.min(most)));
        }
        Ok(shape)
    }
}

pub fn kind(value: &Value) -> Result<&'static str, String> {
    Ok(match value.as_str() {
        Some("object") => "Object",
        Some("array") => "Array",
        Some("string") => "String",
        Some("integer") => "Integer",
        Some("number") => "Number",
        Some("boolean") => "Boolean",
        _ => return Err(format!("unknown type {value}")),
    })
}

fn format(name: &str) -> Result<Option<&'static str>, String> {
    Ok(match name {
        "byte" => Some("Byte"),
        "date-time" => Some("DateTime"),
        "duration" => Some("Duration"),
        "ipv4" => Some("Ipv4"),
        "ipv6" => Some("Ipv6"),
        "cidr" => Some("Cidr"),
        other if MISSING_FORMATS.contains(&other) => return Err(format!("no check of the format {other}")),
        _ => None,
    })
}

/// The CEL rules of a value. Those about what was there before cannot be judged, and are left out.
fn rules(value: &Value) -> Result<Vec<(String, String)>, String> {
    let mut rules = Vec::new();
    for rule in value.as_array().into_iter().flatten() {
        for (name, _) in rule.as_object().into_iter().flatten() {
            let is_known = matches!(name.as_str(), "rule" | "message" | "reason");
            let says_more = matches!(name.as_str(), "messageExpression" | "fieldPath" | "optionalOldSelf");
            if !is_known && !says_more {
                return Err(format!("unknown member {name} of a rule"));
            }
        }
        let expression = text(rule, "rule")?;
        if !expression.contains("oldSelf") {
            let message =
                rule["message"].as_str().map_or_else(|| format!("failed rule: {expression}"), str::to_owned);
            rules.push((expression, message));
        }
    }
    if rules.len() > 64 {
        return Err("more than 64 rules for one value".to_owned());
    }
    Ok(rules)
}

fn count(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| format!("limit {value} is not a count"))
}

fn whole(value: &Value) -> Result<i64, String> {
    let float = value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15);
    let whole = value.as_i64().or(float.map(|float| float as i64));
    whole.ok_or_else(|| format!("limit {value} is not a whole number"))
}

pub fn words(value: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    value.as_array().into_iter().flatten().map(word).collect()
}

fn list<'a>(json: &'a Value, key: &str) -> &'a [Value] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Value, key: &str) -> Result<String, String> {
    json[key].as_str().map(str::to_owned).ok_or_else(|| format!("no {key}"))
}

/// Kubernetes' order of versions: stable before beta before alpha, then by number.
fn priority(version: &str) -> (u8, u32, u32) {
    let body = version.trim_start_matches('v');
    let (major, stage, minor) = match (body.split_once("beta"), body.split_once("alpha")) {
        (Some((major, minor)), _) => (major, 1, minor),
        (_, Some((major, minor))) => (major, 0, minor),
        _ => (body, 2, ""),
    };
    (stage, major.parse().unwrap_or(0), minor.parse().unwrap_or(0))
}
