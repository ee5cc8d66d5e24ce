//! One finding, and how a rule makes it.

use std::fmt;

use super::{Fix, RuleInfo, Severity};
use crate::source::{Location, ObjectId, SourceId, Span};

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
    pub rule: &'static RuleInfo,
    /// How bad it is.
    pub severity: Severity,
    /// The value or key at fault.
    pub location: Location,
    /// The place in what was built that the finding was made at, where that is another one.
    pub built_at: Option<Location>,
    /// The object at fault, if one could be read.
    pub object: Option<ObjectId>,
    /// What is wrong, and what it causes.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What would fix it, if that can be said.
    pub fix: Option<Fix>,
    /// The other side: what nearly matches, what was meant, what contradicts.
    pub related: Vec<Related>,
    /// The peers' codes for this very finding.
    pub aliases: &'static [&'static str],
    /// Whether it does not hold of objects in the root namespace, which is known once all objects have been read.
    pub unless_in_root: bool,
    /// The worlds in which it holds, if the input has several.
    pub worlds: Vec<String>,
    /// Of a fault that several objects share, and that is found at each of them: what to say of this one where the
    /// fault is told at another. Reports for people tell it once.
    pub shared: Option<String>,
}

impl Finding {
    /// What a rule found at a place, as bad as the rule says.
    pub fn new(
        rule: &'static RuleInfo,
        location: Location,
        object: Option<ObjectId>,
        message: String,
    ) -> Finding {
        Finding {
            rule,
            severity: rule.severity,
            location,
            built_at: None,
            object,
            message,
            help: None,
            fix: None,
            related: Vec::new(),
            aliases: rule.aliases,
            unless_in_root: false,
            worlds: Vec::new(),
            shared: None,
        }
    }

    /// Moves it to where a person would fix it. What is said of a text that was built stands in the files that it
    /// was built from; `origin` leads there.
    pub fn at_origin(&mut self, origin: impl Fn(Location) -> Location) {
        let location = origin(self.location);
        if location != self.location {
            self.built_at = Some(self.location);
            self.location = location;
        }
        for change in self.fix.iter_mut().flat_map(|fix| &mut fix.changes) {
            let at = origin(change.at);
            if at != change.at {
                change.built_at = Some(change.at);
                change.at = at;
            }
        }
        for related in &mut self.related {
            related.location = origin(related.location);
        }
    }

    /// The place in the text of its object.
    pub fn place_in_object(&self) -> Location {
        self.built_at.unwrap_or(self.location)
    }

    /// Says that it holds in some of several roots or worlds, and in which; three are named.
    pub fn holds_in_some<'n>(
        &mut self,
        found: usize,
        all: usize,
        noun: &str,
        names: impl Iterator<Item = &'n str>,
    ) {
        const MOST_NAMED: usize = 3;
        let names: Vec<&str> = names.take(MOST_NAMED).collect();
        let more = if found > MOST_NAMED { ", …" } else { "" };
        self.message.push_str(&format!(" (in {found} of {all} {noun}: {}{more})", names.join(", ")));
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

    /// Points to another place in the text that the finding itself is in.
    pub fn related_here(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related(Location { span, ..self.location }, message)
    }

    /// Takes it back where the object turns out to be in the root namespace.
    pub fn unless_in_root(&mut self, unless_in_root: bool) -> &mut Self {
        self.unless_in_root = unless_in_root;
        self
    }

    /// Gives it another severity than the rule has.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Says that the same fault is found at the objects that it points to; `place` is what to say of this one there.
    pub fn shared(&mut self, place: impl Into<String>) -> &mut Self {
        self.shared = Some(place.into());
        self
    }

    /// Narrows the peers' codes to those for this very finding.
    pub fn aliases(&mut self, aliases: &'static [&'static str]) -> &mut Self {
        self.aliases = aliases;
        self
    }
}

/// Knows in which text each object stands.
pub trait ObjectSources: Sync {
    /// The text that an object stands in.
    fn source_of(&self, object: ObjectId) -> SourceId;
}

/// What one rule found: in one object, or in all that was read.
pub struct Findings<'m> {
    rule: &'static RuleInfo,
    subject: Subject<'m>,
    /// What is wrong.
    pub found: Vec<Finding>,
    /// References that could neither be confirmed nor refuted.
    pub unverified: Vec<Finding>,
}

/// What a rule is looking at.
enum Subject<'m> {
    /// One object, or settings that are not objects.
    One { source: SourceId, object: Option<ObjectId> },
    /// All objects.
    All(&'m dyn ObjectSources),
}

impl<'m> Findings<'m> {
    /// For a rule that looks at all that was read.
    pub fn of_all(rule: &'static RuleInfo, sources: &'m dyn ObjectSources) -> Findings<'m> {
        Findings { rule, subject: Subject::All(sources), found: Vec::new(), unverified: Vec::new() }
    }

    /// For a rule that looks at one object, or at settings that are not objects.
    pub fn of_one(rule: &'static RuleInfo, source: SourceId, object: Option<ObjectId>) -> Findings<'m> {
        Findings { rule, subject: Subject::One { source, object }, found: Vec::new(), unverified: Vec::new() }
    }

    /// Reports a place of the one object that the rule looks at: the span of the value at fault, or of the key
    /// where something is missing.
    pub fn report_here(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let (source, object) = match self.subject {
            Subject::One { source, object } => (source, object),
            Subject::All(_) => (SourceId(0), None),
        };
        self.push(Location { source, span }, object, message.into(), true)
    }

    /// Reports a place of an object.
    pub fn report(&mut self, object: ObjectId, span: Span, message: impl Into<String>) -> &mut Finding {
        let location = self.place(object, span);
        self.push(location, Some(object), message.into(), true)
    }

    /// Reports a place that need not lie in an object.
    pub fn report_at(
        &mut self,
        location: Location,
        object: Option<ObjectId>,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.push(location, object, message.into(), true)
    }

    /// Notes a reference of an object that could neither be confirmed nor refuted.
    pub fn unverified(&mut self, object: ObjectId, span: Span, message: impl Into<String>) -> &mut Finding {
        let location = self.place(object, span);
        self.push(location, Some(object), message.into(), false)
    }

    fn place(&self, object: ObjectId, span: Span) -> Location {
        let source = match self.subject {
            Subject::One { source, .. } => source,
            Subject::All(sources) => sources.source_of(object),
        };
        Location { source, span }
    }

    fn push(
        &mut self,
        location: Location,
        object: Option<ObjectId>,
        message: String,
        verified: bool,
    ) -> &mut Finding {
        let list = if verified { &mut self.found } else { &mut self.unverified };
        list.push(Finding::new(self.rule, location, object, message));
        let last = list.len() - 1;
        &mut list[last]
    }
}

impl fmt::Debug for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Findings")
            .field("rule", &self.rule)
            .field("found", &self.found)
            .finish_non_exhaustive()
    }
}

impl Finding {
    /// The order in which findings are reported: by file, place, code and words.
    pub fn order(&self) -> (SourceId, u32, u32, &str, &str, &str) {
        let Location { source, span } = self.location;
        (source, span.start, span.end, self.rule.code, self.rule.name, &self.message)
    }
}
