//! The page itself: listening, focus, dialogs, the attributes of `<html>`, the clock and chance.

use std::cell::RefCell;
use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget, HtmlDialogElement, HtmlElement, Window};

use crate::model::project::Time;

/// The window. There is always one: workers do not run this.
pub fn window() -> Window {
    web_sys::window().expect("Agendum runs in a page, which has a window")
}

/// The document.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Now, by the reader's clock.
pub fn now() -> Time {
    Time(js_sys::Date::now() as i64)
}

/// A fresh id: a random UUID (version 4, RFC 9562).
pub fn fresh_id() -> String {
    let mut bytes = [0u8; 16];
    let filled = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        // No browser that runs WebAssembly lacks it; a clash is still all but impossible here.
        bytes.iter_mut().for_each(|byte| *byte = (js_sys::Math::random() * 256.0) as u8);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// An event handler that is taken off again when this is dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    capture: bool,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `handler` for every such event that reaches the target.
    pub fn new(target: &EventTarget, event: &'static str, handler: impl FnMut(Event) + 'static) -> Listener {
        Listener::with(target, event, false, Box::new(handler))
    }

    /// The same, before the event reaches what lies inside the target.
    pub fn capturing(
        target: &EventTarget,
        event: &'static str,
        handler: impl FnMut(Event) + 'static,
    ) -> Listener {
        Listener::with(target, event, true, Box::new(handler))
    }

    fn with(
        target: &EventTarget,
        event: &'static str,
        capture: bool,
        handler: Box<dyn FnMut(Event)>,
    ) -> Listener {
        let closure = Closure::wrap(handler);
        let options = web_sys::AddEventListenerOptions::new();
        options.set_capture(capture);
        options.set_passive(matches!(event, "scroll" | "touchstart" | "touchend"));
        let function = closure.as_ref().unchecked_ref();
        // Adding fails only for arguments of the wrong type.
        let _ =
            target.add_event_listener_with_callback_and_add_event_listener_options(event, function, &options);
        Listener { target: target.clone(), event, capture, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.event, function, self.capture);
    }
}

/// A function for JavaScript that is called once. One for all: each type of closure would bring its own glue.
pub fn once(then: Box<dyn FnOnce()>) -> JsValue {
    Closure::once_into_js(then)
}

/// A promise for what a future gives. One for all: each type of future would bring its own glue.
pub fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let future: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(future);
    wasm_bindgen_futures::future_to_promise(future)
}

/// Has a future run. One for all, for the same reason.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(future));
}

#[inline(never)]
fn spawn_boxed(future: Pin<Box<dyn Future<Output = ()>>>) {
    wasm_bindgen_futures::spawn_local(future);
}

/// Calls `then` once, after `milliseconds`.
pub fn after(milliseconds: i32, then: impl FnOnce() + 'static) {
    let function = once(Box::new(then));
    let _ = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(function.unchecked_ref(), milliseconds);
}

/// Calls `then` once, just before the next frame is drawn.
pub fn before_frame(then: impl FnOnce() + 'static) {
    let function = once(Box::new(then));
    let _ = window().request_animation_frame(function.unchecked_ref());
}

/// Has what the pointer was put down on hear of it until it is let go, wherever it goes.
pub fn capture(event: &web_sys::PointerEvent) {
    if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Without it, a drag would end at the edge; nothing else can be done then.
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

/// Whether what the pointer is over was pressed by it, and is dragged; not when a selection is only drawn across it.
pub fn captured(event: &web_sys::PointerEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.has_pointer_capture(event.pointer_id()))
}

/// Calls `then` once, when the next frame has been drawn.
pub fn after_frame(then: impl FnOnce() + 'static) {
    before_frame(move || after(0, then));
}

/// Whether the keys go into a field just now.
pub fn typing() -> bool {
    let Some(active) = document().active_element() else { return false };
    let field = active.matches("textarea, select, [contenteditable=true], input").unwrap_or(false);
    let button =
        active.matches("input[type=checkbox], input[type=radio], input[type=range], input[type=file]");
    field && !button.unwrap_or(false)
}

/// Whether what has the focus answers to Enter itself: a button, a link, a summary.
pub fn on_control() -> bool {
    let active = document().active_element();
    active.is_some_and(|active| {
        active.matches("button, a[href], summary, input, select, textarea").unwrap_or(false)
    })
}

/// Whether what has the focus is within the element that matches `selector`.
pub fn within(selector: &str) -> bool {
    document().active_element().is_some_and(|active| active.closest(selector).ok().flatten().is_some())
}

/// Tells whether an empty search field has the focus, within the element that matches `selector`.
pub fn on_empty_search(selector: &str) -> bool {
    let active = document().active_element().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
    active.is_some_and(|field| field.type_() == "search" && field.value().is_empty()) && within(selector)
}

/// The input field with this id.
pub fn field(id: &str) -> Option<web_sys::HtmlInputElement> {
    document().get_element_by_id(id).and_then(|it| it.dyn_into().ok())
}

