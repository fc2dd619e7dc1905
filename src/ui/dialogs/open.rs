//! The ways in: pasting, files, an address, and the bookmark that hands a page over.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, InputEvent, MouseEvent, SubmitEvent};
use yew::prelude::*;

use crate::app::App;
use crate::browser::files;
use crate::browser::handed::Handed;
use crate::model::text::with_line_feeds;
use crate::ui::part::{drawn_by, use_effect_with};

/// What the dialog is drawn from.
#[derive(PartialEq)]
pub struct OpenProps {
    /// The application.
    pub app: App,
    /// An address that is known already.
    pub address: Option<Rc<str>>,
    /// Whether it is another text of an article that is here, to be compared with its own.
    pub compares: bool,
}

drawn_by!(OpenProps, use_open_article);

/// The dialog.
#[hook]
fn use_open_article(props: &OpenProps) -> Html {
    let app = &props.app;
    let pasting = use_pasting(app, props.compares);
    let fetching = use_fetching(app, props.address.clone());
    let bookmark = use_bookmark(app);
    html! { <div class="open-article">{ pasting }{ chooser(app) }{ fetching }if !props.compares { { bookmark } }</div> }
}

/// Paste a text. One that is pasted with its formatting, and left as it is, is opened with it.
#[hook]
fn use_pasting(app: &App, compares: bool) -> Html {
    let (text, title, source) = (use_node_ref(), use_node_ref(), use_node_ref());
    let trouble = use_state_eq(|| None::<String>);
    let rich = use_state_eq(|| false);
    // The HTML that was pasted, and the plain text that stands in the field for it.
    let pasted = use_mut_ref(|| None::<(String, String)>);
    {
        // What was pasted on the page already.
        let (app, text, pasted, rich) = (app.clone(), text.clone(), pasted.clone(), rich.setter());
        use_effect_with((), move |()| {
            let Some(offered) = app.pasted() else { return };
            let plain = with_line_feeds(&offered.plain);
            if let Some(field) = text.cast::<HtmlTextAreaElement>() {
                field.set_value(&plain);
            }
            rich.set(offered.html.is_some());
            *pasted.borrow_mut() = offered.html.map(|html| (html, plain));
        });
    }
    let paste = {
        let pasted = pasted.clone();
        move |event: Event| {
            let Some(data) = files::pasted(&event) else { return };
            let plain = files::text_of(&data, "text/plain").unwrap_or_default();
            // As the field has it: a text field knows only one line end.
            let plain = with_line_feeds(&plain);
            let html = files::text_of(&data, "text/html").map(|html| (html, plain));
            pasted.replace(html);
        }
    };
    let changed = {
        let (pasted, rich) = (pasted.clone(), rich.setter());
        move |event: InputEvent| {
            let field = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
            let now = field.map(|field| field.value());
            let is_rich = pasted.borrow().as_ref().is_some_and(|(_, plain)| now.as_ref() == Some(plain));
            rich.set(is_rich);
        }
    };
    let submit = {
        let (app, text, title, source) = (app.clone(), text.clone(), title.clone(), source.clone());
        let (trouble, is_rich) = (trouble.setter(), *rich);
        move |event: SubmitEvent| {
            event.prevent_default();
            let words = |field: &NodeRef| {
                field.cast::<HtmlInputElement>().map(|field| field.value()).filter(|it| !it.trim().is_empty())
            };
            let plain = text.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
            let html = pasted.borrow().as_ref().filter(|_| is_rich).map(|(html, _)| html.clone());
            let (title, source) = (words(&title), words(&source));
            let told = trouble.clone();
            let (text, kind) = html.map_or((plain, "text/plain"), |html| (html, "text/html"));
            app.open_pasted(&text, kind, title, source, Box::new(move |why| told.set(Some(why))));
        }
    };
    html! {
        <form class="paste" onsubmit={submit}>
            <label for="open-text">{ if compares { "Paste the new text" } else { "Paste the text of an article" } }</label>
            <textarea id="open-text" autofocus=true ref={text} rows="6" onpaste={paste} oninput={changed}
                placeholder="A short first line that stands alone becomes the title. Blank lines part the paragraphs." />
            if *rich {
                <p class="about kept-rich">{ "Headings, lists, links and emphasis are kept, unless you edit the text here or paste it with Ctrl+Shift+V." }</p>
            }
            { said(trouble.as_deref()) }
            <div class="pair">
                <label>{ "Title" }{ field("open-title", "from the text", title, None) }</label>
                <label>{ "Source" }{ field("open-source", "address or credit", source, None) }</label>
                <button type="submit" class="solid">{ if compares { "Compare" } else { "Open" } }</button>
            </div>
        </form>
    }
}

