//! The page: header, agenda, article with its notes, strip, and what lies over them.

use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::agenda::AgendaProps;
use super::article::ArticleProps;
use super::controls::{button, icon, sign};
use super::dialogs::{dialogs, slow};
use super::header::{header, tabs};
use super::keys;
use super::menu::{MenuProps, SeveralProps};
use super::notes::NotesProps;
use super::panel::PanelProps;
use super::part::{drawn_by, part, use_effect_with};
use super::strip::StripProps;
use crate::app::view::{Menu, Place, Scene, Sheet};
use crate::app::{App, Intent};
use crate::browser::files;
use crate::browser::page::{self, Listener, document, window};
use crate::browser::selection::Settled;
use crate::format::icons::Icon;
use crate::format::view::{Theme, Width};

/// What the page is drawn from.
#[derive(PartialEq)]
pub struct PageProps {
    /// The application.
    pub app: App,
}

drawn_by!(PageProps, use_page);

/// The page.
#[hook]
fn use_page(props: &PageProps) -> Html {
    let app = &props.app;
    let scene = use_state(|| app.scene());
    {
        let (app, scene) = (app.clone(), scene.setter());
        use_effect_with((), move |()| {
            let reader = app.clone();
            app.subscribe(move || scene.set(reader.scene()));
        });
    }
    {
        let app = app.clone();
        use_effect(move || app.drawn());
    }
    use_listeners(app);
    use_page_attributes(&scene);
    let sheet = match scene.view.sheet {
        Sheet::Article => "show-article",
        Sheet::Agenda => "show-agenda",
        Sheet::Notes => "show-notes",
        Sheet::Passage => "show-notes show-passage",
    };
    html! {
        <div id="page" class={classes!(sheet, scene.view.dropping.then_some("dropping"))}>
            <nav class="skips" aria-label="Skip">
                <a class="skip" href="#article">{ "To the article" }</a>
                <a class="skip" href="#agenda">{ "To the agenda" }</a>
                <a class="skip" href="#notes">{ "To the notes" }</a>
            </nav>
            { header(app, &scene) }
            { part("banner", SceneProps { app: app.clone(), scene: (*scene).clone() }) }
            { part("agenda", AgendaProps::of(app, &scene)) }
            <div id="reader" tabindex="-1">
                <div id="columns">
                    { part("article", ArticleProps { app: app.clone(), scene: (*scene).clone() }) }
                    { part("notes", NotesProps { app: app.clone(), scene: (*scene).clone(), explains: app.explains_suggestions() }) }
                </div>
            </div>
            if !scene.tagged && !scene.view.settings.hint_closed { { hint(app) } }
            { beside(app, &scene) }
            { part("strip", StripProps { app: app.clone(), article: scene.article.clone(), marks: scene.marks.clone() }) }
            { tabs(app, &scene) }
            { part("menu", MenuProps { app: app.clone(), scene: (*scene).clone() }) }
            { part("several", SeveralProps { app: app.clone(), scene: (*scene).clone() }) }
            { dialogs(app, &scene) }
            { status(app, &scene) }
            if scene.view.dropping {
                <div class="drop-here" aria-hidden="true"><p>{ "Drop text, Markdown or HTML files here" }</p></div>
            }
        </div>
    }
}

/// The panel beside the article, which stays in use.
fn beside(app: &App, scene: &Scene) -> Html {
    let Some(shown) = scene.beside.as_ref().filter(|shown| shown.visible) else { return html! {} };
    let props = PanelProps { app: app.clone(), place: Place::Beside, drawing: shown.drawing.clone() };
    html! {
        <section id="beside" class={shown.of.to_string()} aria-labelledby="beside-title">
            <div class="head">
                <h2 id="beside-title">{ &*shown.title }</h2>
                { sign(app, "close", Icon::Close, "Close", Intent::InPanel(Place::Beside, "close")) }
            </div>
            { slow(app, scene) }
            { part(shown.of.to_string(), props) }
        </section>
    }
}

/// Before anything is tagged: how it goes.
fn hint(app: &App) -> Html {
    html! {
        <aside class="hint" aria-label="How to begin">
            <p>
                <b>{ "Select some words" }</b>
                { " and choose an agenda item for them" }<span class="by-key">{ ", or press its digit" }</span>{ "." }
            </p>
            <p class="keys">
                { "On the keyboard, " }<kbd>{ "j" }</kbd>{ " moves a reading cursor and a digit tags the sentence. " }
                <kbd>{ "?" }</kbd>{ " shows all keys." }
            </p>
            { button(app, "", "Show example tags", Intent::ShowExampleTags) }
            { sign(app, "close", Icon::Close, "Close the hint", Intent::CloseHint) }
        </aside>
    }
}

#[derive(PartialEq)]
struct SceneProps {
    app: App,
    scene: Scene,
}

drawn_by!(SceneProps, use_banner);

