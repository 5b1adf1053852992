//! Columns to XES.
use crate::columns::{Columns, Kind};
use crate::log::Log;
use crate::time;
use std::io::{self, Write};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2023" xes.features="" xmlns="http://www.xes-standard.org/">
	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
	<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
	<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
	<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
	<classifier name="Activity" keys="concept:name"/>
"#;

/// Writes all that the log holds; times in UTC.
pub fn write(log: &Log, mut out: impl Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    for case in 0..log.cases() {
        out.write_all(b"\t<trace>\n")?;
        attribute(&mut out, 2, Kind::String, "concept:name", log.case_name(case))?;
        attributes(&mut out, 2, &log.case_attributes, case)?;
        for number in log.range(case) {
            event(&mut out, log, number)?;
        }
        out.write_all(b"\t</trace>\n")?;
    }
    out.write_all(b"</log>\n")?;
    out.flush()
}

fn event(out: &mut impl Write, log: &Log, number: usize) -> io::Result<()> {
    let Some(event) = log.event(number) else { return Ok(()) };
    out.write_all(b"\t\t<event>\n")?;
    attribute(out, 3, Kind::String, "concept:name", log.activities.text(event.activity))?;
    if let Some(ms) = event.time_ms {
        attribute(out, 3, Kind::Date, "time:timestamp", &time::format(ms))?;
    }
    let texts =
        [("org:resource", &log.resources, event.resource), ("lifecycle:transition", &log.lifecycles, event.lifecycle)];
    for (key, texts, id) in texts.into_iter().filter(|t| t.2 != crate::NONE) {
        attribute(out, 3, Kind::String, key, texts.text(id))?;
    }
    attributes(out, 3, &log.event_attributes, number)?;
    out.write_all(b"\t\t</event>\n")
}

fn attributes(out: &mut impl Write, depth: usize, columns: &Columns, row: usize) -> io::Result<()> {
    for column in columns.iter() {
        if let Some(text) = columns.text(column, row) {
            attribute(out, depth, column.kind, &column.key, text)?;
        }
    }
    Ok(())
}

fn attribute(out: &mut impl Write, depth: usize, kind: Kind, key: &str, value: &str) -> io::Result<()> {
    for _ in 0..depth {
        out.write_all(b"\t")?;
    }
    writeln!(out, "<{} key=\"{}\" value=\"{}\"/>", kind.tag(), escaped(key), escaped(value))
}

/// As the value of an attribute; line ends too, which XML would otherwise make blanks. What XML cannot hold becomes a blank.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", c as u32)),
            '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
