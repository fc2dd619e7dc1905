//! Texts as words and signs, which is what two texts are compared by.

use super::alignment::Alignment;
use super::fold::fold;

/// The tokens of a text in order: words; ideographs and the like, each by itself; and runs of one and the same sign. White
/// space belongs to none. Every vector has an element for each token.
pub(super) struct Tokens {
    /// Equal for tokens that fold to the same.
    pub ids: Vec<u32>,
    /// Where they begin, in bytes.
    pub starts: Vec<u32>,
    /// Where they end, in bytes.
    pub ends: Vec<u32>,
    kinds: Vec<Kind>,
    /// The weights of all tokens before each one; one more at the end.
    sums: Vec<u32>,
}

/// What can stand for what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Letters, and no digit.
    Word,
    /// Letters and digits.
    Number,
    /// An ideograph, a kana, a character of a script that does not part its words.
    Ideograph,
    /// Anything else.
    Sign,
}

/// An ideograph counts as three letters, since it is a word or half of one.
const IDEOGRAPH: u32 = 3;

impl Tokens {
    pub fn of(text: &str, names: &mut Names) -> Tokens {
        Tokens::named(text, |hash| names.id(hash))
    }

    /// Tokens of a text beside another one: those that the other does not have get the number [`UNKNOWN`].
    pub fn beside(text: &str, names: &Names) -> Tokens {
        Tokens::named(text, |hash| names.known(hash).unwrap_or(UNKNOWN))
    }

    fn named(text: &str, mut id: impl FnMut(u64) -> u32) -> Tokens {
        let guess = text.len() / 5;
        let mut tokens = Tokens {
            ids: Vec::with_capacity(guess),
            starts: Vec::with_capacity(guess),
            ends: Vec::with_capacity(guess),
            kinds: Vec::with_capacity(guess),
            sums: Vec::with_capacity(guess),
        };
        let mut open: Option<Open> = None;
        let mut sum = 0;
        let mut close = |open: &mut Option<Open>| {
            if let Some(token) = open.take() {
                tokens.ids.push(id(token.hash));
                tokens.starts.push(token.start);
                tokens.ends.push(token.end);
                tokens.kinds.push(token.kind);
                tokens.sums.push(sum);
                sum += if token.kind == Kind::Ideograph { IDEOGRAPH } else { token.symbols.max(1) };
            }
        };
        for (at, character) in text.char_indices() {
            let end = (at + character.len_utf8()) as u32;
            let class = Class::of(character);
            let goes_on = match (&mut open, class) {
                (_, Class::Space) => {
                    close(&mut open);
                    continue;
                }
                (Some(token), Class::Nothing) => {
                    token.end = end;
                    continue;
                }
                (None, Class::Nothing) => continue,
                (Some(token), Class::Letter) => matches!(token.kind, Kind::Word | Kind::Number),
                (Some(token), Class::Digit) => {
                    let word = matches!(token.kind, Kind::Word | Kind::Number);
                    if word {
                        token.kind = Kind::Number;
                    }
                    word
                }
                // A run of one sign is one token, so that two hyphens are a dash and three stops an ellipsis.
                (Some(token), Class::Sign) if token.kind == Kind::Sign => {
                    let sign = first_symbol(character);
                    if token.first == sign {
                        token.end = end;
                        continue;
                    }
                    false
                }
                _ => false,
            };
            if !goes_on {
                close(&mut open);
            }
            let token = open.get_or_insert_with(|| Open::at(at as u32, class, character));
            token.end = end;
            if class == Class::Sign {
                token.add(token.first);
            } else {
                fold(character, |symbol| token.add(symbol as u32));
            }
        }
        close(&mut open);
        tokens.sums.push(sum);
        tokens
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// How much a range of tokens says, in letters.
    pub fn weight(&self, from: usize, to: usize) -> u32 {
        self.sums[to] - self.sums[from]
    }

    pub fn kind(&self, token: usize) -> Kind {
        self.kinds[token]
    }

    /// The tokens that a range of bytes touches.
    pub fn touched(&self, bytes: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let first = self.ends.partition_point(|end| *end as usize <= bytes.start);
        let last = self.starts.partition_point(|start| (*start as usize) < bytes.end);
        first..last.max(first)
    }

    /// The bytes of a token.
    pub fn bytes(&self, token: usize) -> std::ops::Range<usize> {
        self.starts[token] as usize..self.ends[token] as usize
    }
}

/// A token that may go on.
struct Open {
    start: u32,
    end: u32,
    kind: Kind,
    hash: u64,
    symbols: u32,
    /// The first symbol, by which signs are told apart.
    first: u32,
}

impl Open {
    fn at(start: u32, class: Class, character: char) -> Open {
        let kind = match class {
            Class::Letter => Kind::Word,
            Class::Digit => Kind::Number,
            Class::Ideograph => Kind::Ideograph,
            Class::Sign | Class::Space | Class::Nothing => Kind::Sign,
        };
        Open { start, end: start, kind, hash: 0, symbols: 0, first: first_symbol(character) }
    }

