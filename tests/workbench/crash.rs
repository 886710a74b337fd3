//! Sessions that are killed, and files that others write too.
