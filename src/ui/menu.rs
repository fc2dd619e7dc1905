//! The tag menu at the selection, and the list of passages that lie where the reader clicked.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, InputEvent, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::controls::{Button, button, icon, on, sign};
use super::part::{drawn_by, use_effect_with};
use crate::app::view::{AgendaRow, Field, Menu, Scene, Several, Target};
use crate::app::{App, Entry, Intent, entries, shortened};
use crate::browser::page;
use crate::browser::selection::Rect;
use crate::format::icons::Icon;
use crate::model::script::upright;

/// What the menu is drawn from.
#[derive(PartialEq)]
pub struct MenuProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
}

drawn_by!(MenuProps, use_tag_menu);

/// The tag menu. It opens without taking the focus, so that the native selection stays.
#[hook]
fn use_tag_menu(props: &MenuProps) -> Html {
    let (app, scene) = (&props.app, &props.scene);
    let focus = scene.view.menu.as_ref().map(|menu| (menu.field, menu.by_keys));
    use_effect_with(focus, |focus| match focus {
        Some((Field::Filter, _)) => page::focus("tag-filter"),
        Some((Field::Note, _)) => page::focus_end("tag-note"),
        // Opened or walked by keys: what is chosen is heard where the focus is.
        Some((Field::None, true)) => page::focus("tag-entries"),
        Some((Field::None, false)) | None => {}
    });
    let chosen = scene.view.menu.as_ref().map(|menu| menu.chosen);
    use_effect_with(chosen, |chosen| {
        if let Some(chosen) = chosen {
            page::reveal_in_list(&format!("tag-entry-{chosen}"));
        }
    });
    let Some(menu) = &scene.view.menu else { return html! {} };
    let has = app.menu_items();
    let entries = entries(scene, &has);
    let rows = entries.iter().enumerate().map(|(index, entry)| row(app, entry, index, index == menu.chosen));
    let label = match &menu.target {
        Target::Passage(_) if has.is_empty() => "Tag this passage as",
        Target::Passage(_) | Target::Annotation(_) => "Agenda items of this passage",
    };
    let chosen = (!entries.is_empty()).then(|| format!("tag-entry-{}", menu.chosen));
    let in_filter = menu.field == Field::Filter;
    let place = place_of(menu);
    html! {
        <div id="tag-menu" role="dialog" aria-label={label} class={classes!(menu.touch.then_some("sheet"))}
            ~style={place}
            onpointerdown={keep_selection} onmousedown={keep_selection_of_mouse}>
            <div class="filter">
                <input id="tag-filter" type="text" autocomplete="off" role="combobox" aria-expanded="true"
                    aria-controls="tag-entries" aria-activedescendant={chosen.clone().filter(|_| in_filter)}
                    aria-label={if menu.creating { "Title of the new item" } else { "Filter, or title of a new item" }}
                    placeholder={if menu.creating { "Title of the new item…" } else { "Tag this passage as…" }}
                    value={menu.filter.to_string()} oninput={on_filter(app)} onfocus={on_field(app, Field::Filter)} />
                if menu.touch { { sign(app, "close", Icon::Close, "Close", Intent::CloseMenu) } } else if menu.field == Field::None { <kbd>{ "Tab" }</kbd> }
            </div>
            <ul id="tag-entries" role="listbox" tabindex="-1" aria-label={label} aria-activedescendant={chosen.filter(|_| !in_filter)}>
                { for rows }
                if menu.creating && entries.is_empty() {
                    <li class="empty" key="empty" role="presentation">{ "Type a title, then press Enter." }</li>
                } else if entries.is_empty() {
                    <li class="empty" key="empty" role="presentation">{ "The agenda is empty. Type the title of a new item." }</li>
                }
            </ul>
            if menu.field == Field::Note || menu.has_unsaved_note() { { note(app, menu) } }
            { foot(app, menu) }
        </div>
    }
}

fn row(app: &App, entry: &Entry, index: usize, chosen: bool) -> Html {
    let take = on(app, Intent::Take(index));
    let id = format!("tag-entry-{index}");
    let class = classes!("row", chosen.then_some("on"));
    match entry {
        Entry::Again(AgendaRow { item, class: colour, .. }) => html! {
            <li {id} key="again" role="option" aria-selected={chosen.to_string()} aria-label={format!("Again: {}", item.title)}
                class={classes!(class, "again", format!("a{colour}"))} onclick={take}>
                <span class="dot" aria-hidden="true"></span>
                <span><small>{ "Again: " }</small><span class="title" dir="auto">{ &*item.title }</span></span>
                if let Some(hotkey) = item.hotkey { <kbd>{ hotkey.digit() }</kbd> }
            </li>
        },
        Entry::Item(AgendaRow { item, class: colour, .. }, has) => html! {
            <li {id} key={item.id.as_str()} role="option" aria-selected={chosen.to_string()}
                aria-checked={has.to_string()} class={classes!(class, format!("a{colour}"))} onclick={take}>
                <span class={classes!("dot", has.then_some("has"))} aria-hidden="true">{ for has.then(|| icon(Icon::Tick)) }</span>
                <span class="title" dir="auto">{ &*item.title }</span>
                if let Some(hotkey) = item.hotkey { <kbd>{ hotkey.digit() }</kbd> }
            </li>
        },
        Entry::New(title) => html! {
            <li {id} key="new" role="option" aria-selected={chosen.to_string()} {class} onclick={take}>
                <span class="plus" aria-hidden="true">{ "+" }</span>
                <span class="title">{ format!("New item “{title}”") }</span>
                <kbd>{ "Enter" }</kbd>
            </li>
        },
    }
}

