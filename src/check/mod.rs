//! The layers of checks, each of which reports all its problems (REFERENCE §2).
