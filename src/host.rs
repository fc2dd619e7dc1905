//! The JavaScript interface: `window.agendum`, typed by `static/agendum.d.ts`.
//!
//! Shapes and offsets are those of exports, so records go over as JSON text, which the browser parses faster than
//! it takes single values, and which carries the fields that this version does not know. A wrong call is an `Error`
//! that says what was wrong, and changes nothing.

use std::fmt::Display;

use js_sys::{Error, JSON, Object, Promise, Reflect, Symbol};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

use crate::app::rescue::faults;
use crate::app::{self, App, Origin};
use crate::browser::{page, stopped};
use crate::format::fields::Fields;
use crate::format::import::Ids;
use crate::format::json::{self, Scope};
use crate::model::project::{AnnotationId, ArticleId, Colour, Hotkey, ItemId, Project};
use crate::model::session::{AnnotationEdit, Applied, ArticleEdit, Command, Diff, Edit, ItemEdit};
use crate::model::text::{Span, Text};

/// What a call gives: a value, or the `Error` that is thrown.
type Answer = Result<JsValue, JsValue>;

/// A function of the interface; none takes more than two arguments.
type Method = fn(&App, JsValue, JsValue) -> Answer;

/// The functions that answer at once.
const METHODS: [(&str, Method); 11] = [
    ("article", article),
    ("articles", articles),
    ("agenda", agenda),
    ("annotations", annotations),
    ("show", show),
    ("addItem", add_item),
    ("annotate", annotate),
    ("update", update),
    ("remove", remove),
    ("undo", |app, _, _| Ok(app.undo().into())),
    ("redo", |app, _, _| Ok(app.redo().into())),
];

/// The functions that the desk works out, and which promise their answer for when it is durable: each gives what the desk
/// is to be told.
const LASTING: [(&str, Telling); 3] =
    [("openArticle", open_article), ("importJson", import_json), ("load", load)];

/// What the desk is told by a call of the function with the name.
type Telling = fn(&str, JsValue, JsValue) -> Result<Call, JsValue>;

