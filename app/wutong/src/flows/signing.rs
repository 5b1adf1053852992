//! 签约 → 落地: "项目签约后仅1个月就动工了": a signing opens the project with its officer, its company and its first milestone, or nothing is signed.
use attract::agreement::{Agreement, Project as Investment};
use attract::directory::Answer;
use attract::landing::Landing;
use chrono::NaiveDate;
use kernel::{Ctx, Event, Result};
use land::LandState;
use land::project::draft::Facts;
use land::project::officer::officers;
use land::project::service::{Signing, open_in};
use land::project::store as projects;
use store::Tx;

/// Opens a project of 落地 for each investment of a signed agreement.
pub struct Opening(pub LandState);

impl Landing for Opening {
    fn signed<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        agreement: &'a Agreement,
        investments: &'a [Investment],
    ) -> Answer<'a, Vec<Event>> {
        Box::pin(async move {
            if investments.is_empty() {
                return Ok(Vec::new());
            }
            let officers = officers(ctx, &self.0).await?;
            let mut events = Vec::new();
            for investment in investments {
                events.extend(open(ctx, tx, agreement, investment, &officers).await?);
            }
            Ok(events)
        })
    }
}

async fn open(
    ctx: &Ctx,
    tx: &mut Tx,
    agreement: &Agreement,
    investment: &Investment,
    officers: &[String],
) -> Result<Vec<Event>> {
    if projects::of_investment(tx, &investment.id).await?.is_some() {
        return Ok(Vec::new());
    }
    let signed_on = agreement.signed_on.as_ref().and_then(|d| d.parse::<NaiveDate>().ok());
    let facts = Facts {
        name: investment.name.clone(),
        name_en: investment.name_en.clone(),
        code: None,
        enterprise_id: investment.company_id.clone(),
        enterprise: investment.company.clone(),
        focus: investment.focus.clone(),
        industry: None,
        site: String::new(),
        longitude: None,
        latitude: None,
        planned_fen: None,
        signed_on,
        note: None,
        source: agreement.source.clone(),
    };
    let signing = Signing {
        agreement_id: Some(agreement.id.clone()),
        investment_id: Some(investment.id.clone()),
        lead_id: agreement.lead_id.clone(),
    };
    Ok(open_in(tx, ctx, facts, signing, officers).await?.1)
}
