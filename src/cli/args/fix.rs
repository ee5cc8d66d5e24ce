//! What is done about the findings.

use clap::Args;

/// What is done about the findings.
#[derive(Clone, Debug, Default, Args)]
pub struct FixArgs {
    /// Fix what can be fixed safely, in the files themselves, and report what is left
    #[arg(long)]
    pub fix: bool,

    /// Make fixes as well that may change what works, or guess what was meant; with --fix or --diff
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Show what --fix would change as a unified diff, and write nothing; exit status 1 if there is anything
    #[arg(long)]
    pub diff: bool,

    /// Suppress what is found by comments in the files
    #[arg(
        long,
        value_name = "REASON",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with_all = ["fix", "unsafe_fixes", "diff"]
    )]
    pub add_ignore: Option<String>,
}

impl FixArgs {
    /// Whether anything is to be done.
    pub fn is_asked_for(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff || self.add_ignore.is_some()
    }
}
