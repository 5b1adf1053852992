//! The commands other than steps: sweeps, plans, the catalogue, officers, deputies, milestones.
use super::command::{Cmd, Kind};
use super::step::{Taken, clerk_of, pick};
use super::truth::{Count, Deputy};
use super::{Deed, World};
use crate::office::{CHEN, LIU, QIAN, SUN, WANG, ZHAO, answers, draft};
use chrono::Days;
use kernel::{Error, Result, Source};
use land::catalogue::part::Entry;
use land::catalogue::{Link, MatterType, Name, holiday, service as catalogue};
use land::matter::command::Command;
use land::matter::{State, delegation, ladder, service, supervise};
use land::plan::forecast::Setting;
use land::plan::service::{Adopt, adjust, adopt, migrate, propose};
use land::plan::what_if::{WhatIf, what_if};
use land::plan::{Change, live};
use land::project::service::{Reach, open, reach, stop};
use land::project::{MilestoneKind, Project, officer};
use std::collections::BTreeMap;

/// An invented notice for the first year that the product does not ship.
const HOLIDAYS_2027: &str = "date,kind,name\n2027-01-01/2027-01-03,holiday,元旦\n2027-02-05/2027-02-12,holiday,春节\n\
                             2027-02-14,workday,春节\n2027-04-03/2027-04-05,holiday,清明节\n2027-05-01/2027-05-05,holiday,劳动节\n\
                             2027-10-01/2027-10-07,holiday,国庆节\n2027-10-09,workday,国庆节\n";

impl World {
    pub async fn perform(&mut self, cmd: &Cmd) -> (Deed, Result<()>) {
        let mut deed = Deed::default();
        let outcome = match cmd.kind {
            Kind::Days => {
                let long = if cmd.b.is_multiple_of(6) { 30 } else { 9 };
                self.t.clock.advance(chrono::Duration::days(1 + i64::try_from(cmd.a % long).unwrap()));
                Ok(())
            }
            Kind::Step | Kind::Wild => {
                let (steps, outcome) = self.step(cmd).await;
                deed.steps = steps;
                outcome
            }
            Kind::Override => self.over(cmd).await,
            Kind::Sweep => {
                deed.swept = true;
                ladder::sweep(&self.t.ctx, &self.s).await.map(|_| ())
            }
            Kind::Sweeps => {
                deed.swept = true;
                let (a, b) = tokio::join!(ladder::sweep(&self.t.ctx, &self.s), ladder::sweep(&self.t.ctx, &self.s));
                a.and(b).map(|_| ())
            }
            Kind::Batch => self.batch(cmd, &mut deed.steps).await,
            Kind::Publish => self.publish(cmd).await,
            Kind::Holidays => {
                deed.holidays = true;
                self.holidays().await
            }
            Kind::Delegate => self.delegate(cmd).await,
            Kind::EndDelegation => self.end_delegation(cmd).await,
            Kind::Urge => self.urge(cmd).await,
            _ => self.on_project(cmd, &mut deed).await,
        };
        (deed, outcome)
    }

    fn project(&self, n: u64) -> Result<Project> {
        pick(&self.seen.projects.values().collect::<Vec<_>>(), n).map(|p| (*p).clone()).ok_or(Error::NotFound)
    }

