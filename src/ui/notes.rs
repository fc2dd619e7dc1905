//! The margin: a card for each passage in view, level with it. On a narrow window a list.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlTextAreaElement, InputEvent, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::controls::{button, on, sign};
use super::menu::NOTE_KEYS;
use super::part::{drawn_by, part, use_effect_with};
use crate::app::view::{Scene, Sheet};
use crate::app::{App, End, Intent};
use crate::browser::measure;
use crate::browser::page::{self, Listener, window};
use crate::format::icons::Icon;
use crate::model::anchor::Anchor;
use crate::model::margin::{self, Card};
use crate::model::paragraphs::points;
use crate::model::project::{Annotation, AnnotationId, Article, ItemId};
use crate::model::script::{self, upright};
use crate::model::session::{AnnotationEdit, Command};
use crate::model::sorted::{Map, sort_by};
use crate::model::text::Span;

/// What the notes are drawn from.
pub struct NotesProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
    /// Whether it is to be said what the lines under suggested sentences are.
    pub explains: bool,
}

impl PartialEq for NotesProps {
    fn eq(&self, other: &NotesProps) -> bool {
        self.app == other.app
            && self.explains == other.explains
            && self.scene.shows_same_article(&other.scene)
    }
}

/// Space between cards, and how far beyond the view cards are drawn already; in pixels.
const GAP: f64 = 12.0;
const MARGIN: f64 = 400.0;

/// The most cards that are drawn at once: more than any screen has room for.
const MOST: usize = 80;

/// A card and the height at which it stands.
type Placed = (AnnotationId, i32);

/// What stands for the id of a card that says what suggestions are.
const EXPLAINS: &str = "explains-suggestions";

/// A stripe beside a passage that overlaps another: its passage, class, lane, and where it begins and ends.
type Stripe = (AnnotationId, usize, usize, i32, i32);

/// The most passages that stripes are looked for in, and the most stripes beside each other.
const MOST_STRIPED: usize = 300;
const LANES: usize = 6;

drawn_by!(NotesProps, use_notes);