    fn add(&mut self, symbol: u32) {
        // The step of FxHash, the hash of the Rust compiler; what matters is that 64 bits do not collide.
        self.hash = (self.hash.rotate_left(5) ^ u64::from(symbol)).wrapping_mul(0x51_7c_c1_b7_27_22_0a_95);
        self.symbols += 1;
    }
}

fn first_symbol(character: char) -> u32 {
    let mut first = None;
    fold(character, |symbol| first = first.or(Some(symbol as u32)));
    first.unwrap_or(0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    /// Folds to nothing, or is a mark on the letter before.
    Nothing,
    Letter,
    Digit,
    Ideograph,
    Sign,
}

impl Class {
    #[inline]
    fn of(character: char) -> Class {
        match character {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            '\t'..='\r' | ' ' => Class::Space,
            '\0'..='\u{7f}' => Class::Sign,
            _ => Class::beyond_ascii(character),
        }
    }

    fn beyond_ascii(character: char) -> Class {
        match character {
            '\u{c0}'..='\u{24f}' if character != '×' && character != '÷' => Class::Letter,
            '\u{400}'..='\u{481}' => Class::Letter,
            // The scripts of India: vowel signs and viramas are part of the word, the danda is not.
            '\u{900}'..='\u{dff}' => match character {
                '।' | '॥' => Class::Sign,
                _ if character.is_numeric() => Class::Digit,
                _ => Class::Letter,
            },
            // Thai, Lao, Myanmar, Khmer.
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Class::Ideograph,
            '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Class::Ideograph,
            '\u{20000}'..='\u{3ffff}' => Class::Ideograph,
            _ if folds_to_nothing(character) => Class::Nothing,
            _ if character.is_whitespace() => Class::Space,
            _ if character.is_numeric() => Class::Digit,
            _ if character.is_alphabetic() => Class::Letter,
            _ => Class::Sign,
        }
    }
}

fn folds_to_nothing(character: char) -> bool {
    let mut nothing = true;
    fold(character, |_| nothing = false);
    nothing
}

/// The number of a token that the other text does not have.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Numbers for hashes, the same for both texts of a comparison.
pub(super) struct Names {
    /// A table with open addressing, at most half full: number plus one.
    slots: Vec<u32>,
    hashes: Vec<u64>,
}

impl Names {
    pub fn new() -> Names {
        Names { slots: vec![0; 1024], hashes: Vec::new() }
    }

    fn id(&mut self, hash: u64) -> u32 {
        if self.hashes.len() * 2 >= self.slots.len() {
            let larger = self.slots.len() * 4;
            self.slots = vec![0; larger];
            for id in 0..self.hashes.len() {
                let slot = self.slot(self.hashes[id]);
                self.slots[slot] = id as u32 + 1;
            }
        }
        let slot = self.slot(hash);
        if self.slots[slot] == 0 {
            self.hashes.push(hash);
            self.slots[slot] = self.hashes.len() as u32;
        }
        self.slots[slot] - 1
    }

    fn known(&self, hash: u64) -> Option<u32> {
        self.slots[self.slot(hash)].checked_sub(1)
    }

    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> 32) as usize & mask;
        while self.slots[slot] != 0 && self.hashes[self.slots[slot] as usize - 1] != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Whether one word is another, spelled differently: of at least four letters, and with an edit for every four at most.
/// That takes in a typing error and the usual variants (`colour`, `organise`), and lets neither `first` be `second` nor a
/// digit be another. Both are folded.
pub(super) fn is_respelled(one: &[u32], other: &[u32]) -> bool {
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let most = longer / 4;
    // A word of 64 letters is none.
    if !(4..=64).contains(&longer) || longer - shorter > most {
        return false;
    }
    let mut row = [0u8; 65];
    for (at, cost) in row.iter_mut().enumerate() {
        *cost = at as u8;
    }
    for (at, symbol) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = at as u8 + 1;
        for (at, against) in other.iter().enumerate() {
            let replaced = before + u8::from(symbol != against);
            before = row[at + 1];
            row[at + 1] = replaced.min(before + 1).min(row[at] + 1);
        }
    }
    usize::from(row[other.len()]) <= most
}

/// How much of one text another is, from 0 to 1, by the letters of the words that both have in the same order.
pub(super) fn likeness(one: &str, other: &str) -> f32 {
    Alignment::of(one, other).likeness()
}

#[cfg(test)]
mod tests {
    use super::super::fold::symbols;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let tokens = Tokens::of(text, &mut Names::new());
        let shown: Vec<&str> = (0..tokens.len()).map(|token| &text[tokens.bytes(token)]).collect();
        assert_eq!(shown.join("|"), expected);
    }

    #[test]
    fn texts_are_words_and_signs() {
        check("The quick, brown fox -- it’s 3rd…", "The|quick|,|brown|fox|--|it|’|s|3rd|…");
        check("第一轮失败。ok", "第|一|轮|失|败|。|ok");
        check("Пе́рвый тур", "Пе́рвый|тур");
        check("क्षत्रिय गया।", "क्षत्रिय|गया|।");
        check("co\u{ad}op \u{200b}a", "co\u{ad}op|a");
        check("«Ça va?!»", "«|Ça|va|?|!|»");
        check(" \n ", "");
    }

    #[test]
    fn what_folds_to_the_same_is_the_same() {
        let text = "Don't don’t DON'T -- — ... … é e\u{301}";
        let tokens = Tokens::of(text, &mut Names::new());
        let ids = &tokens.ids;
        assert_eq!((&ids[..3], &ids[..3]), (&ids[3..6], &ids[6..9]));
        assert!(ids[9] == ids[10] && ids[11] == ids[12] && ids[13] == ids[14]);
    }

    #[test]
    fn spelling_is_not_another_word() {
        #[track_caller]
        fn check(one: &str, other: &str, expected: bool) {
            let (folded, against) = (symbols(one), symbols(other));
            assert_eq!(
                (is_respelled(&folded, &against), is_respelled(&against, &folded)),
                (expected, expected),
                "{one} {other}"
            );
        }
        check("organise", "organize", true);
        check("colour", "color", true);
        check("recieved", "received", true);
        check("first", "second", false);
        check("first", "third", false);
        check("not", "now", false);
        check("accepted", "rejected", false);
        check("Комитет", "Комитетъ", true);
    }
}
