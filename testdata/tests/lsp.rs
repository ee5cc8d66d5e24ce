//! The language server, as an editor sees it: over its standard input and output.

#[path = "lsp/editor.rs"]
mod editor;
#[path = "support/random.rs"]
mod random;
#[path = "support/scratch.rs"]
mod scratch;

use editor::Editor;
use scratch::Scratch;
use serde_json::{Value, json};

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  namespace: web\nspec:\n  selector:\n    app: shop\n  ports:\n    - name: http\n      port: 80\n";

const RULE: &str = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: shop\n  namespace: web\nspec:\n  host: shop\n  subsets:\n    - name: v1\n      labels:\n        version: v1\n";

const ROUTE: &str = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: shop\n  namespace: web\nspec:\n  hosts:\n    - shop\n  http:\n    - route:\n        - destination:\n            host: shop\n            subset: v1\n";

fn shop() -> Scratch {
    let folder = Scratch::new();
    folder.write("service.yaml", SERVICE);
    folder.write("rule.yaml", RULE);
    folder.write("route.yaml", ROUTE);
    folder
}

/// Where a word stands first: its line, and a column within it.
fn at(text: &str, word: &str) -> Value {
    let offset = text.find(word).expect("the word is there");
    let before = &text[..offset];
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    json!({ "line": before.matches('\n').count(), "character": column })
}

/// What can be done about a finding.
fn actions(editor: &mut Editor, name: &str, diagnostic: &Value) -> Vec<Value> {
    let asked = json!({
        "textDocument": { "uri": editor.uri(name) },
        "range": diagnostic["range"],
        "context": { "diagnostics": [diagnostic] },
    });
    editor.ask("textDocument/codeAction", asked).as_array().expect("a list").clone()
}

#[test]
fn an_exchange_from_opening_to_deleting() {
    let folder = shop();
    let mut editor = Editor::start(folder.path(), json!({}));
    editor.agrees(&[]);
    // A subset that is not there, in a text that is not saved.
    editor.open("route.yaml", ROUTE);
    let broken = ROUTE.replace("subset: v1", "subset: v11");
    editor.change("route.yaml", &broken);
    let shown = editor.diagnostics("route.yaml");
    let [diagnostic] = &shown[..] else { panic!("one finding: {shown:?}") };
    assert_eq!(diagnostic["range"]["start"], at(&broken, "v11"));
    assert!(diagnostic["codeDescription"]["href"].as_str().unwrap().contains("/rules/references/"));
    let place = &diagnostic["relatedInformation"][0]["location"]["uri"];
    assert_eq!(*place, editor.uri("rule.yaml"));
    // What can be done about it.
    let actions = actions(&mut editor, "route.yaml", diagnostic);
    let action = |start: &str| actions.iter().find(|it| it["title"].as_str().unwrap().starts_with(start));
    assert!(action("Explain ").is_some());
    let suppress = action("Suppress ").expect("a comment is offered");
    let applied = editor.applied(&suppress["edit"]);
    editor.change("route.yaml", &applied["route.yaml"]);
    assert!(editor.diagnostics("route.yaml").is_empty(), "{}", applied["route.yaml"]);
    editor.change("route.yaml", ROUTE);
    assert!(editor.diagnostics("route.yaml").is_empty());
    // Where things lead, and what leads to them.
    let document = json!({ "uri": editor.uri("route.yaml") });
    let subset_at = |word| json!({ "textDocument": document, "position": at(ROUTE, word) });
    let end = ROUTE.find("subset: v1").unwrap() + 8;
    let position = json!({ "line": ROUTE[..end].matches('\n').count(), "character": 20 });
    let on_subset = json!({ "textDocument": document, "position": position });
    let found = editor.ask("textDocument/definition", on_subset.clone());
    assert_eq!(found[0]["uri"], editor.uri("rule.yaml"));
    assert_eq!(found[0]["range"]["start"], at(RULE, "v1\n      labels"));
    let found = editor.ask("textDocument/definition", subset_at("shop\n            subset"));
    assert_eq!(found[0]["uri"], editor.uri("service.yaml"));
    let hover = editor.ask("textDocument/hover", subset_at("shop\n            subset"));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("shop.web.svc.cluster.local"), "{hover}");
    let mut asked = json!({ "textDocument": { "uri": editor.uri("rule.yaml") } });
    asked["position"] = at(RULE, "v1\n      labels");
    asked["context"] = json!({ "includeDeclaration": false });
    let found = editor.ask("textDocument/references", asked);
    assert_eq!(found[0]["range"]["start"], position);
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": document }));
    assert_eq!((&symbols[0]["name"], &symbols[0]["detail"]), (&json!("shop"), &json!("VirtualService web")));
    // Another name for the subset, in both files.
    let mut asked = on_subset.clone();
    asked["newName"] = "stable".into();
    let edit = editor.ask("textDocument/rename", asked.clone());
    let applied = editor.applied(&edit);
    assert!(applied["route.yaml"].contains("subset: stable\n"));
    assert!(
        applied["rule.yaml"].contains("- name: stable\n") && applied["rule.yaml"].contains("version: v1\n")
    );
    asked["newName"] = "Not A Name".into();
    assert_eq!(editor.refused("textDocument/rename", asked), -32803);
    for (name, text) in &applied {
        folder.write(name, text);
    }
    editor.change("route.yaml", &applied["route.yaml"]);
    editor.tell("textDocument/didSave", json!({ "textDocument": document }));
    editor.agrees(&[]);
    // Files that come and go outside.
    std::fs::remove_file(folder.path().join("rule.yaml")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    editor.agrees(&[]);
    folder.write("other.yaml", ROUTE.replace("host: shop\n", "hots: shop\n"));
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(!editor.diagnostics("other.yaml").is_empty());
    editor.agrees(&[]);
    std::fs::remove_file(folder.path().join("other.yaml")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(editor.diagnostics("other.yaml").is_empty());
    assert_eq!(editor.close(), Some(0));
}

/// The edits of a finding's fix make the text that was meant, and nothing is left to be told.
#[test]
fn a_fix_is_offered_and_does_what_it_says() {
    let folder = shop();
    let mut editor = Editor::start(folder.path(), json!({}));
    editor.open("route.yaml", ROUTE);
    for (slip, meant) in [("  http:", "  htpp:"), ("            host: shop", "            host: shopp")] {
        let broken = ROUTE.replace(slip, meant);
        editor.change("route.yaml", &broken);
        let shown = editor.diagnostics("route.yaml");
        // One slip may have several consequences; the finding of the slip itself comes last in the text.
        let diagnostic = shown.last().expect("the slip is found");
        let actions = actions(&mut editor, "route.yaml", diagnostic);
        let is_fix = |action: &&Value| action["title"].as_str().unwrap().starts_with("Fix ");
        let fix = actions.iter().find(is_fix);
        let fix = fix.unwrap_or_else(|| panic!("a fix is offered for {diagnostic}: {actions:?}"));
        assert_eq!(fix["diagnostics"][0]["message"], diagnostic["message"]);
        let applied = editor.applied(&fix["edit"]);
        assert_eq!(applied["route.yaml"], ROUTE);
        editor.change("route.yaml", &applied["route.yaml"]);
        assert!(editor.diagnostics("route.yaml").is_empty());
    }
    assert_eq!(editor.close(), Some(0));
}

#[test]
fn what_check_puts_aside_is_put_aside() {
    let folder = shop();
    folder.write(
        "meshlint.toml",
        "[[suppress]]\nrules = [\"unknown-field\"]\npaths = [\"quiet.yaml\"]\nreason = \"tried\"\n",
    );
    let wrong = ROUTE.replace("host: shop\n", "hots: shop\n");
    folder.write("quiet.yaml", &wrong);
    folder.write("loud.yaml", wrong.replace("name: shop", "name: loud"));
    folder.write(".gitignore", "left.yaml\n");
    folder.write("left.yaml", "kind: [\n");
    let mut editor = Editor::start(folder.path(), json!({}));
    assert!(!editor.diagnostics("loud.yaml").is_empty());
    editor.agrees(&[]);
    // A file that is left out stays so when it is open.
    editor.open("left.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {bogus: 1}\n");
    editor.agrees(&[]);
    assert!(editor.diagnostics("left.yaml").is_empty());
    assert_eq!(editor.close(), Some(0));
}

#[test]
fn positions_are_counted_as_agreed() {
    let line = "metadata: {name: a, annotations: {a: '🙂é'}, bogus: 1}";
    let before = &line[..line.find("bogus").unwrap()];
    let utf_8 = json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } });
    for (agreed, column) in [(json!({}), before.encode_utf16().count()), (utf_8, before.len())] {
        let folder = Scratch::new();
        folder.write("a.yaml", format!("apiVersion: v1\nkind: Service\n{line}\n"));
        let mut editor = Editor::start(folder.path(), agreed);
        let shown = editor.diagnostics("a.yaml");
        let is_it = |it: &&Value| it["message"].as_str().unwrap().contains("bogus");
        let found = shown.iter().find(is_it).expect("the field is unknown");
        assert_eq!(found["range"]["start"], json!({ "line": 2, "character": column }));
        assert_eq!(editor.close(), Some(0));
    }
}

