//! What was not checked, and why: one line, or a list.

use rustc_hash::FxHashSet;

use super::summary::number;
use crate::model::Skipped;
use crate::report::{Style, View, sanitize};

/// So many skipped files are named where not all are asked for.
const MOST_NAMED: usize = 10;

/// What was not checked, and why. Where something was checked, one line counts the files; those that could not be
/// read are named, since they may hold what is looked for. Where nothing was checked, the reasons are what the run is
/// about, and the files are listed as with `-v`, up to a number.
pub(super) fn render(view: &View<'_>, style: Style) -> Vec<String> {
    let skipped = &view.summary.skipped;
    match skipped.as_slice() {
        [] => Vec::new(),
        _ if style.verbose => listed(skipped, usize::MAX),
        _ if view.summary.resources == 0 => listed(skipped, MOST_NAMED),
        [one, rest @ ..] if rest.iter().all(|other| other.path == one.path) => {
            vec![format!("skipped {}", named(one))]
        }
        _ => counted(skipped),
    }
}

/// `values.yaml: it holds no Kubernetes object`.
fn named(skipped: &Skipped) -> String {
    let reason = skipped.reason.to_string();
    format!("{}: {}", sanitize::path(&skipped.path), sanitize::line(&reason))
}

/// How many files were skipped for which reason, the most frequent first. A file counts once, for the first of its
/// reasons, so that the parts add up to the whole.
fn counted(skipped: &[Skipped]) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let mut reasons: Vec<([&str; 2], usize)> = Vec::new();
    for skipped in skipped.iter().filter(|skipped| seen.insert(&skipped.path)) {
        let words = skipped.reason.of_files();
        match reasons.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => reasons.push((words, 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let is_one_reason = reasons.len() == 1;
    let counts = reasons.iter().map(|([one, many], count)| match count {
        _ if is_one_reason => format!("they {many}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let mut lines = vec![format!("skipped {}: {counts} (-v lists them)", number(seen.len(), "file"))];
    let faults: Vec<&Skipped> = skipped.iter().filter(|skipped| skipped.reason.is_fault()).collect();
    // A path takes no more room than the words that one was left out.
    let room = if faults.len() == MOST_NAMED + 1 { faults.len() } else { MOST_NAMED };
    lines.extend(faults.iter().take(room).map(|skipped| format!("  {}", named(skipped))));
    if faults.len() > room {
        lines.push(format!("  {}", more(faults.len() - room)));
    }
    lines
}

/// All files by reason, as long as there is room. Rare reasons come first.
fn listed(skipped: &[Skipped], mut room: usize) -> Vec<String> {
    let mut reasons: Vec<(&Skipped, Vec<&str>)> = Vec::new();
    let mut numbers = rustc_hash::FxHashMap::default();
    let mut files = FxHashSet::default();
    for skipped in skipped {
        files.insert(&skipped.path);
        let number = *numbers.entry(&skipped.reason).or_insert(reasons.len());
        match reasons.get_mut(number) {
            Some((_, paths)) => paths.push(&skipped.path),
            None => reasons.push((skipped, vec![&skipped.path])),
        }
    }
    reasons.sort_by_key(|(_, paths)| paths.len());

    let mut lines = vec![format!("skipped {}:", number(files.len(), "file"))];
    for (index, (first, paths)) in reasons.iter().enumerate() {
        if room == 0 {
            let left: usize = reasons[index..].iter().map(|(_, paths)| paths.len()).sum();
            lines.push(format!("  {}", more(left)));
            break;
        }
        if paths.len() == 1 {
            lines.push(format!("  {}", named(first)));
            room -= 1;
            continue;
        }
        // The reasons still to come get one file each.
        let mut share = room.saturating_sub(reasons.len() - index - 1).max(1).min(paths.len());
        if share + 1 == paths.len() && share > 1 {
            share += 1; // a path takes no more room than the words that one was left out
        }
        let reason = first.reason.to_string();
        lines.push(format!("  {}:", sanitize::line(&reason)));
        lines.extend(paths[..share].iter().map(|path| format!("    {}", sanitize::path(path))));
        if share < paths.len() {
            lines.push(format!("    {}", more(paths.len() - share)));
        }
        room = room.saturating_sub(share);
    }
    lines
}

fn more(count: usize) -> String {
    format!("and {count} more (-v lists all)")
}
