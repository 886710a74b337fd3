//! A list whose items are shared by the copies of a draft until one of them changes its own.
//!
//! A copy of a draft costs a pointer for each condition and stage, so that one can be kept as the
//! saved state, handed to another thread or compared without a second scenario in memory.

use std::borrow::Cow;
use std::ops::{Index, IndexMut};
use std::slice;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A list of items that its copies share.
#[derive(Debug, PartialEq, Eq)]
pub struct Shared<T>(Vec<Arc<T>>);

/// The items of a list, in order.
pub type Iter<'a, T> = std::iter::Map<slice::Iter<'a, Arc<T>>, fn(&'a Arc<T>) -> &'a T>;

impl<T> Shared<T> {
    /// Returns an empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns how many items there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there are no items.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the items in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter().map(|item| item)
    }

    /// Returns the item at a position.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index).map(|item| &**item)
    }

    /// Returns the first item.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// Returns the last item.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.0.last().map(|item| &**item)
    }

    /// Returns the items as copies of the list share them, to keep some.
    pub fn iter_shared(&self) -> slice::Iter<'_, Arc<T>> {
        self.0.iter()
    }

    /// Puts an item at the end.
    pub fn push(&mut self, item: T) {
        self.0.push(Arc::new(item));
    }

    /// Gives room back that no item needs.
    pub fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Puts an item at a position, before what is there.
    ///
    /// # Panics
    /// When the position is beyond the end.
    pub fn insert(&mut self, index: usize, item: T) {
        self.0.insert(index, Arc::new(item));
    }
}

impl<T: Clone> Shared<T> {
    /// Returns the item at a position to change it; copies of the list keep theirs.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.0.get_mut(index).map(Arc::make_mut)
    }

    /// Returns the items in order to change them; copies of the list keep theirs.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(Arc::make_mut)
    }

    /// Takes out the item at a position.
    ///
    /// # Panics
    /// When there is none.
    pub fn remove(&mut self, index: usize) -> T {
        Arc::unwrap_or_clone(self.0.remove(index))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Index<usize> for Shared<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        &self.0[index]
    }
}

impl<T: Clone> IndexMut<usize> for Shared<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        Arc::make_mut(&mut self.0[index])
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().map(Arc::new).collect())
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: JsonSchema> JsonSchema for Shared<T> {
    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Vec::<T>::schema_id()
    }

    fn inline_schema() -> bool {
        Vec::<T>::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_shares_what_was_not_changed() {
        let mut list: Shared<String> = ["a", "b", "c"].map(str::to_owned).into_iter().collect();
        let copy = list.clone();
        list.get_mut(1).unwrap().push('!');
        assert_eq!(list.remove(0), "a");
        list.insert(2, "d".to_owned());
        assert!(list.iter().eq(["b!", "c", "d"]));
        assert!(copy.iter().eq(["a", "b", "c"]));
        let same = |one: usize, other: usize| {
            let item = |list: &Shared<String>, at: usize| list.iter_shared().nth(at).cloned();
            Arc::ptr_eq(&item(&list, one).unwrap(), &item(&copy, other).unwrap())
        };
        assert!(same(1, 2) && !same(0, 1));
    }
}
