//! The thread that works: it takes changes, has the roots checked, and answers.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    CodeActionParams, DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentSymbolParams, ExecuteCommandParams,
    InitializeParams, Position, PublishDiagnosticsParams, ReferenceParams, RenameParams,
    TextDocumentPositionParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::analysis::{Analyse, Root, Uris};
use super::diagnostics::Shown;
use super::documents::Documents;
use super::navigate::{self, Cursor};
use super::position::Encoding;
use super::rename::Renamed;
use super::{actions, diagnostics, symbols, uri};

/// Something to do.
pub(super) enum Job {
    /// A question.
    Ask(Request),
    /// News.
    Tell(Notification),
}

/// What the editor can do.
#[derive(Clone, Copy)]
pub(super) struct Client {
    watches_files: bool,
    shows_documents: bool,
}

impl Client {
    pub fn of(params: &InitializeParams) -> Client {
        let workspace = params.capabilities.workspace.as_ref();
        let watching = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let window = params.capabilities.window.as_ref();
        let showing = window.and_then(|window| window.show_document.as_ref());
        Client {
            watches_files: watching.and_then(|watching| watching.dynamic_registration).unwrap_or_default(),
            shows_documents: showing.is_some_and(|showing| showing.support),
        }
    }
}

/// The requests that wait for an answer, each with whether nobody waits for it any more.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<Mutex<HashMap<RequestId, bool>>>);

impl Waiting {
    fn all(&self) -> MutexGuard<'_, HashMap<RequestId, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, id: RequestId) {
        self.all().insert(id, false);
    }

    pub fn cancel(&self, id: &Value) {
        let Ok(id) = serde_json::from_value::<RequestId>(id.clone()) else { return };
        if let Some(is_cancelled) = self.all().get_mut(&id) {
            *is_cancelled = true;
        }
    }

    /// Takes a request out to answer it, and tells whether it was cancelled.
    fn take(&self, id: &RequestId) -> bool {
        self.all().remove(id).unwrap_or_default()
    }
}

/// Why a request has no answer.
struct Refused(ErrorCode, String);

type Answer = Result<Value, Refused>;

/// All that the server knows.
pub(super) struct Worker {
    folders: Vec<PathBuf>,
    roots: Vec<(PathBuf, Root)>,
    documents: Documents,
    uris: Uris,
    shown: Shown,
    is_stale: bool,
    encoding: Encoding,
    client: Client,
    analyse: Box<Analyse>,
    say: Box<dyn Fn(Message) + Send>,
    waiting: Waiting,
}

impl Worker {
    pub fn new(
        folders: Vec<PathBuf>,
        encoding: Encoding,
        client: Client,
        analyse: Box<Analyse>,
        say: Box<dyn Fn(Message) + Send>,
        waiting: Waiting,
    ) -> Worker {
        Worker {
            folders,
            roots: Vec::new(),
            documents: Documents::default(),
            uris: Uris::default(),
            shown: Shown::default(),
            is_stale: true,
            encoding,
            client,
            analyse,
            say,
            waiting,
        }
    }

    /// Works until there is nobody to ask. Of changes that came meanwhile only the last state is checked.
    pub fn run(mut self, jobs: &Receiver<Job>) {
        if self.client.watches_files {
            self.watch_files();
        }
        self.refresh();
        while let Ok(first) = jobs.recv() {
            for job in std::iter::once(first).chain(jobs.try_iter()).collect::<Vec<_>>() {
                match job {
                    Job::Tell(notification) => self.take(notification),
                    Job::Ask(request) => self.answer(request),
                }
            }
            self.refresh();
        }
    }

