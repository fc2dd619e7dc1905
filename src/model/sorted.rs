//! Maps and sets that keep what they hold sorted, in a row of short vectors.
//!
//! They stand in for the standard library's trees, of which every pair of types adds ten kilobytes to the bundle.
//! Finding is two binary searches, and what comes in order is appended. Putting something between others moves no more
//! than a few hundred of them; in one vector, ten thousand entries that come in no order were a tenth of a second.

use std::borrow::Borrow;
use std::cmp::Ordering;

/// Values by key, in the order of the keys.
#[derive(Clone, Debug)]
pub struct Map<K, V> {
    /// None of them is empty.
    chunks: Vec<Vec<(K, V)>>,
    len: usize,
}

/// Values without their like, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Set<T>(Map<T, ()>);

/// The most entries that a chunk has.
const MOST: usize = 256;

/// Sorts; what compares as equal stays in its order. All sorting goes through here, since the standard library's is
/// three kilobytes for every type: what is sorted here are places, the same for all.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let order = order(items.len(), &|one, other| compare(&items[one], &items[other]));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| taken[place].take()));
}

/// The places from 0 in the order of what stands there: a merge sort from the bottom up, a tenth of the code of the
/// standard library's.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = order.clone();
    let mut width = 1;
    while width < count {
        for start in (0..count).step_by(2 * width) {
            let (middle, end) = ((start + width).min(count), (start + 2 * width).min(count));
            let (mut one, mut other) = (start, middle);
            for to in &mut merged[start..end] {
                let is_first =
                    other == end || one < middle && compare(order[one], order[other]) != Ordering::Greater;
                let from = if is_first { &mut one } else { &mut other };
                *to = order[*from];
                *from += 1;
            }
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map { chunks: Vec::new(), len: 0 }
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Set(Map::default())
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Map<K, V>) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

/// A chunk, and a place in it.
type At = (usize, usize);

/// Where something is among chunks, or would have to be: one search for all types. `compare` says how what stands at a
/// place is to what is looked for.
fn search(
    chunks: usize,
    length: &dyn Fn(usize) -> usize,
    compare: &dyn Fn(At) -> Ordering,
) -> Result<At, At> {
    let Some(last) = chunks.checked_sub(1) else { return Err((0, 0)) };
    let is_before = |at: At| compare(at) == Ordering::Less;
    // What comes in order is appended most of all.
    if is_before((last, length(last) - 1)) {
        return Err((last, length(last)));
    }
    let (mut chunk, mut end) = (0, last);
    while chunk < end {
        let middle = (chunk + end) / 2;
        if is_before((middle, length(middle) - 1)) { chunk = middle + 1 } else { end = middle }
    }
    let (mut at, mut end) = (0, length(chunk));
    while at < end {
        let middle = (at + end) / 2;
        match compare((chunk, middle)) {
            Ordering::Less => at = middle + 1,
            Ordering::Equal => return Ok((chunk, middle)),
            Ordering::Greater => end = middle,
        }
    }
    Err((chunk, at))
}

impl<K: Ord, V> Map<K, V> {
    /// Where a key is, or would have to be.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<At, At>
    where
        K: Borrow<Q>,
    {
        let length = |chunk: usize| self.chunks[chunk].len();
        let compare = |(chunk, at): At| self.chunks[chunk][at].0.borrow().cmp(key);
        search(self.chunks.len(), &length, &compare)
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (chunk, at) = self.find(key).ok()?;
        Some(&self.chunks[chunk][at].1)
    }

    /// The value of a key.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (chunk, at) = self.find(key).ok()?;
        Some(&mut self.chunks[chunk][at].1)
    }

    /// Whether there is a value of the key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Gives a key its value, and returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok((chunk, at)) => Some(std::mem::replace(&mut self.chunks[chunk][at].1, value)),
            Err(at) => {
                self.put(at, (key, value));
                None
            }
        }
    }

    /// The value of a key, which gets this one if it has none.
    pub fn or_insert(&mut self, key: K, value: V) -> &mut V {
        let (chunk, at) = self.find(&key).unwrap_or_else(|at| self.put(at, (key, value)));
        &mut self.chunks[chunk][at].1
    }

    /// Puts an entry where [`Map::find`] said, and returns where it is then.
    #[inline(never)]
    fn put(&mut self, (mut chunk, mut at): At, entry: (K, V)) -> At {
        self.len += 1;
        let full = self.chunks.get(chunk).is_none_or(|chunk| chunk.len() >= MOST);
        if full && self.chunks.get(chunk).is_none_or(|chunk| chunk.len() == at) {
            // Behind a full chunk: what comes in order fills one after the other.
            (chunk, at) = (self.chunks.len().min(chunk + 1), 0);
            self.chunks.insert(chunk, Vec::new());
        } else if full {
            let half = self.chunks[chunk].split_off(MOST / 2);
            self.chunks.insert(chunk + 1, half);
            if at > MOST / 2 {
                (chunk, at) = (chunk + 1, at - MOST / 2);
            }
        }
        self.chunks[chunk].insert(at, entry);
        (chunk, at)
    }

    /// The value of a key, which gets the usual one if it has none.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert(key, V::default())
    }

    /// Takes a key out, and returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (chunk, at) = self.find(key).ok()?;
        let (_, value) = self.chunks[chunk].remove(at);
        self.len -= 1;
        if self.chunks[chunk].is_empty() {
            self.chunks.remove(chunk);
        }
        Some(value)
    }
}

