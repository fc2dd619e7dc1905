//! A table of a text as it is drawn: whatever positions its cells have, every place of the grid is in one cell.

use std::ops::Range;

use super::text::{Cell, Header, Text};

/// A table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its rows. Rows without a cell are left out.
    pub rows: Vec<Row>,
    /// How many columns it has.
    pub columns: u16,
    /// How many rows at the top are headers of columns, and of nothing below them.
    pub heads: usize,
}

/// A row of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// The cells that begin in it. They and those that reach into it from above fill it.
    pub cells: Vec<Slot>,
    /// Whether a cell of it, or one from above, reaches into the next.
    pub is_joined: bool,
}

/// A cell, or the empty place of one or more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Its blocks; none if it is empty.
    pub blocks: Range<usize>,
    /// The number of columns before it.
    pub column: u16,
    /// How many rows of the table it spans.
    pub rows: usize,
    /// How many columns it spans.
    pub columns: u16,
    /// What it is the header of.
    pub header: Option<Header>,
}

impl Table {
    /// The table that some blocks of a text are, as [`Text::table_of`] gives them.
    pub fn new(text: &Text, blocks: Range<usize>) -> Table {
        let mut rows: Vec<Vec<Slot>> = Vec::new();
        let mut before: Option<Cell> = None;
        for index in blocks {
            let Some(cell) = text.blocks().get(index).and_then(|block| block.cell) else { continue };
            if before.is_none_or(|before| before.row != cell.row) {
                rows.push(Vec::new());
            }
            let row = rows.last_mut().expect("there is one now");
            match row.last_mut().filter(|slot| slot.column == cell.column) {
                Some(slot) => slot.blocks.end = index + 1,
                None => row.push(Slot::new(index..index + 1, &cell)),
            }
            before = Some(cell);
        }
        clip(&mut rows, text);
        fill(rows)
    }

    /// The row that a block's cell begins in, and the cell's place there.
    pub fn find(&self, block: usize) -> Option<(usize, &Slot)> {
        let row = self.rows.iter().position(|row| row.cells.iter().any(|slot| slot.blocks.end > block))?;
        let slot = self.rows[row].cells.iter().find(|slot| slot.blocks.contains(&block))?;
        Some((row, slot))
    }

    /// The headers of a cell: those beside it, then those above it, each from the outside in. A header has those of its
    /// own kind only from outside of it.
    pub fn headers(&self, row: usize, slot: &Slot) -> (Vec<&Slot>, Vec<&Slot>) {
        let columns = slot.column..slot.column + slot.columns;
        let mut above: Vec<&Slot> = Vec::new();
        let mut beside: Vec<&Slot> = Vec::new();
        for (at, cells) in self.rows.iter().enumerate().take(row + 1) {
            for other in &cells.cells {
                let over = other.column < columns.end && columns.start < other.column + other.columns;
                if other.header == Some(Header::Column) && over && at < row {
                    // What stands right under the last header begins anew: a header within the table.
                    above.retain(|header| header.column <= other.column && other.columns < header.columns);
                    above.push(other);
                }
                if other.header == Some(Header::Row) && at + other.rows > row && other.column < columns.start
                {
                    beside.push(other);
                }
            }
        }
        (beside, above)
    }
}

impl Slot {
    fn new(blocks: Range<usize>, cell: &Cell) -> Slot {
        Slot {
            blocks,
            column: cell.column,
            rows: usize::from(cell.rows),
            columns: cell.columns,
            header: cell.header,
        }
    }

    fn empty(columns: Range<u16>) -> Slot {
        let (column, columns) = (columns.start, columns.end - columns.start);
        Slot { blocks: 0..0, column, rows: 1, columns, header: None }
    }
}

/// Ends cells where others begin, and turns spans of rows that are named by number into spans of those that there are.
fn clip(rows: &mut [Vec<Slot>], text: &Text) {
    let numbers: Vec<u32> = rows
        .iter()
        .map(|row| {
            let first = row.first().and_then(|slot| text.blocks()[slot.blocks.start].cell);
            first.map_or(0, |cell| cell.row)
        })
        .collect();
    // For each column the rows in which a cell begins.
    let mut begins: Vec<Vec<usize>> = Vec::new();
    for (at, row) in rows.iter_mut().enumerate() {
        let mut end = u16::MAX;
        for slot in row.iter_mut().rev() {
            slot.columns = slot.columns.min(end - slot.column).max(1);
            end = slot.column;
            let column = usize::from(slot.column);
            begins.resize_with(begins.len().max(column + 1), Vec::new);
            begins[column].push(at);
        }
    }
    for (at, row) in rows.iter_mut().enumerate() {
        for slot in row.iter_mut().filter(|slot| slot.rows > 1) {
            let last = numbers[at].saturating_add(u32::try_from(slot.rows).unwrap_or(u32::MAX) - 1);
            let mut end = numbers.partition_point(|number| *number <= last);
            for column in slot.column..slot.column + slot.columns {
                let Some(begins) = begins.get(usize::from(column)) else { break };
                let next = begins.partition_point(|row| *row <= at);
                end = begins.get(next).map_or(end, |next| end.min(*next));
            }
            slot.rows = end.saturating_sub(at).max(1);
        }
    }
}

