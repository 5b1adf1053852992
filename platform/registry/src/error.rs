//! What can go wrong with a registry, in sentences that say what to do.
use std::fmt;
use std::path::{Path, PathBuf};

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    /// A file or folder cannot be read or written.
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A spreadsheet or text table cannot be read as a whole.
    Sheet {
        path: PathBuf,
        source: sheet::SheetError,
    },
    /// A Parquet file cannot be read as a whole.
    Parquet {
        path: PathBuf,
        reason: String,
    },
    /// None of the given paths holds a file of a kind that is read.
    NothingToRead {
        path: PathBuf,
    },
    /// `--map` is not KEY=COLUMN with one of the keys.
    Mapping {
        given: String,
        keys: String,
    },
    NoColumn {
        column: String,
        file: String,
        headings: String,
    },
    NoNameColumn {
        file: String,
        headings: String,
    },
    /// There is no lake in this folder.
    NoLake {
        path: PathBuf,
    },
    /// The lake was written by another version, or its files are damaged or missing.
    Lake {
        path: PathBuf,
        reason: String,
    },
    /// Another process builds this lake at the moment.
    Busy {
        path: PathBuf,
    },
    /// The build was cancelled; the lake is as it was before.
    Cancelled,
    /// A filter or score that cannot be understood.
    Query {
        reason: String,
    },
    /// The engines inside failed.
    Engine(String),
    /// Nobody answers at the address of a cluster, or its executors are not there.
    #[cfg(feature = "dist")]
    Cluster {
        address: String,
        reason: String,
    },
    /// A node of a cluster cannot start, or stopped by itself.
    #[cfg(feature = "dist")]
    Node {
        address: String,
        reason: String,
    },
}

impl Error {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "registry-io",
            Self::Sheet { .. } => "registry-sheet",
            Self::Parquet { .. } => "registry-parquet",
            Self::NothingToRead { .. } => "registry-nothing-to-read",
            Self::Mapping { .. } => "registry-mapping",
            Self::NoColumn { .. } => "registry-no-column",
            Self::NoNameColumn { .. } => "registry-no-name-column",
            Self::NoLake { .. } => "registry-no-lake",
            Self::Lake { .. } => "registry-lake",
            Self::Busy { .. } => "registry-busy",
            Self::Cancelled => "registry-cancelled",
            Self::Query { .. } => "registry-query",
            Self::Engine(_) => "registry-engine",
            #[cfg(feature = "dist")]
            Self::Cluster { .. } => "registry-cluster",
            #[cfg(feature = "dist")]
            Self::Node { .. } => "registry-node",
        }
    }

    /// What the message names.
    pub fn args(&self) -> Vec<(String, String)> {
        let pair = |name: &str, value: &dyn fmt::Display| (name.to_owned(), value.to_string());
        match self {
            Self::Io { path, source } => vec![pair("path", &path.display()), pair("reason", source)],
            Self::Sheet { path, source } => vec![pair("path", &path.display()), pair("reason", source)],
            Self::Parquet { path, reason } | Self::Lake { path, reason } => {
                vec![pair("path", &path.display()), pair("reason", reason)]
            }
            Self::NothingToRead { path } | Self::NoLake { path } | Self::Busy { path } => {
                vec![pair("path", &path.display())]
            }
            Self::Mapping { given, keys } => vec![pair("given", given), pair("keys", keys)],
            Self::NoColumn { column, file, headings } => {
                vec![pair("column", column), pair("file", file), pair("headings", headings)]
            }
            Self::NoNameColumn { file, headings } => vec![pair("file", file), pair("headings", headings)],
            Self::Cancelled => Vec::new(),
            Self::Query { reason } | Self::Engine(reason) => vec![pair("reason", reason)],
            #[cfg(feature = "dist")]
            Self::Cluster { address, reason } | Self::Node { address, reason } => {
                vec![pair("address", address), pair("reason", reason)]
            }
        }
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn parquet(path: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> Self + use<> {
        let path = path.to_owned();
        move |e| Self::Parquet { path, reason: e.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{} cannot be read or written: {source}.", path.display()),
            Self::Sheet { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Parquet { path, reason } => write!(f, "{} is no readable Parquet file: {reason}.", path.display()),
            Self::NothingToRead { path } => {
                write!(f, "{} holds no .parquet, .csv, .tsv, .txt or .xlsx file.", path.display())
            }
            Self::Mapping { given, keys } => {
                write!(f, "'{given}' is no mapping: write KEY=COLUMN, or capital:万元=COLUMN. The keys are {keys}.")
            }
            Self::NoColumn { column, file, headings } => {
                write!(f, "{file} has no column '{column}'. Its columns are: {headings}.")
            }
            Self::NoNameColumn { file, headings } => write!(
                f,
                "In {file} no column could be recognised as the company's name: say which with --map name=COLUMN. Its columns are: {headings}."
            ),
            Self::NoLake { path } => {
                write!(f, "There is no registry in {}: build one with `wutong registry build`.", path.display())
            }
            Self::Lake { path, reason } => write!(
                f,
                "The registry in {} cannot be used ({reason}): build it again in an empty folder.",
                path.display()
            ),
            Self::Busy { path } => {
                write!(
                    f,
                    "The registry in {} is being built by another process: wait until it is done.",
                    path.display()
                )
            }
            Self::Cancelled => f.write_str("The build was cancelled; the registry is as it was before."),
            Self::Query { reason } => write!(f, "The question cannot be understood: {reason}."),
            Self::Engine(reason) => write!(f, "The registry failed to answer: {reason}."),
            #[cfg(feature = "dist")]
            Self::Cluster { address, reason } => write!(
                f,
                "The cluster at {address} is not ready ({reason}): start its scheduler and executors, or ask without it."
            ),
            #[cfg(feature = "dist")]
            Self::Node { address, reason } => write!(f, "The node on {address} stopped: {reason}."),
        }
    }
}

impl std::error::Error for Error {}

impl From<datafusion::error::DataFusionError> for Error {
    fn from(e: datafusion::error::DataFusionError) -> Self {
        Self::Engine(e.to_string())
    }
}

impl From<datafusion::arrow::error::ArrowError> for Error {
    fn from(e: datafusion::arrow::error::ArrowError) -> Self {
        Self::Engine(e.to_string())
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(e: tantivy::TantivyError) -> Self {
        Self::Engine(e.to_string())
    }
}
