//! Settings: look, selecting, keys, and what is kept.

use yew::prelude::*;

use crate::app::view::{Dialog, Gauge, Scene};
use crate::app::{App, Intent};
use crate::browser::page;
use crate::format::view::{Settings, SnapTo, Theme, Width};
use crate::ui::controls::{Button, button, focused, on_change};
use crate::ui::header::UNTIL_RELOADED;
use crate::ui::part::{drawn_by, use_effect_with};

/// What the dialog is drawn from.
#[derive(PartialEq)]
pub struct SettingsProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
}

/// The smallest and the largest step of text size.
const SIZES: std::ops::RangeInclusive<i8> = -2..=4;

drawn_by!(SettingsProps, use_settings_panel);

/// The settings.
#[hook]
fn use_settings_panel(props: &SettingsProps) -> Html {
    let app = &props.app;
    let settings = &props.scene.view.settings;
    let gauge = use_state_eq(|| None::<Gauge>);
    {
        let (app, gauge) = (app.clone(), gauge.setter());
        use_effect_with((), move |()| {
            page::spawn(async move { gauge.set(Some(app.gauge().await)) });
        });
    }
    html! {
        <div class="settings">
            { choices(app, "Colours", settings.theme, COLOURS) }
            { size(app, settings) }
            { choices(app, "Column", settings.width, COLUMNS) }
            { choices(app, "Selections snap to", settings.snap, SNAPS) }
            { keys(app, settings) }
            { kept(app, &props.scene, gauge.as_ref()) }
        </div>
    }
}

/// A choice: its value, its name, and what choosing it does.
type Choice<T> = (T, &'static str, fn(&mut Settings));

const COLOURS: &[Choice<Theme>] = &[
    (Theme::System, "Match system", |settings| settings.theme = Theme::System),
    (Theme::Light, "Light", |settings| settings.theme = Theme::Light),
    (Theme::Dark, "Dark", |settings| settings.theme = Theme::Dark),
];
const COLUMNS: &[Choice<Width>] = &[
    (Width::Narrow, "Narrow", |settings| settings.width = Width::Narrow),
    (Width::Usual, "Normal", |settings| settings.width = Width::Usual),
    (Width::Wide, "Wide", |settings| settings.width = Width::Wide),
];
const SNAPS: &[Choice<SnapTo>] = &[
    (SnapTo::Character, "Characters", |settings| settings.snap = SnapTo::Character),
    (SnapTo::Word, "Words", |settings| settings.snap = SnapTo::Word),
    (SnapTo::Sentence, "Sentences", |settings| settings.snap = SnapTo::Sentence),
];

/// A group of radio buttons.
fn choices<T: Copy + PartialEq>(app: &App, legend: &'static str, current: T, choices: &[Choice<T>]) -> Html {
    let choices = choices.iter().map(|(value, name, set)| choice(app, legend, name, current == *value, *set));
    html! { <fieldset class="row"><legend>{ legend }</legend>{ for choices }</fieldset> }
}

fn choice(
    app: &App,
    legend: &'static str,
    name: &'static str,
    checked: bool,
    set: fn(&mut Settings),
) -> Html {
    html! {
        <label class="choice" key={name}>
            <input type="radio" name={legend} {checked} autofocus={checked && legend == "Colours"}
                onchange={on_change(app, Intent::Set(set))} />
            <span>{ name }</span>
        </label>
    }
}

fn size(app: &App, settings: &Settings) -> Html {
    let step = |by: i8, text: &'static str, name: &'static str, set: fn(&mut Settings)| {
        let disabled = !SIZES.contains(&(settings.size + by));
        Button { text: text.into(), name: Some(name.into()), disabled, ..Button::default() }
            .draw(app, Intent::Set(set))
    };
    html! {
        <fieldset class="row"><legend>{ "Text size" }</legend>
            { step(-1, "Smaller", "Smaller text", |settings| settings.size -= 1) }
            <output>{ format!("{} %", 100 + i32::from(settings.size) * 10) }</output>
            { step(1, "Larger", "Larger text", |settings| settings.size += 1) }
        </fieldset>
    }
}

/// The single keys: off at once, or seen and changed one by one.
fn keys(app: &App, settings: &Settings) -> Html {
    html! {
        <fieldset><legend>{ "Keys" }</legend>
            <label class="choice">
                <input type="checkbox" checked={settings.keys_off} onchange={on_change(app, Intent::Set(|settings| settings.keys_off = !settings.keys_off))} />
                <span>{ "Turn off single-key shortcuts" }<small>{ "for dictation, or if you hit keys by accident" }</small></span>
            </label>
            <div class="buttons">{ button(app, "", "All keys…", Intent::Panel("keys", "".into())) }</div>
        </fieldset>
    }
}

/// Where the work is, how full that is, and how to be rid of it.
fn kept(app: &App, scene: &Scene, gauge: Option<&Gauge>) -> Html {
    html! {
        <fieldset class="kept"><legend>{ "Storage" }</legend>
            <p>{ "Everything stays in this browser, at this address. Nothing is sent anywhere." }</p>
            <p>{ UNTIL_RELOADED }{ " To keep a state, export it." }</p>
            if let Some(line) = &scene.keeping.line { <p class="trouble">{ line }</p> }
            // What is asked of the browser has its place beforehand, so that nothing moves when the answer comes.
            <div class="gauge">
                if let Some(share) = gauge.and_then(|gauge| gauge.share) {
                    <meter min="0" max="100" high="80" value={share.to_string()} aria-label="Storage used" />
                }
                if let Some(gauge) = gauge { <p>{ &gauge.text }</p> }
            </div>
            <div class="buttons">
                <span class="grow" />
                { button(app, "danger", "Delete everything…", Intent::Show(Dialog::Erase)) }
            </div>
        </fieldset>
    }
}

/// Asks before all is gone, and offers the export first.
pub fn erase(app: &App) -> Html {
    html! {
        <>
            <p>{ "All articles, the agenda, every passage and note, and your settings are removed from this browser. This cannot be undone." }</p>
            <div class="buttons">
                { button(app, "", "Export first", Intent::Rescue) }
                <span class="grow" />
                { focused(app, "", "Keep everything", Intent::CloseDialog) }
                { button(app, "danger solid", "Delete everything", Intent::Erase) }
            </div>
        </>
    }
}
