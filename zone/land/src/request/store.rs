//! The only SQL about requests and ratings.
use super::limits::Limits;
use super::{Note, RATING_TABLE, Rating, Request, Subject, TABLE, rules};
use ::store::{Conn, Record, Tx, Value};
use kernel::access::Scope;
use kernel::id::{EnterpriseId, RequestId};
use kernel::{Error, Permit, Result};

/// Open requests that are due on or behind that day.
pub async fn due_from(conn: &mut Conn, day: &str) -> Result<Vec<Request>> {
    conn.list("AND state = 'open' AND due_on >= $2 ORDER BY id", &[day.into()]).await
}

/// A request; out of sight looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Request>, id: &RequestId) -> Result<Request> {
    let found: Option<Request> = conn.get(&[id.as_str().into()]).await?;
    let found = found.ok_or(Error::NotFound)?;
    scope.require(&found.relation())?;
    Ok(found)
}

/// What was said, the earliest first.
pub async fn notes(conn: &mut Conn, id: &RequestId) -> Result<Vec<Note>> {
    conn.list("AND request_id = $2 ORDER BY at_us, id LIMIT 1000", &[id.as_str().into()]).await
}

/// What the books know of nobody who answers or asked: it came in a pack.
pub async fn nobodys(conn: &mut Conn) -> Result<Vec<Request>> {
    conn.list("AND handler IS NULL AND asked_by IS NULL ORDER BY id LIMIT 1000", &[]).await
}

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// 待答复
    #[default]
    Open,
    Mine,
    Department,
    /// Nobody has it yet.
    Free,
    Overdue,
    Answered,
    /// 差评: one or two stars.
    Low,
    All,
}

impl Show {
    pub const ALL: [Self; 8] =
        [Self::Open, Self::Mine, Self::Department, Self::Free, Self::Overdue, Self::Answered, Self::Low, Self::All];
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::Department => "department",
            Self::Free => "free",
            Self::Overdue => "overdue",
            Self::Answered => "answered",
            Self::Low => "low",
            Self::All => "all",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// What a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub show: Show,
    /// Part of the subject or of the company's name.
    pub words: String,
    /// One company's or one project's only.
    pub company: Option<String>,
    pub project: Option<String>,
    /// The actor: id, departments.
    pub me: String,
    pub departments: Vec<String>,
    pub today: String,
}

impl Asked {
    /// SQL after `WHERE zone_id = $1`.
    fn sql(&self) -> (String, Vec<Value>) {
        let mut args: Vec<Value> = Vec::new();
        let mut mark = |value: Value| {
            args.push(value);
            format!("${}", args.len() + 1)
        };
        let mut sql = match self.show {
            Show::Open => " AND state = 'open'".to_owned(),
            Show::Mine => format!(" AND state = 'open' AND handler = {}", mark(self.me.as_str().into())),
            Show::Department => {
                let marks: Vec<String> = self.departments.iter().map(|d| mark(d.into())).collect();
                let among = if marks.is_empty() { "NULL".to_owned() } else { marks.join(", ") };
                format!(" AND state = 'open' AND department_id IN ({among})")
            }
            Show::Free => " AND state = 'open' AND taken_on IS NULL".to_owned(),
            Show::Overdue => format!(" AND state = 'open' AND due_on < {}", mark(self.today.as_str().into())),
            Show::Answered => " AND state <> 'open'".to_owned(),
            Show::Low => format!(
                " AND EXISTS (SELECT 1 FROM {r} WHERE {r}.zone_id = {t}.zone_id AND {r}.subject = 'request' AND {r}.subject_id = {t}.id \
                 AND {r}.stars <= {low})",
                r = RATING_TABLE.name,
                t = TABLE.name,
                low = rules::LOW
            ),
            Show::All => String::new(),
        };
        for (column, value) in [("enterprise_id", &self.company), ("project_id", &self.project)] {
            if let Some(value) = value {
                sql.push_str(&format!(" AND {column} = {}", mark(value.into())));
            }
        }
        if !self.words.trim().is_empty() {
            let words = self.words.trim().replace('!', "!!").replace('%', "!%").replace('_', "!_");
            let at = mark(format!("%{words}%").into());
            sql.push_str(&format!(" AND (subject LIKE {at} ESCAPE '!' OR enterprise LIKE {at} ESCAPE '!')"));
        }
        (sql, args)
    }
}

/// Lists across companies are for those who see the whole zone.
fn whole(scope: &Scope<Request>) -> Result<()> {
    if scope.extent().all { Ok(()) } else { Err(Error::NotFound) }
}

pub async fn count(conn: &mut Conn, scope: &Scope<Request>, asked: &Asked) -> Result<i64> {
    whole(scope)?;
    let (sql, args) = asked.sql();
    conn.count(&TABLE, &sql, &args).await
}

/// Open ones by their last day, others the newest first.
pub async fn page(
    conn: &mut Conn,
    scope: &Scope<Request>,
    asked: &Asked,
    most: i64,
    offset: i64,
) -> Result<Vec<Request>> {
    whole(scope)?;
    let (sql, mut args) = asked.sql();
    args.extend([most.into(), offset.into()]);
    let n = args.len();
    let order = match asked.show {
        Show::Answered | Show::Low | Show::All => "asked_us DESC",
        _ => "due_on",
    };
    conn.list(&format!("{sql} ORDER BY {order}, id LIMIT ${n} OFFSET ${}", n + 1), &args).await
}

