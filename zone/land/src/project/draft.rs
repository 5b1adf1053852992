//! What the form of a project says, as typed, and what is wrong with it.
use super::Project;
use chrono::NaiveDate;
use kernel::id::EnterpriseId;
use kernel::money::Amount;
use kernel::{FieldError, Source};

/// 新建项目: what a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub name_en: String,
    pub code: String,
    /// Id of the company in the books; empty where only its name is known.
    pub enterprise_id: String,
    pub enterprise: String,
    pub focus: String,
    /// GB/T 4754 code.
    pub industry: String,
    pub site: String,
    /// `87.6168, 43.8256`: longitude, latitude.
    pub place: String,
    /// 计划总投资 with its unit: 12亿元.
    pub planned: String,
    /// The day of signing, where it is signed.
    pub signed_on: String,
    pub note: String,
    pub source: Source,
}

/// A draft without faults.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub name: String,
    pub name_en: String,
    pub code: Option<String>,
    pub enterprise_id: Option<EnterpriseId>,
    pub enterprise: String,
    pub focus: Option<String>,
    pub industry: Option<String>,
    pub site: String,
    pub longitude: Option<f64>,
    pub latitude: Option<f64>,
    pub planned_fen: Option<i64>,
    pub signed_on: Option<NaiveDate>,
    pub note: Option<String>,
    pub source: Source,
}

fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// A place on the earth as typed; both Chinese and Latin commas.
fn place(text: &str) -> Option<(f64, f64)> {
    let (longitude, latitude) = text.split_once([',', '，', ' '])?;
    let (longitude, latitude) = (longitude.trim().parse::<f64>().ok()?, latitude.trim().parse::<f64>().ok()?);
    ((-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)).then_some((longitude, latitude))
}

fn planned(text: &str) -> Result<Option<i64>, FieldError> {
    let wrong = || FieldError::new("planned", "project-planned-wrong").arg("found", text.trim());
    match Amount::parse(text) {
        Ok(None) => Ok(None),
        Ok(Some(amount)) => match amount.as_cny() {
            Some(fen) if fen.0 >= 0 => Ok(Some(fen.0)),
            _ => Err(wrong()),
        },
        Err(_) => Err(wrong()),
    }
}

impl Draft {
    pub fn facts(&self, today: NaiveDate) -> Result<Facts, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, code: &str| errors.push(FieldError::new(field, code));
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            refuse("name", "project-name-wrong");
        }
        if self.enterprise.trim().is_empty() && self.enterprise_id.trim().is_empty() {
            refuse("enterprise", "project-company-missing");
        }
        let at = place(&self.place);
        if at.is_none() && !self.place.trim().is_empty() {
            refuse("place", "project-place-wrong");
        }
        let signed_on = some(&self.signed_on).map(|d| d.parse::<NaiveDate>().ok().filter(|d| *d <= today));
        if signed_on == Some(None) {
            refuse("signed_on", "project-day-wrong");
        }
        let planned_fen = planned(&self.planned).unwrap_or_else(|e| {
            errors.push(e);
            None
        });
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Facts {
            name: name.to_owned(),
            name_en: self.name_en.trim().to_owned(),
            code: some(&self.code),
            enterprise_id: EnterpriseId::parse(self.enterprise_id.trim()),
            enterprise: self.enterprise.trim().to_owned(),
            focus: some(&self.focus),
            industry: some(&self.industry),
            site: self.site.trim().to_owned(),
            longitude: at.map(|a| a.0),
            latitude: at.map(|a| a.1),
            planned_fen,
            signed_on: signed_on.flatten(),
            note: some(&self.note),
            source: self.source.clone(),
        })
    }

    /// The project as its form shows it.
    pub fn of(p: &Project) -> Self {
        let place = p.longitude.zip(p.latitude).map(|(x, y)| format!("{x}, {y}"));
        Self {
            name: p.name.clone(),
            name_en: p.name_en.clone(),
            code: p.code.clone().unwrap_or_default(),
            enterprise_id: p.enterprise_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            enterprise: p.enterprise.clone(),
            focus: p.focus.clone().unwrap_or_default(),
            industry: p.industry.clone().unwrap_or_default(),
            site: p.site.clone(),
            place: place.unwrap_or_default(),
            planned: p.planned_fen.map(|f| format!("{}元", kernel::money::Fen(f).plain())).unwrap_or_default(),
            signed_on: String::new(),
            note: p.note.clone().unwrap_or_default(),
            source: p.source.clone(),
        }
    }
}

impl Facts {
    /// Writes what the form says into the project; who signed and when stays with the milestones.
    pub fn into_project(self, p: &mut Project) {
        p.name = self.name;
        p.name_en = self.name_en;
        p.code = self.code;
        p.enterprise_id = self.enterprise_id;
        p.enterprise = self.enterprise;
        p.focus = self.focus;
        p.industry = self.industry;
        p.site = self.site;
        p.longitude = self.longitude;
        p.latitude = self.latitude;
        p.planned_fen = self.planned_fen;
        p.note = self.note;
        p.source = self.source;
    }
}
