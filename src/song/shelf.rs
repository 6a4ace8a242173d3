//! A list whose copies share what did not change: copying it, or one element of it, stays cheap with thousands of elements.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

const BOARD: usize = 32;

/// A list of shared elements in boards of 32. Replacing one element copies one board and the list of boards.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct Shelf<T> {
    boards: Vec<Arc<Vec<Arc<T>>>>,
}

impl<T> Clone for Shelf<T> {
    fn clone(&self) -> Self {
        Shelf { boards: self.boards.clone() }
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { boards: Vec::new() }
    }
}

impl<T> FromIterator<Arc<T>> for Shelf<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(elements: I) -> Self {
        let mut shelf = Shelf::default();
        elements.into_iter().for_each(|element| shelf.push(element));
        shelf
    }
}

impl<T> Shelf<T> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        match self.boards.split_last() {
            Some((last, full)) => full.len() * BOARD + last.len(),
            None => 0,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.boards.is_empty()
    }

    /// The element at `index`.
    pub fn get(&self, index: usize) -> Option<&Arc<T>> {
        self.boards.get(index / BOARD)?.get(index % BOARD)
    }

    /// All elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<T>> {
        self.boards.iter().flat_map(|board| board.iter())
    }

    /// Adds an element at the end.
    pub fn push(&mut self, element: Arc<T>) {
        match self.boards.last_mut() {
            Some(last) if last.len() < BOARD => Arc::make_mut(last).push(element),
            _ => self.boards.push(Arc::new(vec![element])),
        }
    }

    /// Replaces the element at `index`, if there is one.
    pub fn set(&mut self, index: usize, element: Arc<T>) {
        if let Some(place) =
            self.boards.get_mut(index / BOARD).and_then(|b| Arc::make_mut(b).get_mut(index % BOARD))
        {
            *place = element;
        }
    }

    /// Puts an element before `index`; the later ones move up.
    pub fn insert(&mut self, index: usize, element: Arc<T>) {
        let mut all: Vec<_> = self.iter().cloned().collect();
        all.insert(index.min(all.len()), element);
        *self = all.into_iter().collect();
    }

    /// Takes the element at `index` out; the later ones move down.
    pub fn remove(&mut self, index: usize) {
        *self = self.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, e)| e.clone()).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(shelf: &Shelf<usize>) -> Vec<usize> {
        shelf.iter().map(|n| **n).collect()
    }

    #[test]
    fn elements_keep_their_order_over_boards() {
        let mut shelf: Shelf<usize> = (0..100).map(Arc::new).collect();
        assert_eq!(shelf.len(), 100);
        shelf.insert(40, Arc::new(1000));
        shelf.remove(0);
        shelf.set(99, Arc::new(7));
        let mut expected: Vec<usize> = (0..100).collect();
        expected.insert(40, 1000);
        expected.remove(0);
        expected[99] = 7;
        assert_eq!(numbers(&shelf), expected);
    }

    #[test]
    fn replacing_one_element_shares_the_other_boards() {
        let shelf: Shelf<usize> = (0..1000).map(Arc::new).collect();
        let mut copy = shelf.clone();
        copy.set(500, Arc::new(0));
        let shared = shelf.boards.iter().zip(&copy.boards).filter(|(a, b)| Arc::ptr_eq(a, b)).count();
        assert_eq!(shared, shelf.boards.len() - 1);
    }
}
