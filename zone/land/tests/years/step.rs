//! Steps of matters: which comes next, who may take it, and what the model says to who may not.
use super::World;
use super::command::{Cmd, Kind};
use crate::office::{CHEN, LIU, QIAN, SUN, WANG, ZHAO};
use chrono::{Days, NaiveDate};
use kernel::{Error, Result};
use land::catalogue::MatterKind;
use land::matter::command::Command;
use land::matter::service::{Step, perform};
use land::matter::{CorrectionItem, Document, Matter, Obligation, Outcome, Procedure, State};

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub matter: String,
    pub command: Command,
    pub on: NaiveDate,
    pub user: String,
}

const COMPANY: [&str; 3] = [SUN, WANG, LIU];
const ALL: [&str; 6] = [SUN, WANG, LIU, ZHAO, QIAN, CHEN];

/// The clerk of a department, by its id.
pub fn clerk_of(department: &str) -> &'static str {
    if department == "d-planning" { ZHAO } else { QIAN }
}

fn document() -> Document {
    Document { number: "示例〔2020〕1号".into(), note: String::new() }
}

fn decided(m: &Matter, n: u64) -> Command {
    let open = m.obligations.iter().any(|o| o.met_on.is_none());
    let outcome = match (n % 7, open) {
        (0, _) => Outcome::Rejected,
        (_, true) => Outcome::ApprovedTolerantly,
        _ => Outcome::Approved,
    };
    Command::Decide { outcome, document: document() }
}

impl World {
    /// What could come next for a matter; what leads on stands there more often.
    fn next(&self, m: &Matter, n: u64) -> Vec<Command> {
        let day = |days| (self.today() + Days::new(days)).to_string();
        let owed = Obligation { material: "drawings".into(), due_on: day(20), met_on: None };
        let item = CorrectionItem { what: "补盖章".into(), material: None, done: false };
        let opine = m.joint.first().map(|j| Command::Opine {
            department: j.department.clone(),
            agrees: !n.is_multiple_of(5),
            opinion: "同意".into(),
            by: None,
        });
        let meet = m.obligations.iter().find(|o| o.met_on.is_none());
        let meet = meet.map(|o| Command::MeetObligation { material: o.material.clone() });
        let work = m.kind == MatterKind::Work;
        let mut next = match m.state {
            State::Planned | State::Ready if work => vec![Command::Start],
            State::Planned | State::Ready | State::Refused | State::Withdrawn | State::Revoked => vec![Command::Submit],
            State::Submitted => vec![
                Command::Accept,
                Command::Accept,
                Command::Accept,
                Command::AcceptTolerantly { obligations: vec![owed] },
                Command::Refuse,
                Command::Withdraw,
            ],
            State::Accepted if work => vec![Command::Finish],
            State::Accepted => vec![
                decided(m, n),
                decided(m, n),
                decided(m, n + 1),
                Command::AskCorrection { items: vec![item], by: None },
                Command::BeginSpecial {
                    procedure: Procedure::ALL[usize::try_from(n % 4).unwrap()],
                    note: String::new(),
                },
                Command::Extend { days: 1 + i64::try_from(n % 15).unwrap(), approver: "陈主任".into() },
                Command::Withdraw,
            ],
            State::Correction => vec![Command::AnswerCorrection, Command::AnswerCorrection, Command::Withdraw],
            State::Special => vec![Command::EndSpecial, Command::EndSpecial, Command::Withdraw],
            State::Decided => vec![Command::Deliver, Command::Deliver, Command::Deliver, Command::Revoke],
            State::Delivered if m.outcome == Some(Outcome::Rejected) => vec![Command::Submit],
            State::Delivered if work => Vec::new(),
            State::Delivered => vec![Command::Revoke],
        };
        if m.state.is_running() {
            next.extend(opine.clone());
            next.extend(opine.filter(|_| m.joint.iter().any(|j| j.agrees.is_none())));
            next.extend(meet);
        }
        next
    }

