//! A panel: what the desk drew, as elements of the page. Every tag and attribute that a drawing can have is listed here;
//! what is not is left out, so that a drawing can never do more than look.

use wasm_bindgen::JsCast;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VNode, VTag, VText};

use super::part::{drawn_by, use_effect_with};
use crate::app::App;
use crate::app::view::Place;
use crate::browser::page;
use crate::format::jsonml::{self, Node};
use crate::model::project::ItemId;

/// What a panel is drawn from.
#[derive(PartialEq)]
pub struct PanelProps {
    /// The application.
    pub app: App,
    /// Where it is.
    pub place: Place,
    /// The drawing, as JsonML.
    pub drawing: std::rc::Rc<str>,
}

drawn_by!(PanelProps, use_panel);

/// The tags that are drawn.
const TAGS: [&str; 52] = [
    "a",
    "b",
    "blockquote",
    "br",
    "button",
    "caption",
    "datalist",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "form",
    "g",
    "h3",
    "h4",
    "i",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "line",
    "mark",
    "meter",
    "ol",
    "option",
    "p",
    "path",
    "progress",
    "q",
    "rect",
    "section",
    "select",
    "small",
    "span",
    "strong",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "textarea",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

/// The attributes that are drawn. None of them leads anywhere, or runs anything.
static ATTRIBUTES: [&str; 58] = [
    "aria-current",
    "aria-describedby",
    "aria-expanded",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "aria-pressed",
    "autocomplete",
    "autofocus",
    "checked",
    "class",
    "colspan",
    "data-act",
    "datetime",
    "dir",
    "disabled",
    "for",
    "hidden",
    "id",
    "lang",
    "list",
    "max",
    "min",
    "name",
    "open",
    "placeholder",
    "role",
    "rows",
    "scope",
    "selected",
    "start",
    "tabindex",
    "title",
    "type",
    "value",
    "data-annotation",
    "data-key",
    "data-block",
    "viewBox",
    "width",
    "height",
    "d",
    "x",
    "y",
    "rx",
    "x1",
    "y1",
    "x2",
    "y2",
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "font-size",
    "font-weight",
    "text-anchor",
    // The last, and set as a property: what stands in a text area at first.
    "defaultValue",
];

#[hook]
fn use_panel(props: &PanelProps) -> Html {
    let place = props.place;
    let [clicked, sent, typed, pressed] = [(); 4].map(|()| props.app.clone());
    let onclick = move |event: MouseEvent| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let element = element.and_then(|element| element.closest("[data-act]").ok().flatten());
        // A form is done when it is sent.
        if let Some(element) = element.filter(|element| element.tag_name() != "FORM") {
            page::remember_pressed(&element);
            clicked.act_in_panel(place, &element.get_attribute("data-act").unwrap_or_default());
        }
    };
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        let form = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(act) = form.and_then(|form| form.get_attribute("data-act")) {
            sent.act_in_panel(place, &act);
        }
    };
    // What acts like a button, but is none, is pressed by these keys too.
    let onkeydown = move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let target = target.filter(|it| it.has_attribute("data-act") && it.has_attribute("tabindex"));
        if let Some(target) = target.filter(|_| matches!(&*event.key(), "Enter" | " ")) {
            event.prevent_default();
            pressed.act_in_panel(place, &target.get_attribute("data-act").unwrap_or_default());
        }
    };
    let oninput = move |event: InputEvent| {
        if let Some((name, value)) = event.target().and_then(field) {
            typed.set_field(place, &name, &value);
        }
    };
    // An option that is put in before those that follow it, as Yew does it, is not the chosen one by its attribute alone.
    use_effect_with(props.drawing.clone(), |_| {
        page::choose(".panel option[selected]");
        page::focus_new();
        page::focus_pressed();
    });
    let drawing = jsonml::read(&props.drawing).and_then(|node| drawn(&props.app, node));
    html! {
        <div class="panel" {onclick} {onsubmit} {oninput} {onkeydown}>
            { drawing.unwrap_or_else(|| html! { <p class="loading">{ "One moment…" }</p> }) }
        </div>
    }
}

/// The name of a field, of whatever kind, and what stands in it.
fn field(target: web_sys::EventTarget) -> Option<(String, String)> {
    let word = |name: &str| js_sys::Reflect::get(&target, &name.into()).ok()?.as_string();
    Some((word("name")?, word("value")?))
}

/// An element, or a text.
fn drawn(app: &App, node: Node) -> Option<VNode> {
    match node {
        Node::Text(text) => Some(VText::new(text).into()),
        Node::Element { tag, attributes, children } => {
            let tag = TAGS.into_iter().find(|known| **known == tag)?;
            let mut element = VTag::new(tag);
            set_attributes(app, &mut element, attributes);
            element.add_children(children.into_iter().filter_map(|child| drawn(app, child)));
            Some(element.into())
        }
    }
}

fn set_attributes(app: &App, element: &mut VTag, attributes: Vec<(String, String)>) {
    let (mut class, mut first) = (String::new(), None::<String>);
    let mut values: Box<[Option<AttributeOrProperty>]> = ATTRIBUTES.map(|_| None).into();
    let mut set = |name: &str, value: String| {
        if let Some(at) = ATTRIBUTES.iter().position(|known| *known == name) {
            values[at] = Some(AttributeOrProperty::Attribute(value.into()));
        }
    };
    for (name, value) in attributes {
        match &*name {
            "class" => class = format!("{value} {class}"),
            "data-item" => {
                let label = ItemId::new(&value).and_then(|item| app.label(&item));
                class.extend(label.map(|label| format!("a{}", label.class)));
            }
            "key" => element.key = Some(value.into()),
            // What stands in a text area at first is no attribute; what is typed later is the browser's.
            "value" if element.tag() == "textarea" => first = Some(value),
            _ => set(&name, value),
        }
    }
    if !class.is_empty() {
        set("class", class.trim().to_owned());
    }
    if let (Some(first), Some(last)) = (first, values.last_mut()) {
        *last = Some(AttributeOrProperty::Property(first.into()));
    }
    element.attributes = Attributes::Dynamic { keys: &ATTRIBUTES, values };
}
