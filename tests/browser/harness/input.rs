//! What a person does: mouse, touch, keys, files. All of it reaches the page as trusted input events.

use std::path::Path;

use serde_json::{Value, json};

use super::{
    browser::Browser,
    engine::Engine,
    target::{Point, Reach, Target},
};

/// How long a finger rests until that is a long press, in milliseconds, with some to spare.
const LONG_PRESS: u64 = 900;
/// How long a finger rests until it flings nothing, in milliseconds.
const REST: u64 = 150;
/// Two keys as the protocol writes them.
const ENTER: char = '\u{e007}';
const SHIFT: char = '\u{e008}';
/// In how many moves a drag gets where it goes.
const STEPS: u32 = 5;

impl Browser {
    /// Waits until a target can be reached and keeps still, scrolling to it where needed, and says where it is.
    #[track_caller]
    pub fn reach(&self, target: impl Into<Target>) -> Reach {
        let target = target.into();
        let mut last = None;
        self.wait_for(&format!("{} can be reached", target.0), || {
            let found: Value = self.ask("reach(arguments[0])", json!([target.0]));
            if let Some(why) = found["why"].as_str() {
                last = None;
                return Err(why.to_owned());
            }
            let found: Reach = serde_json::from_value(found).expect("the page answers in the right shape");
            if last.replace(found) == Some(found) { Ok(found) } else { Err("it moves".to_owned()) }
        })
    }

    /// Clicks with the mouse.
    #[track_caller]
    pub fn click(&self, target: impl Into<Target>) {
        let point = self.reach(target).middle;
        self.mouse([vec![go(point)], press()].concat());
    }

    /// Clicks twice with the mouse: selects a word.
    #[track_caller]
    pub fn double_click(&self, target: impl Into<Target>) {
        let point = self.reach(target).middle;
        self.mouse([vec![go(point)], press(), press()].concat());
    }

    /// Moves the mouse there without a button.
    #[track_caller]
    pub fn hover(&self, target: impl Into<Target>) {
        let point = self.reach(target).middle;
        self.mouse(vec![go(point)]);
    }

    /// Selects words of the article by dragging the mouse over them.
    #[track_caller]
    pub fn select(&self, words: &str) {
        let reach = self.reach(super::words(words));
        self.select_between(reach.start, reach.end);
    }

    /// Selects from the first of some words of the article to the last of some others, which may be blocks away.
    #[track_caller]
    pub fn select_from_to(&self, first: &str, last: &str) {
        let mut ends = [first, last].map(|words| self.reach(super::words(words)));
        // Scrolling to the last may have moved the first.
        ends[0] = self.reach(super::words(first));
        let again = self.reach(super::words(last));
        assert_eq!(ends[1], again, "{first:?} and {last:?} are in view at once");
        self.select_between(ends[0].start, ends[1].end);
    }

    #[track_caller]
    fn select_between(&self, start: Point, end: Point) {
        let selected: bool = self.ask("isSelected(arguments[0])", json!([start]));
        assert!(!selected, "the drag would move the text that is selected; end that selection first");
        self.drag_path(&[start, end]);
    }

    /// Drags the middle of a target to the middle of another with the mouse.
    #[track_caller]
    pub fn drag(&self, from: impl Into<Target>, to: impl Into<Target>) {
        let (from, to) = (from.into(), to.into());
        let end = self.reach(to).middle;
        let start = self.reach(from).middle;
        self.drag_path(&[start, end]);
    }

    /// Drags along a path with the mouse, through points on the way.
    #[track_caller]
    pub fn drag_path(&self, path: &[Point]) {
        self.mouse(along(path));
    }

    /// Drags along a path with the mouse as somebody does who rests on the way and before letting go, for so many
    /// milliseconds.
    #[track_caller]
    pub fn drag_with_rests(&self, path: &[Point], milliseconds: u64) {
        let rest = json!({ "type": "pause", "duration": milliseconds });
        let mut steps = along(path);
        steps.insert(steps.len() / 2, rest.clone());
        steps.insert(steps.len() - 1, rest);
        self.mouse(steps);
    }

