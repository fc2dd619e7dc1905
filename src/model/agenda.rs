//! Where an agenda item lands that is dragged, or moved with keys, in the tree as it is seen.

use super::project::ItemId;

/// A row of the agenda as it is seen: how deep it is, from 0, and its item.
pub type Row<'a> = (usize, &'a ItemId);

/// Where an item goes: below which item, or to the top, and before which sibling, or to the end.
pub type Place = (Option<ItemId>, Option<ItemId>);

/// Where an item lands in the gap above the row `gap` (or after the last), as deep as `depth` if the rows around allow it: at
/// most one below the row above, and at least as deep as the row below. `None` if that is where it is already, or below itself.
pub fn landing(rows: &[Row<'_>], item: &ItemId, gap: usize, depth: usize) -> Option<Place> {
    let at = rows.iter().position(|(_, id)| *id == item)?;
    let own = rows[at].0;
    let end = rows[at + 1..].iter().position(|(depth, _)| *depth <= own).map_or(rows.len(), |n| at + 1 + n);
    // What is below it goes along: only the rows around count.
    let gap = if (at..=end).contains(&gap) { at } else { gap.min(rows.len()) };
    let around = [&rows[..at], &rows[end..]].concat();
    let cut = if gap > at { gap - (end - at) } else { gap };
    let (above, below) = around.split_at(cut);
    let depth = depth.min(above.last().map_or(0, |(depth, _)| depth + 1));
    let depth = depth.max(below.first().map_or(0, |(depth, _)| *depth));
    let parent_at = |above: &[Row<'_>]| {
        let parent = above.iter().rev().find(|(above, _)| *above < depth);
        parent.map(|(_, id)| (*id).clone())
    };
    // A sibling follows only if nothing less deep stands between.
    let before = below.first().filter(|(below, _)| *below == depth).map(|(_, id)| (*id).clone());
    let is_there = gap == at && depth == own;
    (!is_there).then(|| (parent_at(above), before))
}

/// The rows that are seen: what is below a folded item is not.
pub fn unfolded<'a, T>(
    rows: impl IntoIterator<Item = T> + 'a,
    depth: impl Fn(&T) -> usize + 'a,
    is_folded: impl Fn(&T) -> bool + 'a,
) -> impl Iterator<Item = T> + 'a {
    let mut hidden_below = None;
    rows.into_iter().filter(move |row| {
        let depth = depth(row);
        if hidden_below.is_some_and(|above| depth > above) {
            return false;
        }
        hidden_below = is_folded(row).then_some(depth);
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree is drawn as rows, each with a point for every level: `a .b ..c d`.
    fn read(drawn: &str) -> Vec<(usize, ItemId)> {
        let row = |row: &str| {
            let name = row.trim_start_matches('.');
            (row.len() - name.len(), ItemId::new(name).expect("an id"))
        };
        drawn.split(' ').map(row).collect()
    }

    /// Moves an item as the place says, and draws the tree anew.
    fn moved(tree: &[(usize, ItemId)], item: &ItemId, (parent, before): &Place) -> String {
        let at = tree.iter().position(|(_, id)| id == item).expect("is there");
        let own = tree[at].0;
        let count = 1 + tree[at + 1..].iter().take_while(|(depth, _)| *depth > own).count();
        let (taken, mut rest) = (tree[at..at + count].to_vec(), tree[..at].to_vec());
        rest.extend_from_slice(&tree[at + count..]);
        let parent_at =
            parent.as_ref().map(|parent| rest.iter().position(|(_, id)| id == parent).expect("a parent"));
        let depth = parent_at.map_or(0, |at| rest[at].0 + 1);
        let to = match before {
            Some(before) => {
                let to = rest.iter().position(|(_, id)| id == before).expect("a sibling");
                assert_eq!(rest[to].0, depth, "a sibling is as deep");
                to
            }
            None => match parent_at {
                Some(at) => at + 1 + rest[at + 1..].iter().take_while(|(below, _)| *below >= depth).count(),
                None => rest.len(),
            },
        };
        rest.splice(to..to, taken.into_iter().map(|(below, id)| (below - own + depth, id)));
        let rows = rest.iter().map(|(depth, id)| format!("{}{id}", ".".repeat(*depth)));
        rows.collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(drawn: &str, item: &str, gap: usize, depth: usize, expected: &str) {
        let tree = read(drawn);
        let rows: Vec<_> = tree.iter().map(|(depth, id)| (*depth, id)).collect();
        let item = ItemId::new(item).expect("an id");
        let after = landing(&rows, &item, gap, depth).map(|place| moved(&tree, &item, &place));
        assert_eq!(after.as_deref(), Some(expected).filter(|it| !it.is_empty()));
    }

    #[test]
    fn items_land_where_they_are_let_go() {
        check("a b c", "c", 0, 0, "c a b");
        check("a b c", "a", 3, 0, "b c a");
        check("a b c", "a", 2, 0, "b a c");
        check("a b c", "b", 1, 0, "");
        check("a b c", "b", 2, 0, "");
    }

    #[test]
    fn items_are_nested() {
        check("a b c", "b", 1, 1, "a .b c");
        check("a b c", "b", 1, 9, "a .b c");
        check("a .b c", "c", 2, 1, "a .b .c");
        check("a .b c", "c", 2, 2, "a .b ..c");
        check("a .b .c d", "b", 1, 0, "");
        check("a .b c", "b", 2, 0, "a b c");
        check("a .b .c d", "c", 3, 0, "a .b c d");
    }

    #[test]
    fn what_is_below_goes_along() {
        check("a .b ..c d", "b", 4, 0, "a d b .c");
        check("a .b ..c d", "a", 4, 1, "d .a ..b ...c");
        check("a .b c", "a", 1, 0, "");
        check("a .b c", "a", 2, 1, "");
    }

    /// Wherever an item is let go, every other row stays in its order and nothing is lost.
    #[test]
    fn nothing_is_lost() {
        for drawn in ["a b c d", "a .b ..c .d e", "a .b .c ..d ..e f .g"] {
            let tree = read(drawn);
            let rows: Vec<_> = tree.iter().map(|(depth, id)| (*depth, id)).collect();
            for (_, item) in &tree {
                for gap in 0..=rows.len() {
                    for depth in 0..5 {
                        let Some(place) = landing(&rows, item, gap, depth) else { continue };
                        let after = read(&moved(&tree, item, &place));
                        let mut names: Vec<_> = after.iter().map(|(_, id)| id.as_str()).collect();
                        names.sort_unstable();
                        assert_eq!(names.len(), tree.len());
                        let deepest = after.windows(2).all(|pair| pair[1].0 <= pair[0].0 + 1);
                        assert!(deepest, "{drawn}: {item} to {gap}, {depth}: {after:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_below_a_folded_item_is_not_seen() {
        let tree = read("a .b ..c .d e .f");
        let seen = |folded: &str| {
            let rows = unfolded(tree.iter(), |row| row.0, |row| folded.contains(row.1.as_str()));
            rows.map(|row| row.1.as_str()).collect::<String>()
        };
        assert_eq!(seen(""), "abcdef");
        assert_eq!(seen("b"), "abdef");
        assert_eq!(seen("a"), "aef");
        assert_eq!(seen("ae"), "ae");
        assert_eq!(seen("ab"), "aef");
    }
}
