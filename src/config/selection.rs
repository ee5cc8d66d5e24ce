//! Which rules run, and how bad their findings are.

use super::{Origin, Selector, Setting};
use crate::engine::Rule;
use crate::finding::{RuleInfo, Severity};
use crate::rules;

/// The rules of a run.
#[derive(Clone, Debug, Default)]
pub struct RuleSelection {
    rules: Vec<&'static Rule>,
    severities: Vec<(&'static RuleInfo, Severity)>,
}

impl RuleSelection {
    /// The rules that are on when nothing else is said.
    pub fn standard() -> RuleSelection {
        let rules = rules::ALL.iter().copied().filter(|rule| rule.is_on_by_default()).collect();
        RuleSelection { rules, severities: Vec::new() }
    }

    /// The rules that the more exact of the selectors turn on. Of two that are equally exact the one that
    /// turns off wins, unless only the other one stands on the command line.
    pub fn of(
        select: &[Setting<Selector>],
        ignore: &[Setting<Selector>],
        severity: &[Setting<(Selector, Severity)>],
    ) -> RuleSelection {
        let strength = |list: &[Setting<Selector>], rule: &Rule| {
            let covering = list.iter().filter(|setting| setting.value.covers(rule));
            covering.map(|setting| (setting.value.rank(), setting.origin == Origin::Flag)).max()
        };
        let is_on = |rule: &&'static Rule| match (strength(select, rule), strength(ignore, rule)) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(on), Some(off)) => on > off,
        };
        let rules: Vec<&'static Rule> = rules::ALL.iter().copied().filter(is_on).collect();
        let of = |rule: &'static Rule| {
            let covering = severity.iter().filter(|setting| setting.value.0.covers(rule));
            let exact = covering.max_by_key(|setting| setting.value.0.rank())?;
            Some((&rule.info, exact.value.1))
        };
        let severities = rules.iter().copied().filter_map(of).collect();
        RuleSelection { rules, severities }
    }

    /// The rules that run, in the order in which they are listed.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// Whether a rule runs.
    pub fn holds(&self, rule: &RuleInfo) -> bool {
        self.rules.iter().any(|known| known.name == rule.name)
    }

    /// The severity that was set for all findings of a rule.
    pub fn severity(&self, rule: &RuleInfo) -> Option<Severity> {
        self.severities.iter().find(|(known, _)| *known == rule).map(|(_, severity)| *severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(texts: &[&str], origin: Origin) -> Vec<Setting<Selector>> {
        texts
            .iter()
            .map(|text| Setting { value: Selector::parse(text).unwrap(), origin: origin.clone() })
            .collect()
    }

    fn has(select: &[&str], ignore: &[&str], name: &str) -> bool {
        let (select, ignore) = (settings(select, Origin::Default), settings(ignore, Origin::Default));
        RuleSelection::of(&select, &ignore, &[]).rules().iter().any(|rule| rule.name == name)
    }

    #[test]
    fn the_more_exact_selector_decides() {
        let gateway = "gateway-not-found";
        assert!(has(&["default"], &[], gateway) && !has(&[], &[], gateway));
        assert!(!has(&["default"], &["references"], gateway));
        assert!(has(&["default", "IST0101"], &["references"], gateway));
        assert!(!has(&["IST0101"], &[gateway], gateway) && has(&[gateway], &["IST0101"], gateway));
        assert!(!has(&[gateway], &[gateway], gateway));
        assert!(has(&["security"], &[], "no-server-verification") && !has(&["security"], &[], gateway));
    }

    #[test]
    fn the_command_line_decides_between_equals() {
        let (flag, file) = (settings(&["IST0101"], Origin::Flag), settings(&["IST0101"], Origin::Default));
        assert!(!RuleSelection::of(&flag, &file, &[]).rules().is_empty());
        assert!(RuleSelection::of(&file, &flag, &[]).rules().is_empty());
        assert!(RuleSelection::of(&flag, &flag, &[]).rules().is_empty());
    }

    #[test]
    fn severities_are_set_by_the_most_exact() {
        let setting = |text: &str, severity| Setting {
            value: (Selector::parse(text).unwrap(), severity),
            origin: Origin::Default,
        };
        let severity = [setting("gateway-not-found", Severity::Info), setting("IST", Severity::Warning)];
        let all = RuleSelection::of(&settings(&["all"], Origin::Default), &[], &severity);
        let of = |name: &str| all.severity(rules::named(name).next().unwrap());
        assert_eq!(of("gateway-not-found"), Some(Severity::Info));
        assert_eq!(of("destination-host-not-found"), Some(Severity::Warning));
        assert_eq!(of("unknown-field"), None);
    }
}
