//! Who may call whom, in each format.

use std::io::{self, Write};

use serde::Serialize;

use super::place::Place;
use super::{Style, sanitize};
use crate::access::{Access, Cell, Failed, Pair, Passage};
use crate::graph::Mesh;
use crate::trace::{Request, Scheme};

/// The passages, from what is open to what is closed, with how they are headed.
const HEADS: [(Passage, &str); 4] = [
    (Passage::All, "every request"),
    (Passage::Some, "some requests"),
    (Passage::Open, "what the input does not tell decides"),
    (Passage::None, "nothing"),
];

/// Writes pairs by service.
pub fn text(
    out: &mut dyn Write,
    mesh: &Mesh<'_>,
    access: &Access<'_, '_>,
    pairs: &[Pair],
    style: Style,
) -> io::Result<()> {
    super::trace::text::write_unread(out, mesh, style)?;
    let mut at = 0;
    while at < pairs.len() {
        let target = pairs[at].target;
        let end = at + pairs[at..].iter().take_while(|pair| pair.target == target).count();
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", sanitize::line(&access.targets[target].describe()))?;
        for (passage, head) in HEADS {
            let own: Vec<&Pair> = pairs[at..end].iter().filter(|pair| pair.passage == passage).collect();
            if own.is_empty() {
                continue;
            }
            writeln!(out, "  {head}")?;
            for pair in own {
                let caller = &access.callers[pair.caller];
                writeln!(out, "    {}", sanitize::line(&caller.describe()))?;
                if let Some(request) = pair.witness.as_ref().filter(|_| passage != Passage::All) {
                    writeln!(out, "      such as {}", sanitize::line(&request.describe()))?;
                }
                if let Some(why) = &pair.why {
                    let place = pair.location.map_or(String::new(), |location| {
                        format!("  {}", super::trace::text::place(mesh, location))
                    });
                    writeln!(out, "      {}{}", sanitize::line(why), sanitize::path(&place))?;
                }
            }
        }
        at = end;
    }
    Ok(())
}

/// Writes the whole by namespaces: to how many ports of services of each a client of another gets through.
pub fn by_namespace(out: &mut dyn Write, cells: &[Cell]) -> io::Result<()> {
    let lines: Vec<[String; 3]> = cells
        .iter()
        .map(|cell| {
            let count = |wanted: Passage| cell.counts.get(&wanted).copied().unwrap_or_default();
            let parts = [(Passage::All, "all of"), (Passage::Some, "a part of"), (Passage::Open, "perhaps")];
            let told: Vec<String> = parts
                .iter()
                .filter(|(passage, _)| count(*passage) > 0)
                .map(|(passage, word)| format!("{word} {}", count(*passage)))
                .collect();
            let told = if told.is_empty() { "nothing".to_owned() } else { told.join(", ") };
            let ports: usize = cell.counts.values().sum();
            [cell.from.clone(), cell.to.clone(), format!("{told} (of {ports} ports)")]
        })
        .collect();
    let head = ["FROM", "TO", "GETS THROUGH TO"].map(str::to_owned);
    let width = |column: usize| {
        let all = lines.iter().chain([&head]);
        all.map(|line| sanitize::width(&line[column])).max().unwrap_or_default()
    };
    let widths = [width(0), width(1)];
    for line in std::iter::once(&head).chain(&lines) {
        let pad = |column: usize| " ".repeat(widths[column] + 2 - sanitize::width(&line[column]));
        let cell = |column: usize| sanitize::line(&line[column]);
        writeln!(out, "{}{}{}{}{}", cell(0), pad(0), cell(1), pad(1), cell(2))?;
    }
    Ok(())
}

