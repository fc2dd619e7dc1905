//! The anchoring engine by itself, with articles of the corpus of `tests/anchoring`, to be timed in a browser.
#![cfg(target_arch = "wasm32")]

#[path = "../../tests/anchoring/corpus.rs"]
mod corpus;
#[path = "../../tests/anchoring/words.rs"]
mod words;

use std::rc::Rc;

use agendum::model::anchor::{Anchor, Quote};
use agendum::model::anchoring::{Comparison, Index, update};
use agendum::model::text::Text;
use wasm_bindgen::prelude::*;

use corpus::{Case, Chance, Edit, Truth};

/// An article in English, and quotations of it with errors.
#[wasm_bindgen]
pub struct Sample {
    text: String,
    quotations: Vec<(String, usize)>,
}

#[wasm_bindgen]
impl Sample {
    /// So many characters, and so many quotations of 100 with ten other letters in each.
    #[wasm_bindgen(constructor)]
    pub fn new(characters: usize, quotations: usize) -> Sample {
        const LENGTH: usize = 100;
        let case = Case::new(words::LANGUAGES[0], Edit::Nothing, characters, 1, 42);
        // All characters are one UTF-16 code unit, so that positions are the same to everybody.
        let text: Vec<char> =
            case.old.text.as_str().chars().filter(|it| it.len_utf16() == 1).take(characters).collect();
        let mut chance = Chance::new(43);
        let quotations = (0..quotations).map(|_| {
            let start = chance.below(text.len() - LENGTH);
            let mut quotation = text[start..start + LENGTH].to_vec();
            let mut left = LENGTH / 10;
            while left > 0 {
                let letter = char::from(b'a' + chance.below(26) as u8);
                let at = chance.below(LENGTH);
                if quotation[at] == text[start + at] && quotation[at] != letter {
                    quotation[at] = letter;
                    left -= 1;
                }
            }
            (quotation.into_iter().collect(), start)
        });
        Sample { quotations: quotations.collect(), text: text.into_iter().collect() }
    }

    /// The article.
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// A quotation.
    pub fn quotation(&self, number: usize) -> String {
        self.quotations[number].0.clone()
    }

    /// Where it begins in the article, in characters.
    pub fn start(&self, number: usize) -> usize {
        self.quotations[number].1
    }
}

/// A text prepared for searching.
#[wasm_bindgen]
pub struct Engine(Index);

#[wasm_bindgen]
impl Engine {
    /// Prepares a text.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Engine {
        let (text, _) = Text::plain(text, Some("t"));
        Engine(Index::new(&text))
    }

    /// Where a quotation begins, in characters.
    pub fn find(&self, quotation: String) -> Option<usize> {
        let quote = Quote { exact: quotation, ..Quote::default() };
        let best = self.0.search(&quote, None).into_iter().next()?;
        Some(self.0.text().code_point_range(best.span).start)
    }
}

/// An article with annotations, and the same after some of its words were changed.
#[wasm_bindgen]
pub struct Article {
    case: Case,
    anchors: Vec<Anchor>,
    updated: Vec<Anchor>,
}

#[wasm_bindgen]
impl Article {
    /// So many characters and annotations, in the language and after the edit of these numbers in the corpus; an edit that
    /// there is not makes an unrelated article.
    #[wasm_bindgen(constructor)]
    pub fn new(characters: usize, annotations: usize, language: usize, edit: usize) -> Article {
        let language = words::LANGUAGES[language];
        let case = match Edit::ALL.get(edit) {
            Some(edit) => Case::new(language, *edit, characters, annotations, 44),
            None => Case::unrelated(language, characters, annotations, 44),
        };
        let text = &case.old.text;
        let spans = case.passages.iter().filter_map(|passage| text.span(case.old.range(*passage)));
        let anchors = spans.map(|span| Anchor::Placed { span }).collect();
        Article { case, anchors, updated: Vec::new() }
    }

    /// Compares both texts and brings all annotations over.
    pub fn update(&mut self) {
        self.updated = update(&Comparison::of(&self.case.old.text, &self.case.new.text), &self.anchors);
    }

    /// Compares both texts only, and says how many rows they have side by side.
    pub fn compare(&self) -> usize {
        Comparison::of(&self.case.old.text, &self.case.new.text).rows().len()
    }

    /// The share of the annotations that were placed, or proposed, within three characters of where they are.
    pub fn right(&self) -> f64 {
        let text = &self.case.new.text;
        let characters = |byte: usize| text.span(0..byte).map_or(0, |span| text.code_point_range(span).end);
        let (mut right, mut all) = (0, 0);
        for (passage, anchor) in self.case.passages.iter().zip(&self.updated) {
            let Truth::At(range) = self.case.truth(*passage) else { continue };
            all += 1;
            let found = anchor.span().map(|span| text.code_point_range(span));
            right += usize::from(found.is_some_and(|found| {
                found.start.abs_diff(characters(range.start)) <= 3
                    && found.end.abs_diff(characters(range.end)) <= 3
            }));
        }
        f64::from(right as u32) / f64::from(all.max(1))
    }
}

/// Whether a quotation is anywhere, of which nothing else is known.
#[wasm_bindgen]
pub fn place(engine: &Engine, quotation: String) -> bool {
    let quote = Rc::new(Quote { exact: quotation, ..Quote::default() });
    agendum::model::anchoring::place(&quote, None, &engine.0).best.is_some()
}
