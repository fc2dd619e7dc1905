//! A text in the making: blocks, and inlines within them, from a stream of words and marks.
//!
//! White space is collapsed as browsers collapse it, unless it is to be kept. What is not there to be read (control
//! characters, soft hyphens, marks of the byte order) is left out, and so are controls of the writing direction that
//! would reach beyond their block.

use super::controls;
use crate::model::extra::Extra;
use crate::model::sorted::sort_by;
use crate::model::text::{BlockKind, BlockSpec, Cell, Inline, InlineKind, Marker, Subject, Text};

/// A text in the making.
#[derive(Default)]
pub struct Flow {
    string: String,
    blocks: Vec<BlockSpec>,
    inlines: Vec<Drawn>,
    /// The block that words go to.
    style: Style,
    /// Where it begins, once it has words.
    start: Option<usize>,
    /// Marker of the list item that begins, until a block has it.
    next_marker: Option<Marker>,
    /// How many list items are open.
    items: usize,
    /// Marker of the block that is open.
    marker: Marker,
    /// What captions are of.
    subject: Option<Subject>,
    /// Cell of the table that words go to.
    cell: Option<Cell>,
    /// What parts the words so far from the next.
    gap: Gap,
    /// The inlines that are open, each within the one before.
    open: Vec<Open>,
    /// What has to close the direction controls that are open in the block.
    directions: Vec<char>,
}

/// The space at which no line ends.
const HARD_SPACE: char = '\u{a0}';

/// What a block is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Its kind.
    pub kind: BlockKind,
    /// Its level.
    pub level: u8,
    /// Whether its white space is kept.
    pub keeps_space: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { kind: BlockKind::Paragraph, level: 0, keeps_space: false }
    }
}

/// What parts words: nothing, a space, or lines that end.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Gap {
    #[default]
    None,
    Space,
    Lines(usize),
}

struct Open {
    kind: InlineKind,
    /// Where it begins, once it has words in this block.
    start: Option<usize>,
    /// Within one of its own kind it is none.
    counts: bool,
}

/// An inline that is complete in its block, with what it is within.
struct Drawn {
    kind: InlineKind,
    range: std::ops::Range<usize>,
    depth: usize,
}

impl Flow {
    /// Ends the block that is open, if any: the next words begin a new one of this style.
    pub fn begin(&mut self, style: Style) {
        self.end();
        self.style = style;
        if style.kind != BlockKind::Caption {
            self.subject = None;
        }
    }

    /// Says what the captions that come now are of.
    pub fn caption_of(&mut self, subject: Option<Subject>) {
        self.subject = subject;
    }

    /// Begins a list item: the next block that can have a marker has this one, and those after it go on with the item.
    pub fn begin_item(&mut self, marker: Marker) {
        self.end();
        self.next_marker = Some(marker);
        self.items += 1;
    }

    /// Ends a list item. Without words in it its marker is gone.
    pub fn end_item(&mut self) {
        self.end();
        self.next_marker = None;
        self.items = self.items.saturating_sub(1);
    }

    /// Ends the block that is open: the next words are in this cell of a table, or in none.
    pub fn enter_cell(&mut self, cell: Option<Cell>) {
        self.end();
        self.cell = cell;
    }

    /// Whether words go to a cell of a table.
    pub fn is_in_cell(&self) -> bool {
        self.cell.is_some()
    }

    /// Whether there are words in the block that is open.
    pub fn has_words(&self) -> bool {
        self.start.is_some()
    }

    /// How many bytes of words the block has that is open.
    pub fn len(&self) -> usize {
        self.start.map_or(0, |start| self.string.len() - start)
    }

    /// The words of the block that is open.
    pub fn words_so_far(&self) -> &str {
        self.start.map_or("", |start| &self.string[start..])
    }

    /// How many blocks there are, without the one that is open.
    pub fn count(&self) -> usize {
        self.blocks.len()
    }

    /// What the last complete block is, and its words.
    pub fn last(&self) -> Option<(BlockKind, &str)> {
        let block = self.blocks.last()?;
        Some((block.kind, &self.string[block.range.clone()]))
    }

    /// Takes the last complete block out again.
    pub fn take_back(&mut self) {
        self.end();
        if self.blocks.pop().is_some() {
            self.truncate();
        }
    }