/// Writes a table for spreadsheets.
pub fn csv(out: &mut dyn Write, access: &Access<'_, '_>, pairs: &[Pair]) -> io::Result<()> {
    writeln!(out, "from,to,port,passage,why")?;
    for pair in pairs {
        let target = &access.targets[pair.target];
        let cells = [
            access.callers[pair.caller].describe(),
            format!("{}/{}", target.namespace, target.service),
            target.port.to_string(),
            pair.passage.name().to_owned(),
            pair.why.clone().unwrap_or_default(),
        ];
        let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        writeln!(out, "{}", quoted.join(","))?;
    }
    Ok(())
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    pairs: Vec<PairDocument<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PairDocument<'a> {
    from: Vec<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    outside: bool,
    service_account: &'a str,
    to: String,
    workload: String,
    port: i64,
    passage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<String>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

/// Writes pairs for programs.
pub fn json(out: &mut dyn Write, mesh: &Mesh<'_>, access: &Access<'_, '_>, pairs: &[Pair]) -> io::Result<()> {
    let of = |pair: &'_ Pair| pair.location.map(|location| Place::of(&mesh.model.sources, location));
    let pairs = pairs.iter().map(|pair| {
        let (caller, target) = (&access.callers[pair.caller], &access.targets[pair.target]);
        PairDocument {
            from: caller.names.iter().map(String::as_str).collect(),
            outside: caller.is_outside,
            service_account: &caller.account,
            to: format!("{}/{}", target.namespace, target.service),
            workload: format!("{}/{}", target.namespace, target.name),
            port: target.port,
            passage: pair.passage.name(),
            why: pair.why.as_deref(),
            witness: pair.witness.as_ref().map(Request::describe),
            place: of(pair),
        }
    });
    serde_json::to_writer_pretty(&mut *out, &Document { version: 1, pairs: pairs.collect() })?;
    writeln!(out)
}

/// Writes what is not as expected.
pub fn failures(out: &mut dyn Write, file: &str, count: usize, failed: &[Failed]) -> io::Result<()> {
    for one in failed {
        writeln!(
            out,
            "{}:{}: not as expected: {}",
            sanitize::path(file),
            one.line,
            sanitize::line(&one.text)
        )?;
        writeln!(out, "  {}", sanitize::line(&one.instead))?;
        if let Some((from, request)) = &one.witness {
            writeln!(
                out,
                "  to see it: meshlint trace --from {}",
                sanitize::line(&arguments(from, request))
            )?;
        }
    }
    let lines: std::collections::BTreeSet<usize> = failed.iter().map(|one| one.line).collect();
    match lines.len() {
        0 => writeln!(out, "all {count} expectations hold"),
        wrong => writeln!(out, "{wrong} of {count} expectations do not hold"),
    }
}

/// Writes the same for programs.
pub fn failures_json(out: &mut dyn Write, count: usize, failed: &[Failed]) -> io::Result<()> {
    #[derive(Serialize)]
    struct One<'a> {
        line: usize,
        expectation: &'a str,
        instead: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        trace: Option<String>,
    }
    #[derive(Serialize)]
    struct All<'a> {
        version: u32,
        expectations: usize,
        failed: Vec<One<'a>>,
    }
    let failed = failed.iter().map(|one| One {
        line: one.line,
        expectation: &one.text,
        instead: &one.instead,
        trace: one.witness.as_ref().map(|(from, request)| arguments(from, request)),
    });
    serde_json::to_writer_pretty(
        &mut *out,
        &All { version: 1, expectations: count, failed: failed.collect() },
    )?;
    writeln!(out)
}

/// Who sends a request, and the request, as `trace` takes them.
fn arguments(from: &str, request: &Request) -> String {
    let path = match request.scheme {
        Scheme::Http | Scheme::Https => request.http.path.as_str(),
        Scheme::Tcp | Scheme::Tls => "",
    };
    let mut text = format!("{from} --to {}://{}:{}{path}", request.scheme.name(), request.host, request.port);
    if request.http.method != "GET" {
        text += &format!(" --method {}", request.http.method);
    }
    for (name, value) in &request.http.headers {
        text += &format!(" --header '{name}: {value}'");
    }
    text
}
