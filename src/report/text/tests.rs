//! What the report looks like: texts with findings, for the tests below.

mod closing;
mod hostile;
mod look;

use super::*;
use crate::finding::{Group, RuleInfo, Severity};
use crate::report::Summary;
use crate::source::{Location, Source, SourceId, Sources, Span};

static RULE: RuleInfo = RuleInfo {
    code: "IST0101",
    name: "referenced-resource-not-found",
    aliases: &[],
    severity: Severity::Error,
    group: Group::References,
    summary: "",
    doc: "",
};

/// A place in the text of this index.
pub(in crate::report) fn location(source: u32, start: usize, end: usize) -> Location {
    Location { source: SourceId(source), span: Span::new(start, end) }
}

/// Texts, and what was found in them.
pub(in crate::report) struct Case {
    sources: Sources,
    found: Vec<Finding>,
    pub summary: Summary,
    pub unverified: Vec<Finding>,
    pub hidden_warnings: usize,
    pub hidden_infos: usize,
    pub style: Style,
}

impl Case {
    pub fn new(texts: &[(&str, &str)]) -> Case {
        let mut sources = Sources::default();
        for &(path, text) in texts {
            sources.add(Source::new(path, text.to_owned()));
        }
        let summary = Summary { files: 12, resources: 42, mesh_resources: 42, ..Summary::default() };
        let (found, unverified) = (Vec::new(), Vec::new());
        let (hidden_warnings, hidden_infos, style) = (0, 0, Style::default());
        Case { sources, found, summary, unverified, hidden_warnings, hidden_infos, style }
    }

    /// The first place of these words.
    pub fn find(&self, source: u32, words: &str) -> Location {
        let start = self.sources[SourceId(source)].text.find(words).expect("the words are there");
        location(source, start, start + words.len())
    }

    pub fn add(&mut self, location: Location, message: &str) -> &mut Finding {
        self.found.push(Finding::new(&RULE, location, None, message.to_owned()));
        self.found.last_mut().expect("one was added")
    }

    pub fn findings(&self) -> Vec<&Finding> {
        self.found.iter().collect()
    }

    pub fn view<'a>(&'a self, findings: &'a [&'a Finding]) -> View<'a> {
        let Case { sources, summary, unverified, hidden_warnings, hidden_infos, .. } = self;
        View {
            sources,
            all: &self.found,
            findings,
            hidden_warnings: *hidden_warnings,
            hidden_infos: *hidden_infos,
            unverified,
            all_suppressed: &[],
            suppressed: &[],
            references: &[],
            summary,
            objects: &[],
            settings: None,
        }
    }

    fn written(&self) -> String {
        let mut out = Vec::new();
        write(&mut out, &self.view(&self.findings()), self.style).expect("memory can be written");
        let text = String::from_utf8(out).expect("reports are UTF-8");
        if !self.style.color && !self.style.hyperlinks {
            assert!(text.chars().all(|c| c == '\n' || sanitize::visible(c) == c), "{text:?}");
        }
        assert!(text.lines().all(|line| line == line.trim_end()), "{text:?}");
        text
    }

    /// The report without its summary.
    fn excerpt(&self) -> String {
        let text = self.written();
        text[..text.rfind("\n\n").expect("a summary")].to_owned()
    }
}

const SERVICE: &str = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
spec:
  hosts: [reviews]
  gateways:
    - public
  http:
    - route:
        - destination:
            host: reviews
            subset: v3
";
