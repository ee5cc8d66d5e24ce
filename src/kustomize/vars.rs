//! Vars: texts that stand for a field of an object.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::accumulate::Accumulator;
use super::fault::Fault;
use super::fields::FieldSpecs;
use super::fieldspec::{Create, Unfit};
use super::id::Id;
use super::replacements::lookup_path;
use super::target::Target;
use super::transform::set_fields;
use super::value::{Kind, Node, Scalar, Value};
use crate::source::Location;

/// All vars of a build may put in so many bytes.
const MAX_BYTES: usize = 64 << 20;

/// A var.
#[derive(Debug)]
pub(super) struct Var {
    pub name: Arc<str>,
    /// Where it is declared.
    pub at: Location,
    /// The path of the field.
    path: String,
}

/// Adds the vars of a kustomization (`MergeVars`): notes at the object that each takes its value from.
pub(super) fn declare(target: &Target<'_>, accumulator: &mut Accumulator) {
    for entry in target.kustomization.list("vars") {
        let text = |path: &[&str]| entry.get_path(path).map_or("", Node::written);
        let name: Arc<str> = text(&["name"]).into();
        let api_version = match text(&["objref", "apiVersion"]) {
            "" => match (text(&["objref", "group"]), text(&["objref", "version"])) {
                ("", version) => version.to_owned(),
                (group, version) => format!("{group}/{version}"),
            },
            api_version => api_version.to_owned(),
        };
        let namespace = text(&["objref", "namespace"]);
        let object = text(&["objref", "name"]);
        let id = Id::new(api_version.into(), text(&["objref", "kind"]).into(), object.into(), namespace);
        let any_namespace = namespace.is_empty() && !id.is_cluster_scoped();
        let lookup = accumulator.lookup();
        let is_meant = |index: &&usize| {
            let object = &accumulator.objects[**index];
            let same = |other: &Id| if any_namespace { id.same_but_namespace(other) } else { id == *other };
            object.previous_ids().any(|previous| same(&previous)) || same(&object.id())
        };
        let found: Vec<usize> = lookup.named(&id.name).iter().filter(is_meant).copied().collect();
        match found.as_slice() {
            [] => {}
            &[index] => Arc::make_mut(&mut accumulator.objects[index]).vars.push(name.clone()),
            _ => accumulator.fault(entry.at, Fault::NoSource { what: id.to_string(), many: true }),
        }
        let path = match text(&["fieldref", "fieldPath"]) {
            "" => "metadata.name".to_owned(),
            path => path.to_owned(),
        };
        accumulator.add_var(Arc::new(Var { name, at: entry.at, path }));
    }
}

/// Puts the values of vars in (`ResolveVars`).
pub(super) fn resolve(accumulator: &mut Accumulator) {
    if accumulator.vars.is_empty() {
        return;
    }
    let mut sources: FxHashMap<Arc<str>, usize> = FxHashMap::default();
    for (index, object) in accumulator.objects.iter().enumerate() {
        for name in &object.vars {
            sources.entry(name.clone()).or_insert(index);
        }
    }
    let mut values: FxHashMap<Arc<str>, (Scalar, Location)> = FxHashMap::default();
    for var in accumulator.vars.clone() {
        let source = sources.get(&var.name).map(|&index| &accumulator.objects[index].root);
        let value = source.and_then(|root| lookup_path(root, &var.path));
        match value.map(|node| &node.value) {
            Some(Value::Scalar(scalar)) => drop(values.insert(var.name.clone(), (scalar.clone(), var.at))),
            Some(_) => {} // kustomize leaves these as they are
            None => {
                let what = var.path.clone();
                accumulator.fault(var.at, Fault::NoSource { what, many: false });
            }
        }
    }
    let fields = accumulator.fields.clone();
    let mut expander = Expander { values, left: MAX_BYTES };
    let mut faults = expander.all(&fields.vars, accumulator);
    if expander.left == 0 {
        let at = accumulator.vars[0].at;
        faults.push((at, Fault::TooLarge { what: "what the vars put in" }));
    }
    accumulator.report.faults.append(&mut faults);
    accumulator.touched();
}

struct Expander {
    values: FxHashMap<Arc<str>, (Scalar, Location)>,
    left: usize,
}

impl Expander {
    fn all(&mut self, specs: &FieldSpecs, accumulator: &mut Accumulator) -> Vec<(Location, Fault)> {
        let mut faults = Vec::new();
        for object in &mut accumulator.objects {
            let at = object.at;
            let mut set = |node: &mut Node| self.set(node);
            if let Err(fault) = set_fields(object, specs, Create::Nothing, at, &mut set) {
                faults.push((at, fault));
            }
        }
        faults
    }

    /// `refvar.Filter.set`.
    fn set(&mut self, node: &mut Node) -> Result<(), Unfit> {
        if !mentions_var(node) {
            return Ok(());
        }
        match &mut node.value {
            Value::Scalar(_) => self.expand(node),
            Value::Map(entries) => {
                Arc::make_mut(entries).iter_mut().for_each(|entry| self.expand(&mut entry.value));
            }
            Value::Seq(items) => {
                let items = Arc::make_mut(items);
                if items.iter().any(|item| item.as_text().is_none()) {
                    return Err(Unfit);
                }
                items.iter_mut().for_each(|item| self.expand(item));
            }
        }
        Ok(())
    }

    /// Replaces `$(NAME)` in a text (`DoReplacements`): what is nothing but a var gets the type of its value,
    /// `$$` stands for `$`.
    fn expand(&mut self, node: &mut Node) {
        let Some(text) = node.as_text().filter(|text| text.contains('$')) else { return };
        let mut result = String::new();
        let mut rest = text;
        let mut place = None;
        while let Some(dollar) = rest.find('$') {
            result.push_str(&rest[..dollar]);
            let behind = &rest[dollar + 1..];
            let Some(sign) = behind.chars().next() else {
                result.push('$');
                rest = "";
                break;
            };
            rest = &behind[sign.len_utf8()..];
            match (sign, rest.find(')')) {
                ('$', _) => result.push('$'),
                ('(', Some(end)) => {
                    let name = &rest[..end];
                    let is_all = text.len() == name.len() + 3;
                    rest = &rest[end + 1..];
                    match self.values.get(name) {
                        Some((value, at)) if is_all => {
                            node.at = *at;
                            node.value = Value::Scalar(value.clone());
                            return;
                        }
                        Some((value, at)) => {
                            place = Some(*at);
                            self.left = self.left.saturating_sub(value.text.len());
                            if self.left == 0 {
                                return;
                            }
                            result.push_str(&value.text);
                        }
                        None => {
                            result.push_str("$(");
                            result.push_str(name);
                            result.push(')');
                        }
                    }
                }
                (sign, _) => {
                    result.push('$');
                    result.push(sign);
                }
            }
        }
        result.push_str(rest);
        let at = place.unwrap_or(node.at);
        *node = Node::scalar(at, Kind::Quoted, result);
    }
}

fn mentions_var(node: &Node) -> bool {
    let is_in = |node: &Node| node.as_text().is_some_and(|text| text.contains('$'));
    match &node.value {
        Value::Scalar(_) => is_in(node),
        Value::Map(entries) => entries.iter().any(|entry| is_in(&entry.value)),
        // A list of anything but texts is an error, whether a var is in it or not.
        Value::Seq(items) => items.iter().any(|item| is_in(item) || item.as_text().is_none()),
    }
}
