//! Approximate string matching, bit-parallel.
//!
//! Source: G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming",
//! Journal of the ACM 46 (1999), in the form of H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and
//! Damerau edit distances", Nordic Journal of Computing 10 (2003). A column of the table of edit distances is kept as
//! the differences between neighbours, one bit to a symbol of the pattern, 64 to a machine word; a longer pattern has
//! several words to the column, each handing the difference at its last row to the next.

/// A pattern prepared for searching: for every symbol that occurs in it, the set of its places as bits.
pub struct Pattern {
    length: usize,
    words: usize,
    /// `words` words for each row; row 0 is that of all symbols that do not occur.
    places: Vec<u64>,
    rows: Rows,
}

impl Pattern {
    /// Prepares a pattern of symbols.
    pub fn new(symbols: impl ExactSizeIterator<Item = u32>) -> Pattern {
        let length = symbols.len();
        let words = length.div_ceil(64);
        let mut rows = Rows::new(length);
        let mut places = vec![0; words];
        for (at, symbol) in symbols.enumerate() {
            let row = rows.row_or_new(symbol, places.len() / words);
            if (row + 1) * words > places.len() {
                places.resize((row + 1) * words, 0);
            }
            places[row * words + at / 64] |= 1 << (at % 64);
        }
        Pattern { length, words, places, rows }
    }

    /// How many symbols it has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// For every position of a text, its start and end included: the least number of symbols to be inserted, deleted
    /// or replaced to make the pattern of some part of the text that ends there. With `anchored`, of the part that
    /// begins at the text's start.
    ///
    /// `costs` is overwritten. Takes time in proportion to the length of the text times the words of the pattern.
    pub fn costs(&self, text: impl Iterator<Item = u32>, anchored: bool, costs: &mut Vec<u32>) {
        costs.clear();
        let mut cost = self.length as u32;
        costs.push(cost);
        // Down the first column the distance grows by one a row; along the first row too if the start is fixed.
        let along = i32::from(anchored);
        match self.words {
            0 => costs.extend(text.enumerate().map(|(at, _)| if anchored { at as u32 + 1 } else { 0 })),
            1 => {
                let mut column = Column::FIRST;
                let last = 1 << (self.length - 1);
                for symbol in text {
                    let places = self.places[self.rows.row(symbol)];
                    cost = cost.wrapping_add_signed(column.step(places, along, last));
                    costs.push(cost);
                }
            }
            words => {
                let mut columns = vec![Column::FIRST; words];
                let last = 1 << ((self.length - 1) % 64);
                for symbol in text {
                    let row = self.rows.row(symbol) * words;
                    let places = &self.places[row..row + words];
                    let mut carry = along;
                    let (below, above) = columns.split_last_mut().expect("a pattern of several words");
                    for (column, places) in above.iter_mut().zip(places) {
                        carry = column.step(*places, carry, 1 << 63);
                    }
                    cost = cost.wrapping_add_signed(below.step(places[words - 1], carry, last));
                    costs.push(cost);
                }
            }
        }
    }
}

/// The differences down one column of the table for 64 symbols of the pattern.
#[derive(Clone, Copy)]
struct Column {
    grows: u64,
    shrinks: u64,
}

impl Column {
    const FIRST: Column = Column { grows: !0, shrinks: 0 };

    /// Goes to the next column. `carry` is the difference along the row above, what is returned that along the row of
    /// the bit `last`.
    #[inline(always)]
    fn step(&mut self, places: u64, carry: i32, last: u64) -> i32 {
        let Column { grows, shrinks } = *self;
        let changes = places | shrinks;
        let places = places | u64::from(carry < 0);
        let zero = ((places & grows).wrapping_add(grows) ^ grows) | places;
        let up = shrinks | !(zero | grows);
        let down = grows & zero;
        let out = i32::from(up & last != 0) - i32::from(down & last != 0);
        let up = up << 1 | u64::from(carry > 0);
        let down = down << 1 | u64::from(carry < 0);
        self.grows = down | !(changes | up);
        self.shrinks = up & changes;
        out
    }
}

