//! 假设: what another order, tolerance, limit or pair of hands would change, in days, under the same random numbers.
use super::duration::{ENOUGH, LEGAL_DEFAULT_DAYS, limit_days};
use super::forecast::{ForecastError, Outcome, Setting, durations, forecast, reckon};
use super::{Compiled, Needed};
use crate::catalogue::{Link, LinkKind};
use schedule::{Duration, Paired, Quantiles, QuantilesError};

/// A change that is only thought of.
#[derive(Clone, Debug, PartialEq)]
pub enum WhatIf {
    /// 并联: the later one does not wait for the earlier one any more.
    Parallel { from: String, to: String },
    /// 容缺受理: it is accepted while what stands before it is still under way; it is finished only after that.
    Tolerant { code: String },
    /// Another limit in working days: durations shrink or grow with it.
    Limit { code: String, days: i64 },
    /// 换人: these matters take as long as they took in these cases, of which there may be few.
    Another { codes: Vec<String>, waiting_days: Vec<f64>, processing_days: Vec<f64> },
}

/// A plan and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub plan: Outcome,
    pub changed: Outcome,
    /// Changed minus plan in working days, run by run.
    pub paired: Paired,
}

/// Both forecasts share seed, runs and the draws of each matter; only what changes differs.
pub fn what_if(plan: &Compiled, changes: &[WhatIf], setting: &Setting) -> Result<Compared, ForecastError> {
    let before = forecast(plan, setting)?;
    let mut changed = plan.clone();
    let mut lengths = durations(plan, setting.samples)?;
    for change in changes {
        rewire(&mut changed, change);
        for (needed, (duration, _)) in changed.needed.iter_mut().zip(&mut lengths) {
            let code = needed.matter.code.clone();
            lengthen(needed, duration, change).map_err(|_| ForecastError::Duration(code))?;
        }
    }
    let after = reckon(&changed, &lengths, setting)?;
    let paired = Paired::of(&before.simulated, &after.simulated).ok_or(ForecastError::Runs)?;
    Ok(Compared { plan: before, changed: after, paired })
}

fn rewire(plan: &mut Compiled, change: &WhatIf) {
    match change {
        WhatIf::Parallel { from, to } => plan.links.retain(|l| l.from != *from || l.to != *to),
        WhatIf::Tolerant { code } => {
            let links = std::mem::take(&mut plan.links);
            plan.links = links.into_iter().flat_map(|link| tolerated(link, code)).collect();
        }
        WhatIf::Limit { .. } | WhatIf::Another { .. } => {}
    }
}

/// It starts when the earlier one has started and is finished when that one is: what is missing may follow.
fn tolerated(link: Link, code: &str) -> Vec<Link> {
    if link.to != code || link.kind != LinkKind::FinishToStart {
        return vec![link];
    }
    let finish = Link { kind: LinkKind::FinishToFinish, ..link.clone() };
    vec![Link { kind: LinkKind::StartToStart, lag_days: 0, ..link }, finish]
}

fn lengthen(needed: &mut Needed, duration: &mut Duration, change: &WhatIf) -> Result<(), QuantilesError> {
    let matter = &mut needed.matter;
    match change {
        WhatIf::Limit { code, days } if matter.code == *code => {
            let limit = limit_days(matter).unwrap_or(LEGAL_DEFAULT_DAYS).max(1);
            duration.processing = duration.processing.scaled(*days as f64 / limit as f64);
            matter.promised_days = Some(*days);
        }
        WhatIf::Another { codes, waiting_days, processing_days } if codes.contains(&matter.code) => {
            duration.waiting = as_seen(waiting_days, &duration.waiting)?;
            duration.processing = as_seen(processing_days, &duration.processing)?;
        }
        _ => {}
    }
    Ok(())
}

/// Few cases say only part.
fn as_seen(days: &[f64], otherwise: &Quantiles) -> Result<Quantiles, QuantilesError> {
    match days.is_empty() {
        true => Ok(otherwise.clone()),
        false => Ok(Quantiles::from_samples(days)?.shrunk(days.len(), otherwise, ENOUGH)),
    }
}
