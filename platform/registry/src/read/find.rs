//! Companies by filter, in the order of a column or of any score.
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::dataframe::DataFrame;
use datafusion::logical_expr::{Expr, col};

use super::engine::numbers;
use super::{Page, Registry, sql};
use crate::error::{Error, Result};
use crate::filter::Filter;

/// Companies of one page at most.
const LIMIT_MAX: usize = 10_000;
const SCORE_CHARS_MAX: usize = 2_000;

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
    /// Highest first: an expression of SQL over the columns of one company, such as
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
        let from = format!("FROM firms WHERE NOT individual AND {}", sql::condition(filter)?);
        let total = self.inner.engine.ask(&format!("SELECT count(*) AS firms {from}")).await?;
        let total = match total.first() {
            Some(batch) => numbers(batch, "firms")?.iter().next().flatten().unwrap_or_default(),
            None => 0,
        };
        let frame = self.ordered(self.inner.engine.frame(&format!("SELECT * {from}")).await?, order)?;
        let batches = frame.limit(offset, Some(limit))?.select(vec![col("id")])?.collect().await?;
        let mut ids = Vec::new();
        for batch in &batches {
            ids.extend(numbers(batch, "id")?.iter().flatten());
        }
        Ok(Page { total: u64::try_from(total).unwrap_or_default(), companies: self.by_ids(ids).await? })
    }

    fn ordered(&self, frame: DataFrame, order: &Order) -> Result<DataFrame> {
        let id = col("id").sort(true, false);
        let first = match order {
            Order::AsStored => return Ok(frame.sort(vec![id])?),
            Order::By { column, descending } => col(column.name()).sort(!descending, false),
            Order::Score(score) => self.score(&frame, score)?.sort(false, false),
        };
        Ok(frame.sort(vec![first, id])?)
    }

    fn score(&self, frame: &DataFrame, score: &str) -> Result<Expr> {
        let wrong = |reason: String| Error::Query { reason: format!("the score '{score}': {reason}") };
        if score.chars().count() > SCORE_CHARS_MAX {
            return Err(wrong(format!("it has more than {SCORE_CHARS_MAX} characters")));
        }
        let parsed = self.inner.engine.context().parse_sql_expr(score, frame.schema());
        let expr = parsed.map_err(|e| wrong(e.strip_backtrace()))?;
        let mut simple = true;
        expr.apply(|e| {
            simple &= !matches!(
                e,
                Expr::AggregateFunction(_)
                    | Expr::WindowFunction(_)
                    | Expr::ScalarSubquery(_)
                    | Expr::InSubquery(_)
                    | Expr::Exists(_)
            );
            Ok(TreeNodeRecursion::Continue)
        })?;
        if simple { Ok(expr) } else { Err(wrong("it must speak of one company only".to_owned())) }
    }
}
