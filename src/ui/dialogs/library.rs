//! Opening an article, and the list of those that are kept.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, SubmitEvent};
use yew::prelude::*;

use crate::app::view::{Dialog, Scene};
use crate::app::{App, Intent};
use crate::ui::controls::{button, on};
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
        let id = &row.article.id;
        let current = scene.view.article.as_ref() == Some(&row.article.id);
        let passages = match row.passages {
            0 => "nothing tagged".to_owned(),
            1 => "1 passage".to_owned(),
            count => format!("{count} passages"),
        };
        let source = row.article.source.as_deref().map(|source| format!(" · {source}")).unwrap_or_default();
        let open = on(app, Intent::OpenArticle(id.clone()));
        let remove = on(app, Intent::RemoveArticle(id.clone()));
        html! {
            <li key={id.as_str()} class={classes!(current.then_some("current"))}>
                <button class="article" aria-current={current.then_some("true")} onclick={open}>
                    <span>{ &*row.article.title }</span>
                    <small>{ format!("{passages}{source}") }</small>
                </button>
                <button class="danger" onclick={remove} aria-label={format!("Delete {}", row.article.title)}>{ "Delete" }</button>
            </li>
        }
    });
    html! {
        <>
            <ul class="articles">{ for rows }</ul>
            if scene.articles.is_empty() { <p>{ "No article is kept." }</p> }
            <div class="buttons">
                { button(app, "", "Sample article", Intent::OpenSample) }
                <span class="grow" />
                { button(app, "solid", "Open another…", Intent::Show(Dialog::Open)) }
            </div>
        </>
    }
}
