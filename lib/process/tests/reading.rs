//! Readers: XES, CSV and OCEL in, XES out, kind refusals, bounded memory.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod made;

use flate2::{Compression, write::GzEncoder};
use process::{Keep, Limits, ReadError, csv, ocel, time, xes};
use proptest::prelude::*;
use std::io::Write;

#[test]
fn xes_is_read_with_what_it_leaves_out() {
    let options = xes::Options { keep: Keep::All, ..xes::Options::default() };
    let imported = xes::read(made::XES.as_bytes(), &options).unwrap();
    let log = imported.log;
    assert_eq!((log.cases(), log.events()), (3, 7));
    assert_eq!((imported.unnamed_events, imported.untimed_events, imported.nested), (1, 1, 1));
    assert_eq!(log.case_name(0), "甲 & 乙");
    assert_eq!(made::names(&log, 0), ["受理", "审查 <初> > 复", "办结"]);
    assert_eq!(log.time(0).map(time::format).unwrap(), "2026-03-01T02:00:00.000+00:00");
    assert_eq!(log.event_attributes.get("份数", 0), Some("3"));
    assert_eq!(log.case_attributes.get("deadline", 1), Some("2026-03-06T10:00:00+08:00"));
    assert_eq!(log.duration(0), Some(4 * time::DAY_MS));
    assert_eq!(log.time(5), None);
}

#[test]
fn only_what_is_kept_costs_memory() {
    let named = Keep::Named(vec!["份数".to_owned()]);
    let read = |keep| xes::read(made::XES.as_bytes(), &xes::Options { keep, ..xes::Options::default() }).unwrap().log;
    let log = read(named);
    assert_eq!((log.event_attributes.get("份数", 0), log.case_attributes.iter().count()), (Some("3"), 0));
    let log = read(Keep::Cases);
    assert_eq!((log.event_attributes.iter().count(), log.case_attributes.iter().count()), (0, 2));
}

#[test]
fn written_xes_is_read_again_the_same() {
    let log = made::xes_log();
    let mut written = Vec::new();
    xes::write(&log, &mut written).unwrap();
    let options = xes::Options { keep: Keep::All, ..xes::Options::default() };
    let again = xes::read(&written[..], &options).unwrap().log;
    assert_eq!((again.cases(), again.events()), (log.cases(), log.events()));
    for case in 0..log.cases() {
        assert_eq!((again.case_name(case), made::names(&again, case)), (log.case_name(case), made::names(&log, case)));
        assert_eq!(again.times(case).collect::<Vec<_>>(), log.times(case).collect::<Vec<_>>());
        assert_eq!(again.case_attributes.get("enddate", case), log.case_attributes.get("enddate", case));
    }
    assert_eq!(again.event_attributes.get("份数", 0), Some("3"));
}

#[test]
fn gzip_is_seen_by_its_first_bytes() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(made::XES.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(xes::read(&packed[..], &xes::Options::default()).unwrap().log.events(), 7);
    let cut = xes::read(&packed[..packed.len() / 2], &xes::Options::default());
    assert!(matches!(cut, Err(ReadError::Io(_))));
}

#[test]
fn what_is_no_log_is_refused_with_the_place() {
    let refuse = |text: &str| xes::read(text.as_bytes(), &xes::Options::default()).unwrap_err().to_string();
    assert_eq!(refuse("<html></html>"), "byte 6: this is no XES log: its first tag is not <log>");
    assert!(refuse("<log><trace></log>").contains("a closing tag without its opening tag"));
    assert!(refuse("<log><trace><event>").contains("the file ends before </log>"));
    assert!(refuse("<log><trace").contains("the file ends within a tag"));
    assert!(refuse("<!DOCTYPE log [<!ENTITY a \"b\">]><log/>").contains("a document type is not part of an event log"));
    assert_eq!(refuse("<log></log>"), "the log holds no events");
    let limits = Limits { events: 2, ..Limits::default() };
    let many = xes::read(made::XES.as_bytes(), &xes::Options { limits, ..xes::Options::default() }).unwrap_err();
    assert_eq!(many.to_string(), "more than 2 events");
    // A tag without end is not collected for ever.
    let endless = format!("<log><trace><event><string key=\"a\" value=\"{}", "x".repeat(3 << 20));
    assert!(matches!(xes::read(endless.as_bytes(), &xes::Options::default()), Err(ReadError::Limit { .. })));
}