impl<K, V> Map<K, V> {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        *self = Map::default();
    }

    /// The keys and values in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { chunks: &self.chunks, first: Default::default(), last: Default::default() }
    }

    /// The keys and values in order, without the first for which `is_before` holds.
    pub fn iter_after(&self, is_before: impl Fn(&K) -> bool) -> Iter<'_, K, V> {
        let is_below = |(key, _): &(K, V)| is_before(key);
        let chunk = self.chunks.partition_point(|chunk| chunk.last().is_some_and(is_below));
        let (begun, rest) = match self.chunks.get(chunk..).and_then(|chunks| chunks.split_first()) {
            Some((begun, rest)) => (&begun[begun.partition_point(is_below)..], rest),
            None => (&[][..], &[][..]),
        };
        Iter { chunks: rest, first: begun.iter(), last: Default::default() }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.chunks.iter_mut().flatten().map(|(_, value)| value)
    }

    /// Keeps what is wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&K, &V) -> bool) {
        self.chunks.retain_mut(|chunk| {
            chunk.retain(|(key, value)| wanted(key, value));
            !chunk.is_empty()
        });
        self.len = self.chunks.iter().map(Vec::len).sum();
    }
}

/// Goes through the keys and values of a map. What goes on at the ends of chunks is in functions, so that it is not in
/// every loop.
pub struct Iter<'a, K, V> {
    chunks: &'a [Vec<(K, V)>],
    first: std::slice::Iter<'a, (K, V)>,
    last: std::slice::Iter<'a, (K, V)>,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { chunks: self.chunks, first: self.first.clone(), last: self.last.clone() }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        while self.first.len() == 0
            && let Some((chunk, rest)) = self.chunks.split_first()
        {
            (self.first, self.chunks) = (chunk.iter(), rest);
        }
        let entry = self.first.next().or_else(|| self.last.next());
        entry.map(|(key, value)| (key, value))
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    #[inline(never)]
    fn next_back(&mut self) -> Option<Self::Item> {
        while self.last.len() == 0
            && let Some((chunk, rest)) = self.chunks.split_last()
        {
            (self.last, self.chunks) = (chunk.iter(), rest);
        }
        let entry = self.last.next_back().or_else(|| self.first.next_back());
        entry.map(|(key, value)| (key, value))
    }
}

impl<T: Ord> Set<T> {
    /// Whether it has the value.
    pub fn contains<Q: Ord + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(value)
    }

    /// Puts a value in; whether it was not there.
    pub fn insert(&mut self, value: T) -> bool {
        self.0.insert(value, ()).is_none()
    }

    /// Takes a value out; whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.remove(value).is_some()
    }
}

