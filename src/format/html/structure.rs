//! Numbers of lists and positions in tables, as HTML, style attributes and Word have them.

use super::content::{Content, Entry};
use super::tree::{Element, Id, Tree, What};
use super::{heading_level, property};
use crate::model::text::{Cell, Header, Marker, Numbering};

/// A list whose items are being written.
pub struct List {
    form: Form,
    /// The number of the next item.
    value: i32,
    step: i32,
    /// Up to where on the page its items are counted.
    place: usize,
}

/// What stands before the items of a list.
#[derive(Clone, Copy)]
enum Form {
    Bullet,
    Nothing,
    Numbers(Numbering),
}

impl List {
    /// A list that begins at a place of the page.
    pub fn new(element: &Element, tree: &Tree, content: &Content, place: usize) -> List {
        let is_ordered = element.name() == "ol";
        let standard = if is_ordered { Form::Numbers(Numbering::Decimal) } else { Form::Bullet };
        let form = form_of(element).unwrap_or(standard);
        // Lists that are drawn without bullets are lists of points all the same.
        let form = if matches!(form, Form::Nothing) && !is_ordered { Form::Bullet } else { form };
        let is_reversed = is_ordered && element.get("reversed").is_some();
        let start = element.get("start").and_then(integer).filter(|_| is_ordered);
        let end = content.row[place].end;
        let value = start.unwrap_or_else(|| {
            let count = || items(tree, content, place + 1, end).count();
            if is_reversed { i32::try_from(count()).unwrap_or(i32::MAX) } else { 1 }
        });
        List { form, value, step: if is_reversed { -1 } else { 1 }, place: place + 1 }
    }

    /// The marker of the item at a place. Items before it that are left out count too.
    pub fn marker(&mut self, element: &Element, tree: &Tree, content: &Content, place: usize) -> Marker {
        for item in items(tree, content, self.place, place) {
            self.count(item);
        }
        let entry = &content.row[place];
        self.place = entry.end;
        let value = self.count(element);
        match form_of(element).unwrap_or(self.form) {
            Form::Bullet => Marker::Bullet,
            Form::Nothing => Marker::None,
            Form::Numbers(numbering) => {
                let number = numbering.write(value);
                let has_own = begins_with_number(&first_words(tree, entry.node), &number);
                if has_own { Marker::None } else { Marker::Number(numbering, value) }
            }
        }
    }

    /// The number of an item, which the next goes on from.
    fn count(&mut self, item: &Element) -> i32 {
        let value = item.get("value").and_then(integer).unwrap_or(self.value);
        self.value = value.saturating_add(self.step);
        value
    }
}

/// The items of a list within a part of the page, without those of lists within it.
fn items<'t>(
    tree: &'t Tree,
    content: &'t Content,
    from: usize,
    to: usize,
) -> impl Iterator<Item = &'t Element> {
    let mut place = from;
    std::iter::from_fn(move || {
        while place < to {
            let entry = &content.row[place];
            let element = tree.element(entry.node);
            let name = element.map_or("", Element::name);
            let is_whole = matches!(name, "li" | "ol" | "ul" | "menu" | "dir");
            place = if is_whole { entry.end } else { place + 1 };
            if name == "li" {
                return element;
            }
        }
        None
    })
}

/// Whether a text begins with a number and what parts that from words: then the page draws no other.
fn begins_with_number(text: &str, number: &str) -> bool {
    let rest = text.strip_prefix('(').unwrap_or(text).strip_prefix(number);
    rest.is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") ") || rest.starts_with("\u{a0}"))
}

/// What a list or an item says of its markers.
fn form_of(element: &Element) -> Option<Form> {
    let style = element.get("style").unwrap_or_default();
    let whole = || {
        let style = property(style, "list-style")?;
        style.split_ascii_whitespace().find_map(form_named)
    };
    let kind = || match element.get("type")?.trim() {
        "1" => Some(Form::Numbers(Numbering::Decimal)),
        "a" => Some(Form::Numbers(Numbering::LowerAlpha)),
        "A" => Some(Form::Numbers(Numbering::UpperAlpha)),
        "i" => Some(Form::Numbers(Numbering::LowerRoman)),
        "I" => Some(Form::Numbers(Numbering::UpperRoman)),
        _ => None,
    };
    property(style, "list-style-type").and_then(|name| form_named(&name)).or_else(whole).or_else(kind)
}