    /// Ends the block that is open. Without a word that can be seen there is no block.
    pub fn end(&mut self) {
        self.gap = Gap::None;
        let Some(start) = self.start.take() else { return };
        if self.string[start..].chars().all(is_blank) {
            self.directions.clear();
            self.open.iter_mut().for_each(|inline| inline.start = None);
            let is_taken = match self.marker {
                Marker::Bullet => self.style.kind == BlockKind::ListItem,
                Marker::Continues => false,
                Marker::None | Marker::Number(..) => true,
            };
            if is_taken {
                self.next_marker = Some(self.marker);
            }
            return self.truncate();
        }
        let words = start + self.string[start..].trim_end().len();
        self.string.truncate(words);
        let late = self.inlines.iter_mut().rev().take_while(|inline| inline.range.end > words);
        late.for_each(|inline| inline.range.end = words);
        for depth in 0..self.open.len() {
            self.draw(depth, words);
        }
        self.string.extend(self.directions.drain(..).rev());
        let Style { kind, level, .. } = self.style;
        let range = start..self.string.len();
        let (marker, cell) = (self.marker, self.cell);
        self.blocks.push(BlockSpec {
            kind,
            level,
            range,
            marker,
            cell,
            subject: self.subject.filter(|_| kind == BlockKind::Caption),
            extra: Extra::default(),
        });
    }

    /// Takes out what is not in a complete block.
    fn truncate(&mut self) {
        let end = self.blocks.last().map_or(0, |block| block.range.end);
        self.inlines.retain(|inline| inline.range.start < end);
        self.string.truncate(end);
    }

    /// Completes an open inline, so far as it has words in this block.
    fn draw(&mut self, depth: usize, end: usize) {
        let inline = &mut self.open[depth];
        let start = inline.start.take();
        let Some(start) = start.filter(|start| inline.counts && *start < end) else { return };
        let end = start + self.string[start..end].trim_end().len();
        let kind = inline.kind.clone();
        // Word processors begin every line and every change anew.
        if depth == 0
            && let Some(before) = self.inlines.last_mut()
            && before.depth == 0
            && before.kind == kind
            && matches!(&self.string[before.range.end..start], "" | " ")
        {
            before.range.end = end;
            return;
        }
        self.inlines.push(Drawn { kind, range: start..end, depth });
    }

    /// Opens an inline, which goes on until it is closed, from block to block.
    pub fn open(&mut self, kind: InlineKind) {
        let counts = self.open.iter().all(|outer| !outer.kind.is_like(&kind));
        self.open.push(Open { kind, start: None, counts });
    }

    /// Closes the inline that was opened last.
    pub fn close(&mut self) {
        if let Some(depth) = self.open.len().checked_sub(1) {
            self.draw(depth, self.string.len());
            self.open.pop();
        }
    }

    /// A line ends; where two do, a block does.
    pub fn line_break(&mut self) {
        if self.style.keeps_space {
            return self.words("\n");
        }
        self.gap = match self.gap {
            Gap::Lines(count) => Gap::Lines(count + 1),
            _ => Gap::Lines(1),
        };
        let parts = [BlockKind::Paragraph, BlockKind::Quotation, BlockKind::Standfirst];
        if self.gap == Gap::Lines(2) && parts.contains(&self.style.kind) {
            self.end();
        }
    }

    /// The next words stand on a line of their own.
    pub fn new_line(&mut self) {
        if self.start.is_some() && !matches!(self.gap, Gap::Lines(_)) {
            self.gap = Gap::Lines(1);
        }
    }

    /// The next words are parted from those before.
    pub fn space(&mut self) {
        if self.gap == Gap::None && self.take_back_hard_space() {
            self.gap = Gap::Space;
            return;
        }
        if self.gap == Gap::None {
            self.gap = Gap::Space;
        }
    }

    /// A space at which no line ends. One alone is part of what is written; beside another space, it is there for how
    /// that looks, and both are one. At the beginning of a line it sets that in.
    fn hard_space(&mut self) {
        if self.gap == Gap::Space && self.start.is_some() {
            return;
        }
        if self.gap == Gap::None && self.take_back_hard_space() {
            self.gap = Gap::Space;
        } else {
            self.put(HARD_SPACE);
        }
    }

    /// Takes out the last character if it is a hard space between words; whether it was one.
    fn take_back_hard_space(&mut self) -> bool {
        let Some(start) = self.start else { return false };
        let before = self.string[start..].trim_end_matches(HARD_SPACE);
        if !self.string.ends_with(HARD_SPACE) || before.is_empty() || before.ends_with('\n') {
            return false;
        }
        self.string.pop();
        let end = self.string.len();
        for inline in &mut self.open {
            inline.start = inline.start.filter(|start| *start < end);
        }
        true
    }

    /// Words, and white space as it comes.
    pub fn words(&mut self, words: &str) {
        for character in controls::read(words, '\u{2028}').chars() {
            match character {
                '\r' => {}
                '\n' | '\t' | ' ' if self.style.keeps_space => self.keep(character),
                '\u{2028}' | '\u{2029}' if self.style.keeps_space => self.keep('\n'),
                '\u{2028}' | '\u{2029}' => self.new_line(),
                ' ' | '\t' | '\n' | '\x0c' => self.space(),
                HARD_SPACE if !self.style.keeps_space => self.hard_space(),
                _ if is_dropped(character) => {}
                _ => self.put(character),
            }
        }
    }

