//! A briefing pack for a trip, with invented companies: `cargo run -p report --example briefing -- zh-CN briefing.pdf`.
//! With a third argument, as many companies (13 give twenty pages).
use chrono::NaiveDate;
use kernel::ctx::Locale;
use report::{Block, Column, Document, Fact, Level, Opening, Point, Reason, Stance, Table};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let locale = args.next().and_then(|tag| Locale::parse(&tag)).unwrap_or_default();
    let path = args.next().unwrap_or_else(|| "briefing.pdf".to_owned());
    let companies = args.next().and_then(|count| count.parse().ok()).unwrap_or(3);
    let document = briefing(locale, companies);
    let made = report::pdf(&document, locale).map_err(|error| error.to_string());
    let written = made.and_then(|pdf| match std::fs::write(&path, &pdf.bytes) {
        Ok(()) => Ok(pdf),
        Err(error) => Err(format!("{path}: {error}")),
    });
    match written {
        Ok(pdf) => {
            println!("{path}: {} pages, {} bytes, missing characters: {:?}", pdf.pages, pdf.bytes.len(), pdf.missing);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Chinese or English, by the language of the pack.
struct Say(Locale);

impl Say {
    fn of<'a>(&self, chinese: &'a str, english: &'a str) -> &'a str {
        match self.0 {
            Locale::ZhCn => chinese,
            Locale::En => english,
        }
    }
    fn own(&self, chinese: &str, english: &str) -> String {
        self.of(chinese, english).to_owned()
    }
}

fn briefing(locale: Locale, companies: usize) -> Document {
    let say = Say(locale);
    let mut blocks = vec![Block::Contents, Block::PageBreak];
    blocks.extend(summary(&say));
    blocks.extend(day_plan(&say));
    blocks.push(Block::PageBreak);
    blocks.push(heading(Level::One, say.of("拜访企业", "Companies to visit")));
    for number in 0..companies {
        if number > 0 {
            blocks.push(Block::PageBreak);
        }
        blocks.extend(company(&say, number));
    }
    blocks.extend(annex(&say));
    Document {
        title: say.own("深圳招商出访手册", "Shenzhen mission briefing pack"),
        subtitle: Some(
            say.own("新材料与新一代信息技术产业链补链", "Filling gaps in new materials and information technology"),
        ),
        zone: say.own("示例高新技术产业开发区", "Sample High-tech Zone"),
        date: NaiveDate::from_ymd_opt(2020, 1, 15).unwrap_or_default(),
        mark: Some(say.own("示例 · 内部资料", "Sample · internal")),
        opening: Opening::TitlePage {
            details: [
                (
                    "行程",
                    "2020-02-24 至 2020-02-28，深圳、东莞",
                    "Trip",
                    "24 to 28 February 2020, Shenzhen and Dongguan",
                ),
                ("带队", "管委会副主任 陈（示例）", "Head", "Deputy director Chen (sample)"),
                (
                    "随行",
                    "招商局 3 人、自然资源局 1 人、园区公司 1 人",
                    "Team",
                    "Attraction bureau 3, land 1, park company 1",
                ),
                ("目标", "走访 7 家，力争 2 家来区实地考察", "Aim", "7 visits, 2 companies to come and see the zone"),
                ("编制", "招商局产业研究科", "Prepared by", "Attraction bureau, research section"),
            ]
            .map(|(a, b, c, d)| (say.own(a, c), say.own(b, d)))
            .to_vec(),
        },
        blocks,
    }
}

fn heading(level: Level, text: &str) -> Block {
    Block::Heading { level, text: text.to_owned() }
}

fn fact(label: &str, value: &str, unit: &str, note: &str) -> Fact {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Fact { label: label.to_owned(), value: value.to_owned(), unit: some(unit), note: some(note) }
}

fn summary(say: &Say) -> Vec<Block> {
    vec![
        heading(Level::One, say.of("要点", "In short")),
        Block::Paragraph(say.own(
            "本区铝基新材料已有冶炼、板带箔两段，缺高纯铝靶材和电子铝箔；深圳、东莞两地同类企业集中，近三年有 4 家在外省设厂。\
             此行先看已有扩产计划的企业，再看与本区企业有供货关系的企业。",
            "The zone smelts and rolls aluminium but makes neither high-purity targets nor electronic foil. Shenzhen and \
             Dongguan have both, and four of their firms have built plants in other provinces in the last three years. \
             We visit those with plans to expand first, then those that already buy from our firms.",
        )),
        Block::Facts(vec![
            fact(say.of("拟访企业", "Companies"), "7", say.of("家", ""), say.of("其中已联系 5 家", "5 have answered")),
            fact(say.of("可补环节", "Gaps they fill"), "4", say.of("个", ""), say.of("缺链 2 个，弱链 2 个", "2 missing, 2 weak")),
            fact(say.of("预计投资", "Investment"), "18.6", say.of("亿元", "¥100m"), say.of("企业口径，未核实", "As stated, not verified")),
            fact(say.of("可供厂房", "Premises on offer"), "42,000", "m²", say.of("标准厂房二期", "Second phase")),
        ]),
        Block::Source(say.own("示例数据，招商局台账 2020-01-14", "sample data, ledger of 14 January 2020")),
    ]
}

fn day_plan(say: &Say) -> Vec<Block> {
    let rows = [
        (
            "02-24 周一",
            "14:30",
            "深圳市示例靶材科技股份有限公司",
            "总经理、董秘",
            "南山区",
            "Mon 24",
            "Sample Targets Technology Co., Ltd.",
            "CEO, board secretary",
            "Nanshan",
        ),
        (
            "02-25 周二",
            "09:30",
            "示例电子铝箔（深圳）有限公司",
            "董事长",
            "宝安区",
            "Tue 25",
            "Sample Electronic Foil (Shenzhen) Co., Ltd.",
            "Chairman",
            "Bao'an",
        ),
        (
            "02-26 周三",
            "10:00",
            "深圳市示例半导体装备产业研究院与示例投资控股集团联合座谈会",
            "院长、投资总监",
            "光明区",
            "Wed 26",
            "Joint meeting: semiconductor equipment institute and an investment group",
            "Director, chief investor",
            "Guangming",
        ),
        (
            "02-27 周四",
            "09:00",
            "深圳市示例储能科技有限公司",
            "",
            "龙岗区",
            "Thu 27",
            "Sample Storage Technology Co., Ltd.",
            "",
            "Longgang",
        ),
    ];
    let rows = rows.iter().map(|r| match say.0 {
        Locale::ZhCn => [r.0, r.1, r.2, r.3, r.4].map(str::to_owned).to_vec(),
        Locale::En => [r.5, r.1, r.6, r.7, r.8].map(str::to_owned).to_vec(),
    });
    let heads = [("日期", "Day"), ("时间", "Time"), ("拜访", "Visit"), ("会见", "Meeting"), ("地点", "Place")];
    vec![
        heading(Level::One, say.of("日程", "Day plan")),
        Block::Table(Table {
            caption: None,
            columns: heads.iter().map(|(chinese, english)| Column::text(say.of(chinese, english))).collect(),
            rows: rows.collect(),
            total: None,
        }),
        Block::Note(say.own(
            "时间为企业已确认的时间；“—”为待确认。",
            "Times are confirmed by the companies; a dash is still open.",
        )),
    ]
}

fn company(say: &Say, number: usize) -> Vec<Block> {
    let names = [
        ("深圳市示例靶材科技股份有限公司", "Sample Targets Technology Co., Ltd."),
        ("示例电子铝箔（深圳）有限公司", "Sample Electronic Foil (Shenzhen) Co., Ltd."),
        ("东莞市示例精密结构件有限公司", "Sample Precision Parts Co., Ltd."),
    ];
    let (chinese, english) = names.iter().cycle().nth(number).copied().unwrap_or_default();
    let title = format!("{}　{}", number + 1, say.of(chinese, english));
    let mut blocks = vec![heading(Level::Two, &title)];
    blocks.extend(profile(say));
    blocks.push(heading(Level::Three, say.of("为什么是这家", "Why this company")));
    blocks.push(Block::Reasons(reasons(say)));
    blocks.push(heading(Level::Three, say.of("谈什么", "Talking points")));
    blocks.push(Block::Points(points(say)));
    blocks.push(heading(Level::Three, say.of("近三年对外投资", "Investments of the last three years")));
    blocks.push(investments(say));
    blocks.push(Block::Source(say.own("企业公开披露（示例）", "the company's announcements (sample)")));
    blocks
}

fn profile(say: &Say) -> Vec<Block> {
    vec![
        Block::Paragraph(say.own(
            "主营高纯铝靶材，供面板与半导体厂；现有产能满负荷，2019年公告拟在西部新建一条线。所补环节：高纯铝靶材（缺链）。",
            "Makes high-purity aluminium targets for display and chip makers. Its lines are full; in 2019 it announced a new \
             one in the west. Gap it fills: high-purity targets (missing).",
        )),
        Block::Facts(vec![
            fact(say.of("营业收入", "Revenue"), "6.42", say.of("亿元", "¥100m"), "2018"),
            fact(say.of("员工", "Staff"), "820", say.of("人", ""), say.of("2018年末", "end of 2018")),
            fact(say.of("与本区供货", "Buys here"), "1,360", say.of("万元", "¥10k"), say.of("向区内 2 家企业采购", "from 2 firms")),
        ]),
    ]
}

fn reasons(say: &Say) -> Vec<Reason> {
    let list = [
        (
            Stance::For,
            "与本区最相近的 20 个城市中，12 个已有同行业企业。",
            "12 of the 20 cities most like ours have firms of this industry.",
            Some(("企业登记数据，示例", "company register, sample")),
        ),
        (
            Stance::For,
            "原料铝锭运距由 3,800 公里降到 40 公里，按其用量每年省运费约 900 万元。",
            "Its aluminium would travel 40 km instead of 3,800: about ¥9 million of freight a year.",
            Some(("企业用量与公路运价测算，示例", "own estimate, sample")),
        ),
        (
            Stance::For,
            "正在扩张：2017 年以来新设 3 家外省子公司。",
            "It is expanding: three subsidiaries in other provinces since 2017.",
            None,
        ),
        (
            Stance::Against,
            "下游面板厂都在东部，成品回运占成本约 4%。",
            "Its customers are in the east: freight back is about 4% of cost.",
            None,
        ),
        (
            Stance::Against,
            "2019 年与另一家国家级开发区有过接触，是否签约未知。",
            "It talked to another national zone in 2019; whether it signed is not known.",
            None,
        ),
    ];
    let reason = |(stance, chinese, english, source): &(Stance, &str, &str, Option<(&str, &str)>)| Reason {
        stance: *stance,
        text: say.own(chinese, english),
        source: source.map(|(chinese, english)| say.own(chinese, english)),
    };
    list.iter().map(reason).collect()
}

fn points(say: &Say) -> Vec<Point> {
    let list = [
        (
            "用电",
            "落地后可参加区内直购电，2019 年到户均价 0.36 元/千瓦时；请企业给出单位产品电耗。",
            "Power",
            "It can join the zone's direct purchase: ¥0.36/kWh on average in 2019. Ask for its use per tonne.",
        ),
        (
            "厂房",
            "标准厂房二期 3 号楼，层高 8 m，承重 2 t/m²，6 月可交付。",
            "Premises",
            "Building 3 of the second phase: 8 m high, 2 t/m², ready in June.",
        ),
        (
            "人才",
            "两所高校材料专业每年毕业约 600 人；企业关心住房，带上人才公寓的说明。",
            "People",
            "Two universities graduate about 600 materials engineers a year. It asks about housing: take the leaflet.",
        ),
        (
            "顾虑",
            "上次来电问到冬季施工期；答复口径：11 月 15 日至 3 月 15 日不浇筑，计划里已扣除。",
            "Doubt",
            "It asked about winter: no concrete from 15 November to 15 March, and the plan allows for it.",
        ),
    ];
    let point = |(a, b, c, d): &(&str, &str, &str, &str)| Point { lead: Some(say.own(a, c)), text: say.own(b, d) };
    list.iter().map(point).collect()
}

fn investments(say: &Say) -> Block {
    let rows = [
        ("2017-06", "成都市示例靶材有限公司", "四川成都", "120.0", "3.2"),
        ("2018-09", "合肥市示例溅射材料有限公司", "安徽合肥", "80.0", "2.1"),
        ("2019-11", "西安市示例电子材料有限公司", "陕西西安", "200.0", "4.5"),
    ];
    let english = ["Sample Targets Chengdu", "Sample Sputtering Hefei", "Sample Materials Xi'an"];
    let cities = ["Chengdu", "Hefei", "Xi'an"];
    let rows = rows.iter().zip(english).zip(cities).map(|((row, name), city)| {
        [row.0, say.of(row.1, name), say.of(row.2, city), row.3, row.4].map(str::to_owned).to_vec()
    });
    Block::Table(Table {
        caption: None,
        columns: vec![
            Column::text(say.of("年月", "Month")),
            Column::text(say.of("子公司", "Subsidiary")),
            Column::text(say.of("所在地", "City")),
            Column::number(say.of("注册资本", "Capital"), say.of("百万元", "¥m")),
            Column::number(say.of("投资总额", "Investment"), say.of("亿元", "¥100m")),
        ],
        rows: rows.collect(),
        total: Some(["", say.of("合计", "Total"), "", "400.0", "9.8"].map(str::to_owned).to_vec()),
    })
}

fn annex(say: &Say) -> Vec<Block> {
    let row = |n: usize| {
        let name = format!("{}{:03}{}", say.of("深圳市示例材料第", "Sample Materials No. "), n, say.of("有限公司", ""));
        let trade = say.of("有色金属压延加工", "Rolled non-ferrous metals");
        vec![
            n.to_string(),
            name,
            trade.to_owned(),
            format!("{}", 500 + n * 37 % 900),
            format!("{:.2}", 0.91 - n as f64 * 0.004),
        ]
    };
    vec![
        Block::PageBreak,
        heading(Level::One, say.of("附：候选企业名单", "Annex: further candidates")),
        Block::Table(Table {
            caption: None,
            columns: vec![
                Column::number(say.of("序", "No."), ""),
                Column::text(say.of("企业", "Company")),
                Column::text(say.of("行业", "Industry")),
                Column::number(say.of("注册资本", "Capital"), say.of("万元", "¥10k")),
                Column::number(say.of("得分", "Score"), ""),
            ],
            rows: (1..=120).map(row).collect(),
            total: None,
        }),
    ]
}
