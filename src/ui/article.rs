//! The article: its blocks in chunks, each block with its marks. A change to one passage draws one block anew.

use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::controls::button;
use super::part::{drawn_by, part, use_effect_with};
use super::structure;
use crate::app::view::{Dialog, Field, Scene, Shared, Target};
use crate::app::{App, End, Intent};
use crate::browser::selection::{self, Rect};
use crate::browser::{measure, page};
use crate::format::{left_out, time};
use crate::model::article_span::ArticleSpan;
use crate::model::highlight::{self, BlockMarks, Segment};
use crate::model::project::{Annotation, AnnotationId, Article, Direction, ItemId};
use crate::model::script::upright;
use crate::model::table::Table;
use crate::model::text::{Address, BlockKind, InlineKind, Span, Subject, Text};

/// What the article is drawn from.
pub struct ArticleProps {
    /// The application.
    pub app: App,
    /// What is drawn.
    pub scene: Scene,
}

impl PartialEq for ArticleProps {
    fn eq(&self, other: &ArticleProps) -> bool {
        self.app == other.app && self.scene.shows_same_article(&other.scene)
    }
}

/// A text as a property: equal only to itself. Thousands of blocks compare it, and would walk through all of it
/// where the same article was read anew.
#[derive(Clone)]
struct Words(Text);

impl PartialEq for Words {
    fn eq(&self, other: &Words) -> bool {
        self.0.is(&other.0)
    }
}

impl std::ops::Deref for Words {
    type Target = Text;
    fn deref(&self) -> &Text {
        &self.0
    }
}

/// How many blocks are compared and drawn as one, and laid out as one when they come into view: of 3,000 blocks, a
/// change compares a hundred chunks and the 32 blocks of one of them, and the browser lays out and watches as few.
const CHUNK: usize = 32;

drawn_by!(ArticleProps, use_article);

/// The article.
#[hook]
fn use_article(props: &ArticleProps) -> Html {
    let (app, scene) = (&props.app, &props.scene);
    use_drawn(app, scene);
    let click = {
        let app = app.clone();
        move |event: MouseEvent| clicked(&app, &event)
    };
    let Some(article) = &scene.article else { return no_article(app) };
    let overlay = Overlay::of(app, scene, article);
    let text = &article.text;
    let marks = scene.marks.blocks(article);
    let front = front_blocks(text);
    let title_drawn =
        text.blocks().first().is_some_and(|block| block.kind == BlockKind::Heading && block.level == 1);
    let chunk = |range: Range<usize>| {
        let span = span_of(text, &range);
        let marks = marks.get(range.clone()).unwrap_or_default();
        let props = ChunkProps {
            app: app.clone(),
            text: Words(text.clone()),
            first: range.start,
            is_directed: article.direction.is_some(),
            marks: marks.iter().cloned().map(Shared).collect(),
            overlay: span.map(|span| overlay.within(span)).unwrap_or_default(),
        };
        part(range.start, props)
    };
    let chunks = structure::parts(text, front, CHUNK).into_iter().map(chunk);
    let handles = HandlesProps {
        app: app.clone(),
        active: scene.view.active.clone(),
        adjusting: scene.view.adjusting.clone(),
        article: article.clone(),
        marks: scene.marks.clone(),
    };
    html! {
        <main>
            <article id="article" key={article.id.as_str()} lang={article.language.as_deref().map(str::to_owned)}
                dir={article.direction.map(Direction::name)}
                onclick={click} onpointerdown={press} onpointerup={|_: PointerEvent| page::fasten_link()} tabindex="-1" aria-label={article.title.to_string()}>
                if !title_drawn && !article.title.is_empty() {
                    <h1 class={classes!("title", upright(&article.title))} dir="auto">{ &*article.title }</h1>
                }
                { chunk(0..front) }
                { meta(app, article) }
                { left_out(app, article) }
                { for chunks }
            </article>
            { part("handles", handles) }
        </main>
    }
}

fn no_article(app: &App) -> Html {
    html! {
        <main>
            <div class="nothing">
                <h1>{ "No article is open" }</h1>
                <p>{ "Open one, or read the sample article." }</p>
                { button(app, "solid", "Open…", Intent::Show(Dialog::Open(None, None))) }
                { button(app, "", "Sample article", Intent::OpenSample) }
            </div>
        </main>
    }
}

