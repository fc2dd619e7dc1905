//! The list of the articles that are kept.

use yew::prelude::*;

use crate::app::view::{Dialog, Scene};
use crate::app::{App, Intent};
use crate::ui::controls::{button, on};

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
                { button(app, "solid", "Open another…", Intent::Show(Dialog::Open(None))) }
            </div>
        </>
    }
}
