//! The dialogs, all native: each is drawn while it is open.

mod export;
mod open;
mod settings;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, MouseEvent};
use yew::prelude::*;

use super::controls::{button, focused, sign};
use super::panel::PanelProps;
use super::part::{drawn_by, part, use_effect_with};
use crate::app::view::{Dialog, Place, Scene};
use crate::app::{App, Intent};
use crate::browser::page;
use crate::format::icons::Icon;

/// Whichever dialog is open.
pub fn dialogs(app: &App, scene: &Scene) -> Html {
    let Some(dialog) = &scene.view.dialog else { return html! {} };
    let (name, title, content) = match dialog {
        Dialog::Open(address, updating) => {
            let props =
                open::OpenProps { app: app.clone(), address: address.clone(), compares: updating.is_some() };
            let old = updating.as_ref().and_then(|id| app.with(|project| project.article(id).cloned()));
            let title = old.map(|old| format!("Update the text of “{}”", old.title));
            ("open", title.unwrap_or_else(|| "Open an article".to_owned()), part("content", props))
        }
        Dialog::Handed(handed) => ("handed", "Open this page?".to_owned(), open::handed(app, handed)),
        Dialog::Panel(shown) if !shown.visible => return html! {},
        Dialog::Panel(shown) => {
            let props = PanelProps { app: app.clone(), place: Place::Dialog, drawing: shown.drawing.clone() };
            (&*shown.of, shown.title.to_string(), part("content", props))
        }
        Dialog::Export => {
            let props = export::ExportProps { app: app.clone(), scene: scene.clone() };
            ("export", "Export".to_owned(), part("content", props))
        }
        Dialog::Report(title, lines) => ("report", title.to_string(), report(app, lines)),
        Dialog::Settings => (
            "settings",
            "Settings".to_owned(),
            part("content", settings::SettingsProps { app: app.clone(), scene: scene.clone() }),
        ),
        Dialog::Erase => ("erase", "Delete everything?".to_owned(), settings::erase(app)),
    };
    // Where nothing is to be filled in or decided, the dialog itself has the focus, not its cross.
    let quiet = matches!(dialog, Dialog::Panel(shown) if !page::includes(&shown.drawing, "\"autofocus\""));
    let name = name.to_owned();
    let content = html! { <>{ slow(app, scene) }{ content }{ done(app, scene) }</> };
    part(name.clone(), ModalProps { app: app.clone(), name, title, quiet, children: content })
}

#[derive(PartialEq)]
struct ModalProps {
    app: App,
    name: String,
    title: String,
    quiet: bool,
    children: Html,
}

drawn_by!(ModalProps, use_modal);

/// A native dialog. Escape, the cross and a click beside it close it.
#[hook]
fn use_modal(props: &ModalProps) -> Html {
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with((), move |()| {
            if let Some(element) = element.cast::<web_sys::Element>() {
                page::show_dialog(&element);
            }
        });
    }
    let (closed, beside) = (props.app.clone(), props.app.clone());
    // Escape: the state follows at once, so that the next key is not taken for the dialog's. The event that a
    // dialog has closed comes later, when another may be open, and is not listened to.
    let closed = move |event: Event| {
        if !closed.leave_dialog() {
            event.prevent_default();
        }
    };
    let beside = move |event: MouseEvent| {
        // Only a click on the backdrop has the dialog itself as its target.
        let target = event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok());
        if target.is_some() {
            beside.leave_dialog();
        }
    };
    let title_id = format!("{}-dialog-title", props.name);
    html! {
        <dialog ref={element} id={format!("{}-dialog", props.name)} autofocus={props.quiet} tabindex={props.quiet.then_some("-1")}
            aria-labelledby={title_id.clone()}
            oncancel={closed} onmousedown={beside}>
            <div class="body">
                <div class="head">
                    <h2 id={title_id}>{ &props.title }</h2>
                    { sign(&props.app, "close", Icon::Close, "Close", Intent::CloseDialog) }
                </div>
                { props.children.clone() }
            </div>
        </dialog>
    }
}

/// What the worker does takes long: it can be stopped.
pub fn slow(app: &App, scene: &Scene) -> Html {
    if !scene.view.slow {
        return html! {};
    }
    html! {
        <p class="slow" role="status" key="slow">
            <span>{ "This is taking long. " }</span>
            { button(app, "", "Stop it", Intent::StopWorker) }
        </p>
    }
}

/// What was just done in a panel, which covers the page's own line for that; and the way back.
fn done(app: &App, scene: &Scene) -> Html {
    let Some(message) = &scene.view.message else { return html! {} };
    html! {
        <p class="done" role="status" key={message.number}>
            <span>{ &*message.text }</span>
            if message.undoes && scene.undo.is_some() { { button(app, "", "Undo", Intent::Undo) } }
        </p>
    }
}

fn report(app: &App, lines: &[String]) -> Html {
    let lines = lines.iter().enumerate().map(|(index, line)| html! { <li key={index}>{ line }</li> });
    html! {
        <>
            <ul class="report">{ for lines }</ul>
            <div class="buttons">{ focused(app, "solid", "OK", Intent::CloseDialog) }</div>
        </>
    }
}