/// What the desk is told.
enum Call {
    /// Open what the JSON says.
    Open(String),
    /// Import an export: beside what is here, or in its place.
    Import(String, &'static str),
}

/// Puts the interface on the window, and tells the window of every change.
pub fn install(app: &App) {
    let api = Object::new();
    set(&api, "version", &env!("CARGO_PKG_VERSION").into());
    for (name, method) in METHODS {
        offer_method(&api, app, name, method);
    }
    for (name, method) in LASTING {
        let app = app.clone();
        let lasting = move |one, other| {
            refuse_if_stopped(name)?;
            app.wake_desk();
            let call = method(name, one, other);
            Ok(call.map_or_else(|error| Promise::reject(&error), |call| lasting(&app, name, call)).into())
        };
        offer_function(&api, name, lasting);
    }
    let exporting = app.clone();
    offer_function(&api, "exportJson", move |scope, other| {
        let json = export_json(&exporting, scope, other);
        Ok(json.map_or_else(|error| Promise::reject(&error), |json| exported(&exporting, json)).into())
    });
    if faults::are_offered() {
        offer_method(&api, app, "fault", fault);
    }
    set(&page::window(), "agendum", &Object::freeze(&api));
    app.observe(tell);
}

fn offer_method(api: &Object, app: &App, name: &'static str, method: Method) {
    let app = app.clone();
    offer_function(api, name, move |one, other| {
        refuse_if_stopped(name)?;
        method(&app, one, other)
    });
}

/// Nothing is done any more once the application has stopped; an export can still be had.
fn refuse_if_stopped(name: &str) -> Result<(), JsValue> {
    if stopped::has_stopped() {
        return Err(wrong(format!("{name}: Agendum has stopped. Reload the page.")));
    }
    Ok(())
}

fn offer_function(api: &Object, name: &str, function: impl Fn(JsValue, JsValue) -> Answer + 'static) {
    let function: Box<dyn Fn(JsValue, JsValue) -> Answer> = Box::new(function);
    let function = Closure::wrap(function);
    set(api, name, &function.into_js_value());
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only a frozen object or a proxy refuses.
    Reflect::set(object, &name.into(), value).expect("a plain object takes any property");
}

/// Promises the answer to a call for when what was done will outlive the browser.
fn lasting(app: &App, name: &'static str, call: Call) -> Promise {
    let app = app.clone();
    page::promise(async move {
        let answer = match call {
            Call::Open(call) => app.open_text(&call).await.map_err(wrong)?.into(),
            Call::Import(text, mode) => {
                let report = app.import(&text, mode).await;
                JSON::parse(&report.map_err(|why| wrong(format!("{name}: {why}")))?).map_err(thrown)?
            }
        };
        let kept = app.durable().await;
        kept.map_err(|why| wrong(format!("It was done, but could not be saved: {why}")))?;
        Ok(answer)
    })
}

/// Promises an export for when what is in it is durable. Where the stores fail the error carries it: it is what is left
/// then.
fn exported(app: &App, json: JsValue) -> Promise {
    let app = app.clone();
    page::promise(async move {
        let kept = app.durable().await;
        let lost = |why| {
            let error = wrong(format!(
                "exportJson: its data could not all be saved, but is this error's json: {why}"
            ));
            set(&error, "json", &json);
            error
        };
        kept.map_err(lost)?;
        Ok(json)
    })
}

/// An error that is thrown at a program whose call was wrong. By its mark the loader knows that Agendum has not failed.
fn wrong(why: impl Display) -> JsValue {
    let error = Error::new(&why.to_string());
    let mark = Symbol::for_("agendum.refusal");
    // A fresh error takes any property.
    let _ = Reflect::set(&error, &mark, &true.into());
    error.into()
}

/// An error that the browser throws at what a program gave.
fn thrown(error: JsValue) -> JsValue {
    error.dyn_ref::<Error>().map_or(error.clone(), |error| wrong(String::from(error.message())))
}

/// A value over JSON text.
fn given(value: &impl Serialize) -> Answer {
    JSON::parse(&serde_json::to_string(value).map_err(wrong)?).map_err(thrown)
}

/// The JSON text of an object that a function was given.
fn taken(name: &str, object: &JsValue) -> Result<String, JsValue> {
    if !object.is_object() {
        return Err(wrong(format!("{name}: an object was expected.")));
    }
    Ok(JSON::stringify(object).map_err(thrown)?.into())
}

/// A string that a function was given.
fn words(name: &str, what: &str, value: &JsValue) -> Result<String, JsValue> {
    value.as_string().ok_or_else(|| wrong(format!("{name}: {what} must be a string.")))
}

fn article(app: &App, _: JsValue, _: JsValue) -> Answer {
    let open = app.view().article.clone();
    app.with(|project| match open.and_then(|id| project.article(&id)) {
        Some(article) => given(&json::Article::of(article)),
        None => Ok(JsValue::NULL),
    })
}

fn articles(app: &App, _: JsValue, _: JsValue) -> Answer {
    app.with(|project| {
        let articles = project.articles().into_iter();
        given(&articles.map(|article| json::Article::without_text(article)).collect::<Vec<_>>())
    })
}

fn agenda(app: &App, _: JsValue, _: JsValue) -> Answer {
    app.with(|project| given(&json::agenda(project)))
}

fn annotations(app: &App, scope: JsValue, _: JsValue) -> Answer {
    let scope = scope_of(app, "annotations", &scope, "article")?;
    app.with(|project| match scope {
        Some(scope) => given(&json::annotations(project, &scope)),
        None => given(&[(); 0]),
    })
}

/// The project for `"all"`, the open article for `"article"` (`None` if none is open), else the article with the id.
fn scope_of(app: &App, name: &str, scope: &JsValue, otherwise: &str) -> Result<Option<Scope>, JsValue> {
    let scope = if scope.is_undefined() { otherwise.to_owned() } else { words(name, "the scope", scope)? };
    Ok(match scope.as_str() {
        "all" => Some(Scope::Project),
        "article" => app.view().article.clone().map(Scope::Article),
        id => Some(Scope::Article(known_article(app, name, id)?)),
    })
}

fn known_article(app: &App, name: &str, id: &str) -> Result<ArticleId, JsValue> {
    let known = ArticleId::new(id).filter(|id| app.with(|project| project.article(id).is_some()));
    known.ok_or_else(|| wrong(format!("{name}: there is no article {id}.")))
}

/// Fails on purpose, so often for the worker.
fn fault(app: &App, name: JsValue, times: JsValue) -> Answer {
    let name = words("fault", "the name", &name)?;
    let times = times.as_f64().unwrap_or(1.0) as u32;
    if !faults::cause(app, &name, times) {
        return Err(wrong(format!("fault: there is no fault {name}.")));
    }
    Ok(JsValue::UNDEFINED)
}

fn show(app: &App, id: JsValue, _: JsValue) -> Answer {
    let id = words("show", "the id", &id)?;
    app.open(Some(known_article(app, "show", &id)?));
    Ok(JsValue::UNDEFINED)
}

fn add_item(app: &App, call: JsValue, _: JsValue) -> Answer {
    let json = taken("addItem", &call)?;
    let mut fields = Fields::of_call("addItem", &json).map_err(wrong)?;
    let title = fields.string("title").map_err(wrong)?;
    let colour = colour(&mut fields)?;
    let description = fields.optional_string("description").map_err(wrong)?.unwrap_or_default();
    fields.nothing_else().map_err(wrong)?;
    let id = app::fresh_item();
    carry_out(app, "addItem", Command::AddItem { id: id.clone(), title, colour, description })?;
    Ok(id.as_str().into())
}

fn colour(fields: &mut Fields<'_>) -> Result<Option<Colour>, JsValue> {
    let Some(colour) = fields.optional_string("colour").map_err(wrong)? else { return Ok(None) };
    let parsed = Colour::parse(&colour);
    parsed.map(Some).ok_or_else(|| wrong(fields.refusal("\"colour\" must be written as \"#rrggbb\"")))
}

fn annotate(app: &App, call: JsValue, _: JsValue) -> Answer {
    let json = taken("annotate", &call)?;
    let mut fields = Fields::of_call("annotate", &json).map_err(wrong)?;
    let article = fields.optional_id("article", ArticleId::new).map_err(wrong)?;
    let article = article.or_else(|| app.view().article.clone());
    let article = article.ok_or_else(|| wrong("annotate: no article is open."))?;
    let (start, end) = (fields.whole("start").map_err(wrong)?, fields.whole("end").map_err(wrong)?);
    let items = fields.optional_strings("items").map_err(wrong)?.unwrap_or_default();
    let note = fields.optional_string("note").map_err(wrong)?.unwrap_or_default();
    fields.nothing_else().map_err(wrong)?;
    let (span, items) = app.with(|project| {
        let found = project.article(&article);
        let found = found.ok_or_else(|| wrong(format!("annotate: there is no article {article}.")))?;
        Ok::<_, JsValue>((span("annotate", &found.text, start, end)?, named("annotate", project, &items)?))
    })?;
    let id = app::fresh_annotation();
    let command =
        Command::Annotate { id: id.clone(), article: article.clone(), span, items: items.clone(), note };
    carry_out(app, "annotate", command)?;
    // Where exactly these words were a passage already, it is that one.
    let known = app.with(|project| match project.annotation(&id) {
        Some(_) => None,
        None => project.passage_at(&article, span, &items).map(|known| known.id.clone()),
    });
    Ok(known.unwrap_or(id).as_str().into())
}

/// The passage between two offsets in code points.
fn span(name: &str, text: &Text, start: i64, end: i64) -> Result<Span, JsValue> {
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    range.and_then(|(start, end)| text.span_of_code_points(start..end)).ok_or_else(|| {
        let length = text.len_code_points();
        wrong(format!("{name}: {start} to {end} is no passage of the text, which has {length} code points."))
    })
}

/// Agenda items by their ids, or else by their exact titles.
fn named(name: &str, project: &Project, items: &[String]) -> Result<Vec<ItemId>, JsValue> {
    let agenda = project.agenda();
    let named = items.iter().map(|item| {
        if let Some((_, found)) = agenda.iter().find(|(_, found)| found.id.as_str() == item) {
            return Ok(found.id.clone());
        }
        let mut titled = agenda.iter().filter(|(_, found)| *found.title == **item);
        match (titled.next(), titled.next()) {
            (Some((_, found)), None) => Ok(found.id.clone()),
            (None, _) => Err(wrong(format!("{name}: there is no agenda item “{item}”."))),
            (Some(_), Some(_)) => {
                Err(wrong(format!("{name}: several agenda items are called “{item}”; give an id instead.")))
            }
        }
    });
    named.collect()
}

fn update(app: &App, id: JsValue, call: JsValue) -> Answer {
    let id = words("update", "the id", &id)?;
    let json = taken("update", &call)?;
    let mut fields = Fields::of_call("update", &json).map_err(wrong)?;
    let command =
        match Record::of(app, &id).ok_or_else(|| wrong(format!("update: nothing has the id {id}.")))? {
            Record::Annotation(id) => annotation_edit(app, id, &mut fields)?,
            Record::Item(id) => item_edit(app, id, &mut fields)?,
            Record::Article(id) => article_edit(id, &mut fields)?,
        };
    fields.nothing_else().map_err(wrong)?;
    carry_out(app, "update", command)
}

fn annotation_edit(app: &App, id: AnnotationId, fields: &mut Fields<'_>) -> Result<Command, JsValue> {
    let (start, end) =
        (fields.optional_whole("start").map_err(wrong)?, fields.optional_whole("end").map_err(wrong)?);
    let items = fields.optional_strings("items").map_err(wrong)?;
    let note = fields.optional_string("note").map_err(wrong)?;
    let edit = app.with(|project| {
        let items = items.map(|items| named("update", project, &items)).transpose()?;
        let span = match (start, end) {
            (None, None) => None,
            _ => Some(new_span(project, &id, start, end)?),
        };
        Ok::<_, JsValue>(AnnotationEdit { span, items, note })
    })?;
    Ok(Command::EditAnnotation(id, edit))
}

/// The passage an annotation is to have; an end that is not given stays.
fn new_span(
    project: &Project,
    id: &AnnotationId,
    start: Option<i64>,
    end: Option<i64>,
) -> Result<Span, JsValue> {
    let annotation = project.annotation(id);
    let article = annotation.and_then(|annotation| project.article(&annotation.article));
    let article = article.ok_or_else(|| wrong("update: the annotation's article is not here."))?;
    let was = annotation.and_then(|annotation| annotation.anchor.span());
    let was = was.map(|span| article.text.code_point_range(span));
    let start = start.or(was.as_ref().map(|was| was.start as i64));
    let end = end.or(was.map(|was| was.end as i64));
    let both = start.zip(end);
    let (start, end) =
        both.ok_or_else(|| wrong("update: an orphaned annotation needs \"start\" and \"end\"."))?;
    span("update", &article.text, start, end)
}

fn item_edit(app: &App, id: ItemId, fields: &mut Fields<'_>) -> Result<Command, JsValue> {
    let hotkey = fields.clearable_string("hotkey").map_err(wrong)?;
    let hotkey = hotkey.map(|digit| digit.map(|digit| hotkey_of(&digit)).transpose()).transpose()?;
    let edit = ItemEdit {
        title: fields.optional_string("title").map_err(wrong)?,
        colour: colour(fields)?,
        description: fields.optional_string("description").map_err(wrong)?,
        hotkey,
        status: fields.clearable_string("status").map_err(wrong)?,
        raised_by: fields.clearable_string("raisedBy").map_err(wrong)?,
    };
    let parent = fields.clearable_string("parent").map_err(wrong)?;
    let before = fields.optional_string("before").map_err(wrong)?;
    let edits = edit != ItemEdit::default();
    let edit = Command::EditItem(id.clone(), edit);
    if parent.is_none() && before.is_none() {
        return Ok(edit);
    }
    let (title, parent, before) = app.with(|project| {
        let one = |name: String| Ok::<_, JsValue>(named("update", project, &[name])?.into_iter().next());
        let item = project.item(&id);
        let parent = match parent {
            Some(parent) => parent.map(one).transpose()?.flatten(),
            None => item.and_then(|item| project.parent_of(item)).cloned(),
        };
        let title = item.map_or_else(String::new, |item| item.title.to_string());
        Ok::<_, JsValue>((title, parent, before.map(one).transpose()?.flatten()))
    })?;
    let moved = Command::MoveItem { id, parent, before };
    Ok(if edits { Command::All(format!("{title} edited"), vec![edit, moved]) } else { moved })
}

fn hotkey_of(digit: &str) -> Result<Hotkey, JsValue> {
    let mut characters = digit.chars();
    let hotkey = characters.next().filter(|_| characters.next().is_none()).and_then(Hotkey::new);
    hotkey.ok_or_else(|| wrong("update: \"hotkey\" must be one digit, or null."))
}

fn article_edit(id: ArticleId, fields: &mut Fields<'_>) -> Result<Command, JsValue> {
    let edit = ArticleEdit {
        title: fields.optional_string("title").map_err(wrong)?,
        source: fields.clearable_string("source").map_err(wrong)?,
        language: fields.clearable_string("language").map_err(wrong)?,
    };
    Ok(Command::EditArticle(id, edit))
}

fn remove(app: &App, id: JsValue, _: JsValue) -> Answer {
    let id = words("remove", "the id", &id)?;
    let command =
        match Record::of(app, &id).ok_or_else(|| wrong(format!("remove: nothing has the id {id}.")))? {
            Record::Annotation(id) => Command::RemoveAnnotations(vec![id]),
            Record::Item(id) => Command::RemoveItem(id),
            Record::Article(id) => Command::RemoveArticle(id),
        };
    carry_out(app, "remove", command)
}

/// What has an id.
enum Record {
    Annotation(AnnotationId),
    Item(ItemId),
    Article(ArticleId),
}

impl Record {
    fn of(app: &App, id: &str) -> Option<Record> {
        app.with(|project| {
            let annotation = AnnotationId::new(id).filter(|id| project.annotation(id).is_some());
            let item = || ItemId::new(id).filter(|id| project.item(id).is_some()).map(Record::Item);
            let article = || ArticleId::new(id).filter(|id| project.article(id).is_some());
            let article = || article().map(Record::Article);
            annotation.map(Record::Annotation).or_else(item).or_else(article)
        })
    }
}

fn carry_out(app: &App, name: &str, command: Command) -> Answer {
    match app.dispatch(command) {
        Ok(_) => Ok(JsValue::UNDEFINED),
        Err(refused) => Err(wrong(format!("{name}: {refused}."))),
    }
}

fn open_article(name: &str, call: JsValue, _: JsValue) -> Result<Call, JsValue> {
    taken(name, &call).map(Call::Open)
}

fn import_json(name: &str, text: JsValue, mode: JsValue) -> Result<Call, JsValue> {
    let text = words(name, "the text", &text)?;
    match mode.as_string().as_deref() {
        Some("merge") => Ok(Call::Import(text, "merge")),
        Some("replace") => Ok(Call::Import(text, "replace")),
        _ => Err(wrong("importJson: the mode must be \"merge\" or \"replace\".")),
    }
}

fn load(name: &str, project: JsValue, _: JsValue) -> Result<Call, JsValue> {
    let text = project.as_string().map_or_else(|| taken(name, &project), Ok)?;
    Ok(Call::Import(text, "replace"))
}

fn export_json(app: &App, scope: JsValue, _: JsValue) -> Answer {
    match scope_of(app, "exportJson", &scope, "all")? {
        Some(Scope::Project) => Ok(app.export(None).into()),
        Some(Scope::Article(id)) => Ok(app.export(Some(id)).into()),
        None => Err(wrong("exportJson: no article is open.")),
    }
}

/// What the event of a change tells.
#[derive(Serialize)]
struct Detail {
    created: Ids,
    updated: Ids,
    deleted: Ids,
    origin: &'static str,
}

/// Fires `agendum:change`.
fn tell(applied: &Applied, origin: Origin) {
    let origin = match origin {
        Origin::Here => "here",
        Origin::Tab => "tab",
        Origin::Import => "import",
    };
    let (created, updated, deleted) = (Ids::default(), Ids::default(), Ids::default());
    let mut detail = Detail { created, updated, deleted, origin };
    for edit in &applied.edits {
        match edit {
            Edit::Article(diff) => detail.list(diff, |ids| &mut ids.articles, |article| article.id.as_str()),
            Edit::Item(diff) => detail.list(diff, |ids| &mut ids.items, |item| item.id.as_str()),
            Edit::Annotation(diff) => {
                detail.list(diff, |ids| &mut ids.annotations, |annotation| annotation.id.as_str());
            }
            Edit::Extra { .. } => {}
        }
    }
    let Ok(detail) = given(&detail) else { return };
    let init = CustomEventInit::new();
    init.set_detail(&detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("agendum:change", &init) {
        // It is refused only while it is being dispatched already.
        let _ = page::window().dispatch_event(event.unchecked_ref());
    }
}

impl Detail {
    /// Notes what became of a record.
    fn list<T>(
        &mut self,
        diff: &Diff<T>,
        list: impl Fn(&mut Ids) -> &mut Vec<String>,
        id: impl Fn(&T) -> &str,
    ) {
        let (ids, record) = match (&diff.was, &diff.now) {
            (None, Some(now)) => (&mut self.created, now),
            (Some(_), Some(now)) => (&mut self.updated, now),
            (Some(was), None) => (&mut self.deleted, was),
            (None, None) => return,
        };
        list(ids).push(id(record).to_owned());
    }
}
