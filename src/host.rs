//! The JavaScript interface: `window.agendum`, for other programs. `static/agendum.d.ts` has its types.
//!
//! Shapes and offsets are those of the export: records go out as its JSON does, so that fields of a newer version
//! come along as they are. A wrong call throws an `Error`, or rejects with one, and changes nothing.

use js_sys::{Array, JSON, Object, Promise, Reflect};
use serde::Serialize;
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
                None => return Ok(Array::new().into()),
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
        let fields = Fields::of(fields, &["title", "colour", "description"])?;
        let id = fresh_item();
        let add = Command::AddItem {
            id: id.clone(),
            title: required("title", fields.text("title")?)?,
            colour: fields.text("colour")?.as_deref().map(colour_of).transpose()?,
            description: fields.text("description")?.unwrap_or_default(),
        };
        self.dispatch(add)?;
        Ok(id.to_string())
    }

    /// Marks a passage and gives the annotation's id.
    pub fn annotate(&self, fields: JsValue) -> Result<String, JsError> {
        let fields = Fields::of(fields, &["article", "start", "end", "items", "note"])?;
        let article = match fields.text("article")? {
            Some(id) => self.article_id(&id)?,
            None => {
                let open = self.open_article_record().map(|article| article.id.clone());
                open.ok_or_else(|| JsError::new("no article is open: give one as \"article\""))?
            }
        };
        let (start, end) =
            (required("start", fields.whole("start")?)?, required("end", fields.whole("end")?)?);
        let id = fresh_annotation();
        let annotate = Command::Annotate {
            id: id.clone(),
            span: self.span(&article, start, end)?,
            article,
            items: self.items(fields.texts("items")?.unwrap_or_default())?,
            note: fields.text("note")?.unwrap_or_default(),
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
        let opened = Fields::of(fields, &["title", "text", "source", "language"]).and_then(|fields| {
            let text = required("text", fields.text("text")?)?;
            let (title, source, language) =
                (fields.text("title")?, fields.text("source")?, fields.text("language")?);
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

    fn span(&self, article: &ArticleId, start: usize, end: usize) -> Result<Span, JsError> {
        let text = self.app.with(|project| project.article(article).map(|article| article.text.clone()));
        text.and_then(|text| text.span_of_code_points(start..end)).ok_or_else(|| {
            JsError::new(&format!(
                "{start} to {end} is no passage of the text: both count code points, the end is after the start"
            ))
        })
    }

    fn annotation_edit(&self, id: &AnnotationId, fields: JsValue) -> Result<AnnotationEdit, JsError> {
        let fields = Fields::of(fields, &["start", "end", "items", "note"])?;
        let items = fields.texts("items")?.map(|items| self.items(items)).transpose()?;
        let span = self.moved(id, fields.whole("start")?, fields.whole("end")?)?;
        Ok(AnnotationEdit { span, items, note: fields.text("note")? })
    }

    /// Where an annotation is to be; an end that is not given stays.
    fn moved(
        &self,
        id: &AnnotationId,
        start: Option<usize>,
        end: Option<usize>,
    ) -> Result<Option<Span>, JsError> {
        if start.is_none() && end.is_none() {
            return Ok(None);
        }
        let now = self.app.with(|project| {
            let annotation = project.annotation(id)?;
            let text = project.article(&annotation.article).map(|article| article.text.clone());
            let range = text.zip(annotation.anchor.span()).map(|(text, span)| text.code_point_range(span));
            Some((annotation.article.clone(), range))
        });
        let Some((article, range)) = now else { return Ok(None) };
        let start = required("start", start.or(range.as_ref().map(|range| range.start)))?;
        let end = required("end", end.or(range.as_ref().map(|range| range.end)))?;
        self.span(&article, start, end).map(Some)
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
    let fields = Fields::of(fields, &["title", "colour", "description", "hotkey"])?;
    let hotkey = match fields.text_or_null("hotkey")? {
        None => None,
        Some(None) => Some(None),
        Some(Some(digit)) => {
            let mut characters = digit.chars();
            let hotkey = characters.next().and_then(Hotkey::new).filter(|_| characters.next().is_none());
            Some(Some(hotkey.ok_or_else(|| JsError::new("\"hotkey\" must be one digit, or null for none"))?))
        }
    };
    let colour = fields.text("colour")?.as_deref().map(colour_of).transpose()?;
    Ok(ItemEdit { title: fields.text("title")?, colour, description: fields.text("description")?, hotkey })
}

fn article_edit(fields: JsValue) -> Result<ArticleEdit, JsError> {
    let fields = Fields::of(fields, &["title", "source", "language"])?;
    Ok(ArticleEdit {
        title: fields.text("title")?,
        source: fields.text_or_null("source")?,
        language: fields.text_or_null("language")?,
    })
}

fn colour_of(text: &str) -> Result<Colour, JsError> {
    Colour::parse(text).ok_or_else(|| JsError::new(&format!("a colour is written #rrggbb, not {text:?}")))
}

/// The fields that a program gives as an object; each is asked for by name, and a wrong one is named.
struct Fields(Object);

impl Fields {
    /// Takes an object that has no other fields than these.
    fn of(value: JsValue, known: &[&str]) -> Result<Fields, JsError> {
        let object =
            value.dyn_into::<Object>().map_err(|_| JsError::new("the fields are given as an object"))?;
        for key in Object::keys(&object).iter().filter_map(|key| key.as_string()) {
            if !known.contains(&key.as_str()) {
                let known = known.join(", ");
                return Err(JsError::new(&format!("there is no field {key:?} here; there are {known}")));
            }
        }
        Ok(Fields(object))
    }

    /// A field; `None` if it is not there.
    fn get(&self, name: &str) -> Option<JsValue> {
        Reflect::get(&self.0, &name.into()).ok().filter(|value| !value.is_undefined())
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(&JsValue) -> Option<T>,
    ) -> Result<Option<T>, JsError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = || JsError::new(&format!("{name:?} must be {expected}, and is {value:?}"));
        read(&value).map(Some).ok_or_else(wrong)
    }

    fn text(&self, name: &str) -> Result<Option<String>, JsError> {
        self.read(name, "a string", JsValue::as_string)
    }

    /// A string, or `null` for none: `Some(None)`.
    fn text_or_null(&self, name: &str) -> Result<Option<Option<String>>, JsError> {
        self.read(name, "a string or null", |value| match value.is_null() {
            true => Some(None),
            false => value.as_string().map(Some),
        })
    }

    fn whole(&self, name: &str) -> Result<Option<usize>, JsError> {
        self.read(name, "a whole number", |value| {
            let number = value.as_f64().filter(|number| *number >= 0.0 && number.fract() == 0.0);
            number.map(|number| number as usize)
        })
    }

    fn texts(&self, name: &str) -> Result<Option<Vec<String>>, JsError> {
        self.read(name, "an array of strings", |value| {
            value.dyn_ref::<Array>()?.iter().map(|entry| entry.as_string()).collect()
        })
    }
}

fn required<T>(name: &str, value: Option<T>) -> Result<T, JsError> {
    value.ok_or_else(|| JsError::new(&format!("{name:?} is missing")))
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
