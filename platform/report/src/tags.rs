//! The structure that a screen reader follows: what is a heading, a list, a head of a column.
use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use std::num::NonZeroU16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(usize);

#[derive(Clone, Debug)]
pub(crate) enum Role {
    Title,
    Heading(u16, String),
    Paragraph,
    List,
    Numbered,
    Item,
    Label,
    Body,
    Contents,
    ContentsItem,
    Table,
    TableHead,
    TableBody,
    Row,
    HeadCell,
    Cell,
    Caption,
}

struct Entry {
    role: Role,
    parent: Option<usize>,
    parts: Vec<Identifier>,
}

/// The tree while it is made: a node has either parts on pages or nodes below it.
#[derive(Default)]
pub(crate) struct Tags {
    entries: Vec<Entry>,
}

impl Tags {
    pub(crate) fn add(&mut self, parent: Option<NodeId>, role: Role) -> NodeId {
        self.entries.push(Entry { role, parent: parent.map(|id| id.0), parts: Vec::new() });
        NodeId(self.entries.len() - 1)
    }

    /// A piece of a page belongs to this node.
    pub(crate) fn attach(&mut self, node: NodeId, part: Identifier) {
        if let Some(entry) = self.entries.get_mut(node.0) {
            entry.parts.push(part);
        }
    }

    pub(crate) fn tree(mut self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); self.entries.len()];
        let mut roots = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            match entry.parent.and_then(|parent| below.get_mut(parent)) {
                Some(children) => children.push(index),
                None => roots.push(index),
            }
        }
        roots.into_iter().filter_map(|root| self.group(root, &below)).for_each(|group| tree.push(group));
        tree
    }

    /// At most five levels deep: table, body, row, cell.
    fn group(&mut self, index: usize, below: &[Vec<usize>]) -> Option<TagGroup> {
        let entry = self.entries.get_mut(index)?;
        let mut group = TagGroup::new(entry.role.kind());
        std::mem::take(&mut entry.parts).into_iter().for_each(|part| group.push(Node::Leaf(part)));
        for child in below.get(index).into_iter().flatten() {
            self.group(*child, below).into_iter().for_each(|child| group.push(child));
        }
        Some(group)
    }
}

impl Role {
    fn kind(&self) -> TagKind {
        match self {
            Self::Title => Tag::Title.into(),
            Self::Heading(level, text) => {
                Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())).into()
            }
            Self::Paragraph => Tag::P.into(),
            Self::List => Tag::L(ListNumbering::None).into(),
            Self::Numbered => Tag::L(ListNumbering::Decimal).into(),
            Self::Item => Tag::LI.into(),
            Self::Label => Tag::Lbl.into(),
            Self::Body => Tag::LBody.into(),
            Self::Contents => Tag::TOC.into(),
            Self::ContentsItem => Tag::TOCI.into(),
            Self::Table => Tag::Table.into(),
            Self::TableHead => Tag::THead.into(),
            Self::TableBody => Tag::TBody.into(),
            Self::Row => Tag::TR.into(),
            Self::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
            Self::Cell => Tag::TD.into(),
            Self::Caption => Tag::Caption.into(),
        }
    }
}
