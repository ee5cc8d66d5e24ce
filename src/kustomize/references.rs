//! Names that refer to other objects follow when those get other names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::accumulate::Accumulator;
use super::candidates::{Candidate, Candidates};
use super::fault::Fault;
use super::fieldspec::{Create, FieldSpec, Unfit};
use super::id::{Gvk, Id};
use super::object::Object;
use super::value::{Node, Value};
use crate::source::Location;

/// An `apiVersion` and a kind.
type Kinds = (Arc<str>, Arc<str>);

/// Fixes all references (`FixBackReferences`, `nameReferenceTransformer`).
pub(super) fn fix(accumulator: &mut Accumulator) {
    for object in accumulator.objects.clone().iter().filter(|object| &*object.kind() == "RoleBinding") {
        if let Some(at) = Referrer::new(object).blank {
            let id = object.id().to_string();
            accumulator.fault(at, Fault::UnfitField { path: "subjects/namespace".to_owned(), id });
        }
    }
    let candidates = Candidates::new(&accumulator.objects);
    if candidates.list.is_empty() {
        return;
    }
    let fields = accumulator.fields.clone();
    let mut specs: FxHashMap<Kinds, Vec<(&Gvk, &FieldSpec)>> = FxHashMap::default();
    let mut faults = Vec::new();
    for object in &mut accumulator.objects {
        let (api_version, kind) = (object.api_version(), object.original_kind());
        let own = specs.entry((api_version.clone(), kind.clone())).or_insert_with(|| {
            let all = fields.references.iter();
            let all =
                all.flat_map(|references| references.fields.iter().map(|field| (&references.target, field)));
            all.filter(|(_, field)| field.is_for(&api_version, &kind)).collect()
        });
        if own.is_empty() {
            continue;
        }
        let referrer = Referrer::new(object);
        for (target, field) in own {
            let mut found = Vec::new();
            let mut fixer = Fixer { candidates: &candidates, referrer: &referrer, target, field };
            // Most references are of objects whose names stay; nothing is copied for them.
            if !fixer.changes_anything(&object.root) {
                continue;
            }
            let root = &mut Arc::make_mut(object).root;
            let at = root.at;
            let result = field.apply(root, Create::Nothing, at, &mut |node| fixer.set(node, &mut found));
            if result.is_err() {
                let id = object.id().to_string();
                found.push((at, Fault::UnfitField { path: field.path.to_string(), id }));
            }
            faults.append(&mut found);
        }
    }
    accumulator.report.faults.append(&mut faults);
    accumulator.touched();
}

/// The object that refers.
struct Referrer {
    id: Id,
    prefixes: Vec<Arc<str>>,
    suffixes: Vec<Arc<str>>,
    role: Option<Gvk>,
    /// Namespaces whose service accounts a role binding names (`getNamespacesForRoleBinding`).
    namespaces: Vec<Arc<str>>,
    /// The place of a namespace of a service account that is not a text.
    blank: Option<Location>,
}

impl Referrer {
    fn new(object: &Object) -> Referrer {
        let role = object.root.get("roleRef").and_then(|role| {
            let text = |key: &str| role.get(key).map(Node::written_shared);
            Some(Gvk { group: text("apiGroup")?, version: "".into(), kind: text("kind")? })
        });
        let (mut namespaces, mut blank) = (Vec::new(), None);
        if &*object.kind() == "RoleBinding" {
            for subject in object.root.get("subjects").map(Node::items).unwrap_or_default() {
                let is_account = subject.get("kind").is_some_and(|kind| kind.written() == "ServiceAccount");
                if let Some(namespace) = subject.get("namespace").filter(|_| is_account) {
                    namespaces.push(namespace.written_shared());
                    blank = blank.or(namespace.as_text().is_none().then_some(namespace.at));
                }
            }
        }
        Referrer {
            id: object.id(),
            prefixes: object.prefixes.clone(),
            suffixes: object.suffixes.clone(),
            role,
            namespaces,
            blank,
        }
    }
}