/// The blocks that stand above the line of the source: title and standfirst.
fn front_blocks(text: &Text) -> usize {
    let front = |kind: BlockKind, level: u8| {
        (kind == BlockKind::Heading && level == 1) || kind == BlockKind::Standfirst
    };
    text.blocks().iter().take_while(|block| front(block.kind, block.level)).count()
}

fn span_of(text: &Text, range: &Range<usize>) -> Option<Span> {
    let blocks = text.blocks().get(range.clone())?;
    Some(blocks.first()?.span.union(blocks.last()?.span))
}

/// Who wrote the article, when, and where it is from: a link only when it is an address of the web.
fn meta(app: &App, article: &Article) -> Html {
    let mut parts: Vec<Html> = Vec::new();
    let mut put = |part: Html| {
        if !parts.is_empty() {
            parts.push(html! { { " · " } });
        }
        parts.push(part);
    };
    if let Some(byline) = article.byline.as_deref() {
        put(html! { <span class="byline">{ byline }</span> });
    }
    if let Some(date) = &article.published {
        let words = format!("published {}", time::shown(date.day()));
        put(html! { <time lang="en" dir="ltr" datetime={date.as_str().to_owned()}>{ words }</time> });
    }
    if let Some(source) = article.source.as_deref() {
        put(Address::new(source).map_or_else(|| html! { { source } }, |to| link(&to, html! { { source } })));
    }
    let update = button(app, "update", "Update text…", Intent::UpdateText(article.id.clone()));
    // The page's own words are English, whatever the article is in.
    html! { <p class="meta" key="meta"><span dir="auto">{ for parts }</span><bdi class="own" lang="en" dir="ltr">{ update }</bdi></p> }
}

/// Says that parts of the page were left out, if they may have been meant.
fn left_out(app: &App, article: &Article) -> Html {
    let count = left_out::count(&article.extra);
    if count == 0 {
        return html! {};
    }
    let blocks = if count == 1 { "1 block" } else { &*format!("{count} blocks") };
    let show = Intent::Panel(left_out::PANEL, article.id.as_str().into());
    html! {
        <p class="omitted" key="omitted">
            <span>{ "Left out: " }{ blocks }{ "." }</span>
            { button(app, "", "Show", show) }
            { button(app, "", "Dismiss", Intent::DismissLeftOut(article.id.clone())) }
        </p>
    }
}

/// A link out of the page. It is not draggable, so that a drag over it selects its words.
fn link(to: &Address, words: Html) -> Html {
    html! {
        <a href={to.as_str().to_owned()} rel="noopener noreferrer nofollow" target="_blank" draggable="false">{ words }</a>
    }
}

/// What is drawn over the marks: it moves often, and belongs to the view.
#[derive(Clone, PartialEq, Default)]
struct Overlay {
    pending: Option<Span>,
    cursor: Option<Span>,
    active: Option<(AnnotationId, Span)>,
}

impl Overlay {
    fn of(app: &App, scene: &Scene, article: &Article) -> Overlay {
        let view = &scene.view;
        // While the native selection stands, nothing is drawn under it.
        let pending = view.menu.as_ref().and_then(|menu| match &menu.target {
            Target::Passage(passage) if menu.field != Field::None || menu.unselected => Some(passage),
            _ => None,
        });
        let here = |held: Option<&ArticleSpan>| held.and_then(|held| held.span_in(article));
        Overlay {
            pending: here(view.adjusting.as_ref().or(pending)),
            cursor: here(view.cursor.as_ref()),
            active: app.active().and_then(|active| Some((active.id.clone(), active.span_in(article)?))),
        }
    }

    /// The part that concerns a span of the text, so that other parts of the article compare as equal.
    fn within(&self, span: Span) -> Overlay {
        let touches = |other: &Span| other.intersection(span).is_some();
        Overlay {
            pending: self.pending.filter(touches),
            cursor: self.cursor.filter(touches),
            active: self.active.clone().filter(|(_, span)| touches(span)),
        }
    }
}

#[derive(PartialEq)]
struct ChunkProps {
    app: App,
    text: Words,
    first: usize,
    /// Whether the article says which way it is written.
    is_directed: bool,
    marks: Vec<Shared<BlockMarks>>,
    overlay: Overlay,
}

drawn_by!(ChunkProps, use_chunk);