/// What a value of `list-style-type` stands for. Numbers of other scripts are numbers.
fn form_named(name: &str) -> Option<Form> {
    let name = name.strip_suffix("!important").unwrap_or(name).trim();
    Some(match name {
        "disc" | "circle" | "square" | "disclosure-open" | "disclosure-closed" => Form::Bullet,
        "none" => Form::Nothing,
        "lower-alpha" | "lower-latin" => Form::Numbers(Numbering::LowerAlpha),
        "upper-alpha" | "upper-latin" => Form::Numbers(Numbering::UpperAlpha),
        "lower-roman" => Form::Numbers(Numbering::LowerRoman),
        "upper-roman" => Form::Numbers(Numbering::UpperRoman),
        "decimal"
        | "decimal-leading-zero"
        | "lower-greek"
        | "armenian"
        | "upper-armenian"
        | "lower-armenian"
        | "georgian"
        | "hebrew"
        | "hiragana"
        | "katakana"
        | "hiragana-iroha"
        | "katakana-iroha"
        | "arabic-indic"
        | "persian"
        | "bengali"
        | "devanagari"
        | "gujarati"
        | "gurmukhi"
        | "kannada"
        | "khmer"
        | "cambodian"
        | "lao"
        | "malayalam"
        | "mongolian"
        | "myanmar"
        | "oriya"
        | "tamil"
        | "telugu"
        | "thai"
        | "tibetan"
        | "cjk-decimal"
        | "cjk-ideographic"
        | "trad-chinese-informal"
        | "trad-chinese-formal"
        | "simp-chinese-informal"
        | "simp-chinese-formal"
        | "japanese-informal"
        | "japanese-formal"
        | "korean-hangul-formal"
        | "korean-hanja-informal"
        | "korean-hanja-formal"
        | "ethiopic-numeric" => Form::Numbers(Numbering::Decimal),
        _ => return None,
    })
}

/// A whole number as HTML reads it: what follows its digits does not matter. One that is too large is cut off.
fn integer(text: &str) -> Option<i32> {
    let text = text.trim_start();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let value = digits[..count]
        .bytes()
        .fold(0_i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(i64::from(u32::MAX)));
    (count > 0).then(|| (sign * value).clamp(i32::MIN.into(), i32::MAX.into()) as i32)
}

/// What Word writes before a list item in its own words, where it marks that to be left out: `2.`, `(b)`, `§ 4.1`.
pub fn word_label(tree: &Tree, item: Id) -> Option<String> {
    /// It stands at the beginning.
    const NEAR: usize = 12;
    let label = tree.elements(item).take(NEAR).find(|(_, element)| {
        let list = element.get("style").and_then(|style| property(style, "mso-list"));
        list.is_some_and(|list| list == "ignore")
    });
    let label = first_words(tree, label?.0);
    Some(label).filter(|label| !label.is_empty())
}

/// The words that an element begins with, on one line, as far as they are near its beginning.
fn first_words(tree: &Tree, node: Id) -> String {
    const NODES: usize = 16;
    const BYTES: usize = 40;
    let words = tree.walk(node).take(NODES).filter_map(|node| match tree.what(node) {
        What::Text(words) => Some(&words[..words.floor_char_boundary(BYTES)]),
        _ => None,
    });
    super::plain_line(&words.collect::<String>())
}

