//! What `meshlint lsp` is told.

use clap::Args;

use super::{InputArgs, SelectArgs};

/// `meshlint lsp`.
#[derive(Clone, Debug, Args)]
pub struct LspArgs {
    /// What is read, and as what. The paths are for editors that name no folder.
    #[command(flatten)]
    pub input: InputArgs,

    /// Which findings there are.
    #[command(flatten)]
    pub select: SelectArgs,

    /// Speak over standard input and output, as is always done: for editors that say so
    #[arg(long)]
    pub stdio: bool,
}
