//! One line for each finding, in the form that editors and CI systems know from compilers.

use std::io;

use super::text::summary;
use super::{Style, View, sanitize};

/// Writes `path:line:column: severity[CODE] rule: message` for each finding.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn io::Write, view: &View<'_>) -> io::Result<()> {
    for finding in view.findings {
        let source = &view.sources[finding.location.source];
        let position = source.position(finding.location.span.start);
        let path = sanitize::path(&source.path);
        let (severity, code, name) = (finding.severity, finding.rule.code, finding.rule.name);
        let message = sanitize::line(&finding.message);
        write!(out, "{path}:{}:{}: {severity}[{code}] {name}: {message}", position.line, position.column)?;
        match view.template(finding) {
            Some(template) => writeln!(out, " (rendered from {})", sanitize::path(template))?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// Writes what was found, what was checked, what was skipped and what was put aside, for standard error.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write_summary(out: &mut dyn io::Write, view: &View<'_>, style: Style) -> io::Result<()> {
    out.write_all(super::text::details::render(view, style).as_bytes())?;
    out.write_all(super::text::suppressed::render(view, style).as_bytes())?;
    out.write_all(summary::render(view, style).as_bytes())
}

#[cfg(test)]
mod tests {
    use crate::report::text::tests::{Case, location};
    use crate::source::Location;

    #[test]
    fn one_line_for_each_finding() {
        let mut case = Case::new(&[("a.yaml", "kind: X\nname: ü\u{1b}y\n"), ("b\n.yaml", "x")]);
        let place = case.find(0, "\u{1b}y");
        case.add(place, "no such\nthing \u{1b}[31m").help("not shown");
        let place: Location = location(1, 0, 1);
        case.add(place, "second");
        let mut out = Vec::new();
        super::write(&mut out, &case.view(&case.findings())).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        a.yaml:2:8: error[IST0101] referenced-resource-not-found: no such␊thing ␛[31m
        b␊.yaml:1:1: error[IST0101] referenced-resource-not-found: second
        ");
    }
}