/// The marker that a label in words stands for, after the one before it on the same level; `None` if it is more than a
/// bullet or a number: then it has to stay in the text.
pub fn marker_of(label: &str, before: Option<Marker>) -> Option<Marker> {
    let number = label.strip_prefix('(').unwrap_or(label);
    let number = number.strip_suffix(['.', ')', ':']).unwrap_or(number);
    let is_parted = number.len() < label.len();
    if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty() {
        return number.parse().ok().map(|value| Marker::Number(Numbering::Decimal, value));
    }
    let is_word = number.bytes().all(|byte| byte.is_ascii_alphabetic()) && !number.is_empty();
    if !is_word || !is_parted {
        // Signs, and letters of the fonts in which they are signs.
        let is_bullet = label.chars().count() == 1;
        return is_bullet.then_some(Marker::Bullet);
    }
    let is_upper = number.bytes().all(|byte| byte.is_ascii_uppercase());
    let (letters, numerals) = if is_upper {
        (Numbering::UpperAlpha, Numbering::UpperRoman)
    } else {
        (Numbering::LowerAlpha, Numbering::LowerRoman)
    };
    let ways = [letters, numerals].map(|numbering| Some((numbering, value_of(number, numbering)?)));
    // `i` is a number of both kinds: what it goes on from tells, and else the more usual.
    let follows = |(numbering, value): &(Numbering, i32)| {
        value.checked_sub(1).is_some_and(|value| before == Some(Marker::Number(*numbering, value)))
    };
    let is_roman_first = matches!(number, "i" | "I") || number.len() > 1;
    let [letters, numerals] = ways;
    let usual = if is_roman_first { numerals.or(letters) } else { letters.or(numerals) };
    let found = ways.into_iter().flatten().find(follows).or(usual);
    found.map(|(numbering, value)| Marker::Number(numbering, value))
}

/// The number that is written so in one of the ways with letters.
fn value_of(number: &str, numbering: Numbering) -> Option<i32> {
    let digit = |byte: u8| match byte.to_ascii_lowercase() {
        b'i' => Some(1),
        b'v' => Some(5),
        b'x' => Some(10),
        b'l' => Some(50),
        b'c' => Some(100),
        b'd' => Some(500),
        b'm' => Some(1000),
        _ => None,
    };
    /// No list has more items than have so many letters.
    const LONGEST: usize = 15;
    if number.len() > LONGEST {
        return None;
    }
    let value = match numbering {
        Numbering::LowerAlpha | Numbering::UpperAlpha if number.len() < 4 => {
            number.bytes().fold(0, |value, byte| value * 26 + i32::from(byte.to_ascii_lowercase() - b'a') + 1)
        }
        Numbering::LowerRoman | Numbering::UpperRoman => {
            let digits: Vec<i32> = number.bytes().map(digit).collect::<Option<_>>()?;
            let signed = digits.iter().enumerate().map(|(at, digit)| {
                if digits.get(at + 1).is_some_and(|next| next > digit) { -digit } else { *digit }
            });
            signed.sum()
        }
        _ => return None,
    };
    (numbering.write(value) == number).then_some(value)
}

/// A table of data whose cells are being written.
#[derive(Default)]
pub struct Grid {
    /// The row that is being written, and whether its cells are headers.
    row: Option<u32>,
    heads: bool,
    is_head: bool,
    /// The column of the next cell.
    column: u16,
    /// Up to where on the page cells are counted.
    place: usize,
    /// For each column the first row that no cell above reaches into.
    free: Vec<u32>,
}

impl Grid {
    /// A group of rows begins: no cell reaches into it from above.
    pub fn group(&mut self, name: &str) {
        self.is_head = name == "thead";
        self.free.clear();
    }

    /// A row begins at a place.
    pub fn row(&mut self, tree: &Tree, content: &Content, place: usize) {
        self.row = Some(self.row.map_or(0, |row| row.saturating_add(1)));
        (self.column, self.place) = (0, place + 1);
        let mut names = cells(tree, content, place + 1, content.row[place].end).map(Element::name).peekable();
        self.heads = self.is_head || names.peek().is_some() && names.all(|name| name == "th");
    }

