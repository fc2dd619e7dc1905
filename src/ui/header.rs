//! The header: which article is open, how saving goes, undo and redo, and the ways in and out.

use std::rc::Rc;

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::app::App;
use crate::app::view::{ArticleRow, Dialog, Keeping, Sheet};
use crate::model::project::Article;

/// What the header is drawn from.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The application.
    pub app: App,
    /// All articles.
    pub articles: Rc<Vec<ArticleRow>>,
    /// The open one.
    pub article: Option<Rc<Article>>,
    /// What undo would undo.
    pub undo: Option<Rc<str>>,
    /// What redo would do.
    pub redo: Option<Rc<str>>,
    /// How saving goes.
    pub keeping: Rc<Keeping>,
}

/// The header.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let app = &props.app;
    let show = |dialog: Dialog| {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.show_dialog(dialog.clone()))
    };
    let (undo, redo) = (app.clone(), app.clone());
    let undo_name = props.undo.as_ref().map(|name| format!("Undo {name}"));
    let redo_name = props.redo.as_ref().map(|name| format!("Redo {name}"));
    let title = props.article.as_ref().map_or_else(|| "No article".into(), |article| article.title.clone());
    let count = props.articles.len();
    html! {
        <header>
            <span class="name">{ "Agendum" }</span>
            <button class="title" onclick={show(Dialog::Articles)} aria-haspopup="dialog" title="All articles">
                <span class="text">{ &*title }</span>
                <small>{ if count == 1 { "1 article ▾".to_owned() } else { format!("{count} articles ▾") } }</small>
            </button>
            <span class={classes!("saved", props.keeping.line.is_some().then_some("limited"))}
                title={props.keeping.line.clone()}>{ props.keeping.state }</span>
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
            <button class="open" onclick={show(Dialog::Open)} aria-haspopup="dialog">{ "Open…" }</button>
            <button class="settings" onclick={show(Dialog::Settings)} aria-haspopup="dialog"
                aria-label="Settings" title="Settings">
                <span aria-hidden="true">{ "☰" }</span>
            </button>
            <button class="export solid" onclick={show(Dialog::Export)} aria-haspopup="dialog">{ "Export…" }</button>
        </header>
    }
}

/// What the tabs are drawn from.
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// The application.
    pub app: App,
    /// What has the screen.
    pub sheet: Sheet,
    /// The passages of the open article.
    pub passages: usize,
}

/// On a narrow window: article, agenda, notes.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let tab = |sheet: Sheet, name: String| {
        let app = props.app.clone();
        let current = props.sheet == sheet;
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
            { tab(Sheet::Notes, format!("Notes · {}", props.passages)) }
        </div>
    }
}