    /// Does something while a key is held.
    #[track_caller]
    pub fn hold(&self, key: &str, act: impl FnOnce(&Browser)) {
        let key = key_code(key);
        self.act(json!({ "type": "key", "id": "keys", "actions": [{ "type": "keyDown", "value": key }] }));
        act(self);
        self.act(json!({ "type": "key", "id": "keys", "actions": [{ "type": "keyUp", "value": key }] }));
    }

    /// Looks for words by the browser's own search, whose field has the focus then.
    #[track_caller]
    pub fn find_in_page(&self, words: &str) {
        if self.engine() != Engine::Firefox {
            self.cannot("drive the browser's own search");
        }
        self.in_browser_scope(
            "return gBrowser.getFindBar().then((bar) => { \
               bar.open(); \
               bar._findField.focus(); \
               bar._findField.value = arguments[0]; \
               bar._find(arguments[0]); \
               return null; \
             })",
            json!([words]),
        );
    }

    /// Does nothing with the keys for so many milliseconds, as a person does who looks: to see that something stays, for
    /// which nothing can be awaited.
    #[track_caller]
    pub fn rest(&self, milliseconds: u64) {
        let rest = json!({ "type": "pause", "duration": milliseconds });
        self.act(json!({ "type": "key", "id": "keys", "actions": [rest] }));
    }

    /// Drags from one point towards another with the mouse, presses Escape, and lets go there.
    #[track_caller]
    pub fn drag_and_give_up(&self, from: Point, to: Point) {
        self.mouse(vec![go(from), down(), go(to)]);
        self.press("Escape");
        self.mouse(vec![up()]);
    }

    /// Turns the wheel over a target; positive is right and down, in CSS pixels.
    #[track_caller]
    pub fn wheel(&self, target: impl Into<Target>, right: i32, down: i32) {
        let Point { x, y } = self.reach(target).middle;
        // Of a wheel's place the driver takes whole numbers only.
        let (x, y) = (x as i64, y as i64);
        let step = json!({ "type": "scroll", "x": x, "y": y, "deltaX": right, "deltaY": down, "origin": "viewport" });
        self.act(json!({ "type": "wheel", "id": "wheel", "actions": [step] }));
    }

    /// Taps with a finger.
    #[track_caller]
    pub fn tap(&self, target: impl Into<Target>) {
        let point = self.reach(target).middle;
        self.touch([vec![go(point)], press()].concat());
    }

    /// Rests a finger on a target until that is a long press.
    ///
    /// Driven engines don't answer it with a selection, as a phone does: that is [`Browser::select_by_touch`].
    #[track_caller]
    pub fn long_press(&self, target: impl Into<Target>) {
        let Point { x, y } = self.reach(target).middle;
        if self.engine() == Engine::Chromium {
            let touch = json!({ "x": x, "y": y, "duration": LONG_PRESS, "gestureSourceType": "touch" });
            self.devtools("Input.synthesizeTapGesture", touch);
        } else {
            let rest = json!({ "type": "pause", "duration": LONG_PRESS });
            self.touch(vec![go(Point { x, y }), down(), rest, up()]);
        }
    }

    /// Selects words of the article as on a phone: a long press on the first, then the handles are drawn out.
    ///
    /// The press is real; the selection, which on a phone is the system's answer to it, is made by a script.
    #[track_caller]
    pub fn select_by_touch(&self, words: &str) {
        let target = super::words(words);
        self.long_press(target.clone());
        let _: Value = self.ask("selectWords(arguments[0])", json!([target.0]));
    }

    /// Drags a finger along a path, and rests at its end: nothing is flung, which would swallow the next tap.
    #[track_caller]
    pub fn swipe(&self, path: &[Point]) {
        let mut steps = along(path);
        steps.insert(steps.len() - 1, json!({ "type": "pause", "duration": REST }));
        self.touch(steps);
    }

