//! A short list whose copies share what did not change, also where something was put in or taken out in the middle: a thousand patterns
//! get another track while only an eighth of the places of their lanes is copied.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// The most elements of one piece.
const PIECE: usize = 8;

/// A list in pieces of 1 to 8 elements.
#[derive(Clone)]
pub struct Pieces<T> {
    pieces: Vec<Arc<[T]>>,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Pieces { pieces: Vec::new() }
    }
}

impl<T: PartialEq> PartialEq for Pieces<T> {
    fn eq(&self, other: &Pieces<T>) -> bool {
        let same = |(own, other): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(own, other);
        let shared =
            self.pieces.len() == other.pieces.len() && self.pieces.iter().zip(&other.pieces).all(same);
        shared || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl<T: Eq> Eq for Pieces<T> {}

impl<T: fmt::Debug> fmt::Debug for Pieces<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Serialize> Serialize for Pieces<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pieces<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|list: Vec<T>| list.into_iter().collect())
    }
}

impl<T> FromIterator<T> for Pieces<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        let mut list = list.into_iter();
        let mut pieces = Vec::new();
        loop {
            let piece: Arc<[T]> = list.by_ref().take(PIECE).collect();
            if piece.is_empty() {
                pieces.shrink_to_fit(); // undo keeps many
                return Pieces { pieces };
            }
            pieces.push(piece);
        }
    }
}

impl<T> From<Vec<T>> for Pieces<T> {
    fn from(list: Vec<T>) -> Self {
        list.into_iter().collect()
    }
}

/// # Panics
/// Beyond the end, as other lists do.
impl<T> Index<usize> for Pieces<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        let (piece, place) = self.find(index).unwrap_or((self.pieces.len(), 0));
        &self.pieces[piece][place]
    }
}

/// # Panics
/// Beyond the end, as other lists do.
impl<T: Clone> IndexMut<usize> for Pieces<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        let (piece, place) = self.find(index).unwrap_or((self.pieces.len(), 0));
        &mut Arc::make_mut(&mut self.pieces[piece])[place]
    }
}

impl<T> Pieces<T> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The element at `index`.
    pub fn get(&self, index: usize) -> Option<&T> {
        let (piece, place) = self.find(index)?;
        self.pieces[piece].get(place)
    }

    /// All elements in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }

    /// The bytes of pieces and of the list of pieces that this copy does not share with `other`, without what elements point to.
    #[cfg(test)]
    pub(super) fn own_bytes(&self, other: &Pieces<T>) -> usize {
        let shared = |piece: &Arc<_>| other.pieces.iter().any(|other| Arc::ptr_eq(piece, other));
        let own = self.pieces.iter().filter(|piece| !shared(piece)).map(|piece| size_of_val(&**piece));
        own.sum::<usize>() + self.pieces.capacity() * size_of::<Arc<[T]>>()
    }

    /// The piece of an element and its place there.
    fn find(&self, index: usize) -> Option<(usize, usize)> {
        let mut place = index;
        for (number, piece) in self.pieces.iter().enumerate() {
            match place.checked_sub(piece.len()) {
                Some(further) => place = further,
                None => return Some((number, place)),
            }
        }
        None
    }
}