/// Which row a symbol has: at once for the first 256 symbols, which most texts consist of, else by a table with open
/// addressing, at most half full.
struct Rows {
    low: [u32; 256],
    high: Vec<(u32, u32)>,
}

/// No symbol of Unicode.
const FREE: u32 = u32::MAX;

impl Rows {
    fn new(length: usize) -> Rows {
        let size = (length * 2).next_power_of_two().clamp(16, 1 << 16);
        Rows { low: [0; 256], high: vec![(FREE, 0); size] }
    }

    #[inline]
    fn row(&self, symbol: u32) -> usize {
        if symbol < 256 {
            return self.low[symbol as usize] as usize;
        }
        let (found, row) = self.high[self.slot(symbol)];
        if found == symbol { row as usize } else { 0 }
    }

    fn row_or_new(&mut self, symbol: u32, new: usize) -> usize {
        if symbol < 256 {
            let row = &mut self.low[symbol as usize];
            if *row == 0 {
                *row = new as u32;
            }
            return *row as usize;
        }
        let slot = self.slot(symbol);
        if self.high[slot].0 == FREE {
            if new * 2 > self.high.len() {
                self.grow();
                return self.row_or_new(symbol, new);
            }
            self.high[slot] = (symbol, new as u32);
        }
        self.high[slot].1 as usize
    }

    /// Where a symbol is, or would be.
    #[inline]
    fn slot(&self, symbol: u32) -> usize {
        let mask = self.high.len() - 1;
        let mut slot = (symbol.wrapping_mul(0x9e37_79b1) >> 12) as usize & mask;
        while self.high[slot].0 != symbol && self.high[slot].0 != FREE {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let larger = vec![(FREE, 0); self.high.len() * 2];
        for (symbol, row) in std::mem::replace(&mut self.high, larger) {
            if symbol != FREE {
                let slot = self.slot(symbol);
                self.high[slot] = (symbol, row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The table of edit distances, row by row, as the textbooks have it.
    fn plain(pattern: &[u32], text: &[u32], anchored: bool) -> Vec<u32> {
        let mut row: Vec<u32> = (0..=text.len()).map(|at| if anchored { at as u32 } else { 0 }).collect();
        for symbol in pattern {
            let mut before = row[0];
            row[0] += 1;
            for (at, other) in text.iter().enumerate() {
                let replaced = before + u32::from(symbol != other);
                before = row[at + 1];
                row[at + 1] = replaced.min(before + 1).min(row[at] + 1);
            }
        }
        row
    }

    #[track_caller]
    fn check(pattern: &[u32], text: &[u32]) {
        let prepared = Pattern::new(pattern.iter().copied());
        let mut costs = Vec::new();
        for anchored in [false, true] {
            prepared.costs(text.iter().copied(), anchored, &mut costs);
            assert_eq!(
                costs,
                plain(pattern, text, anchored),
                "{pattern:?} in {text:?}, anchored: {anchored}"
            );
        }
    }

    #[test]
    fn costs_at_the_borders_of_words() {
        let text: Vec<u32> = (0..400).map(|at| at * at % 7 + at % 3 * 300).collect();
        for length in [0, 1, 63, 64, 65, 127, 128, 129, 192, 200] {
            check(&text[50..50 + length], &text);
        }
        check(&text, &[]);
    }

    #[test]
    fn thousands_of_different_symbols() {
        let pattern: Vec<u32> = (0..70_000).map(|at| at * 3 + 300).collect();
        let prepared = Pattern::new(pattern.iter().copied());
        let mut costs = Vec::new();
        prepared.costs(pattern[..40].iter().copied(), true, &mut costs);
        assert_eq!(costs[40], 70_000 - 40);
    }

    proptest! {
        /// Symbols below and above 256, few of each so that they meet.
        #[test]
        fn costs_are_those_of_the_plain_table(
            pattern in proptest::collection::vec(prop_oneof![0u32..4, 0x4e00u32..0x4e03], 0..220),
            text in proptest::collection::vec(prop_oneof![0u32..5, 0x4e00u32..0x4e04], 0..150),
        ) {
            check(&pattern, &text);
        }
    }
}
