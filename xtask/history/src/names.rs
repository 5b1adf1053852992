//! Names that nobody bears.

/// What is built: name, focus industry, use, whether anything is built.
pub const KINDS: [(&str, &str, &str, bool); 11] = [
    ("智能装备总装厂房", "it", "industrial", true),
    ("工业软件研发楼", "it", "data", true),
    ("边缘数据中心", "it", "data", true),
    ("铝箔深加工车间", "materials", "industrial", true),
    ("功能薄膜涂布线", "materials", "industrial", true),
    ("复合材料中试基地", "materials", "industrial", true),
    ("冷链分拨仓", "services", "commercial", true),
    ("会展配套酒店", "services", "commercial", true),
    ("体外诊断试剂车间", "biomed", "industrial", true),
    ("康复护理中心", "biomed", "commercial", true),
    ("跨境电商运营中心", "services", "commercial", true),
];

/// The heavens lend the names: 示例青岚, 示例云杉 …
pub const NAMES: [&str; 44] = [
    "青岚", "云杉", "启明", "长庚", "北辰", "南箕", "天津四", "河鼓", "织云", "听雪", "望舒", "羲和", "重光", "昭阳", "单阏", "执徐", "敦牂", "协洽", "涒滩", "作噩",
    "阉茂", "渊献", "困敦", "赤奋", "摄提", "屠维", "玄黓", "上章", "柔兆", "强圉", "著雍", "大荒", "析木", "星纪", "玄枵", "娵訾", "降娄", "大梁", "实沈", "鹑首",
    "鹑火", "鹑尾", "寿星", "大火",
];
