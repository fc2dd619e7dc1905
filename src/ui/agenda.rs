//! The agenda: items in order with colour, hotkey, status and count; created, moved, nested and folded here, and edited in a
//! panel.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent, SubmitEvent};
use yew::prelude::*;

use super::controls::{Button, button, icon, on};
use super::part::{drawn_by, part};
use crate::app::view::{AgendaRow, Scene};
use crate::app::{App, Intent, fresh_item};
use crate::browser::{grid, measure, page};
use crate::format::icons::Icon;
use crate::model::agenda::{landing, unfolded};
use crate::model::project::ItemId;
use crate::model::session::Command;

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
    /// The item that selections are tagged with at once.
    pub sticky: Option<ItemId>,
    /// The ids of the items whose sub-items are not seen.
    pub folded: Vec<String>,
    /// Whether items are suggested.
    pub suggests: bool,
}

impl AgendaProps {
    /// What of a scene the agenda shows.
    pub fn of(app: &App, scene: &Scene) -> AgendaProps {
        AgendaProps {
            app: app.clone(),
            rows: scene.agenda.clone(),
            passages: scene.passages,
            only: scene.view.only.clone(),
            sticky: scene.view.sticky.clone(),
            folded: scene.view.settings.folded.clone(),
            suggests: !scene.view.settings.suggestions_off,
        }
    }
}

drawn_by!(AgendaProps, use_agenda);

/// The agenda.
#[hook]
fn use_agenda(props: &AgendaProps) -> Html {
    let AgendaProps { app, rows, passages, only, sticky, folded, suggests } = props;
    let dragged = use_state_eq(|| None::<Dragged>);
    // The control that the Tab key comes to: the one that had the focus last.
    let stop = use_state_eq(|| None::<(String, String)>);
    let count = if *passages == 1 { "1 passage".to_owned() } else { format!("{passages} passages") };
    let is_folded = |row: &AgendaRow| folded.iter().any(|folded| folded == row.item.id.as_str());
    let seen = unfolded(rows.iter().cloned(), |row| row.depth, |row| is_folded(row));
    let seen: Rc<Vec<AgendaRow>> = Rc::new(seen.collect());
    let is_parent = |row: &AgendaRow| {
        let at = rows.iter().position(|it| it.item.id == row.item.id).map_or(0, |at| at + 1);
        rows.get(at).is_some_and(|next| next.depth > row.depth)
    };
    let stop_row = stop.as_ref().and_then(|(id, _)| seen.iter().position(|row| row.item.id.as_str() == id));
    let stop_column = stop.as_ref().filter(|_| stop_row.is_some()).map_or("title", |(_, column)| column);
    let drawn = seen.iter().enumerate().map(|(index, row)| {
        let props = RowProps {
            app: app.clone(),
            row: row.clone(),
            index,
            current: only.as_ref() == Some(&row.item.id),
            sticky: sticky.as_ref() == Some(&row.item.id),
            unfolded: is_parent(row).then(|| !is_folded(row)),
            dragging: dragged.as_ref().is_some_and(|it| it.item == row.item.id),
            below: dragged.as_ref().filter(|it| it.gap == index).map(|it| it.depth),
            drag: dragged.setter(),
            rows: seen.clone(),
            stop: (stop_row.unwrap_or(0) == index).then(|| stop_column.to_owned()),
        };
        part(row.item.id.as_str(), props)
    });
    let focused = {
        let stop = stop.setter();
        move |event: FocusEvent| {
            if let Some((row, column)) = event.target().and_then(|target| grid::place(&target)) {
                stop.set(Some((row, column)));
            }
        }
    };
    let typed = use_mut_ref(grid::Typed::default);
    let pressed = move |event: KeyboardEvent| {
        if grid::pressed(&event, &mut typed.borrow_mut()) {
            event.prevent_default();
        }
    };
    let at_end = dragged.as_ref().is_some_and(|it| it.gap == seen.len());
    html! {
        <nav id="agenda" aria-label="Agenda">
            <h2>{ "Agenda" }<span class="count">{ count }</span></h2>
            if !rows.is_empty() {
                <div class={classes!("items", at_end.then_some("drop-at-end"))} role="treegrid" aria-label="Agenda items"
                    onfocusin={focused} onkeydown={pressed}>{ for drawn }</div>
            }
            if rows.is_empty() {
                <p class="empty">{ "The agenda is empty. Add its first item below." }</p>
            }
            { new_item(app) }
            <div class="tools">
                { button(app, "", "Overview", Intent::Panel("overview", "".into())) }
                { button(app, "", "Manage agenda…", Intent::Panel("agenda", "".into())) }
                { Button { class: "toggle", text: "Suggestions".into(), pressed: Some(*suggests), ..Button::default() }
                    .draw(app, Intent::TurnSuggestions) }
            </div>
        </nav>
    }
}

