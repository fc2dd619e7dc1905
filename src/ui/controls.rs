//! Buttons and other small parts that look and act alike everywhere.

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::app::{App, Intent};
use crate::format::icons::Icon;

/// A listener for clicks that has the application do something.
pub fn on(app: &App, intent: Intent) -> Callback<MouseEvent> {
    let app = app.clone();
    Callback::from(move |_| app.act(intent.clone()))
}

/// A listener for changes of a field that has the application do something, whatever the field says.
pub fn on_change(app: &App, intent: Intent) -> Callback<Event> {
    let app = app.clone();
    Callback::from(move |_| app.act(intent.clone()))
}

/// A button: what is written on it, and what is said of it.
#[derive(Default)]
pub struct Button {
    /// Its class, or none.
    pub class: &'static str,
    /// The words on it.
    pub text: AttrValue,
    /// The icon on it, before the words or instead of them.
    pub icon: Option<Icon>,
    /// Without words: what it does, to be heard and to be shown on hover.
    pub name: Option<AttrValue>,
    /// Whether it is one that is on or off, and which.
    pub pressed: Option<bool>,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Whether it has the focus when its dialog opens.
    pub focused: bool,
    /// Whether it opens a dialog.
    pub opens: bool,
}

impl Button {
    /// Draws it.
    pub fn draw(self, app: &App, intent: Intent) -> Html {
        let class = Some(self.class).filter(|class| !class.is_empty());
        let pressed = self.pressed.map(|pressed| if pressed { "true" } else { "false" });
        html! {
            <button type="button" {class} aria-label={self.name.clone()} title={self.name} aria-pressed={pressed}
                disabled={self.disabled} autofocus={self.focused} aria-haspopup={self.opens.then_some("dialog")}
                onclick={on(app, intent)}>{ for self.icon.map(icon) }{ self.text }</button>
        }
    }
}

/// A button with words on it.
pub fn button(app: &App, class: &'static str, text: impl Into<AttrValue>, intent: Intent) -> Html {
    Button { class, text: text.into(), ..Button::default() }.draw(app, intent)
}

/// An icon. It says nothing by itself: what it stands on has the words.
pub fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox={Icon::VIEW_BOX} aria-hidden="true"><path d={icon.path()} /></svg>
    }
}

/// A button with an icon on it, whose name is heard, and seen on hover.
pub fn sign(app: &App, class: &'static str, icon: Icon, name: impl Into<AttrValue>, intent: Intent) -> Html {
    Button { class, icon: Some(icon), name: Some(name.into()), ..Button::default() }.draw(app, intent)
}

/// A button that has the focus when its dialog opens.
pub fn focused(app: &App, class: &'static str, text: impl Into<AttrValue>, intent: Intent) -> Html {
    Button { class, text: text.into(), focused: true, ..Button::default() }.draw(app, intent)
}
