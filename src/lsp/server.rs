//! The conversation with the editor: its beginning, its end, and what is handed to the worker between them.

use std::path::PathBuf;
use std::sync::mpsc;

use lsp_server::{Connection, ErrorCode, Message, Response};
use lsp_types::{InitializeParams, PositionEncodingKind};
use serde_json::{Value, json};

use super::actions::EXPLAIN;
use super::analysis::Analyse;
use super::position::Encoding;
use super::uri;
use super::worker::{Client, Job, Waiting, Worker};

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// As the protocol has it: the editor announced the end.
    Closed,
    /// The editor went away.
    Abandoned,
}

/// Serves an editor until it goes. `paths` are checked where the editor names no folder.
///
/// # Errors
///
/// Where what comes in breaks the protocol, or nothing can be written.
pub fn serve(paths: &[PathBuf], analyse: Box<Analyse>) -> Result<Served, String> {
    let (connection, threads) = Connection::stdio();
    let served = converse(&connection, paths, analyse);
    // The thread that writes ends when nobody can give it anything.
    drop(connection);
    // After the editor went away without a close, the thread that reads may wait for input for ever.
    match served {
        Ok(Served::Closed) => threads.join().map_err(|error| error.to_string())?,
        Ok(Served::Abandoned) | Err(_) => {}
    }
    served
}

fn converse(connection: &Connection, paths: &[PathBuf], analyse: Box<Analyse>) -> Result<Served, String> {
    // An editor that goes before it has begun.
    let Ok((id, params)) = connection.initialize_start() else { return Ok(Served::Abandoned) };
    let params: InitializeParams = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            let response = Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string());
            let _ = connection.sender.send(response.into());
            return Err(format!("initialize: {error}"));
        }
    };
    let encoding = encoding(&params);
    if connection.initialize_finish(id, capabilities(encoding)).is_err() {
        return Ok(Served::Abandoned);
    }
    let client = Client::of(&params);
    let roots = roots(&params, paths);
    let waiting = Waiting::default();
    let (jobs, received) = mpsc::channel();
    let sender = connection.sender.clone();
    // Where the writer is gone, the reader soon is as well, and the conversation ends there.
    let say = Box::new(move |message: Message| drop(sender.send(message)));
    let worker = Worker::new(roots, encoding, client, analyse, say, waiting.clone());
    let working = std::thread::Builder::new().name("worker".to_owned()).spawn(move || worker.run(&received));
    let working = working.map_err(|error| error.to_string())?;
    let mut is_shut_down = false;
    let mut served = Served::Abandoned;
    for message in &connection.receiver {
        match message {
            Message::Request(request) if is_shut_down => {
                let words = "the server was shut down".to_owned();
                let response = Response::new_err(request.id, ErrorCode::InvalidRequest as i32, words);
                let _ = connection.sender.send(response.into());
            }
            Message::Request(request) if request.method == "shutdown" => {
                is_shut_down = true;
                let _ = connection.sender.send(Response::new_ok(request.id, ()).into());
            }
            Message::Request(request) => {
                waiting.add(request.id.clone());
                drop(jobs.send(Job::Ask(request)));
            }
            Message::Notification(notification) if notification.method == "exit" => {
                served = if is_shut_down { Served::Closed } else { Served::Abandoned };
                break;
            }
            Message::Notification(notification) if notification.method == "$/cancelRequest" => {
                waiting.cancel(&notification.params["id"]);
            }
            Message::Notification(notification) => drop(jobs.send(Job::Tell(notification))),
            Message::Response(_) => {}
        }
    }
    if served == Served::Closed {
        // What was begun is finished: nothing more is waited for.
        drop(jobs);
        working.join().map_err(|_| "the worker failed".to_owned())?;
    }
    Ok(served)
}

/// What positions are counted in: bytes where the editor can, since that is what texts are kept in.
fn encoding(params: &InitializeParams) -> Encoding {
    let general = params.capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_ref());
    match offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8)) {
        true => Encoding::Utf8,
        false => Encoding::Utf16,
    }
}

/// The folders that the editor works on.
fn roots(params: &InitializeParams, paths: &[PathBuf]) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let mut roots: Vec<PathBuf> = folders.filter_map(|folder| uri::path(&folder.uri)).collect();
    if roots.is_empty() {
        // Editors that know no workspace folders name one root.
        #[allow(deprecated)]
        roots.extend(params.root_uri.as_ref().and_then(uri::path));
    }
    if roots.is_empty() {
        roots.extend(paths.iter().map(|path| crate::text::path::absolute(path)));
    }
    roots
}

fn capabilities(encoding: Encoding) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": match encoding { Encoding::Utf8 => "utf-8", Encoding::Utf16 => "utf-16" },
            "textDocumentSync": { "openClose": true, "change": 2, "save": true },
            "codeActionProvider": { "codeActionKinds": ["quickfix"] },
            "executeCommandProvider": { "commands": [EXPLAIN] },
            "definitionProvider": true,
            "referencesProvider": true,
            "hoverProvider": true,
            "documentSymbolProvider": true,
            "renameProvider": { "prepareProvider": true },
            "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
        },
        "serverInfo": { "name": "meshlint", "version": env!("CARGO_PKG_VERSION") },
    })
}