/// What is said below a note that is being written.
pub const NOTE_KEYS: &str = "Enter: new line. Ctrl or ⌘ and Enter, or Escape: save.";

fn note(app: &App, menu: &Menu) -> Html {
    let typed = app.clone();
    let typed = move |event: InputEvent| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(field) = field {
            typed.change_menu(|menu| menu.note = field.value().into());
        }
    };
    html! {
        <div class="note-field">
            <textarea id="tag-note" rows="3" dir="auto" aria-label="Note" aria-describedby="tag-note-keys" placeholder="Write a note…"
                value={menu.note.to_string()} oninput={typed} />
            <small id="tag-note-keys" class="keys-of-note">{ NOTE_KEYS }</small>
            { button(app, "solid", "Save note", Intent::KeepNote) }
        </div>
    }
}

fn foot(app: &App, menu: &Menu) -> Html {
    let note = Button { text: "Note".into(), pressed: Some(menu.field == Field::Note), ..Button::default() };
    html! {
        <div class="foot">
            { button(app, "", "New item…", Intent::NewItem) }
            { button(app, "", "Find same words…", Intent::Alike) }
            { note.draw(app, Intent::WriteNote) }
            if let Target::Annotation(id) = menu.target.clone() {
                { button(app, "", "Delete", Intent::Remove(id)) }
            } else {
                { button(app, "", "Mark without item", Intent::HighlightOnly) }
            }
        </div>
    }
}

fn on_filter(app: &App) -> Callback<InputEvent> {
    let app = app.clone();
    Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            app.change_menu(|menu| {
                menu.filter = field.value().into();
                menu.chosen = 0;
            });
        }
    })
}

fn on_field(app: &App, field: Field) -> Callback<FocusEvent> {
    let app = app.clone();
    Callback::from(move |_: FocusEvent| app.change_menu(|menu| menu.field = field))
}

/// Pressing on the menu, its fields aside, leaves focus and selection where they are.
fn keep_selection(event: PointerEvent) {
    leave_selection(&event);
}

fn keep_selection_of_mouse(event: MouseEvent) {
    leave_selection(&event);
}

fn leave_selection(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if target.is_some_and(|target| !target.matches("input, textarea").unwrap_or(false)) {
        event.prevent_default();
    }
}

/// The menu's width, and the height that it may take; as in the style sheet. In pixels.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 400.0;

/// The least height with which it can be used, and the space around it, in pixels.
const LEAST: f64 = 200.0;
const GAP: f64 = 14.0;

/// Where the menu stands, as CSS; a sheet is placed by the style sheet.
fn place_of(menu: &Menu) -> String {
    if menu.touch { String::new() } else { beside(&menu.lines.0, &menu.lines.1) }
}

/// Below the last line, or above the first, wherever there is more room; and no higher than that room.
fn beside(first: &Rect, last: &Rect) -> String {
    let (width, height) = page::size();
    let (above, below) = (first.top - GAP, height - last.bottom - GAP);
    let goes_below = below >= HEIGHT || below >= above;
    let line = if goes_below { last } else { first };
    let middle = (line.left + line.right) / 2.0;
    let left = (middle - WIDTH / 2.0).min(width - WIDTH - GAP).max(GAP).round() as i32;
    // A passage that fills the window leaves no room on either side: then the menu lies over its end.
    let most = above.max(below).clamp(LEAST, HEIGHT).round() as i32;
    let place = match goes_below {
        true => ("top", (last.bottom + GAP / 2.0).min(height - LEAST)),
        false => ("bottom", (height - first.top + GAP / 2.0).min(height - LEAST)),
    };
    format!("left:{left}px;{}:{}px;max-height:{most}px", place.0, place.1.round() as i32)
}

/// What the list of passages is drawn from.
#[derive(PartialEq)]
pub struct SeveralProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
}

drawn_by!(SeveralProps, use_several);

/// Where several passages lie, all of them, to choose from.
#[hook]
fn use_several(props: &SeveralProps) -> Html {
    let (app, scene) = (&props.app, &props.scene);
    let several = scene.view.several.clone();
    use_effect_with(several.clone(), |several| {
        if several.is_some() {
            page::focus("several-0");
        }
    });
    let (Some(Several { ids, at }), Some(article)) = (several, &scene.article) else { return html! {} };
    let place = beside(&at, &at);
    let rows = ids.iter().enumerate().filter_map(|(index, id)| {
        let annotation = app.with(|project| project.annotation(id).cloned())?;
        let words = shortened(&article.text, annotation.span_in(article)?, 90);
        let labels = annotation.items.iter().filter_map(|item| app.label(item));
        let chips = labels.map(|label| {
            html! { <span key={label.class} class={classes!("chip", format!("a{}", label.class))}>{ &*label.title }</span> }
        });
        let chips: Html = if annotation.items.is_empty() {
            html! { <span class="chip plain">{ "No item" }</span> }
        } else {
            chips.collect()
        };
        Some(html! {
            <li key={id.as_str().to_owned()}>
                <button id={format!("several-{index}")} onclick={on(app, Intent::Activate(id.clone()))}>
                    { chips }<q class={upright(&words)} dir="auto">{ words }</q>
                </button>
            </li>
        })
    });
    let label = format!("{} passages overlap here", ids.len());
    html! {
        <div id="several" role="dialog" aria-label={label.clone()} ~style={place}>
            <p class="head">{ label }</p>
            <ul>{ for rows }</ul>
        </div>
    }
}
