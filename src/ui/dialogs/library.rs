//! Opening an article, and the list of those that are kept.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, MouseEvent, SubmitEvent};
use yew::prelude::*;

use crate::app::App;
use crate::app::view::{Dialog, Scene};
use crate::model::session::Command;
use crate::ui::part::drawn_by;

/// What the dialog is drawn from.
#[derive(PartialEq)]
pub struct OpenProps {
    /// The application.
    pub app: App,
}

drawn_by!(OpenProps, use_open_article);

/// Paste a text, or choose a file.
#[hook]
fn use_open_article(props: &OpenProps) -> Html {
    let (text, title, source) = (use_node_ref(), use_node_ref(), use_node_ref());
    let trouble = use_state_eq(|| None::<String>);
    let submit = {
        let (app, text, title, source, trouble) =
            (props.app.clone(), text.clone(), title.clone(), source.clone(), trouble.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let words = |field: &NodeRef| {
                field.cast::<HtmlInputElement>().map(|field| field.value()).filter(|it| !it.trim().is_empty())
            };
            let pasted = text.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
            match app.open_text(&pasted, words(&title).as_deref(), words(&source).as_deref(), None) {
                Ok(_) => app.close_dialog(),
                Err(why) => trouble.set(Some(why)),
            }
        }
    };
    let chosen = {
        let app = props.app.clone();
        move |event: Event| {
            if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            {
                app.take_chosen(&input);
            }
        }
    };
    html! {
        <form class="open-article" onsubmit={submit}>
            <label for="open-text">{ "Paste the text of an article" }</label>
            <textarea id="open-text" autofocus=true ref={text} rows="9"
                placeholder="A short first line that stands alone becomes the title. Blank lines part the paragraphs." />
            if let Some(trouble) = &*trouble { <p class="trouble" role="alert">{ trouble }</p> }
            <div class="pair">
                <label>{ "Title" }<input ref={title} id="open-title" type="text" placeholder="from the text" autocomplete="off" /></label>
                <label>{ "Source" }<input ref={source} id="open-source" type="text" placeholder="address or credit" autocomplete="off" /></label>
            </div>
            <div class="buttons">
                <label class="file">
                    <input id="open-file" type="file" accept=".txt,text/plain,.json,application/json" multiple=true onchange={chosen} />
                    <span>{ "Choose a file…" }</span>
                </label>
                <small class="grow">{ "or drop a .txt file anywhere on the page" }</small>
                <button type="submit" class="solid">{ "Open" }</button>
            </div>
        </form>
    }
}

/// The articles that are kept.
pub fn articles(app: &App, scene: &Scene) -> Html {
    let rows = scene.articles.iter().rev().map(|row| {
        let (open, remove) = (app.clone(), app.clone());
        let (opened, removed, title) = (row.article.id.clone(), row.article.id.clone(), row.article.title.clone());
        let current = scene.view.article.as_ref() == Some(&row.article.id);
        let passages = match row.passages {
            0 => "nothing tagged".to_owned(),
            1 => "1 passage".to_owned(),
            count => format!("{count} passages"),
        };
        let source = row.article.source.as_deref().map(|source| format!(" · {source}")).unwrap_or_default();
        let open = move |_: MouseEvent| {
            open.close_dialog();
            open.open(Some(opened.clone()));
        };
        let remove = move |_: MouseEvent| {
            if remove.attempt(Command::RemoveArticle(removed.clone())) {
                remove.say(&format!("“{title}” is deleted with its passages. Undo brings it back."));
            }
        };
        html! {
            <li key={row.article.id.as_str()} class={classes!(current.then_some("current"))}>
                <button class="article" aria-current={current.then_some("true")} onclick={open}>
                    <span>{ &*row.article.title }</span>
                    <small>{ format!("{passages}{source}") }</small>
                </button>
                <button class="danger" onclick={remove} aria-label={format!("Delete {}", row.article.title)}>{ "Delete" }</button>
            </li>
        }
    });
    let (open, sample) = (app.clone(), app.clone());
    html! {
        <>
            <ul class="articles">{ for rows }</ul>
            if scene.articles.is_empty() { <p>{ "No article is kept." }</p> }
            <div class="buttons">
                <button onclick={move |_: MouseEvent| { sample.close_dialog(); sample.open_sample(); }}>{ "Sample article" }</button>
                <span class="grow" />
                <button class="solid" onclick={move |_: MouseEvent| open.show_dialog(Dialog::Open)}>{ "Open another…" }</button>
            </div>
        </>
    }
}