/// A field of one line.
fn field(id: &'static str, placeholder: &'static str, reference: NodeRef, value: Option<Rc<str>>) -> Html {
    html! {
        <input ref={reference} {id} type="text" {placeholder} autocomplete="off" autocapitalize="off" {value} />
    }
}

/// What went wrong.
fn said(trouble: Option<&str>) -> Html {
    trouble.map_or_else(Html::default, |why| html! { <p class="trouble" role="alert">{ why }</p> })
}

/// Choose files, or drop them.
fn chooser(app: &App) -> Html {
    let app = app.clone();
    let chosen = move |event: Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            app.take_chosen(&input);
        }
    };
    html! {
        <div class="way">
            <label class="file">
                <input id="open-file" type="file" multiple=true onchange={chosen}
                    accept=".txt,.text,.md,.markdown,.html,.htm,.xhtml,.json,text/plain,text/markdown,text/html,application/json" />
                <span>{ "Choose files…" }</span>
            </label>
            <small>{ "Text, Markdown, saved pages (HTML), or an export of Agendum. Any number, or a folder, can be dropped anywhere on the page." }</small>
        </div>
    }
}

/// Fetch an article by its address.
#[hook]
fn use_fetching(app: &App, address: Option<Rc<str>>) -> Html {
    let input = use_node_ref();
    let trouble = use_state_eq(|| None::<String>);
    let busy = use_state_eq(|| false);
    let fetch = {
        let (app, input, trouble, busy) = (app.clone(), input.clone(), trouble.setter(), busy.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let address = input.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            busy.set(true);
            trouble.set(None);
            let (trouble, busy) = (trouble.clone(), busy.setter());
            let failed = move |why| {
                trouble.set(Some(why));
                busy.set(false);
            };
            app.open_address(address, Box::new(failed));
        }
    };
    html! {
        <form class="fetch" onsubmit={fetch}>
            <label for="open-address">{ "From a web address" }</label>
            <div class="row">
                { field("open-address", "https://…", input, address) }
                <button disabled={*busy}>{ if *busy { "Getting…" } else { "Get" } }</button>
            </div>
            { said(trouble.as_deref()) }
        </form>
    }
}

/// The bookmark that hands over the page being read. Its address is a script, which is not for Yew to set.
#[hook]
fn use_bookmark(app: &App) -> Html {
    let app = app.clone();
    use_effect_with((), move |()| app.offer_bookmarklet("bookmarklet"));
    // Here it would hand over Agendum itself.
    let click = |event: MouseEvent| event.prevent_default();
    html! {
        <div class="way">
            <a id="bookmarklet" onclick={click}>{ "Open in Agendum" }</a>
            <small>{ "Bookmarklet: drag it to the bookmarks bar and click it there on any page you read. Without a bar, copy its address into a new bookmark." }</small>
        </div>
    }
}

/// Whether to take a page that is handed over.
pub fn handed(app: &App, handed: &Rc<Handed>) -> Html {
    let (refused, taken, page) = (app.clone(), app.clone(), handed.clone());
    let title = Some(&*handed.title).filter(|title| !title.trim().is_empty()).unwrap_or("Untitled");
    html! {
        <>
            <p>{ "A page asks to be opened here:" }</p>
            <p class="handed"><b>{ title }</b><br />{ &handed.origin }</p>
            <p class="about">{ "Open it if you have just clicked your bookmarklet there. Only its text is read; none of its scripts are run." }</p>
            <div class="buttons">
                <button autofocus=true onclick={move |_: MouseEvent| refused.close_dialog()}>{ "No" }</button>
                <button class="solid" onclick={move |_: MouseEvent| taken.take_handed(&page)}>{ "Open it" }</button>
            </div>
        </>
    }
}
