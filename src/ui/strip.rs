//! The strip at the edge: the whole article with its passages, and what of it is in view.

use std::rc::Rc;

use web_sys::PointerEvent;
use yew::prelude::*;

use super::part::{drawn_by, use_effect_with};
use crate::app::App;
use crate::app::view::Shared;
use crate::browser::measure;
use crate::browser::page::{self, Listener, window};
use crate::browser::strip::{Picture, Tick};
use crate::model::highlight::{BlockMarks, Marks};
use crate::model::project::{AnnotationId, Article};

/// What the strip is drawn from.
#[derive(PartialEq)]
pub struct StripProps {
    /// The application.
    pub app: App,
    /// The open article.
    pub article: Option<Rc<Article>>,
    /// Its marks.
    pub marks: Shared<Marks>,
}

drawn_by!(StripProps, use_strip);

/// The strip. Heights are shares of the text, not of the page, so that they hold before all is laid out.
#[hook]
fn use_strip(props: &StripProps) -> Html {
    let known = use_mut_ref(Vec::<Known>::new);
    // Where the pointer was put down; infinitely far away once it is dragged.
    let down = use_mut_ref(|| 0.0);
    let picture = {
        let (app, article) = (props.app.clone(), props.article.clone());
        use_memo(props.marks.clone(), move |marks| {
            let mut list = known.take();
            let ticks = article.map(|article| all_ticks(&app, &article, marks, &mut list));
            known.replace(list);
            Picture::new(ticks.unwrap_or_default())
        })
    };
    {
        let article = props.article.clone();
        use_effect_with((Shared(picture), article), move |(picture, article)| {
            let (picture, article) = (picture.clone(), article.clone());
            let draw = Rc::new(move || {
                if let Some(article) = &article {
                    picture.draw("strip", in_view(article));
                }
            });
            // Where the view is, only the layout says, which a passage need not wait for.
            let first = draw.clone();
            page::after_frame(move || first());
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
        let (app, article, marks) = (props.app.clone(), props.article.clone(), props.marks.clone());
        let down = down.clone();
        move |event: PointerEvent| {
            page::capture(&event);
            down.replace(f64::from(event.offset_y()));
            if let Some(article) = &article {
                go(&app, article, &marks, &event);
            }
        }
    };
    let dragged = {
        let article = props.article.clone();
        move |event: PointerEvent| {
            let Some(article) = article.as_ref().filter(|_| page::captured(&event)) else { return };
            let from: f64 = *down.borrow();
            if (f64::from(event.offset_y()) - from).abs() > STILL {
                down.replace(f64::INFINITY);
                scroll(article, share_of(&event));
            }
        }
    };
    html! { <canvas id="strip" aria-hidden="true" onpointerdown={pressed} onpointermove={dragged} /> }
}

/// How far the pointer moves by chance when it is pressed, in pixels.
const STILL: f64 = 4.0;

/// A block's marks, and the ticks that were made of them.
type Known = (Shared<BlockMarks>, Rc<[Tick]>);

/// The ticks of an article; those of blocks that did not change are known already.
fn all_ticks(app: &App, article: &Article, marks: &Marks, known: &mut Vec<Known>) -> Vec<Tick> {
    known.truncate(marks.blocks(article).len());
    let mut all = Vec::new();
    for (index, block) in marks.blocks(article).iter().enumerate() {
        let block = Shared(block.clone());
        if known.get(index).is_none_or(|(was, _)| *was != block) {
            let ticks = ticks(app, article, index, &block).map(|(tick, _)| tick).collect();
            let now = (block, ticks);
            if index < known.len() {
                known[index] = now;
            } else {
                known.push(now);
            }
        }
        all.extend_from_slice(&known[index].1);
    }
    all
}

/// The passages that begin in a block.
fn ticks<'a>(
    app: &App,
    article: &Article,
    index: usize,
    block: &'a BlockMarks,
) -> impl Iterator<Item = (Tick, &'a AnnotationId)> {
    let length = article.text.as_str().len().max(1) as f64;
    block.annotations.iter().filter_map(move |annotation| {
        let span = annotation.span_in(article)?;
        if article.text.blocks_of(span).start != index {
            return None;
        }
        let colour = annotation.items.first().and_then(|item| app.colour(app.label(item)?.class));
        let (start, end) = (span.start().byte() as f64 / length, span.end().byte() as f64 / length);
        Some((Tick { start, end, colour }, &annotation.id))
    })
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
fn go(app: &App, article: &Article, marks: &Marks, event: &PointerEvent) {
    let height = measure::height_of("strip").max(1.0);
    let at = share_of(event);
    let near = 5.0 / height;
    let distance = |tick: &Tick| {
        if tick.start <= at && at <= tick.end.max(tick.start + 3.0 / height) {
            0.0
        } else {
            (tick.start - at).abs().min((tick.end - at).abs())
        }
    };
    let blocks = marks.blocks(article).iter().enumerate();
    let ticks = blocks.flat_map(|(index, block)| ticks(app, article, index, block));
    let nearest = ticks.min_by(|(one, _), (other, _)| distance(one).total_cmp(&distance(other)));
    if let Some((tick, id)) = nearest
        && distance(&tick) <= near
    {
        app.go_to(id);
        return;
    }
    scroll(article, at);
    page::blur();
}

/// How far down the strip the pointer is, from 0 to 1.
fn share_of(event: &PointerEvent) -> f64 {
    (f64::from(event.offset_y()) / measure::height_of("strip").max(1.0)).clamp(0.0, 1.0)
}

/// Scrolls to a part of the article, as a share of its text.
fn scroll(article: &Article, at: f64) {
    let (blocks, length) = (article.text.blocks(), article.text.as_str().len() as f64);
    let byte = (at * length) as usize;
    let block = blocks.partition_point(|block| block.span.end().byte() <= byte);
    let block = block.min(blocks.len().saturating_sub(1));
    // The top is the top: what stands there is short.
    let share = blocks
        .get(block)
        .filter(|_| block > 0)
        .map_or(0.0, |it| (at * length - it.span.start().byte() as f64) / it.span.bytes().max(1) as f64);
    measure::show_block(block, share.clamp(0.0, 1.0));
}