/// The notes.
#[hook]
fn use_notes(props: &NotesProps) -> Html {
    let (app, scene) = (&props.app, &props.scene);
    let placed = use_state_eq(Vec::<Placed>::new);
    let stripes = use_state_eq(Vec::<Stripe>::new);
    let scrolled = use_state(|| 0u32);
    use_scrolling(app, &scrolled);
    {
        let (app, scene) = (app.clone(), scene.clone());
        let (cards, striped) = (placed.setter(), stripes.setter());
        // After every drawing: heights are only known then. It settles, since equal places draw nothing. Measuring
        // makes the browser lay out the page, so a passage is painted first, and its card a frame later.
        use_effect(move || {
            page::after_frame(move || {
                cards.set(place(&app, &scene));
                striped.set(stripe(&app, &scene));
            });
        });
    }
    // As a sheet, the list begins with the passage that was tapped on in view; and the card of one passage leaves its words
    // in view above it.
    let first = placed.first().map(|(id, _)| id.clone());
    let shown = app.clone();
    use_effect_with(
        (scene.view.sheet, scene.view.active.clone(), first),
        move |(sheet, active, first)| match (sheet, active) {
            (Sheet::Notes, Some(active)) => measure::reveal(&format!("note-{active}")),
            (Sheet::Passage, active) if active == first => shown.show_active_above("notes"),
            _ => {}
        },
    );
    let Some(article) = &scene.article else { return html! { <aside id="notes" aria-label="Notes" /> } };
    let cards = placed.iter().filter_map(|(id, top)| {
        if id.as_str() == EXPLAINS {
            return props.explains.then(|| explanation(app, *top));
        }
        // Right after another article was opened, the places are still those of the one before.
        let annotation = app.with(|project| project.annotation(id).cloned());
        let annotation = annotation.filter(|annotation| annotation.article == article.id)?;
        let active = scene.view.active.as_ref() == Some(id);
        let props = NoteProps {
            app: app.clone(),
            article: article.clone(),
            annotation,
            active,
            top: *top,
            labels: scene.agenda.clone(),
            hidden: scene.view.only.clone().filter(|only| !props_has(app, id, only)),
        };
        Some(part(id.as_str(), props))
    });
    let cards: Vec<Html> = cards.collect();
    let only = scene.view.only.as_ref().and_then(|only| Some((only.clone(), app.label(only)?)));
    let hidden = scene.view.only.as_ref().and_then(|only| {
        let row = scene.agenda.iter().find(|row| row.item.id == *only)?;
        match scene.passages.saturating_sub(row.passages) {
            0 => None,
            1 => Some("1 other passage is hidden.".to_owned()),
            count => Some(format!("{count} other passages are hidden.")),
        }
    });
    // The same is said by the marks and the cards, in words.
    let stripes = stripes.iter().map(|(id, class, lane, top, bottom)| {
        html! {
            <span key={id.as_str()} class={format!("a{class}")} onclick={on(app, Intent::Activate(id.clone()))}
                ~style={format!("top:{top}px;height:{}px;right:{}px", bottom - top, 4 * lane)} />
        }
    });
    html! {
        <>
        <div class="stripes" key="stripes" aria-hidden="true">{ for stripes }</div>
        <aside id="notes" key="notes" aria-label="Notes"
            tabindex={(page::is_narrow() && scene.view.sheet == Sheet::Notes).then_some("0")}>
            if let Some((item, label)) = only {
                <p class={classes!("only", format!("a{}", label.class))}>
                    <span class="chip">{ &*label.title }</span>
                    <span class="walk">
                        { sign(app, "", Icon::Previous, "Previous passage", Intent::Walk(false)) }
                        { sign(app, "", Icon::Next, "Next passage", Intent::Walk(true)) }
                        { button(app, "", "Outline", Intent::Panel("outline", format!("item:{item}").into())) }
                        { button(app, "", "Show all", Intent::ShowOnly(item)) }
                    </span>
                </p>
            }
            if let Some(hidden) = hidden { <p class="filtered">{ hidden }</p> }
            if scene.view.sheet == Sheet::Passage {
                <p class="of-passage">
                    { button(app, "", "All notes", Intent::Sheet(Sheet::Notes)) }
                    { sign(app, "close", Icon::Close, "Close", Intent::Sheet(Sheet::Article)) }
                </p>
            }
            if !scene.unplaced.is_empty() { { review(app, scene, article) } }
            if scene.passages == 0 {
                <p class="empty">{ "Tagged passages appear here, next to the text." }</p>
            }
            <div class="cards">{ for cards }</div>
        </aside>
        </>
    }
}

/// What the lines under suggested sentences are, said once beside the first of them.
fn explanation(app: &App, top: i32) -> Html {
    html! {
        <div id={format!("note-{EXPLAINS}")} key={EXPLAINS} class="explains" role="note" ~style={format!("top:{top}px")}>
            <p>
                { "A dotted line marks a sentence that may belong to one of your items, as three or more passages of it say. Nothing is \
                   tagged by that. Press " }<kbd>{ "s" }</kbd>{ " or click the sentence to see which item, and why." }
            </p>
            <p class="choices">
                { button(app, "", "OK", Intent::ExplainedSuggestions) }
                { button(app, "", "Turn suggestions off", Intent::TurnSuggestions) }
            </p>
        </div>
    }
}

/// The passages that have to be looked at: those that need review, then those that are lost.
fn review(app: &App, scene: &Scene, article: &Rc<Article>) -> Html {
    let lost = scene.unplaced.iter().filter(|annotation| annotation.anchor.span().is_none()).count();
    let count = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {several}")),
    };
    let needy = count(scene.unplaced.len() - lost, "passage needs review", "passages need review");
    let lost = count(lost, "is not in the text", "are not in the text");
    let summary: Vec<String> = needy.into_iter().chain(lost).collect();
    let cards = scene.unplaced.iter().take(MOST).map(|annotation| {
        let props = NoteProps {
            app: app.clone(),
            article: article.clone(),
            annotation: annotation.clone(),
            active: scene.view.active.as_ref() == Some(&annotation.id),
            top: 0,
            labels: scene.agenda.clone(),
            hidden: None,
        };
        part(annotation.id.as_str(), props)
    });
    html! {
        <details class="unplaced" open=true>
            <summary>{ summary.join(", ") }</summary>
            { button(app, "", "Show changes in the text", Intent::Changes(article.id.clone())) }
            { for cards }
        </details>
    }
}

