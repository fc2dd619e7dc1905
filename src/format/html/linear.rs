//! Formulas in one line of text, as one would type them: `E=mc²`, `(a+b)/2`, `√(x+1)`, `∑_(i=1)^n i`.

use super::tree::Element;

/// A part of a formula.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// Kind of the part, by which it is joined with its neighbours.
    pub kind: Kind,
    /// Its text.
    pub text: String,
}

/// Kinds of parts of a formula.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// One letter, number or sign, or what is in parentheses.
    #[default]
    Atom,
    /// A name of several letters, as of a function.
    Name,
    /// An operator.
    Operator,
    /// Words, or white space between elements.
    Text,
    /// Several parts in a row, or one over another.
    Compound,
    /// The place from which on scripts stand before their base.
    Divider,
}

impl Piece {
    /// A part with a text.
    pub fn new(kind: Kind, text: impl Into<String>) -> Piece {
        Piece { kind, text: text.into() }
    }
}

/// An element of MathML, of the parts that it holds.
pub fn element(element: &Element, parts: Vec<Piece>) -> Piece {
    let name = element.any_name();
    let token = matches!(name, "mi" | "mn" | "mo" | "mtext" | "ms");
    if token {
        let text: String = parts.iter().map(|part| &*part.text).collect();
        return self::token(name, &text);
    }
    let mut parts = parts;
    let part = |index: usize| parts.get(index).cloned().unwrap_or_default();
    match name {
        "annotation" | "annotation-xml" | "mphantom" | "mspace" | "none" => Piece::default(),
        "mprescripts" => Piece::new(Kind::Divider, ""),
        // What holds the other forms of it has it first.
        "semantics" | "maction" => part(0),
        "msup" => raise(part(0), &part(1)),
        "msub" => lower(part(0), &part(1)),
        "msubsup" | "munderover" => raise(lower(part(0), &part(1)), &part(2)),
        "mover" => over(part(0), &part(1)),
        "munder" => under(part(0), &part(1)),
        "mmultiscripts" => {
            let before = parts.iter().position(|part| part.kind == Kind::Divider).unwrap_or(parts.len());
            let with = |base: Piece, scripts: &[Piece]| {
                scripts.chunks(2).fold(base, |base, pair| {
                    let base = lower(base, &pair[0]);
                    if let Some(exponent) = pair.get(1) { raise(base, exponent) } else { base }
                })
            };
            let base = with(part(0), parts.get(1..before).unwrap_or_default());
            let left = with(Piece::default(), parts.get(before + 1..).unwrap_or_default());
            Piece::new(Kind::Atom, left.text + &base.text)
        }
        "mfrac" => {
            let line = element.get("linethickness").unwrap_or_default();
            if line.starts_with('0') && line.trim_end_matches(|c: char| c.is_ascii_alphabetic()) == "0" {
                let text = format!("({} choose {})", part(0).text, part(1).text);
                return Piece::new(Kind::Atom, text);
            }
            fraction(part(0), part(1))
        }
        "msqrt" => root(&join(parts), ""),
        "mroot" => root(&part(0), &part(1).text),
        "mfenced" => {
            let open = element.get("open").unwrap_or("(").trim().to_owned();
            let close = element.get("close").unwrap_or(")").trim().to_owned();
            let mut signs = element.get("separators").unwrap_or(",").chars().filter(|c| !c.is_whitespace());
            let (mut text, mut sign) = (open, signs.next());
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    text.extend(sign);
                    text.extend(sign.filter(|sign| *sign == ',').map(|_| ' '));
                    sign = signs.next().or(sign);
                }
                text.push_str(&part.text);
            }
            Piece::new(Kind::Atom, text + &close)
        }
        "mtd" => join(parts),
        "mtr" | "mlabeledtr" => {
            let mut row = String::new();
            for part in &parts {
                let goes_on = part.text.starts_with(is_relation);
                row.push_str(if row.is_empty() || goes_on || part.text.is_empty() { "" } else { ", " });
                row.push_str(&part.text);
            }
            Piece::new(Kind::Compound, row)
        }
        "mtable" => {
            parts.retain(|part| !part.text.is_empty());
            let rows: Vec<&str> = parts.iter().map(|part| &*part.text).collect();
            Piece::new(Kind::Compound, rows.join("; "))
        }
        _ => join(parts),
    }
}