    /// The position of the cell at a place. Cells before it that are left out have their columns too.
    pub fn cell(&mut self, element: &Element, tree: &Tree, content: &Content, place: usize) -> Cell {
        for before in cells(tree, content, self.place, place) {
            self.put(before);
        }
        self.place = content.row[place].end;
        let cell = self.put(element);
        let scope = element.get("scope").map(str::trim).unwrap_or_default();
        let header = match scope.to_ascii_lowercase().as_str() {
            "col" | "colgroup" => Some(Header::Column),
            "row" | "rowgroup" => Some(Header::Row),
            _ if self.heads => Some(Header::Column),
            _ => (element.name() == "th").then_some(Header::Row),
        };
        Cell { header, ..cell }
    }

    fn put(&mut self, element: &Element) -> Cell {
        let row = *self.row.get_or_insert(0);
        let is_taken = |column: u16| self.free.get(usize::from(column)).is_some_and(|free| *free > row);
        let mut column = self.column;
        while is_taken(column) && column < Cell::MOST_COLUMNS {
            column += 1;
        }
        // What is beyond all columns goes to the last.
        let column = column.min(Cell::MOST_COLUMNS - 1);
        let span = |name: &str| element.get(name).and_then(integer).unwrap_or(1);
        let columns = span("colspan").clamp(1, i32::from(Cell::MOST_COLUMNS - column)) as u16;
        let rows = match span("rowspan") {
            // To the end of the group.
            0 => u16::MAX,
            rows => rows.clamp(1, i32::from(u16::MAX)) as u16,
        };
        self.column = column + columns;
        if rows > 1 {
            let end = usize::from(self.column);
            self.free.resize(self.free.len().max(end), 0);
            self.free[usize::from(column)..end].fill(row.saturating_add(u32::from(rows)));
        }
        Cell { rows, columns, ..Cell::at(row, column) }
    }
}

/// The cells of a row within a part of the page, without those of tables within them.
fn cells<'t>(
    tree: &'t Tree,
    content: &'t Content,
    from: usize,
    to: usize,
) -> impl Iterator<Item = &'t Element> {
    let mut place = from;
    std::iter::from_fn(move || {
        while place < to {
            let entry = &content.row[place];
            let element = tree.element(entry.node);
            let is_cell = element.is_some_and(|it| matches!(it.name(), "td" | "th"));
            place = if is_cell { entry.end } else { place + 1 };
            if is_cell {
                return element;
            }
        }
        None
    })
}

/// Tells tables that arrange a page from those that have something to say in rows and columns.
///
/// Those have two rows and two columns or more. With a caption, a head or header cells their cells may say much; without,
/// they are data, not paragraphs, blocks or other tables.
pub fn mark_layout(tree: &Tree, row: &mut [Entry]) {
    let mut open: Vec<Survey> = Vec::new();
    for place in 0..row.len() {
        while let Some(table) = open.pop_if(|table| row[table.place].end <= place) {
            row[table.place].layout = !table.is_data(tree, row);
        }
        let element = tree.element(row[place].node);
        let name = element.map_or("", Element::name);
        if name == "table" {
            if let Some(around) = open.last_mut() {
                around.nested = around.nested.max(row[place].text);
                around.has_blocks = true;
            }
            open.push(Survey { place, ..Survey::default() });
        } else if let Some((table, element)) = open.last_mut().zip(element) {
            table.see(name, element, &row[place]);
        }
    }
    while let Some(table) = open.pop() {
        row[table.place].layout = !table.is_data(tree, row);
    }
}

/// What is seen of a table.
#[derive(Default)]
struct Survey {
    place: usize,
    rows: usize,
    /// Cells of the row, and the most of any row.
    cells: usize,
    columns: usize,
    headers: usize,
    has_head: bool,
    /// Cells that have words, those of them that say much, and how much the one does that says most.
    filled: usize,
    prose: usize,
    longest: usize,
    /// Paragraphs of the cell, and the most of any.
    paragraphs: usize,
    most_paragraphs: usize,
    /// How much the tables within it say.
    nested: usize,
    has_blocks: bool,
    has_article: bool,
}

