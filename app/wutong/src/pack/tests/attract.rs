//! What the pack of the demo zone says about missions and signings: which of it is the source's, which is invented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use super::urumqi_dir;
use crate::pack::{Evidence, Pack, Provenance, read};
use attract::agreement::{AmountKind, Kind};

fn pack() -> Pack {
    read(&urumqi_dir())
        .unwrap_or_else(|errors| panic!("{}", errors.iter().map(|e| format!("{e}\n")).collect::<String>()))
}

#[test]
fn missions_to_beijing_and_shenzhen_quote_their_sentence() {
    let pack = pack();
    let cities: Vec<String> = pack.missions.iter().flat_map(|m| &m.legs).map(|l| l.city.to_string()).collect();
    assert!(cities.iter().any(|c| c == "110000") && cities.iter().any(|c| c == "440300"));
    for mission in &pack.missions {
        assert_eq!(mission.provenance, Provenance::Example, "the source gives no days");
        assert_eq!(mission.quotes.as_deref(), Some("missions"));
        assert_eq!(mission.team[0], "园区领导", "由园区领导亲自带队");
    }
    let sentence = &pack.sentences.iter().find(|s| s.id == "missions").unwrap().text;
    assert!(sentence.contains("北京、深圳"));
    assert!(pack.mission_visits.iter().all(|v| v.provenance == Provenance::Example));
    // Real companies are visited only where the source says that they came or cooperate, and nothing unkind is said.
    let real: Vec<_> = pack.mission_visits.iter().filter(|v| !v.company.starts_with("示例")).collect();
    for visit in &real {
        let known = pack.enterprises.iter().find(|e| Some(&e.id) == visit.enterprise.as_ref()).unwrap();
        assert_eq!(known.name, visit.company);
        let kind = visit.outcome.map(|o| o.code());
        assert!(matches!(kind, Some("talks" | "will_visit" | "interested")), "{}", visit.company);
    }
    assert!(real.len() >= 2);
}

#[test]
fn one_agreement_three_workstreams_two_projects() {
    let pack = pack();
    let cas = pack.agreements.iter().find(|a| a.parties.iter().any(|p| p == "cas-holdings")).unwrap();
    assert_eq!((cas.kind, cas.signed_on), (Kind::Framework, None), "the source gives no day");
    let sentence = |id: &str| pack.sentences.iter().find(|s| s.id == id).unwrap().text.clone();
    assert!(sentence("cas-cooperation").contains("产业孵化、科技创新、投资基金"));
    let works: Vec<&str> =
        pack.agreement_workstreams.iter().filter(|w| w.agreement == cas.code).map(|w| w.name.zh.as_str()).collect();
    assert_eq!(works, ["产业孵化", "科技创新", "投资基金"]);
    let projects: Vec<_> = pack.agreement_projects.iter().filter(|p| p.agreement.as_ref() == Some(&cas.code)).collect();
    assert_eq!(projects.len(), 2);
    for project in projects {
        assert!(sentence("it-projects").contains(&project.name.zh));
        assert_eq!(project.provenance, Provenance::Sentence("it-projects".into()));
    }
}

#[test]
fn the_published_total_has_no_invented_parts() {
    let pack = pack();
    let named: Vec<&str> = pack
        .agreement_projects
        .iter()
        .filter(|p| p.provenance == Provenance::Sentence("investment-2019".into()))
        .map(|p| p.enterprise.as_str())
        .collect();
    assert_eq!(named, ["vanke", "sugon", "litai-xingshi"], "the three companies that the sentence names");
    for amount in &pack.agreement_amounts {
        assert!(!named.contains(&amount.project.as_str()) && !amount.project.starts_with("named-"));
        assert!(matches!(amount.provenance, None | Some(Provenance::Example)), "the source gives no single amount");
    }
    assert!(pack.agreement_amounts.iter().any(|a| a.kind == AmountKind::TotalInvestment));
    let claimed = pack.memberships.iter().filter(|m| m.evidence == Evidence::Claimed).count();
    assert_eq!(claimed, 3, "and their 500强 is claimed together, without evidence");
}
