//! Articles, passages and edits whose truth is known: every word has a number that it keeps through all edits.
//!
//! All of it follows from a seed, on every machine.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use agendum::model::extra::Extra;
use agendum::model::text::{BlockKind, Text};

use crate::words::{Language, Lists};

/// Numbers by chance: SplitMix64 (G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Whether something of so many percent happens.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A word, or what stands between words.
#[derive(Clone)]
pub struct Piece {
    /// What it keeps through all edits.
    pub id: u32,
    pub text: String,
    /// Whether it is a word: what edits change.
    pub is_word: bool,
}

pub type Sentence = Vec<Piece>;

/// An article as it is edited: blocks of sentences of pieces.
#[derive(Clone)]
pub struct Draft {
    pub blocks: Vec<Vec<Sentence>>,
    next: u32,
}

/// An article as it is read, and where every piece is in it.
pub struct Article {
    pub text: Text,
    pub places: HashMap<u32, Range<usize>>,
}

/// The pieces of a passage, first and last.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    pub first: u32,
    pub last: u32,
}

/// Where a passage is after an edit.
#[derive(Clone, PartialEq, Debug)]
pub enum Truth {
    At(Range<usize>),
    Deleted,
    /// What is left of it is in several places, so that nothing is right.
    Scattered,
}

pub struct Writer<'a> {
    pub lists: Lists,
    pub chance: &'a mut Chance,
    next: u32,
    /// Whether many nouns are made up, as prose has far more words than the lists.
    is_rich: bool,
}

impl<'a> Writer<'a> {
    pub fn new(language: &'static Language, chance: &'a mut Chance) -> Writer<'a> {
        Writer { lists: Lists::of(language), chance, next: 0, is_rich: false }
    }

    pub fn rich(language: &'static Language, chance: &'a mut Chance) -> Writer<'a> {
        Writer { is_rich: true, ..Writer::new(language, chance) }
    }

    /// An article of about so many characters.
    pub fn draft(mut self, characters: usize) -> Draft {
        let mut blocks = Vec::new();
        let mut written = 0;
        while written < characters {
            let mut block = Vec::new();
            for _ in 0..2 + self.chance.below(5) {
                let sentence = self.sentence();
                written += sentence.iter().map(|piece| piece.text.chars().count()).sum::<usize>();
                block.push(sentence);
            }
            blocks.push(block);
        }
        Draft { blocks, next: self.next }
    }

    fn piece(&mut self, text: String, is_word: bool) -> Piece {
        self.next += 1;
        Piece { id: self.next, text, is_word }
    }

    pub fn sentence(&mut self) -> Sentence {
        let pattern = *self.chance.pick(self.lists.patterns());
        let mut sentence = self.written(pattern);
        if self.chance.percent(3) {
            let emoji = *self.chance.pick(&["👩🏽‍🚀", "🎉", "🇺🇳", "❤️"]);
            sentence.push(self.piece(format!(" {emoji}"), false));
        }
        let first = &mut sentence[0];
        let mut letters = first.text.chars();
        if let Some(letter) = letters.next() {
            first.text = letter.to_uppercase().chain(letters).collect();
        }
        sentence
    }

    /// A sentence by a pattern.
    fn written(&mut self, pattern: &str) -> Sentence {
        let mut sentence = Vec::new();
        let mut letters = pattern.chars().peekable();
        while let Some(letter) = letters.next() {
            let text = match letter {
                ' ' if self.lists.language.space.is_empty() => continue,
                ' ' => {
                    sentence.push(self.piece(" ".into(), false));
                    continue;
                }
                '0' => (1900 + self.chance.below(130)).to_string(),
                'P' => self.name(),
                'N' | 'A' | 'V' | 'L' | 'D' => self.word(letter),
                letter if letter.is_alphabetic() => {
                    let mut word = letter.to_string();
                    while let Some(more) =
                        letters.next_if(|it| it.is_alphabetic() && !it.is_ascii_uppercase())
                    {
                        word.push(more);
                    }
                    word
                }
                sign => {
                    sentence.push(self.piece(sign.into(), false));
                    continue;
                }
            };
            sentence.push(self.piece(text, true));
        }
        sentence
    }

    fn word(&mut self, letter: char) -> String {
        if letter == 'N' && self.is_rich && self.chance.percent(60) {
            return self.name().to_lowercase();
        }
        let list = self.lists.list(letter).expect("a letter of a list");
        let word = *self.chance.pick(list);
        // Real texts have far more words than a list of a hundred; these come from putting two together.
        let is_compound = letter == 'N' && self.lists.language.name == "Latin" && self.chance.percent(20);
        if is_compound { format!("{word}{}", self.chance.pick(list)) } else { word.to_owned() }
    }

    fn name(&mut self) -> String {
        let list = self.lists.list('S').expect("syllables");
        let name: String = (0..2 + self.chance.below(2)).map(|_| *self.chance.pick(list)).collect();
        let mut letters = name.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// A sentence of which there are siblings: number `which` of the patterns, with an ordinal and a name put in.
    fn sibling(&mut self, which: usize, ordinal: usize, name: &str) -> Sentence {
        let ordinal = self.lists.ordinals[ordinal];
        let filled = self.lists.language.siblings[which].replace('_', ordinal).replace('P', name);
        let mut sentence = Vec::new();
        for word in filled.split_inclusive(' ') {
            let bare = word.trim_end();
            sentence.push(self.piece(bare.into(), bare.chars().all(char::is_alphanumeric)));
            if bare.len() < word.len() {
                sentence.push(self.piece(" ".into(), false));
            }
        }
        sentence
    }
}