    async fn on_project(&mut self, cmd: &Cmd, deed: &mut Deed) -> Result<()> {
        let (users, codes) = ([CHEN, WANG, LIU], ["planning", "permit", "water", "record"]);
        let ctx = self.acting(pick(&users, cmd.b).unwrap());
        if cmd.kind == Kind::Open {
            if self.seen.projects.len() > 3 {
                return Err(Error::NotFound);
            }
            deed.compiled = true;
            let p = open(&self.acting(CHEN), &self.s, &draft(&format!("项目{}", self.seen.projects.len()))).await?;
            let how = Adopt { theme: "enterprise", answers: &answers(cmd.a.is_multiple_of(2)), from: None };
            return adopt(&self.acting(CHEN), &self.s, &p.id, p.version, &how).await.map(|_| ());
        }
        let p = self.project(cmd.a)?;
        let code = (*pick(&codes, cmd.c).unwrap()).to_owned();
        match cmd.kind {
            Kind::Recompile => {
                deed.compiled = true;
                let how = Adopt { theme: "enterprise", answers: &answers(cmd.c.is_multiple_of(2)), from: None };
                adopt(&ctx, &self.s, &p.id, p.version, &how).await.map(|_| ())
            }
            Kind::Adjust => {
                deed.compiled = true;
                let change = match cmd.c % 5 {
                    0 => Change::Remove { code },
                    1 => Change::RemoveLink { from: "record".into(), to: "planning".into() },
                    2 => {
                        Change::AddLink { link: Link { from: "water".into(), to: "permit".into(), ..Link::default() } }
                    }
                    3 => Change::Promise { code, days: i64::try_from(cmd.b % 12).unwrap() },
                    _ => Change::Add { matter: Box::new(extra("by-hand", cmd.b)) },
                };
                adjust(&ctx, &self.s, &p.id, p.version, change, "示例").await.map(|_| ())
            }
            Kind::Migrate => {
                (deed.compiled, deed.migrated) = (true, true);
                migrate(&ctx, &self.s, &p.id, p.version).await.map(|_| ())
            }
            Kind::WhatIf => {
                deed.asked = true;
                self.ask(&ctx, &p, cmd).await
            }
            Kind::HandOver => {
                let officer = [WANG, LIU, "", SUN][usize::try_from(cmd.c % 4).unwrap()].to_owned();
                let how = officer::Handover { officer, reason: "轮岗".into(), notes: "见档案".into() };
                officer::hand_over(&ctx, &self.s, &p.id, p.version, &how).await.map(|_| ())
            }
            Kind::Reach => {
                let kind = MilestoneKind::ALL[usize::try_from(cmd.c % 6).unwrap()].code().to_owned();
                let day = (self.today() - Days::new(cmd.b % 40)).to_string();
                let how = Reach {
                    kind,
                    planned_on: day.clone(),
                    actual_on: day,
                    evidence: "会议纪要".into(),
                    ..Reach::default()
                };
                reach(&ctx, &self.s, &p.id, p.version, &how).await.map(|_| ())
            }
            _ if cmd.c.is_multiple_of(4) => {
                stop(&ctx, &self.s, &p.id, p.version, "企业放弃").await?;
                self.ended_with(&p);
                deed.stopped = Some(p.id);
                Ok(())
            }
            _ => Err(Error::NotFound),
        }
    }

    /// What is in hand of a project that was stopped has ended with it.
    fn ended_with(&mut self, p: &Project) {
        let on = self.today();
        for m in self.seen.matters.values().filter(|m| m.project_id == p.id && in_hand(m.state)) {
            self.truth.note(m, &Command::Withdraw, on);
        }
    }

    /// 假设: another proposal and what a tolerance would change; nothing of it is written.
    async fn ask(&self, ctx: &kernel::Ctx, p: &Project, cmd: &Cmd) -> Result<()> {
        let proposal = propose(ctx, &self.s, &p.id, "enterprise", &answers(cmd.c.is_multiple_of(2))).await?;
        let mut conn = self.t.db.read(&self.t.ctx.zone).await?;
        let calendar = land::calendar::of_zone(&mut conn).await?;
        let (samples, progress) = (Vec::new(), BTreeMap::new());
        let setting = Setting {
            calendar: &calendar,
            from: self.today(),
            runs: 100,
            seed: live::SEED,
            samples: &samples,
            progress: &progress,
        };
        let changes = [WhatIf::Tolerant { code: "permit".into() }];
        what_if(&proposal.compiled, &changes, &setting).map(|_| ()).map_err(|e| Error::internal(format!("{e:?}")))
    }

    async fn over(&mut self, cmd: &Cmd) -> Result<()> {
        let waiting: Vec<_> = self.seen.matters.values().filter(|m| m.state == State::Planned).collect();
        let m = pick(&waiting, cmd.a).ok_or(Error::NotFound)?;
        let user = if cmd.b.is_multiple_of(4) { WANG } else { CHEN };
        let reason = if cmd.c.is_multiple_of(5) { " " } else { "拿地即开工试点" };
        service::override_order(&self.acting(user), &self.s, &m.id, m.version, reason).await.map(|_| ())
    }

