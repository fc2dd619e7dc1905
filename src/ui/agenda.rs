//! The agenda: items in order with colour, hotkey and count; created, edited, moved and deleted here.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{
    Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, KeyboardEvent, MouseEvent,
    PointerEvent, SubmitEvent,
};
use yew::prelude::*;

use super::controls::{button, on};
use super::part::{drawn_by, part, use_effect_with};
use crate::app::view::{AgendaRow, Scene};
use crate::app::{App, Intent, fresh_item};
use crate::browser::{measure, page};
use crate::model::project::{AgendaItem, Colour, Hotkey, ItemId};
use crate::model::session::{Command, ItemEdit, PALETTE};
use crate::model::text::with_line_feeds;

/// What the agenda is drawn from.
#[derive(PartialEq)]
pub struct AgendaProps {
    /// The application.
    pub app: App,
    /// The items in order.
    pub rows: Rc<Vec<AgendaRow>>,
    /// The passages of the open article.
    pub passages: usize,
    /// The item whose passages alone are shown in the margin.
    pub only: Option<ItemId>,
    /// The item whose editor is open.
    pub editing: Option<ItemId>,
}

impl AgendaProps {
    /// What of a scene the agenda shows.
    pub fn of(app: &App, scene: &Scene) -> AgendaProps {
        AgendaProps {
            app: app.clone(),
            rows: scene.agenda.clone(),
            passages: scene.passages,
            only: scene.view.only.clone(),
            editing: scene.view.editing.clone(),
        }
    }
}

drawn_by!(AgendaProps, use_agenda);

/// The agenda.
#[hook]
fn use_agenda(props: &AgendaProps) -> Html {
    let AgendaProps { app, rows, passages, only, editing } = props;
    // Before which row a dragged item would land: an item's id, or empty for the end.
    let target = use_state_eq(|| None::<(ItemId, Option<ItemId>)>);
    let count = if *passages == 1 { "1 passage".to_owned() } else { format!("{passages} passages") };
    let drawn = rows.iter().enumerate().map(|(index, row)| {
        let dragging = target.as_ref().is_some_and(|(dragged, _)| *dragged == row.item.id);
        let below = target.as_ref().is_some_and(|(_, before)| before.as_ref() == Some(&row.item.id));
        let props = RowProps {
            app: app.clone(),
            row: row.clone(),
            index,
            current: only.as_ref() == Some(&row.item.id),
            editing: editing.as_ref() == Some(&row.item.id),
            dragging,
            below,
            drag: target.setter(),
            rows: rows.clone(),
        };
        part(row.item.id.as_str(), props)
    });
    let at_end = target.as_ref().is_some_and(|(_, before)| before.is_none());
    html! {
        <nav id="agenda" aria-label="Agenda">
            <h2>{ "Agenda" }<span class="count">{ count }</span></h2>
            <ul class={classes!("items", at_end.then_some("drop-at-end"))}>{ for drawn }</ul>
            if rows.is_empty() {
                <p class="empty">{ "The agenda is empty. Add its first item below." }</p>
            }
            { new_item(app) }
        </nav>
    }
}

#[derive(PartialEq)]
struct RowProps {
    app: App,
    row: AgendaRow,
    index: usize,
    current: bool,
    editing: bool,
    dragging: bool,
    below: bool,
    drag: UseStateSetter<Option<(ItemId, Option<ItemId>)>>,
    rows: Rc<Vec<AgendaRow>>,
}

drawn_by!(RowProps, use_row);

