//! What stands beside a word can move it: 集成电路专用设备 are machines, 汽车轴承 are parts of cars.
use crate::code::{Division, Group};
use crate::lexicon::{LEXICON, Match};

/// How far after goods their machines may stand: 电子产品自动化专用设备.
const NEAR: usize = 6;
/// After goods: machines that make or check them.
const MACHINES: [&str; 9] =
    ["专用设备", "专用装备", "专用机械", "生产设备", "制造设备", "制造装备", "加工设备", "检测设备", "生产线"];
/// The same after goods that are no devices themselves; 无线通信设备 is not a machine that makes them.
const DEVICES: [&str; 3] = ["设备", "装备", "机械"];
/// Before goods: what they are parts of. The standard files parts under what they are made for.
const USES: [(&str, u16); 11] = [
    ("汽车", 367),
    ("车用", 367),
    ("车载", 367),
    ("乘用车", 367),
    ("航空", 374),
    ("航天", 374),
    ("机载", 374),
    ("船用", 373),
    ("医用", 358),
    ("医疗", 358),
    ("铁路", 371),
];

/// The words of the lexicon in an item, each with the group that it has beside its neighbours.
pub fn matches<'a>(item: &'a [char]) -> impl Iterator<Item = Match> + 'a {
    LEXICON.matches(item).map(move |mut found| {
        let (before, after) = (item.get(..found.start).unwrap_or_default(), item.get(found.end..).unwrap_or_default());
        if let Some(group) = moved(found.word.group.division(), before, after) {
            found.word.group = group;
            found.word.division_only = false;
        }
        found
    })
}

fn moved(division: Division, before: &[char], after: &[char]) -> Option<Group> {
    let machine = (0..=NEAR).filter_map(|at| after.get(at..)).any(|rest| MACHINES.iter().any(|w| starts_with(rest, w)));
    let device = DEVICES.iter().any(|word| starts_with(after, word)) && !matches!(division.number(), 38 | 39);
    let group = if machine || device { machines_for(division) } else { None };
    group.or_else(|| used_in(division, before))
}

/// The group of machines (351-357, 342) that serve makers of a division.
fn machines_for(division: Division) -> Option<Group> {
    let number = match division.number() {
        1..=5 => 357,
        6..=12 | 31 | 32 => 351,
        13..=16 => 353,
        17..=19 => 355,
        20 | 25 | 26 | 28 | 29 => 352,
        22..=24 | 27 | 30 => 354,
        33 => 342,
        38 | 39 => 356,
        _ => return None,
    };
    Group::new(number)
}

fn used_in(division: Division, before: &[char]) -> Option<Group> {
    let part = matches!(division.number(), 29..=35 | 38..=41);
    let found = USES.iter().find(|(word, _)| part && ends_with(before, word));
    found.and_then(|(_, number)| Group::new(*number))
}

fn starts_with(text: &[char], word: &str) -> bool {
    let mut chars = text.iter();
    word.chars().all(|c| chars.next() == Some(&c))
}

fn ends_with(text: &[char], word: &str) -> bool {
    let mut chars = text.iter().rev();
    word.chars().rev().all(|c| chars.next() == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_move_words() {
        let cases = [
            ("集成电路专用设备", "356"),
            ("集成电路", "397"),
            ("无线通信设备", "392"),
            ("石油化工设备配件", "352"),
            ("汽车轴承", "367"),
            ("轴承", "345"),
            ("汽车租赁", "711"),
        ];
        for (text, expected) in cases {
            let chars: Vec<char> = text.chars().collect();
            let found = matches(&chars).next().map(|m| m.word.group.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }
}
