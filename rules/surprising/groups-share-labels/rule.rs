//! Two WorkloadGroups of a namespace give their workloads the same labels.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use rustc_hash::FxHashMap;

use crate::graph::Mesh;
use crate::model::{OrEmpty, WorkloadGroup};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0777",
        name: "groups-share-labels",
        aliases: &["KIA1702"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Two WorkloadGroups of a namespace give their workloads the same labels",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut groups: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for group in mesh.all::<WorkloadGroup>() {
        let labels = group.spec.metadata.as_ref().and_then(|metadata| metadata.value.labels.as_ref());
        let Some(labels) = labels.filter(|labels| !labels.value.is_empty()) else { continue };
        let mut pairs: Vec<(&str, &str)> = group
            .spec
            .metadata
            .as_ref()
            .map_or(&[][..], |metadata| metadata.value.labels.items())
            .iter()
            .map(|pair| (&*pair.name, &*pair.value))
            .collect();
        pairs.sort_unstable();
        groups.entry((group.namespace(), pairs)).or_default().push((group, labels.key));
    }
    let mut shared: Vec<_> = groups.into_values().filter(|list| list.len() > 1).collect();
    shared.sort_by_key(|list| list[0].0.id);
    for list in shared {
        for (index, (group, span)) in list.iter().enumerate() {
            let (other, other_span) = list[usize::from(index == 0)];
            let message = format!(
                "WorkloadGroup `{}` has the same labels: what selects the workloads of one selects those of the other",
                other.name()
            );
            out.report(group.id, *span, message)
                .help("give each group a label of its own")
                .related(other.at(other_span), "the same labels")
                .shared("the same labels");
        }
    }
}
