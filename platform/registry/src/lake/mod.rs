//! What a registry is on disk: a manifest that names everything that belongs to it, Parquet files by year of
//! registration, a full-text index and the classifier.
pub(crate) mod manifest;
pub(crate) mod rows;
pub(crate) mod table;
