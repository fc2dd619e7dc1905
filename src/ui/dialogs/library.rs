//! The list of the articles that are kept.

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::app::App;
use crate::app::view::{Dialog, Scene};
use crate::model::session::Command;

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
                <button class="solid" onclick={move |_: MouseEvent| open.show_dialog(Dialog::Open(None))}>{ "Open another…" }</button>
            </div>
        </>
    }
}