/// A token of MathML.
fn token(name: &str, text: &str) -> Piece {
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    match name {
        "mo" => match &*text {
            // Signs that say how it is read, and are not seen.
            "\u{2061}" | "\u{2063}" | "\u{200b}" | "" => Piece::new(Kind::Text, ""),
            "\u{2062}" => Piece::new(Kind::Operator, "\u{2062}"),
            "\u{2064}" => Piece::new(Kind::Operator, "+"),
            _ if is_name(&text) => Piece::new(Kind::Name, text),
            _ => Piece::new(Kind::Operator, text),
        },
        "mtext" => Piece::new(Kind::Text, text),
        _ if is_name(&text) => Piece::new(Kind::Name, text),
        _ => Piece::new(Kind::Atom, text),
    }
}

fn is_name(text: &str) -> bool {
    text.chars().nth(1).is_some() && text.chars().all(char::is_alphabetic)
}

fn is_relation(character: char) -> bool {
    matches!(
        character,
        '=' | '<' | '>' | '≤' | '≥' | '≠' | '≈' | '≡' | '∼' | '≅' | '∝' | '→' | '⇒' | '⇔' | '≔'
    )
}

/// Parts in a row: names and words are parted from what stands beside them, and so are numbers that would become one.
pub fn join(parts: Vec<Piece>) -> Piece {
    const INVISIBLE_TIMES: &str = "\u{2062}";
    let mut row = Piece::default();
    let (mut count, mut times) = (0, false);
    // Kind of the part before, and whether it is one over another.
    let (mut before, mut stacked) = (Kind::Atom, false);
    for part in parts {
        if part.text == INVISIBLE_TIMES {
            times = true;
            continue;
        }
        let Some(begins) = part.text.chars().next() else { continue };
        let is_stacked = part.kind == Kind::Compound && part.text.contains('/');
        let kind = part.kind;
        count += 1;
        if count == 1 {
            row = part;
        } else {
            let ends = row.text.chars().next_back().unwrap_or(' ');
            let numbers = ends.is_ascii_digit() && begins.is_ascii_digit();
            // After `x_i`, a letter would belong to the index.
            let index = row.text.rsplit(['_', '^']).next().filter(|last| last.len() < row.text.len());
            let indexed = index.is_some_and(|index| index.chars().all(char::is_alphanumeric));
            let letters = ends.is_alphanumeric() && (begins.is_alphanumeric() || begins == '√');
            let named = matches!(before, Kind::Name | Kind::Text) || matches!(kind, Kind::Name | Kind::Text);
            let after_words = before == Kind::Text && ends.is_alphanumeric() && !is_closing(begins);
            let before_words = kind == Kind::Text && begins.is_alphanumeric() && ends != '(';
            let closed = kind == Kind::Name && matches!(ends, ')' | ']');
            if numbers && times {
                row.text.push('·');
            } else if (letters && (named || stacked || indexed || (is_stacked && numbers)))
                || after_words
                || before_words
                || closed
            {
                row.text.push(' ');
            }
            row.text.push_str(&part.text);
        }
        (before, stacked, times) = (kind, is_stacked, false);
    }
    if count > 1 {
        row.kind = if is_enclosed(&row.text) { Kind::Atom } else { Kind::Compound };
    }
    row
}

fn is_closing(character: char) -> bool {
    matches!(character, ')' | ']' | '}' | ',' | '.' | ';' | ':')
}

/// Whether a text is in one pair of parentheses.
fn is_enclosed(text: &str) -> bool {
    let pairs = [('(', ')'), ('[', ']'), ('{', '}'), ('|', '|'), ('⟨', '⟩')];
    let Some((open, close)) = pairs.into_iter().find(|(open, _)| text.starts_with(*open)) else {
        return false;
    };
    if !text.ends_with(close) || text.len() < 2 {
        return false;
    }
    if open == close {
        return text.matches(open).count() == 2;
    }
    let mut depth = 0_usize;
    let last = text.len() - close.len_utf8();
    text.char_indices().all(|(at, character)| {
        if character == open {
            depth += 1;
        } else if character == close {
            depth = depth.saturating_sub(1);
        }
        depth > 0 || at >= last
    })
}

