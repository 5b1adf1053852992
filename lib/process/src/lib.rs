//! Event logs.
