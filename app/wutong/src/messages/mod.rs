//! 消息: what was said to the reader, of all slices on one page behind one bell: of leads (招商) and of approvals and requests (落地). Each
//! slice keeps its own messages and puts them into words; here they are put in one order of time.
mod web;

use attract::AttractState;
use attract::message::service as leads;
use attract::message::store::{Place, Which as OfLeads};
use attract::message::view::{self as lead_view, DueCard};
use kernel::{Ctx, Result};
use land::notice::{self, Notice, store::Which as OfLand};
use store::Db;
use ui::{Req, T};

pub use web::routes;

/// Messages of a page.
const PER_PAGE: i64 = leads::PER_PAGE;

/// A message, whoever keeps it.
pub struct Line {
    pub id: String,
    pub at_us: i64,
    pub unread: bool,
    pub text: String,
    /// What somebody wrote, word for word.
    pub words: String,
    pub path: String,
    /// What it leads to; without a name the text itself is the link.
    pub name: String,
}

impl From<lead_view::Line> for Line {
    fn from(l: lead_view::Line) -> Self {
        Self { id: l.id, at_us: l.said_us, unread: l.unread, text: l.text, words: l.words, path: l.path, name: l.name }
    }
}

impl Line {
    fn of_land(t: T, n: Notice) -> Self {
        let text = n.text(t);
        let (unread, words, name) = (n.seen_us.is_none(), String::new(), String::new());
        Self { id: n.id, at_us: n.at_us, unread, text, words, path: n.path, name }
    }
    fn place(&self) -> Place {
        Place { said_us: self.at_us, id: self.id.clone() }
    }
}

/// The newest first; of the same moment by id, as the slices' own orders are.
fn newest_first(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| (b.at_us, &b.id).cmp(&(a.at_us, &a.id)));
    lines
}

/// A page of what was said to the reader.
pub struct Inbox {
    pub due: Vec<DueCard>,
    pub lines: Vec<Line>,
    pub unseen: i64,
    /// Behind which older ones stand.
    pub older: Option<Place>,
}

/// How many things wait for the reader: the number on the bell.
pub async fn waiting(ctx: &Ctx, db: &Db) -> Result<i64> {
    Ok(leads::waiting(ctx, db).await?.unwrap_or(0) + notice::unseen(ctx, db).await?)
}

/// The reader's messages behind that place, and what is due.
pub async fn read(req: &Req, s: &AttractState, place: &Place) -> Result<Inbox> {
    let of_leads = lead_view::page(req, s, place).await?;
    let behind = Some((place.said_us, place.id.as_str()));
    let of_land = notice::page(&req.ctx, &s.db, behind, PER_PAGE + 1).await?;
    let all = of_leads.lines.into_iter().map(Line::from);
    let mut lines = newest_first(all.chain(of_land.into_iter().map(|n| Line::of_land(req.t, n))).collect());
    let page = usize::try_from(PER_PAGE).unwrap_or(50);
    let more = of_leads.more || lines.len() > page;
    lines.truncate(page);
    Ok(Inbox {
        due: of_leads.due,
        unseen: of_leads.unseen + notice::unseen(&req.ctx, &s.db).await?,
        older: lines.last().filter(|_| more).map(Line::place),
        lines,
    })
}

/// The newest that the reader has not read: what the front page shows.
pub async fn unread(req: &Req, s: &AttractState, most: i64) -> Result<Vec<Line>> {
    let of_leads = lead_view::unread(req, s, most).await?.into_iter().map(Line::from);
    let of_land = notice::unread(&req.ctx, &s.db, most).await?;
    let mut lines = newest_first(of_leads.chain(of_land.into_iter().map(|n| Line::of_land(req.t, n))).collect());
    lines.truncate(usize::try_from(most).unwrap_or(0));
    Ok(lines)
}

/// Marks all of the reader's own as read; how many.
async fn mark_all(ctx: &Ctx, db: &Db) -> Result<u64> {
    Ok(leads::mark(ctx, db, OfLeads::All).await? + notice::mark(ctx, db, OfLand::All).await?)
}

/// Marks one of the reader's own as read, whichever slice keeps it.
async fn mark_one(ctx: &Ctx, db: &Db, id: &str) -> Result<()> {
    if leads::mark(ctx, db, OfLeads::One(id)).await? == 0 {
        notice::mark(ctx, db, OfLand::One(id)).await?;
    }
    Ok(())
}
