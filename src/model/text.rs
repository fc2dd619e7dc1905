//! An article's text: blocks, positions and spans, and the one place that converts between
//! the three units in which people count text.
//!
//! | unit | who counts so |
//! |---|---|
//! | UTF-8 bytes | [`Pos`] and [`Span`], everywhere inside Agendum |
//! | UTF-16 code units | the DOM; always within one block |
//! | Unicode code points | every file and the JavaScript interface |

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use super::extra::Extra;
use super::sorted::sort_by;

/// An immutable text and its blocks. Cloning shares it.
#[derive(Clone)]
pub struct Text(Rc<Inner>);

struct Inner {
    words: Rc<Words>,
    inlines: Box<[Inline]>,
    /// Indices of the labels and references of notes among the inlines, by note, labels first, then by place.
    notes: Box<[u32]>,
}

/// What a text has with or without inlines.
struct Words {
    string: Box<str>,
    blocks: Box<[Block]>,
    checkpoints: Box<[Checkpoint]>,
    hash: TextHash,
}

/// A position in a text, in UTF-8 bytes from its start, always on a code-point boundary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pos(u32);

/// A stretch of one text: in its bounds, not empty, on code-point boundaries. Only [`Text`] makes one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: Pos,
    end: Pos,
}

/// A part of an article that is drawn as one: a range of its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// 1 to 6 for headings, the depth (from 1) for list items, 0 for all others.
    pub level: u8,
    /// Where it is. Blocks are ascending and disjoint. A line feed in it ends a line that is to end there: readers of
    /// formats write the other line ends as spaces. (Texts that were stored by older versions may have both.)
    pub span: Span,
    /// Marker of a list item. A block of another kind that begins an item has that of the item, if it is a number.
    pub marker: Marker,
    /// Position in a table, of a block that is in one.
    pub cell: Option<Cell>,
    /// What it is of, if it is a caption and this is known.
    pub subject: Option<Subject>,
    /// Fields that a newer version of the format gave it.
    pub extra: Extra,
}

/// A block that is to be part of a text: see [`Block`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockSpec {
    /// Kind.
    pub kind: BlockKind,
    /// Level.
    pub level: u8,
    /// Range of bytes.
    pub range: Range<usize>,
    /// Marker.
    pub marker: Marker,
    /// Position in a table.
    pub cell: Option<Cell>,
    /// What a caption is of.
    pub subject: Option<Subject>,
    /// Fields of a newer version.
    pub extra: Extra,
}

/// The sign in front of a list item. It is not part of the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Marker {
    /// A bullet; of a block that is no list item, no marker.
    #[default]
    Bullet,
    /// No marker: what would be one is in the words.
    None,
    /// No marker: the block goes on with the item before it.
    Continues,
    /// A number.
    Number(Numbering, i32),
}

/// The ways in which numbers of list items are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Numbering {
    /// 1, 2, 3.
    Decimal,
    /// a, b, c.
    LowerAlpha,
    /// A, B, C.
    UpperAlpha,
    /// i, ii, iii.
    LowerRoman,
    /// I, II, III.
    UpperRoman,
}

/// The position of a block in a table. Consecutive blocks with cells are one table while their positions ascend, row by
/// row; blocks with the same position are in the same cell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cell {
    /// The number of rows above it.
    pub row: u32,
    /// The number of columns before it, less than [`Cell::MOST_COLUMNS`].
    pub column: u16,
    /// How many rows it spans, at least 1.
    pub rows: u16,
    /// How many columns it spans, at least 1.
    pub columns: u16,
    /// What it is a header of.
    pub header: Option<Header>,
}

/// What a header cell is the header of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Header {
    /// The columns below it.
    Column,
    /// The rows beside it.
    Row,
}

/// The kinds of block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BlockKind {
    /// A title or subheading.
    Heading,
    /// The summary that stands between the title and the text.
    Standfirst,
    /// Running text.
    Paragraph,
    /// Somebody's words, set apart.
    Quotation,
    /// One point of a list.
    ListItem,
    /// Text whose white space counts.
    Preformatted,
    /// The words that belong to a picture or table.
    Caption,
}

/// A stretch of one block that is more than plain words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Where it is.
    pub span: Span,
    /// Fields that a newer version of the format gave it.
    pub extra: Extra,
}

/// The kinds of inline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InlineKind {
    /// Stressed words, usually slanted.
    Emphasis,
    /// Important words, usually bold.
    Strong,
    /// Words of a program.
    Code,
    /// Words that lead to another page.
    Link(Address),
    /// The marker of a note, which leads to the note.
    NoteReference(NoteId),
    /// The label with which a note begins, which leads back to the first of its markers.
    NoteLabel(NoteId),
}

/// What a note and its markers share. It tells one note of a text from another.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NoteId(Rc<str>);

/// What a caption is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// A picture, drawn or taken.
    Picture,
    /// A table.
    Table,
    /// A film.
    Video,
    /// Something that can be heard.
    Audio,
    /// A part of a program.
    Code,
}

/// Where a link leads: an address of the web or of a mailbox. Nothing else, `javascript:` least of all, can be one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(Rc<str>);

/// A hash that tells two texts apart (FNV-1a, 64 bits), the same on every machine and in every version.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TextHash(pub u64);

