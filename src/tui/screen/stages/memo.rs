//! Something derived that is kept until what it was derived from changes.

use std::cell::RefCell;
use std::rc::Rc;

/// The last thing that was derived, with what it was derived from.
///
/// Frames are drawn from the state alone; keeping what a frame needs changes nothing of it.
#[derive(Debug)]
pub(super) struct Memo<K, T>(RefCell<Option<(K, Rc<T>)>>);

impl<K, T> Default for Memo<K, T> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<K: PartialEq, T> Memo<K, T> {
    /// Returns what belongs to a key, deriving it only if that is not what was asked for last.
    pub(super) fn get(&self, key: K, derive: impl FnOnce() -> T) -> Rc<T> {
        let kept = self.0.try_borrow().ok().and_then(|kept| {
            let (old, value) = kept.as_ref()?;
            (*old == key).then(|| Rc::clone(value))
        });
        kept.unwrap_or_else(|| {
            let value = Rc::new(derive());
            if let Ok(mut kept) = self.0.try_borrow_mut() {
                *kept = Some((key, Rc::clone(&value)));
            }
            value
        })
    }
}
