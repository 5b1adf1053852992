//! Changes, positions, folders: the index follows the books and survives what happens to files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod town;

use std::fs;
use std::path::Path;

use search::{Doc, Error, Index, Query, Schema};
use town::{ZONE, docs, find, firm, schema, town};

fn open(dir: &Path) -> Index {
    Index::open(Some(dir), schema()).unwrap()
}

fn filled(dir: &Path) {
    let index = open(dir);
    index.put(docs()).unwrap();
    index.commit(7).unwrap();
}

#[test]
fn changes_show_after_commit() {
    let index = town();
    index.put([firm("xincai", "示例硅基材料有限公司", "硅")]).unwrap();
    assert_eq!(find(&index, "新材"), ["xincai"]);
    index.commit(2).unwrap();
    assert!(find(&index, "新材").is_empty());
    assert_eq!(find(&index, "硅基"), ["xincai"]);
    assert_eq!(index.len(), 4);
    index.delete(ZONE, "xincai").unwrap();
    index.commit(3).unwrap();
    assert!(find(&index, "硅基").is_empty());
    // Twice in one batch: the later one counts.
    index.put([firm("a", "示例先", ""), firm("a", "示例后", "")]).unwrap();
    index.commit(4).unwrap();
    assert_eq!((find(&index, "示例先").len(), find(&index, "示例后").len()), (0, 1));
    index.clear().unwrap();
    index.commit(5).unwrap();
    assert!(index.is_empty());
    assert_eq!(index.position(), Some(5));
}

#[test]
fn wrong_documents_are_refused_whole() {
    let index = town();
    let bad = [
        Doc::new(ZONE, ""),
        Doc::new("", "x"),
        Doc::new(ZONE, "a\0b"),
        Doc::new(ZONE, "x".repeat(2_000)),
        Doc::new(ZONE, "x").set("revenue", "many"),
        Doc::new(ZONE, "x").set("name", 1_i64),
    ];
    for doc in bad {
        let refused = index.put([firm("fine", "示例好公司", ""), doc]).unwrap_err();
        assert_eq!(refused.code(), "search.bad-document");
    }
    assert_eq!(index.put([Doc::new(ZONE, "x").set("nothing", "x")]).unwrap_err().code(), "search.unknown-field");
    index.commit(2).unwrap();
    assert!(find(&index, "示例好公司").is_empty());
}

#[test]
fn very_long_values_are_taken() {
    let index = town();
    let long = "云计算A1，".repeat(20_000);
    let letters = "a".repeat(100_000);
    let doc = Doc::new(ZONE, "long").set("name", &long).set("scope", &letters).set("code", &letters);
    index.put([doc.set("pinyin", &long).set("tag", &long).set("sort", &long)]).unwrap();
    index.commit(2).unwrap();
    assert!(find(&index, "云计算a1").contains(&"long".to_owned()));
}

#[test]
fn the_position_survives() {
    let dir = tempfile::tempdir().unwrap();
    {
        let index = open(dir.path());
        assert!(index.needs_rebuild());
        assert_eq!(index.position(), None);
        index.put(docs()).unwrap();
        index.commit(7).unwrap();
        assert!(!index.needs_rebuild());
        index.delete(ZONE, "xincai").unwrap(); // never committed
    }
    let index = open(dir.path());
    assert!(!index.needs_rebuild());
    assert_eq!(index.position(), Some(7));
    assert_eq!(find(&index, "新材"), ["xincai"]);
    assert!(index.damaged_files().unwrap().is_empty());
}

#[test]
fn another_schema_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let wider = schema().keyword("region");
    let index = Index::open(Some(dir.path()), wider).unwrap();
    assert!(index.needs_rebuild());
    assert_eq!((index.position(), index.len()), (None, 0));
    index.put(docs()).unwrap();
    index.commit(1).unwrap();
    assert_eq!(find(&index, "曙光"), ["shuguang"]);
}

#[test]
fn damaged_folders_begin_anew() {
    type Damage = fn(&Path);
    let damages: [Damage; 5] = [
        |d| fs::write(d.join("index/meta.json"), "{ not json").unwrap(),
        |d| fs::remove_file(d.join("index/meta.json")).unwrap(),
        |d| each_segment_file(d, |f| fs::remove_file(f).unwrap()),
        |d| each_segment_file(d, |f| fs::write(f, b"short").unwrap()),
        |d| fs::write(d.join("schema"), [0xff, 0xfe]).unwrap(),
    ];
    for (i, damage) in damages.iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        filled(dir.path());
        damage(dir.path());
        let index = open(dir.path());
        assert!(index.needs_rebuild(), "damage {i}");
        index.put(docs()).unwrap();
        index.commit(9).unwrap();
        assert_eq!(find(&index, "曙光"), ["shuguang"], "damage {i}");
    }
}

fn each_segment_file(dir: &Path, act: impl Fn(&Path)) {
    for entry in fs::read_dir(dir.join("index")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.ends_with(".json") && !name.starts_with('.') {
            act(&path);
        }
    }
}

#[test]
fn a_flipped_byte_is_noticed_by_the_check() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    each_segment_file(dir.path(), |f| {
        if f.extension().is_some_and(|e| e == "idx") {
            let mut bytes = fs::read(f).unwrap();
            bytes[10] ^= 0xff;
            fs::write(f, bytes).unwrap();
        }
    });
    let index = open(dir.path());
    assert!(index.needs_rebuild() || index.damaged_files().unwrap().len() == 1);
}

#[test]
fn the_second_to_open_only_reads() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let writer = open(dir.path());
    let reader = open(dir.path());
    assert!(reader.is_read_only() && !writer.is_read_only());
    assert_eq!(find(&reader, "曙光"), ["shuguang"]);
    assert!(matches!(reader.put(docs()), Err(Error::ReadOnly)));
    assert!(matches!(reader.delete(ZONE, "x"), Err(Error::ReadOnly)));
    assert!(matches!(reader.commit(1), Err(Error::ReadOnly)));
    // A reader with another schema must not wipe what is in use.
    assert!(matches!(Index::open(Some(dir.path()), Schema::new().int("n")), Err(Error::Busy)));
    assert_eq!(find(&writer, "曙光"), ["shuguang"]);
    drop(writer);
    drop(reader);
    assert!(!open(dir.path()).is_read_only());
}

#[test]
fn searching_while_writing() {
    let index = town();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..50).for_each(|_| assert_eq!(find(&index, "曙光"), ["shuguang"])));
        }
        for i in 0..10 {
            index.put([firm(&format!("n{i}"), "示例新来公司", "")]).unwrap();
            index.commit(i).unwrap();
        }
    });
    assert_eq!(index.search(&Query::new(ZONE).text("新来")).unwrap().total, 10);
}

#[test]
fn schemas_are_checked() {
    for schema in [
        Schema::new().int("a").int("a"),
        Schema::new().int(""),
        Schema::new().text("_id", 1.0),
        Schema::new().text("名", 1.0),
    ] {
        assert_eq!(Index::open(None, schema).err().unwrap().code(), "search.bad-schema");
    }
}
