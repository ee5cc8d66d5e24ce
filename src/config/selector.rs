//! What may stand for rules: a code, an alias, a name, the beginning of a code, or a group.

use std::fmt;

use crate::finding::{Group, RuleInfo};
use crate::rules;
use crate::text::nearest;

/// Words that stand for one or more rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    text: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    All,
    Default,
    Groups(&'static [Group]),
    /// The beginning of codes, in capitals.
    Prefix(String),
    /// A code or an alias.
    Code(String),
    Name(&'static RuleInfo),
}

/// Groups that users think in, and the folders of rules in each.
pub const TOPICS: [(&str, &[Group]); 5] = [
    (
        "correctness",
        &[
            Group::Input,
            Group::Schema,
            Group::Admission,
            Group::Platform,
            Group::References,
            Group::Injection,
        ],
    ),
    ("security", &[Group::Security]),
    ("traffic", &[Group::Traffic, Group::Surprising]),
    ("hygiene", &[Group::Hygiene]),
    ("pedantic", &[Group::Pedantic]),
];

/// Folders of rules that are not topics of the same name.
const FOLDERS: [(&str, &[Group]); 7] = [
    ("input", &[Group::Input]),
    ("schema", &[Group::Schema]),
    ("admission", &[Group::Admission]),
    ("platform", &[Group::Platform]),
    ("references", &[Group::References]),
    ("injection", &[Group::Injection]),
    ("surprising", &[Group::Surprising]),
];

/// Words that stand for no rule.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownRule {
    /// The words.
    pub text: String,
    /// What was probably meant.
    pub nearest: Option<String>,
}

impl UnknownRule {
    /// What to do.
    pub fn help(&self) -> String {
        match &self.nearest {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`meshlint rules` lists all rules and groups".to_owned(),
        }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown rule or group `{}`", self.text)
    }
}

impl Selector {
    /// Reads a selector, in any case.
    ///
    /// # Errors
    ///
    /// Where no rule and no group is called so.
    pub fn parse(text: &str) -> Result<Selector, UnknownRule> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let groups = TOPICS.iter().chain(&FOLDERS).find(|(name, _)| *name == lower);
        let what = match lower.as_str() {
            "all" => What::All,
            "default" => What::Default,
            _ => match groups {
                Some((_, groups)) => What::Groups(groups),
                None => of_rules(text).ok_or_else(|| unknown(text))?,
            },
        };
        Ok(Selector { text: text.to_owned(), what })
    }

    /// Whether a rule is meant.
    pub fn covers(&self, rule: &RuleInfo) -> bool {
        match &self.what {
            What::All => true,
            What::Default => rule.is_on_by_default(),
            What::Groups(groups) => groups.contains(&rule.group),
            What::Prefix(prefix) => codes(rule).any(|code| begins_with(code, prefix)),
            What::Code(code) => codes(rule).any(|known| known.eq_ignore_ascii_case(code)),
            What::Name(named) => *named == rule,
        }
    }

    /// How exact it is; the more exact selector decides about a rule that several cover.
    pub fn rank(&self) -> usize {
        match &self.what {
            What::All => 0,
            What::Default => 1,
            What::Groups(groups) if groups.len() > 1 => 2,
            What::Groups(_) => 3,
            What::Prefix(prefix) => 4 + prefix.len(),
            What::Code(_) => 20,
            What::Name(_) => 21,
        }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The user's group that a rule belongs to.
pub fn topic(rule: &RuleInfo) -> &'static str {
    TOPICS.iter().find(|(_, groups)| groups.contains(&rule.group)).map_or("correctness", |(name, _)| name)
}

fn codes(rule: &RuleInfo) -> impl Iterator<Item = &'static str> {
    [rule.code].into_iter().chain(rule.aliases.iter().copied())
}

fn begins_with(code: &str, prefix: &str) -> bool {
    code.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn of_rules(text: &str) -> Option<What> {
    if let Some(rule) = rules::ALL.iter().find(|rule| rule.name.eq_ignore_ascii_case(text)) {
        return Some(What::Name(rule));
    }
    if rules::named(text).next().is_some() {
        return Some(What::Code(text.to_ascii_uppercase()));
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_prefix = text.len() - digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let prefix = text.to_ascii_uppercase();
    let is_begun = || rules::ALL.iter().any(|rule| codes(rule).any(|code| begins_with(code, &prefix)));
    (is_prefix && is_begun()).then_some(What::Prefix(prefix))
}

fn unknown(text: &str) -> UnknownRule {
    let rules = rules::ALL.iter().flat_map(|rule| codes(rule).chain([rule.name]));
    let groups = TOPICS.iter().chain(&FOLDERS).map(|(name, _)| *name).chain(["all", "default"]);
    let near = nearest(text, rules.chain(groups)).map(str::to_owned);
    UnknownRule { text: text.to_owned(), nearest: near }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<&'static str> {
        let selector = Selector::parse(text).unwrap();
        rules::ALL.iter().filter(|rule| selector.covers(rule)).map(|rule| rule.name).collect()
    }

    #[test]
    fn every_kind_of_selector() {
        assert_eq!(covered("gateway-not-found"), ["gateway-not-found"]);
        assert_eq!(covered("KIA0202"), ["rule-host-not-found"]);
        assert!(covered("ist0101").contains(&"gateway-not-found"));
        assert!(covered("IST0101").contains(&"subset-not-found"), "several rules share a code");
        assert!(covered("IST01").iter().all(|rule| covered("IST").contains(rule)));
        assert!(covered("references").contains(&"gateway-not-found"));
        assert!(covered("Correctness").contains(&"gateway-not-found"));
        assert!(!covered("security").contains(&"gateway-not-found"));
        assert_eq!(covered("all").len(), rules::ALL.len());
    }

    #[test]
    fn unknown_words_get_a_suggestion() {
        let near = |text: &str| Selector::parse(text).unwrap_err().nearest;
        assert_eq!(near("gateway-not-fond").as_deref(), Some("gateway-not-found"));
        assert_eq!(near("securty").as_deref(), Some("security"));
        assert_eq!(near("zzzzzzzz"), None);
        assert!(Selector::parse("").is_err() && Selector::parse("XYZ01").is_err());
    }

    #[test]
    fn every_rule_has_a_topic() {
        for rule in rules::ALL {
            let count = TOPICS.iter().filter(|(_, groups)| groups.contains(&rule.group)).count();
            assert_eq!(count, 1, "{rule:?}");
        }
    }

    #[test]
    fn exact_selectors_go_first() {
        let rank = |text: &str| Selector::parse(text).unwrap().rank();
        let order =
            ["all", "default", "correctness", "schema", "IST", "IST01", "IST0101", "gateway-not-found"];
        assert!(order.map(rank).is_sorted_by(|a, b| a < b));
    }
}
