//! JSON Pointers (RFC 6901).

use std::borrow::Cow;

/// Returns a key as one step of a pointer.
#[must_use]
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(key)
    }
}

/// Returns the key that one step of a pointer names.
#[must_use]
pub(super) fn unescape(step: &str) -> Cow<'_, str> {
    if step.contains('~') {
        Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(step)
    }
}

/// Returns the steps of a pointer, still escaped; none for the whole document.
pub(super) fn steps(pointer: &str) -> impl Iterator<Item = &str> {
    pointer.split('/').skip(1)
}

/// Returns the pointer without its last step; none for the whole document.
#[must_use]
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rfind('/').map(|cut| &pointer[..cut])
}

/// Tells whether `pointer` is `ancestor` or lies below it.
#[must_use]
pub fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_escape_and_come_back() {
        assert_eq!(escape("a/b~c"), "a~1b~0c");
        assert_eq!(unescape("a~1b~0c"), "a/b~c");
        assert_eq!(unescape("~01"), "~1");
        assert_eq!(steps("/a/0").collect::<Vec<_>>(), ["a", "0"]);
        assert_eq!(steps("").count(), 0);
        assert_eq!(parent("/a/0"), Some("/a"));
        assert_eq!(parent(""), None);
        assert!(is_within("/a/1", "/a") && is_within("/a", "/a") && !is_within("/ab", "/a"));
    }
}
