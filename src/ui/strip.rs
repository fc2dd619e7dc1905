//! The strip at the edge: the whole article with its passages, and what of it is in view.

use std::rc::Rc;

use web_sys::PointerEvent;
use yew::prelude::*;

use crate::app::App;
use crate::app::view::{AgendaRow, Shared};
use crate::browser::measure;
use crate::browser::page::{self, Listener, window};
use crate::browser::strip::{self, Tick};
use crate::model::highlight::Marks;
use crate::model::project::{AnnotationId, Article};

/// What the strip is drawn from.
#[derive(Properties, PartialEq)]
pub struct StripProps {
    /// The application.
    pub app: App,
    /// The open article.
    pub article: Option<Rc<Article>>,
    /// Its marks.
    pub marks: Shared<Marks>,
    /// The agenda, for its colours.
    pub agenda: Rc<Vec<AgendaRow>>,
}

/// The strip. Heights are shares of the text, not of the page, so that they hold before all is laid out.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let ticks = {
        let (app, article) = (props.app.clone(), props.article.clone());
        use_memo((props.marks.clone(), props.agenda.clone()), move |(marks, _)| {
            article.map(|article| ticks(&app, &article, marks)).unwrap_or_default()
        })
    };
    {
        let (ticks, article) = (ticks.clone(), props.article.clone());
        use_effect_with((ticks.clone(), article.clone()), move |_| {
            let draw = Rc::new(move || {
                if let Some(article) = &article {
                    let ticks: Vec<Tick> = ticks.iter().map(|(tick, _)| *tick).collect();
                    strip::draw("strip", &ticks, in_view(article));
                }
            });
            draw();
            let mut listeners = Vec::new();
            let again = draw.clone();
            if let Some(reader) = measure::reader() {
                listeners.push(Listener::new(&reader, "scroll", move |_| again()));
            }
            let again = draw.clone();
            listeners.push(Listener::new(&window(), "resize", move |_| again()));
            move || drop(listeners)
        });
    }
    let pressed = {
        let (app, article) = (props.app.clone(), props.article.clone());
        move |event: PointerEvent| {
            if let Some(article) = &article {
                go(&app, article, &ticks, &event);
            }
        }
    };
    html! { <canvas id="strip" aria-hidden="true" onpointerdown={pressed} /> }
}

fn ticks(app: &App, article: &Article, marks: &Marks) -> Vec<(Tick, AnnotationId)> {
    let length = article.text.as_str().len().max(1) as f64;
    let mut found = Vec::new();
    for (index, block) in marks.blocks().iter().enumerate() {
        for annotation in &block.annotations {
            let Some(span) = annotation.anchor.span() else { continue };
            if article.text.blocks_of(span).start != index {
                continue;
            }
            let colour = annotation.items.first().and_then(|item| app.colour(app.label(item)?.class));
            let (start, end) = (span.start().byte() as f64 / length, span.end().byte() as f64 / length);
            found.push((Tick { start, end, colour }, annotation.id.clone()));
        }
    }
    found
}

/// What part of the text is in view, as shares from 0 to 1.
fn in_view(article: &Article) -> (f64, f64) {
    let text = &article.text;
    let blocks = measure::blocks_in_view(text.blocks().len(), 0.0);
    let length = text.as_str().len().max(1) as f64;
    let at = |block: usize, share: f64| {
        text.blocks().get(block).map_or(1.0, |block| {
            (block.span.start().byte() as f64 + share * block.span.bytes() as f64) / length
        })
    };
    let top = measure::share_above(blocks.start);
    let bottom = blocks.end.checked_sub(1).map_or((0, 1.0), |last| (last, measure::share_visible(last)));
    (at(blocks.start, top), at(bottom.0, bottom.1))
}

/// Goes to the passage that was pressed on, or to that part of the article.
fn go(app: &App, article: &Article, ticks: &[(Tick, AnnotationId)], event: &PointerEvent) {
    let height = measure::height_of("strip").max(1.0);
    let at = f64::from(event.offset_y()) / height;
    let near = 5.0 / height;
    let distance = |tick: &Tick| {
        if tick.start <= at && at <= tick.end.max(tick.start + 3.0 / height) {
            0.0
        } else {
            (tick.start - at).abs().min((tick.end - at).abs())
        }
    };
    let nearest = ticks.iter().min_by(|(one, _), (other, _)| distance(one).total_cmp(&distance(other)));
    if let Some((tick, id)) = nearest
        && distance(tick) <= near
    {
        app.go_to(id);
        return;
    }
    let byte = (at * article.text.as_str().len() as f64) as usize;
    let block = article.text.blocks().partition_point(|block| block.span.end().byte() <= byte);
    measure::show_block(block.min(article.text.blocks().len().saturating_sub(1)), 0.0);
    page::blur();
}