/// One item.
#[hook]
fn use_row(props: &RowProps) -> Html {
    let RowProps { app, row, current, editing, .. } = props;
    let item = &row.item;
    let id = item.id.clone();
    let (show, toggle) = (on(app, Intent::ShowOnly(id.clone())), on(app, Intent::EditItem(id.clone())));
    let class = classes!(
        "item",
        format!("a{}", row.class),
        format!("depth-{}", row.depth.min(6)),
        current.then_some("current"),
        props.dragging.then_some("dragging"),
        props.below.then_some("drop-before"),
    );
    let passages =
        if row.passages == 1 { "1 passage".to_owned() } else { format!("{} passages", row.passages) };
    html! {
        <li {class} data-item={id.as_str().to_owned()}>
            { grip(props) }
            if let Some(hotkey) = item.hotkey { <kbd class="key">{ hotkey.digit() }</kbd> } else { <span class="key none" /> }
            <button class="title" onclick={show} aria-pressed={current.to_string()}
                title={if item.description.is_empty() { item.title.to_string() } else { item.description.to_string() }}>
                { &*item.title }
            </button>
            <span class="count" aria-label={passages}>{ row.passages }</span>
            <button class="edit" aria-expanded={editing.to_string()} aria-label={format!("Edit {}", item.title)}
                title="Edit" onclick={toggle}>{ "⋯" }</button>
            <span class="bar" aria-hidden="true"><span ~style={format!("width:{}%", (row.share * 100.0).round() as u32)} /></span>
            if *editing { { part("editor", EditorProps { app: app.clone(), item: item.clone() }) } }
        </li>
    }
}

/// The grip of a row: dragged by pointer, or moved with the arrow keys.
fn grip(props: &RowProps) -> Html {
    let (app, id) = (props.app.clone(), props.row.item.id.clone());
    let down = |event: PointerEvent| {
        event.prevent_default();
        if let Some(grip) = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // What is prevented above includes this.
            page::focus_element(&grip);
            // Without capture the drag would end at the grip's edge; nothing else can be done then.
            let _ = grip.set_pointer_capture(event.pointer_id());
        }
    };
    let drag = {
        let (id, target) = (id.clone(), props.drag.clone());
        move |event: PointerEvent| {
            if page::captured(&event) {
                let before =
                    measure::first_below("#agenda [data-item]", f64::from(event.client_y()), "data-item");
                target.set(Some((id.clone(), before.and_then(|before| ItemId::new(&before)))));
            }
        }
    };
    let drop = {
        let (app, id, target, rows) = (app.clone(), id.clone(), props.drag.clone(), props.rows.clone());
        move |event: PointerEvent| {
            let before =
                measure::first_below("#agenda [data-item]", f64::from(event.client_y()), "data-item");
            target.set(None);
            move_before(&app, &rows, &id, before.and_then(|before| ItemId::new(&before)));
        }
    };
    let cancel = {
        let target = props.drag.clone();
        move |_: PointerEvent| target.set(None)
    };
    let keys = {
        let (rows, index) = (props.rows.clone(), props.index);
        move |event: KeyboardEvent| {
            let before = match event.key().as_str() {
                "ArrowUp" if index > 0 => Some(rows[index - 1].item.id.clone()),
                "ArrowDown" if index + 1 < rows.len() => rows.get(index + 2).map(|row| row.item.id.clone()),
                _ => return,
            };
            event.prevent_default();
            move_before(&app, &rows, &id, before);
            // A row that is moved in the page loses the focus.
            let grip = format!("grip-{id}");
            app.when_drawn(move || page::focus(&grip));
        }
    };
    html! {
        <button id={format!("grip-{}", props.row.item.id)} class="grip" aria-label={format!("Move {}: drag, or use the arrow keys", props.row.item.title)}
            title="Drag to reorder, or use the arrow keys" onpointerdown={down} onpointermove={drag}
            onpointerup={drop} onpointercancel={cancel} onkeydown={keys}>{ "⠿" }</button>
    }
}

/// Moves an item before another, as its sibling, or to the end.
fn move_before(app: &App, rows: &[AgendaRow], id: &ItemId, before: Option<ItemId>) {
    if before.as_ref() == Some(id) {
        return;
    }
    let at = rows.iter().position(|row| row.item.id == *id);
    let next = at.and_then(|at| rows.get(at + 1)).map(|row| row.item.id.clone());
    if before == next {
        return;
    }
    let parent = before.as_ref().and_then(|before| rows.iter().find(|row| row.item.id == *before));
    let parent = parent.and_then(|row| row.item.parent.clone());
    app.attempt(Command::MoveItem { id: id.clone(), parent, before });
}

