//! The proof that fixes are good: the edited input is checked again, in memory.

use std::collections::HashMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::cli::CheckArgs;
use crate::cli::diff;
use crate::cli::failure::Failure;
use crate::cli::input::{Input, Reading, Scope};
use crate::cli::watch::Watch;
use crate::compare::{Change, Verdict};
use crate::config::Settings;
use crate::engine::Outcome;
use crate::finding::{Applicability, Finding};
use crate::fingerprint;
use crate::fix::{Edit, Editor, Offer, applied};
use crate::focus::Texts;
use crate::source::SourceId;
use crate::text::path::absolute;

/// So often edited input is checked at most. Bad fixes among many are found by halves, which takes more checks the more
/// of them there are; what is not proven by then is left.
const CHECKS: usize = 300;

/// Checks edited input.
pub(super) struct Prover<'a> {
    args: &'a CheckArgs,
    settings: &'a Settings,
    scope: Scope,
    /// What files hold that are read in another state than that of the working tree.
    staged: Texts,
    /// Whether requests may go other ways afterwards.
    with_unsafe: bool,
    /// The time by which dates are judged is one for all states.
    now: i64,
    rejected: HashMap<Key, Flaw>,
    /// How many checks are left.
    checks: usize,
}

/// What stands for a fix in states before and after other fixes: the finding, and what is written.
type Key = (String, Vec<String>);

/// What is wrong with a fix.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flaw {
    /// The finding stays, or another one comes.
    Findings,
    /// A request that got through, or was kept out, goes another way.
    Ways,
}

/// A state of the input, and what is found in it.
pub(super) struct Judged {
    /// The files that differ from those on the disk.
    pub texts: Texts,
    pub input: Input,
    pub outcome: Outcome,
    /// What stands for each finding.
    prints: Vec<String>,
    counts: FxHashMap<String, usize>,
}

impl<'a> Prover<'a> {
    pub fn new(
        args: &'a CheckArgs,
        settings: &'a Settings,
        scope: Scope,
        staged: Texts,
        with_unsafe: bool,
    ) -> Prover<'a> {
        let now = Reading::of(&args.input, settings).now;
        Prover { args, settings, scope, staged, with_unsafe, now, rejected: HashMap::new(), checks: CHECKS }
    }

    /// Checks the input with some files edited.
    pub fn judge(&self, texts: &Texts) -> Result<Judged, Failure> {
        let mut reading = Reading::of(&self.args.input, self.settings).of_scope(self.scope);
        reading.now = self.now;
        reading.request.replaced.extend(self.staged.clone());
        reading.request.replaced.extend(texts.clone());
        let input = reading.read()?;
        let (mut outcome, is_whole) = match self.scope {
            Scope::Objects => (input.judge_objects(), self.args.input.world.is_empty()),
            Scope::Mesh => {
                let meshes = input.meshes(false)?;
                let outcome = input.judge(&meshes, &mut Watch::start(false), &mut |_| {});
                let is_whole = meshes.is_whole();
                meshes.forget();
                (outcome, is_whole)
            }
        };
        input.settle(&input.model, &mut outcome, self.scope, is_whole);
        let identities = fingerprint::identify(&input.model.sources, &input.model.objects, &outcome.findings);
        let prints: Vec<String> = identities.into_iter().map(|identity| identity.fingerprint).collect();
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        prints.iter().for_each(|print| *counts.entry(print.clone()).or_default() += 1);
        Ok(Judged { texts: texts.clone(), input, outcome, prints, counts })
    }

    /// Those of some fixes that are good together, and the state that they lead to. All are tried at once; where that
    /// fails, halves of them are, so that a bad one among many is found in few steps.
    pub fn good(&mut self, base: &Judged, offers: &[Offer]) -> Result<(Vec<Offer>, Option<Judged>), Failure> {
        if offers.is_empty() || self.checks == 0 {
            return Ok((Vec::new(), None));
        }
        let flaw = match self.tried(base, offers)? {
            Ok(after) => return Ok((offers.to_vec(), Some(after))),
            Err(flaw) => flaw,
        };
        if let [only] = offers {
            self.rejected.insert(key(base, only), flaw);
            return Ok((Vec::new(), None));
        }
        let (left, right) = offers.split_at(offers.len() / 2);
        let (left, after_left) = self.good(base, left)?;
        let (right, after_right) = self.good(base, right)?;
        match (left.is_empty(), right.is_empty()) {
            (_, true) => Ok((left, after_left)),
            (true, false) => Ok((right, after_right)),
            (false, false) => {
                let both = [left.clone(), right].concat();
                // What does not go together with the others has its turn in the next round.
                match self.tried(base, &both)? {
                    Ok(after) => Ok((both, Some(after))),
                    Err(_) => Ok((left, after_left)),
                }
            }
        }
    }

    /// The state that fixes lead to, if that is as it should be.
    fn tried(&mut self, base: &Judged, offers: &[Offer]) -> Result<Result<Judged, Flaw>, Failure> {
        self.checks = self.checks.saturating_sub(1);
        let edits: Vec<Edit> = offers.iter().flat_map(|offer| offer.edits.clone()).collect();
        let after = self.judge(&base.edited(&edits))?;
        let mut wanted: FxHashMap<&str, usize> = FxHashMap::default();
        offers.iter().for_each(|offer| *wanted.entry(&base.prints[offer.finding]).or_default() += 1);
        let count = |state: &Judged, print: &str| state.counts.get(print).copied().unwrap_or_default();
        let is_gone = wanted.iter().all(|(print, gone)| count(&after, print) + gone <= count(base, print));
        if !is_gone || after.has_new_since(base) {
            return Ok(Err(Flaw::Findings));
        }
        let is_safe = |offer: &Offer| {
            let fix = &base.outcome.findings[offer.finding].fix;
            fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
        };
        if self.scope == Scope::Mesh
            && !self.with_unsafe
            && offers.iter().any(is_safe)
            && !keeps_ways(base, &after)?
        {
            return Ok(Err(Flaw::Ways));
        }
        Ok(Ok(after))
    }

    /// Whether a fix was tried and is not good.
    pub fn is_rejected(&self, base: &Judged, offer: &Offer) -> bool {
        self.rejected.contains_key(&key(base, offer))
    }

    /// Whether the fix of a finding was rejected since requests would go other ways.
    pub fn changes_ways(&self, state: &Judged, finding: &Finding) -> bool {
        let place = state.outcome.findings.iter().position(|other| std::ptr::eq(other, finding));
        let print = place.map(|index| &state.prints[index]);
        self.rejected.iter().any(|((known, _), flaw)| Some(known) == print && *flaw == Flaw::Ways)
    }
}

