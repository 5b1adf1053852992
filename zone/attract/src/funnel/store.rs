//! The only SQL of the funnel. Its conditions are the list's own, so that a figure and its list agree.
use super::rules::Reach;
use crate::lead::Lead;
use crate::lead::store::Where;
use ::store::{Conn, Value};
use kernel::{Relation, Result, Scope};

/// By what the funnel is cut: the lead's own columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Owner,
    Focus,
    Division,
    City,
}

impl By {
    pub const ALL: [By; 4] = [By::Owner, By::Focus, By::Division, By::City];
    /// The column, which is also the list's condition.
    pub fn code(self) -> &'static str {
        match self {
            By::Owner => "owner",
            By::Focus => "focus",
            By::Division => "division",
            By::City => "city",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.code() == code)
    }
}

fn zoned(conn: &Conn, w: &Where) -> Vec<Value> {
    std::iter::once(Value::from(conn.zone().as_str())).chain(w.args.iter().cloned()).collect()
}

/// Leads by group and furthest stage; `ladder` are the ids of the stages in their order.
pub async fn reaches(conn: &mut Conn, scope: &Scope<Lead>, w: &Where, by: By, ladder: &[&str]) -> Result<Vec<Reach>> {
    scope.require(&Relation::zone())?;
    let mut args = zoned(conn, w);
    let mut cases = String::new();
    for (place, stage) in ladder.iter().enumerate() {
        args.push((*stage).into());
        cases.push_str(&format!(" WHEN ${} THEN {place}", args.len()));
    }
    // Only a few stages: their places are numbers of ours, their ids are bound.
    let furthest = if cases.is_empty() { "NULL".to_owned() } else { format!("MAX(CASE p.stage{cases} END)") };
    let sql = format!(
        "SELECT x.g AS g, CAST(x.furthest AS BIGINT) AS furthest, COUNT(*) AS n FROM (SELECT {} AS g, \
         (SELECT {furthest} FROM lead_passage p WHERE p.zone_id = lead.zone_id AND p.lead_id = lead.id) AS furthest \
         FROM lead WHERE zone_id = $1{}) x GROUP BY x.g, x.furthest",
        by.code(),
        w.sql()
    );
    let rows = conn.rows(&sql, &args).await?;
    rows.iter()
        .map(|r| {
            Ok(Reach {
                group: r.opt_text("g")?,
                furthest: r.opt_int("furthest")?.and_then(|f| usize::try_from(f).ok()),
                leads: r.int("n")?,
            })
        })
        .collect()
}

/// Ended stays by stage and days: (stage, days, how often).
pub async fn stays(conn: &mut Conn, scope: &Scope<Lead>, w: &Where) -> Result<Vec<(String, i64, i64)>> {
    scope.require(&Relation::zone())?;
    let sql = format!(
        "SELECT p.stage AS stage, p.days AS days, COUNT(*) AS n FROM lead_passage p WHERE p.zone_id = $1 \
         AND p.days IS NOT NULL AND p.lead_id IN (SELECT id FROM lead WHERE zone_id = $1{}) GROUP BY p.stage, p.days",
        w.sql()
    );
    let rows = conn.rows(&sql, &zoned(conn, w)).await?;
    rows.iter().map(|r| Ok((r.text("stage")?, r.int("days")?, r.int("n")?))).collect()
}

/// Leads with an open hesitation, by reason.
pub async fn hesitating(conn: &mut Conn, scope: &Scope<Lead>, w: &Where) -> Result<Vec<(String, i64)>> {
    scope.require(&Relation::zone())?;
    let sql = format!(
        "SELECT h.reason AS reason, COUNT(DISTINCT h.lead_id) AS n FROM lead_hesitation h WHERE h.zone_id = $1 \
         AND h.resolved_on IS NULL AND h.lead_id IN (SELECT id FROM lead WHERE zone_id = $1{}) \
         GROUP BY h.reason ORDER BY n DESC, h.reason",
        w.sql()
    );
    let rows = conn.rows(&sql, &zoned(conn, w)).await?;
    rows.iter().map(|r| Ok((r.text("reason")?, r.int("n")?))).collect()
}
