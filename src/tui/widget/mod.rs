//! Parts that several layers draw with.

pub(super) mod form;
pub(super) mod marks;
pub(super) mod nearest;
pub(super) mod text;
pub(super) mod window;