/// A part in parentheses, unless it is one letter, number or name.
fn enclosed(piece: &Piece) -> String {
    match piece.kind {
        Kind::Compound | Kind::Operator => format!("({})", piece.text),
        Kind::Text if piece.text.contains(' ') => format!("({})", piece.text),
        _ => piece.text.clone(),
    }
}

/// A part with an exponent.
pub fn raise(base: Piece, exponent: &Piece) -> Piece {
    if exponent.text.is_empty() {
        return base;
    }
    let kind = kind_of_base(&base);
    let text =
        if base.kind == Kind::Compound && !has_scripts(&base.text) { enclosed(&base) } else { base.text };
    Piece::new(kind, raised_piece(text, exponent))
}

/// What becomes of a part when something is put to it: what has bounds is parted from what it goes over, as a name.
fn kind_of_base(base: &Piece) -> Kind {
    let has_bounds =
        base.text.starts_with(['∑', '∏', '∫', '∮', '⋃', '⋂', '⨁']) && base.kind != Kind::Compound;
    if base.kind == Kind::Name || has_bounds { Kind::Name } else { Kind::Atom }
}

fn has_scripts(text: &str) -> bool {
    text.contains(['_', '^']) || text.chars().next_back().is_some_and(|last| from_script(last).is_some())
}

fn raised_piece(base: String, exponent: &Piece) -> String {
    if exponent.text.chars().all(|c| matches!(c, '′' | '″' | '‴' | '\'' | '’' | '°' | '∘')) {
        return base + &exponent.text.replace('∘', "°").replace(['\'', '’'], "′");
    }
    match superscript(&exponent.text) {
        Some(small) => base + &small,
        None => base + "^" + &enclosed(exponent),
    }
}

/// A text with an exponent after it.
pub fn raised(base: String, exponent: &str) -> String {
    let kind = if exponent.chars().count() > 1 { Kind::Compound } else { Kind::Atom };
    if exponent.is_empty() { base } else { raised_piece(base, &Piece::new(kind, exponent)) }
}

/// A part with an index.
pub fn lower(base: Piece, index: &Piece) -> Piece {
    if index.text.is_empty() {
        return base;
    }
    let kind = kind_of_base(&base);
    let text = if base.kind == Kind::Compound { enclosed(&base) } else { base.text };
    let text = match subscript(&index.text) {
        Some(small) => text + &small,
        None => text + "_" + &enclosed(index),
    };
    Piece::new(kind, text)
}

/// A part with something over it: a mark over a letter, or a bound.
fn over(base: Piece, mark: &Piece) -> Piece {
    let combining = match &*mark.text {
        "^" | "ˆ" | "\u{302}" => '\u{302}',
        "¯" | "‾" | "\u{304}" | "―" | "_" => '\u{304}',
        "~" | "˜" | "\u{303}" => '\u{303}',
        "→" | "\u{20d7}" => '\u{20d7}',
        "˙" | "." | "\u{307}" => '\u{307}',
        "¨" | "\u{308}" => '\u{308}',
        "ˇ" | "\u{30c}" => '\u{30c}',
        "⏞" | "⎴" | "︷" => return base,
        _ => return raise(base, mark),
    };
    if base.text.chars().count() == 1 {
        return Piece::new(Kind::Atom, format!("{}{combining}", base.text));
    }
    if mark.text == "→" { raise(base, mark) } else { base }
}

/// A part with something under it.
fn under(base: Piece, mark: &Piece) -> Piece {
    match &*mark.text {
        "⏟" | "⎵" | "︸" | "_" | "¯" | "‾" | "\u{332}" => base,
        _ => lower(base, mark),
    }
}

