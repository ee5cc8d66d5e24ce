//! The keywords `oneOf`, `anyOf`, `allOf` and `not`.

use serde_json::Value;

use super::shape::{Id, Shape};

/// Adds what one of these keywords says to a shape; `schema` reads a schema of its own.
pub fn read(
    keyword: &str,
    value: &Value,
    shape: &mut Shape,
    schema: &mut dyn FnMut(&Value) -> Result<Id, String>,
) -> Result<(), String> {
    let alternatives = || value.as_array().into_iter().flatten();
    match keyword {
        "allOf" => {
            for part in alternatives() {
                for (keyword, value) in part.as_object().into_iter().flatten() {
                    match keyword.as_str() {
                        "oneOf" | "anyOf" | "allOf" | "not" => read(keyword, value, shape, schema)?,
                        other => return Err(format!("unknown keyword {other} in allOf")),
                    }
                }
            }
        }
        // What x-kubernetes-int-or-string says as well.
        "anyOf" if *value == serde_json::json!([{"type": "integer"}, {"type": "string"}]) => {}
        "not" => shape.checks.not = Some(schema(value)?),
        "oneOf" => match exclusive(value) {
            Some(fields) if fields.len() > 1 => shape.checks.exclusive.push(fields),
            Some(_) => {} // none of one field, or that field
            None => {
                let ids: Result<Vec<Id>, String> = alternatives().map(&mut *schema).collect();
                set(&mut shape.checks.one_of, ids?)?;
            }
        },
        _ => {
            let ids: Result<Vec<Id>, String> = alternatives().map(&mut *schema).collect();
            set(&mut shape.checks.any_of, ids?)?;
        }
    }
    Ok(())
}

fn set(list: &mut Vec<Id>, ids: Vec<Id>) -> Result<(), String> {
    if !list.is_empty() {
        return Err("the same keyword stands twice".to_owned());
    }
    *list = ids;
    Ok(())
}

/// The fields of "none of these, or exactly one of them", which is how a oneof of Protobuf is written.
fn exclusive(value: &Value) -> Option<Vec<String>> {
    let (first, rest) = value.as_array()?.split_first()?;
    let of = |list: &[Value]| -> Option<Vec<String>> { list.iter().map(required).collect() };
    let fields = of(rest)?;
    (of(first.get("not")?.get("anyOf")?.as_array()?)? == fields).then_some(fields)
}

/// The field of a schema that asks for one field and nothing else.
fn required(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    match object.get("required")?.as_array()?.as_slice() {
        [field] => field.as_str().map(str::to_owned),
        _ => None,
    }
}
