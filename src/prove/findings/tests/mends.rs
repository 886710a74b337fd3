//! Cures: those that are offered, and those that would change what a gate decides.
