//! A client that writes companies and figures through the API and notes what was acknowledged. After a crash or an
//! outage every acknowledged write must be there; one whose answer never came may be there or not, but never half.
use super::Dice;
use super::http::{Client, Response};
use serde_json::{Value, json};
use std::io::Result;
use std::time::Duration;

/// A company as this client knows it. Only this client writes it.
struct Company {
    id: String,
    insured: i64,
    version: i64,
    /// Annual figure (staff of 2019): value and version, 0 while there is none.
    staff: (i64, i64),
    /// Values of writes whose answer never came.
    maybe_insured: Option<i64>,
    maybe_staff: Option<i64>,
    touched: bool,
}

pub struct Writer {
    name: String,
    dice: Dice,
    companies: Vec<Company>,
    serial: i64,
    pub acknowledged: u64,
    /// Writes whose answer never came, or came as 503.
    pub unsure: u64,
    /// The longest time until a 503.
    pub slowest_refusal: Duration,
}

impl Writer {
    pub fn new(name: &str, seed: u64) -> Self {
        Self {
            name: name.to_owned(),
            dice: Dice(seed),
            companies: Vec::new(),
            serial: 0,
            acknowledged: 0,
            unsure: 0,
            slowest_refusal: Duration::ZERO,
        }
    }

    /// One write; the status of its answer. An answer other than done or 503 is a fault of the program.
    pub fn step(&mut self, client: &mut Client) -> Result<u16> {
        let status = self.write(client)?;
        if status == 503 {
            self.slowest_refusal = self.slowest_refusal.max(client.took);
        }
        Ok(status)
    }

    fn write(&mut self, client: &mut Client) -> Result<u16> {
        self.serial += 1;
        let throw = self.dice.below(10);
        if self.companies.len() < 3 || throw < 2 {
            return self.create(client);
        }
        let at = usize::try_from(self.dice.below(self.companies.len() as u64)).unwrap();
        if !self.settle(client, at)? {
            return Ok(503);
        }
        self.companies[at].touched = true;
        if throw < 6 { self.edit(client, at) } else { self.figure(client, at) }
    }

    fn create(&mut self, client: &mut Client) -> Result<u16> {
        let name = format!("示例写入{}之{}有限公司", self.name, self.serial);
        let body =
            json!({"name": name, "insured_count": self.serial, "source": {"document": "写入测试", "example": true}});
        let Some(made) = self.acknowledged(send(client, "POST", "/api/v1/enterprises", &body), 201)? else {
            return Ok(503);
        };
        self.companies.push(Company {
            id: made["id"].as_str().unwrap().to_owned(),
            insured: self.serial,
            version: made["version"].as_i64().unwrap(),
            staff: (0, 0),
            maybe_insured: None,
            maybe_staff: None,
            touched: true,
        });
        Ok(201)
    }

    fn edit(&mut self, client: &mut Client, at: usize) -> Result<u16> {
        let (value, company) = (self.serial, &mut self.companies[at]);
        company.maybe_insured = Some(value);
        let body = json!({"version": company.version, "insured_count": value});
        let path = format!("/api/v1/enterprises/{}", company.id);
        let Some(now) = self.acknowledged(send(client, "PATCH", &path, &body), 200)? else { return Ok(503) };
        let company = &mut self.companies[at];
        (company.insured, company.version) = (value, now["version"].as_i64().unwrap());
        company.maybe_insured = None;
        Ok(200)
    }

    fn figure(&mut self, client: &mut Client, at: usize) -> Result<u16> {
        let (value, company) = (self.serial, &mut self.companies[at]);
        company.maybe_staff = Some(value);
        let body = json!({"metric": "staff", "period": "2019", "count": value, "version": company.staff.1});
        let path = format!("/api/v1/enterprises/{}/figures", company.id);
        let Some(now) = self.acknowledged(send(client, "PUT", &path, &body), 200)? else { return Ok(503) };
        let company = &mut self.companies[at];
        company.staff = (value, now["version"].as_i64().unwrap());
        company.maybe_staff = None;
        Ok(200)
    }

    fn acknowledged(&mut self, answer: Result<Response>, wanted: u16) -> Result<Option<Value>> {
        match answer {
            Ok(response) if response.status == wanted => {
                self.acknowledged += 1;
                Ok(Some(serde_json::from_slice(&response.body).unwrap()))
            }
            Ok(response) if response.status == 503 => {
                self.unsure += 1;
                Ok(None)
            }
            Ok(response) => panic!("{}: {} {}", self.name, response.status, response.text()),
            Err(error) => {
                self.unsure += 1;
                Err(error)
            }
        }
    }

    /// Finds out what became of a write whose answer never came; false while the books are away.
    fn settle(&mut self, client: &mut Client, at: usize) -> Result<bool> {
        let company = &self.companies[at];
        if company.maybe_insured.is_none() && company.maybe_staff.is_none() {
            return Ok(true);
        }
        self.look(client, at)
    }

    /// Compares the books with what was acknowledged, and takes over what turned out to have been written.
    fn look(&mut self, client: &mut Client, at: usize) -> Result<bool> {
        let company = &mut self.companies[at];
        let path = format!("/api/v1/enterprises/{}", company.id);
        let Some(now) = read(client, &path)? else { return Ok(false) };
        let Some(figures) = read(client, &format!("{path}/figures"))? else { return Ok(false) };
        let (insured, version) = (now["insured_count"].as_i64().unwrap(), now["version"].as_i64().unwrap());
        let known = (insured, version) == (company.insured, company.version);
        let later = Some(insured) == company.maybe_insured && version == company.version + 1;
        assert!(known || later, "an acknowledged edit is lost: {now}, not {}@{}", company.insured, company.version);
        let staff = figures.as_array().unwrap().iter().find(|f| f["metric"] == "staff" && f["period"] == "2019");
        let staff = staff.map_or((0, 0), |f| (f["count"].as_i64().unwrap(), f["version"].as_i64().unwrap()));
        let later = Some(staff.0) == company.maybe_staff && staff.1 == company.staff.1 + 1;
        assert!(staff == company.staff || later, "an acknowledged figure is lost: {staff:?}, not {:?}", company.staff);
        (company.insured, company.version, company.staff) = (insured, version, staff);
        (company.maybe_insured, company.maybe_staff, company.touched) = (None, None, false);
        Ok(true)
    }

    /// Every acknowledged write is in the books: of the companies written since the last check, or of all.
    pub fn check(&mut self, client: &mut Client, all: bool) -> usize {
        let asked: Vec<usize> = (0..self.companies.len()).filter(|i| all || self.companies[*i].touched).collect();
        for at in &asked {
            assert!(self.look(client, *at).unwrap(), "the books are away");
        }
        asked.len()
    }
}

fn send(client: &mut Client, method: &str, path: &str, body: &Value) -> Result<Response> {
    client.send(method, path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
}

/// A resource; none while the books are away. What was acknowledged and is not found is lost.
fn read(client: &mut Client, path: &str) -> Result<Option<Value>> {
    let response = client.get(path)?;
    match response.status {
        200 => Ok(Some(serde_json::from_slice(&response.body).unwrap())),
        503 => Ok(None),
        404 => panic!("an acknowledged company is lost: {path}"),
        status => panic!("{path}: {status} {}", response.text()),
    }
}