struct Fixer<'run> {
    candidates: &'run Candidates,
    referrer: &'run Referrer,
    target: &'run Gvk,
    field: &'run FieldSpec,
}

impl<'run> Fixer<'run> {
    fn changes_anything(&self, root: &Node) -> bool {
        fn names(node: &Node, parts: &[String], visit: &mut dyn FnMut(&Node) -> bool) -> bool {
            match (&node.value, parts.split_first()) {
                (_, None) => visit(node),
                (Value::Seq(items), _) => items.iter().any(|item| names(item, parts, visit)),
                (Value::Map(_), Some((part, rest))) => node
                    .get(part.strip_suffix("[]").unwrap_or(part))
                    .is_some_and(|value| names(value, rest, visit)),
                (Value::Scalar(_), Some(_)) => !node.is_null(),
            }
        }
        let is_known = |node: &Node| self.candidates.by_name.contains_key(node.written());
        names(root, &self.field.parts, &mut |node| match &node.value {
            Value::Scalar(_) => is_known(node),
            Value::Map(_) => node.get("name").is_none_or(is_known),
            Value::Seq(items) => items.iter().any(|item| match &item.value {
                Value::Map(_) => item.get("name").is_none_or(is_known),
                _ => is_known(item),
            }),
        })
    }

    /// `nameref.Filter.set`.
    fn set(&mut self, node: &mut Node, faults: &mut Vec<(Location, Fault)>) -> Result<(), Unfit> {
        if node.is_null() {
            return Ok(());
        }
        match &mut node.value {
            Value::Scalar(_) => self.set_scalar(node, faults),
            Value::Map(_) => return self.set_map(node, faults),
            Value::Seq(items) => {
                for item in Arc::make_mut(items) {
                    match &item.value {
                        Value::Scalar(_) => self.set_scalar(item, faults),
                        Value::Map(_) => self.set_map(item, faults)?,
                        Value::Seq(_) => return Err(Unfit),
                    }
                }
            }
        }
        Ok(())
    }

    fn set_scalar(&self, node: &mut Node, faults: &mut Vec<(Location, Fault)>) {
        let old = node.written_shared();
        match self.referral(&old, None) {
            Ok(Some(referral)) if referral.name != old => node.rewrite(referral.name.clone()),
            Ok(_) => {}
            Err(fault) => faults.push((node.at, fault)),
        }
    }

    fn set_map(&self, node: &mut Node, faults: &mut Vec<(Location, Fault)>) -> Result<(), Unfit> {
        let Some(name) = node.get("name") else { return Err(Unfit) };
        let (old, at) = (name.written_shared(), name.at);
        let namespace = node.get("namespace").map(Node::written_shared);
        let referral = match self.referral(&old, Some(namespace.as_deref())) {
            Ok(Some(referral)) => referral,
            Ok(None) => return Ok(()),
            Err(fault) => {
                faults.push((at, fault));
                return Ok(());
            }
        };
        if let Some(name) = node.get_mut("name").filter(|_| referral.name != old) {
            name.rewrite(referral.name.clone());
        }
        if !referral.namespace.is_empty() {
            let source = referral.object.root.get_path(&["metadata", "namespace"]);
            let at = source.map_or(node.at, |node| node.at);
            match node.get_mut("namespace") {
                Some(namespace) if *namespace.written_shared() == *referral.namespace => {}
                Some(namespace) => {
                    namespace.rewrite(referral.namespace.clone());
                    namespace.at = at;
                }
                None => node.set(&"namespace".into(), at, Node::text(at, referral.namespace.clone())),
            }
        }
        Ok(())
    }

