//! What is drawn: Yew components as projections of a scene. State goes in as values, intent comes out as calls
//! on the application.

mod agenda;
mod article;
mod controls;
mod dialogs;
mod header;
mod keys;
mod menu;
mod notes;
mod page;
mod panel;
mod part;
mod strip;
mod structure;

use std::rc::Rc;

use crate::app::App;

/// Draws the page in place of its frame.
pub fn mount(app: App) {
    let Some(root) = crate::browser::page::document().get_element_by_id("app") else { return };
    let props = part::PartProps { what: Rc::new(page::PageProps { app }) };
    yew::Renderer::<part::Part>::with_root_and_props(root, props).render();
}
