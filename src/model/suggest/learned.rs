//! What was learned of each item: its centroid.

use super::lexicon::{Term, Vector};

/// The centroids of all items, by item and by word.
#[derive(Default)]
pub struct Learned {
    columns: Vec<Column>,
    /// For each word the items in whose centroid it is, ascending, with its weight in that, the centroid having length 1.
    postings: Vec<Vec<(u32, f32)>>,
    /// By word; all 0 but while something is learned.
    sums: Vec<f32>,
}

/// One item's.
#[derive(Default)]
struct Column {
    /// The words whose weight is not 0.
    terms: Vec<Term>,
    /// The length before it was made 1.
    length: f32,
    /// The sentences that are in it: volume, row, and with which vector.
    sentences: Vec<(usize, usize, Vector)>,
}

/// An item that is being learned.
pub struct Learning<'a> {
    learned: &'a mut Learned,
    item: usize,
    column: Column,
}

impl Learned {
    /// Nothing, of so many items.
    pub fn new(items: usize) -> Learned {
        let columns = (0..items).map(|_| Column::default()).collect();
        Learned { columns, postings: Vec::new(), sums: Vec::new() }
    }

    /// Begins an item anew. `terms` is how many words have numbers.
    pub fn learning(&mut self, item: usize, terms: usize) -> Learning<'_> {
        self.postings.resize(terms.max(self.postings.len()), Vec::new());
        self.sums.resize(terms.max(self.sums.len()), 0.0);
        let before = std::mem::take(&mut self.columns[item]);
        for term in before.terms {
            self.postings[term as usize].retain(|(of, _)| *of != item as u32);
        }
        Learning { learned: self, item, column: Column::default() }
    }

    /// Adds the cosine of a vector with every centroid to `scores`.
    pub fn score(&self, vector: &Vector, scores: &mut [f32]) {
        for (term, weight) in vector {
            for (item, of_item) in self.posting(*term) {
                scores[*item as usize] += weight * of_item;
            }
        }
    }

    /// The weight of a word in an item's centroid.
    pub fn weight(&self, term: Term, item: usize) -> f32 {
        let of_item = self.posting(term).iter().find(|(of, _)| *of == item as u32);
        of_item.map_or(0.0, |(_, weight)| *weight)
    }

    /// The cosine of a vector with an item's centroid if a sentence had not been learned; `cosine` is that with it. Exact
    /// but where rejections have brought a weight to 0.
    pub fn score_without(&self, vector: &Vector, item: usize, sentence: (usize, usize), cosine: f32) -> f32 {
        let column = &self.columns[item];
        let Some((.., out)) = column.sentences.iter().find(|(volume, row, _)| (*volume, *row) == sentence)
        else {
            return cosine;
        };
        let shared: f32 = out.iter().map(|(term, weight)| weight * self.weight(*term, item)).sum();
        let own: f32 = out.iter().map(|(_, weight)| weight * weight).sum();
        let square = column.length * column.length - 2.0 * column.length * shared + own;
        // What is left after taking all away is what floats are off by.
        if square <= 1e-4 * column.length * column.length {
            return 0.0;
        }
        ((cosine * column.length - dot(vector, out)) / square.sqrt()).max(0.0)
    }

    fn posting(&self, term: Term) -> &[(u32, f32)] {
        self.postings.get(term as usize).map_or(&[], Vec::as_slice)
    }
}

impl Learning<'_> {
    /// Adds a vector, or takes it away.
    pub fn add(&mut self, vector: &Vector, by: f32) {
        for (term, weight) in vector {
            self.learned.sums[*term as usize] += by * weight;
            self.column.terms.push(*term);
        }
    }

    /// Adds a tagged sentence.
    pub fn add_sentence(&mut self, volume: usize, row: usize, vector: Vector) {
        self.add(&vector, 1.0);
        self.column.sentences.push((volume, row, vector));
    }

    /// Ends it.
    pub fn finish(self) {
        let Learning { learned, item, mut column } = self;
        column.terms.sort_unstable();
        column.terms.dedup();
        let sums = &mut learned.sums;
        column.length =
            column.terms.iter().map(|term| sums[*term as usize].max(0.0).powi(2)).sum::<f32>().sqrt();
        column.terms.retain(|term| {
            let weight = std::mem::take(&mut sums[*term as usize]);
            if weight > 0.0 {
                let posting = &mut learned.postings[*term as usize];
                let place = posting.partition_point(|(of, _)| *of < item as u32);
                posting.insert(place, (item as u32, weight / column.length));
            }
            weight > 0.0
        });
        learned.columns[item] = column;
    }
}

/// The product of two vectors.
fn dot(one: &Vector, other: &Vector) -> f32 {
    let mut other = other.iter().peekable();
    let mut sum = 0.0;
    for (term, weight) in one {
        while other.next_if(|(against, _)| against < term).is_some() {}
        if let Some((_, against)) = other.next_if(|(against, _)| against == term) {
            sum += weight * against;
        }
    }
    sum
}
