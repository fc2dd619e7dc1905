//! Exporting, and what an import holds before it is taken.

use yew::prelude::*;

use crate::app::view::Scene;
use crate::app::{App, Intent};
use crate::ui::controls::{button, focused};
use crate::ui::part::drawn_by;

/// What the dialog is drawn from.
#[derive(PartialEq)]
pub struct ExportProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
}

drawn_by!(ExportProps, use_export);

/// Export as JSON: what, and where to.
#[hook]
fn use_export(props: &ExportProps) -> Html {
    let whole = use_state_eq(|| true);
    let scene = &props.scene;
    let option = |is_whole: bool, title: &str, what: String| {
        let (setter, checked) = (whole.setter(), *whole == is_whole);
        html! {
            <label class="choice">
                <input type="radio" name="scope" {checked} onchange={move |_| setter.set(is_whole)} />
                <span>{ title }<small>{ what }</small></span>
            </label>
        }
    };
    let articles = scene.articles;
    let passages: usize = props.app.with(|project| project.annotation_count());
    let app = &props.app;
    html! {
        <>
            <fieldset>
                <legend>{ "What" }</legend>
                { option(true, "The whole project", format!("{} and the agenda, {}", plural(articles, "article"), plural(passages, "passage"))) }
                if scene.article.is_some() {
                    { option(false, "The open article", format!("its text, the agenda, {}", plural(scene.passages, "passage"))) }
                }
            </fieldset>
            <p class="about">
                { "JSON with the texts, the agenda and every passage with its words and position. The " }
                <a href="agendum.schema.json" target="_blank" rel="noopener">{ "schema" }</a>
                { " describes every field. To import the file again, drop it on the page or open it." }
            </p>
            <div class="buttons">
                { button(app, "", "Agenda document…", Intent::Panel("document", "".into())) }
                <span class="grow" />
                { button(app, "", "Copy to clipboard", Intent::Copy(*whole)) }
                { focused(app, "solid", "Download JSON", Intent::Export(*whole)) }
            </div>
        </>
    }
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