/// Some blocks one after the other, lists and tables.
#[hook]
fn use_chunk(props: &ChunkProps) -> Html {
    let ChunkProps { app, text, first, is_directed, .. } = props;
    let block = |index: usize| props.block(index);
    let table = |range: Range<usize>| {
        let table = Rc::new(Table::new(text, range.clone()));
        let rows = |rows: Range<usize>| {
            let cells = table.rows[rows.clone()].iter().flat_map(|row| &row.cells);
            let mut blocks = cells.map(|slot| slot.blocks.clone()).filter(|blocks| !blocks.is_empty());
            let first = blocks.next().unwrap_or(range.start..range.start);
            let blocks = first.start..blocks.next_back().map_or(first.end, |last| last.end);
            let span = span_of(text, &blocks);
            let chunk = ChunkProps {
                app: app.clone(),
                text: text.clone(),
                first: blocks.start,
                is_directed: *is_directed,
                marks: props.marks[blocks.start - props.first..blocks.end - props.first].to_vec(),
                overlay: span.map(|span| props.overlay.within(span)).unwrap_or_default(),
            };
            part(rows.start, RowsProps { table: table.clone(), rows, chunk })
        };
        structure::table(text, range.clone(), &table, *is_directed, &rows)
    };
    let drawn = structure::blocks(text, *first..first + props.marks.len(), *is_directed, &block, &table);
    if drawn.is_empty() {
        return html! {};
    }
    let height = guessed_lines(text, *first..first + props.marks.len());
    html! { <div class="chunk" ~style={format!("contain-intrinsic-block-size:auto {height}lh")}>{ for drawn }</div> }
}

impl ChunkProps {
    /// One of its blocks.
    fn block(&self, index: usize) -> Html {
        let (app, text) = (self.app.clone(), self.text.clone());
        let overlay = self.overlay.within(text.blocks()[index].span);
        let marks = self.marks[index - self.first].clone();
        part(index, BlockProps { app, text, index, marks, overlay })
    }
}

/// Some rows of a table.
struct RowsProps {
    table: Rc<Table>,
    rows: Range<usize>,
    chunk: ChunkProps,
}

impl PartialEq for RowsProps {
    /// Of the same text, the table is the same.
    fn eq(&self, other: &RowsProps) -> bool {
        self.rows == other.rows && self.chunk == other.chunk
    }
}

drawn_by!(RowsProps, use_rows);

/// Some rows of a table.
#[hook]
fn use_rows(props: &RowsProps) -> Html {
    let RowsProps { table, rows, chunk } = props;
    let block = |index: usize| chunk.block(index);
    let cell =
        |blocks: Range<usize>| structure::blocks_of_cell(&chunk.text, blocks, chunk.is_directed, &block);
    structure::rows(&table.rows[rows.clone()], &cell)
}

/// About how many lines the blocks take: their height until they have been in view.
fn guessed_lines(text: &Text, blocks: Range<usize>) -> usize {
    /// What a usual line holds, in bytes.
    const LINE: usize = 68;
    let blocks = text.blocks().get(blocks).unwrap_or_default();
    // Half a line stands below each block.
    let halves = blocks.iter().map(|block| match block.cell {
        // The cells of a row stand beside each other.
        Some(cell) if cell.column > 0 => 0,
        Some(_) => 4,
        None => 2 * block.span.bytes().div_ceil(LINE) + 1,
    });
    halves.sum::<usize>() / 2
}

#[derive(PartialEq)]
struct BlockProps {
    app: App,
    text: Words,
    index: usize,
    marks: Shared<BlockMarks>,
    overlay: Overlay,
}

drawn_by!(BlockProps, use_block);

