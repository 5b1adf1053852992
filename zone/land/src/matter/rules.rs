//! 事项的状态机: what may happen to a matter in which state, and what it does to the clocks. Pure: the day is handed in.
use super::command::{Command, Refusal};
use super::{
    ClockKind, ClockState, Correction, CorrectionItem, Document, Joint, Matter, MatterClock, Obligation, Outcome,
    Procedure, Special, State,
};
use crate::catalogue::MatterKind;
use chrono::NaiveDate;
use schedule::{Calendar, Clock};

/// 行政许可法 §42: the limit can be extended once by ten working days; joint handling by fifteen.
pub const MOST_EXTENSION_DAYS: i64 = 15;
/// Lines of a correction's checklist.
pub const MOST_ITEMS: usize = 50;

/// A matter with its clocks: what a command changes.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub matter: Matter,
    pub clocks: Vec<MatterClock>,
}

/// Which states lead where. The command's own conditions come on top.
pub fn allows(m: &Matter, command: &Command) -> bool {
    use State::{
        Accepted, Correction, Decided, Delivered, Planned, Ready, Refused, Revoked, Special, Submitted, Withdrawn,
    };
    let approval = m.kind == MatterKind::Approval;
    let failed = m.outcome == Some(Outcome::Rejected);
    match command {
        Command::Submit => {
            approval && (matches!(m.state, Ready | Refused | Withdrawn | Revoked) || (m.state == Delivered && failed))
        }
        Command::Accept | Command::AcceptTolerantly { .. } | Command::Refuse => approval && m.state == Submitted,
        Command::AskCorrection { .. } | Command::BeginSpecial { .. } => approval && m.state == Accepted,
        Command::AnswerCorrection => m.state == Correction,
        Command::EndSpecial => m.state == Special,
        Command::Opine { .. } => m.state.is_running(),
        Command::Decide { .. } => approval && m.state == Accepted,
        Command::Deliver => m.state == Decided,
        Command::Withdraw => approval && (m.state == Submitted || m.state.is_running()),
        Command::Revoke => approval && m.is_passed(),
        Command::Extend { .. } => approval && m.state.is_running(),
        Command::MeetObligation { .. } => !matches!(m.state, Planned | Ready | Withdrawn | Refused),
        Command::Start => !approval && m.state == Ready,
        Command::Finish => !approval && m.state == Accepted,
    }
}

/// The matter and its clocks after the command, or why not. `unmet` names the prerequisites that this command needs and that
/// are not there on that day (`order::unmet`).
pub fn apply(
    calendar: &Calendar,
    file: &File,
    command: &Command,
    on: NaiveDate,
    unmet: &[String],
) -> Result<File, Refusal> {
    if !allows(&file.matter, command) {
        return Err(Refusal::State);
    }
    if last_step(&file.matter).is_some_and(|last| on.to_string() < last) {
        return Err(Refusal::Backwards);
    }
    let mut next = file.clone();
    step(calendar, &mut next, command, on, unmet)?;
    derive(calendar, &mut next, on);
    Ok(next)
}

/// The day of the last step: nothing happens before it.
pub fn last_step(m: &Matter) -> Option<String> {
    let correction = m.correction.as_ref().map(|c| c.answered_on.clone().unwrap_or_else(|| c.asked_on.clone()));
    let special = m.specials.last().map(|s| s.to_on.clone().unwrap_or_else(|| s.from_on.clone()));
    let days = [&m.submitted_on, &m.accepted_on, &m.decided_on, &m.delivered_on, &m.ended_on, &correction, &special];
    days.into_iter().flatten().max().cloned()
}

fn step(
    calendar: &Calendar,
    file: &mut File,
    command: &Command,
    on: NaiveDate,
    unmet: &[String],
) -> Result<(), Refusal> {
    match command {
        Command::Submit => {
            nothing_missing(unmet)?;
            submit(file, on);
        }
        Command::Accept => accept(file, on, Vec::new())?,
        Command::AcceptTolerantly { obligations } => {
            check_obligations(&file.matter, obligations, on)?;
            accept(file, on, obligations.clone())?;
        }
        Command::Refuse => end(file, State::Refused, on)?,
        Command::AskCorrection { items, by } => ask_correction(file, items, by.clone(), on)?,
        Command::AnswerCorrection => answer_correction(file, on)?,
        Command::BeginSpecial { procedure, note } => begin_special(file, *procedure, note, on)?,
        Command::EndSpecial => end_special(file, on)?,
        Command::Opine { department, agrees, opinion, by } => {
            opine(&mut file.matter, department, (*agrees, opinion, by.clone()), on)?;
        }
        Command::Decide { outcome, document } => decide(file, *outcome, document, on, unmet)?,
        Command::Deliver => {
            file.matter.delivered_on = Some(on.to_string());
            file.matter.ended_on = Some(on.to_string());
            file.matter.state = State::Delivered;
        }
        Command::Withdraw => end(file, State::Withdrawn, on)?,
        Command::Revoke => end(file, State::Revoked, on)?,
        Command::Extend { days, approver } => extend(calendar, file, *days, approver, on)?,
        Command::MeetObligation { material } => meet(&mut file.matter, material, on)?,
        Command::Start => {
            nothing_missing(unmet)?;
            accept(file, on, Vec::new())?;
        }
        Command::Finish => {
            decide(file, Outcome::Approved, &Document::default(), on, unmet)?;
            file.matter.delivered_on = Some(on.to_string());
            file.matter.ended_on = Some(on.to_string());
            file.matter.state = State::Delivered;
        }
    }
    Ok(())
}

