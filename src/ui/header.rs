//! The header: which article is open, how saving goes, undo and redo, and the ways in and out.

use yew::prelude::*;

use super::controls::{Button, button, icon, on, sign};
use crate::app::view::{Dialog, Scene, Sheet};
use crate::app::{App, Intent};
use crate::format::icons::Icon;

/// The header.
pub fn header(app: &App, scene: &Scene) -> Html {
    let title = scene.article.as_ref().map_or_else(|| "No article".into(), |article| article.title.clone());
    let articles = match scene.articles {
        1 => "1 article".to_owned(),
        count => format!("{count} articles"),
    };
    html! {
        <header>
            <span class="name">{ "Agendum" }</span>
            <button class="title" onclick={on(app, Intent::Panel("library", "".into()))} aria-haspopup="dialog" title="All articles">
                <span class="text">{ &*title }</span>
                <small>{ articles }{ icon(Icon::Unfolded) }</small>
            </button>
            { saved(scene) }
            { step(app, "undo", Icon::Undo, "Undo", scene.undo.as_deref(), Intent::Undo) }
            { step(app, "redo", Icon::Redo, "Redo", scene.redo.as_deref(), Intent::Redo) }
            { sign(app, "search", Icon::Search, SEARCH, Intent::Panel("find", "".into())) }
            { opens(app, "open", "Open…", Intent::Show(Dialog::Open(None, None))) }
            { settings(app) }
            { opens(app, "export", "Export…", Intent::Show(Dialog::Export)) }
            { opens(app, "make solid", "Agenda document", Intent::Panel("document", "".into())) }
            { more(app, scene) }
        </header>
    }
}

/// How far one can go back.
pub const UNTIL_RELOADED: &str = "Undo goes back to when this page was opened; it does not survive a reload.";

const SEARCH: &str = "Search the article, notes and passages";

/// How saving goes.
fn saved(scene: &Scene) -> Html {
    let limited = scene.keeping.line.is_some().then_some("limited");
    html! {
        <span class={classes!("saved", limited)} title={scene.keeping.line.clone()}>{ scene.keeping.state }</span>
    }
}

fn opens(app: &App, class: &'static str, text: &'static str, intent: Intent) -> Html {
    Button { class, text: text.into(), opens: true, ..Button::default() }.draw(app, intent)
}

fn settings(app: &App) -> Html {
    Button {
        class: "settings",
        icon: Some(Icon::Settings),
        name: Some("Settings".into()),
        opens: true,
        ..Button::default()
    }
    .draw(app, Intent::Show(Dialog::Settings))
}

/// On a narrow window, what has no room in the header: a menu of the browser's own, which closes itself.
fn more(app: &App, scene: &Scene) -> Html {
    let entry = |text: &'static str, intent: Intent| {
        html! {
            <button type="button" popovertarget="more-menu" popovertargetaction="hide" onclick={on(app, intent)}>{ text }</button>
        }
    };
    html! {
        <>
            <button type="button" class="more" aria-label="Menu" title="Menu" popovertarget="more-menu">{ icon(Icon::Menu) }</button>
            <div id="more-menu" popover="auto" role="group" aria-label="Menu">
                <p class="state">{ scene.keeping.state }</p>
                { entry("Agenda document", Intent::Panel("document", "".into())) }
                { entry("Open…", Intent::Show(Dialog::Open(None, None))) }
                { entry("Export…", Intent::Show(Dialog::Export)) }
                { entry("Settings", Intent::Show(Dialog::Settings)) }
            </div>
        </>
    }
}

/// The button that takes a step back, or again; it names the step.
fn step(
    app: &App,
    class: &'static str,
    sign: Icon,
    verb: &'static str,
    step: Option<&str>,
    intent: Intent,
) -> Html {
    let name = step.map_or_else(|| AttrValue::Static(verb), |step| format!("{verb}: {step}").into());
    let title = if step.is_some() { name.clone() } else { format!("Nothing to {class}.").into() };
    let title = if class == "undo" { format!("{title}\n{UNTIL_RELOADED}").into() } else { title };
    html! {
        <button {class} disabled={step.is_none()} onclick={on(app, intent)} {title} aria-label={name.clone()}>
            { icon(sign) }
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
        <nav id="tabs" aria-label="Show">
            { tab(Sheet::Article, "Article".into()) }
            { tab(Sheet::Agenda, "Agenda".into()) }
            { tab(Sheet::Notes, format!("Notes · {}", scene.passages).into()) }
            { button(app, "", "Search", Intent::Panel("find", "".into())) }
        </nav>
    }
}