/// An item that is dragged, the gap that it is over, and how deep it would be there.
#[derive(Clone, PartialEq)]
struct Dragged {
    item: ItemId,
    gap: usize,
    depth: usize,
}

#[derive(PartialEq)]
struct RowProps {
    app: App,
    row: AgendaRow,
    index: usize,
    current: bool,
    sticky: bool,
    /// Whether what is below it is seen, if there is something.
    unfolded: Option<bool>,
    dragging: bool,
    /// How deep the dragged item would be above this one, if it would land there.
    below: Option<usize>,
    drag: UseStateSetter<Option<Dragged>>,
    /// The rows that are seen.
    rows: Rc<Vec<AgendaRow>>,
    /// Class of the control that the Tab key comes to, if it is in this row.
    stop: Option<String>,
}

drawn_by!(RowProps, use_row);

/// One item.
#[hook]
fn use_row(props: &RowProps) -> Html {
    let RowProps { app, row, current, sticky, .. } = props;
    // Where the grip was taken, in pixels from the left; not a number while it is not.
    let taken = use_mut_ref(|| f64::NAN);
    let item = &row.item;
    let (id, title) = (item.id.clone(), &item.title);
    let class = classes!(
        "item",
        format!("a{}", row.class),
        format!("depth-{}", row.depth.min(6)),
        current.then_some("current"),
        props.dragging.then_some("dragging"),
        props.below.map(|depth| format!("drop-before to-{}", depth.min(6))),
    );
    let passages =
        if row.passages == 1 { "1 passage".to_owned() } else { format!("{} passages", row.passages) };
    let outline = Intent::Panel("outline", format!("item:{id}").into());
    let tab =
        |column: &str| -> &'static str { if props.stop.as_deref() == Some(column) { "0" } else { "-1" } };
    let unfolded = props.unfolded.map(|unfolded| {
        let name = format!("{} sub-items of {title}", if unfolded { "Hide" } else { "Show" });
        let sign = if unfolded { Icon::Unfolded } else { Icon::Folded };
        html! {
            <button class="fold" tabindex={tab("fold")} aria-expanded={unfolded.to_string()} aria-label={name}
                onclick={on(app, Intent::Fold(id.clone()))}>{ icon(sign) }</button>
        }
    });
    let stick = format!("Tag every selection as {title}");
    let level = (row.depth + 1).to_string();
    html! {
        <div {class} role="row" aria-level={level} aria-expanded={props.unfolded.map(|unfolded| unfolded.to_string())}
            data-item={id.as_str().to_owned()}>
            <span class="named" role="gridcell">
                if let Some(hotkey) = item.hotkey {
                    <kbd class="key">{ hotkey.digit() }</kbd>
                } else {
                    <span class="key none" />
                }
                <button class="title" tabindex={tab("title")} onclick={on(app, Intent::ShowOnly(id.clone()))} aria-pressed={current.to_string()}
                    title={if item.description.is_empty() { title.to_string() } else { item.description.to_string() }}>
                    { &**title }
                </button>
                { unfolded }
                if let Some(status) = &item.status { <small class="status">{ &**status }</small> }
            </span>
            <span class="cell" role="gridcell">
                <button class="count" tabindex={tab("count")} aria-label={format!("{passages} of {title}")} title="Show its passages"
                    onclick={on(app, outline)}>{ row.passages }</button>
            </span>
            <span class="cell" role="gridcell">
                <button class="stick" tabindex={tab("stick")} aria-pressed={sticky.to_string()} aria-label={stick.clone()} title={stick}
                    onclick={on(app, Intent::Stick(Some(id.clone())))}>{ icon(Icon::Pin) }</button>
            </span>
            <span class="cell" role="gridcell">
                <button class="edit" tabindex={tab("edit")} aria-haspopup="dialog" aria-label={format!("Edit {title}")}
                    title="Edit" onclick={on(app, Intent::Panel("item", id.as_str().into()))}>{ icon(Icon::More) }</button>
            </span>
            <span class="cell" role="gridcell">{ grip(props, taken, tab("grip")) }</span>
            <span class="bar" aria-hidden="true"><span ~style={format!("width:{}%", (row.share * 100.0).round() as u32)} /></span>
        </div>
    }
}