impl<T: Clone> Pieces<T> {
    /// The element at `index`, to be changed: its piece is copied if others share it.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let (piece, place) = self.find(index)?;
        Arc::make_mut(&mut self.pieces[piece]).get_mut(place)
    }

    /// All elements, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.pieces.iter_mut().flat_map(|piece| Arc::make_mut(piece).iter_mut())
    }

    /// Makes it that many elements: plain ones are added at the end, or the last ones are taken out.
    pub fn resize(&mut self, count: usize)
    where
        T: Default,
    {
        self.truncate(count);
        (self.len()..count).for_each(|index| self.insert(index, T::default()));
    }

    /// Takes out the elements from `count` on.
    pub fn truncate(&mut self, count: usize) {
        let Some((piece, place)) = self.find(count) else { return };
        self.pieces.truncate(piece + 1);
        match place {
            0 => _ = self.pieces.pop(),
            _ => self.pieces[piece] = self.pieces[piece][..place].into(),
        }
    }

    /// Puts an element before `index`, or behind the last; further on it is left out.
    pub fn insert(&mut self, index: usize, element: T) {
        let (piece, place) = match self.find(index) {
            Some(found) => found,
            None if index > self.len() => return,
            None => match self.pieces.last() {
                Some(last) if last.len() < PIECE => (self.pieces.len() - 1, last.len()),
                _ => {
                    self.pieces.reserve_exact(1);
                    return self.pieces.push([element].into());
                }
            },
        };
        let (before, after) = self.pieces[piece].split_at(place);
        if before.len() + after.len() < PIECE {
            self.pieces[piece] = joined(before, Some(element), after);
        } else {
            let (first, second) = match place > PIECE / 2 {
                true => (before[..PIECE / 2].into(), joined(&before[PIECE / 2..], Some(element), after)),
                false => {
                    let (after, later) = after.split_at(PIECE / 2 - place);
                    (joined(before, Some(element), after), later.into())
                }
            };
            self.pieces[piece] = first;
            self.pieces.reserve_exact(1);
            self.pieces.insert(piece + 1, second);
        }
    }

    /// Takes the element at `index` out, if there is one.
    pub fn remove(&mut self, index: usize) -> Option<T> {
        let (piece, place) = self.find(index)?;
        let old = self.pieces[piece].clone();
        let (before, after) = (&old[..place], &old[place + 1..]);
        let next = self.pieces.get(piece + 1).filter(|next| next.len() + old.len() <= PIECE);
        match next {
            // Two that fit into one become one.
            Some(next) => {
                self.pieces[piece] = before.iter().chain(after).chain(next.iter()).cloned().collect();
                self.pieces.remove(piece + 1);
            }
            None if old.len() == 1 => _ = self.pieces.remove(piece),
            None => self.pieces[piece] = joined(before, None, after),
        }
        Some(old[place].clone())
    }
}

fn joined<T: Clone>(before: &[T], element: Option<T>, after: &[T]) -> Arc<[T]> {
    before.iter().cloned().chain(element).chain(after.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What may be done with a list.
    #[derive(Clone, Debug)]
    enum Deed {
        Insert(usize),
        Remove(usize),
        Set(usize),
        Resize(usize),
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let place = 0usize..40;
        prop_oneof![
            4 => place.clone().prop_map(Deed::Insert),
            3 => place.clone().prop_map(Deed::Remove),
            2 => place.clone().prop_map(Deed::Set),
            1 => place.prop_map(Deed::Resize),
        ]
    }

    proptest! {
        #[test]
        fn it_is_a_list_whatever_is_done(deeds in proptest::collection::vec(deed(), 0..200)) {
            let (mut list, mut pieces) = (Vec::new(), Pieces::default());
            for (number, deed) in (0..).zip(deeds) {
                match deed {
                    Deed::Insert(at) if at <= list.len() => {
                        list.insert(at, number);
                        pieces.insert(at, number);
                    }
                    Deed::Insert(at) => pieces.insert(at, number),
                    Deed::Remove(at) => {
                        let element = (at < list.len()).then(|| list.remove(at));
                        prop_assert_eq!(pieces.remove(at), element);
                    },
                    Deed::Set(at) => match (list.get_mut(at), pieces.get_mut(at)) {
                        (Some(place), Some(other)) => (*place, *other) = (number, number),
                        (place, other) => prop_assert!(place.is_none() && other.is_none()),
                    },
                    Deed::Resize(count) => {
                        list.resize(count, 0);
                        pieces.resize(count);
                    }
                }
                prop_assert_eq!(pieces.len(), list.len());
                prop_assert!(pieces.iter().eq(&list));
                prop_assert!((0..40).all(|at| pieces.get(at) == list.get(at)));
                prop_assert_eq!(&pieces, &Pieces::from(list.clone()), "however its pieces are cut");
                prop_assert!(pieces.pieces.iter().all(|piece| (1..=PIECE).contains(&piece.len())));
            }
        }
    }

    #[test]
    fn an_element_put_in_leaves_the_other_pieces_shared() {
        let list: Pieces<usize> = (0..64).collect();
        let mut wider = list.clone();
        wider.insert(31, 1000);
        let shared = |piece: &&Arc<_>| list.pieces.iter().any(|other| Arc::ptr_eq(piece, other));
        assert_eq!(wider.pieces.iter().filter(shared).count(), 7);
        assert_eq!(wider.remove(31), Some(1000));
        assert_eq!((wider.pieces.iter().filter(shared).count(), &wider), (7, &list));
    }
}