    /// The object that a name refers to (`selectReferral`). In a mapping the namespace that stands next to the
    /// name is given.
    fn referral(&self, old: &Arc<str>, map: Option<Option<&str>>) -> Result<Option<&'run Candidate>, Fault> {
        let mut found: Vec<&Candidate> = self.reachable(old);
        if let Some(Some(namespace)) = map {
            let original = |candidate: &&Candidate| *candidate.object.original_id().namespace == *namespace;
            match self.is_original(namespace) {
                true => found.retain(original),
                false => found.retain(|candidate| *candidate.id.namespace == *namespace),
            }
        }
        let was = |candidate: &Candidate, gvk: &Gvk| {
            let api_version = &candidate.id.api_version;
            candidate.object.previous.iter().any(|previous| gvk.selects(api_version, &previous.kind))
        };
        found.retain(|candidate| was(candidate, self.target));
        if let Some(role) = self.referrer.role.as_ref().filter(|_| self.field.path.ends_with("roleRef/name"))
        {
            found.retain(|candidate| was(candidate, role));
        }
        if !self.referrer.id.is_cluster_scoped() {
            let near = |candidate: &&Candidate| {
                candidate.id.is_cluster_scoped()
                    || &*candidate.id.kind == "ServiceAccount"
                    || candidate.id.namespace == self.referrer.id.namespace
            };
            found.retain(near);
        }
        if let [one] = found.as_slice() {
            return Ok(Some(*one));
        }
        found.retain(|candidate| self.same_ends(candidate, true));
        if found.len() > 1 {
            found.retain(|candidate| self.same_ends(candidate, false));
        }
        let Some(first) = found.first() else { return Ok(None) };
        let same = |other: &&Candidate| {
            other.name == first.name && (map.is_none() || other.namespace == first.namespace)
        };
        if found.iter().all(same) {
            return Ok(Some(*first));
        }
        Err(Fault::AmbiguousReference { name: old.to_string() })
    }

    /// The objects of a former name that the referrer may see (`SubsetThatCouldBeReferencedByResource`).
    fn reachable(&self, old: &Arc<str>) -> Vec<&'run Candidate> {
        let list = &self.candidates.list;
        let all = self.candidates.by_name.get(old).map(Vec::as_slice).unwrap_or_default();
        if self.referrer.id.is_cluster_scoped() {
            return all.iter().map(|&index| &list[index]).collect();
        }
        let of = |namespace: Arc<str>| self.candidates.by_namespace.get(&(old.clone(), namespace));
        let mut indices: Vec<usize> = self.namespaces().filter_map(of).flatten().copied().collect();
        indices.sort_unstable();
        indices.dedup();
        indices.into_iter().map(|index| &list[index]).collect()
    }

    /// The namespaces of what a namespaced referrer may see.
    fn namespaces(&self) -> impl Iterator<Item = Arc<str>> + '_ {
        let others = self.referrer.namespaces.iter().filter(|namespace| !namespace.is_empty());
        [Arc::from("_non_namespaceable_"), self.referrer.id.namespace.clone()]
            .into_iter()
            .chain(others.cloned())
    }

    /// Whether anything that the referrer may see was in this namespace first.
    fn is_original(&self, namespace: &str) -> bool {
        let namespace: Arc<str> = namespace.into();
        match self.referrer.id.is_cluster_scoped() {
            true => self.candidates.originals.contains(&namespace),
            false => {
                let is_first = |own| self.candidates.namespaces.contains(&(own, namespace.clone()));
                self.namespaces().any(is_first)
            }
        }
    }

    /// `PrefixesSuffixesEquals`.
    fn same_ends(&self, candidate: &Candidate, allow_empty: bool) -> bool {
        let same = |a: &[Arc<str>], b: &[Arc<str>]| {
            let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
            match short.is_empty() {
                true => allow_empty || long.is_empty(),
                false => long.ends_with(short),
            }
        };
        let object = &candidate.object;
        same(&self.referrer.prefixes, &object.prefixes) && same(&self.referrer.suffixes, &object.suffixes)
    }
}
