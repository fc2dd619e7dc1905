//! Settings: look, selecting, keys, and what is kept.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, MouseEvent};
use yew::prelude::*;

use crate::app::App;
use crate::app::view::{Dialog, Gauge, Scene};
use crate::format::view::{Settings, SnapTo, Theme, Width};
use crate::ui::keys::{TABLE, key_of};
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
            wasm_bindgen_futures::spawn_local(async move { gauge.set(Some(app.gauge().await)) });
        });
    }
    html! {
        <div class="settings">
            { choices(app, "Colours", settings.theme, &[(Theme::System, "As the system"), (Theme::Light, "Light"), (Theme::Dark, "Dark")], |settings, theme| settings.theme = theme) }
            { size(app, settings) }
            { choices(app, "Column", settings.width, &[(Width::Narrow, "Narrow"), (Width::Usual, "Usual"), (Width::Wide, "Wide")], |settings, width| settings.width = width) }
            { choices(app, "Selections snap to", settings.snap, &[(SnapTo::Character, "Characters"), (SnapTo::Word, "Words"), (SnapTo::Sentence, "Sentences")], |settings, snap| settings.snap = snap) }
            { keys(app, settings) }
            { kept(app, &props.scene, gauge.as_ref()) }
        </div>
    }
}

/// A group of radio buttons.
fn choices<T: Copy + PartialEq + 'static>(
    app: &App,
    legend: &'static str,
    current: T,
    options: &[(T, &'static str)],
    set: fn(&mut Settings, T),
) -> Html {
    let options = options.iter().map(|(value, name)| {
        let (app, value) = (app.clone(), *value);
        html! {
            <label class="choice" key={*name}>
                <input type="radio" name={legend} checked={current == value} autofocus={current == value && legend == "Colours"}
                    onchange={move |_| app.set(|settings| set(settings, value))} />
                <span>{ *name }</span>
            </label>
        }
    });
    html! { <fieldset class="row"><legend>{ legend }</legend>{ for options }</fieldset> }
}

fn size(app: &App, settings: &Settings) -> Html {
    let step = |by: i8, sign: &'static str, label: &'static str| {
        let (app, next) = (app.clone(), settings.size + by);
        html! {
            <button aria-label={label} disabled={!SIZES.contains(&next)}
                onclick={move |_: MouseEvent| app.set(|settings| settings.size = next)}>{ sign }</button>
        }
    };
    html! {
        <fieldset class="row"><legend>{ "Text size" }</legend>
            { step(-1, "A−", "Smaller text") }
            <output>{ format!("{} %", 100 + i32::from(settings.size) * 10) }</output>
            { step(1, "A+", "Larger text") }
        </fieldset>
    }
}

/// The single keys: off at once, or changed one by one.
fn keys(app: &App, settings: &Settings) -> Html {
    let off = app.clone();
    let rows = TABLE.iter().map(|binding| {
        let app = app.clone();
        let changed = move |event: Event| {
            let Some(field) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else { return };
            let key = field.value().trim().to_owned();
            let taken = TABLE.iter().any(|other| {
                other.name != binding.name && !key.is_empty() && key_of(other, &app.view().settings) == key
            });
            let digit = key.len() == 1 && key.chars().all(|c| c.is_ascii_digit());
            if taken || digit {
                app.say(&format!("The key {key} is taken already."));
                field.set_value(key_of(binding, &app.view().settings));
            } else {
                app.set(|settings| {
                    settings.keys.insert(binding.name.to_owned(), key.clone());
                    if key == binding.key {
                        settings.keys.remove(binding.name);
                    }
                });
            }
        };
        html! {
            <label key={binding.name}>
                <input type="text" maxlength="9" value={key_of(binding, settings).to_owned()} onchange={changed} disabled={settings.keys_off} />
                <span>{ binding.what }</span>
            </label>
        }
    });
    html! {
        <fieldset><legend>{ "Keys" }</legend>
            <label class="choice">
                <input type="checkbox" checked={settings.keys_off} onchange={move |_| off.set(|settings| settings.keys_off = !settings.keys_off)} />
                <span>{ "Single keys do nothing" }<small>{ "for readers who speak to their computer, or press keys by chance" }</small></span>
            </label>
            <details><summary>{ "Change single keys" }</summary><div class="bindings">{ for rows }</div><small>{ "Empty switches a key off." }</small></details>
        </fieldset>
    }
}

/// Where the work is, how full that is, and how to be rid of it.
fn kept(app: &App, scene: &Scene, gauge: Option<&Gauge>) -> Html {
    let (shortcuts, erase) = (app.clone(), app.clone());
    html! {
        <fieldset class="kept"><legend>{ "What is kept" }</legend>
            <p>{ "Everything stays in this browser, at this address. Nothing is sent anywhere." }</p>
            if let Some(line) = &scene.keeping.line { <p class="trouble">{ line }</p> }
            if let Some(gauge) = gauge {
                if let Some(share) = gauge.share {
                    <meter min="0" max="1" high="0.8" value={share.to_string()} aria-label="How full the store is" />
                }
                <p class="gauge">{ &gauge.text }</p>
            }
            <div class="buttons">
                <button onclick={move |_: MouseEvent| shortcuts.show_dialog(Dialog::Shortcuts)}>{ "All keys" }</button>
                <span class="grow" />
                <button class="danger" onclick={move |_: MouseEvent| erase.show_dialog(Dialog::Erase)}>{ "Delete everything…" }</button>
            </div>
        </fieldset>
    }
}

/// Asks before all is gone, and offers the export first.
pub fn erase(app: &App) -> Html {
    let (export, erase, cancel) = (app.clone(), app.clone(), app.clone());
    html! {
        <>
            <p>{ "All articles, the agenda, every passage and note, and your settings are removed from this browser. This cannot be undone." }</p>
            <div class="buttons">
                <button onclick={move |_: MouseEvent| export.export_project_file()}>{ "Export first" }</button>
                <span class="grow" />
                <button autofocus=true onclick={move |_: MouseEvent| cancel.close_dialog()}>{ "Keep everything" }</button>
                <button class="danger solid" onclick={move |_: MouseEvent| erase.erase()}>{ "Delete everything" }</button>
            </div>
        </>
    }
}