    async fn batch(&mut self, cmd: &Cmd, steps: &mut Vec<Taken>) -> Result<()> {
        let (state, command) = match cmd.a % 2 {
            0 => (State::Submitted, Command::Accept),
            _ => (State::Decided, Command::Deliver),
        };
        let clerk = if cmd.b.is_multiple_of(2) { ZHAO } else { QIAN };
        let ids: Vec<_> = self.seen.matters.values().filter(|m| m.state == state).map(|m| m.id.clone()).collect();
        let done = service::perform_each(&self.acting(clerk), &self.s, &ids, &command, "").await?;
        for (id, outcome) in done {
            let before = self.seen.matters[id.as_str()].clone();
            match outcome {
                Ok(_) => {
                    let on = self.today();
                    self.truth.note(&before, &command, on);
                    steps.push(Taken { matter: id.to_string(), command: command.clone(), on, user: clerk.to_owned() });
                }
                Err(Error::Forbidden) if self.may(clerk, &before, &command) => {
                    return Err(Error::internal(format!("{clerk} may, and is refused: {id}")));
                }
                Err(Error::Internal(e)) => return Err(Error::Internal(e)),
                Err(_) => {}
            }
        }
        if steps.is_empty() { Err(Error::NotFound) } else { Ok(()) }
    }

    /// A new version: other limits for a matter, and a matter that was not there.
    async fn publish(&mut self, cmd: &Cmd) -> Result<()> {
        let (ctx, db) = (self.acting(CHEN), &self.t.db);
        let draft = catalogue::start(&ctx, db, "enterprise").await?;
        let at = usize::try_from(cmd.a).unwrap() % draft.content.matters.len();
        let mut changed = draft.content.matters[at].clone();
        changed.promised_days = Some(1 + i64::try_from(cmd.b % 20).unwrap());
        let entry = Entry::Matter(Box::new(changed));
        let draft = catalogue::put(&ctx, db, ("enterprise", draft.version), entry, Some(at)).await?;
        let new = Entry::Matter(Box::new(extra(&format!("extra{}", draft.number), cmd.c)));
        let draft = catalogue::put(&ctx, db, ("enterprise", draft.version), new, None).await?;
        catalogue::publish(&ctx, &self.s, "enterprise", draft.version, "").await.map(|_| ())
    }

    async fn holidays(&mut self) -> Result<()> {
        let source = Source::named("示例通知");
        holiday::import(&self.acting(CHEN), &self.t.db, HOLIDAYS_2027, source).await?;
        let calendar = land::calendar::shipped()?.import(HOLIDAYS_2027).map_err(Error::internal)?.0;
        self.count = Count::of(&calendar);
        self.truth.consumed.clear();
        self.calendar_changed = true;
        Ok(())
    }

    async fn delegate(&mut self, cmd: &Cmd) -> Result<()> {
        let (from, to) = if cmd.a.is_multiple_of(2) { (ZHAO, QIAN) } else { (QIAN, ZHAO) };
        let begins = self.today() + Days::new(cmd.b % 3);
        let ends = begins + Days::new(cmd.c % 15);
        let draft = delegation::Draft {
            to_user: to.into(),
            from_on: begins.to_string(),
            to_on: ends.to_string(),
            reason: "出差".into(),
        };
        let given = delegation::give(&self.acting(from), &self.s, &draft).await?;
        let (from, to) = (from.to_owned(), to.to_owned());
        self.truth.deputies.push(Deputy { id: given.id, from, to, from_on: begins, to_on: ends, ended_on: None });
        Ok(())
    }

    async fn end_delegation(&mut self, cmd: &Cmd) -> Result<()> {
        let today = self.today();
        let at = usize::try_from(cmd.a).unwrap().checked_rem(self.truth.deputies.len()).ok_or(Error::NotFound)?;
        let one = self.truth.deputies[at].clone();
        delegation::end(&self.acting(&one.from), &self.s, &one.id).await?;
        self.truth.deputies[at].ended_on.get_or_insert(today);
        Ok(())
    }

    async fn urge(&mut self, cmd: &Cmd) -> Result<()> {
        let running: Vec<_> = self.seen.matters.values().filter(|m| m.state.is_running()).collect();
        let m = pick(&running, cmd.a).ok_or(Error::NotFound)?;
        let clerk = m.department_id.as_ref().map_or(QIAN, |d| clerk_of(d.as_str()));
        let user = if cmd.b.is_multiple_of(5) { clerk } else { CHEN };
        supervise::urge(&self.acting(user), &self.s, &m.id, "请说明").await.map(|_| ())
    }
}

/// Handed in or in work.
pub fn in_hand(state: State) -> bool {
    state == State::Submitted || state.is_running()
}

fn extra(code: &str, n: u64) -> MatterType {
    MatterType {
        code: code.into(),
        name: Name { zh: "新增事项".into(), en: "New matter".into() },
        department: "住建局".into(),
        stage: "early".into(),
        promised_days: Some(1 + i64::try_from(n % 9).unwrap()),
        statutory_days: Some(20),
        ..MatterType::default()
    }
}
