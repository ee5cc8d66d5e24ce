//! `meshlint trace`.

use std::io::{self, Write};

use super::args::{ClientCert, TraceArgs, TraceFormat};
use super::{Ending, deliver, run, say};
use crate::graph::Mesh;
use crate::inspect::Inspector;
use crate::model::Model;
use crate::report::trace as report;
use crate::trace::{self, Hop, Request, Start};

/// Follows a request and writes the way that it takes.
pub(super) fn run(args: &TraceArgs, out: &mut dyn Write) -> io::Result<Ending> {
    let refuse = |why: &dyn std::fmt::Display| {
        say(&why.to_string());
        Ok(Ending::Error)
    };
    let Some(settings) = run::settings(&args.input, &args.input.flags()) else { return Ok(Ending::Error) };
    let request = match args.to.as_deref().map(|url| request(args, url)).transpose() {
        Ok(request) => request,
        Err(error) => return refuse(&error),
    };
    let model = match Model::load(&args.input.request(&settings), &settings.options(), &Inspector::default())
    {
        Ok(model) => model,
        Err(error) => return refuse(&error),
    };
    if model.objects.is_empty() {
        say("the input holds no Kubernetes object");
        return Ok(Ending::NothingToCheck);
    }
    let mesh = Mesh::build(&model);
    let start = match Start::read(&mesh, &args.from) {
        Ok(start) => start,
        Err(error) => return refuse(&error),
    };
    let Some(request) = request else { return all(args, &mesh, &start, out) };
    let hop = trace::trace(&mesh, &start, &request);
    match args.format {
        TraceFormat::Text => report::text::write(out, &mesh, &hop, deliver::style(args.color))?,
        TraceFormat::Json => report::json::write(out, &mesh, &hop)?,
        TraceFormat::Mermaid => report::drawing::write_mermaid(out, &mesh, &hop)?,
        TraceFormat::Dot => report::drawing::write_dot(out, &mesh, &hop)?,
    }
    let ending = if is_answered(&hop) { Ending::Clean } else { Ending::Findings };
    // Freeing a large model piece by piece takes longer than the trace; the process ends anyway.
    std::mem::forget(mesh);
    std::mem::forget(model);
    Ok(ending)
}

/// Whether every proxy on the way lets the request go on.
fn is_answered(hop: &Hop<'_>) -> bool {
    hop.outcome.is_answered()
        && hop.arrivals.iter().all(|arrival| arrival.refusal.is_none())
        && hop.next.as_deref().is_none_or(is_answered)
}

fn all(args: &TraceArgs, mesh: &Mesh<'_>, start: &Start, out: &mut dyn Write) -> io::Result<Ending> {
    let rows = trace::table(mesh, start);
    match args.format {
        TraceFormat::Json => report::json::write_table(out, mesh, &start.describe(), &rows)?,
        TraceFormat::Text => report::table::write(out, mesh, &rows)?,
        TraceFormat::Mermaid | TraceFormat::Dot => {
            say("--all is a table: its formats are text and json");
            return Ok(Ending::Error);
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
