//! The page of a rule, cut into its parts.

use super::RuleInfo;

/// What the page of a rule says: `explain`, the list of rules and SARIF all show parts of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What stands between the title and the first section: what the rule finds.
    pub intro: &'static str,
    /// The sections with their headings, in order.
    pub sections: Vec<(&'static str, &'static str)>,
}

impl RuleInfo {
    /// The page without its title.
    pub fn body(&self) -> &'static str {
        self.doc.split_once('\n').map_or("", |(_, body)| body).trim()
    }

    /// The page in parts.
    pub fn page(&self) -> Page {
        let body = self.body();
        let mut starts = vec![0];
        let (mut at, mut fence) = (0, None);
        for line in body.split_inclusive('\n') {
            let marks = &line[..line.len() - line.trim_start_matches('`').len()];
            match fence {
                None if marks.len() >= 3 => fence = Some(marks),
                Some(open) if line.trim_end() == open => fence = None,
                None if line.starts_with("## ") => starts.push(at),
                _ => {}
            }
            at += line.len();
        }
        let ends = starts.iter().copied().skip(1).chain([body.len()]);
        let mut parts = starts.iter().zip(ends).map(|(&start, end)| body[start..end].trim());
        let intro = parts.next().unwrap_or_default();
        let sections = parts.map(|part| {
            let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
            (heading.trim_start_matches('#').trim(), text.trim())
        });
        Page { intro, sections: sections.collect() }
    }
}

impl Page {
    /// The text of a section.
    pub fn section(&self, heading: &str) -> Option<&'static str> {
        self.sections.iter().find(|(known, _)| *known == heading).map(|(_, text)| *text)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules;

    #[test]
    fn every_page_has_its_parts() {
        let headings = ["Why it matters", "Example", "How to fix it", "When to ignore it", "Sources"];
        for rule in rules::ALL {
            let page = rule.page();
            assert!(!page.intro.is_empty(), "{rule:?}");
            let found: Vec<&str> = page.sections.iter().map(|(heading, _)| *heading).collect();
            assert_eq!(found, headings, "{rule:?}");
            assert!(page.sections.iter().all(|(_, text)| !text.is_empty()), "{rule:?}");
            assert_eq!(page.section("Sources"), page.sections.last().map(|(_, text)| *text));
        }
    }
}
