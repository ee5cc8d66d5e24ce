//! What a run is doing, and how long each step took.

use std::time::{Duration, Instant};

use super::progress::Progress;

/// Watches the steps of a run.
pub(super) struct Watch {
    progress: Progress,
    last: Instant,
    steps: Vec<(&'static str, Duration)>,
}

impl Watch {
    /// Begins to watch; the first step is to read the input.
    pub fn start(show_progress: bool) -> Watch {
        let progress = Progress::start(show_progress);
        Watch { progress, last: Instant::now(), steps: Vec::new() }
    }

    /// The step of this name has ended, perhaps once more.
    pub fn next(&mut self, step: &'static str) {
        match self.steps.iter_mut().find(|(known, _)| *known == step) {
            Some((_, total)) => *total += self.last.elapsed(),
            None => self.steps.push((step, self.last.elapsed())),
        }
        self.last = Instant::now();
        self.progress.next();
    }

    /// Takes the line of progress away, and tells how long each step took.
    pub fn finish(self) -> Vec<(&'static str, Duration)> {
        self.steps
    }
}