/// Draws the notes again after scrolling and resizing, once a frame, and keeps the tag menu at its passage.
#[hook]
fn use_scrolling(app: &App, scrolled: &UseStateHandle<u32>) {
    let (app, setter) = (app.clone(), scrolled.setter());
    use_effect_with((), move |()| {
        let waiting = Rc::new(std::cell::Cell::new(false));
        let count = Rc::new(std::cell::Cell::new(0u32));
        let redraw = move || {
            if waiting.replace(true) {
                return;
            }
            let (waiting, count, setter, app) = (waiting.clone(), count.clone(), setter.clone(), app.clone());
            page::before_frame(move || {
                waiting.set(false);
                count.set(count.get().wrapping_add(1));
                setter.set(count.get());
                app.follow();
                app.scrolled();
            });
        };
        let mut listeners = Vec::new();
        if let Some(reader) = measure::reader() {
            listeners.push(Listener::new(&reader, "scroll", {
                let redraw = redraw.clone();
                move |_| redraw()
            }));
        }
        listeners.push(Listener::new(&window(), "resize", move |_| redraw()));
        move || drop(listeners)
    });
}

/// Which cards are drawn, and where.
fn place(app: &App, scene: &Scene) -> Vec<Placed> {
    let Some(article) = &scene.article else { return Vec::new() };
    // What is not placed is listed above.
    let is_active = |id: &AnnotationId| scene.view.active.as_ref() == Some(id);
    let shown = |annotation: &Annotation| {
        let only = scene.view.only.as_ref();
        // One that is hidden by the filter says so when it is looked at.
        annotation.anchor.is_placed()
            && (only.is_none_or(|only| annotation.items.contains(only)) || is_active(&annotation.id))
    };
    if page::is_narrow() {
        return match (scene.view.sheet, &scene.view.active) {
            (Sheet::Notes, _) => listed(app, scene, article, shown),
            (Sheet::Passage, Some(active)) => vec![(active.clone(), 0)],
            _ => Vec::new(),
        };
    }
    let all = scene.marks.blocks(article);
    let blocks = measure::blocks_in_view(article.text.blocks().len(), MARGIN);
    let mut found: Vec<(AnnotationId, f64)> = Vec::new();
    for block in blocks {
        let Some(marks) = all.get(block) else { continue };
        let tops = measure::mark_heights(block);
        for annotation in marks.annotations.iter().filter(|annotation| shown(annotation)) {
            let starts_here =
                annotation.span_in(article).is_some_and(|span| article.text.blocks_of(span).start == block);
            if let Some(top) = tops.get(annotation.id.as_str()).filter(|_| starts_here) {
                found.push((annotation.id.clone(), top.0));
            }
        }
    }
    found.truncate(MOST);
    if let (Some(id), Some(top)) = (AnnotationId::new(EXPLAINS), app.unexplained_suggestion(article)) {
        let at = found.partition_point(|(_, other)| *other < top);
        found.insert(at, (id, top));
    }
    keep_written(app, scene, article, &mut found);
    // What is listed above the cards lies over none of them.
    let floor = measure::lowest_of("#notes > .only, #notes > .filtered, #notes > .unplaced")
        .map(|bottom| bottom + GAP);
    let cards = found.iter().map(|(id, top)| {
        let height = measure::height_of(&format!("note-{id}"));
        let wanted = floor.map_or(*top, |floor| top.max(floor));
        Card { wanted, height: if height > 0.0 { height } else { 64.0 } }
    });
    let cards: Vec<Card> = cards.collect();
    let pinned = found.iter().position(|(id, _)| is_active(id));
    let tops = margin::stacked(&cards, GAP, pinned);
    let is_over = floor.zip(tops.first()).is_some_and(|(floor, top)| *top < floor);
    let tops = if is_over { margin::stacked(&cards, GAP, None) } else { tops };
    found.into_iter().zip(tops).map(|((id, _), top)| (id, top.round() as i32)).collect()
}