/// A part over another.
pub fn fraction(over: Piece, under: Piece) -> Piece {
    let is_sum =
        over.text.contains(|c: char| matches!(c, '+' | '-' | '−' | '±' | ' ' | '/') || is_relation(c));
    let over = if is_sum && !is_enclosed(&over.text) { format!("({})", over.text) } else { over.text };
    Piece::new(Kind::Compound, over + "/" + &enclosed(&under))
}

/// The root of a part, of a degree that may be empty.
pub fn root(of: &Piece, degree: &str) -> Piece {
    let sign = match degree.trim() {
        "" | "2" => "√".to_owned(),
        "3" => "∛".to_owned(),
        "4" => "∜".to_owned(),
        degree => superscript(degree).unwrap_or_else(|| format!("({degree})")) + "√",
    };
    Piece::new(Kind::Atom, sign + &enclosed(of))
}

/// Letters with their raised and lowered forms; a space stands for none.
const SCRIPTS: [(char, char, char); 18] = [
    ('0', '⁰', '₀'),
    ('1', '¹', '₁'),
    ('2', '²', '₂'),
    ('3', '³', '₃'),
    ('4', '⁴', '₄'),
    ('5', '⁵', '₅'),
    ('6', '⁶', '₆'),
    ('7', '⁷', '₇'),
    ('8', '⁸', '₈'),
    ('9', '⁹', '₉'),
    ('+', '⁺', '₊'),
    ('-', '⁻', '₋'),
    ('−', '⁻', '₋'),
    ('–', '⁻', '₋'),
    ('=', '⁼', '₌'),
    ('(', '⁽', '₍'),
    (')', '⁾', '₎'),
    ('n', 'ⁿ', ' '),
];

/// A text raised, if every character of it can be.
pub fn superscript(text: &str) -> Option<String> {
    let small = |c: char| SCRIPTS.iter().find(|(plain, ..)| *plain == c).map(|(_, raised, _)| *raised);
    text.chars().map(small).collect::<Option<String>>().filter(|small| !small.is_empty())
}

/// A text lowered, if every character of it can be.
pub fn subscript(text: &str) -> Option<String> {
    let small = |c: char| SCRIPTS.iter().find(|(plain, ..)| *plain == c).map(|(.., lowered)| *lowered);
    let small = text.chars().map(small).collect::<Option<String>>()?;
    Some(small).filter(|small| !small.is_empty() && !small.contains(' '))
}

fn from_script(character: char) -> Option<char> {
    let found = SCRIPTS.iter().find(|(_, raised, lowered)| *raised == character || *lowered == character);
    found.map(|(plain, ..)| *plain).filter(|_| character != ' ')
}

/// A text with nothing raised or lowered in it.
pub fn without_scripts(text: &str) -> String {
    text.chars().map(|c| from_script(c).unwrap_or(c)).collect()
}

/// A text with the letters of formulas as the letters that they are: `𝐸` as `E`. Those that mean something by their
/// form, as `ℝ`, stay.
pub fn plain_letters(text: &str) -> String {
    text.chars().map(plain_letter).collect()
}

fn plain_letter(character: char) -> char {
    let number = u32::from(character);
    let at = |first: u32, place: u32| char::from_u32(first + place).unwrap_or(character);
    match number {
        0x210e => 'h',
        0x1d6a4 => 'ı',
        0x1d400..=0x1d49b | 0x1d5a0..=0x1d6a3 => match (number - 0x1d400) % 52 {
            place @ 0..=25 => at(u32::from('A'), place),
            place => at(u32::from('a'), place - 26),
        },
        0x1d6a8..=0x1d7cb => match (number - 0x1d6a8) % 58 {
            17 => 'ϴ',
            place @ 0..=24 => at(0x391, place),
            25 => '∇',
            place @ 26..=50 => at(0x3b1, place - 26),
            51 => '∂',
            52 => 'ϵ',
            53 => 'ϑ',
            54 => 'ϰ',
            55 => 'ϕ',
            56 => 'ϱ',
            _ => 'ϖ',
        },
        0x1d7ce..=0x1d7ff => at(u32::from('0'), (number - 0x1d7ce) % 10),
        _ => character,
    }
}