/// A field for a new item.
fn new_item(app: &App) -> Html {
    let app = app.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = page::field("new-item-title") else { return };
        let add = Command::AddItem {
            id: fresh_item(),
            title: field.value(),
            colour: None,
            description: String::new(),
        };
        if app.attempt(add) {
            field.set_value("");
        }
    };
    html! {
        <form class="new" onsubmit={submit}>
            <input id="new-item-title" type="text" required=true placeholder="New item…" aria-label="Title of a new agenda item"
                autocomplete="off" maxlength="200" />
            <button type="submit">{ "Add" }</button>
        </form>
    }
}

#[derive(PartialEq)]
struct EditorProps {
    app: App,
    item: Rc<AgendaItem>,
}

drawn_by!(EditorProps, use_editor);

/// Title, colour, description and hotkey of an item, in its place.
#[hook]
fn use_editor(props: &EditorProps) -> Html {
    let EditorProps { app, item } = props;
    use_effect_with((), |()| page::focus("item-title"));
    let close = {
        let app = app.clone();
        move || app.update(|view| view.editing = None)
    };
    let submit = {
        let (app, item, close) = (app.clone(), item.clone(), close.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) else { return };
            let edit = edited(&item, &data);
            if edit == ItemEdit::default() || app.attempt(Command::EditItem(item.id.clone(), edit)) {
                close();
            }
        }
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    let hotkeys = Hotkey::ALL.into_iter().map(|hotkey| {
        let digit = hotkey.digit().to_string();
        html! { <option key={digit.clone()} value={digit.clone()} selected={item.hotkey == Some(hotkey)}>{ digit }</option> }
    });
    html! {
        <form class="editor" onsubmit={submit} onkeydown={escape}>
            <label>{ "Title" }<input id="item-title" name="title" type="text" required=true maxlength="200" value={item.title.to_string()} /></label>
            <label>{ "Description" }<textarea name="description" rows="3" value={item.description.to_string()} /></label>
            <div class="pair">
                <label>{ "Colour" }<input name="colour" type="color" value={item.colour.to_string()} /></label>
                <label>{ "Hotkey" }
                    <select name="hotkey"><option value="" selected={item.hotkey.is_none()}>{ "none" }</option>{ for hotkeys }</select>
                </label>
            </div>
            { palette() }
            <div class="buttons">
                { button(app, "danger", "Delete item", Intent::RemoveItem(item.id.clone())) }
                { button(app, "", "Cancel", Intent::CloseEditor) }
                <button type="submit" class="solid">{ "Keep" }</button>
            </div>
        </form>
    }
}

/// The colours that are safe for colour-blind eyes, one click each.
fn palette() -> Html {
    let colours = PALETTE.iter().map(|colour| {
        let value = colour.to_string();
        let pick = {
            let value = value.clone();
            move |event: MouseEvent| {
                let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let form = button.and_then(|button| button.closest("form").ok().flatten());
                let field = form.and_then(|form| form.query_selector("input[type=color]").ok().flatten());
                if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
                    field.set_value(&value);
                }
            }
        };
        html! {
            <button key={value.clone()} type="button" class="swatch" aria-label={format!("Colour {value}")}
                ~style={format!("background-color:{value}")} onclick={pick} />
        }
    });
    html! { <div class="palette" role="group" aria-label="Palette">{ for colours }</div> }
}

/// What differs in the form from the item.
fn edited(item: &AgendaItem, data: &FormData) -> ItemEdit {
    let field = |name: &str| data.get(name).as_string().unwrap_or_default();
    let title = Some(field("title")).filter(|title| title.trim() != &*item.title);
    let colour = Colour::parse(&field("colour")).filter(|colour| *colour != item.colour);
    let description = with_line_feeds(&field("description"));
    let description = Some(description).filter(|description| description.trim() != &*item.description);
    let hotkey = field("hotkey").chars().next().and_then(Hotkey::new);
    let hotkey = Some(hotkey).filter(|hotkey| *hotkey != item.hotkey);
    ItemEdit { title, colour, description, hotkey }
}
