//! `meshlint trace`.

use std::io::Write;

use super::args::{ClientCert, TraceArgs, TraceFormat};
use super::failure::Failure;
use super::input::Reading;
use super::{Ending, deliver};
use crate::config::Settings;
use crate::graph::Mesh;
use crate::report::trace as report;
use crate::trace::{self, Request, Start, Verdict};

/// Follows a request and writes the way that it takes.
pub(super) fn run(args: &TraceArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = Settings::of(&args.input.named_paths(), &args.input.flags())?;
    let request = args.to.as_deref().map(|url| request(args, url)).transpose().map_err(Failure::refused)?;
    let reading = Reading::of(&args.input, &settings).without_rules();
    reading.ask(|mesh| answer(args, mesh, request.as_ref(), out))
}

fn answer(
    args: &TraceArgs,
    mesh: &Mesh<'_>,
    request: Option<&Request>,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let start = Start::read(mesh, &args.from).map_err(Failure::refused)?;
    let Some(request) = request else { return all(args, mesh, &start, out) };
    let hop = trace::trace(mesh, &start, request);
    match args.format {
        TraceFormat::Text => report::text::write(out, mesh, &hop, deliver::style(args.color))?,
        TraceFormat::Json => report::json::write(out, mesh, &hop)?,
        TraceFormat::Mermaid => report::drawing::write_mermaid(out, mesh, &hop)?,
        TraceFormat::Dot => report::drawing::write_dot(out, mesh, &hop)?,
    }
    Ok(match trace::verdict(&hop) {
        Verdict::Answered => Ending::Clean,
        Verdict::Open(_) => Ending::Open,
        Verdict::NotAnswered | Verdict::Refused { .. } => Ending::Findings,
    })
}

fn all(args: &TraceArgs, mesh: &Mesh<'_>, start: &Start, out: &mut dyn Write) -> Result<Ending, Failure> {
    let rows = trace::table(mesh, start);
    match args.format {
        TraceFormat::Json => report::json::write_table(out, mesh, &start.describe(), &rows)?,
        TraceFormat::Text => report::table::write(out, mesh, &rows, deliver::style(args.color))?,
        TraceFormat::Mermaid | TraceFormat::Dot => {
            return Err(Failure::refused("--all is a table: its formats are text and json"));
        }
    }
    Ok(Ending::Clean)
}

fn request(args: &TraceArgs, url: &str) -> Result<Request, trace::RequestError> {
    let mut request = Request::read(url)?;
    request.http.method = args.method.clone();
    request.http.headers = args.header.clone();
    if let Some(authority) = &args.authority {
        request.http.authority = authority.clone();
    }
    if let Some(sni) = &args.sni {
        request.sni = Some(sni.to_ascii_lowercase());
    }
    if args.no_sni {
        request.sni = None;
    }
    request.client_cert = args.client_cert == Some(ClientCert::Istio);
    request.http2 = args.http2;
    Ok(request)
}