    /// Presses keys together: `"j"`, `"Enter"`, `"Shift+ArrowDown"`, `"Control+Shift+z"`.
    ///
    /// Names are those of `KeyboardEvent.key`, with `Space` for a space. A capital letter alone is that letter typed.
    #[track_caller]
    pub fn press(&self, chord: &str) {
        let mut keys: Vec<char> = chord_keys(chord);
        if let [only] = keys[..] {
            keys = self.strokes_of(only);
        }
        self.act(json!({ "type": "key", "id": "keys", "actions": pressed(&keys) }));
    }

    /// Types text, key by key, wherever the focus is.
    #[track_caller]
    pub fn write(&self, text: &str) {
        let keys = text.chars().map(|key| if key == '\n' { ENTER } else { key });
        let strokes: Vec<_> = keys.flat_map(|key| pressed(&self.strokes_of(key))).collect();
        self.act(json!({ "type": "key", "id": "keys", "actions": strokes }));
    }

    /// The keys that go down for a character. Chromium's driver presses Shift itself where that takes it.
    fn strokes_of(&self, key: char) -> Vec<char> {
        let shifted = key.is_ascii_uppercase() || "~!@#$%^&*()_+{}|:\"<>?".contains(key);
        if shifted && self.engine() != Engine::Chromium { vec![SHIFT, key] } else { vec![key] }
    }

    /// Clicks a field, selects what is in it, and types other text over it.
    #[track_caller]
    pub fn fill(&self, field: impl Into<Target>, text: &str) {
        self.click(field);
        self.press("Control+a");
        self.write(text);
    }

    /// Puts text in at the focus in one piece, as pasting it does; for text too long to type.
    #[track_caller]
    pub fn insert(&self, text: &str) {
        match self.engine() {
            Engine::Chromium => drop(self.devtools("Input.insertText", json!({ "text": text }))),
            Engine::Firefox | Engine::WebKit => {
                self.run("document.execCommand('insertText', false, arguments[0])", json!([text]));
            }
        }
    }

    /// Gives files to a file input, which may be hidden behind a button.
    #[track_caller]
    pub fn upload(&self, input: &str, files: &[&Path]) {
        let found = self.post("/element", json!({ "using": "css selector", "value": input }));
        let element = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        let element = element.expect("an element has an id");
        let paths: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
        self.post(&format!("/element/{element}/value"), json!({ "text": paths.join("\n") }));
    }

    /// Drags files from outside the browser over a target and drops them there.
    #[track_caller]
    pub fn drop_files(&self, target: impl Into<Target>, files: &[&Path]) {
        if self.engine() == Engine::Chromium {
            return self.drag_in(target, json!({ "items": [], "files": files, "dragOperationsMask": 1 }));
        }
        use base64::Engine as _;
        let files: Vec<_> = files
            .iter()
            .map(|path| {
                if path.is_dir() {
                    self.cannot("drop a folder");
                }
                let content = std::fs::read(path).expect("a file that is dropped can be read");
                let name = path.file_name().expect("a file has a name").to_string_lossy();
                json!([name, base64::engine::general_purpose::STANDARD.encode(content)])
            })
            .collect();
        self.drop_by_script(target, json!({ "files": files, "parts": [] }));
    }

    /// Drags a part of another page, or a link, over a target and drops it there: media types with what is of them.
    #[track_caller]
    pub fn drop_parts(&self, target: impl Into<Target>, parts: &[(&str, &str)]) {
        if self.engine() != Engine::Chromium {
            return self.drop_by_script(target, json!({ "files": [], "parts": parts }));
        }
        let items: Vec<_> =
            parts.iter().map(|(kind, data)| json!({ "mimeType": kind, "data": data })).collect();
        self.drag_in(target, json!({ "items": items, "dragOperationsMask": 1 }));
    }

    #[track_caller]
    fn drag_in(&self, target: impl Into<Target>, data: Value) {
        let Point { x, y } = self.reach(target).middle;
        for step in ["dragEnter", "dragOver", "drop"] {
            self.devtools("Input.dispatchDragEvent", json!({ "type": step, "x": x, "y": y, "data": data }));
        }
    }