/// Whether anything on the page is selected.
pub fn has_selection() -> bool {
    window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
}

/// The size of the window's inside, in CSS pixels: width and height.
pub fn size() -> (f64, f64) {
    let number = |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    (number(window().inner_width()), number(window().inner_height()))
}

/// Gives the focus to the element with this id, without scrolling.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        focus_element(&element);
    }
}

/// Gives the focus to the text area with this id, with the caret after what is in it.
pub fn focus_end(id: &str) {
    focus(id);
    let area =
        document().get_element_by_id(id).and_then(|it| it.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let Some(area) = area {
        let end = area.text_length();
        let _ = area.set_selection_range(end, end);
    }
}

/// Gives the focus to the text area in the element with this id, with the caret after what is in it.
pub fn focus_area_in(id: &str) {
    let area = document().get_element_by_id(id).and_then(|it| it.query_selector("textarea").ok().flatten());
    if let Some(area) = area.and_then(|it| it.dyn_into::<web_sys::HtmlTextAreaElement>().ok()) {
        focus_element(&area);
        let end = area.text_length();
        let _ = area.set_selection_range(end, end);
    }
}

/// Gives the focus to an element that takes none otherwise, until it leaves again.
pub fn focus_in_passing(element: &HtmlElement) {
    if element.has_attribute("tabindex") {
        return focus_element(element);
    }
    let _ = element.set_attribute("tabindex", "-1");
    focus_element(element);
    let left = element.clone();
    let left = once(Box::new(move || {
        let _ = left.remove_attribute("tabindex");
    }));
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    // Adding fails only for arguments of the wrong type.
    let _ = element.add_event_listener_with_callback_and_add_event_listener_options(
        "blur",
        left.unchecked_ref(),
        &options,
    );
}

/// Gives the focus to an element, without scrolling.
pub fn focus_element(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Whether text stands in a text area there that was not there at first. What is in a line is soon written again.
pub fn has_typed(within: &str) -> bool {
    let fields = format!("{within} textarea");
    let Ok(fields) = document().query_selector_all(&fields) else { return false };
    (0..fields.length()).filter_map(|index| fields.item(index)).any(|field| {
        let word = |name: &str| js_sys::Reflect::get(&field, &name.into()).ok();
        word("value") != word("defaultValue")
    })
}

/// Gives the focus to a field that came into a panel and is to have it: the browser does so only as a dialog opens.
pub fn focus_new() {
    let new = document().query_selector(".panel [autofocus]:not([data-seen])").ok().flatten();
    if let Some(new) = new.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = new.set_attribute("data-seen", "");
        focus_element(&new);
        // What is there already is gone on with.
        if let Some(area) = new.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            let end = area.text_length();
            let _ = area.set_selection_range(end, end);
        }
    }
}

/// Gives the focus to the field of the panel beside the article, if it has one, with what is in it selected.
pub fn focus_beside() {
    let field = document().query_selector("#beside input[autofocus]").ok().flatten();
    if let Some(field) = field.and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        field.select();
        focus_element(&field);
    }
}

/// A future as a value. What is awaited in several places is compiled into each of them, unless it is one.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

thread_local! {
    /// What had the focus before the panel beside the article.
    static BEFORE: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Remembers what has the focus.
pub fn remember_focus() {
    BEFORE.set(document().active_element());
}

/// Gives the focus back to what had it, if it is within the element that matches `selector`.
pub fn give_focus_back(selector: &str) {
    let before = BEFORE.take().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(before) = before.filter(|_| within(selector)) {
        focus_element(&before);
    }
}

thread_local! {
    /// What was pressed last in a panel.
    static PRESSED: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Remembers what was pressed in a panel.
pub fn remember_pressed(element: &Element) {
    PRESSED.set(Some(element.clone()));
}

/// Gives the focus back to what was pressed, if it fell to nothing when the panel was drawn anew: what is moved in a list
/// loses it, and so does a button that cannot be used any more; then the one beside it has it.
pub fn focus_pressed() {
    let is_lost =
        document().active_element().is_none_or(|active| active.matches("body, dialog").unwrap_or(false));
    let Some(pressed) = PRESSED.take().filter(|pressed| is_lost && pressed.is_connected()) else { return };
    let beside = pressed.parent_element();
    let beside = beside.and_then(|parent| parent.query_selector("button:not(:disabled)").ok().flatten());
    let is_usable = pressed.matches(":not(:disabled)").unwrap_or(true);
    let target = if is_usable { Some(pressed) } else { beside };
    if let Some(target) = target.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        focus_element(&target);
    }
}

/// What a key does in a panel, as one of its elements says. Letters and Tab are for fields and controls that have the focus.
pub fn act_of_key(within: &str, key: &str) -> Option<String> {
    let is_plain = key.chars().nth(1).is_none() && typing();
    let is_taken = key == "Tab" && on_control();
    if is_plain || is_taken || key.contains(['"', '\\']) {
        return None;
    }
    let element = document().query_selector(&format!("{within} [data-key=\"{key}\"]")).ok()??;
    element.get_attribute("data-act")
}

/// Calls `then` once, when the page has nothing else to do, or after so many milliseconds.
pub fn when_idle(milliseconds: u32, then: impl FnOnce() + 'static) {
    let function = once(Box::new(then));
    let options = web_sys::IdleRequestOptions::new();
    options.set_timeout(milliseconds);
    let window = window();
    // Safari has no such thing.
    if js_sys::Reflect::has(&window, &"requestIdleCallback".into()) == Ok(true) {
        let _ = window.request_idle_callback_with_options(function.unchecked_ref(), &options);
    } else {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
            function.unchecked_ref(),
            milliseconds as i32,
        );
    }
}

