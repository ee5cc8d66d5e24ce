//! `meshlint trace`.

use clap::{Args, ValueEnum};

use super::{ColorChoice, InputArgs};

/// `meshlint trace`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 the request is answered (or passed on, or redirected); 1 it is not; \
2 wrong usage, or the tool failed; 3 nothing to read; 4 what the input does not tell decides. With --all: 0, 2 and 3.")]
pub struct TraceArgs {
    /// What is read, and as what.
    #[command(flatten)]
    pub input: InputArgs,

    /// Whose proxy gets the request.
    #[arg(
        long,
        value_name = "CLIENT",
        help = "Whose proxy gets the request: [gateway:]NAMESPACE/NAME or [gateway:]NAMESPACE/label=value,…"
    )]
    pub from: String,

    /// The request: http://, https://, tcp:// or tls://, with the host and port that the client names
    #[arg(long, value_name = "URL", required_unless_present = "all")]
    pub to: Option<String>,

    /// Method
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub method: String,

    /// A header, as often as needed
    #[arg(long, value_name = "NAME: VALUE", value_parser = parse_header)]
    pub header: Vec<(String, String)>,

    /// Host header, where it is not the host of the URL
    #[arg(long, value_name = "HOST[:PORT]")]
    pub authority: Option<String>,

    /// Server name of the TLS handshake, where it is not the host of the URL
    #[arg(long, value_name = "NAME", conflicts_with = "no_sni")]
    pub sni: Option<String>,

    /// Send no server name
    #[arg(long)]
    pub no_sni: bool,

    /// Show a client certificate
    #[arg(long, value_enum, value_name = "WHOSE")]
    pub client_cert: Option<ClientCert>,

    /// Speak HTTP/2
    #[arg(long)]
    pub http2: bool,

    /// List every host and route of the client's proxy instead
    #[arg(long, conflicts_with = "to")]
    pub all: bool,

    /// Format of the answer
    #[arg(long, value_enum, default_value_t = TraceFormat::Text)]
    pub format: TraceFormat,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,
}

/// Whose certificate a client shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClientCert {
    /// That of the mesh, as with ISTIO_MUTUAL
    Istio,
}

/// A format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    /// Stage by stage, for people
    Text,
    /// Everything, for programs
    Json,
    /// A Mermaid flowchart
    Mermaid,
    /// A Graphviz digraph
    Dot,
}

fn parse_header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        }
        _ => Err("not of the form `name: value`".to_owned()),
    }
}