    /// Only Chromium can be driven to drop what comes from outside; elsewhere the page hears the same events of a script.
    #[track_caller]
    fn drop_by_script(&self, target: impl Into<Target>, what: Value) {
        let point = self.reach(target).middle;
        let _: Value = self.ask("dropAt(arguments[0], arguments[1])", json!([point, what]));
    }

    /// Copies text with its HTML, as from another page, and pastes it where the focus is.
    #[track_caller]
    pub fn paste(&self, html: &str, plain: &str) {
        if self.engine() == Engine::Chromium {
            self.permit("clipboard-write", "granted");
            let _: Value = self.script(
                "const of = (type, text) => new Blob([text], { type }); \
                 const [html, plain] = arguments; \
                 const item = { 'text/html': of('text/html', html), 'text/plain': of('text/plain', plain) }; \
                 return navigator.clipboard.write([new ClipboardItem(item)])",
                json!([html, plain]),
            );
        } else {
            // Copying is real, and a listener says what of.
            self.run(
                "const [html, plain] = arguments; \
                 document.addEventListener('copy', (event) => { \
                   event.clipboardData.setData('text/html', html); \
                   event.clipboardData.setData('text/plain', plain); \
                   event.preventDefault(); \
                   event.stopImmediatePropagation(); \
                 }, { once: true, capture: true })",
                json!([html, plain]),
            );
            self.press("Control+c");
        }
        self.press("Control+v");
    }

    #[track_caller]
    fn mouse(&self, steps: Vec<Value>) {
        self.pointer("mouse", steps);
    }

    #[track_caller]
    fn touch(&self, steps: Vec<Value>) {
        self.pointer("touch", steps);
    }

    #[track_caller]
    fn pointer(&self, kind: &str, steps: Vec<Value>) {
        let parameters = json!({ "pointerType": kind });
        self.act(json!({ "type": "pointer", "id": kind, "parameters": parameters, "actions": steps }));
    }

    #[track_caller]
    fn act(&self, source: Value) {
        self.post("/actions", json!({ "actions": [source] }));
    }
}

fn go(Point { x, y }: Point) -> Value {
    json!({ "type": "pointerMove", "duration": 0, "origin": "viewport", "x": x, "y": y })
}

fn down() -> Value {
    json!({ "type": "pointerDown", "button": 0 })
}

fn up() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}

fn press() -> Vec<Value> {
    vec![down(), up()]
}

/// All keys down, and up again in the other order.
fn pressed(keys: &[char]) -> Vec<Value> {
    let presses = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
    let releases = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
    presses.chain(releases).collect()
}

/// Down at the first point, through the others, and up at the last.
fn along(path: &[Point]) -> Vec<Value> {
    let mut steps = vec![go(path[0]), down()];
    for leg in path.windows(2) {
        steps.extend((1..=STEPS).map(|step| go(leg[0].towards(leg[1], f64::from(step) / f64::from(STEPS)))));
    }
    steps.push(up());
    steps
}

/// The keys of a chord as the protocol writes them, in the order in which they go down.
#[track_caller]
fn chord_keys(chord: &str) -> Vec<char> {
    // A plus at the end is the key itself.
    let (modifiers, key) = match chord.strip_suffix('+') {
        Some(modifiers) => (modifiers.strip_suffix('+'), "+"),
        None => chord.rsplit_once('+').map_or((None, chord), |(modifiers, key)| (Some(modifiers), key)),
    };
    modifiers.into_iter().flat_map(|names| names.split('+')).chain([key]).map(key_code).collect()
}

#[track_caller]
fn key_code(name: &str) -> char {
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return only;
    }
    match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => ENTER,
        "Shift" => SHIFT,
        "Control" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        "Meta" => '\u{e03d}',
        _ => panic!("no key is called {name:?} here"),
    }
}
