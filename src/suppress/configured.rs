//! Entries `[[suppress]]` of the configuration.

use super::{Circumstances, Covered, Directive, Place, What};
use crate::config::{Origin, Settings, Suppress};
use crate::engine::Means;
use crate::finding::Finding;
use crate::model::Model;
use crate::source::{Location, Source, SourceId, Span};
use crate::text::path::plain;

/// The texts of the configurations that put findings aside: by their place in [`Settings::files`].
#[derive(Clone, Debug, Default)]
pub struct ConfigurationTexts(Vec<Option<SourceId>>);

impl ConfigurationTexts {
    /// Makes them texts of the model, so that places in them can be shown.
    pub fn add(model: &mut Model, settings: &Settings) -> ConfigurationTexts {
        let mut texts = vec![None; settings.files.len()];
        for setting in &settings.suppress {
            let Origin::File(file, _) = setting.origin else { continue };
            let Some(config) = settings.files.get(file) else { continue };
            texts[file].get_or_insert_with(|| {
                let mut text = Source::new(config.path.clone(), config.text.clone());
                text.configuration = true;
                model.sources.add(text)
            });
        }
        ConfigurationTexts(texts)
    }
}

/// Makes directives of all entries.
pub(super) fn collect(run: &Circumstances<'_>, directives: &mut Vec<Directive>) {
    for (index, setting) in run.settings.suppress.iter().enumerate() {
        let Origin::File(file, span) = setting.origin else { continue };
        let Some(config) = run.settings.files.get(file) else { continue };
        let Some(&Some(id)) = run.configurations.0.get(file) else { continue };
        // An entry is only known to be unused where all is checked that it may be for.
        let is_judged = run.paths.iter().any(|path| {
            let path = if path.as_os_str() == "-" { return false } else { path };
            std::path::absolute(path).is_ok_and(|path| config.folder.starts_with(plain(&path)))
        });
        let at = |span: Span| Location { source: id, span };
        let entry = &setting.value;
        let rule = |text: &str, span: Span, what: What| Covered {
            text: text.to_owned(),
            at: at(span),
            what,
            is_used: false,
            is_judged,
        };
        let covers = match entry.rules.as_slice() {
            [] => vec![rule("all rules", first_line(&config.text, span), What::All)],
            rules => rules
                .iter()
                .map(|(rules, span)| rule(rules.text(), *span, What::Rules(rules.clone())))
                .collect(),
        };
        directives.push(Directive {
            means: Means::Configuration,
            at: at(first_line(&config.text, span)),
            object: None,
            covers,
            reason: Some(entry.reason.clone()),
            place: Place::Entry(index),
        });
    }
}

/// Whether a finding lies where an entry says.
pub(super) fn holds(model: &Model, entry: &Suppress, finding: &Finding) -> bool {
    let path = || &model.sources[finding.location.source].path;
    let object = || finding.object.and_then(|id| model.objects.get(id.0 as usize));
    entry.paths.as_ref().is_none_or(|paths| paths.matches(path()))
        && (entry.resources.is_empty()
            || object().is_some_and(|object| entry.resources.iter().any(|it| it.matches(object))))
}

fn first_line(text: &str, span: Span) -> Span {
    let entry = text.get(span.range()).unwrap_or_default();
    let line = entry.lines().next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.len())
}
