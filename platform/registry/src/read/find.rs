//! Companies by filter, in the order of a column or of any score.
use datafusion::dataframe::DataFrame;
use datafusion::logical_expr::{Expr, col, not};

use super::condition::condition;
use super::engine::numbers;
use super::{Page, Registry, score};
use crate::error::{Error, Result};
use crate::filter::Filter;

/// Companies of one page at most.
const LIMIT_MAX: usize = 10_000;
const SCORE_CHARS_MAX: usize = 2_000;
const SCORE: &str = "score";

/// A column by which companies can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    RegisteredOn,
    ListedOn,
    Capital,
    Insured,
    Confidence,
    Name,
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::RegisteredOn => "registered_on",
            Self::ListedOn => "listed_on",
            Self::Capital => "capital_fen",
            Self::Insured => "insured",
            Self::Confidence => "confidence",
            Self::Name => "name",
        }
    }
}

/// The order of an answer. Companies without the value come last; equal ones stand in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Order {
    /// As they came into the lake.
    #[default]
    AsStored,
    By {
        column: Column,
        descending: bool,
    },
    /// Highest first: arithmetic over the columns of one company, such as
    /// `ln(capital_fen + 1) + CASE WHEN province = '新疆' THEN 3 ELSE 0 END`.
    Score(String),
}

impl Registry {
    /// The companies that pass a filter, in an order. Individual businesses are never among them.
    ///
    /// # Errors
    /// [`Error::Query`] for a filter or score that cannot be understood, or more than 10,000 companies at once.
    pub async fn find(&self, filter: &Filter, order: &Order, offset: usize, limit: usize) -> Result<Page> {
        if limit > LIMIT_MAX {
            return Err(Error::Query { reason: format!("at most {LIMIT_MAX} companies at once") });
        }
        let all = self.inner.engine.firms().await?.filter(not(col("individual")))?.filter(condition(filter)?)?;
        let total = all.clone().count().await?;
        let frame = Self::ordered(all, order)?;
        let batches = frame.limit(offset, Some(limit))?.select(vec![col("id")])?.collect().await?;
        let mut ids = Vec::new();
        for batch in &batches {
            ids.extend(numbers(batch, "id")?.iter().flatten());
        }
        Ok(Page { total: total as u64, at_least: false, companies: self.by_ids(ids).await? })
    }

    fn ordered(frame: DataFrame, order: &Order) -> Result<DataFrame> {
        let id = col("id").sort(true, false);
        let (frame, first) = match order {
            Order::AsStored => return Ok(frame.sort(vec![id])?),
            Order::By { column, descending } => (frame, col(column.name()).sort(!descending, false)),
            // As a column of its own: sorts by long expressions are lost when parts of a plan are sent to other machines.
            Order::Score(text) => {
                let score = scored(&frame, text)?;
                (frame.with_column(SCORE, score)?, col(SCORE).sort(false, false))
            }
        };
        Ok(frame.sort(vec![first, id])?)
    }
}

fn scored(frame: &DataFrame, text: &str) -> Result<Expr> {
    let wrong = |reason: String| Error::Query { reason: format!("the score '{text}': {reason}") };
    if text.chars().count() > SCORE_CHARS_MAX {
        return Err(wrong(format!("it has more than {SCORE_CHARS_MAX} characters")));
    }
    score::parse(text, frame.schema()).map_err(wrong)
}