/// Neither store works: said in plain words, with a way out. One does not: a calm line, which can be closed.
#[hook]
fn use_banner(props: &SceneProps) -> Html {
    let closed = use_state_eq(|| None::<String>);
    let keeping = &props.scene.keeping;
    if let Some(banner) = &keeping.banner {
        return html! {
            <div class="banner" role="alert">
                <p>{ banner }</p>
                { button(&props.app, "solid", "Export now", Intent::Rescue) }
            </div>
        };
    }
    let Some(line) = keeping.line.clone().filter(|line| closed.as_ref() != Some(line)) else {
        return html! {};
    };
    let close = {
        let line = line.clone();
        move |_: MouseEvent| closed.set(Some(line.clone()))
    };
    html! {
        <div class="banner calm" role="status">
            <p>{ line }</p>
            <button class="close" aria-label="Close this notice" onclick={close}>{ icon(Icon::Close) }</button>
        </div>
    }
}

/// What was just done or went wrong.
fn status(app: &App, scene: &Scene) -> Html {
    // Where a panel or a file is waited for, it is said there.
    let is_elsewhere = scene.view.dialog.is_some() || scene.beside.is_some() || scene.view.opening.is_some();
    html! {
        <div id="status" role="status" aria-live="polite" aria-atomic="false">
            if let Some(heard) = &scene.view.heard { <p class="heard" key={format!("heard-{}", heard.number)}>{ &*heard.text }</p> }
            { reading(app, scene) }
            if scene.view.slow && !is_elsewhere {
                <div class="message" key="slow">{ slow(app, scene) }</div>
            }
            if scene.view.relocating.is_some() {
                <div class="message" key="relocating">
                    <span>{ "Select the words where the passage is now, or go to them with j and press Enter." }</span>
                    { button(app, "cancel", "Cancel", Intent::Relocate(None)) }
                </div>
            }
            if let Some(label) = scene.view.sticky.as_ref().and_then(|item| app.label(item)) {
                <div class={classes!("message", format!("a{}", label.class))} key="sticky">
                    <span>{ "Tagging every selection as " }<b class="chip">{ &*label.title }</b></span>
                    { button(app, "cancel", "Stop", Intent::Stick(None)) }
                </div>
            }
            if let Some(message) = &scene.view.message {
                <div class={classes!("message", message.trouble.then_some("trouble"))} key={message.number}>
                    <span>{ &*message.text }</span>
                    { sign(app, "close", Icon::Close, "Close this message", Intent::CloseMessage(message.number)) }
                </div>
            }
        </div>
    }
}

/// How far reading files has come.
fn reading(app: &App, scene: &Scene) -> Html {
    let Some(progress) = scene.view.opening.as_ref().filter(|progress| progress.shown) else {
        return html! {};
    };
    let app = app.clone();
    let (done, of) = (progress.done.to_string(), progress.of.to_string());
    html! {
        <div class="message" key="reading">
            <label>{ format!("Reading: {done} of {of}") }<progress value={done} max={of} /></label>
            <button class="cancel" onclick={move |_: MouseEvent| app.cancel_opening()}>{ "Cancel" }</button>
        </div>
    }
}

/// What the page listens to as a whole.
#[hook]
fn use_listeners(app: &App) {
    let app = app.clone();
    use_effect_with((), move |()| {
        let document = document();
        let mut listeners = Vec::new();
        let on_key = app.clone();
        listeners.push(Listener::new(&document, "keydown", move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                keys::pressed(&on_key, event);
            }
        }));
        listeners.extend(selection_listeners(&app));
        let pasting = app.clone();
        listeners.push(Listener::new(&document, "paste", move |event| {
            let is_free = !page::typing() && pasting.view().dialog.is_none();
            let taken = is_free && files::pasted(&event).is_some_and(|data| pasting.take_pasted(&data));
            if taken {
                event.prevent_default();
            }
        }));
        let leaving = app.clone();
        // A field saves what is in it when it is left, and so does the tag menu.
        listeners.push(Listener::new(&window(), "pagehide", move |_| {
            page::blur();
            leaving.close_menu();
        }));
        for event in ["dragstart", "dragend", "dragover", "dragleave", "drop"] {
            let app = app.clone();
            listeners.push(Listener::new(&document, event, move |event| dragged(&app, &event)));
        }
        move || drop(listeners)
    });
}

