//! A small log made for these tests: permits of an invented town.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses a part
use process::{Keep, Log, csv, xes};

/// Three cases: the first by two officers, the second takes another way, the third is late and not timed throughout.
pub const XES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- made for tests -->
<log xes.version="1849-2023" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="无"/></global>
  <string key="meta" value="x"><int key="inner" value="1"/></string>
  <trace>
    <string key="concept:name" value="甲 &amp; 乙"/>
    <date key="enddate" value="2026-03-05T10:00:00+08:00"/>
    <date key="deadline" value="2026-03-06T10:00:00+08:00"/>
    <event>
      <string key="concept:name" value="受理"/><date key="time:timestamp" value="2026-03-01T10:00:00+08:00"/>
      <string key="org:resource" value="王"/><string key="lifecycle:transition" value="complete"/>
      <int key="份数" value="3"/>
    </event>
    <event>
      <string value="审查 &lt;初&gt; > 复" key='concept:name'><string key="nested" value="left out"/></string>
      <date key="time:timestamp" value="2026-03-03T10:00:00+08:00"/><string key="org:resource" value="李"/>
    </event>
    <event><string key="concept:name" value="办结"/><date key="time:timestamp" value="2026-03-05T10:00:00+08:00"/><string key="org:resource" value="李"/></event>
  </trace>
  <trace>
    <string key="concept:name" value="丙"/>
    <date key="enddate" value="2026-03-09T10:00:00+08:00"/>
    <date key="deadline" value="2026-03-06T10:00:00+08:00"/>
    <event><string key="concept:name" value="受理"/><date key="time:timestamp" value="2026-03-02T00:00:00+08:00"/><string key="org:resource" value="王"/></event>
    <event><string key="concept:name" value="办结"/><date key="time:timestamp" value="2026-03-09T00:00:00+08:00"/><string key="org:resource" value="王"/></event>
  </trace>
  <trace>
    <string key="concept:name" value="丁"/>
    <event><string key="concept:name" value="受理"/><string key="org:resource" value="王"/></event>
    <event><date key="time:timestamp" value="2026-03-09T00:00:00+08:00"/></event>
    <event><string key="concept:name" value="办结"/><date key="time:timestamp" value="2026-03-10T00:00:00+08:00"/></event>
  </trace>
</log>
"#;

pub const CSV: &str = "办件编号,环节,办理时间,经办人,case:镇\n\
    2,受理,2026-03-02 09:00,王,东\n\
    1,办结,2026-03-05 10:00,李,西\n\
    1,受理,2026-03-01 10:00,王,西\n\
    2,办结,2026-03-04 09:00,王,东\n";

pub fn xes_log() -> Log {
    let options = xes::Options { keep: Keep::All, ..xes::Options::default() };
    xes::read(XES.as_bytes(), &options).unwrap().log
}

pub fn csv_log() -> Log {
    csv::read(CSV.as_bytes(), &csv::Options { offset_minutes: 480, ..csv::Options::default() }).unwrap()
}

/// Names of a case's activities.
pub fn names(log: &Log, case: usize) -> Vec<&str> {
    log.trace(case).iter().map(|a| log.activities.text(*a)).collect()
}
