//! What is said about a row that was not simply accepted: each case once, in both languages, with a stable code.

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Taken; a field that could not be used was left empty or kept as written.
    Noted,
    /// Taken after something was put right.
    Repaired,
    /// Left out: the same company is already in the registry.
    Duplicate,
    /// Left out.
    Rejected,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Repaired => "repaired",
            Self::Duplicate => "duplicate",
            Self::Rejected => "rejected",
        }
    }
}

/// One thing that was noticed in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remark {
    EncodingDiffers,
    EncodingMixed,
    EncodingUnknown,
    OpenQuote,
    RowTooLong,
    ShiftMended,
    ShiftUnclear,
    NameMissing,
    NameUnlikely,
    NameTooLong,
    TextCut,
    CodeTidied,
    CodeCheck,
    CodeOther,
    CapitalUnclear,
    CapitalSeveral,
    CapitalNegative,
    CapitalUnlikely,
    DateUnclear,
    DateUnlikely,
    ProvinceFromCode,
    ProvinceUnknown,
    CityFromCode,
    IndustryUnknown,
    InsuredUnclear,
    SameCode,
    SameName,
}

use Outcome::{Duplicate, Noted, Rejected, Repaired};

/// What became of the row, a stable code, and what is said in Chinese and in English.
type Entry = (Remark, Outcome, &'static str, &'static str, &'static str);

const ENTRIES: [Entry; 27] = [
    (
        Remark::EncodingDiffers,
        Repaired,
        "encoding-differs",
        "本行编码与文件其余部分不同，已按其自身编码（UTF-8 或 GB18030）读取",
        "the row's encoding differs from the rest of the file: it was read in its own (UTF-8 or GB18030)",
    ),
    (
        Remark::EncodingMixed,
        Repaired,
        "encoding-mixed",
        "本行混用两种编码，各单元格已分别按 UTF-8 或 GB18030 读取",
        "the row mixes encodings: each cell was read as UTF-8 or GB18030 by itself",
    ),
    (
        Remark::EncodingUnknown,
        Rejected,
        "encoding-unknown",
        "文字已损坏，不是 UTF-8 也不是 GB18030；请从来源重新导出",
        "the text is broken, neither UTF-8 nor GB18030: export the row again from its source",
    ),
    (
        Remark::OpenQuote,
        Rejected,
        "open-quote",
        "引号没有成对，无法判断单元格边界；请补上引号",
        "a quotation mark is never closed, so the cells cannot be told apart: close it",
    ),
    (
        Remark::RowTooLong,
        Rejected,
        "row-too-long",
        "本行超过 1 MiB 或 256 列",
        "the row is longer than 1 MiB or has more than 256 cells",
    ),
    (
        Remark::ShiftMended,
        Repaired,
        "shift-mended",
        "单元格错位（多出或缺少分隔符），已按代码、日期、省份等归位",
        "the cells were shifted (a separator too many or too few): they were put back by code, date and province",
    ),
    (
        Remark::ShiftUnclear,
        Rejected,
        "shift-unclear",
        "单元格错位，且无法唯一归位；请对照表头修改",
        "the cells are shifted and fit the columns in more than one way or in none: compare them with the header",
    ),
    (Remark::NameMissing, Rejected, "name-missing", "没有企业名称", "the company's name is missing"),
    (
        Remark::NameUnlikely,
        Rejected,
        "name-unlikely",
        "名称不像企业名称（只有数字、日期或符号）",
        "the name is not one (only digits, a date or signs)",
    ),
    (
        Remark::NameTooLong,
        Rejected,
        "name-too-long",
        "名称超过 200 字，可能是其他列的内容",
        "the name has more than 200 characters: probably the content of another column",
    ),
    (
        Remark::TextCut,
        Noted,
        "text-cut",
        "文字过长，只保留前面部分",
        "a text was too long: only its beginning was kept",
    ),
    (
        Remark::CodeTidied,
        Repaired,
        "code-tidied",
        "信用代码中的空格、全角或小写字母已更正",
        "spaces, full-width or small letters in the credit code were put right",
    ),
    (
        Remark::CodeCheck,
        Noted,
        "code-check",
        "信用代码校验不通过，按原样保留，不用于查重",
        "the credit code fails its check: kept as written, not used to find duplicates",
    ),
    (
        Remark::CodeOther,
        Noted,
        "code-other",
        "不是统一社会信用代码或 15 位注册号，按原样保留，不用于查重",
        "neither a unified credit code nor a 15-digit registration number: kept as written, not used to find duplicates",
    ),
    (
        Remark::CapitalUnclear,
        Noted,
        "capital-unclear",
        "注册资本无法读取（例如没有单位），留空",
        "the capital cannot be read (for example without a unit): left empty",
    ),
    (
        Remark::CapitalSeveral,
        Repaired,
        "capital-several",
        "注册资本一格多值，取第一个",
        "the capital holds several amounts: the first was taken",
    ),
    (Remark::CapitalNegative, Noted, "capital-negative", "注册资本为负数，留空", "the capital is negative: left empty"),
    (
        Remark::CapitalUnlikely,
        Noted,
        "capital-unlikely",
        "注册资本大得不合理或来源标为存疑，留空",
        "the capital is implausibly large or marked as doubtful by its source: left empty",
    ),
    (Remark::DateUnclear, Noted, "date-unclear", "日期无法读取，留空", "the date cannot be read: left empty"),
    (
        Remark::DateUnlikely,
        Noted,
        "date-unlikely",
        "日期不合理（1900 年以前或 2100 年以后），留空",
        "the date is implausible (before 1900 or after 2100): left empty",
    ),
    (
        Remark::ProvinceFromCode,
        Repaired,
        "province-from-code",
        "没有省份，按信用代码中的登记机关所在地补上",
        "the province was missing: taken from the registering office in the credit code",
    ),
    (
        Remark::ProvinceUnknown,
        Noted,
        "province-unknown",
        "不认识的省份，按原样保留",
        "the province is not known: kept as written",
    ),
    (
        Remark::CityFromCode,
        Repaired,
        "city-from-code",
        "没有城市，按信用代码中的登记机关所在地补上",
        "the city was missing: taken from the registering office in the credit code",
    ),
    (
        Remark::IndustryUnknown,
        Noted,
        "industry-unknown",
        "行业代码或名称不在 GB/T 4754-2017 中，改由分类器判断",
        "the industry is not in GB/T 4754-2017: the classifier decides instead",
    ),
    (
        Remark::InsuredUnclear,
        Noted,
        "insured-unclear",
        "参保人数无法读取，留空",
        "the number of insured cannot be read: left empty",
    ),
    (
        Remark::SameCode,
        Duplicate,
        "same-code",
        "信用代码与已收录的企业相同，保留先收录的",
        "the registry already holds a company with this credit code: the earlier one is kept",
    ),
    (
        Remark::SameName,
        Duplicate,
        "same-name",
        "没有可用代码，且名称、城市与已收录的企业相同，保留先收录的",
        "no usable code, and the registry already holds this name in this city: the earlier one is kept",
    ),
];

impl Remark {
    /// Every remark has its entry: a test goes through them all.
    fn entry(self) -> Entry {
        let found = ENTRIES.iter().find(|(remark, ..)| *remark == self);
        found.copied().unwrap_or((self, Rejected, "", "", ""))
    }

    pub fn outcome(self) -> Outcome {
        self.entry().1
    }
    pub fn code(self) -> &'static str {
        self.entry().2
    }
    pub fn zh(self) -> &'static str {
        self.entry().3
    }
    pub fn en(self) -> &'static str {
        self.entry().4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remark_has_its_words() {
        // The enumeration ends with SameName: so many entries are all of them, and each stands in its place.
        assert_eq!(ENTRIES.len(), Remark::SameName as usize + 1);
        for (at, (remark, _, code, zh, en)) in ENTRIES.iter().enumerate() {
            assert_eq!(*remark as usize, at);
            assert!(!code.is_empty() && !zh.is_empty() && en.len() > 10);
        }
    }
}
