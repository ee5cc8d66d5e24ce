//! Missing, or merely not shown?

use rustc_hash::FxHashMap;

use super::placeholders;
use crate::graph::{Answer, Directory, Doubt, Mesh, Nearest};
use crate::source::Location;
use crate::text::{is_slip, nearest};

/// A name that leads nowhere.
pub(super) struct Question<'q> {
    /// The name that is missing.
    pub wanted: &'q str,
    /// Whether the input ought to hold it: it holds objects of its kind where it would be.
    pub ought_to_be_here: bool,
    /// Why it cannot be verified, where the input need not hold it.
    pub doubt: Doubt,
}

impl Question<'_> {
    /// Decides between missing and unverified. Candidates are names that do lead somewhere, with the
    /// place where they are defined.
    ///
    /// What is missing has to be certain: the input is the whole mesh, or it holds objects of the kind
    /// where the target would be, or something there is one slip away. Even then a document that could
    /// not be read, and that names it, may be what is looked for.
    pub fn judge(self, mesh: &Mesh<'_>, candidates: &[(String, Option<Location>)]) -> Answer {
        let best = nearest(self.wanted, candidates.iter().map(|(name, _)| name.as_str()));
        let slip = best.filter(|name| is_slip(self.wanted, name));
        if !(mesh.model.complete || self.ought_to_be_here || slip.is_some()) {
            return Answer::Unverified(Box::new(self.doubt));
        }
        if let Some(location) = lost_document_naming(mesh, self.wanted) {
            return Answer::Unverified(Box::new(Doubt::LostDocument(location)));
        }
        if let Some(value) = placeholders::that_may_be(mesh, self.wanted, &self.doubt) {
            return Answer::Unverified(Box::new(Doubt::FilledIn(value.into())));
        }
        let nearest = best.map(|name| {
            let location = candidates.iter().find(|(candidate, _)| candidate == name);
            Nearest::named(name, location.and_then(|(_, location)| *location))
        });
        Answer::absent(nearest)
    }
}

/// The names of a directory that may be meant, with their places.
pub(super) fn candidates<T: Copy>(
    directory: &Directory<'_, T>,
    wanted: &str,
    place: impl Fn(T) -> Option<Location>,
) -> Vec<(String, Option<Location>)> {
    let near = directory.near(wanted);
    near.into_iter().map(|(name, thing)| (name.to_owned(), place(thing))).collect()
}

fn lost_document_naming(mesh: &Mesh<'_>, name: &str) -> Option<Location> {
    mesh.lost_words().get(name).copied()
}

impl<'m> Mesh<'m> {
    /// The names in documents that could not be read, with the place of the document.
    fn lost_words(&self) -> &FxHashMap<&'m str, Location> {
        self.lost_words.get_or_init(|| {
            let is_inside =
                |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
            let mut words = FxHashMap::default();
            for location in &self.model.lost {
                let text = self.model.sources[location.source].slice(location.span);
                for word in text.split(|character| !is_inside(character)).filter(|word| !word.is_empty()) {
                    words.entry(word).or_insert(*location);
                    // A full name names the Service and its namespace as well.
                    for part in word.split('.') {
                        words.entry(part).or_insert(*location);
                    }
                }
            }
            words
        })
    }
}
