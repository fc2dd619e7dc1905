//! The JavaScript interface: `window.agendum`, for other programs. `static/agendum.d.ts` has its types.
//!
//! Shapes and offsets are those of the export: records go out as its JSON does, so that fields of a newer version
//! come along as they are. A wrong call throws an `Error`, or rejects with one, and changes nothing.

use js_sys::{JSON, Promise, Reflect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{CustomEvent, CustomEventInit};

use crate::app::{App, Mode, Origin, fresh_annotation, fresh_item};
use crate::browser::page::window;
use crate::format::json::{self, Scope};
use crate::model::project::{AnnotationId, Article, ArticleId, Colour, Hotkey, ItemId};
use crate::model::session::{AnnotationEdit, Applied, ArticleEdit, Command, Edit, ItemEdit};
use crate::model::text::Span;

/// Puts the interface on the window, and begins to tell of changes.
pub fn install(app: &App) {
    let host = Agendum { app: app.clone() };
    // Fails only where a program has made the property unwritable; then that program has it.
    let _ = Reflect::set(&window(), &"agendum".into(), &host.into());
    app.observe(tell);
}

/// What `window.agendum` is.
#[wasm_bindgen]
pub struct Agendum {
    app: App,
}

#[wasm_bindgen]
impl Agendum {
    /// The version of Agendum.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    /// The open article, or `null`.
    pub fn article(&self) -> Result<JsValue, JsError> {
        self.open_article_record().map_or(Ok(JsValue::NULL), |article| to_js(&json::Article::of(&article)))
    }

    /// All articles, without their texts.
    pub fn articles(&self) -> Result<JsValue, JsError> {
        self.app.with(|project| {
            let articles = project.articles().into_iter();
            to_js(&articles.map(|article| json::Article::without_text(article)).collect::<Vec<_>>())
        })
    }

    /// The agenda in order, a parent before its children.
    pub fn agenda(&self) -> Result<JsValue, JsError> {
        self.app.with(|project| to_js(&json::agenda(project)))
    }

    /// The annotations of the open article; with `"all"` of all articles, with an article's id of that one.
    pub fn annotations(&self, scope: Option<String>) -> Result<JsValue, JsError> {
        let scope = match scope.as_deref() {
            Some("all") => Scope::Project,
            Some(id) => Scope::Article(self.article_id(id)?),
            None => match self.open_article_record() {
                Some(article) => Scope::Article(article.id.clone()),
                None => return Ok(js_sys::Array::new().into()),
            },
        };
        self.app.with(|project| to_js(&json::annotations(project, &scope)))
    }

    /// Opens an article that is here.
    pub fn show(&self, article: &str) -> Result<(), JsError> {
        let id = self.article_id(article)?;
        self.app.open(Some(id));
        Ok(())
    }

    /// Adds an agenda item and gives its id.
    #[wasm_bindgen(js_name = addItem)]
    pub fn add_item(&self, fields: JsValue) -> Result<String, JsError> {
        let NewItem { title, colour, description } = arguments(fields)?;
        let id = fresh_item();
        let add = Command::AddItem {
            id: id.clone(),
            title,
            colour: colour.as_deref().map(colour_of).transpose()?,
            description: description.unwrap_or_default(),
        };
        self.dispatch(add)?;
        Ok(id.to_string())
    }

    /// Marks a passage and gives the annotation's id.
    pub fn annotate(&self, fields: JsValue) -> Result<String, JsError> {
        let NewAnnotation { article, start, end, items, note } = arguments(fields)?;
        let article = match article {
            Some(id) => self.article_id(&id)?,
            None => {
                let open = self.open_article_record().map(|article| article.id.clone());
                open.ok_or_else(|| JsError::new("no article is open: give one as \"article\""))?
            }
        };
        let id = fresh_annotation();
        let annotate = Command::Annotate {
            id: id.clone(),
            span: self.span(&article, start, end)?,
            article,
            items: self.items(items.unwrap_or_default())?,
            note: note.unwrap_or_default(),
        };
        self.dispatch(annotate)?;
        Ok(id.to_string())
    }

    /// Changes fields of an annotation, an item or an article.
    pub fn update(&self, id: &str, fields: JsValue) -> Result<(), JsError> {
        let command = match self.find(id)? {
            Record::Annotation(id) => Command::EditAnnotation(id.clone(), self.annotation_edit(&id, fields)?),
            Record::Item(id) => Command::EditItem(id, item_edit(fields)?),
            Record::Article(id) => Command::EditArticle(id, article_edit(fields)?),
        };
        self.dispatch(command)
    }

    /// Removes an annotation, an item (its passages lose it), or an article with its annotations.
    pub fn remove(&self, id: &str) -> Result<(), JsError> {
        let command = match self.find(id)? {
            Record::Annotation(id) => Command::RemoveAnnotations(vec![id]),
            Record::Item(id) => Command::RemoveItem(id),
            Record::Article(id) => Command::RemoveArticle(id),
        };
        self.dispatch(command)
    }

    /// Takes back the last step; `false` if there is none.
    pub fn undo(&self) -> bool {
        self.app.undo()
    }

    /// Does again what was undone last; `false` if there is nothing.
    pub fn redo(&self) -> bool {
        self.app.redo()
    }

    /// Opens an article from plain text. Resolves with its id when it is durable.
    #[wasm_bindgen(js_name = openArticle)]
    pub fn open_article(&self, fields: JsValue) -> Promise {
        let app = self.app.clone();
        let opened = arguments(fields).and_then(|NewArticle { title, text, source, language }| {
            let opened = app.open_text(&text, title.as_deref(), source.as_deref(), language.as_deref());
            opened.map_err(|why| JsError::new(&why))
        });
        self.once_durable(opened.map(|id| id.as_str().into()))
    }

    /// The whole project as JSON; with `"article"` the open article, with an article's id that one. Resolves when
    /// all of it is durable.
    #[wasm_bindgen(js_name = exportJson)]
    pub fn export_json(&self, scope: Option<String>) -> Promise {
        let article = match scope.as_deref() {
            None | Some("all") => Ok(None),
            Some("article") => match self.open_article_record() {
                Some(article) => Ok(Some(article.id.clone())),
                None => Err(JsError::new("no article is open")),
            },
            Some(id) => self.article_id(id).map(Some),
        };
        self.once_durable(article.map(|article| self.app.export(article).into()))
    }

    /// Imports an export, `"merge"` or `"replace"`. Resolves with a report when it is durable.
    #[wasm_bindgen(js_name = importJson)]
    pub fn import_json(&self, text: &str, mode: &str) -> Promise {
        let mode = match mode {
            "merge" => Ok(Mode::Merge),
            "replace" => Ok(Mode::Replace),
            other => Err(JsError::new(&format!("the mode is \"merge\" or \"replace\", not {other:?}"))),
        };
        self.once_durable(mode.and_then(|mode| self.import(text, mode)))
    }

    /// Puts a project, as an object or as JSON, in the place of everything. Resolves with a report when it is
    /// durable.
    pub fn load(&self, project: JsValue) -> Promise {
        let text = match project.as_string() {
            Some(text) => Ok(text),
            None => {
                JSON::stringify(&project).map(String::from).map_err(|_| JsError::new("that is not a project"))
            }
        };
        self.once_durable(text.and_then(|text| self.import(&text, Mode::Replace)))
    }
}

impl Agendum {
    fn dispatch(&self, command: Command) -> Result<(), JsError> {
        self.app.dispatch(command).map(drop).map_err(|refused| JsError::new(&refused.to_string()))
    }

    fn import(&self, text: &str, mode: Mode) -> Result<JsValue, JsError> {
        let report = self.app.import(text, mode).map_err(|why| JsError::new(&why))?;
        to_js(&report)
    }

    /// A promise that resolves with what was done once it is durable.
    fn once_durable(&self, done: Result<JsValue, JsError>) -> Promise {
        let app = self.app.clone();
        future_to_promise(async move {
            let value = done.map_err(JsValue::from)?;
            app.durable().await.map_err(|why| JsValue::from(JsError::new(&why)))?;
            Ok(value)
        })
    }

    fn open_article_record(&self) -> Option<std::rc::Rc<Article>> {
        let view = self.app.view();
        self.app.with(|project| view.article.as_ref().and_then(|id| project.article(id)).cloned())
    }

    fn article_id(&self, id: &str) -> Result<ArticleId, JsError> {
        let id = ArticleId::new(id).filter(|id| self.app.with(|project| project.article(id).is_some()));
        id.ok_or_else(|| JsError::new("there is no article with that id"))
    }

    /// Items by their ids, or else by their exact titles.
    fn items(&self, names: Vec<String>) -> Result<Vec<ItemId>, JsError> {
        names.iter().map(|name| self.item(name)).collect()
    }

    fn item(&self, name: &str) -> Result<ItemId, JsError> {
        self.app.with(|project| {
            if let Some(id) = ItemId::new(name).filter(|id| project.item(id).is_some()) {
                return Ok(id);
            }
            let agenda = project.agenda();
            let mut named = agenda.iter().filter(|(_, item)| &*item.title == name);
            match (named.next(), named.next()) {
                (Some((_, item)), None) => Ok(item.id.clone()),
                (None, _) => Err(JsError::new(&format!("no agenda item has the id or title {name:?}"))),
                (Some(_), Some(_)) => {
                    Err(JsError::new(&format!("several agenda items are called {name:?}: give the id")))
                }
            }
        })
    }

    fn span(&self, article: &ArticleId, start: f64, end: f64) -> Result<Span, JsError> {
        let whole = |number: f64| (number >= 0.0 && number.fract() == 0.0).then_some(number as usize);
        let text = self.app.with(|project| project.article(article).map(|article| article.text.clone()));
        let span = match (whole(start), whole(end), text) {
            (Some(start), Some(end), Some(text)) => text.span_of_code_points(start..end),
            _ => None,
        };
        span.ok_or_else(|| {
            JsError::new(&format!(
                "{start} to {end} is no passage of the text: both count code points, the end is after the start"
            ))
        })
    }

    fn annotation_edit(&self, id: &AnnotationId, fields: JsValue) -> Result<AnnotationEdit, JsError> {
        let AnnotationFields { start, end, items, note } = arguments(fields)?;
        let found = self.app.with(|project| project.annotation(id).cloned());
        let article = found.as_ref().map(|annotation| annotation.article.clone());
        let placed = found.and_then(|annotation| annotation.anchor.span()).zip(article.as_ref());
        let now = placed.and_then(|(span, article)| {
            self.app.with(|project| Some(project.article(article)?.text.code_point_range(span)))
        });
        let span = match (start, end, article) {
            (None, None, _) | (_, _, None) => None,
            (start, end, Some(article)) => {
                let start = start.or(now.as_ref().map(|now| now.start as f64)).unwrap_or(f64::NAN);
                let end = end.or(now.as_ref().map(|now| now.end as f64)).unwrap_or(f64::NAN);
                Some(self.span(&article, start, end)?)
            }
        };
        Ok(AnnotationEdit { span, items: items.map(|items| self.items(items)).transpose()?, note })
    }

    fn find(&self, id: &str) -> Result<Record, JsError> {
        let found = self.app.with(|project| {
            let annotation = AnnotationId::new(id).filter(|id| project.annotation(id).is_some());
            let item = || ItemId::new(id).filter(|id| project.item(id).is_some());
            let article = || ArticleId::new(id).filter(|id| project.article(id).is_some());
            annotation
                .map(Record::Annotation)
                .or_else(|| item().map(Record::Item))
                .or_else(|| article().map(Record::Article))
        });
        found.ok_or_else(|| JsError::new(&format!("nothing has the id {id:?}")))
    }
}

enum Record {
    Annotation(AnnotationId),
    Item(ItemId),
    Article(ArticleId),
}

fn item_edit(fields: JsValue) -> Result<ItemEdit, JsError> {
    let ItemFields { title, colour, description, hotkey } = arguments(fields)?;
    let hotkey = match hotkey {
        None => None,
        Some(None) => Some(None),
        Some(Some(digit)) => {
            let mut characters = digit.chars();
            let hotkey = characters.next().and_then(Hotkey::new).filter(|_| characters.next().is_none());
            Some(Some(hotkey.ok_or_else(|| JsError::new("a hotkey is one digit, or null for none"))?))
        }
    };
    Ok(ItemEdit { title, colour: colour.as_deref().map(colour_of).transpose()?, description, hotkey })
}

fn article_edit(fields: JsValue) -> Result<ArticleEdit, JsError> {
    let ArticleFields { title, source, language } = arguments(fields)?;
    Ok(ArticleEdit { title, source, language })
}

fn colour_of(text: &str) -> Result<Colour, JsError> {
    Colour::parse(text).ok_or_else(|| JsError::new(&format!("a colour is written #rrggbb, not {text:?}")))
}

/// What is given to `addItem`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewItem {
    title: String,
    colour: Option<String>,
    description: Option<String>,
}