impl Draft {
    /// The article, its blocks parted by blank lines.
    pub fn article(&self, language: &Language) -> Article {
        let (mut string, mut blocks, mut places) = (String::new(), Vec::new(), HashMap::new());
        for block in self.blocks.iter().filter(|block| block.iter().any(|sentence| !sentence.is_empty())) {
            if !string.is_empty() {
                string.push_str("\n\n");
            }
            let start = string.len();
            for (at, sentence) in block.iter().filter(|sentence| !sentence.is_empty()).enumerate() {
                string.push_str(if at > 0 { language.space } else { "" });
                for piece in sentence {
                    places.insert(piece.id, string.len()..string.len() + piece.text.len());
                    string.push_str(&piece.text);
                }
            }
            blocks.push((BlockKind::Paragraph, 0, start..string.len(), Extra::default()));
        }
        Article { text: Text::new(string, blocks).expect("blocks in order"), places }
    }

    fn sentences(&mut self) -> impl Iterator<Item = &mut Sentence> {
        self.blocks.iter_mut().flatten()
    }

    /// So many passages: words, runs of words, sentences, paragraphs and more.
    pub fn passages(&self, count: usize, chance: &mut Chance) -> Vec<Passage> {
        let words: Vec<&Piece> =
            self.blocks.iter().flatten().flatten().filter(|piece| piece.is_word).collect();
        let sentences: Vec<&Sentence> = self.blocks.iter().flatten().filter(|it| !it.is_empty()).collect();
        let passages = (0..count).map(|_| {
            let run = |from: usize, most: usize, chance: &mut Chance| {
                let length = from + chance.below(most);
                let first = chance.below(words.len().saturating_sub(length).max(1));
                let last = (first + length - 1).min(words.len() - 1);
                Passage { first: words[first].id, last: words[last].id }
            };
            match chance.below(10) {
                0 => run(1, 1, chance),
                1 | 2 => run(2, 4, chance),
                3 | 4 => run(5, 15, chance),
                5 => run(20, 60, chance),
                6 => run(80, 200, chance),
                7 => {
                    let block = chance.pick(&self.blocks);
                    let (first, last) = (block.first(), block.last());
                    let ends = first.and_then(|it| it.first()).zip(last.and_then(|it| it.last()));
                    let (first, last) = ends.expect("blocks are not empty before they are edited");
                    Passage { first: first.id, last: last.id }
                }
                _ => {
                    let sentence = chance.pick(&sentences);
                    Passage { first: sentence[0].id, last: sentence[sentence.len() - 1].id }
                }
            }
        });
        passages.collect()
    }
}

/// Sentences of so many words say enough to be known again by half of them.
const LONG_SENTENCE: usize = 8;