impl<T> Set<T> {
    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The first value.
    pub fn first(&self) -> Option<&T> {
        self.iter().next()
    }

    /// The values in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.keys()
    }

    /// The values in order, without the first for which `is_before` holds.
    pub fn iter_after(&self, is_before: impl Fn(&T) -> bool) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter_after(is_before).map(|(value, ())| value)
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Map::default();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> std::ops::Index<&Q> for Map<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is there")
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<(K, V)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.chunks.into_iter().flatten()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::iter::Map<<Map<T, ()> as IntoIterator>::IntoIter, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(value, ())| value)
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Set::default();
        set.extend(values);
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_map_is_as_a_tree(steps in proptest::collection::vec((0_u8..20, proptest::option::of(0_u8..9)), 0..60)) {
            let (mut map, mut tree) = (Map::default(), BTreeMap::new());
            for (key, value) in steps {
                match value {
                    Some(0) => prop_assert_eq!(*map.or_insert(key, 7), *tree.entry(key).or_insert(7)),
                    Some(value) => prop_assert_eq!(map.insert(key, value), tree.insert(key, value)),
                    None => prop_assert_eq!(map.remove(&key), tree.remove(&key)),
                }
                prop_assert!(map.iter().eq(tree.iter()));
                prop_assert!((0..20).all(|key| map.get(&key) == tree.get(&key)));
            }
        }
    }

    proptest! {
        #[test]
        fn a_large_map_is_as_a_tree(steps in proptest::collection::vec((0_u16..2_000, 0_u8..4), 0..4_000), order in 0_u8..3) {
            let (mut map, mut tree) = (Map::default(), BTreeMap::new());
            for (number, (key, what)) in steps.into_iter().enumerate() {
                let key = if order == 0 { number as u16 } else if order == 1 { 5_000 - number as u16 } else { key };
                if what == 0 {
                    prop_assert_eq!(map.remove(&key), tree.remove(&key));
                } else {
                    prop_assert_eq!(map.insert(key, what), tree.insert(key, what));
                }
                prop_assert_eq!(map.get(&key), tree.get(&key));
                prop_assert_eq!(map.len(), tree.len());
            }
            prop_assert!(map.chunks.iter().all(|chunk| !chunk.is_empty() && chunk.len() <= MOST));
            prop_assert!(map.iter().eq(tree.iter()));
            map.retain(|key, _| key % 3 > 0);
            tree.retain(|key, _| key % 3 > 0);
            prop_assert!(map.iter().rev().eq(tree.iter().rev()));
            prop_assert_eq!(map.len(), tree.len());
            prop_assert!(map.into_iter().eq(tree));
        }
    }

    proptest! {
        #[test]
        fn sorting_is_stable(mut items in proptest::collection::vec((0_u8..9, any::<u8>()), 0..60)) {
            let mut sorted = items.clone();
            sorted.sort_by_key(|item| item.0);
            sort_by(&mut items, |one, other| one.0.cmp(&other.0));
            prop_assert_eq!(items, sorted);
        }
    }

    #[test]
    fn what_comes_after_is_found_across_chunks() {
        let mut set = Set::default();
        set.extend(0..1_000);
        for from in [0, 1, 255, 256, 257, 511, 512, 998, 999, 1_000] {
            let found: Vec<i32> = set.iter_after(|value| *value < from).copied().collect();
            assert_eq!(found, (from..1_000).collect::<Vec<_>>(), "from {from}");
        }
        assert_eq!(Set::<i32>::default().iter_after(|_| true).count(), 0);
    }

    #[test]
    fn a_set_has_each_value_once() {
        let set: Set<_> = [3, 1, 2, 3, 1].into_iter().collect();
        assert!(set.iter().eq(&[1, 2, 3]));
        assert_eq!(set.first(), Some(&1));
        assert!(set.contains(&2) && !set.contains(&4));
    }
}