    /// Whether the model lets this user take that step today.
    pub fn may(&self, user: &str, m: &Matter, command: &Command) -> bool {
        let department = match command {
            Command::Opine { department, .. } => {
                let joint = m.joint.iter().find(|j| j.department == *department);
                joint.and_then(|j| j.department_id.clone())
            }
            _ => m.department_id.clone(),
        };
        let clerk = department.as_ref().map(|d| clerk_of(d.as_str()));
        match command {
            Command::Submit
            | Command::AnswerCorrection
            | Command::Withdraw
            | Command::Start
            | Command::Finish
            | Command::MeetObligation { .. } => COMPANY.contains(&user) || user == CHEN,
            Command::Revoke | Command::Extend { .. } => user == CHEN,
            _ => clerk.is_some_and(|clerk| {
                let staff = [ZHAO, QIAN].contains(&user);
                user == clerk || (staff && self.truth.is_deputy(user, clerk, self.today()))
            }),
        }
    }

    pub async fn step(&mut self, cmd: &Cmd) -> (Vec<Taken>, Result<()>) {
        let open: Vec<&Matter> = self.seen.matters.values().filter(|m| !self.is_over(m)).collect();
        let pool: Vec<&Matter> = match (cmd.kind, open.is_empty()) {
            (Kind::Step, false) => open,
            _ => self.seen.matters.values().collect(),
        };
        let Some(m) = pick(&pool, cmd.a).map(|m| (*m).clone()) else { return (Vec::new(), Err(Error::NotFound)) };
        let fits = self.next(&m, cmd.c);
        let (command, user) = if cmd.kind == Kind::Step {
            let Some(command) = pick(&fits, cmd.b).cloned() else { return (Vec::new(), Err(Error::NotFound)) };
            let can: Vec<&str> = ALL.into_iter().filter(|user| self.may(user, &m, &command)).collect();
            let Some(user) = pick(&can, cmd.c / 8) else { return (Vec::new(), Err(Error::NotFound)) };
            (command, (*user).to_owned())
        } else {
            // Whatever fits another matter.
            let other = pick(&pool, cmd.b).map(|m| (*m).clone()).unwrap_or_else(|| m.clone());
            let Some(command) = pick(&self.next(&other, cmd.c), cmd.c).cloned() else { return (Vec::new(), Ok(())) };
            (command, (*pick(&ALL, cmd.b).unwrap()).to_owned())
        };
        let back = if cmd.c.is_multiple_of(4) { cmd.c / 4 % 6 } else { 0 };
        let on = self.today() - Days::new(back);
        let step = Step { id: &m.id, version: None, command: &command, on: Some(on), note: "" };
        let outcome = perform(&self.acting(&user), &self.s, &step).await;
        let taken = Taken { matter: m.id.to_string(), command, on, user };
        match outcome {
            Ok(_) => {
                self.truth.note(&m, &taken.command, on);
                (vec![taken], Ok(()))
            }
            // Who may is never told that he may not.
            Err(Error::Forbidden) if self.may(&taken.user, &m, &taken.command) => {
                (Vec::new(), Err(Error::internal(format!("{} may, and is refused: {taken:?}", taken.user))))
            }
            Err(error) => (Vec::new(), Err(error)),
        }
    }

    /// Nothing more comes, save that it is revoked.
    fn is_over(&self, m: &Matter) -> bool {
        let failed = m.outcome == Some(Outcome::Rejected);
        (m.state == State::Delivered && !failed) || (m.state == State::Planned && !self.is_near(m))
    }

    /// A planned matter is tried now and then, when all but time is there.
    fn is_near(&self, m: &Matter) -> bool {
        m.due_on.as_ref().is_some_and(|day| *day <= self.today().to_string())
    }
}

pub fn pick<T>(all: &[T], n: u64) -> Option<&T> {
    let len = u64::try_from(all.len()).unwrap();
    (len > 0).then(|| &all[usize::try_from(n % len.max(1)).unwrap()])
}