impl Draft {
    /// At most so many sentences, each once, of [`LONG_SENTENCE`] words or more.
    pub fn long_sentences(&self, count: usize, chance: &mut Chance) -> Vec<Passage> {
        let is_long = |sentence: &&Sentence| sentence.iter().filter(|it| it.is_word).count() >= LONG_SENTENCE;
        let long: Vec<&Sentence> = self.blocks.iter().flatten().filter(is_long).collect();
        let chosen = long.iter().filter(|_| chance.percent(33)).take(count);
        chosen.map(|it| Passage { first: it[0].id, last: it[it.len() - 1].id }).collect()
    }
}

impl Article {
    /// The bytes of a passage of the article as it was written.
    pub fn range(&self, passage: Passage) -> Range<usize> {
        self.places[&passage.first].start..self.places[&passage.last].end
    }

    /// Where a passage of an earlier version is in this one. Pieces have ascending numbers when they are written.
    pub fn truth(&self, passage: Passage, words: &[u32]) -> Truth {
        let from = words.partition_point(|id| *id < passage.first);
        let to = words.partition_point(|id| *id <= passage.last);
        let here: Vec<&Range<usize>> = words[from..to].iter().filter_map(|id| self.places.get(id)).collect();
        let [first, .., last] = here[..] else {
            return here.first().map_or(Truth::Deleted, |only| Truth::At((*only).clone()));
        };
        let is_together = here.windows(2).all(|pair| pair[0].end <= pair[1].start);
        let own: usize = here.iter().map(|place| place.len()).sum();
        let whole = last.end.saturating_sub(first.start);
        if !is_together || whole > 2 * own + 100 {
            Truth::Scattered
        } else {
            Truth::At(first.start..last.end)
        }
    }
}

/// How articles are edited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    Nothing,
    Spelling,
    /// So many percent of the words: eight of ten replaced, one deleted, one inserted.
    Words(usize),
    Sentences,
    Moved,
    SplitAndMerged,
    Typography,
    /// One of each pair of sentences that differ in a word is deleted.
    Siblings,
    /// The same sentences come again and again.
    Repeated,
    /// The sentences of the passages are written anew, from words of their own by half, and those around them edited.
    Rewritten,
    Mixed,
}

impl Edit {
    pub const ALL: [Edit; 13] = [
        Edit::Nothing,
        Edit::Spelling,
        Edit::Words(5),
        Edit::Words(10),
        Edit::Words(30),
        Edit::Sentences,
        Edit::Moved,
        Edit::SplitAndMerged,
        Edit::Typography,
        Edit::Siblings,
        Edit::Repeated,
        Edit::Rewritten,
        Edit::Mixed,
    ];
}

/// An article, passages of it, and the article after an edit.
pub struct Case {
    pub old: Article,
    pub new: Article,
    pub passages: Vec<Passage>,
    /// The numbers of all pieces of the old article that are not blank, ascending.
    pub ids: Vec<u32>,
}

impl Case {
    /// An article of about so many characters with so many passages.
    pub fn new(language: &'static Language, edit: Edit, characters: usize, count: usize, seed: u64) -> Case {
        let mut chance = Chance::new(seed);
        let writer = match edit {
            Edit::Rewritten => Writer::rich(language, &mut chance),
            _ => Writer::new(language, &mut chance),
        };
        let mut draft = writer.draft(characters);
        let mut passages = Vec::new();
        match edit {
            Edit::Siblings => passages = add_siblings(&mut draft, language, count, &mut chance),
            Edit::Repeated => repeat(&mut draft, &mut chance),
            _ => {}
        }
        renumber(&mut draft, &mut passages);
        if edit == Edit::Rewritten {
            passages = draft.long_sentences(count, &mut chance);
        } else if passages.is_empty() {
            passages = draft.passages(count, &mut chance);
        }
        let old = draft.article(language);
        let pieces = draft.blocks.iter().flatten().flatten();
        let ids = pieces.filter(|piece| !piece.text.trim().is_empty()).map(|piece| piece.id).collect();
        edited(&mut draft, edit, language, &mut chance, &passages);
        Case { old, new: draft.article(language), passages, ids }
    }

