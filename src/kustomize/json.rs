//! Values as JSON.

use serde_json::{Map, Number, Value as Json};

use super::scalar;
use super::value::{Kind, Node, Scalar, Value};

/// The JSON of a value, as kustomize gives it (`MarshalJSON`).
pub fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Scalar(scalar) => scalar_json(scalar),
        Value::Seq(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Map(entries) => {
            let pair = |entry: &super::value::Entry| (entry.key.to_string(), to_json(&entry.value));
            Json::Object(entries.iter().map(pair).collect::<Map<_, _>>())
        }
    }
}

fn scalar_json(scalar: &Scalar) -> Json {
    let text = || Json::String(scalar.text.to_string());
    match scalar.kind {
        Kind::Null => Json::Null,
        Kind::Bool => Json::Bool(scalar.text.eq_ignore_ascii_case("true")),
        Kind::Int | Kind::Float => match scalar::number(&scalar.text) {
            Some(scalar::Number::Int(value)) => Json::Number(value.into()),
            Some(scalar::Number::Uint(value)) => Json::Number(value.into()),
            Some(scalar::Number::Float(value)) => Number::from_f64(value).map_or_else(text, Json::Number),
            None => text(),
        },
        Kind::Timestamp => scalar::timestamp(&scalar.text).map_or_else(text, Json::String),
        Kind::Plain | Kind::Quoted => text(),
    }
}