fn nothing_missing(unmet: &[String]) -> Result<(), Refusal> {
    unmet.first().map_or(Ok(()), |code| Err(Refusal::Prerequisite(code.clone())))
}

/// A new round: what an earlier one left is kept by the journal; a breach stays.
fn submit(file: &mut File, on: NaiveDate) {
    let m = &mut file.matter;
    (m.accepted_on, m.decided_on, m.delivered_on, m.ended_on) = (None, None, None, None);
    (m.outcome, m.correction, m.document) = (None, None, None);
    m.specials.clear();
    m.obligations.clear();
    for joint in &mut m.joint {
        (joint.agrees, joint.on, joint.by) = (None, None, None);
        joint.opinion.clear();
    }
    m.submitted_on = Some(on.to_string());
    m.state = State::Submitted;
    file.clocks.clear();
}

fn accept(file: &mut File, on: NaiveDate, obligations: Vec<Obligation>) -> Result<(), Refusal> {
    let m = &mut file.matter;
    m.accepted_on = Some(on.to_string());
    m.obligations = obligations;
    m.state = State::Accepted;
    file.clocks.clear();
    let limits = [
        (ClockKind::Statutory, m.statutory_days),
        (ClockKind::Promised, m.promised_days),
        (ClockKind::Internal, m.internal_days),
    ];
    for (kind, days) in limits {
        let Some(days) = days else { continue };
        file.clocks.push(MatterClock {
            matter_id: m.id.clone(),
            kind,
            project_id: m.project_id.clone(),
            department_id: m.department_id.clone(),
            clock: Clock::start(days, on)?,
            state: ClockState::Running,
            due_on: None,
            provisional: false,
            breached_on: None,
            version: 0,
        });
    }
    Ok(())
}

fn check_obligations(m: &Matter, obligations: &[Obligation], on: NaiveDate) -> Result<(), Refusal> {
    let may_follow = |o: &Obligation| m.needs.iter().any(|n| n.may_follow && n.material == o.material);
    if !m.tolerant || obligations.is_empty() || !obligations.iter().all(may_follow) {
        return Err(Refusal::NotTolerant);
    }
    if obligations.iter().any(|o| o.due_on <= on.to_string()) {
        return Err(Refusal::ObligationDay);
    }
    Ok(())
}

fn ask_correction(file: &mut File, items: &[CorrectionItem], by: Option<String>, on: NaiveDate) -> Result<(), Refusal> {
    if file.matter.correction.is_some() {
        return Err(Refusal::CorrectedOnce);
    }
    if items.is_empty() || items.len() > MOST_ITEMS || items.iter().any(|i| i.what.trim().is_empty()) {
        return Err(Refusal::Checklist);
    }
    file.matter.correction = Some(Correction {
        items: items.to_vec(),
        asked_on: on.to_string(),
        asked_by: by,
        answered_on: None,
        had: Vec::new(),
    });
    file.matter.state = State::Correction;
    pause(file, on, "correction", |_| true)
}

fn answer_correction(file: &mut File, on: NaiveDate) -> Result<(), Refusal> {
    if let Some(correction) = &mut file.matter.correction {
        correction.answered_on = Some(on.to_string());
        correction.items.iter_mut().for_each(|i| i.done = true);
    }
    file.matter.state = State::Accepted;
    resume(file, on)
}

fn begin_special(file: &mut File, procedure: Procedure, note: &str, on: NaiveDate) -> Result<(), Refusal> {
    file.matter.specials.push(Special { procedure, from_on: on.to_string(), to_on: None, note: note.to_owned() });
    file.matter.state = State::Special;
    // The department still has its own limit: it holds the hearing itself.
    pause(file, on, procedure.code(), |kind| kind != ClockKind::Internal)
}

fn end_special(file: &mut File, on: NaiveDate) -> Result<(), Refusal> {
    if let Some(special) = file.matter.specials.last_mut() {
        special.to_on = Some(on.to_string());
    }
    file.matter.state = State::Accepted;
    resume(file, on)
}

fn pause(file: &mut File, on: NaiveDate, reason: &str, which: fn(ClockKind) -> bool) -> Result<(), Refusal> {
    file.matter.paused_on = Some(on.to_string());
    for clock in file.clocks.iter_mut().filter(|c| which(c.kind)) {
        clock.clock.pause(on, reason)?;
    }
    Ok(())
}