/// Why a text could not be made of a string and blocks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextError {
    /// The text has more than 4 GiB.
    TooLong,
    /// The block with this index is empty, out of bounds or begins before the one before it has ended.
    Block(usize),
    /// The block with this index has a position that no table has.
    Cell(usize),
    /// The inline with this index is not in one block, not in its order, crosses another or is in one of its kind.
    Inline(usize),
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TextError::TooLong => write!(f, "the text is longer than 4 GiB"),
            TextError::Block(index) => {
                write!(f, "block {index} is empty, outside the text, or overlaps the block before it")
            }
            TextError::Cell(index) => write!(
                f,
                "block {index} is in no cell of a table: one has at most {} columns, and a cell spans one row and \
                 column or more",
                Cell::MOST_COLUMNS
            ),
            TextError::Inline(index) => {
                write!(
                    f,
                    "inline {index} is not within a block, out of order, crosses another or is in one of its kind"
                )
            }
        }
    }
}

impl Text {
    /// A text of blocks given as kind, level and range of bytes. The string is kept as it is.
    pub fn new(
        string: impl Into<Box<str>>,
        blocks: impl IntoIterator<Item = (BlockKind, u8, Range<usize>, Extra)>,
    ) -> Result<Text, TextError> {
        Text::structured(string, blocks.into_iter().map(BlockSpec::from))
    }

    /// A text of blocks, lists and tables. The string is kept as it is.
    pub fn structured(
        string: impl Into<Box<str>>,
        blocks: impl IntoIterator<Item = BlockSpec>,
    ) -> Result<Text, TextError> {
        let string = string.into();
        if u32::try_from(string.len()).is_err() {
            return Err(TextError::TooLong);
        }
        let mut drawn: Vec<Block> = Vec::new();
        for (index, block) in blocks.into_iter().enumerate() {
            let BlockSpec { kind, level, range, marker, cell, subject, extra } = block;
            let span = span_in(&string, range).ok_or(TextError::Block(index))?;
            if drawn.last().is_some_and(|before| before.span.end > span.start) {
                return Err(TextError::Block(index));
            }
            if cell.is_some_and(|cell| !cell.is_valid()) {
                return Err(TextError::Cell(index));
            }
            drawn.push(Block { kind, level, span, marker, cell, subject, extra });
        }
        let checkpoints = checkpoints(&string);
        let hash = TextHash::of(&string);
        let words = Rc::new(Words { string, blocks: drawn.into(), checkpoints, hash });
        Ok(Text(Rc::new(Inner { words, inlines: Box::default(), notes: Box::default() })))
    }

    /// The text with inlines in the place of those that it has. They ascend by start, of those with the same start
    /// the longer before the shorter; each lies in one block, and wholly within or beside every other; none is within
    /// one of its own kind.
    pub fn with_inlines(&self, inlines: Vec<Inline>) -> Result<Text, TextError> {
        self.check_inlines(&inlines)?;
        let notes = notes_of(&inlines);
        Ok(Text(Rc::new(Inner { words: self.0.words.clone(), inlines: inlines.into(), notes })))
    }

    fn check_inlines(&self, inlines: &[Inline]) -> Result<(), TextError> {
        let mut open: Vec<&Inline> = Vec::new();
        for (index, inline) in inlines.iter().enumerate() {
            let span = inline.span;
            let in_block = self.block_at(span.start).is_some_and(|block| {
                let block = self.0.words.blocks[block].span;
                block.start <= span.start && span.end <= block.end
            });
            let ascends = index == 0 || inlines[index - 1].span.start <= span.start;
            open.retain(|outer| outer.span.end > span.start);
            let nests =
                open.iter().all(|outer| outer.span.end >= span.end && !outer.kind.is_like(&inline.kind));
            // It may have been made by a longer text.
            if !(in_block && ascends && nests && self.span(span.range()).is_some()) {
                return Err(TextError::Inline(index));
            }
            open.push(inline);
        }
        Ok(())
    }

    /// A text from plain text: blank lines part its blocks and stay in the text between them.
    ///
    /// Kept character for character, but a leading byte-order mark goes and CRLF and CR become LF.
    /// Returns the title too: the given one, or else the first line when it is short and stands alone
    /// (it stays in the text, as a heading), or else the first words.
    pub fn plain(raw: &str, title: Option<&str>) -> (Text, String) {
        let string = normalised(raw);
        let mut ranges = plain_blocks(&string);
        let given = title.map(str::trim).filter(|title| !title.is_empty());
        let heading =
            if given.is_none() { ranges.first().cloned().filter(|_| ranges.len() > 1) } else { None };
        let heading = heading.filter(|range| is_title(&string[range.clone()]));
        let title = match (given, &heading) {
            (Some(title), _) => title.to_owned(),
            (None, Some(range)) => string[range.clone()].trim().to_owned(),
            (None, None) => first_words(&string),
        };
        let paragraphs = ranges.drain(..).enumerate().map(|(index, range)| {
            let is_heading = index == 0 && heading.is_some();
            let (kind, level) = if is_heading { (BlockKind::Heading, 1) } else { (BlockKind::Paragraph, 0) };
            (kind, level, range, Extra::default())
        });
        let paragraphs: Vec<_> = paragraphs.collect();
        let text = Text::new(string, paragraphs).or_else(|_| Text::new("", []));
        (text.expect("an empty text has no block that could be wrong"), title)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0.words.string
    }