impl Survey {
    fn see(&mut self, name: &str, element: &Element, entry: &Entry) {
        /// More than this in a cell is a sentence or two.
        const PROSE: usize = 80;
        /// More than this in an element is a paragraph.
        const PARAGRAPH: usize = 40;
        match name {
            "tr" => {
                self.rows += 1;
                self.cells = 0;
            }
            "td" | "th" => {
                self.cells += 1;
                self.columns = self.columns.max(self.cells);
                self.headers += usize::from(name == "th");
                self.has_head |= element.get("scope").is_some();
                self.filled += usize::from(entry.text > 0);
                self.prose += usize::from(entry.text > PROSE);
                self.longest = self.longest.max(entry.text);
                self.paragraphs = 0;
            }
            "caption" | "thead" => self.has_head = true,
            "p" if entry.text > PARAGRAPH => {
                self.paragraphs += 1;
                self.most_paragraphs = self.most_paragraphs.max(self.paragraphs);
            }
            "article" | "main" => self.has_article = true,
            "pre" | "blockquote" => self.has_blocks = true,
            _ if heading_level(name).is_some() => self.has_blocks = true,
            _ => {}
        }
    }

    fn is_data(&self, tree: &Tree, row: &[Entry]) -> bool {
        /// No cell has more, whatever its header says.
        const LONGEST: usize = 4_000;
        /// No cell without a header has more, and no table in a cell.
        const LONG: usize = 400;
        let role = tree.element(row[self.place].node).and_then(|it| it.get("role")).map(str::trim);
        if matches!(role, Some("presentation" | "none")) || self.rows < 2 || self.columns < 2 {
            return false;
        }
        if self.has_head || self.headers > 1 || matches!(role, Some("table" | "grid")) {
            return !self.has_article && self.longest <= LONGEST && self.nested <= LONG;
        }
        let is_prose = self.prose * 2 > self.filled || self.most_paragraphs > 1;
        !self.has_blocks && !self.has_article && self.longest <= LONG && !is_prose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_markers_where_they_are_bullets_or_numbers() {
        /// Labels one after the other on the same level, and the markers they stand for.
        #[track_caller]
        fn check(labels: &str, expected: &str) {
            let mut before = None;
            let markers = labels.split('|').map(|label| {
                before = marker_of(label, before);
                match before {
                    None => "text".to_owned(),
                    Some(Marker::Number(numbering, value)) => format!("{}={value}", numbering.write(value)),
                    Some(marker) => format!("{marker:?}"),
                }
            });
            assert_eq!(markers.collect::<Vec<_>>().join(" "), expected, "{labels}");
        }
        check("1.|2.|10)|(11)|12", "1=1 2=2 10=10 11=11 12=12");
        check("a.|b)|(c)", "a=1 b=2 c=3");
        check("h.|i.|j.", "h=8 i=9 j=10");
        check("i.|ii.|iii.|iv.|v.|vi.", "i=1 ii=2 iii=3 iv=4 v=5 vi=6");
        check("I.|II.", "I=1 II=2");
        check("u.|v.|w.", "u=21 v=22 w=23");
        check("c)|d)", "c=3 d=4");
        check("xc.", "xc=90");
        check("aa.|bb.", "aa=27 bb=54");
        check("·|o|§|-|–|•", "Bullet Bullet Bullet Bullet Bullet Bullet");
        check("1.1.|§ 4|Article 2|iiii.|A1.", "text text text text text");
    }

    #[test]
    fn whole_numbers_are_read_as_browsers_do() {
        #[track_caller]
        fn check(text: &str, expected: Option<i32>) {
            assert_eq!(integer(text), expected, "{text}");
        }
        check("7", Some(7));
        check(" -3.5", Some(-3));
        check("+12th", Some(12));
        check("99999999999999999999", Some(i32::MAX));
        check("-99999999999999999999", Some(i32::MIN));
        for wrong in ["", "-", "x", ".5"] {
            check(wrong, None);
        }
    }
}