/// One block, its text cut where something begins or ends.
#[hook]
fn use_block(props: &BlockProps) -> Html {
    let BlockProps { app, text, index, marks, overlay } = props;
    let drawn = use_mut_ref(|| None::<Words>);
    if drawn.replace(Some(text.clone())).is_some_and(|before| before == *text) {
        // Where the reading cursor leaves, or a passage comes or goes, the words are cut into other nodes.
        selection::hold_in(*index);
    }
    let block = &text.blocks()[*index];
    let runs = runs(app, text, block.span, marks, overlay);
    let (tag, class) = match (block.kind, block.level) {
        (BlockKind::Heading, level) => (["h1", "h2", "h3", "h4", "h5", "h6"][heading_of(level)], None),
        (BlockKind::Standfirst, _) => ("p", Some("standfirst")),
        (BlockKind::Paragraph, _) if block.cell.is_some() => ("div", None),
        (BlockKind::Paragraph, _) => ("p", None),
        (BlockKind::Quotation, _) => ("blockquote", None),
        (BlockKind::ListItem, _) => ("div", None),
        (BlockKind::Preformatted, _) => ("pre", None),
        (BlockKind::Caption, _) => ("p", Some("caption")),
    };
    let of = block.subject.filter(|_| !names_itself(text.slice(block.span))).map(name_of);
    let dir = (block.span.range().len() > LONG).then_some("auto");
    let class = classes!(class, upright(text.slice(block.span)));
    let id = (block.kind == BlockKind::Caption).then(|| structure::caption_id(*index));
    html! { <@{tag} {id} {class} {dir} data-of={of} data-block={index.to_string()}>{ for runs }</@> }
}

/// What a caption is of, for the reader.
fn name_of(subject: Subject) -> &'static str {
    match subject {
        Subject::Picture => "Picture",
        Subject::Table => "Table",
        Subject::Video => "Video",
        Subject::Audio => "Audio",
        Subject::Code => "Code",
    }
}

/// Whether a caption says itself what it is of, as “Table 3” does.
fn names_itself(caption: &str) -> bool {
    const NAMES: [&str; 24] = [
        "abb.",
        "abbildung",
        "audio",
        "chart",
        "code",
        "diagram",
        "fig.",
        "figura",
        "figure",
        "foto",
        "graphic",
        "illustration",
        "image",
        "listing",
        "map",
        "photo",
        "photograph",
        "picture",
        "plate",
        "tab.",
        "tabelle",
        "table",
        "tableau",
        "video",
    ];
    let starts = |name: &str| {
        caption.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !caption[name.len()..].starts_with(char::is_alphabetic)
    };
    NAMES.iter().any(|name| starts(name))
}

/// From how many bytes on the direction of a block is that of its first strong character, and not worked out for each
/// paragraph as it is laid out (`unicode-bidi: plaintext`), which takes the browser seconds for a line of a million characters.
const LONG: usize = 20_000;

/// Which heading a level is, from 0; one without a level is the second.
fn heading_of(level: u8) -> usize {
    if (1..=6).contains(&level) { usize::from(level) - 1 } else { 1 }
}

/// The runs of a block: plain text, or marks.
fn runs(app: &App, text: &Text, block: Span, marks: &BlockMarks, overlay: &Overlay) -> Vec<Html> {
    let inlines = text.inlines_in(block);
    if inlines.is_empty() && overlay.pending.is_none() && overlay.cursor.is_none() {
        return marks.segments.iter().map(|segment| run(app, text, segment, marks, overlay)).collect();
    }
    let spans = marks.annotations.iter().map(|annotation| annotation.anchor.span());
    let spans = spans.chain([overlay.pending, overlay.cursor]);
    let spans: Vec<_> = spans.chain(inlines.iter().map(|inline| Some(inline.span))).collect();
    let mut segments = highlight::segments(text, block, &spans);
    // The marks are within the inlines: a link is one, however often it is cut.
    let first = (marks.annotations.len() + 2) as u32;
    let mut open: Vec<(u32, Vec<Html>)> = vec![(0, Vec::new())];
    for segment in &mut segments {
        let around = segment.covering.partition_point(|index| *index < first);
        let around = segment.covering.split_off(around);
        while open.len() > 1
            && !open[1..].iter().map(|(index, _)| index).eq(around.iter().take(open.len() - 1))
        {
            close(&mut open, first, text, block);
        }
        open.extend(around[open.len() - 1..].iter().map(|index| (*index, Vec::new())));
        if let Some((_, runs)) = open.last_mut() {
            runs.push(run(app, text, segment, marks, overlay));
        }
    }
    while open.len() > 1 {
        close(&mut open, first, text, block);
    }
    open.pop().map(|(_, runs)| runs).unwrap_or_default()
}

