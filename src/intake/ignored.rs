//! Paths that git does not keep.

use std::path::Path;

use ignore::Match;
use ignore::gitignore::Gitignore;

use crate::text::path::absolute;

/// Whether a .gitignore of the repository names a path that is not there: a tool makes it.
pub(super) fn is_ignored(path: &str) -> bool {
    let path = absolute(Path::new(path));
    for folder in path.ancestors().skip(1) {
        let file = folder.join(".gitignore");
        if file.is_file() {
            let (ignored, _) = Gitignore::new(&file);
            // Of something that is not there nobody knows whether it would be a folder.
            for is_folder in [false, true] {
                match ignored.matched_path_or_any_parents(&path, is_folder) {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => {}
                }
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    false
}
