//! `meshlint impact`.

use clap::{Args, ValueEnum};

use super::{InputArgs, SelectArgs};
use crate::picture::Center;

/// `meshlint impact`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the answer is written; 2 wrong usage, there is no such object, or the tool failed; 3 nothing \
to read."
)]
pub struct ImpactArgs {
    /// The object; one of the cluster has no namespace: GatewayClass/istio
    #[arg(value_name = "KIND/NS/NAME")]
    pub object: Center,

    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Which findings are told.
    #[command(flatten)]
    pub select: SelectArgs,

    /// Format of the answer
    #[arg(long, value_enum, default_value_t = ImpactFormat::Text)]
    pub format: ImpactFormat,
}

/// A format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImpactFormat {
    /// For people
    Text,
    /// For programs
    Json,
}