/// Keeps the card in whose note somebody is writing, however far its passage is scrolled away.
fn keep_written(app: &App, scene: &Scene, article: &Article, found: &mut Vec<(AnnotationId, f64)>) {
    let Some(active) = scene.view.active.as_ref().filter(|_| page::within(".note.active textarea")) else {
        return;
    };
    if found.iter().any(|(id, _)| id == active) {
        return;
    }
    let annotation = app.with(|project| project.annotation(active).cloned());
    let span = annotation.and_then(|annotation| annotation.span_in(article));
    let Some(block) = span.map(|span| article.text.blocks_of(span).start) else { return };
    if let Some((top, _)) = measure::mark_heights(block).get(active.as_str()) {
        let at = found.partition_point(|(_, other)| other < top);
        found.insert(at, (active.clone(), *top));
    }
}

/// The stripes beside passages in view that overlap others.
fn stripe(app: &App, scene: &Scene) -> Vec<Stripe> {
    let Some(article) = &scene.article else { return Vec::new() };
    let all = scene.marks.blocks(article);
    let mut found: Map<AnnotationId, (Span, usize, f64, f64)> = Map::default();
    for block in measure::blocks_in_view(article.text.blocks().len(), MARGIN) {
        let Some(marks) = all.get(block) else { continue };
        let overlaps = marks.segments.iter().any(|segment| segment.covering.len() > 1);
        // One that began in an overlap goes on to where it ends.
        let goes_on = || marks.annotations.iter().any(|annotation| found.contains_key(&annotation.id));
        if !(overlaps || goes_on()) || found.len() > MOST_STRIPED {
            continue;
        }
        let heights = measure::mark_heights(block);
        for annotation in marks.annotations.iter().take(MOST_STRIPED) {
            let height = heights.get(annotation.id.as_str());
            let (Some(span), Some((top, bottom))) = (annotation.span_in(article), height) else { continue };
            let class = annotation.items.first().and_then(|item| app.label(item));
            let class = class.map_or(usize::MAX, |label| label.class);
            found.or_insert(annotation.id.clone(), (span, class, *top, *bottom)).3 = *bottom;
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    sort_by(&mut found, |(_, one), (_, other)| one.0.start().cmp(&other.0.start()));
    let spans: Vec<_> =
        found.iter().map(|(_, (span, ..))| (span.start().byte(), span.end().byte())).collect();
    let lanes = margin::lanes(&spans);
    let stripes = found.into_iter().zip(lanes).filter_map(|((id, (_, class, top, bottom)), lane)| {
        Some((id, class, lane.filter(|lane| *lane < LANES)?, top.round() as i32, bottom.round() as i32))
    });
    stripes.collect()
}

/// On a narrow window: the passages around the active one, or around what is in view.
fn listed(app: &App, scene: &Scene, article: &Article, shown: impl Fn(&Annotation) -> bool) -> Vec<Placed> {
    let all = app.with(|project| {
        let all = project.annotations_of(&article.id).filter(|annotation| shown(annotation));
        all.map(|annotation| (annotation.id.clone(), annotation.span_in(article))).collect::<Vec<_>>()
    });
    let active = all.iter().position(|(id, _)| Some(id) == scene.view.active.as_ref());
    let top = measure::top_block(article.text.blocks().len()).0;
    let top = article.text.blocks().get(top).map(|block| block.span.start());
    let at = active.unwrap_or_else(|| all.partition_point(|(_, span)| span.map(|span| span.start()) < top));
    let first = at.saturating_sub(MOST / 2).min(all.len().saturating_sub(MOST));
    all.into_iter().skip(first).take(MOST).map(|(id, _)| (id, 0)).collect()
}

#[derive(PartialEq)]
struct NoteProps {
    app: App,
    article: Rc<Article>,
    annotation: Rc<Annotation>,
    active: bool,
    top: i32,
    /// Redraws the card when an item is renamed.
    labels: Rc<Vec<crate::app::view::AgendaRow>>,
    /// The item whose passages alone are shown, if this is none of them.
    hidden: Option<ItemId>,
}

fn props_has(app: &App, id: &AnnotationId, item: &ItemId) -> bool {
    app.with(|project| project.annotation(id).is_some_and(|annotation| annotation.items.contains(item)))
}

drawn_by!(NoteProps, use_note);

/// The card of one passage.
#[hook]
fn use_note(props: &NoteProps) -> Html {
    let NoteProps { app, article, annotation, active, .. } = props;
    let id = annotation.id.clone();
    let labels: Vec<_> = annotation.items.iter().filter_map(|item| Some((item, app.label(item)?))).collect();
    let colour = labels.first().map(|(_, label)| format!("a{}", label.class));
    let quote = match (&annotation.anchor, annotation.span_in(article)) {
        (Anchor::Placed { .. }, Some(span)) => article.text.slice(span).to_owned(),
        (anchor, _) => anchor.quote(None).exact.clone(),
    };
    let point = annotation.span_in(article).filter(|_| annotation.anchor.is_placed());
    let point = point.and_then(|span| points(&article.text, &article.text.blocks_of(span)));
    let state = match &annotation.anchor {
        Anchor::Placed { .. } => None,
        Anchor::NeedsReview { .. } => Some("Needs review: is it this?"),
        Anchor::Orphaned { .. } => Some("No longer in the text"),
    };
    let runs_right_to_left = annotation.span_in(article).is_some_and(|span| {
        let block = article.text.blocks_of(span).start;
        script::runs_right_to_left(&article.text, span, block, article.direction)
    });
    let proposal = annotation.span_in(article).filter(|_| annotation.anchor.is_in_review());
    let proposal = proposal.map(|span| article.text.slice(span).to_owned());
    let go = {
        let (app, id, active) = (app.clone(), id.clone(), *active);
        move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let control = target.and_then(|it| it.closest("button, textarea").ok().flatten()).is_some();
            if control || page::has_selection() {
                return;
            }
            if !active {
                app.go_to(&id);
            }
            // Whoever clicks on a card is about to write in it: no key until then is a command.
            app.note_closed();
            let card = format!("note-{id}");
            app.when_drawn(move || page::focus_area_in(&card));
        }
    };
    let chips = labels.iter().map(|(item, label)| chip(app, annotation, item, label, *active));
    html! {
        <div id={format!("note-{id}")} class={classes!("note", colour, active.then_some("active"))}
            ~style={format!("top:{}px", props.top)} onclick={go} data-annotation={id.as_str().to_owned()}>
            if let Some(state) = state { <p class="state">{ state }</p> }
            <p class="chips">
                { for chips }
                if labels.is_empty() { <span class="chip plain">{ "No item" }</span> }
            </p>
            <q class={upright(&quote)} dir="auto">{ quote.clone() }</q>
            if let Some(point) = point { <small class="where">{ point }</small> }
            if let Some(item) = &props.hidden {
                <p class="hidden-by">{ "Hidden by the filter. " }{ button(app, "", "Show all", Intent::ShowOnly(item.clone())) }</p>
            }
            if let Some(proposal) = proposal { <p class="proposal"><small>{ "Now: " }</small><q class={upright(&proposal)} dir="auto">{ proposal }</q></p> }
            if state.is_some() { { decide(app, annotation) } }
            if *active {
                { part("field", NoteFieldProps { app: app.clone(), annotation: annotation.clone() }) }
                if state.is_none() { { controls(app, &id, runs_right_to_left) } }
            } else if !annotation.note.is_empty() {
                <p class="words" dir="auto">{ &*annotation.note }</p>
            }
        </div>
    }
}

/// An item of the passage; on the active card it can be taken off.
fn chip(app: &App, annotation: &Annotation, item: &ItemId, label: &crate::app::Label, active: bool) -> Html {
    let class = classes!("chip", format!("a{}", label.class));
    let off = Intent::TakeOff(annotation.id.clone(), item.clone());
    html! {
        <span {class} key={item.as_str().to_owned()}>
            <bdi>{ &*label.title }</bdi>
            if active {
                { sign(app, "off", Icon::Close, format!("Remove {}", label.title), off) }
            }
        </span>
    }
}

/// What can be done with a passage that is not placed.
fn decide(app: &App, annotation: &Annotation) -> Html {
    let id = &annotation.id;
    html! {
        <div class="controls decide">
            if annotation.anchor.is_in_review() { { button(app, "solid", "Accept", Intent::Accept(id.clone())) } }
            { button(app, "", "Move to…", Intent::Relocate(Some(id.clone()))) }
            { button(app, "", "Delete", Intent::Remove(id.clone())) }
        </div>
    }
}

/// What can be done with the active passage. The arrows point to where an end goes, which is the other way round in words that
/// are written from right to left.
fn controls(app: &App, id: &AnnotationId, is_rtl: bool) -> Html {
    let nudge = |end: End, to_the_right: bool| {
        let forwards = to_the_right != is_rtl;
        let name = match (end, forwards) {
            (End::Start, false) => "Start a word earlier",
            (End::Start, true) => "Start a word later",
            (End::End, false) => "End a word earlier",
            (End::End, true) => "End a word later",
        };
        sign(
            app,
            "",
            if to_the_right { Icon::Next } else { Icon::Previous },
            name,
            Intent::Nudge(end, forwards),
        )
    };
    let both = |end: End, name: &'static str| {
        html! { <span class="end"><span aria-hidden="true">{ name }</span>{ nudge(end, false) }{ nudge(end, true) }</span> }
    };
    html! {
        <div class="controls">
            { button(app, "", "Tags…", Intent::Tags(id.clone())) }
            <span class="ends" role="group" aria-label="Extent">
                { both(End::Start, "Start") }
                { both(End::End, "End") }
            </span>
            { button(app, "narrow", "Show", Intent::GoTo(id.clone())) }
            { button(app, "", "Delete", Intent::Remove(id.clone())) }
        </div>
    }
}