    /// Puts white space that is kept; before the first word there are no empty lines.
    fn keep(&mut self, space: char) {
        if self.start.is_none() && space == '\n' {
            self.gap = Gap::None;
        } else if self.start.is_none() {
            // Indentation of the first line: it comes with the first word.
            self.gap = Gap::Lines(if let Gap::Lines(count) = self.gap { count + 1 } else { 1 });
        } else {
            self.string.push(space);
        }
    }

    fn put(&mut self, character: char) {
        if is_direction(character) {
            return self.direct(character);
        }
        let fresh = self.start.is_none();
        if fresh {
            self.part();
            self.marker = self.take_marker();
            self.start = Some(self.string.len());
            let indent = if let Gap::Lines(count) = self.gap { count } else { 0 };
            let indent = if self.style.keeps_space { indent } else { 0 };
            self.string.extend(std::iter::repeat_n(' ', indent));
        } else {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.string.push(' '),
                Gap::Lines(_) => self.string.push('\n'),
            }
        }
        self.gap = Gap::None;
        let at = self.string.len();
        for inline in &mut self.open {
            inline.start.get_or_insert(at);
        }
        self.string.push(character);
    }

    /// What stands between two blocks: a blank line, between points of a list and rows of a table the end of one, between
    /// cells of a row a tab.
    fn part(&mut self) {
        let Some(before) = self.blocks.last() else { return };
        let in_list = before.kind == BlockKind::ListItem && self.style.kind == BlockKind::ListItem;
        self.string.push_str(match (before.cell, self.cell) {
            (Some(before), Some(cell)) if cell.continues(&before) => {
                if cell.row == before.row && cell.column != before.column { "\t" } else { "\n" }
            }
            (None, None) if in_list => "\n",
            _ => "\n\n",
        });
    }

    /// The marker of the block that begins. Numbers are those of the item, whatever it begins with, and what comes after is
    /// of the item too; a bullet waits for a block that is drawn with one.
    fn take_marker(&mut self) -> Marker {
        let is_of_item = matches!(
            self.style.kind,
            BlockKind::Heading | BlockKind::Paragraph | BlockKind::Quotation | BlockKind::Preformatted
        );
        match (self.style.kind, self.next_marker) {
            (BlockKind::ListItem, _) => self.next_marker.take().unwrap_or(Marker::Continues),
            (_, Some(Marker::Number(..))) if is_of_item => self.next_marker.take().unwrap_or_default(),
            (_, None) if is_of_item && self.items > 0 && self.cell.is_none() => Marker::Continues,
            _ => Marker::Bullet,
        }
    }

    /// Takes a control of the writing direction if it opens something within the block, or closes what is open there.
    fn direct(&mut self, control: char) {
        const POP: char = '\u{202c}';
        const POP_ISOLATE: char = '\u{2069}';
        /// The Unicode Bidirectional Algorithm nests no deeper (its BD2).
        const DEEPEST: usize = 125;
        if self.start.is_none() {
            return;
        }
        match control {
            POP | POP_ISOLATE if self.directions.last() == Some(&control) => {
                self.directions.pop();
            }
            POP | POP_ISOLATE => return,
            _ if self.directions.len() == DEEPEST => return,
            '\u{2066}'..='\u{2068}' => self.directions.push(POP_ISOLATE),
            _ => self.directions.push(POP),
        }
        if self.gap == Gap::Space {
            self.string.push(' ');
            self.gap = Gap::None;
        }
        self.string.push(control);
    }

    /// The text with its inlines.
    pub fn finish(mut self) -> Text {
        self.end();
        let text = Text::structured(self.string, self.blocks).expect("blocks are put one behind the other");
        sort_by(&mut self.inlines, |one, other| {
            let place = |it: &Drawn| (it.range.start, std::cmp::Reverse(it.range.end), it.depth);
            place(one).cmp(&place(other))
        });
        let inlines = self.inlines.into_iter().filter_map(|Drawn { kind, range, .. }| {
            Some(Inline { kind, span: text.span(range)?, extra: Extra::default() })
        });
        let inlines = inlines.collect();
        text.with_inlines(inlines).expect("what is opened within an inline and a block is closed there")
    }
}

/// Whether a character is no part of what is read: a control, a soft hyphen, a mark of the byte order, or one that
/// stands for no character (icons of a page's own font among them).
pub fn is_dropped(character: char) -> bool {
    match character {
        '\u{ad}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fdd0}'..='\u{fdef}' => true,
        ' '..='~' | '\n' | '\t' => false,
        _ => character.is_control() || u32::from(character) & 0xfffe == 0xfffe,
    }
}

/// Whether nothing is seen of a character.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{2800}')
        || is_direction(character)
}

/// Whether a character embeds, overrides or isolates text of another direction, or ends that.
pub fn is_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
