//! Which industry is this company in? From its name and business scope (经营范围) to division and group of GB/T 4754-2017,
//! up to three of each with confidence, and the words that decided.
//!
//! Registries have no industry codes, but their names often tell the trade: 新疆众和铝业, 天河房地产开发. The lexicon that
//! ships with this crate reads such words; [`Trainer`] takes them as weak labels of the firm's scope and learns what else
//! firms of that trade write, so that a name that tells nothing is placed by its scope. Nothing is learned from anybody's
//! labelled data, and nothing but the lexicon ships. Where there is too little to learn from, the lexicon works alone.
//!
//! ```
//! use classifier::{Classifier, Firm};
//! let classifier = Classifier::lexicon_only();
//! let firm = Firm { name: "天河房地产开发有限公司", scope: "房地产开发、经营；物业管理" };
//! let verdict = classifier.classify(firm);
//! assert_eq!(verdict.group().map(|g| g.to_string()).as_deref(), Some("701"));
//! let division = verdict.division().ok_or("no division")?;
//! assert_eq!(classifier.explain(firm, division).first().map(|e| e.word.as_str()), Some("房地产开发"));
//! # Ok::<(), &str>(())
//! ```
mod bytes;
mod classifier;
mod code;
mod compact;
mod context;
mod corrections;
mod evidence;
mod features;
mod hash;
mod lexicon;
mod model;
mod parsed;
mod phrases;
mod reading;
mod sample;
mod softmax;
mod text;
mod train;
mod verdict;

pub use bytes::ModelError;
pub use classifier::Classifier;
pub use code::{Division, Group};
pub use corrections::{Corrected, Corrections};
pub use model::Model;
pub use text::SCOPE_CHARS;
pub use train::{Cancelled, Options, Progress, Trainer};
pub use verdict::{Evidence, Field, Firm, Guess, Top, Verdict};
