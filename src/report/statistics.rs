//! How often each rule spoke.

use std::collections::BTreeMap;
use std::io;

use super::View;
use crate::finding::Severity;

/// Writes one line for each rule with findings, the most frequent first.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn io::Write, view: &View<'_>) -> io::Result<()> {
    lines(view).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// One line for each rule with findings and each severity, the most frequent first.
pub(super) fn lines(view: &View<'_>) -> Vec<String> {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for finding in view.findings {
        *counts.entry((finding.rule.code, finding.rule.name, finding.severity)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let width = counts.first().map_or(0, |(_, count)| count.to_string().len());
    let name_width = counts.iter().map(|((_, name, _), _)| name.len()).max().unwrap_or_default();
    let line = |((code, name, severity), count): ((&str, &str, Severity), usize)| {
        format!("{count:width$}  {code}  {name:name_width$}  {severity}")
    };
    counts.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::{Case, location};
    use crate::finding::Severity;

    #[test]
    fn the_most_frequent_first() {
        let mut case = Case::new(&[("a.yaml", "kind: X\n")]);
        for _ in 0..10 {
            case.add(location(0, 0, 1), "x").severity(Severity::Warning);
        }
        case.add(location(0, 0, 1), "y");
        let mut out = Vec::new();
        super::write(&mut out, &case.view(&case.findings())).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        10  IST0101  referenced-resource-not-found  warning
         1  IST0101  referenced-resource-not-found  error
        ");
    }
}