/// A company's requests, those that wait first, then the newest.
pub async fn of_company(conn: &mut Conn, scope: &Scope<Request>, company: &EnterpriseId) -> Result<Vec<Request>> {
    scope.require(&kernel::access::Relation::company(company))?;
    let rest =
        "AND enterprise_id = $2 ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, asked_us DESC, id LIMIT 200";
    conn.list(rest, &[company.as_str().into()]).await
}

/// The zone's limits, the latest first.
pub async fn limits(conn: &mut Conn) -> Result<Vec<Limits>> {
    conn.list("ORDER BY from_us DESC LIMIT 200", &[]).await
}

/// What was answered on or after that day, whoever asked.
pub async fn answered_since(conn: &mut Conn, day: &str) -> Result<Vec<Request>> {
    conn.list("AND state <> 'open' AND answered_on >= $2 ORDER BY answered_on DESC, id LIMIT 1000", &[day.into()]).await
}

/// Open requests that a sweep has to look at, behind an id, by id.
pub async fn watched(conn: &mut Conn, until: &str, behind: &str, most: i64) -> Result<Vec<Request>> {
    let rest = "AND state = 'open' AND (due_on <= $2 OR taken_on IS NULL) AND id > $3 ORDER BY id LIMIT $4";
    conn.list(rest, &[until.into(), behind.into(), most.into()]).await
}

/// Answered on or before that day, and nobody spoke to it since.
pub async fn silent(conn: &mut Conn, until: &str, most: i64) -> Result<Vec<Request>> {
    conn.list("AND state = 'answered' AND answered_on <= $2 ORDER BY id LIMIT $3", &[until.into(), most.into()]).await
}

/// The rating of a matter or a request.
pub async fn rating_of(conn: &mut Conn, subject: Subject, id: &str) -> Result<Option<Rating>> {
    let found: Vec<Rating> =
        conn.list("AND subject = $2 AND subject_id = $3", &[subject.code().into(), id.into()]).await?;
    Ok(found.into_iter().next())
}

/// The ratings of these requests, asked for at once.
pub async fn ratings_of(conn: &mut Conn, requests: &[Request]) -> Result<Vec<Rating>> {
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (0..requests.len()).map(|i| format!("${}", i + 2)).collect();
    let ids: Vec<Value> = requests.iter().map(|r| r.id.as_str().into()).collect();
    conn.list(&format!("AND subject = 'request' AND subject_id IN ({})", marks.join(", ")), &ids).await
}

/// The rating among these that is about that request.
pub fn about<'r>(ratings: &'r [Rating], request: &Request) -> Option<&'r Rating> {
    ratings.iter().find(|r| r.subject_id == request.id.as_str())
}

/// A company's ratings, the newest first.
pub async fn ratings_of_company(conn: &mut Conn, scope: &Scope<Rating>, company: &EnterpriseId) -> Result<Vec<Rating>> {
    scope.require(&kernel::access::Relation::company(company))?;
    conn.list("AND enterprise_id = $2 ORDER BY rated_on DESC, id LIMIT 1000", &[company.as_str().into()]).await
}

/// Ratings of the zone, the newest first; `low` only those with few stars, those of which nobody took note first.
pub async fn ratings(conn: &mut Conn, scope: &Scope<Rating>, low: bool, most: i64, offset: i64) -> Result<Vec<Rating>> {
    if !scope.extent().all {
        return Err(Error::NotFound);
    }
    let which = if low {
        format!("AND stars <= {} ORDER BY noted_on IS NOT NULL, ", rules::LOW)
    } else {
        "ORDER BY ".to_owned()
    };
    conn.list(&format!("{which}rated_on DESC, id LIMIT $2 OFFSET $3"), &[most.into(), offset.into()]).await
}

pub async fn count_ratings(conn: &mut Conn, low: bool) -> Result<i64> {
    let which = if low { format!("AND stars <= {}", rules::LOW) } else { String::new() };
    conn.count(&RATING_TABLE, &which, &[]).await
}

/// Low ratings of which no director took note.
pub async fn unnoted(conn: &mut Conn) -> Result<i64> {
    conn.count(&RATING_TABLE, &format!("AND stars <= {} AND noted_on IS NULL", rules::LOW), &[]).await
}

/// How often each number of stars was given: for the head of the list.
pub async fn stars(conn: &mut Conn) -> Result<Vec<(i64, i64)>> {
    let zone = Value::from(conn.zone().as_str());
    let sql = format!(
        "SELECT stars, COUNT(*) AS n FROM {} WHERE zone_id = $1 GROUP BY stars ORDER BY stars DESC",
        RATING_TABLE.name
    );
    let rows = conn.rows(&sql, &[zone]).await?;
    rows.iter().map(|r| Ok((r.int("stars")?, r.int("n")?))).collect()
}

/// Writes a request, a note or a rating.
pub async fn save<R: Record, G>(tx: &mut Tx, _: &Permit<G>, record: &R) -> Result<()> {
    tx.put(record).await
}