    /// The passages of the old article, and another article that has nothing to do with it. `edit` says what passages.
    pub fn unrelated(
        language: &'static Language,
        edit: Edit,
        characters: usize,
        count: usize,
        seed: u64,
    ) -> Case {
        let case = Case::new(language, edit, characters, count, seed);
        let mut chance = Chance::new(seed ^ 0x5555);
        let writer = match edit {
            Edit::Rewritten => Writer::rich(language, &mut chance),
            _ => Writer::new(language, &mut chance),
        };
        let mut other = writer.draft(characters);
        other.sentences().flatten().for_each(|piece| piece.id += 1 << 30);
        Case { new: other.article(language), ..case }
    }

    /// Where a passage is. If every word of it is another one now, it is gone, whatever stands in its place.
    pub fn truth(&self, passage: Passage) -> Truth {
        let ids = self.ids.iter().filter(|id| (passage.first..=passage.last).contains(*id));
        let mut words = ids.filter_map(|id| {
            let (was, is) = (self.old.places.get(id)?, self.new.places.get(id)?);
            let word = &self.old.text.as_str()[was.clone()];
            word.chars().any(char::is_alphanumeric).then(|| (word, &self.new.text.as_str()[is.clone()]))
        });
        let has_words = words.clone().next().is_some();
        match self.new.truth(passage, &self.ids) {
            Truth::At(_) if has_words && !words.any(|(was, is)| is_same_word(was, is)) => Truth::Deleted,
            truth => truth,
        }
    }
}

/// Whether a word is another, but for case and an edit of letters: what both begin and end with is most of it.
fn is_same_word(one: &str, other: &str) -> bool {
    let letters = |word: &str| -> Vec<char> { word.to_lowercase().chars().collect() };
    let (one, other) = (letters(one), letters(other));
    let head = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let left = one.len().min(other.len()) - head;
    let tail =
        one.iter().rev().zip(other.iter().rev()).take(left).take_while(|(one, other)| one == other).count();
    one == other || (head + tail + 2) >= one.len().max(other.len()) && head + tail >= 3
}

/// Numbers in the order of the text.
fn renumber(draft: &mut Draft, passages: &mut [Passage]) {
    let mut numbers = HashMap::new();
    let mut next = 0;
    for piece in draft.sentences().flatten() {
        next += 1;
        numbers.insert(piece.id, next);
        piece.id = next;
    }
    for passage in passages {
        *passage = Passage { first: numbers[&passage.first], last: numbers[&passage.last] };
    }
    draft.next = next;
}

fn edited(
    draft: &mut Draft,
    edit: Edit,
    language: &'static Language,
    chance: &mut Chance,
    passages: &[Passage],
) {
    match edit {
        Edit::Nothing => {}
        Edit::Spelling => misspell(draft, 5, chance),
        Edit::Words(percent) => change_words(draft, percent, language, chance),
        Edit::Sentences | Edit::Repeated => change_sentences(draft, 10, language, chance),
        Edit::Moved => move_blocks(draft, 15, chance),
        Edit::SplitAndMerged => split_and_merge(draft, chance),
        Edit::Typography => normalise(draft),
        Edit::Siblings => delete_siblings(draft, passages),
        Edit::Rewritten => rewrite(draft, language, chance, passages),
        Edit::Mixed => {
            misspell(draft, 2, chance);
            change_words(draft, 5, language, chance);
            change_sentences(draft, 4, language, chance);
            move_blocks(draft, 5, chance);
            split_and_merge(draft, chance);
            normalise(draft);
        }
    }
}

/// Another letter, one too few, one twice, or two in the wrong order, in so many percent of the longer words.
fn misspell(draft: &mut Draft, percent: usize, chance: &mut Chance) {
    for piece in draft.sentences().flatten().filter(|piece| piece.is_word) {
        let mut letters: Vec<char> = piece.text.chars().collect();
        if letters.len() < 5 || !chance.percent(percent) {
            continue;
        }
        let at = 1 + chance.below(letters.len() - 2);
        match chance.below(4) {
            0 => letters[at] = letters[letters.len() - 1],
            1 => _ = letters.remove(at),
            2 => letters.insert(at, letters[at]),
            _ => letters.swap(at, at - 1),
        }
        piece.text = letters.into_iter().collect();
    }
}

