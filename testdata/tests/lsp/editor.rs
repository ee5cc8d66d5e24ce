//! An editor: what it sends, and what it is shown.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

pub struct Editor {
    folder: PathBuf,
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    shown: BTreeMap<String, Vec<Value>>,
    open: BTreeMap<String, String>,
    last: i64,
}

impl Editor {
    pub fn start(folder: &Path, capabilities: Value) -> Editor {
        let program = env!("CARGO_BIN_EXE_meshlint");
        let mut server = Command::new(program)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take();
        let output = BufReader::new(server.stdout.take().expect("it has an output"));
        let folder = folder.to_path_buf();
        let mut editor =
            Editor { folder, server, input, output, shown: BTreeMap::new(), open: BTreeMap::new(), last: 0 };
        let root = format!("file://{}", editor.folder.display());
        let folders = json!([{ "uri": root, "name": "root" }]);
        let asked = json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders });
        assert_eq!(editor.ask("initialize", asked)["serverInfo"]["name"], "meshlint");
        editor.tell("initialized", json!({}));
        editor
    }

    pub fn uri(&self, name: &str) -> String {
        format!("file://{}/{name}", self.folder.display())
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let input = self.input.as_mut().expect("the editor is there");
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server listens");
        input.flush().expect("the server listens");
    }

    /// The next message; none where the server has gone.
    fn receive(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("it can be read") == 0 {
                return None;
            }
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().expect("a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the whole message comes");
        Some(serde_json::from_slice(&body).expect("it is JSON"))
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn request(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        self.last
    }

    fn response(&mut self, id: i64) -> Value {
        loop {
            let message = self.receive().expect("the server answers");
            if message["method"] == "textDocument/publishDiagnostics" {
                let params = &message["params"];
                let uri = params["uri"].as_str().expect("a text").to_owned();
                self.shown.insert(uri, params["diagnostics"].as_array().expect("a list").clone());
            } else if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// The code that a request is refused with.
    pub fn refused(&mut self, method: &str, params: Value) -> i64 {
        let id = self.request(method, params);
        self.response(id)["error"]["code"].as_i64().expect("it is refused")
    }

    pub fn open(&mut self, name: &str, text: &str) {
        self.open.insert(name.to_owned(), text.to_owned());
        let document = json!({ "uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&mut self, name: &str, text: &str) {
        self.open.insert(name.to_owned(), text.to_owned());
        let document = json!({ "uri": self.uri(name), "version": 2 });
        let changes = json!([{ "text": text }]);
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Changes a part of a text, as typing does.
    pub fn type_in(&mut self, name: &str, text: &str, range: Range<usize>, typed: &str) {
        let document = json!({ "uri": self.uri(name), "version": 2 });
        let range = json!({ "start": position(text, range.start), "end": position(text, range.end) });
        let changes = json!([{ "range": range, "text": typed }]);
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Waits until the server has done all that it was told.
    fn settle(&mut self) {
        let document = json!({ "textDocument": { "uri": "file:///nowhere" } });
        self.ask("textDocument/documentSymbol", document);
    }

    pub fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        self.settle();
        self.shown.get(&self.uri(name)).cloned().unwrap_or_default()
    }

    /// Asserts that the editor shows what `check` finds in the files.
    pub fn agrees(&mut self, args: &[&str]) {
        self.settle();
        let output = Command::new(env!("CARGO_BIN_EXE_meshlint"))
            .args(["check", "--format", "json"])
            .args(args)
            .arg(&self.folder)
            .output()
            .expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let found = report["diagnostics"].as_array().expect("a list").iter().map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let help = finding["help"].as_str().map(|help| format!("\n{help}")).unwrap_or_default();
            let line = finding["start"]["line"].as_u64().expect("a line") - 1;
            (format!("file://{}", text("path")), line, text("code"), text("message") + &help)
        });
        let shown = self.shown.iter().flat_map(|(uri, list)| {
            list.iter().map(|it| {
                let line = it["range"]["start"]["line"].as_u64().expect("a line");
                let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
                (uri.clone(), line, text("code"), text("message"))
            })
        });
        let (mut found, mut shown): (Vec<_>, Vec<_>) = (found.collect(), shown.collect());
        found.sort();
        shown.sort();
        assert_eq!(shown, found);
    }

    /// What files hold after an edit of the workspace, by their names.
    pub fn applied(&self, edit: &Value) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for (uri, edits) in edit["changes"].as_object().expect("changes") {
            let name = uri.rsplit('/').next().expect("a name").to_owned();
            let open = self.open.get(&name).cloned();
            let on_disk = || std::fs::read_to_string(self.folder.join(&name)).expect("a file");
            let mut text = open.unwrap_or_else(on_disk);
            for edit in edits.as_array().expect("a list").iter().rev() {
                let offset = |end: &str| offset(&text, &edit["range"][end]);
                let range = offset("start")..offset("end");
                text.replace_range(range, edit["newText"].as_str().expect("a text"));
            }
            files.insert(name, text);
        }
        files
    }

    /// Ends the conversation as the protocol has it, and tells the exit status.
    pub fn close(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        assert_eq!(self.refused("textDocument/hover", json!({})), -32600);
        self.tell("exit", Value::Null);
        self.server.wait().expect("it ends").code()
    }

    /// Goes away, and tells the exit status.
    pub fn hang_up(mut self) -> Option<i32> {
        self.input = None;
        self.server.wait().expect("it ends").code()
    }
}

/// A position in UTF-16.
fn position(text: &str, offset: usize) -> Value {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let character = text[line..offset].encode_utf16().count();
    json!({ "line": text[..offset].matches('\n').count(), "character": character })
}

fn offset(text: &str, position: &Value) -> usize {
    let number = |key: &str| position[key].as_u64().expect("a number") as usize;
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let mut units = 0;
    let inner = text[start..].char_indices().find(|(_, character)| {
        let is_here = units >= number("character");
        units += character.len_utf16();
        is_here
    });
    inner.map_or(text.len(), |(at, _)| start + at)
}
