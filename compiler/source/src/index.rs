//! Typed `u32` indexes and the vectors they index.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A typed index; made by [`define_idx!`](crate::define_idx).
pub trait Idx: Copy + Eq + Ord + std::hash::Hash + std::fmt::Debug {
    /// The index of position `index`. Positions beyond `u32::MAX` saturate: inputs are limited to 256 MiB, so none occurs.
    fn from_usize(index: usize) -> Self;
    /// The position.
    fn to_usize(self) -> usize;
}

/// Defines a `u32` newtype that indexes an [`IdxVec`].
#[macro_export]
macro_rules! define_idx {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        $vis struct $name(u32);
        impl $crate::Idx for $name {
            fn from_usize(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
            fn to_usize(self) -> usize {
                self.0 as usize
            }
        }
    };
}

/// A vector indexed by its own index type only.
#[derive(Clone, PartialEq, Eq)]
pub struct IdxVec<I, T> {
    items: Vec<T>,
    index: PhantomData<fn(I) -> I>,
}

impl<I: Idx, T> IdxVec<I, T> {
    /// An empty vector.
    pub const fn new() -> Self {
        Self { items: Vec::new(), index: PhantomData }
    }

    /// Appends `item` and returns its index.
    pub fn push(&mut self, item: T) -> I {
        let id = I::from_usize(self.items.len());
        self.items.push(item);
        id
    }

    /// The item, or `None` for an index of another vector.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.to_usize())
    }

    /// The item, to be changed, or `None` for an index of another vector.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        self.items.get_mut(id.to_usize())
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Items in index order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// Items in index order, mutable.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// Index and item, in index order.
    pub fn iter_enumerated(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(index, item)| (I::from_usize(index), item))
    }

    /// All indexes, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::from_usize)
    }

    /// The items as a slice.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The items.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }
}

impl<I: Idx, T> Default for IdxVec<I, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I: Idx, T> From<Vec<T>> for IdxVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, index: PhantomData }
    }
}

impl<I: Idx, T> FromIterator<T> for IdxVec<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(iter: It) -> Self {
        Self::from(iter.into_iter().collect::<Vec<_>>())
    }
}

impl<'a, I: Idx, T> IntoIterator for &'a IdxVec<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, I: Idx, T> IntoIterator for &'a mut IdxVec<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<I: Idx, T> Index<I> for IdxVec<I, T> {
    type Output = T;
    #[expect(clippy::indexing_slicing, reason = "an index is made by the push of the vector it indexes; `get` serves every other case")]
    fn index(&self, id: I) -> &T {
        &self.items[id.to_usize()]
    }
}

impl<I: Idx, T> IndexMut<I> for IdxVec<I, T> {
    #[expect(clippy::indexing_slicing, reason = "an index is made by the push of the vector it indexes; `get` serves every other case")]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.to_usize()]
    }
}

impl<I, T: std::fmt::Debug> std::fmt::Debug for IdxVec<I, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.items.fmt(f)
    }
}