fn change_words(draft: &mut Draft, percent: usize, language: &'static Language, chance: &mut Chance) {
    let mut next = draft.next;
    for sentence in draft.blocks.iter_mut().flatten() {
        let mut at = 0;
        while at < sentence.len() {
            at += 1;
            if !sentence[at - 1].is_word || !chance.percent(percent) {
                continue;
            }
            let letter = *chance.pick(&['N', 'A', 'V', 'L']);
            let word = Writer::new(language, chance).word(letter);
            match chance.below(10) {
                0 => {
                    let blank_after = sentence.get(at).is_some_and(|piece| piece.text == " ");
                    sentence.drain(at - 1..at + usize::from(blank_after));
                    at -= 1;
                }
                1 => {
                    next += 2;
                    let blank = Piece { id: next, text: language.space.into(), is_word: false };
                    sentence.splice(at..at, [blank, Piece { id: next + 1, text: word, is_word: true }]);
                    at += 2;
                }
                _ => sentence[at - 1].text = word,
            }
        }
    }
    draft.next = next + 2;
}

/// Deletes so many percent of the sentences and writes as many new ones.
fn change_sentences(draft: &mut Draft, percent: usize, language: &'static Language, chance: &mut Chance) {
    let mut next = draft.next + 1000;
    for block in &mut draft.blocks {
        let mut at = 0;
        while at < block.len() {
            if chance.percent(percent) {
                block[at].clear();
            }
            at += 1;
            if chance.percent(percent) {
                let mut writer = Writer::new(language, chance);
                writer.next = next;
                block.insert(at, writer.sentence());
                next = writer.next;
                at += 1;
            }
        }
    }
    draft.next = next;
}

/// Writes the sentences of the passages anew, in five ways by turns: half of the words are others; a long clause comes into
/// the middle; the beginning is gone; half are others, and a clause comes in; a bit of all three. A third of the words of all
/// other sentences changes as well, and some blocks move, so that what stood around a sentence says little.
fn rewrite(draft: &mut Draft, language: &'static Language, chance: &mut Chance, passages: &[Passage]) {
    let is_passage = |sentence: &Sentence| {
        sentence.first().is_some_and(|piece| passages.iter().any(|passage| passage.first == piece.id))
    };
    let mut chosen: Vec<Sentence> = Vec::new();
    for sentence in draft.sentences().filter(|sentence| is_passage(sentence)) {
        chosen.push(std::mem::take(sentence));
    }
    // What is empty stays so, and marks the place.
    let mut next = draft.next + 100_000;
    change_words(draft, 15, language, chance);
    for (number, sentence) in chosen.iter_mut().enumerate() {
        match number % 5 {
            0 => replace_words(sentence, 50, language, chance),
            1 => insert_clause(sentence, 6 + chance.below(7), language, chance, &mut next),
            2 => drop_beginning(sentence, 45),
            3 => {
                replace_words(sentence, 50, language, chance);
                insert_clause(sentence, 3 + chance.below(3), language, chance, &mut next);
            }
            _ => {
                drop_beginning(sentence, 30);
                replace_words(sentence, 25, language, chance);
                insert_clause(sentence, 3, language, chance, &mut next);
            }
        }
    }
    let mut chosen = chosen.into_iter();
    for sentence in draft.sentences().filter(|sentence| sentence.is_empty()) {
        *sentence = chosen.next().expect("as many as were taken");
    }
    draft.next = next;
    move_blocks(draft, 5, chance);
}

/// Other words in the place of so many percent of them.
fn replace_words(sentence: &mut Sentence, percent: usize, language: &'static Language, chance: &mut Chance) {
    let mut words: Vec<usize> = (0..sentence.len()).filter(|at| sentence[*at].is_word).collect();
    for _ in 0..words.len() * percent / 100 {
        let at = words.remove(chance.below(words.len()));
        let letter = *chance.pick(&['N', 'A', 'V', 'L']);
        sentence[at].text = Writer::rich(language, chance).word(letter);
    }
}

/// So many words behind a word in the middle third.
fn insert_clause(
    sentence: &mut Sentence,
    words: usize,
    language: &'static Language,
    chance: &mut Chance,
    next: &mut u32,
) {
    let third = sentence.len() / 3;
    let middle =
        (third..sentence.len()).find(|at| *at >= third + chance.below(third) && sentence[*at].is_word);
    let at = middle.map_or(third, |at| at + 1);
    let mut clause = Vec::new();
    for _ in 0..words {
        let letter = *chance.pick(&['N', 'A', 'V', 'L', 'D']);
        let text = Writer::rich(language, chance).word(letter);
        *next += 2;
        clause.push(Piece { id: *next, text: language.space.into(), is_word: false });
        clause.push(Piece { id: *next + 1, text, is_word: true });
    }
    sentence.splice(at..at, clause);
}

