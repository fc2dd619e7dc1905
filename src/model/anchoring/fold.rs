//! Folding: what typography, encoding and habit write differently becomes the same symbols.

use std::ops::Range;

/// A text as folded symbols (Unicode scalar values), and where each came from.
pub struct Folded {
    symbols: Vec<u32>,
    /// The byte at which each symbol's character begins; at the end, the length of the text.
    starts: Vec<u32>,
}

impl Folded {
    /// Folds a text. Runs of white space become one space.
    pub fn of(text: &str) -> Folded {
        let mut symbols = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len() + 1);
        let mut after_space = false;
        for (at, character) in text.char_indices() {
            fold(character, |symbol| {
                let space = symbol == ' ';
                if !(space && after_space) {
                    symbols.push(symbol as u32);
                    starts.push(at as u32);
                }
                after_space = space;
            });
        }
        starts.push(text.len() as u32);
        Folded { symbols, starts }
    }

    /// The symbols.
    pub fn symbols(&self) -> &[u32] {
        &self.symbols
    }

    /// The bytes of the text that a range of symbols stands for: whole characters, and what folds to nothing after them.
    pub fn bytes(&self, symbols: Range<usize>) -> Range<usize> {
        let start = self.starts[symbols.start] as usize;
        // The end may lie among several symbols of one character, which then belongs to the range.
        let mut end = symbols.end;
        while end > symbols.start && end < self.symbols.len() && self.starts[end] == self.starts[end - 1] {
            end += 1;
        }
        start..(self.starts[end] as usize).max(start)
    }

    /// The first symbol that begins at a byte of the text or after it.
    pub fn at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) < byte).min(self.symbols.len())
    }
}

/// The folded symbols of some words, for a pattern.
pub(super) fn symbols(text: &str) -> Vec<u32> {
    Folded::of(text).symbols
}

/// Hands on the symbols that a character is folded to: none, one or several.
///
/// - case is lost, and with it the accents of Latin letters, whether they are precomposed or combining marks; so too the
///   breve, diaeresis and so on of Cyrillic, and the vowel points and the tatweel of Arabic;
/// - every kind of space is one, every quotation mark is `'` or `"`, every dash and minus is `-`;
/// - soft hyphens, joiners, variation selectors and bidi controls are nothing;
/// - ligatures, `ß`, `æ`, `œ` and `…` are what they are made of; full-width forms are their ASCII.
#[inline]
pub fn fold(character: char, mut take: impl FnMut(char)) {
    match character {
        '\t'..='\r' => take(' '),
        '`' => take('\''),
        '\0'..='\u{7f}' => take(character.to_ascii_lowercase()),
        _ => fold_beyond_ascii(character, &mut take),
    }
}

fn fold_beyond_ascii(character: char, take: &mut impl FnMut(char)) {
    match character {
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' => {}
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
        // Combining marks; variation selectors; vowel points and tatweel of Arabic.
        '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => {}
        '\u{640}' | '\u{64b}'..='\u{655}' | '\u{670}' => {}
        '‘' | '’' | '‚' | '‛' | '′' | '´' | 'ʼ' | '‹' | '›' => take('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞' => {
            take('"')
        }
        '\u{2010}'..='\u{2015}' | '−' | '﹘' | '﹣' => take('-'),
        '…' => "...".chars().for_each(take),
        'ß' | 'ẞ' => "ss".chars().for_each(take),
        'Æ' | 'æ' => "ae".chars().for_each(take),
        'Œ' | 'œ' => "oe".chars().for_each(take),
        '\u{fb00}'..='\u{fb06}' => {
            const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
            LIGATURES[character as usize - 0xfb00].chars().for_each(take);
        }
        '\u{c0}'..='\u{17f}' => take(unaccented(character)),
        'ё' | 'Ё' => take('е'),
        'й' | 'Й' => take('и'),
        'ї' | 'Ї' => take('і'),
        'ў' | 'Ў' => take('у'),
        'أ' | 'إ' | 'آ' => take('ا'),
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(character as u32 - 0xfee0).unwrap_or(character);
            take(ascii.to_ascii_lowercase());
        }
        _ if character.is_whitespace() => take(' '),
        // The lower case of one character is one but for İ, which is above.
        _ => take(character.to_lowercase().next().unwrap_or(character)),
    }
}

/// The base letters of U+00C0 to U+017F, as Unicode decomposes them; strokes are taken off too (`ø`, `đ`, `ł`).
fn unaccented(character: char) -> char {
    const BASES: &[u8; 192] = b"aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty\
        aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
        lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    match character {
        '×' | '÷' => character,
        'þ' | 'Þ' => 'þ',
        'ð' | 'Ð' => 'ð',
        _ => BASES[character as usize - 0xc0] as char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let folded: String = symbols(text).into_iter().filter_map(char::from_u32).collect();
        assert_eq!(folded, expected, "{text}");
    }

    #[test]
    fn typography_is_folded() {
        check("“Don’t” — he\u{a0}said…", "\"don't\" - he said...");
        check("co\u{ad}operate\r\n\r\n \tnow", "cooperate now");
        check("ﬁnd Straße Œuvre", "find strasse oeuvre");
        check("Ｆｕｌｌ！", "full!");
        check("「第一」", "\"第一\"");
        check("👩🏽\u{200d}🚀", "👩🏽🚀");
    }

    #[test]
    fn accents_are_folded_composed_or_not() {
        check("Zürich Łódź résumé ČŽŠÿ", "zurich lodz resume czsy");
        check("Zu\u{308}rich re\u{301}sume\u{301}", "zurich resume");
        check("Ёж Й и\u{306} İstanbul ıſ", "еж и и istanbul is");
        check("ĀąĆćĎđĒěĜģĤħĨıĴķĸĹłŃŋŌőŔřŚšŢŧŨųŴŷŸžſ", "aaccddeegghhiijkkllnnoorrssttuuwyyzs");
        check("كِتَاب", "كتاب");
    }

    #[test]
    fn symbols_know_their_bytes() {
        let text = "e\u{301}…  b";
        let folded = Folded::of(text);
        assert_eq!(folded.symbols().len(), 6);
        assert_eq!(folded.bytes(0..1), 0..3);
        assert_eq!(folded.bytes(1..2), 3..6);
        assert_eq!(folded.bytes(4..5), 6..8);
        assert_eq!(folded.bytes(5..6), 8..9);
        assert_eq!([0, 1, 3, 4, 8, 9].map(|byte| folded.at(byte)), [0, 1, 1, 4, 5, 6]);
    }
}
