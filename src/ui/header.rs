//! The header: which article is open, how saving goes, undo and redo, and the ways in and out.

use yew::prelude::*;

use super::controls::{Button, button, on, sign};
use crate::app::view::{Dialog, Scene, Sheet};
use crate::app::{App, Intent};

/// The header.
pub fn header(app: &App, scene: &Scene) -> Html {
    let title = scene.article.as_ref().map_or_else(|| "No article".into(), |article| article.title.clone());
    let articles = match scene.articles {
        1 => "1 article ▾".to_owned(),
        count => format!("{count} articles ▾"),
    };
    let dialog = |class: &'static str, text: &'static str, name: Option<&'static str>, dialog: Dialog| {
        let name = name.map(AttrValue::Static);
        Button { class, text: text.into(), name, opens: true, ..Button::default() }
            .draw(app, Intent::Show(dialog))
    };
    html! {
        <header>
            <span class="name">{ "Agendum" }</span>
            <button class="title" onclick={on(app, Intent::Panel("library", "".into()))} aria-haspopup="dialog" title="All articles">
                <span class="text">{ &*title }</span>
                <small>{ articles }</small>
            </button>
            <span class={classes!("saved", scene.keeping.line.is_some().then_some("limited"))}
                title={scene.keeping.line.clone()}>{ scene.keeping.state }</span>
            { step(app, "undo", "↶", "Undo", scene.undo.as_deref(), Intent::Undo) }
            { step(app, "redo", "↷", "Redo", scene.redo.as_deref(), Intent::Redo) }
            { sign(app, "search", "⌕", "Search the article, notes and passages", Intent::Panel("find", "".into())) }
            { dialog("open", "Open…", None, Dialog::Open(None, None)) }
            { dialog("settings", "☰", Some("Settings"), Dialog::Settings) }
            { dialog("export solid", "Export…", None, Dialog::Export) }
        </header>
    }
}

/// The button that takes a step back, or again; it names the step.
fn step(
    app: &App,
    class: &'static str,
    sign: &'static str,
    verb: &'static str,
    step: Option<&str>,
    intent: Intent,
) -> Html {
    let name = step.map_or_else(|| AttrValue::Static(verb), |step| format!("{verb}: {step}").into());
    let title = if step.is_some() { name.clone() } else { format!("Nothing to {class}").into() };
    html! {
        <button {class} disabled={step.is_none()} onclick={on(app, intent)} {title} aria-label={name.clone()}>
            <span aria-hidden="true">{ sign }</span>
            <span class="wide label" aria-hidden="true">{ name }</span>
        </button>
    }
}

/// On a narrow window: article, agenda, notes.
pub fn tabs(app: &App, scene: &Scene) -> Html {
    let tab = |sheet: Sheet, text: AttrValue| {
        let pressed = Some(scene.view.sheet == sheet);
        Button { text, pressed, ..Button::default() }.draw(app, Intent::Sheet(sheet))
    };
    html! {
        <div id="tabs" role="group" aria-label="Show">
            { tab(Sheet::Article, "Article".into()) }
            { tab(Sheet::Agenda, "Agenda".into()) }
            { tab(Sheet::Notes, format!("Notes · {}", scene.passages).into()) }
            { button(app, "", "Search", Intent::Panel("find", "".into())) }
        </div>
    }
}
