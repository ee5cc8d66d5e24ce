//! One finding, and how a rule makes it.

use super::{Rule, Severity};
use crate::model::{Object, ObjectId};
use crate::problem::{Fault, Problem};
use crate::source::{Location, SourceId, Span};

/// Another place that a finding speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The place.
    pub location: Location,
    /// What is there.
    pub message: String,
}

/// What a rule found at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// The value or key at fault.
    pub location: Location,
    /// The object at fault, if one could be read.
    pub object: Option<ObjectId>,
    /// What is wrong, and what it causes.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The other side: what nearly matches, what was meant, what contradicts.
    pub related: Vec<Related>,
    /// The peers' codes for this very finding.
    pub aliases: &'static [&'static str],
    /// The worlds in which it holds, if the input has several.
    pub worlds: Vec<String>,
}

impl Finding {
    /// What a rule said that judges objects by themselves.
    pub(super) fn of_remark(problem: &Problem) -> Option<Finding> {
        let Fault::Remark(remark) = &problem.fault else { return None };
        let at = |span| Location { source: problem.location.source, span };
        let related =
            |(span, message): &(Span, String)| Related { location: at(*span), message: message.clone() };
        Some(Finding {
            rule: remark.rule,
            severity: remark.severity,
            location: problem.location,
            object: problem.object,
            message: remark.message.clone(),
            help: remark.help.clone(),
            related: remark.related.iter().map(related).collect(),
            aliases: remark.rule.aliases,
            worlds: Vec::new(),
        })
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Points to another place.
    pub fn related(&mut self, location: Location, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { location, message: message.into() });
        self
    }

    /// Points to another place, if there is one.
    pub fn related_if(&mut self, location: Option<Location>, message: impl Into<String>) -> &mut Self {
        match location {
            Some(location) => self.related(location, message),
            None => self,
        }
    }

    /// Gives it another severity than the rule has.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Narrows the peers' codes to those for this very finding.
    pub fn aliases(&mut self, aliases: &'static [&'static str]) -> &mut Self {
        self.aliases = aliases;
        self
    }
}

/// What one rule found in one mesh.
#[derive(Debug)]
pub struct Findings<'m> {
    rule: &'static Rule,
    objects: &'m [Object],
    pub(super) found: Vec<Finding>,
    pub(super) unverified: Vec<Finding>,
}

impl<'m> Findings<'m> {
    pub(super) fn new(rule: &'static Rule, objects: &'m [Object]) -> Findings<'m> {
        Findings { rule, objects, found: Vec::new(), unverified: Vec::new() }
    }

    /// Reports a place of an object.
    pub fn report(&mut self, object: ObjectId, span: Span, message: String) -> &mut Finding {
        let location = self.objects[object.0 as usize].at(span);
        self.push(location, Some(object), message, true)
    }

    /// Reports a place that need not lie in an object.
    pub fn report_at(
        &mut self,
        location: Location,
        object: Option<ObjectId>,
        message: String,
    ) -> &mut Finding {
        self.push(location, object, message, true)
    }

    /// Reports something that is wrong with the input itself.
    pub fn problem(&mut self, problem: &Problem, message: String) -> &mut Finding {
        self.push(problem.location, problem.object, message, true)
    }

    /// Notes a reference of an object that could neither be confirmed nor refuted.
    pub fn unverified(&mut self, object: ObjectId, span: Span, message: String) -> &mut Finding {
        let location = self.objects[object.0 as usize].at(span);
        self.push(location, Some(object), message, false)
    }

    fn push(
        &mut self,
        location: Location,
        object: Option<ObjectId>,
        message: String,
        verified: bool,
    ) -> &mut Finding {
        let list = if verified { &mut self.found } else { &mut self.unverified };
        list.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            location,
            object,
            message,
            help: None,
            related: Vec::new(),
            aliases: self.rule.aliases,
            worlds: Vec::new(),
        });
        let last = list.len() - 1;
        &mut list[last]
    }
}

/// The order in which findings are reported: by file, place, code and words.
pub(super) fn order(finding: &Finding) -> (SourceId, u32, u32, &str, &str, &str) {
    let Location { source, span } = finding.location;
    (source, span.start, span.end, finding.rule.code, finding.rule.name, &finding.message)
}