/// Puts the runs of the innermost inline among those around it.
fn close(open: &mut Vec<(u32, Vec<Html>)>, first: u32, text: &Text, block: Span) {
    let Some((index, runs)) = open.pop() else { return };
    let Some((_, outer)) = open.last_mut() else { return };
    let runs: Html = runs.into_iter().collect();
    let place = text.first_inline_in(block) + (index - first) as usize;
    let name = match text.inlines().get(place).map(|inline| &inline.kind) {
        Some(InlineKind::Link(to)) => return outer.push(link(to, runs)),
        Some(kind @ (InlineKind::NoteReference(_) | InlineKind::NoteLabel(_))) => {
            return outer.push(note_end(text, place, kind, runs));
        }
        Some(InlineKind::Strong) => "strong",
        Some(InlineKind::Code) => "code",
        Some(InlineKind::Emphasis) | None => "em",
    };
    outer.push(html! { <@{name}>{ runs }</@> });
}

/// A marker of a note or the label of one, which leads to the other where there is one.
fn note_end(text: &Text, place: usize, kind: &InlineKind, words: Html) -> Html {
    let id = |place: usize| format!("{NOTE_END}{place}");
    let (class, role, title) = match kind {
        InlineKind::NoteLabel(_) => ("note-label", "doc-backlink", "Back to the text"),
        _ => ("note-reference", "doc-noteref", "To the note"),
    };
    let Some(other) = text.other_end_of_note(kind) else {
        return html! { <span {class}>{ words }</span> };
    };
    html! {
        <a id={id(place)} href={format!("#{}", id(other))} {class} {role} {title} draggable="false">{ words }</a>
    }
}

/// What the ids of the two ends of notes begin with.
const NOTE_END: &str = "note-end-";

fn run(app: &App, text: &Text, segment: &Segment, marks: &BlockMarks, overlay: &Overlay) -> Html {
    let words = text.slice(segment.span);
    if segment.covering.is_empty() {
        return html! { { words } };
    }
    let count = marks.annotations.len();
    let covering = segment.covering.iter().filter_map(|index| marks.annotations.get(*index as usize));
    let covering: Vec<&Rc<Annotation>> = covering.collect();
    let drawn_over = |place: usize| segment.covering.contains(&((count + place) as u32));
    let state = [
        drawn_over(0).then_some("pending"),
        drawn_over(1).then_some("cursor"),
        overlay.active.as_ref().filter(|(id, _)| covering.iter().any(|it| it.id == *id)).map(|_| "active"),
        covering.iter().any(|it| it.anchor.is_in_review()).then_some("review"),
    ];
    if covering.is_empty() {
        return html! { <mark class={classes!("bare", state.to_vec())}>{ words }</mark> };
    }
    let (class, title) = appearance(app, &covering);
    let ids: Vec<&str> = covering.iter().map(|annotation| annotation.id.as_str()).collect();
    html! {
        <mark class={classes!(class, state.to_vec())} data-annotations={ids.join(" ")} {title}>
            { words }
        </mark>
    }
}

/// The classes of a mark, one for each of its first three colours, and what it says of itself.
fn appearance(app: &App, covering: &[&Rc<Annotation>]) -> (String, String) {
    let mut items: Vec<&ItemId> = Vec::new();
    for item in covering.iter().flat_map(|annotation| &annotation.items) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let labels: Vec<_> = items.into_iter().filter_map(|item| app.label(item)).collect();
    let mut class = format!("n{}", labels.len().min(3));
    for (place, label) in ["a", "b", "c"].iter().zip(&labels) {
        class.push_str(&format!(" {place}{}", label.class));
    }
    let titles: Vec<&str> = labels.iter().map(|label| &*label.title).collect();
    let mut title = if titles.is_empty() { "No item".to_owned() } else { titles.join(", ") };
    for annotation in covering.iter().filter(|annotation| !annotation.note.is_empty()) {
        title.push_str("\nNote: ");
        title.push_str(&annotation.note);
    }
    if covering.iter().any(|it| it.anchor.is_in_review()) {
        title.push_str("\nNeeds review");
    }
    if covering.len() > 1 {
        title.push_str(&format!("\n{} passages overlap here", covering.len()));
    }
    (class, title)
}