#[test]
fn a_table_needs_no_order() {
    let log = made::csv_log();
    assert_eq!((log.cases(), log.events()), (2, 4));
    assert_eq!((log.case_name(0), made::names(&log, 1)), ("2", vec!["受理", "办结"]));
    assert_eq!(log.case_attributes.get("镇", 1), Some("西"));
    assert_eq!(log.span(1).map(|(first, _)| time::format(first)).unwrap(), "2026-03-01T02:00:00.000+00:00");
    let resource = log.event(log.range(1).end - 1).unwrap().resource;
    assert_eq!(log.resources.text(resource), "李");
}

#[test]
fn tables_are_refused_kindly() {
    let refuse = |text: &str| csv::read(text.as_bytes(), &csv::Options::default()).unwrap_err().to_string();
    assert_eq!(refuse("a,b\n1,2\n"), "no column is known to hold the case; name it, there are: a, b");
    let head = "case,activity,time\n";
    assert_eq!(
        refuse(&format!("{head}1,a,2026-01-01\n1,b,gestern\n")),
        "row 3: \"gestern\" is no time like 2026-11-28 09:30:00"
    );
    assert_eq!(refuse(&format!("{head}1,,2026-01-01\n")), "row 2: the case or the activity is empty");
    assert_eq!(refuse(head), "the log holds no events");
    let named = csv::Options {
        case: Some("id".into()),
        activity: Some("what".into()),
        time: Some("at".into()),
        ..csv::Options::default()
    };
    assert_eq!(csv::read("id,what,at\n1,a,2026-01-01\n".as_bytes(), &named).unwrap().events(), 1);
}

#[test]
fn ocel_is_flattened_by_an_object_type() {
    let text = r#"{"objectTypes":[],"eventTypes":[],
        "objects":[{"id":"p1","type":"project","attributes":[{"name":"镇","time":"1970-01-01T00:00:00Z","value":"东"}]},{"id":"p2","type":"project"},{"id":"wang","type":"officer"}],
        "events":[
            {"id":"e2","type":"办结","time":"2026-03-03T00:00:00Z","relationships":[{"objectId":"p1","qualifier":"of"}]},
            {"id":"e1","type":"受理","time":"2026-03-01T00:00:00Z","attributes":[],"relationships":[{"objectId":"p1","qualifier":"of"},{"objectId":"p2","qualifier":"of"},{"objectId":"wang","qualifier":"by"}]}]}"#;
    let options =
        ocel::Options { object_type: "project".into(), resource: Some("officer".into()), ..ocel::Options::default() };
    let log = ocel::read(text.as_bytes(), &options).unwrap();
    assert_eq!((log.cases(), log.events()), (2, 3));
    assert_eq!((log.case_name(0), made::names(&log, 0)), ("p1", vec!["受理", "办结"]));
    assert_eq!(log.resources.text(log.event(0).unwrap().resource), "wang");
    assert_eq!(log.case_attributes.get("镇", 0), Some("东"));
    assert!(matches!(ocel::read(&b"{\"events\": 3}"[..], &options), Err(ReadError::Row { .. })));
}

proptest! {
    /// Whatever bytes come, the reader answers; and it never reads a tag differently when the bytes come in other portions.
    #[test]
    fn any_text_is_answered(text in "(<log>|</log>|<trace>|</trace>|<event>|</event>|<string key=\"concept:name\" value=\"a\"/>|<!-- x -->|<|>|\"|x){0,30}") {
        let whole = xes::read(text.as_bytes(), &xes::Options::default()).map(|i| i.log.events()).map_err(|e| e.to_string());
        let pieces = xes::read(std::io::BufReader::with_capacity(3, text.as_bytes()), &xes::Options::default());
        prop_assert_eq!(whole, pieces.map(|i| i.log.events()).map_err(|e| e.to_string()));
    }

    #[test]
    fn any_name_survives_writing(name in "\\PC{1,20}") {
        let table = format!("case,activity,time\n1,\"{}\",2026-01-01\n", name.replace('"', "\"\""));
        prop_assume!(!name.trim().is_empty());
        let log = csv::read(table.as_bytes(), &csv::Options::default()).unwrap();
        let mut written = Vec::new();
        xes::write(&log, &mut written).unwrap();
        let again = xes::read(&written[..], &xes::Options::default()).unwrap().log;
        prop_assert_eq!(made::names(&again, 0), made::names(&log, 0));
    }
}