/// What is given to `annotate`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAnnotation {
    article: Option<String>,
    start: f64,
    end: f64,
    items: Option<Vec<String>>,
    note: Option<String>,
}

/// What is given to `openArticle`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewArticle {
    title: Option<String>,
    text: String,
    source: Option<String>,
    language: Option<String>,
}

/// The fields of an annotation that `update` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnotationFields {
    start: Option<f64>,
    end: Option<f64>,
    items: Option<Vec<String>>,
    note: Option<String>,
}

/// The fields of an item that `update` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFields {
    title: Option<String>,
    colour: Option<String>,
    description: Option<String>,
    #[serde(default, deserialize_with = "given")]
    hotkey: Option<Option<String>>,
}

/// The fields of an article that `update` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleFields {
    title: Option<String>,
    #[serde(default, deserialize_with = "given")]
    source: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    language: Option<Option<String>>,
}

/// Tells a field that is `null` from one that is not there.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn arguments<T: DeserializeOwned>(fields: JsValue) -> Result<T, JsError> {
    if !fields.is_object() {
        return Err(JsError::new("the fields are given as an object"));
    }
    serde_wasm_bindgen::from_value(fields).map_err(|error| JsError::new(&error.to_string()))
}

/// A record as the export has it.
fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsError> {
    let text = serde_json::to_string(value).map_err(|error| JsError::new(&error.to_string()))?;
    JSON::parse(&text).map_err(|_| JsError::new("the browser did not take the JSON"))
}