    /// The blocks, ascending and disjoint.
    pub fn blocks(&self) -> &[Block] {
        &self.0.words.blocks
    }

    /// The inlines, ascending; one that is within another comes after it.
    pub fn inlines(&self) -> &[Inline] {
        &self.0.inlines
    }

    /// The inlines that begin within a span; those of a block, for the block's.
    pub fn inlines_in(&self, span: Span) -> &[Inline] {
        let first = self.first_inline_in(span);
        let count = self.0.inlines[first..].partition_point(|inline| inline.span.start < span.end);
        &self.0.inlines[first..first + count]
    }

    /// The index of the first inline that begins within a span or after its start.
    pub fn first_inline_in(&self, span: Span) -> usize {
        self.0.inlines.partition_point(|inline| inline.span.start < span.start)
    }

    /// Where in the text the other end of a note is: for one of its markers the label, for its label the first marker.
    pub fn other_end_of_note(&self, kind: &InlineKind) -> Option<usize> {
        let (note, wants_label) = match kind {
            InlineKind::NoteReference(note) => (note, true),
            InlineKind::NoteLabel(note) => (note, false),
            _ => return None,
        };
        let end_of = |index: &u32| self.0.inlines.get(*index as usize).and_then(note_end);
        let wanted = (note.as_str(), !wants_label);
        let at = self.0.notes.partition_point(|index| end_of(index).is_some_and(|end| end < wanted));
        let index = self.0.notes.get(at).filter(|index| end_of(index) == Some(wanted))?;
        Some(*index as usize)
    }

    /// What tells this text from another.
    pub fn hash(&self) -> TextHash {
        self.0.words.hash
    }

    /// The words of a span of this text. Of a span that is another text's, those between the nearest boundaries before its
    /// ends, as far as there are any.
    pub fn slice(&self, span: Span) -> &str {
        &self.0.words.string[self.boundary(span.start)..self.boundary(span.end)]
    }

    /// The words before a position, and those from there on.
    pub fn split_at(&self, pos: Pos) -> (&str, &str) {
        self.0.words.string.split_at(self.boundary(pos))
    }

    /// The byte of a position; of one that is not on a boundary of this text, the nearest one before it.
    fn boundary(&self, pos: Pos) -> usize {
        self.0.words.string.floor_char_boundary(pos.byte())
    }

    /// The length of the text in code points.
    pub fn len_code_points(&self) -> usize {
        self.code_points(Pos(self.0.words.string.len() as u32))
    }

    /// A span from a range of bytes; `None` if it is empty, out of bounds or splits a character.
    pub fn span(&self, bytes: Range<usize>) -> Option<Span> {
        span_in(&self.0.words.string, bytes)
    }

    /// A span from positions of this text, in either order; `None` if they are equal.
    pub fn between(&self, one: Pos, other: Pos) -> Option<Span> {
        self.span(one.min(other).byte()..one.max(other).byte())
    }

    /// A span from a range of code points; `None` if it is empty or out of bounds.
    pub fn span_of_code_points(&self, range: Range<usize>) -> Option<Span> {
        let start = self.pos_of_code_point(range.start)?;
        let end = self.pos_of_code_point(range.end)?;
        (start < end).then_some(Span { start, end })
    }

    /// A span as a range of code points.
    pub fn code_point_range(&self, span: Span) -> Range<usize> {
        self.code_points(span.start)..self.code_points(span.end)
    }

    /// The number of code points before a position.
    pub fn code_points(&self, pos: Pos) -> usize {
        let byte = self.boundary(pos);
        let at = byte / STEP;
        let checkpoint = &self.0.words.checkpoints[at];
        let rest = &self.0.words.string.as_bytes()[at * STEP..byte];
        checkpoint.code_points as usize + rest.iter().filter(|byte| starts_character(**byte)).count()
    }

    /// The position with this many code points before it; `None` beyond the end.
    pub fn pos_of_code_point(&self, count: usize) -> Option<Pos> {
        let after =
            self.0.words.checkpoints.partition_point(|checkpoint| checkpoint.code_points as usize <= count);
        let at = after.checked_sub(1)?;
        let mut left = count - self.0.words.checkpoints[at].code_points as usize;
        let bytes = self.0.words.string.as_bytes();
        let mut byte = at * STEP;
        // A checkpoint may stand inside a character that was counted before it.
        while byte < bytes.len() && !starts_character(bytes[byte]) {
            byte += 1;
        }
        while left > 0 {
            byte += 1;
            while byte < bytes.len() && !starts_character(bytes[byte]) {
                byte += 1;
            }
            left -= 1;
            if byte > bytes.len() {
                return None;
            }
        }
        Some(Pos(byte as u32))
    }

    /// The position at an offset in UTF-16 code units from the start of a block, as the DOM counts.
    /// Beyond the block's end it is the end; within a surrogate pair, the start of the character.
    pub fn pos_in_block(&self, block: usize, utf16: usize) -> Option<Pos> {
        let span = self.0.words.blocks.get(block)?.span;
        let mut left = utf16;
        for (byte, character) in self.slice(span).char_indices() {
            let width = character.len_utf16();
            if left < width {
                return Some(Pos(span.start.0 + byte as u32));
            }
            left -= width;
        }
        Some(span.end)
    }

