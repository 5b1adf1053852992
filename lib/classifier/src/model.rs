//! What was learned from a registry, as bytes that stand beside its Parquet files.

const MAGIC: &[u8; 8] = b"WTCLS\x01\0\0";

/// Weights of runs of characters. Empty where there were too few firms to learn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Firms whose names told their trade, from which the weights were learned.
    taught_by: u64,
}

/// Why bytes are not a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// The bytes do not begin as a model of this version does: train again.
    Foreign,
    /// The bytes end too early or contradict themselves: the file is damaged, train again.
    Damaged,
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Foreign => "this is not a classifier model of this version; build the registry again",
            Self::Damaged => "the classifier model is damaged; build the registry again",
        })
    }
}

impl std::error::Error for ModelError {}

impl Model {
    /// The model that knows nothing: the lexicon decides alone.
    pub fn empty() -> Self {
        Self::default()
    }

    pub fn is_empty(&self) -> bool {
        self.taught_by == 0
    }

    /// Firms whose names told their trade, from which the weights were learned.
    pub fn taught_by(&self) -> u64 {
        self.taught_by
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.taught_by.to_le_bytes());
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Foreign)?;
        let taught_by = rest.try_into().map(u64::from_le_bytes).map_err(|_| ModelError::Damaged)?;
        Ok(Self { taught_by })
    }
}