/// The `detail` of `agendum:change`.
#[derive(Serialize, Default)]
struct Detail<'a> {
    created: Ids<'a>,
    updated: Ids<'a>,
    deleted: Ids<'a>,
    origin: &'static str,
}

/// Ids of each kind of record.
#[derive(Serialize, Default)]
struct Ids<'a> {
    annotations: Vec<&'a str>,
    items: Vec<&'a str>,
    articles: Vec<&'a str>,
}

/// Fires `agendum:change` on the window.
fn tell(applied: &Applied, origin: Origin) {
    let origin = match origin {
        Origin::Here => "here",
        Origin::Tab => "tab",
        Origin::Import => "import",
    };
    let mut detail = Detail { origin, ..Detail::default() };
    for edit in &applied.edits {
        let (was, now) = match edit {
            Edit::Annotation(diff) => (diff.was.is_some(), diff.now.is_some()),
            Edit::Item(diff) => (diff.was.is_some(), diff.now.is_some()),
            Edit::Article(diff) => (diff.was.is_some(), diff.now.is_some()),
            Edit::Extra { .. } => continue,
        };
        let ids = match (was, now) {
            (false, _) => &mut detail.created,
            (true, true) => &mut detail.updated,
            (true, false) => &mut detail.deleted,
        };
        match edit {
            Edit::Annotation(diff) => {
                ids.annotations.extend(diff.was.as_ref().or(diff.now.as_ref()).map(|it| it.id.as_str()));
            }
            Edit::Item(diff) => {
                ids.items.extend(diff.was.as_ref().or(diff.now.as_ref()).map(|it| it.id.as_str()))
            }
            Edit::Article(diff) => {
                ids.articles.extend(diff.was.as_ref().or(diff.now.as_ref()).map(|it| it.id.as_str()));
            }
            Edit::Extra { .. } => {}
        }
    }
    let Ok(detail) = serde_wasm_bindgen::to_value(&detail) else { return };
    let init = CustomEventInit::new();
    init.set_detail(&detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("agendum:change", &init) {
        // `false` only says that a listener called preventDefault, which means nothing here.
        let _ = window().dispatch_event(&event);
    }
}
