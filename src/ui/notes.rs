//! The margin: a card for each passage in view, level with it. On a narrow window a list.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlTextAreaElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::controls::{button, on, sign};
use super::part::{drawn_by, part, use_effect_with};
use crate::app::view::{Scene, Sheet};
use crate::app::{App, End, Intent};
use crate::browser::measure;
use crate::browser::page::{self, Listener, window};
use crate::model::anchor::Anchor;
use crate::model::margin::{self, Card};
use crate::model::project::{Annotation, AnnotationId, Article, ItemId};
use crate::model::session::{AnnotationEdit, Command};
use crate::model::sorted::{Map, sort_by};
use crate::model::text::Span;

/// What the notes are drawn from.
pub struct NotesProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
}

impl PartialEq for NotesProps {
    fn eq(&self, other: &NotesProps) -> bool {
        self.app == other.app && self.scene.shows_same_article(&other.scene)
    }
}

/// Space between cards, and how far beyond the view cards are drawn already; in pixels.
const GAP: f64 = 12.0;
const MARGIN: f64 = 400.0;

/// The most cards that are drawn at once: more than any screen has room for.
const MOST: usize = 80;

/// A card and the height at which it stands.
type Placed = (AnnotationId, i32);

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
    // As a sheet, the list begins somewhere: with the passage that was tapped on in view.
    use_effect_with(
        (scene.view.sheet, scene.view.active.clone(), placed.is_empty()),
        |(sheet, active, _)| {
            if let Some(active) = active.as_ref().filter(|_| *sheet == Sheet::Notes) {
                measure::reveal(&format!("note-{active}"));
            }
        },
    );
    let Some(article) = &scene.article else { return html! { <aside id="notes" aria-label="Notes" /> } };
    let cards = placed.iter().filter_map(|(id, top)| {
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
        };
        Some(part(id.as_str(), props))
    });
    let cards: Vec<Html> = cards.collect();
    let only = scene.view.only.as_ref().and_then(|only| Some((only.clone(), app.label(only)?)));
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
        <aside id="notes" key="notes" aria-label="Notes">
            if let Some((item, label)) = only {
                <p class={classes!("only", format!("a{}", label.class))}>
                    <span class="chip">{ &*label.title }</span>
                    <span class="walk">
                        { sign(app, "", "‹", "Previous passage", Intent::Walk(false)) }
                        { sign(app, "", "›", "Next passage", Intent::Walk(true)) }
                        { button(app, "", "Outline", Intent::Panel("outline", format!("item:{item}").into())) }
                        { button(app, "", "Show all", Intent::ShowOnly(item)) }
                    </span>
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
    let shown = |annotation: &Annotation| {
        annotation.anchor.is_placed()
            && scene.view.only.as_ref().is_none_or(|only| annotation.items.contains(only))
    };
    if page::is_narrow() {
        return if scene.view.sheet == Sheet::Notes {
            listed(app, scene, article, shown)
        } else {
            Vec::new()
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
    let cards = found.iter().map(|(id, top)| {
        let height = measure::height_of(&format!("note-{id}"));
        Card { wanted: *top, height: if height > 0.0 { height } else { 64.0 } }
    });
    let cards: Vec<Card> = cards.collect();
    let pinned = found.iter().position(|(id, _)| Some(id) == scene.view.active.as_ref());
    let tops = margin::stacked(&cards, GAP, pinned);
    found.into_iter().zip(tops).map(|((id, _), top)| (id, top.round() as i32)).collect()
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
    let state = match &annotation.anchor {
        Anchor::Placed { .. } => None,
        Anchor::NeedsReview { .. } => Some("Needs review: is it this?"),
        Anchor::Orphaned { .. } => Some("No longer in the text"),
    };
    let proposal = annotation.span_in(article).filter(|_| annotation.anchor.is_in_review());
    let proposal = proposal.map(|span| article.text.slice(span).to_owned());
    let go = {
        let (app, id, active) = (app.clone(), id.clone(), *active);
        move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let control = target.and_then(|it| it.closest("button, textarea").ok().flatten()).is_some();
            if !active && !control {
                app.go_to(&id);
            }
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
            <q>{ quote }</q>
            if let Some(proposal) = proposal { <p class="proposal"><small>{ "Now: " }</small><q>{ proposal }</q></p> }
            if state.is_some() { { decide(app, annotation) } }
            if *active {
                { part("field", NoteFieldProps { app: app.clone(), annotation: annotation.clone() }) }
                if state.is_none() { { controls(app, &id) } }
            } else if !annotation.note.is_empty() {
                <p class="words">{ &*annotation.note }</p>
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
            { &*label.title }
            if active {
                { sign(app, "off", "×", format!("Remove {}", label.title), off) }
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

/// What can be done with the active passage.
fn controls(app: &App, id: &AnnotationId) -> Html {
    let nudge = |end: End, forwards: bool, name: &'static str, shown: &'static str| {
        sign(app, "", shown, name, Intent::Nudge(end, forwards))
    };
    html! {
        <div class="controls">
            { button(app, "", "Tags…", Intent::Tags(id.clone())) }
            <span class="ends" role="group" aria-label="Extent">
                { nudge(End::Start, false, "Start a word earlier", "⇤") }
                { nudge(End::Start, true, "Start a word later", "↦") }
                { nudge(End::End, false, "End a word earlier", "↤") }
                { nudge(End::End, true, "End a word later", "⇥") }
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

/// The note of the active passage: kept when the field is left, or with Enter.
#[hook]
fn use_note_field(props: &NoteFieldProps) -> Html {
    let keep = {
        let (app, annotation) = (props.app.clone(), props.annotation.clone());
        move |field: &HtmlTextAreaElement| {
            if field.value().trim() != &*annotation.note {
                let edit = AnnotationEdit { note: Some(field.value()), ..AnnotationEdit::default() };
                app.attempt(Command::EditAnnotation(annotation.id.clone(), edit));
            }
        }
    };
    let left = {
        let keep = keep.clone();
        move |event: FocusEvent| {
            if let Some(field) =
                event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
            {
                keep(&field);
            }
        }
    };
    let typed = move |event: KeyboardEvent| {
        let enter = event.key() == "Enter" && !event.shift_key() && !event.is_composing();
        if enter || event.key() == "Escape" {
            event.prevent_default();
            page::blur();
        }
    };
    html! {
        <textarea class="note-text" rows="2" placeholder="Write a note…" aria-label="Note"
            value={props.annotation.note.to_string()} onblur={left} onkeydown={typed} />
    }
}
