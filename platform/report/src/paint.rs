//! Pages become a PDF: tagged (PDF/UA-1), with title, language, outline and fonts inside.
use crate::document::{Document, Level};
use crate::flow::{Op, Page};
use crate::font::Fonts;
use crate::shape::{Line, shape};
use crate::style::{self, Color, LEFT, PAGE_HEIGHT, PAGE_WIDTH, Style, WIDTH};
use crate::tags::{NodeId, Tags};
use crate::words::Words;
use chrono::Datelike;
use kernel::{Error, Result};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::{Document as Pdf, SerializeSettings};
use std::collections::BTreeSet;

pub(crate) struct Painter<'a> {
    pub fonts: &'static Fonts,
    pub words: &'a Words,
    pub document: &'a Document,
    pub tags: Tags,
}

impl Painter<'_> {
    pub(crate) fn pdf(mut self, pages: &[Page]) -> Result<Vec<u8>> {
        let mut pdf = Pdf::new_with(settings()?);
        let size = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or_else(|| Error::internal("page size"))?;
        let numbers = heading_pages(pages);
        for (index, page) in pages.iter().enumerate() {
            let mut sheet = pdf.start_page_with(size.clone());
            let mut surface = sheet.surface();
            if index > 0 || !self.document.begins_with_title_page() {
                self.furniture(&mut surface, index + 1, pages.len());
            }
            self.ops(&mut surface, &page.ops, &numbers);
            surface.finish();
            sheet.finish();
        }
        pdf.set_metadata(self.metadata());
        pdf.set_outline(self.outline(pages));
        pdf.set_tag_tree(std::mem::take(&mut self.tags).tree(self.words.locale.tag()));
        pdf.finish().map_err(|error| Error::internal(format!("{error}: {error:?}")))
    }

    /// What stands on every page: zone and title above, date and page below.
    fn furniture(&self, surface: &mut Surface, page: usize, pages: usize) {
        let document = self.document;
        let about = format!("{}　{}", document.zone, document.title);
        self.running(
            surface,
            ArtifactType::Header,
            style::HEADER,
            &about,
            document.mark.as_deref().unwrap_or_default(),
        );
        let (date, number) = (self.words.date(document.date), self.words.page(page, pages));
        self.running(surface, ArtifactType::Footer, style::FOOTER, &date, &number);
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        rule(surface, LEFT, style::HEADER + 7.0, WIDTH, 0.5, style::LINE);
        surface.end_tagged();
    }

    fn running(&self, surface: &mut Surface, kind: ArtifactType, y: f32, left: &str, right: &str) {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        let right = self.line(right, style::SMALL, WIDTH / 2.0);
        let taken = right.as_ref().map_or(0.0, |line| line.width + 16.0);
        if let Some(line) = self.line(left, style::SMALL, WIDTH - taken) {
            self.text(surface, LEFT, y, &line);
        }
        if let Some(line) = right {
            self.text(surface, LEFT + WIDTH - line.width, y, &line);
        }
        surface.end_tagged();
    }

    /// The first line of a text, whose characters have all been laid out before.
    fn line(&self, text: &str, style: Style, width: f32) -> Option<Line> {
        shape(self.fonts, &[(text, style.weight)], &mut BTreeSet::new()).lines(style, width).into_iter().next()
    }

    /// What belongs to one node and stands together is one tagged part.
    fn ops(&mut self, surface: &mut Surface, ops: &[Op], numbers: &[usize]) {
        for part in ops.chunk_by(|a, b| a.node() == b.node()) {
            let node = part.first().and_then(Op::node);
            let tag = match node {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            };
            let id = surface.start_tagged(tag);
            part.iter().for_each(|op| self.op(surface, op, numbers));
            surface.end_tagged();
            node.into_iter().for_each(|node| self.tags.attach(node, id));
        }
    }

    fn op(&self, surface: &mut Surface, op: &Op, numbers: &[usize]) {
        match op {
            Op::Text { x, y, line, .. } => self.text(surface, *x, *y, line),
            Op::Rule { x, y, width, thickness, color } => rule(surface, *x, *y, *width, *thickness, *color),
            Op::PageOf { heading, right, y, .. } => {
                let number = numbers.get(*heading).map(usize::to_string).unwrap_or_default();
                if let Some(line) = self.line(&number, style::BODY.colored(style::SECOND), WIDTH) {
                    self.text(surface, right - line.width, *y, &line);
                }
            }
        }
    }

    fn text(&self, surface: &mut Surface, x: f32, y: f32, line: &Line) {
        surface.set_fill(Some(fill(line.style.color)));
        let mut x = x;
        for span in &line.spans {
            let font = self.fonts.face(span.weight).pdf.clone();
            surface.draw_glyphs(Point::from_xy(x, y), &span.glyphs, font, &line.text, line.style.size, false);
            x += span.width;
        }
    }

    fn metadata(&self) -> Metadata {
        let date = self.document.date;
        let year = u16::try_from(date.year()).unwrap_or_default();
        let day = DateTime::new(year).month(date.month() as u8).day(date.day() as u8).hour(0).minute(0).second(0);
        // A title is required: without one the date stands in.
        let title = Some(self.document.title.clone()).filter(|title| !title.trim().is_empty());
        Metadata::new()
            .title(title.unwrap_or_else(|| self.words.date(date)))
            .authors(vec![self.document.zone.clone()])
            .creator("Wutong 梧桐".to_owned())
            .language(self.words.locale.tag().to_owned())
            .creation_date(day.utc_offset_hour(0).utc_offset_minute(0))
    }

    /// The title, and below it the headings by level.
    fn outline(&self, pages: &[Page]) -> Outline {
        let mut top = OutlineNode::new(self.document.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0)));
        let places: Vec<(usize, f32)> = pages
            .iter()
            .enumerate()
            .flat_map(|(index, page)| page.headings.iter().map(move |(_, y)| (index, *y)))
            .collect();
        let mut open: Option<OutlineNode> = None;
        let headings = self.document.headings().zip(places).filter(|((level, _), _)| *level < Level::Three);
        for ((level, text), (page, y)) in headings {
            let node = OutlineNode::new(text.to_owned(), XyzDestination::new(page, Point::from_xy(0.0, y)));
            match open.as_mut().filter(|_| level == Level::Two) {
                Some(parent) => parent.push_child(node),
                None => open.replace(node).into_iter().for_each(|done| top.push_child(done)),
            }
        }
        open.into_iter().for_each(|done| top.push_child(done));
        let mut outline = Outline::new();
        outline.push_child(top.with_open(true));
        outline
    }
}

impl Op {
    fn node(&self) -> Option<NodeId> {
        match self {
            Self::Text { node, .. } => *node,
            Self::PageOf { node, .. } => Some(*node),
            Self::Rule { .. } => None,
        }
    }
}

fn settings() -> Result<SerializeSettings> {
    let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = accessible.map_err(|error| Error::internal(format!("{error:?}")))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

/// The page of every heading, in the order of the headings.
fn heading_pages(pages: &[Page]) -> Vec<usize> {
    pages.iter().enumerate().flat_map(|(index, page)| page.headings.iter().map(move |_| index + 1)).collect()
}

fn fill(color: Color) -> Fill {
    let paint = krilla::color::rgb::Color::new(color.0, color.1, color.2).into();
    Fill { paint, opacity: NormalizedF32::ONE, rule: krilla::paint::FillRule::default() }
}

fn rule(surface: &mut Surface, x: f32, y: f32, width: f32, thickness: f32, color: Color) {
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(x, y - thickness / 2.0, width, thickness) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(color)));
        surface.draw_path(&path);
    }
}