    /// A position as an offset in UTF-16 code units from the start of a block; clamped to the block.
    pub fn utf16_in_block(&self, block: usize, pos: Pos) -> usize {
        let Some(Block { span, .. }) = self.0.words.blocks.get(block) else { return 0 };
        // Both ends of a block are boundaries, so that what is clamped is not before its start.
        let end = self.boundary(pos.clamp(span.start, span.end));
        self.0.words.string[span.start.byte()..end].chars().map(char::len_utf16).sum()
    }

    /// The blocks that a span touches, as indices.
    pub fn blocks_of(&self, span: Span) -> Range<usize> {
        let first = self.0.words.blocks.partition_point(|block| block.span.end <= span.start);
        let last = self.0.words.blocks.partition_point(|block| block.span.start < span.end);
        first..last.max(first)
    }

    /// The block that holds a position, or else the next one, or else the last.
    pub fn block_at(&self, pos: Pos) -> Option<usize> {
        let next = self.0.words.blocks.partition_point(|block| block.span.end <= pos);
        (!self.0.words.blocks.is_empty()).then(|| next.min(self.0.words.blocks.len() - 1))
    }
}

impl Text {
    /// Whether both are clones of one, which costs nothing to tell.
    pub fn is(&self, other: &Text) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || (self.0.words.hash == other.0.words.hash
                && self.0.words.string == other.0.words.string
                && self.0.words.blocks == other.0.words.blocks
                && self.0.inlines == other.0.inlines)
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes, {} blocks)", self.0.words.string.len(), self.0.words.blocks.len())
    }
}

impl From<(BlockKind, u8, Range<usize>, Extra)> for BlockSpec {
    /// A block that is in no numbered list and no table.
    fn from((kind, level, range, extra): (BlockKind, u8, Range<usize>, Extra)) -> BlockSpec {
        BlockSpec { kind, level, range, marker: Marker::default(), cell: None, subject: None, extra }
    }
}

impl Block {
    /// Whether it is drawn in a list: a list item, or what else begins a numbered one.
    pub fn is_listed(&self) -> bool {
        self.kind == BlockKind::ListItem || self.marker != Marker::Bullet
    }
}

impl Marker {
    /// The number as it is written, with a full stop: `3.`, `c.`, `iv.`; `None` for bullets.
    pub fn label(self) -> Option<String> {
        match self {
            Marker::Number(numbering, value) => Some(numbering.write(value) + "."),
            Marker::Bullet | Marker::None | Marker::Continues => None,
        }
    }
}

impl Numbering {
    /// Writes a number. One that has no letters or Roman numerals is written in digits, as browsers do.
    pub fn write(self, value: i32) -> String {
        let written = match self {
            Numbering::Decimal => None,
            Numbering::LowerAlpha => alphabetic(value),
            Numbering::UpperAlpha => alphabetic(value).map(|letters| letters.to_ascii_uppercase()),
            Numbering::LowerRoman => roman(value),
            Numbering::UpperRoman => roman(value).map(|numeral| numeral.to_ascii_uppercase()),
        };
        written.unwrap_or_else(|| value.to_string())
    }
}

/// A number in letters: a to z, then aa, ab; `None` below 1.
fn alphabetic(value: i32) -> Option<String> {
    let mut left = u32::try_from(value).ok().filter(|left| *left > 0)?;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'a' + (left % 26) as u8));
        left /= 26;
    }
    Some(letters.into_iter().rev().collect())
}

