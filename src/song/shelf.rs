//! A list whose copies share what did not change: copying it, or one element of it, stays cheap with thousands of elements.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

const BOARD: usize = 32;

/// A list of shared elements in boards of 32. Replacing one element copies one board and the list of boards.
#[derive(Debug, PartialEq, Eq)]
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

impl<T: Serialize> Serialize for Shelf<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shelf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|elements: Vec<Arc<T>>| elements.into_iter().collect())
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

    /// Whether all boards are the very same: then all elements are.
    pub fn is_shared_with(&self, other: &Shelf<T>) -> bool {
        let mut boards = self.boards.iter().zip(&other.boards);
        self.boards.len() == other.boards.len() && boards.all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// The elements, and their places, in which another one or none stands in `other`. Boards that both share are passed over.
    pub fn others_than<'a>(&'a self, other: &'a Shelf<T>) -> impl Iterator<Item = (usize, &'a Arc<T>)> {
        let boards = self.boards.iter().enumerate().filter(|(number, board)| {
            other.boards.get(*number).is_none_or(|other| !Arc::ptr_eq(board, other))
        });
        let elements = boards.flat_map(|(number, board)| (number * BOARD..).zip(board.iter()));
        elements.filter(|(index, one)| other.get(*index).is_none_or(|other| !Arc::ptr_eq(one, other)))
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

    /// The element at `index`, to be changed: it and its board are copied if others share them.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T>
    where
        T: Clone,
    {
        let board = self.boards.get_mut(index / BOARD).filter(|board| index % BOARD < board.len())?;
        Arc::make_mut(board).get_mut(index % BOARD).map(Arc::make_mut)
    }

    /// Puts an element before `index`; the later ones move up.
    pub fn insert(&mut self, index: usize, element: Arc<T>) {
        let later = self.split_off(index);
        self.push(element);
        later.into_iter().for_each(|element| self.push(element));
    }

    /// The bytes of boards and of the list of boards that this copy does not share with `other`, without the elements'.
    #[cfg(test)]
    pub(super) fn own_bytes(&self, other: &Shelf<T>) -> usize {
        let shared = |board: &Arc<_>| other.boards.iter().any(|other| Arc::ptr_eq(board, other));
        let pointer = size_of::<Arc<T>>();
        let own = self.boards.iter().filter(|board| !shared(board)).map(|board| board.capacity() * pointer);
        own.sum::<usize>() + self.boards.capacity() * pointer
    }

    /// Takes the elements from `index` on out; the boards before them stay shared.
    fn split_off(&mut self, index: usize) -> Vec<Arc<T>> {
        let mut later = Vec::new();
        if index < self.len() {
            let (board, place) = (index / BOARD, index % BOARD);
            for shared in self.boards.drain(board..).collect::<Vec<_>>() {
                later.extend(shared.iter().cloned());
            }
            later.drain(..place).for_each(|element| self.push(element));
        }
        later
    }

    /// Takes the element at `index` out; the later ones move down.
    pub fn remove(&mut self, index: usize) {
        self.split_off(index).into_iter().skip(1).for_each(|element| self.push(element));
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
        assert_eq!(copy.others_than(&shelf).map(|(index, _)| index).collect::<Vec<_>>(), [500]);
        copy.push(Arc::new(1));
        assert_eq!(copy.others_than(&shelf).map(|(index, _)| index).collect::<Vec<_>>(), [500, 1000]);
        assert!(shelf.is_shared_with(&shelf.clone()) && !shelf.is_shared_with(&copy));
    }
}