fn resume(file: &mut File, on: NaiveDate) -> Result<(), Refusal> {
    file.matter.paused_on = None;
    for clock in file.clocks.iter_mut().filter(|c| c.clock.is_paused()) {
        clock.clock.resume(on)?;
    }
    Ok(())
}

fn opine(
    m: &mut Matter,
    department: &str,
    (agrees, opinion, by): (bool, &str, Option<String>),
    on: NaiveDate,
) -> Result<(), Refusal> {
    let mine = |j: &&mut Joint| j.department == department;
    let joint = m.joint.iter_mut().find(mine).ok_or(Refusal::Unknown)?;
    (joint.agrees, joint.opinion, joint.by, joint.on) = (Some(agrees), opinion.to_owned(), by, Some(on.to_string()));
    Ok(())
}

fn decide(
    file: &mut File,
    outcome: Outcome,
    document: &Document,
    on: NaiveDate,
    unmet: &[String],
) -> Result<(), Refusal> {
    let m = &mut file.matter;
    if let Some(silent) = m.joint.iter().find(|j| j.agrees.is_none()) {
        return Err(Refusal::Opinion(silent.department.clone()));
    }
    if outcome.is_pass() {
        nothing_missing(unmet)?;
    }
    let open = m.obligations.iter().any(|o| o.met_on.is_none());
    if (open && outcome == Outcome::Approved) || (!open && outcome == Outcome::ApprovedTolerantly) {
        return Err(Refusal::Obligations);
    }
    m.outcome = Some(outcome);
    m.document = Some(document.clone()).filter(|d| *d != Document::default());
    m.decided_on = Some(on.to_string());
    m.state = State::Decided;
    stop(file, on)
}

fn stop(file: &mut File, on: NaiveDate) -> Result<(), Refusal> {
    file.matter.paused_on = None;
    for clock in file.clocks.iter_mut().filter(|c| !c.clock.is_stopped()) {
        clock.clock.stop(on)?;
    }
    Ok(())
}

fn end(file: &mut File, state: State, on: NaiveDate) -> Result<(), Refusal> {
    file.matter.state = state;
    file.matter.ended_on = Some(on.to_string());
    stop(file, on)
}

/// 项目终止: what was handed in or is in work ends with its project, whoever's work it is; what it consumed stays.
pub fn end_with_project(calendar: &Calendar, file: &File, on: NaiveDate) -> Result<File, Refusal> {
    let mut next = file.clone();
    end(&mut next, State::Withdrawn, on)?;
    derive(calendar, &mut next, on);
    Ok(next)
}

fn extend(calendar: &Calendar, file: &mut File, days: i64, approver: &str, on: NaiveDate) -> Result<(), Refusal> {
    if !(1..=MOST_EXTENSION_DAYS).contains(&days) {
        return Err(Refusal::ExtensionDays);
    }
    if !file.clocks.iter().any(|c| c.kind != ClockKind::Internal) {
        return Err(Refusal::NoLimit);
    }
    for clock in file.clocks.iter_mut().filter(|c| c.kind != ClockKind::Internal) {
        clock.clock.extend(calendar, on, days, approver)?;
    }
    Ok(())
}

fn meet(m: &mut Matter, material: &str, on: NaiveDate) -> Result<(), Refusal> {
    let open = |o: &&mut Obligation| o.material == material && o.met_on.is_none();
    m.obligations.iter_mut().find(open).ok_or(Refusal::Unknown)?.met_on = Some(on.to_string());
    Ok(())
}

/// What lists and lights read, from the clocks as they stand on that day. A breach that was seen once stays.
pub fn derive(calendar: &Calendar, file: &mut File, on: NaiveDate) {
    for clock in &mut file.clocks {
        let due = clock.clock.due(calendar);
        clock.due_on = due.map(|(day, _)| day.to_string());
        clock.provisional = due.is_some_and(|(_, provisional)| provisional);
        clock.state = match () {
            () if clock.clock.is_stopped() => ClockState::Stopped,
            () if clock.clock.is_paused() => ClockState::Paused,
            () => ClockState::Running,
        };
        if clock.breached_on.is_none() && clock.clock.is_overdue(calendar, on) {
            clock.breached_on = due.map(|(day, _)| calendar.add(day, 1).date.to_string());
        }
    }
    let first = [ClockKind::Promised, ClockKind::Statutory, ClockKind::Internal];
    let leading = first.iter().find_map(|kind| file.clocks.iter().find(|c| c.kind == *kind));
    let m = &mut file.matter;
    m.due_on = leading.and_then(|c| c.due_on.clone());
    m.due_provisional = leading.is_some_and(|c| c.provisional);
    if m.breached_on.is_none() {
        let legal = file.clocks.iter().filter(|c| c.kind != ClockKind::Internal);
        m.breached_on = legal.filter_map(|c| c.breached_on.clone()).min();
    }
}