    fn take(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let taken = match &*method {
            "textDocument/didOpen" => parsed(params)
                .map(|params: DidOpenTextDocumentParams| self.documents.open(params.text_document)),
            "textDocument/didChange" => parsed(params).map(|params: DidChangeTextDocumentParams| {
                let changes = params.content_changes;
                self.documents.change(&params.text_document.uri, changes, self.encoding);
            }),
            "textDocument/didClose" => parsed(params)
                .map(|params: DidCloseTextDocumentParams| self.documents.close(&params.text_document.uri)),
            "workspace/didChangeWorkspaceFolders" => {
                parsed(params).map(|params: DidChangeWorkspaceFoldersParams| {
                    let gone: Vec<_> =
                        params.event.removed.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
                    self.folders.retain(|folder| !gone.contains(folder));
                    let added = params.event.added.iter().filter_map(|folder| uri::path(&folder.uri));
                    self.folders.extend(added);
                })
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => Ok(()),
            _ => return,
        };
        match taken {
            Ok(()) => self.is_stale = true,
            Err(Refused(_, reason)) => self.log(&format!("{method}: {reason}")),
        }
    }

    /// Checks what has changed, and tells the editor.
    fn refresh(&mut self) {
        if !std::mem::take(&mut self.is_stale) {
            return;
        }
        let texts = self.documents.texts();
        self.uris = self.documents.uris();
        let mut before = std::mem::take(&mut self.roots);
        for folder in outermost(&self.folders) {
            let checked = catch_unwind(AssertUnwindSafe(|| (self.analyse)(&folder, &texts)));
            let reason = match checked {
                Ok(Ok(analysis)) => {
                    self.roots.push((folder, Root::of(analysis, self.encoding)));
                    continue;
                }
                Ok(Err(reason)) => reason,
                Err(_) => "the check failed: please report this, with what standard error says".to_owned(),
            };
            self.log(&format!("{}: {reason}", folder.display()));
            // What was known stays known.
            if let Some(at) = before.iter().position(|(known, _)| *known == folder) {
                self.roots.push(before.swap_remove(at));
            }
        }
        self.publish();
    }

    fn publish(&mut self) {
        let mut shown = Shown::default();
        self.roots.iter().for_each(|(_, root)| diagnostics::add(root, &self.uris, &mut shown));
        let before = std::mem::take(&mut self.shown);
        let gone = before.keys().filter(|path| !shown.contains_key(*path)).map(|path| (path, Vec::new()));
        let changed = shown.iter().filter(|(path, list)| before.get(*path) != Some(list));
        for (path, diagnostics) in gone.chain(changed.map(|(path, list)| (path, list.clone()))) {
            let uri = self.uris.of(path);
            let params = PublishDiagnosticsParams { uri, diagnostics, version: None };
            self.tell("textDocument/publishDiagnostics", json!(params));
        }
        self.shown = shown;
    }

    fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.waiting.take(&id) {
            let code = ErrorCode::RequestCanceled as i32;
            return (self.say)(Response::new_err(id, code, "cancelled".to_owned()).into());
        }
        self.refresh();
        let answer = catch_unwind(AssertUnwindSafe(|| self.answered(&method, params)));
        let response = match answer {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err(Refused(code, reason))) => Response::new_err(id, code as i32, reason),
            // Standard error has the place and the reason.
            Err(_) => {
                self.log(&format!("{method} failed: please report this, with what standard error says"));
                Response::new_err(id, ErrorCode::InternalError as i32, format!("{method} failed"))
            }
        };
        (self.say)(response.into());
    }

    fn answered(&self, method: &str, params: Value) -> Answer {
        match method {
            "textDocument/definition" => {
                let at: TextDocumentPositionParams = parsed(params)?;
                let cursor = self.cursor(&at.text_document.uri, at.position);
                Ok(cursor.map_or(Value::Null, |cursor| navigate::definition(&cursor, &self.uris)))
            }
            "textDocument/references" => {
                let params: ReferenceParams = parsed(params)?;
                let at = params.text_document_position;
                let cursor = self.cursor(&at.text_document.uri, at.position);
                let with_declaration = params.context.include_declaration;
                let found = |cursor| navigate::references(&cursor, with_declaration, &self.uris);
                Ok(cursor.map_or(Value::Null, found))
            }
            "textDocument/hover" => {
                let at: TextDocumentPositionParams = parsed(params)?;
                let cursor = self.cursor(&at.text_document.uri, at.position);
                Ok(cursor.map_or(Value::Null, |cursor| navigate::hover(&cursor)))
            }
            "textDocument/prepareRename" => {
                let at: TextDocumentPositionParams = parsed(params)?;
                let cursor = self.cursor(&at.text_document.uri, at.position);
                let prepared = cursor.and_then(|cursor| Some(Renamed::at(&cursor).ok()?.prepared(&cursor)));
                Ok(prepared.unwrap_or_default())
            }
            "textDocument/rename" => {
                let params: RenameParams = parsed(params)?;
                let at = params.text_document_position;
                let failed = |reason| Refused(ErrorCode::RequestFailed, reason);
                let Some(cursor) = self.cursor(&at.text_document.uri, at.position) else {
                    return Err(failed("the file is not among those that are checked".to_owned()));
                };
                let renamed = Renamed::at(&cursor).map_err(failed)?;
                renamed.edits(&cursor, &params.new_name, &self.uris).map_err(failed)
            }
            "textDocument/documentSymbol" => {
                let params: DocumentSymbolParams = parsed(params)?;
                let uri = &params.text_document.uri;
                Ok(self.roots.iter().find_map(|(_, root)| symbols::of(root, uri)).unwrap_or_default())
            }
            "textDocument/codeAction" => {
                let params: CodeActionParams = parsed(params)?;
                let at = |(_, root): &(PathBuf, Root)| actions::at(root, &params, &self.uris);
                Ok(self.roots.iter().find_map(at).map_or(Value::Null, Value::Array))
            }
            "workspace/executeCommand" => {
                let params: ExecuteCommandParams = parsed(params)?;
                let rule = params.arguments.first().and_then(Value::as_str);
                match rule.filter(|_| params.command == actions::EXPLAIN).and_then(actions::page) {
                    Some(page) => self.show(&page),
                    None => {
                        return Err(Refused(
                            ErrorCode::InvalidParams,
                            "an unknown command or rule".to_owned(),
                        ));
                    }
                }
                Ok(Value::Null)
            }
            _ => Err(Refused(ErrorCode::MethodNotFound, format!("{method} is not supported"))),
        }
    }

    fn cursor(&self, uri: &Uri, position: Position) -> Option<Cursor<'_>> {
        self.roots.iter().find_map(|(_, root)| Cursor::at(root, uri, position))
    }

    /// Shows a page on the web.
    fn show(&self, page: &str) {
        if self.client.shows_documents {
            self.request("meshlint/show", "window/showDocument", json!({ "uri": page, "external": true }));
        } else {
            self.tell("window/showMessage", json!({ "type": 3, "message": page }));
        }
    }

    /// Asks the editor to tell of files that change on the disk.
    fn watch_files(&self) {
        let globs =
            ["**/*.{yaml,yml,json,toml,env,properties}", "**/Kustomization", "**/.gitignore", "**/.ignore"];
        let watchers: Vec<Value> = globs.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let registration = json!({
            "id": "meshlint/watch",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        let params = json!({ "registrations": [registration] });
        self.request("meshlint/watch", "client/registerCapability", params);
    }

    fn request(&self, id: &str, method: &str, params: Value) {
        (self.say)(Message::Request(Request::new(RequestId::from(id.to_owned()), method.to_owned(), params)));
    }

    fn tell(&self, method: &str, params: Value) {
        (self.say)(Message::Notification(Notification::new(method.to_owned(), params)));
    }

    fn log(&self, message: &str) {
        self.tell("window/logMessage", json!({ "type": 1, "message": format!("meshlint: {message}") }));
    }
}

/// The folders that lie in no other: what lies in another one is checked with it.
fn outermost(folders: &[PathBuf]) -> Vec<PathBuf> {
    let is_inner = |folder: &Path| folders.iter().any(|other| *other != folder && folder.starts_with(other));
    let mut outer: Vec<PathBuf> = folders.iter().filter(|folder| !is_inner(folder)).cloned().collect();
    outer.sort();
    outer.dedup();
    outer
}

fn parsed<T: DeserializeOwned>(params: Value) -> Result<T, Refused> {
    serde_json::from_value(params).map_err(|error| Refused(ErrorCode::InvalidParams, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_waits_is_cancelled() {
        let waiting = Waiting::default();
        waiting.add(1.into());
        waiting.add("a".to_owned().into());
        for id in [json!(1), json!(2), json!(null)] {
            waiting.cancel(&id);
        }
        waiting.add(2.into());
        assert!(waiting.take(&1.into()));
        assert!(!waiting.take(&2.into()) && !waiting.take(&"a".to_owned().into()));
        assert!(waiting.all().is_empty());
    }

    #[test]
    fn a_folder_in_another_is_a_part_of_it() {
        let folders = ["/a/b", "/a", "/ab", "/a"].map(PathBuf::from);
        assert_eq!(outermost(&folders), ["/a", "/ab"].map(PathBuf::from));
    }
}