/// A number in Roman numerals; `None` if it is not from 1 to 3999.
fn roman(value: i32) -> Option<String> {
    const NUMERALS: [(i32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = Some(value).filter(|value| (1..4000).contains(value))?;
    let mut numeral = String::new();
    for (worth, letters) in NUMERALS {
        while left >= worth {
            numeral.push_str(letters);
            left -= worth;
        }
    }
    Some(numeral)
}

impl Cell {
    /// The most columns of a table, as many as one cell can span in HTML.
    pub const MOST_COLUMNS: u16 = 1000;

    /// A cell of one row and one column that is no header.
    pub fn at(row: u32, column: u16) -> Cell {
        Cell { row, column, rows: 1, columns: 1, header: None }
    }

    fn is_valid(&self) -> bool {
        self.rows > 0
            && self.columns > 0
            && self.column < Cell::MOST_COLUMNS
            && self.columns <= Cell::MOST_COLUMNS - self.column
    }

    /// Whether a block with this position, right after one with the other, is in the same table.
    pub fn continues(&self, before: &Cell) -> bool {
        (before.row, before.column) <= (self.row, self.column)
    }
}

impl Text {
    /// The blocks of the table that a block is in; `None` if it is in none.
    pub fn table_of(&self, block: usize) -> Option<Range<usize>> {
        let blocks = self.blocks();
        blocks.get(block)?.cell?;
        let joins = |at: usize| {
            let cells = blocks.get(at).and_then(|block| block.cell).zip(blocks[at - 1].cell);
            cells.is_some_and(|(cell, before)| cell.continues(&before))
        };
        let mut start = block;
        while start > 0 && joins(start) {
            start -= 1;
        }
        let mut end = block + 1;
        while end < blocks.len() && joins(end) {
            end += 1;
        }
        Some(start..end)
    }
}

/// The note that an inline belongs to, and whether it is a marker of it and not its label.
fn note_end(inline: &Inline) -> Option<(&str, bool)> {
    match &inline.kind {
        InlineKind::NoteReference(note) => Some((note.as_str(), true)),
        InlineKind::NoteLabel(note) => Some((note.as_str(), false)),
        _ => None,
    }
}

fn notes_of(inlines: &[Inline]) -> Box<[u32]> {
    let ends = inlines.iter().enumerate().filter(|(_, inline)| note_end(inline).is_some());
    let mut ends: Vec<u32> = ends.map(|(index, _)| index as u32).collect();
    sort_by(&mut ends, |one, other| {
        let place = |index: u32| (note_end(&inlines[index as usize]), index);
        place(*one).cmp(&place(*other))
    });
    ends.into()
}

impl InlineKind {
    /// Whether both are of one kind, wherever they lead.
    pub fn is_like(&self, other: &InlineKind) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Address {
    /// What an address may begin with.
    const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

    /// An address that begins with `https://`, `http://` or `mailto:`, in any case, and has no white space and no control
    /// characters.
    pub fn new(address: &str) -> Option<Address> {
        let known = Address::SCHEMES.iter().any(|scheme| {
            address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                && address.len() > scheme.len()
        });
        let plain = !address.contains(|c: char| c.is_whitespace() || c.is_control());
        (known && plain).then(|| Address(address.into()))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NoteId {
    /// Longest id in bytes.
    pub const LONGEST: usize = 200;

    /// An id of 1 to [`NoteId::LONGEST`] bytes without white space and control characters.
    pub fn new(id: &str) -> Option<NoteId> {
        let plain = !id.contains(|c: char| c.is_whitespace() || c.is_control());
        (plain && (1..=NoteId::LONGEST).contains(&id.len())).then(|| NoteId(id.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Pos {
    /// The offset in UTF-8 bytes.
    pub fn byte(self) -> usize {
        self.0 as usize
    }
}

impl Span {
    /// Where it begins.
    pub fn start(self) -> Pos {
        self.start
    }

    /// Where it ends; the position after its last character.
    pub fn end(self) -> Pos {
        self.end
    }

    /// Its range in UTF-8 bytes.
    pub fn range(self) -> Range<usize> {
        self.start.byte()..self.end.byte()
    }

    /// Its length in UTF-8 bytes.
    pub fn bytes(self) -> usize {
        self.end.byte() - self.start.byte()
    }

    /// Whether a position lies in it; the end does not.
    pub fn contains(self, pos: Pos) -> bool {
        self.start <= pos && pos < self.end
    }

    /// What two spans share.
    pub fn intersection(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The smallest span that holds both.
    pub fn union(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start.0, self.end.0)
    }
}

impl TextHash {
    /// FNV-1a with the 64-bit parameters of the IETF draft "The FNV Non-Cryptographic Hash Algorithm".
    pub fn of(string: &str) -> TextHash {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in string.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        TextHash(hash)
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Counts of what lies before every [`STEP`]th byte, so that converting costs a step, not the text.
#[derive(Clone, Copy, Default)]
struct Checkpoint {
    code_points: u32,
}

/// Bytes between checkpoints: 4 bytes of index for 512 of text.
const STEP: usize = 512;

fn checkpoints(string: &str) -> Box<[Checkpoint]> {
    let mut found = vec![Checkpoint::default()];
    let mut code_points = 0;
    for chunk in string.as_bytes().chunks(STEP) {
        code_points += chunk.iter().filter(|byte| starts_character(**byte)).count() as u32;
        if chunk.len() == STEP {
            found.push(Checkpoint { code_points });
        }
    }
    found.into()
}

/// Whether a byte of UTF-8 begins a character, which all but the continuation bytes `10xxxxxx` do.
fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn span_in(string: &str, bytes: Range<usize>) -> Option<Span> {
    let part = string.get(bytes.clone())?;
    if part.is_empty() {
        return None;
    }
    let start = Pos(u32::try_from(bytes.start).ok()?);
    let end = Pos(u32::try_from(bytes.end).ok()?);
    Some(Span { start, end })
}

/// Without a leading byte-order mark, and with LF for every line end.
fn normalised(raw: &str) -> String {
    let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    with_line_feeds(raw)
}

/// With LF for CRLF and for CR.
pub fn with_line_feeds(raw: &str) -> String {
    let mut lines = String::with_capacity(raw.len());
    let mut rest = raw.split('\r');
    lines.push_str(rest.next().unwrap_or_default());
    for line in rest {
        lines.push('\n');
        lines.push_str(line.strip_prefix('\n').unwrap_or(line));
    }
    lines
}

/// Runs of lines that are not blank, without the line end after the last.
fn plain_blocks(string: &str) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in string.split_inclusive('\n') {
        let end = at + line.strip_suffix('\n').unwrap_or(line).len();
        if line.trim().is_empty() {
            open = false;
        } else if let Some(block) = blocks.last_mut().filter(|_| open) {
            block.end = end;
        } else {
            blocks.push(at..end);
            open = true;
        }
        at += line.len();
    }
    blocks
}

/// The longest first line that is taken for a title, in code points. Headlines of newspapers and reports
/// seldom pass 100; paragraphs of one line seldom stay under 150.
const LONGEST_TITLE: usize = 140;

fn is_title(block: &str) -> bool {
    !block.contains('\n') && block.trim().chars().count() <= LONGEST_TITLE
}

/// The first words, for the list of articles: at most 60 code points, cut between words.
fn first_words(string: &str) -> String {
    const MOST: usize = 60;
    let mut title = String::new();
    for word in string.split_whitespace() {
        let length = title.chars().count();
        if length > 0 && length + 1 + word.chars().count() > MOST {
            return title + "…";
        }
        if length > 0 {
            title.push(' ');
        }
        if word.chars().count() > MOST {
            title.extend(word.chars().take(MOST));
            return title + "…";
        }
        title.push_str(word);
    }
    title
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_plain(raw: &str, title: Option<&str>, expected_title: &str, expected: &[(BlockKind, &str)]) {
        let (text, title) = Text::plain(raw, title);
        let blocks: Vec<_> = text.blocks().iter().map(|block| (block.kind, text.slice(block.span))).collect();
        assert_eq!((title.as_str(), blocks.as_slice()), (expected_title, expected));
    }

    #[test]
    fn plain_text_becomes_blocks() {
        use BlockKind::*;
        check_plain(
            "Talks\n\nOne.\n\nTwo.",
            None,
            "Talks",
            &[(Heading, "Talks"), (Paragraph, "One."), (Paragraph, "Two.")],
        );
        check_plain(
            "\u{feff}Talks\r\n\r\nOne\r\ntwo.\r",
            None,
            "Talks",
            &[(Heading, "Talks"), (Paragraph, "One\ntwo.")],
        );
        check_plain("Talks\n\nOne.", Some(" Given "), "Given", &[(Paragraph, "Talks"), (Paragraph, "One.")]);
        check_plain(
            "Talks\nagain\n\nOne.",
            None,
            "Talks again One.",
            &[(Paragraph, "Talks\nagain"), (Paragraph, "One.")],
        );
        check_plain("Only this", None, "Only this", &[(Paragraph, "Only this")]);
        check_plain(" \n\t\n", None, "", &[]);
        check_plain("", Some(""), "", &[]);
        let long = "word ".repeat(40);
        check_plain(
            &format!("{long}\n\nx"),
            None,
            "word word word word word word word word word word word word…",
            &[(Paragraph, &long), (Paragraph, "x")],
        );
    }

    #[test]
    fn lone_halves_of_a_pair_snap_to_the_character() {
        let (text, _) = Text::plain("a😀b", Some("t"));
        let at = |utf16| text.pos_in_block(0, utf16).map(Pos::byte);
        assert_eq!([at(0), at(1), at(2), at(3), at(4), at(9)].map(Option::unwrap), [0, 1, 1, 5, 6, 6]);
    }

    /// Nothing outside lets one get at a text with another's positions; if it did, it would not be the end of the page.
    #[test]
    fn positions_of_another_text_are_taken_for_the_nearest_before_them() {
        let texts = ["", "a", "“q” – it’s", "यह वाक्य है।\n\nऔर यह भी", "a😀b\n\nc😀😀", &"é".repeat(1_000)];
        let texts = texts.map(|raw| Text::plain(raw, Some("t")).0);
        for from in &texts {
            let ends: Vec<_> = (0..=from.as_str().len()).collect();
            let spans = ends.iter().flat_map(|start| ends.iter().map(move |end| *start..*end));
            for span in spans.filter_map(|range| from.span(range)).take(3_000) {
                for to in &texts {
                    let words = to.slice(span);
                    assert!(to.as_str().contains(words) && words.len() <= span.bytes() + 3);
                    let (before, after) = to.split_at(span.start());
                    assert_eq!(before.len() + after.len(), to.as_str().len());
                    assert!(to.code_point_range(span).end <= to.len_code_points());
                    let width = |block: &Block| to.slice(block.span).encode_utf16().count();
                    for (index, block) in to.blocks().iter().enumerate() {
                        assert!(to.utf16_in_block(index, span.end()) <= width(block));
                    }
                    assert!(to.blocks_of(span).end <= to.blocks().len());
                }
            }
        }
    }

    #[test]
    fn blocks_must_be_ascending_and_disjoint() {
        #[track_caller]
        fn check(ranges: impl IntoIterator<Item = Range<usize>>, expected: Result<usize, TextError>) {
            let blocks = ranges.into_iter().map(|range| (BlockKind::Paragraph, 0, range, Extra::default()));
            assert_eq!(Text::new("aé and more", blocks).map(|text| text.blocks().len()), expected);
        }
        check([0..3, 3..5], Ok(2));
        check([0..3, 2..5], Err(TextError::Block(1)));
        check(Some(0..2), Err(TextError::Block(0)));
        check(Some(4..4), Err(TextError::Block(0)));
        check(Some(4..40), Err(TextError::Block(0)));
    }

    #[test]
    fn numbers_are_written_in_their_way() {
        #[track_caller]
        fn check(numbering: Numbering, values: &[i32], expected: &str) {
            let labels = values.iter().filter_map(|value| Marker::Number(numbering, *value).label());
            assert_eq!(labels.collect::<Vec<_>>().join(" "), expected);
        }
        check(Numbering::Decimal, &[1, 0, -3, 1999], "1. 0. -3. 1999.");
        check(
            Numbering::LowerAlpha,
            &[1, 26, 27, 52, 53, 702, 703, 0, -1],
            "a. z. aa. az. ba. zz. aaa. 0. -1.",
        );
        check(Numbering::UpperAlpha, &[3, 28], "C. AB.");
        check(
            Numbering::LowerRoman,
            &[1, 4, 9, 40, 1994, 3999, 4000, 0],
            "i. iv. ix. xl. mcmxciv. mmmcmxcix. 4000. 0.",
        );
        check(Numbering::UpperRoman, &[14, 90], "XIV. XC.");
        assert_eq!([Marker::Bullet, Marker::None, Marker::Continues].map(Marker::label), [None, None, None]);
        assert!(Numbering::LowerAlpha.write(i32::MAX).len() == 7);
    }

    /// A text of words in cells at rows and columns, `None` for one in no table.
    fn table(cells: &[Option<(u32, u16)>]) -> Text {
        let blocks = cells.iter().enumerate().map(|(at, cell)| BlockSpec {
            cell: cell.map(|(row, column)| Cell::at(row, column)),
            ..BlockSpec::from((BlockKind::Paragraph, 0, 2 * at..2 * at + 1, Extra::default()))
        });
        Text::structured("x\n".repeat(cells.len()), blocks).expect("a text")
    }

    #[test]
    fn cells_that_ascend_are_one_table() {
        #[track_caller]
        fn check(cells: &[Option<(u32, u16)>], expected: &[Option<Range<usize>>]) {
            let text = table(cells);
            let tables: Vec<_> = (0..cells.len()).map(|block| text.table_of(block)).collect();
            assert_eq!(tables, expected);
        }
        let at = |row, column| Some((row, column));
        check(
            &[None, at(0, 1), at(1, 0), at(1, 0), at(1, 1), None],
            &[None, Some(1..5), Some(1..5), Some(1..5), Some(1..5), None],
        );
        check(&[at(0, 0), at(0, 1), at(0, 0), at(3, 1)], &[Some(0..2), Some(0..2), Some(2..4), Some(2..4)]);
        check(&[None], &[None]);
    }

    #[test]
    fn cells_are_in_tables_that_can_be_drawn() {
        #[track_caller]
        fn check(cell: Cell, expected: Result<usize, TextError>) {
            let block = BlockSpec::from((BlockKind::Paragraph, 0, 0..1, Extra::default()));
            let text = Text::structured("x", [BlockSpec { cell: Some(cell), ..block }]);
            assert_eq!(text.map(|text| text.blocks().len()), expected);
        }
        check(Cell { rows: u16::MAX, columns: 1000, ..Cell::at(u32::MAX, 0) }, Ok(1));
        check(Cell::at(0, 999), Ok(1));
        check(Cell::at(0, 1000), Err(TextError::Cell(0)));
        check(Cell { columns: 2, ..Cell::at(0, 999) }, Err(TextError::Cell(0)));
        check(Cell { columns: 0, ..Cell::at(0, 0) }, Err(TextError::Cell(0)));
        check(Cell { rows: 0, ..Cell::at(0, 0) }, Err(TextError::Cell(0)));
    }

    #[test]
    fn notes_and_their_markers_lead_to_each_other() {
        let text =
            Text::new("1a 2 1b  1. one 2. two 3.", [(BlockKind::Paragraph, 0, 0..25, Extra::default())]);
        let text = text.expect("a text");
        let note = |id: &str| NoteId::new(id).expect("an id");
        let (to, label) = (InlineKind::NoteReference, InlineKind::NoteLabel);
        let ends = [
            (to(note("n1")), 0..2),
            (to(note("n2")), 3..4),
            (to(note("n1")), 5..7),
            (label(note("n1")), 9..11),
            (label(note("n2")), 16..18),
            (label(note("n3")), 23..25),
        ];
        let inlines = ends.map(|(kind, range)| Inline {
            kind,
            span: text.span(range).expect("a span"),
            extra: Extra::default(),
        });
        let text = text.with_inlines(inlines.to_vec()).expect("inlines");
        let leads: Vec<_> =
            text.inlines().iter().map(|inline| text.other_end_of_note(&inline.kind)).collect();
        assert_eq!(leads, [Some(3), Some(4), Some(3), Some(0), Some(1), None]);
        assert_eq!(text.other_end_of_note(&to(note("n9"))), None);
        assert_eq!(text.other_end_of_note(&InlineKind::Strong), None);
    }

    #[test]
    fn ids_of_notes_have_no_space_and_an_end() {
        #[track_caller]
        fn check(id: &str, expected: bool) {
            assert_eq!(NoteId::new(id).is_some(), expected, "{id:?}");
        }
        check("fn:1", true);
        check("", false);
        check("fn 1", false);
        check("fn\u{7}", false);
        check(&"n".repeat(200), true);
        check(&"n".repeat(201), false);
    }

    /// Inlines are drawn with brackets, each kind its own: emphasis `[ ]`, strong `{ }`, a link `( )`.
    #[track_caller]
    fn check_inlines(input: &str, order: &str, expected: Result<usize, TextError>) {
        let mut plain = String::new();
        let mut ends = [(0, 0); 3];
        for character in input.chars() {
            match "[{(".find(character).or("]})".find(character)) {
                Some(which) if "[{(".contains(character) => ends[which].0 = plain.len(),
                Some(which) => ends[which].1 = plain.len(),
                None => plain.push(character),
            }
        }
        let link = || InlineKind::Link(Address::new("https://example.org/").expect("an address"));
        let inlines = order.chars().map(|bracket| {
            let which = "[{(".find(bracket).expect("a bracket");
            let kind = [InlineKind::Emphasis, InlineKind::Strong, link()][which].clone();
            // A span that is out of this text is made by a longer one.
            let (longer, _) = Text::plain(&format!("{plain} and more"), Some("t"));
            let span = longer.span(ends[which].0..ends[which].1).expect("a span");
            Inline { kind, span, extra: Extra::default() }
        });
        let inlines = inlines.collect();
        let (text, _) = Text::plain(&plain, Some("t"));
        assert_eq!(text.with_inlines(inlines).map(|text| text.inlines().len()), expected);
    }

    #[test]
    fn inlines_must_nest_within_blocks() {
        check_inlines("The [quick {brown}] fox", "[{", Ok(2));
        check_inlines("The [{quick} brown] fox", "[{", Ok(2));
        check_inlines("The [{quick} brown] fox", "{[", Err(TextError::Inline(1)));
        check_inlines("The [{quick}] (fox)", "{[(", Ok(3));
        check_inlines("The [quick]{ brown} fox", "[{", Ok(2));
        check_inlines("The [quick {brown] fox}", "[{", Err(TextError::Inline(1)));
        check_inlines("The [quick] {brown} fox", "{[", Err(TextError::Inline(1)));
        check_inlines("The [quick] fox", "[[", Err(TextError::Inline(1)));
        check_inlines("The [quick\n\nbrown] fox", "[", Err(TextError::Inline(0)));
        check_inlines("The quick[\n]\nbrown fox", "[", Err(TextError::Inline(0)));
    }

    #[test]
    fn addresses_are_checked() {
        for right in ["https://example.org", "HTTP://x", "mailto:ada@example.org"] {
            assert_eq!(Address::new(right).as_ref().map(Address::as_str), Some(right));
        }
        let wrong = [
            "javascript:alert(1)",
            " https://x",
            "java\nscript:x",
            "https://",
            "/a",
            "",
            "data:text/html,x",
            "https://a b",
            "//example.org",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://x",
            "https:/\\x",
        ];
        for wrong in wrong {
            assert_eq!(Address::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn hash_is_the_published_function() {
        // Test vectors of the draft.
        assert_eq!(TextHash::of("").to_string(), "cbf29ce484222325");
        assert_eq!(TextHash::of("foobar").to_string(), "85944171f73967e8");
    }

    /// Text with what makes offsets differ: emoji with joiners, combining marks, Devanagari, CRLF.
    pub(crate) fn mixed_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-z .]{1,12}",
            Just("👩🏽‍🚀".to_owned()),
            Just("e\u{301}".to_owned()),
            Just("क्षत्रिय ".to_owned()),
            Just("\r\n\r\n".to_owned()),
            Just("𝔘".to_owned()),
            "[ -~]{0,700}",
        ];
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_offset_converts_there_and_back(raw in mixed_text()) {
            let (text, _) = Text::plain(&raw, Some("title"));
            let string = text.as_str();
            for (count, (byte, _)) in string.char_indices().chain([(string.len(), ' ')]).enumerate() {
                let pos = text.pos_of_code_point(count).expect("in bounds");
                prop_assert_eq!(pos.byte(), byte);
                prop_assert_eq!(text.code_points(pos), count);
            }
            prop_assert_eq!(text.pos_of_code_point(string.chars().count() + 1), None);
            prop_assert_eq!(text.len_code_points(), string.chars().count());
            for (index, block) in text.blocks().iter().enumerate() {
                let mut utf16 = 0;
                for (byte, character) in text.slice(block.span).char_indices() {
                    let pos = text.pos_in_block(index, utf16).expect("in bounds");
                    prop_assert_eq!(pos.byte(), block.span.start().byte() + byte);
                    prop_assert_eq!(text.utf16_in_block(index, pos), utf16);
                    utf16 += character.len_utf16();
                }
            }
        }

        #[test]
        fn every_character_is_in_a_block_or_blank(raw in mixed_text()) {
            let (text, _) = Text::plain(&raw, None);
            let mut at = 0;
            for block in text.blocks() {
                let range = block.span.range();
                prop_assert!(text.as_str()[at..range.start].trim().is_empty());
                prop_assert!(!text.slice(block.span).trim().is_empty());
                at = range.end;
            }
            prop_assert!(text.as_str()[at..].trim().is_empty());
        }
    }
}