/// Puts empty cells where there is none, and counts columns and heads.
fn fill(rows: Vec<Vec<Slot>>) -> Table {
    let ends = rows.iter().flatten().map(|slot| slot.column + slot.columns);
    let columns = ends.max().unwrap_or(0);
    // For each column the first row that no cell from above reaches into.
    let mut free = vec![0_usize; usize::from(columns)];
    let mut drawn: Vec<Row> = Vec::with_capacity(rows.len());
    for (at, slots) in rows.into_iter().enumerate() {
        let mut row = Row::default();
        let mut column = 0;
        let put_gaps = |row: &mut Row, free: &[usize], column: &mut u16, to: u16| {
            while *column < to {
                let taken = |column: &u16| free[usize::from(*column)] > at;
                let start = (*column..to).find(|column| !taken(column)).unwrap_or(to);
                let end = (start..to).find(taken).unwrap_or(to);
                if start < end {
                    row.cells.push(Slot::empty(start..end));
                }
                *column = end;
            }
        };
        for mut slot in slots {
            put_gaps(&mut row, &free, &mut column, slot.column);
            let columns = &free[usize::from(slot.column)..usize::from(slot.column + slot.columns)];
            let open = columns.iter().take_while(|free| **free <= at).count();
            slot.columns = u16::try_from(open).unwrap_or(slot.columns).max(1);
            column = slot.column + slot.columns;
            free[usize::from(slot.column)..usize::from(column)].fill(at + slot.rows);
            row.cells.push(slot);
        }
        put_gaps(&mut row, &free, &mut column, columns);
        row.is_joined = free.iter().any(|free| *free > at + 1);
        drawn.push(row);
    }
    let is_head = |row: &Row| {
        let is_head = |slot: &Slot| slot.blocks.is_empty() || slot.header == Some(Header::Column);
        row.cells.iter().all(is_head)
    };
    let heads = drawn.iter().take_while(|row| is_head(row)).count();
    let is_apart = heads < drawn.len() && heads.checked_sub(1).is_some_and(|last| !drawn[last].is_joined);
    Table { rows: drawn, columns, heads: if is_apart { heads } else { 0 } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::extra::Extra;
    use crate::model::text::{BlockKind, BlockSpec};

    /// A text of one-letter cells.
    fn text(cells: &[(char, Cell)]) -> Text {
        let string: String = cells.iter().flat_map(|(letter, _)| [*letter, '\n']).collect();
        let blocks = cells.iter().enumerate().map(|(at, (_, cell))| BlockSpec {
            cell: Some(*cell),
            ..BlockSpec::from((BlockKind::Paragraph, 0, 2 * at..2 * at + 1, Extra::default()))
        });
        Text::structured(string, blocks).expect("a text")
    }

    /// The grid with each cell's letter in all its places, `.` where it is empty and `?` where there is no cell.
    fn grid(text: &Text, table: &Table) -> Vec<String> {
        let mut grid = vec![vec!['?'; usize::from(table.columns)]; table.rows.len()];
        for (at, row) in table.rows.iter().enumerate() {
            for slot in &row.cells {
                let block = text.blocks().get(slot.blocks.start).filter(|_| !slot.blocks.is_empty());
                let letter = block.and_then(|block| text.slice(block.span).chars().next()).unwrap_or('.');
                for row in &mut grid[at..at + slot.rows] {
                    for place in &mut row[usize::from(slot.column)..usize::from(slot.column + slot.columns)] {
                        assert_eq!(*place, '?', "two cells in one place");
                        *place = letter;
                    }
                }
            }
        }
        grid.into_iter().map(|row| row.into_iter().collect()).collect()
    }

    #[track_caller]
    fn check(cells: &[(char, Cell)], heads: usize, expected: &[&str]) {
        let text = text(cells);
        let table = Table::new(&text, 0..cells.len());
        assert_eq!(grid(&text, &table), expected);
        assert_eq!(table.heads, heads);
    }

    fn at(row: u32, column: u16) -> Cell {
        Cell::at(row, column)
    }

    fn spans(row: u32, column: u16, rows: u16, columns: u16) -> Cell {
        Cell { rows, columns, ..at(row, column) }
    }

    fn head(row: u32, column: u16) -> Cell {
        Cell { header: Some(Header::Column), ..at(row, column) }
    }

    #[test]
    fn every_place_is_in_a_cell() {
        check(&[('a', head(0, 0)), ('b', head(0, 1)), ('c', at(1, 0)), ('d', at(1, 1))], 1, &["ab", "cd"]);
        check(&[('a', head(0, 1)), ('b', at(1, 0)), ('c', at(3, 2))], 1, &[".a.", "b..", "..c"]);
        check(&[('a', spans(0, 0, 2, 1)), ('b', at(0, 1)), ('c', at(1, 1))], 0, &["ab", "ac"]);
        check(&[('a', spans(0, 1, 2, 2)), ('b', at(1, 0)), ('c', at(2, 3))], 0, &[".aa.", "baa.", "...c"]);
        // Rows that are not there are not spanned.
        check(&[('a', spans(0, 0, 5, 1)), ('b', at(2, 1)), ('c', at(9, 1))], 0, &["a.", "ab", ".c"]);
        // A head that reaches into what is below it is none.
        let tall = Cell { rows: 2, ..head(0, 0) };
        check(&[('a', tall), ('b', head(0, 1)), ('c', at(1, 1))], 0, &["ab", "ac"]);
        check(&[('a', tall), ('b', head(0, 1)), ('c', head(1, 1)), ('d', at(2, 0))], 2, &["ab", "ac", "d."]);
        check(&[('a', head(0, 0)), ('b', head(1, 0))], 0, &["a", "b"]);
    }

    #[test]
    fn cells_end_where_others_begin() {
        check(&[('a', spans(0, 0, 1, 9)), ('b', at(0, 2))], 0, &["aab"]);
        check(&[('a', spans(0, 0, 9, 2)), ('b', at(1, 1)), ('c', at(2, 0))], 0, &["aa", ".b", "c."]);
    }

    #[test]
    fn headers_are_found_from_the_outside_in() {
        let year = Cell { columns: 2, ..head(0, 1) };
        let side = |row, rows| Cell { rows, header: Some(Header::Row), ..at(row, 0) };
        let cells = [
            ('y', year),
            ('q', head(1, 1)),
            ('r', head(1, 2)),
            ('s', side(2, 2)),
            ('1', at(2, 1)),
            ('2', at(2, 2)),
            ('3', at(3, 2)),
            ('n', Cell { columns: 3, ..head(4, 0) }),
            ('t', side(5, 1)),
            ('4', at(5, 1)),
        ];
        let text = text(&cells);
        let table = Table::new(&text, 0..cells.len());
        let headers = |block: usize| {
            let (row, slot) = table.find(block).expect("a cell");
            let letters = |slots: Vec<&Slot>| -> String {
                slots.iter().map(|slot| cells[slot.blocks.start].0).collect()
            };
            let (beside, above) = table.headers(row, slot);
            (letters(beside), letters(above))
        };
        let both = |beside: &str, above: &str| (beside.to_owned(), above.to_owned());
        assert_eq!(headers(4), both("s", "yq"));
        assert_eq!(headers(5), both("s", "yr"));
        assert_eq!(headers(6), both("s", "yr"));
        assert_eq!(headers(2), both("", "y"));
        assert_eq!(headers(3), both("", ""));
        assert_eq!(headers(9), both("t", "n"));
        assert_eq!(table.find(10), None);
    }

    proptest! {
        /// Whatever the positions are, `grid` finds no place in two cells and none in no cell.
        #[test]
        fn any_cells_make_a_grid(
            steps in proptest::collection::vec((0..3_u32, 0..4_u16, 1..5_u16, 1..4_u16), 1..30),
        ) {
            let (mut row, mut column) = (0, 0);
            let cells: Vec<_> = steps.into_iter().map(|(down, right, rows, columns)| {
                if down > 0 { (row, column) = (row + down, right) } else { column += right }
                ('x', spans(row, column, rows, columns))
            }).collect();
            let text = text(&cells);
            let table = Table::new(&text, 0..cells.len());
            let grid = grid(&text, &table);
            prop_assert!(grid.iter().all(|row| !row.contains('?')), "{grid:?}");
            let blocks: usize = table.rows.iter().flat_map(|row| &row.cells).map(|slot| slot.blocks.len()).sum();
            prop_assert_eq!(blocks, cells.len());
        }
    }
}
