//! Deadlines as an iCalendar file (RFC 5545): all-day events, lines ended by CRLF and folded at 75 octets.
use super::Deadline;
use chrono::{DateTime, Days};
use std::fmt::Write as _;

/// Octets of a line, its end not counted.
const LINE: usize = 75;
/// How often a program is asked to look again.
const REFRESH: &str = "PT1H";

/// The calendar of these deadlines. `name` is what programs list it as; `base` is the address of this installation without a
/// slash at its end, empty where it is not known: then events lead nowhere.
pub fn calendar(zone: &str, name: &str, base: &str, all: &[Deadline]) -> String {
    let mut file = String::new();
    let mut line = |text: &str| folded(&mut file, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Wutong//Land//EN");
    line("CALSCALE:GREGORIAN");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    line(&format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
    line(&format!("X-PUBLISHED-TTL:{REFRESH}"));
    for one in all {
        event(zone, base, one).iter().for_each(|text| line(text));
    }
    line("END:VCALENDAR");
    file
}

fn event(zone: &str, base: &str, one: &Deadline) -> Vec<String> {
    let changed = DateTime::from_timestamp_micros(one.changed_us).unwrap_or_default().format("%Y%m%dT%H%M%SZ");
    // The end of an all-day event is the first day that is not part of it.
    let end = one.on.checked_add_days(Days::new(1)).unwrap_or(one.on);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@{}.wutong", escaped(&one.uid), escaped(zone)),
        format!("DTSTAMP:{changed}"),
        format!("LAST-MODIFIED:{changed}"),
        format!("DTSTART;VALUE=DATE:{}", one.on.format("%Y%m%d")),
        format!("DTEND;VALUE=DATE:{}", end.format("%Y%m%d")),
        format!("SUMMARY:{}", escaped(&one.summary)),
    ];
    if !one.detail.is_empty() {
        lines.push(format!("DESCRIPTION:{}", escaped(&one.detail)));
    }
    if !base.is_empty() {
        lines.push(format!("URL:{base}{}", one.path));
    }
    lines.push(format!("STATUS:{}", if one.provisional { "TENTATIVE" } else { "CONFIRMED" }));
    // A deadline takes up no time of the day.
    lines.push("TRANSP:TRANSPARENT".to_owned());
    lines.push("END:VEVENT".to_owned());
    lines
}

/// A text value: backslash, semicolon, comma and line ends escaped; other control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded between characters: a continuation begins with one space, which counts.
fn folded(file: &mut String, text: &str) {
    let mut room = LINE;
    for c in text.chars() {
        if c.len_utf8() > room {
            file.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= c.len_utf8();
        file.push(c);
    }
    // Writing to a string cannot fail.
    let _ = write!(file, "\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deadline(summary: &str, provisional: bool) -> Deadline {
        Deadline {
            uid: "matter-p1-fire".to_owned(),
            on: "2020-02-29".parse().unwrap(),
            summary: summary.to_owned(),
            detail: "办理部门：住建局\n还剩 2 个工作日".to_owned(),
            path: "/land/matters/p1-fire".to_owned(),
            provisional,
            late: false,
            changed_us: 1_579_046_400_000_000,
        }
    }

    #[test]
    fn the_file_as_the_standard_wants_it() {
        let file =
            calendar("urumqi", "高新区期限", "https://zone.example", &[deadline("消防验收, 到期; 示例\\广场", true)]);
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Wutong//Land//EN",
            "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:高新区期限",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "BEGIN:VEVENT",
            "UID:matter-p1-fire@urumqi.wutong",
            "DTSTAMP:20200115T000000Z",
            "LAST-MODIFIED:20200115T000000Z",
            "DTSTART;VALUE=DATE:20200229",
            "DTEND;VALUE=DATE:20200301",
            "SUMMARY:消防验收\\, 到期\\; 示例\\\\广场",
            "DESCRIPTION:办理部门：住建局\\n还剩 2 个工作日",
            "URL:https://zone.example/land/matters/p1-fire",
            "STATUS:TENTATIVE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(file, expected.join("\r\n"));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_none_breaks_a_character() {
        for n in [1, 22, 23, 24, 25, 60, 400] {
            let long = "限".repeat(n);
            let file = calendar("z", "n", "", &[deadline(&long, false)]);
            assert!(file.split("\r\n").all(|l| l.len() <= 75), "{file}");
            assert!(file.replace("\r\n ", "").contains(&format!("SUMMARY:{long}\r\n")));
            assert!(!file.contains("URL:"));
        }
    }

    #[test]
    fn what_is_typed_cannot_begin_a_line_of_its_own() {
        let file = calendar("z", "n", "", &[deadline("a\r\nEND:VEVENT\rb\nc\u{7}", false)]);
        assert!(file.contains("SUMMARY:a\\nEND:VEVENTb\\nc\r\n"), "{file}");
    }
}