/// The first so many percent of the words are gone, with what stands between them.
fn drop_beginning(sentence: &mut Sentence, percent: usize) {
    let words: Vec<usize> = (0..sentence.len()).filter(|at| sentence[*at].is_word).collect();
    sentence.drain(..words[words.len() * percent / 100]);
}

fn move_blocks(draft: &mut Draft, percent: usize, chance: &mut Chance) {
    for _ in 0..draft.blocks.len() * percent / 100 {
        let block = draft.blocks.remove(chance.below(draft.blocks.len()));
        draft.blocks.insert(chance.below(draft.blocks.len() + 1), block);
    }
}

fn split_and_merge(draft: &mut Draft, chance: &mut Chance) {
    let mut at = 0;
    while at + 1 < draft.blocks.len() {
        if chance.percent(15) {
            let more = draft.blocks.remove(at + 1);
            draft.blocks[at].extend(more);
        } else if draft.blocks[at].len() > 1 && chance.percent(15) {
            let length = draft.blocks[at].len();
            let rest = draft.blocks[at].split_off(1 + chance.below(length - 1));
            draft.blocks.insert(at + 1, rest);
        }
        at += 1;
    }
}

/// What a typist's text is after an editor's programme, or the other way round.
fn normalise(draft: &mut Draft) {
    for (at, piece) in draft.sentences().flatten().enumerate() {
        let text = piece.text.replace(['“', '”', '«', '»'], "\"").replace('’', "'").replace('…', "...");
        let text = text.replace('—', if at % 2 == 0 { "--" } else { "–" });
        piece.text = if text == " " && at % 7 == 0 { "\u{a0}".into() } else { text };
    }
}

/// Puts in pairs, or more, of sentences that differ in one word, beside each other or apart; one passage for each.
fn add_siblings(
    draft: &mut Draft,
    language: &'static Language,
    count: usize,
    chance: &mut Chance,
) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut names = HashSet::new();
    let mut next = draft.next;
    while passages.len() < count {
        // The same sentence twice is another trap: that of what is repeated. The first patterns have no name in them.
        let which = if passages.is_empty() { 0 } else { 1 + chance.below(language.siblings.len() - 1) };
        let mut name = Writer::new(language, chance).name();
        while !names.insert(name.clone()) {
            name = name + &Writer::new(language, chance).name();
        }
        let many = 2 + chance.below(3);
        let first = chance.below(10 - many);
        let mut block = chance.below(draft.blocks.len());
        let mut at = chance.below(draft.blocks[block].len() + 1);
        for ordinal in first..first + many {
            let mut writer = Writer::new(language, chance);
            writer.next = next;
            let sentence = writer.sibling(which, ordinal, &name);
            next = writer.next;
            passages.push(Passage { first: sentence[0].id, last: sentence[sentence.len() - 1].id });
            draft.blocks[block].insert(at, sentence);
            if chance.percent(50) {
                at += 1;
            } else {
                block = chance.below(draft.blocks.len());
                at = chance.below(draft.blocks[block].len() + 1);
            }
        }
    }
    passages
}

/// Of the sentences of the passages every other is deleted.
fn delete_siblings(draft: &mut Draft, passages: &[Passage]) {
    for sentence in draft.blocks.iter_mut().flatten().filter(|sentence| !sentence.is_empty()) {
        let is_sibling = passages.iter().position(|passage| passage.first == sentence[0].id);
        if is_sibling.is_some_and(|at| at % 2 == 0) {
            sentence.clear();
        }
    }
}

/// Every third sentence is one of three refrains.
fn repeat(draft: &mut Draft, chance: &mut Chance) {
    let refrains: Vec<Sentence> = draft.blocks.iter().flatten().take(3).cloned().collect();
    let mut next = draft.next;
    for sentence in draft.blocks.iter_mut().flatten() {
        if chance.percent(33) {
            *sentence = chance.pick(&refrains).clone();
            for piece in sentence {
                next += 1;
                piece.id = next;
            }
        }
    }
    draft.next = next;
}