/// A click on marks looks at what lies there; beside them, at nothing. A click that ended a selection is none. A link
/// is followed where it is not marked, or when the key for another tab is held.
fn clicked(app: &App, event: &MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if target.closest("button").is_ok_and(|button| button.is_some()) {
        return;
    }
    let selected = page::has_selection();
    let mark = target.closest("mark[data-annotations]").ok().flatten();
    if selected || (mark.is_some() && !event.ctrl_key() && !event.meta_key()) {
        event.prevent_default();
    }
    if selected {
        return;
    }
    // A key that is pressed on it comes as a click of no button.
    let follows = mark.is_none() || event.ctrl_key() || event.meta_key() || event.detail() == 0;
    if follows && let Some(end) = target.closest("a.note-reference, a.note-label").ok().flatten() {
        event.prevent_default();
        return page::go_to_other_end(&end);
    }
    let ids = mark.as_ref().and_then(|mark| mark.get_attribute("data-annotations")).unwrap_or_default();
    let ids = ids.split(' ').filter_map(AnnotationId::new).collect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    app.clicked(ids, Rect { left: x, top: y - 12.0, right: x, bottom: y + 12.0 });
}

/// A mark has the focus only while the reader walks through them by keys: in a mark that can have it, Chromium selects
/// nothing by a drag that begins at its edge. Nor does it in a link, which is for once none, then.
fn press(event: PointerEvent) {
    page::blur();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(target) = target.filter(|_| event.pointer_type() == "mouse" && event.button() == 0) {
        page::loosen_link(&target);
    }
}

/// Once an article is drawn: goes to where it was left, and tells that it is there.
#[hook]
fn use_drawn(app: &App, scene: &Scene) {
    let app = app.clone();
    let article = scene.article.as_ref().map(|article| article.id.clone());
    use_effect_with(article, move |_| {
        app.restore_place();
        page::set_root_attribute("data-agendum-ready", Some(""));
    });
}

#[derive(PartialEq)]
struct HandlesProps {
    app: App,
    active: Option<AnnotationId>,
    adjusting: Option<ArticleSpan>,
    article: Rc<Article>,
    marks: Shared<highlight::Marks>,
}

drawn_by!(HandlesProps, use_handles);

/// Handles at the ends of the active passage, to be dragged.
#[hook]
fn use_handles(props: &HandlesProps) -> Html {
    let places = use_state_eq(|| None::<(f64, f64, f64, f64)>);
    {
        let (app, places, article) = (props.app.clone(), places.setter(), props.article.clone());
        use_effect_with(
            (props.active.clone(), props.adjusting.clone(), props.marks.clone()),
            move |(_, adjusting, _)| {
                let extent = match adjusting {
                    Some(adjusting) => adjusting.span_in(&article),
                    None => app.active_in(&article),
                };
                // Where one selection follows another, nothing of the passage before is in the way.
                let is_shown = app.view().sticky.is_none();
                let span = extent.filter(|_| is_shown && app.active_in(&article).is_some());
                let measure = move || {
                    places.set(span.and_then(|span| {
                        let (start, end) = selection::ends(&article.text, span, article.direction)?;
                        let (left, top) = measure::in_columns(start.0, start.1);
                        let (right, bottom) = measure::in_columns(end.0, end.1);
                        Some((left, top, right, bottom))
                    }));
                };
                // Measuring makes the browser lay out the page: while an end is dragged its handle goes along, but
                // a passage is painted first.
                if adjusting.is_some() { measure() } else { page::after_frame(measure) }
            },
        );
    }
    let Some((left, top, right, bottom)) = *places else { return html! {} };
    let handle = |end: End, x: f64, y: f64, name: &'static str| {
        let (left, top) = (x.round() as i32, y.round() as i32);
        let down = |event: PointerEvent| {
            event.prevent_default();
            if let Some(target) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
                // Without capture the drag would end at the handle's edge; nothing else can be done then.
                let _ = target.set_pointer_capture(event.pointer_id());
            }
        };
        let (moving, letting) = (props.app.clone(), props.app.clone());
        let drag = move |event: PointerEvent| {
            if page::captured(&event) {
                let lift = if event.pointer_type() == "touch" { 28.0 } else { 10.0 };
                moving.drag_end(end, f64::from(event.client_x()), f64::from(event.client_y()) - lift);
            }
        };
        html! {
            <div class={classes!("handle", name)} aria-hidden="true" ~style={format!("left:{left}px;top:{top}px")}
                onpointerdown={down} onpointermove={drag} onpointerup={move |_: PointerEvent| letting.drop_end()} />
        }
    };
    html! {
        <>
            { handle(End::Start, left, top, "start") }
            { handle(End::End, right, bottom, "end") }
        </>
    }
}
