//! The model as bytes, little endian: small, read in one pass, and checked, since a file can be damaged or foreign.
use crate::code::Group;
use crate::compact::{Dense, Sparse};
use crate::features::Vocabulary;
use crate::model::{DIVISIONS, Model};

const MAGIC: &[u8; 8] = b"WTCLS\x01\0\0";

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
    /// About 0.7 MB for a registry of 845,000 firms; 64 bytes when empty.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&self.taught_by.to_le_bytes());
        put_list(&mut out, self.vocabulary.hashes(), |h| h.to_le_bytes());
        put_list(&mut out, &self.groups, |g| g.number().to_le_bytes());
        out.extend_from_slice(&self.divisions.scale.to_le_bytes());
        put_list(&mut out, &self.divisions.values, |v| v.to_le_bytes());
        out.extend_from_slice(&self.within.scale.to_le_bytes());
        put_list(&mut out, &self.within.ends, |e| e.to_le_bytes());
        put_list(&mut out, &self.within.entries, |(class, step)| {
            let [low, high] = class.to_le_bytes();
            [low, high, step.to_le_bytes()[0]]
        });
        out
    }

    /// Reads what [`Model::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Foreign)?;
        let mut input = Input(rest);
        let model = read(&mut input).filter(|model| input.0.is_empty() && is_sound(model));
        model.ok_or(ModelError::Damaged)
    }
}

fn put_list<T, const N: usize>(out: &mut Vec<u8>, list: &[T], bytes: impl Fn(&T) -> [u8; N]) {
    out.extend_from_slice(&u32::try_from(list.len()).unwrap_or(u32::MAX).to_le_bytes());
    list.iter().for_each(|value| out.extend_from_slice(&bytes(value)));
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    /// A list is never longer than the bytes that are there, so a wrong length costs no memory.
    fn list<T, const N: usize>(&mut self, value: impl Fn([u8; N]) -> Option<T>) -> Option<Vec<T>> {
        let length = usize::try_from(u32::from_le_bytes(self.take()?)).ok()?;
        let (body, rest) = self.0.split_at_checked(length.checked_mul(N)?)?;
        self.0 = rest;
        body.chunks_exact(N).map(|chunk| value(chunk.try_into().ok()?)).collect()
    }
}

fn read(input: &mut Input<'_>) -> Option<Model> {
    let taught_by = u64::from_le_bytes(input.take()?);
    let vocabulary = Vocabulary::new(input.list(|b| Some(u64::from_le_bytes(b)))?);
    let groups = input.list(|b| Group::new(u16::from_le_bytes(b)))?;
    let scale = f32::from_le_bytes(input.take()?);
    let values = input.list(|b| Some(i8::from_le_bytes(b)))?;
    let classes = if values.is_empty() { 0 } else { DIVISIONS };
    let divisions = Dense { classes, scale, values };
    let scale = f32::from_le_bytes(input.take()?);
    let ends = input.list(|b| Some(u32::from_le_bytes(b)))?;
    let entries = input.list(|[low, high, step]| Some((u16::from_le_bytes([low, high]), i8::from_le_bytes([step]))))?;
    Some(Model { taught_by, vocabulary, divisions, groups, within: Sparse { scale, ends, entries } })
}

fn is_sound(model: &Model) -> bool {
    let features = model.vocabulary.features();
    let empty = model == &Model { taught_by: 0, ..Model::default() };
    let last = model.within.ends.last().and_then(|end| usize::try_from(*end).ok());
    let whole = model.divisions.values.len() == features.saturating_mul(DIVISIONS)
        && model.within.ends.len() == features
        && model.within.ends.is_sorted()
        && last == Some(model.within.entries.len())
        && model.groups.is_sorted();
    (empty || whole) && model.divisions.scale.is_finite() && model.within.scale.is_finite()
}
