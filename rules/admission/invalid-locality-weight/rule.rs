//! The weights of a distribution do not make 100.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-locality-weight",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The shares of localities are not from 1 to 100, or do not sum to 100",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.localityLbSetting.distribute[].to",
            ],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &["localityLbSetting.distribute[].to"], check },
    ]),
};

fn check(to: &Cursor<'_>, out: &mut Findings<'_>) {
    let (mut sum, mut is_fine) = (0, true);
    for (locality, weight) in to.fields() {
        let Some(share) = weight.integer() else {
            is_fine = false;
            continue;
        };
        sum += share;
        if !(1..=100).contains(&share) {
            is_fine = false;
            let message = format!("`{share}` percent cannot go to `{locality}`: Istio refuses the object");
            let help = if share == 0 { "remove the locality" } else { "give a share from 1 to 100" };
            out.report_here(weight.span(), message).help(help);
        }
    }
    if is_fine && sum != 100 {
        let finding = out.report_here(
            to.key_span(),
            format!("the shares sum to {sum}, not 100: Istio refuses the object"),
        );
        finding.help("change them so that they sum to 100");
        for (_, weight) in to.fields() {
            finding.related_here(weight.span(), "one of the shares");
        }
    }
}
