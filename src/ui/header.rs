//! The header: which article is open, how saving goes, undo and redo, and the ways in and out.

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::app::App;
use crate::app::view::{Dialog, Scene, Sheet};

/// The header.
pub fn header(app: &App, scene: &Scene) -> Html {
    let show = |dialog: Dialog| {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.show_dialog(dialog.clone()))
    };
    let (undo, redo) = (app.clone(), app.clone());
    let undo_name = scene.undo.as_ref().map(|name| format!("Undo {name}"));
    let redo_name = scene.redo.as_ref().map(|name| format!("Redo {name}"));
    let title = scene.article.as_ref().map_or_else(|| "No article".into(), |article| article.title.clone());
    let count = scene.articles.len();
    html! {
        <header>
            <span class="name">{ "Agendum" }</span>
            <button class="title" onclick={show(Dialog::Articles)} aria-haspopup="dialog" title="All articles">
                <span class="text">{ &*title }</span>
                <small>{ if count == 1 { "1 article ▾".to_owned() } else { format!("{count} articles ▾") } }</small>
            </button>
            <span class={classes!("saved", scene.keeping.line.is_some().then_some("limited"))}
                title={scene.keeping.line.clone()}>{ scene.keeping.state }</span>
            <button class="undo" disabled={undo_name.is_none()} onclick={move |_: MouseEvent| { undo.undo(); }}
                title={undo_name.clone().unwrap_or_else(|| "Nothing to undo".into())}
                aria-label={undo_name.clone().unwrap_or_else(|| "Undo".into())}>
                <span aria-hidden="true">{ "↶" }</span>
                <span class="wide label" aria-hidden="true">{ undo_name.unwrap_or_else(|| "Undo".into()) }</span>
            </button>
            <button class="redo" disabled={redo_name.is_none()} onclick={move |_: MouseEvent| { redo.redo(); }}
                title={redo_name.clone().unwrap_or_else(|| "Nothing to redo".into())}
                aria-label={redo_name.clone().unwrap_or_else(|| "Redo".into())}>
                <span aria-hidden="true">{ "↷" }</span>
            </button>
            <button class="open" onclick={show(Dialog::Open(None))} aria-haspopup="dialog">{ "Open…" }</button>
            <button class="settings" onclick={show(Dialog::Settings)} aria-haspopup="dialog"
                aria-label="Settings" title="Settings">
                <span aria-hidden="true">{ "☰" }</span>
            </button>
            <button class="export solid" onclick={show(Dialog::Export)} aria-haspopup="dialog">{ "Export…" }</button>
        </header>
    }
}

/// On a narrow window: article, agenda, notes.
pub fn tabs(app: &App, scene: &Scene) -> Html {
    let tab = |sheet: Sheet, name: String| {
        let app = app.clone();
        let current = scene.view.sheet == sheet;
        let show = move |_: MouseEvent| {
            app.update(|view| {
                view.sheet = sheet;
                view.menu = None;
            });
        };
        html! {
            <button aria-pressed={current.to_string()} onclick={show}>{ name }</button>
        }
    };
    html! {
        <div id="tabs" role="group" aria-label="Show">
            { tab(Sheet::Article, "Article".to_owned()) }
            { tab(Sheet::Agenda, "Agenda".to_owned()) }
            { tab(Sheet::Notes, format!("Notes · {}", scene.passages)) }
        </div>
    }
}