/// How far to the right a dragged item goes one level deeper, in pixels; as in the style sheet.
const INDENT: f64 = 20.0;

/// The grip of a row: dragged by pointer, or moved with the arrow keys.
fn grip(props: &RowProps, taken: Rc<RefCell<f64>>, tab: &'static str) -> Html {
    let (id, title) = (props.row.item.id.clone(), &props.row.item.title);
    let down = {
        let taken = taken.clone();
        move |event: PointerEvent| {
            event.prevent_default();
            taken.replace(f64::from(event.client_x()));
            if let Some(grip) = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                // What is prevented above includes this.
                page::focus_element(&grip);
                // Without capture the drag would end at the grip's edge; nothing else can be done then.
                let _ = grip.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let over = {
        let (id, count, own) = (id.clone(), props.rows.len(), props.row.depth);
        let from = taken.clone();
        move |event: &PointerEvent| {
            let rows = "#agenda [data-item]";
            let gap = measure::first_below(rows, f64::from(event.client_y())).unwrap_or(count);
            let from: f64 = *from.borrow();
            let levels = (f64::from(event.client_x()) - from) / INDENT;
            let depth = (own as f64 + levels).round().max(0.0) as usize;
            Dragged { item: id.clone(), gap, depth }
        }
    };
    let drag = {
        let (over, target, taken) = (over.clone(), props.drag.clone(), taken.clone());
        move |event: PointerEvent| {
            if page::captured(&event) && !taken.borrow().is_nan() {
                target.set(Some(over(&event)));
            }
        }
    };
    let drop = {
        let (app, target, rows) = (props.app.clone(), props.drag.clone(), props.rows.clone());
        let taken = taken.clone();
        move |event: PointerEvent| {
            target.set(None);
            let dragged = over(&event);
            if !taken.replace(f64::NAN).is_nan() && page::captured(&event) {
                move_to(&app, &rows, &dragged);
            }
        }
    };
    let cancel = {
        let target = props.drag.clone();
        let taken = taken.clone();
        move |_: PointerEvent| {
            taken.replace(f64::NAN);
            target.set(None);
        }
    };
    let keys = {
        let (app, id, rows) = (props.app.clone(), id.clone(), props.rows.clone());
        let (index, depth) = (props.index, props.row.depth);
        let target = props.drag.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !taken.replace(f64::NAN).is_nan() {
                event.prevent_default();
                return target.set(None);
            }
            let below = rows[index + 1..].iter().take_while(|row| row.depth > depth).count();
            let (gap, depth) = match event.key().as_str() {
                "ArrowUp" if index > 0 => (index - 1, rows[index - 1].depth),
                "ArrowDown" if index + below + 1 < rows.len() => {
                    let next = index + below + 1;
                    (
                        next + 1,
                        rows.get(next + 1).map_or(rows[next].depth, |row| row.depth.max(rows[next].depth)),
                    )
                }
                "ArrowRight" => (index, depth + 1),
                "ArrowLeft" if depth > 0 => {
                    // After all that belongs to the same parent, as the next of that one.
                    (
                        index + 1 + rows[index + 1..].iter().take_while(|row| row.depth >= depth).count(),
                        depth - 1,
                    )
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            move_to(&app, &rows, &Dragged { item: id.clone(), gap, depth });
            // A row that is moved in the page loses the focus.
            let grip = format!("grip-{id}");
            app.when_drawn(move || page::focus(&grip));
        }
    };
    html! {
        <button id={format!("grip-{}", props.row.item.id)} class="grip" tabindex={tab} aria-label={format!("Move {title}: drag, or use the arrow keys")}
            title="Drag to reorder and to nest, or use the arrow keys" onpointerdown={down} onpointermove={drag}
            onpointerup={drop} onpointercancel={cancel} onkeydown={keys}>{ icon(Icon::Grip) }</button>
    }
}

/// Moves an item to where it was let go.
fn move_to(app: &App, rows: &[AgendaRow], dragged: &Dragged) {
    let rows: Vec<_> = rows.iter().map(|row| (row.depth, &row.item.id)).collect();
    if let Some((parent, before)) = landing(&rows, &dragged.item, dragged.gap, dragged.depth) {
        app.attempt(Command::MoveItem { id: dragged.item.clone(), parent, before });
    }
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