#[derive(PartialEq)]
struct NoteFieldProps {
    app: App,
    annotation: Rc<Annotation>,
}

drawn_by!(NoteFieldProps, use_note_field);

/// The note of the active passage. It is saved with Ctrl or ⌘ and Enter, with Escape, and however the field is left: also when
/// its card goes.
#[hook]
fn use_note_field(props: &NoteFieldProps) -> Html {
    // What is written and not saved yet.
    let written = use_mut_ref(|| None::<String>);
    {
        let (app, id, written) = (props.app.clone(), props.annotation.id.clone(), written.clone());
        use_effect_with((), move |()| {
            move || {
                let Some(note) = written.take() else { return };
                let is_there = app.with(|project| project.annotation(&id).is_some());
                let edit = AnnotationEdit { note: Some(note), ..AnnotationEdit::default() };
                if is_there && app.attempt(Command::EditAnnotation(id, edit)) {
                    app.note_closed();
                }
            }
        });
    }
    let save = {
        let (app, annotation, written) = (props.app.clone(), props.annotation.clone(), written.clone());
        move |event: FocusEvent| {
            let Some(field) = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok()) else {
                return;
            };
            written.take();
            if field.value().trim() != &*annotation.note {
                let edit = AnnotationEdit { note: Some(field.value()), ..AnnotationEdit::default() };
                if app.attempt(Command::EditAnnotation(annotation.id.clone(), edit)) {
                    app.hear("Note saved.");
                }
            }
        }
    };
    let typed = {
        let (written, note) = (written.clone(), props.annotation.note.clone());
        move |event: InputEvent| {
            let field = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
            *written.borrow_mut() = field.map(|field| field.value()).filter(|value| value.trim() != &*note);
        }
    };
    let app = props.app.clone();
    let pressed = move |event: KeyboardEvent| {
        let saves = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        if !event.is_composing() && (saves || event.key() == "Escape") {
            event.prevent_default();
            page::blur();
            app.note_closed();
        }
    };
    html! {
        <>
            <textarea class="note-text" rows="2" dir="auto" placeholder="Write a note…"
                aria-label="Note" aria-describedby="note-keys" value={props.annotation.note.to_string()} onblur={save} oninput={typed}
                onkeydown={pressed} />
            <small id="note-keys" class="keys-of-note">{ NOTE_KEYS }</small>
        </>
    }
}
