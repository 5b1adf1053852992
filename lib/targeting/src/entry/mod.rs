//! Which activity comes to which region next.
