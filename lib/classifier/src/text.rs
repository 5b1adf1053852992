//! Names and scopes as half-width characters in items (between 、，；), without what every licence says.

use std::sync::LazyLock;

use crate::phrases::Phrases;

/// A scope is read up to here, in characters after the boilerplate is gone: what a firm does stands at the beginning.
pub const SCOPE_CHARS: usize = 160;
/// Characters of a scope that are looked at at all, boilerplate included.
const SCOPE_RAW_CHARS: usize = 1200;
const NAME_CHARS: usize = 60;

/// Sentences that stand in scopes by law and say nothing about the trade; what stands between commas with one of them is dropped.
static BOILERPLATE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "法律、法规",
        "法律法规",
        "法律、行政法规",
        "国务院决定",
        "依法须经批准",
        "经相关部门批准",
        "方可开展经营",
        "方可经营",
        "审批机关",
        "企业自主选择",
        "自主选择经营",
        "限定公司经营",
        "限定企业经营",
        "禁止进出口",
        "后置许可",
        "前置许可",
        "营业执照",
        "生产许可证",
        "经营许可证",
        "资质证书",
        "商品及技术的进出口",
        "货物及技术进出口",
        "货物和技术进出口",
        "货物进出口",
        "技术进出口",
    ])
});
/// A bracket with one of these is a condition, not a trade.
static CONDITION: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "许可",
        "批准",
        "审批",
        "除外",
        "不含",
        "有效期",
        "凭",
        "期限",
        "另设",
        "限分支",
        "须经",
        "限制",
        "不得",
        "国家",
    ])
});

/// Half width, simple brackets; everything else stays. One character for one character.
pub fn half_width(c: char) -> char {
    match c {
        '【' | '［' | '〔' | '〖' | '『' | '「' | '[' | '{' => '(',
        '】' | '］' | '〕' | '〗' | '』' | '」' | ']' | '}' => ')',
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if c.is_control() => ' ',
        c => c,
    }
}

/// Whether the character can be part of a word; Chinese ones are known at a glance.
pub fn is_letter(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_alphabetic()
}

/// What two writings of the same name or code have in common.
pub fn key(text: &str) -> String {
    let kept = text.chars().map(half_width).filter(|c| !c.is_whitespace());
    kept.flat_map(char::to_uppercase).collect()
}

/// A piece of text that holds one thing: 房地产开发. `rank` counts items from the beginning, `clause` sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub start: usize,
    pub end: usize,
    pub rank: usize,
    pub clause: usize,
}

/// A text cut into items; buffers are kept from firm to firm.
#[derive(Default, Debug)]
pub struct Items {
    chars: Vec<char>,
    items: Vec<Item>,
    clauses: usize,
    raw: Vec<char>,
}

impl Items {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Item, &[char])> {
        self.items.iter().map(|item| (*item, self.slice(item.start, item.end)))
    }

    pub fn slice(&self, start: usize, end: usize) -> &[char] {
        self.chars.get(start..end).unwrap_or_default()
    }

    /// How many characters are kept.
    pub fn chars(&self) -> usize {
        self.chars.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn read_scope(&mut self, scope: &str) {
        self.clear();
        self.raw.extend(scope.chars().take(SCOPE_RAW_CHARS).map(half_width));
        let raw = std::mem::take(&mut self.raw);
        for clause in raw.split(|c| matches!(c, '。' | ';' | '*' | '〓' | '#')) {
            if self.chars.len() < SCOPE_CHARS {
                self.read_clause(clause);
            }
        }
        self.raw = raw;
    }

    /// Brackets split a name as well: 卓力特光电仪器(苏州)有限公司.
    pub fn read_name(&mut self, name: &str) {
        self.clear();
        self.raw.extend(name.chars().take(NAME_CHARS).map(half_width).filter(|c| !c.is_whitespace()));
        let raw = std::mem::take(&mut self.raw);
        raw.split(|c| matches!(c, '(' | ')')).for_each(|part| self.push_item(part, NAME_CHARS));
        self.raw = raw;
    }

    fn clear(&mut self) {
        self.chars.clear();
        self.items.clear();
        self.raw.clear();
        self.clauses = 0;
    }

    fn read_clause(&mut self, clause: &[char]) {
        let mut rest = clause;
        while let Some(open) = rest.iter().position(|c| *c == '(') {
            let (before, tail) = rest.split_at(open);
            self.read_items(before);
            let inside = tail.split(|c| *c == ')').next().unwrap_or_default();
            if !CONDITION.occur_in(inside) {
                self.read_items(inside.get(1..).unwrap_or_default());
            }
            rest = tail.get(inside.len()..).unwrap_or_default();
            rest = rest.get(1..).unwrap_or_default();
        }
        self.read_items(rest);
        self.clauses += 1;
    }

    fn read_items(&mut self, text: &[char]) {
        for part in text.split(|c| *c == ',') {
            if BOILERPLATE.occur_in(part) {
                continue;
            }
            for item in part.split(|c| matches!(c, '、' | ':' | '.' | ' ' | '/' | '(' | ')' | '"' | '“' | '”' | '·'))
            {
                self.push_item(item, SCOPE_CHARS);
            }
        }
    }

    fn push_item(&mut self, part: &[char], limit: usize) {
        let room = limit.saturating_sub(self.chars.len());
        let part = part.get(..part.len().min(room)).unwrap_or_default();
        // A single character is a left-over of a bracket or a number, no thing.
        if part.iter().filter(|c| is_letter(**c)).count() >= 2 {
            let start = self.chars.len();
            self.chars.extend_from_slice(part);
            let item = Item { start, end: self.chars.len(), rank: self.items.len(), clause: self.clauses };
            self.items.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Vec<String> {
        let mut items = Items::default();
        items.read_scope(text);
        items.iter().map(|(_, chars)| chars.iter().collect()).collect()
    }

    #[test]
    fn what_every_licence_says_is_left_out() {
        let text = "生产加工羊毛衫、服装，销售针纺织品（不含危险品）。【依法须经批准的项目，经相关部门批准后方可开展经营活动】";
        assert_eq!(scope(text), ["生产加工羊毛衫", "服装", "销售针纺织品"]);
        let law = "法律、法规、国务院决定规定禁止的不得经营；法律、法规、国务院决定规定无需许可（审批）的，市场主体自主选择经营。（房地产开发经营。）";
        assert_eq!(scope(law), ["房地产开发经营"]);
    }

    #[test]
    fn full_width_reads_like_half_width() {
        assert_eq!(scope("１、银杏产品种植；ＬＥＤ灯具（照明）"), scope("1、银杏产品种植;LED灯具(照明)"));
        assert_eq!(key("Ａbc（集团） 公司"), key("ABC(集团)公司"));
    }

    #[test]
    fn a_scope_without_end_costs_no_more_than_its_limit() {
        let items = scope(&"服装、".repeat(100_000));
        assert_eq!(items.iter().map(|i| i.chars().count()).sum::<usize>(), SCOPE_CHARS);
    }

    #[test]
    fn unclosed_and_nested_brackets_lose_nothing_else() {
        assert_eq!(scope("电池(锂电池"), ["电池", "锂电池"]);
        assert_eq!(scope("))))水泥((((制造"), ["水泥", "制造"]);
        assert_eq!(scope(""), Vec::<String>::new());
        assert_eq!(scope("。；、（）"), Vec::<String>::new());
    }
}
