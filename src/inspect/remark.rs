//! What a rule says of one object.

use crate::diag::{Rule, Severity};
use crate::source::Span;

/// What a rule says of one place of an object.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The rule.
    pub rule: &'static Rule,
    /// The place.
    pub span: Span,
    /// What is wrong, and what it causes.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Other places of the object that matter, and why.
    pub related: Vec<(Span, String)>,
    /// Whether it does not hold in the root namespace, which is known once all objects have been read.
    pub is_outside_root: bool,
}

impl Remark {
    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Points to another place of the object.
    pub fn related(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push((span, message.into()));
        self
    }

    /// Takes it back where the object turns out to be in the root namespace.
    pub fn outside_root(&mut self, is_outside_root: bool) -> &mut Self {
        self.is_outside_root = is_outside_root;
        self
    }

    /// Gives it another severity than the rule has.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}

/// What one rule says of one object.
pub struct Remarks<'run> {
    rule: &'static Rule,
    found: &'run mut Vec<Remark>,
}

impl<'run> Remarks<'run> {
    pub(super) fn new(rule: &'static Rule, found: &'run mut Vec<Remark>) -> Remarks<'run> {
        Remarks { rule, found }
    }

    /// Reports a place: the span of the value at fault, or of the key where something is missing.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Remark {
        self.found.push(Remark {
            rule: self.rule,
            span,
            message: message.into(),
            help: None,
            severity: self.rule.severity,
            related: Vec::new(),
            is_outside_root: false,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}
