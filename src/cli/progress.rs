//! A line on the terminal that says what a long run is doing.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a run does, one after the other.
const STEPS: [&str; 3] = ["reading manifests", "resolving references", "running rules"];

/// A run that is shorter shows nothing.
const DELAY: Duration = Duration::from_secs(1);

/// How often the line is written again.
const EVERY: Duration = Duration::from_millis(200);

/// Shows what the run does until it is dropped.
pub(super) struct Progress {
    step: Arc<AtomicUsize>,
    thread: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Shows progress on standard error, if that is a terminal that can write a line again.
    pub fn start(is_wanted: bool) -> Progress {
        let can_rewrite = || std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        if is_wanted && io::stderr().is_terminal() && can_rewrite() {
            Progress::on(io::stderr(), DELAY)
        } else {
            Progress { step: Arc::default(), thread: None }
        }
    }

    fn on(mut out: impl Write + Send + 'static, delay: Duration) -> Progress {
        let step = Arc::<AtomicUsize>::default();
        let (stop, stopped) = mpsc::channel();
        let seen = Arc::clone(&step);
        let start = Instant::now();
        let show = move || {
            let (mut wait, mut was_shown) = (delay, false);
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let step = STEPS[seen.load(Ordering::Relaxed).min(STEPS.len() - 1)];
                // Where the terminal is gone there is nobody left to tell.
                let _ = write!(out, "\r\x1b[Kmeshlint: {step}, {} s", start.elapsed().as_secs());
                let _ = out.flush();
                (wait, was_shown) = (EVERY, true);
            }
            if was_shown {
                let _ = write!(out, "\r\x1b[K");
                let _ = out.flush();
            }
        };
        // A run without a line of progress is a run all the same.
        let thread = std::thread::Builder::new().name("progress".into()).spawn(show).ok();
        Progress { step, thread: thread.map(|thread| (stop, thread)) }
    }

    /// The next step begins.
    pub fn next(&self) {
        self.step.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            // The line has to be gone before the report is written.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_long_run_shows_its_steps_and_leaves_nothing() {
        let screen = Screen::default();
        let shown = || String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
        let progress = Progress::on(screen.clone(), Duration::from_millis(1));
        while !shown().contains("reading manifests") {
            std::thread::yield_now();
        }
        progress.next();
        while !shown().contains("resolving references, 0 s") {
            std::thread::yield_now();
        }
        drop(progress);
        assert!(shown().ends_with("\r\x1b[K"), "{:?}", shown());
    }

    #[test]
    fn a_short_run_shows_nothing() {
        let screen = Screen::default();
        drop(Progress::on(screen.clone(), Duration::from_secs(600)));
        assert!(screen.0.lock().unwrap().is_empty());
    }
}
