//! Which findings there are, and what they are about.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Flags, Profile};

/// Which findings there are; shared by all commands that look for any.
#[derive(Clone, Debug, Args)]
pub struct SelectArgs {
    /// How much is reported [default: default]
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub profile: Option<Profile>,

    /// Rules that run: codes, aliases, names, beginnings of codes (IST01) or groups
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,

    /// Rules that do not run, written in the same way; the more exact of the two decides
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,

    /// File with the findings that were there before: only what is new is reported
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

impl SelectArgs {
    /// Adds what is said here.
    pub fn add_to(&self, flags: Flags) -> Flags {
        let (select, ignore) = (self.select.clone(), self.ignore.clone());
        let baseline = self.baseline.clone();
        Flags { profile: self.profile, select, ignore, baseline, ..flags }
    }
}

/// What the report is about; everything is read all the same.
#[derive(Clone, Debug, Args)]
pub struct FocusArgs {
    /// Report what touches the change since this revision, or is made wrong by it
    #[arg(long, value_name = "REV")]
    pub changed_since: Option<String>,

    /// Report what touches the change that is staged, or is made wrong by it
    #[arg(long, conflicts_with = "changed_since")]
    pub staged: bool,

    /// Report what touches this file or folder; everything is read all the same
    #[arg(long, value_name = "PATH")]
    pub only: Vec<PathBuf>,
}
