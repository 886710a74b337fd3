//! From a result schema to the comparators and expected values that can work (REFERENCE §3).