/// A selection has settled when the pointer is up, or, made by touch or keys, when it has been still for a while.
fn selection_listeners(app: &App) -> Vec<Listener> {
    use std::cell::Cell;
    use std::rc::Rc;
    /// Long enough that a finger dragging the selection's handles has stopped; in milliseconds.
    const STILL: i32 = 350;
    let down = Rc::new(Cell::new(false));
    let touch = Rc::new(Cell::new(false));
    // Whether the focus has left the page, as for the browser's own search, which moves the selection from match to match.
    let away = Rc::new(Cell::new(false));
    let clicks = Rc::new(Cell::new(0));
    let count = Rc::new(Cell::new(0u32));
    let in_menu = |event: &Event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|target| target.closest("#tag-menu").ok().flatten().is_some())
    };
    let (document, window) = (document(), page::window());
    let in_reader = |event: &Event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|target| target.closest("#reader").ok().flatten().is_some())
    };
    let mut listeners = Vec::new();
    for (event, is_away) in [("blur", true), ("focus", false)] {
        let away = away.clone();
        listeners.push(Listener::new(&window, event, move |_| away.set(is_away)));
    }
    let here = away.clone();
    listeners.push(Listener::capturing(&document, "keydown", move |_| here.set(false)));
    let (pressed, pressing, here) = (down.clone(), touch.clone(), away.clone());
    let writing = app.clone();
    listeners.push(Listener::capturing(&document, "pointerdown", move |event| {
        writing.with_rhythm(|rhythm, _| rhythm.pointed());
        // In the article this waits for what becomes of the click: drawing would disturb a selection that begins.
        let is_beside = !in_menu(&event) && !in_reader(&event);
        if is_beside && writing.view().menu.as_ref().is_some_and(Menu::has_unsaved_note) {
            writing.close_menu();
        }
        let is_touch = event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "touch");
        here.set(false);
        pressing.set(is_touch);
        pressed.set(!is_touch && in_reader(&event));
    }));
    // Only this event counts the clicks in every browser.
    let counted = clicks.clone();
    listeners.push(Listener::capturing(&document, "mousedown", move |event| {
        counted.set(event.dyn_ref::<MouseEvent>().map_or(0, |event| event.detail()));
    }));
    let (released, releasing) = (down.clone(), app.clone());
    listeners.push(Listener::capturing(&document, "pointerup", move |event| {
        if !released.replace(false) {
            return;
        }
        let place = event.dyn_ref::<PointerEvent>();
        let place = place.map(|event| (f64::from(event.client_x()), f64::from(event.client_y())));
        let how = Settled { touch: false, double_click: clicks.get() == 2, let_go: place };
        // The browser empties the old selection only after this event.
        let app = releasing.clone();
        page::after(0, move || app.selected(how));
    }));
    let app = app.clone();
    listeners.push(Listener::new(&document, "selectionchange", move |_| {
        let number = count.get().wrapping_add(1);
        count.set(number);
        if down.get() || away.get() || page::typing() {
            return;
        }
        let (app, count, down, touch) = (app.clone(), count.clone(), down.clone(), touch.clone());
        page::after(STILL, move || {
            if count.get() == number && !down.get() && !page::typing() {
                app.selected(Settled { touch: touch.get(), ..Settled::default() });
            }
        });
    }));
    listeners
}

/// Theme, text size and width stand on `<html>`; the article's title is the tab's.
#[hook]
fn use_page_attributes(scene: &Scene) {
    let settings = scene.view.settings.clone();
    use_effect_with((settings.theme, settings.size, settings.width), |(theme, size, width)| {
        page::set_root_attribute(
            "data-theme",
            match theme {
                Theme::System => None,
                Theme::Light => Some("light"),
                Theme::Dark => Some("dark"),
            },
        );
        page::set_root_attribute("data-size", Some(&size.to_string()));
        page::set_root_attribute(
            "data-width",
            Some(match width {
                Width::Narrow => "narrow",
                Width::Usual => "usual",
                Width::Wide => "wide",
            }),
        );
    });
    let title = scene.article.as_ref().map(|article| article.title.clone());
    use_effect_with(title, |title| {
        page::set_title(&match title {
            Some(title) => format!("{title} · Agendum"),
            None => "Agendum".to_owned(),
        });
    });
}

/// What can be dropped: files and folders, a link, a part of another page.
const DROPPED: [&str; 4] = ["Files", "text/uri-list", "text/html", "text/plain"];

/// Anything can be dropped anywhere, but what was taken up in this page, and not into a field, which takes text itself.
fn dragged(app: &App, event: &Event) {
    let Some(event) = event.dyn_ref::<DragEvent>() else { return };
    let kind = event.type_();
    match &*kind {
        "dragstart" => app.update(|view| view.dragging = true),
        "dragend" => app.update(|view| view.dragging = false),
        "dragleave" if event.related_target().is_none() => app.update(|view| view.dropping = false),
        "dragover" | "drop" => {
            let is_drop = kind == "drop";
            let data = event.data_transfer().filter(|data| !app.view().dragging && takes(event, data));
            app.update(|view| {
                view.dropping = data.is_some() && !is_drop;
                view.dragging &= !is_drop;
            });
            if let Some(data) = data {
                event.prevent_default();
                if is_drop {
                    app.take_dropped(&data);
                }
            }
        }
        _ => {}
    }
}

fn takes(event: &DragEvent, data: &web_sys::DataTransfer) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let field = target.is_some_and(|target| target.matches("input, textarea").unwrap_or(false));
    let kinds = if field { &DROPPED[..1] } else { &DROPPED };
    kinds.iter().any(|kind| files::carries(data, kind))
}