/// Scrolls the element with this id into view inside its list, and nothing else.
pub fn reveal_in_list(id: &str) {
    let element = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let list = element.as_ref().and_then(|element| element.parent_element());
    if let (Some(element), Some(list)) = (element, list) {
        let (top, bottom) = (element.offset_top(), element.offset_top() + element.offset_height());
        if top < list.scroll_top() {
            list.set_scroll_top(top);
        } else if bottom > list.scroll_top() + list.client_height() {
            list.set_scroll_top(bottom - list.client_height());
        }
    }
}

/// Takes the focus from whatever field has it, so that single keys work again.
pub fn blur() {
    if let Some(active) = document().active_element().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = active.blur();
    }
}

thread_local! {
    /// The marker of a note from which the reader went to the note, by its id, after the id of the note's label.
    static CAME_FROM: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Goes from a marker of a note to the label of the note, which then has the focus, or back to the marker from which the
/// reader came.
pub fn go_to_other_end(link: &Element) {
    let own = link.id();
    let href = link.get_attribute("href").unwrap_or_default();
    let leads_to = href.trim_start_matches('#');
    let came_from = CAME_FROM.take().filter(|(label, _)| *label == own).map(|(_, marker)| marker);
    let target = came_from.as_deref().unwrap_or(leads_to);
    let element = document().get_element_by_id(target).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let Some(element) = element else { return };
    if link.matches(".note-reference").unwrap_or(false) {
        CAME_FROM.set(Some((leads_to.to_owned(), own)));
    }
    focus_element(&element);
    super::measure::bring_into_view(&element);
}

thread_local! {
    /// The link that is none for a moment, and where it leads.
    static LOOSENED: RefCell<Option<(Element, String)>> = const { RefCell::new(None) };
}

/// Makes the link that the pointer was put down on none for a moment: Chromium lets no selection begin in a link, and
/// looks right after this whether it is one.
pub fn loosen_link(target: &Element) {
    fasten_link();
    let Some(link) = target.closest("a[href]").ok().flatten() else { return };
    let href = link.get_attribute("href").unwrap_or_default();
    let _ = link.remove_attribute("href");
    LOOSENED.set(Some((link, href)));
    before_frame(fasten_link);
}

/// Makes it a link again.
pub fn fasten_link() {
    if let Some((link, href)) = LOOSENED.take() {
        let _ = link.set_attribute("href", &href);
    }
}

/// Shows a dialog as modal, unless it is open already.
pub fn show_dialog(element: &Element) {
    if let Some(dialog) = element.dyn_ref::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
        // Fails only where the element is not in the page, and then there is nothing to show.
        let _ = dialog.show_modal();
        // Chromium gives the focus to the first button all the same.
        if dialog.has_attribute("autofocus") {
            focus_element(dialog);
        }
    }
}

/// Closes the dialog that is open, which gives the focus back to where it was before.
pub fn close_dialogs() {
    let open = document().query_selector("dialog[open]").ok().flatten();
    if let Some(dialog) = open.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) {
        dialog.close();
    }
}

/// Sets an attribute of `<html>`, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Prints the page as it is.
pub fn print() {
    // Fails only in a sandbox that forbids it.
    let _ = window().print();
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether the window is narrow enough that the columns are sheets; the same width as in the style sheet.
pub fn is_narrow() -> bool {
    media("(max-width: 53.75em)")
}

/// Where this page is, without what follows the path.
pub fn own_address() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Chooses options, each of a select.
pub fn choose(selector: &str) {
    let Ok(options) = document().query_selector_all(selector) else { return };
    for option in (0..options.length()).filter_map(|index| options.item(index)) {
        let _ = js_sys::Reflect::set(&option, &"selected".into(), &true.into());
    }
}

/// Sets an attribute that must not go through Yew, if the element is there.
pub fn set_attribute(id: &str, name: &str, value: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let _ = element.set_attribute(name, value);
    }
}

/// Loads the page anew.
pub fn reload() {
    // Fails only in a sandbox that forbids it; then the reader sees the message and reloads.
    let _ = window().location().reload();
}

/// The text in lower case, as the browser has it: its tables need not be in the bundle.
pub fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// Whether a text has another in it; asked of the browser, since looking for one text in another is code too.
pub fn includes(text: &str, part: &str) -> bool {
    js_sys::JsString::from(text).includes(part, 0)
}