#[test]
fn an_editor_that_goes_away_ends_the_server() {
    let folder = shop();
    assert_eq!(Editor::start(folder.path(), json!({})).hang_up(), Some(1));
    let mut editor = Editor::start(folder.path(), json!({}));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.hang_up(), Some(1));
}

#[test]
fn what_is_unknown_is_answered() {
    let folder = shop();
    let mut editor = Editor::start(folder.path(), json!({}));
    assert_eq!(editor.refused("meshlint/nothing", json!({})), -32601);
    assert_eq!(editor.refused("textDocument/hover", json!({ "position": 1 })), -32602);
    editor.tell("textDocument/didChange", json!({ "textDocument": 1 }));
    assert_eq!(editor.close(), Some(0));
}

#[test]
fn whatever_is_typed_the_editor_shows_what_check_finds() {
    let folder = shop();
    let mut editor = Editor::start(folder.path(), json!({}));
    editor.open("route.yaml", ROUTE);
    let mut random = random::Random::new(7);
    let bits =
        ["\n", "  ", "- ", ": ", "{", "\"", "|", "&a", "*a", "---\n", "é🙂", "\t", "#", "spec:\n", "v2"];
    let mut text = ROUTE.to_owned();
    for _ in 0..25 {
        let mut from = random.below(text.len() + 1);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let mut to = (from + [0, 0, 1, 7][random.below(4)]).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let bit = bits[random.below(bits.len())];
        editor.type_in("route.yaml", &text, from..to, bit);
        text.replace_range(from..to, bit);
        folder.write("route.yaml", &text);
        editor.agrees(&[]);
        if text.len() > 2000 || random.below(8) == 0 {
            text = ROUTE.to_owned();
            editor.change("route.yaml", &text);
        }
    }
    assert_eq!(editor.close(), Some(0));
}