/// Whether all that got through goes the way that it went, and all that was refused still is.
fn keeps_ways(base: &Judged, after: &Judged) -> Result<bool, Failure> {
    let requests = diff::requests(&base.input, &after.input)?;
    Ok(requests.changes.iter().all(|change| {
        let is_better = matches!(change.change, Change::Added | Change::FailsDifferently);
        is_better && change.before.verdict != Verdict::Answered
    }))
}

fn key(base: &Judged, offer: &Offer) -> Key {
    (base.prints[offer.finding].clone(), offer.edits.iter().map(|edit| edit.text.clone()).collect())
}

impl Judged {
    /// What makes edits of its fixes.
    pub fn editor(&self) -> Editor<'_> {
        Editor::of(&self.input.model.sources, &self.input.model.objects)
    }

    /// The files that differ from the disk when edits are made, too.
    pub fn edited(&self, edits: &[Edit]) -> Texts {
        let mut by_source: FxHashMap<SourceId, Vec<&Edit>> = FxHashMap::default();
        edits.iter().for_each(|edit| by_source.entry(edit.location.source).or_default().push(edit));
        let mut texts = self.texts.clone();
        for (source, edits) in by_source {
            let source = &self.input.model.sources[source];
            let path = absolute(std::path::Path::new(&source.path));
            texts.insert(path, Some(applied(&source.text, edits)));
        }
        texts
    }

    /// How many findings of an earlier state are gone.
    pub fn gone_since(&self, before: &Judged) -> usize {
        let now = |print: &String| self.counts.get(print).copied().unwrap_or_default();
        before.counts.iter().map(|(print, count)| count.saturating_sub(now(print))).sum()
    }

    /// Whether it has findings that an earlier state had not. What is found in an object that could not be read before
    /// was there, and hidden.
    fn has_new_since(&self, before: &Judged) -> bool {
        let known: FxHashSet<_> = before.input.model.objects.iter().map(identity).collect();
        let is_known = |finding: &Finding| {
            let object = finding.object.map(|id| self.input.model.object(id));
            object.is_none_or(|object| known.contains(&identity(object)))
        };
        let mut left = before.counts.clone();
        let mut findings = self.prints.iter().zip(&self.outcome.findings);
        findings.any(|(print, finding)| match left.get_mut(print) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => is_known(finding),
        })
    }
}

fn identity(object: &crate::model::Object) -> (&str, &str, &str, &str) {
    (object.group(), &object.kind_name, &object.namespace, object.name())
}
