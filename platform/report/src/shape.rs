//! From text to glyphs, and from glyphs to lines of a given width.
use crate::clean::clean;
use crate::font::{Fonts, REPLACEMENT, Weight};
use crate::style::Style;
use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer, script};
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// A glyph and the bytes of the text that it stands for. Lengths in shares of the font size.
#[derive(Clone, Debug)]
struct Glyph {
    id: u32,
    bytes: Range<usize>,
    advance: f32,
    offset: (f32, f32),
    weight: Weight,
    space: bool,
}

/// A text as glyphs, not yet broken into lines.
pub(crate) struct Shaped {
    text: String,
    glyphs: Vec<Glyph>,
}

/// One line, ready to be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub style: Style,
    pub text: String,
    pub spans: Vec<Span>,
    /// Width of what is visible, in points: spaces at the end do not count.
    pub width: f32,
}

/// Glyphs of one face.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub weight: Weight,
    pub glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub width: f32,
}

/// Shapes parts that follow each other in one paragraph, each in its weight. Characters that the font lacks are noted.
pub(crate) fn shape(fonts: &Fonts, parts: &[(&str, Weight)], missing: &mut BTreeSet<char>) -> Shaped {
    let mut shaped = Shaped { text: String::new(), glyphs: Vec::new() };
    for (part, weight) in parts {
        let begin = shaped.text.len();
        shaped.text.push_str(&clean(part, missing));
        let text = shaped.text.get(begin..).unwrap_or_default();
        for run in runs(fonts, text, *weight, missing) {
            shape_run(fonts, &run, begin, &mut shaped.glyphs);
        }
    }
    shaped
}

/// Characters that follow each other in one face and script, with their place in the text.
struct Run {
    weight: Weight,
    wide: bool,
    chars: Vec<(usize, char, char)>,
}

fn runs(fonts: &Fonts, text: &str, wanted: Weight, missing: &mut BTreeSet<char>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut begins = true;
    for (at, char) in text.char_indices() {
        if char == '\n' {
            begins = true;
            continue;
        }
        let found = fonts.weight_for(char, wanted);
        if found.is_none() {
            missing.insert(char);
        }
        let (shown, weight) = found.map_or((REPLACEMENT, Weight::Regular), |weight| (char, weight));
        let wide = u32::from(shown) >= 0x2E80;
        match runs.last_mut() {
            Some(run) if !begins && run.weight == weight && run.wide == wide => run.chars.push((at, shown, char)),
            _ => runs.push(Run { weight, wide, chars: vec![(at, shown, char)] }),
        }
        begins = false;
    }
    runs
}

fn shape_run(fonts: &Fonts, run: &Run, begin: usize, glyphs: &mut Vec<Glyph>) {
    let face = &fonts.face(run.weight).shaper;
    let mut buffer = UnicodeBuffer::new();
    for (at, shown, _) in &run.chars {
        buffer.add(*shown, u32::try_from(*at).unwrap_or(u32::MAX));
    }
    buffer.set_direction(Direction::LeftToRight);
    buffer.set_script(if run.wide { script::HAN } else { script::LATIN });
    let shaped = rustybuzz::shape(face, &[], buffer);
    let em = face.units_per_em().max(1) as f32;
    let mut chars = run.chars.iter().peekable();
    let infos: Vec<_> = shaped.glyph_infos().iter().map(|info| (info.glyph_id, info.cluster as usize)).collect();
    for ((index, (id, cluster)), position) in infos.iter().enumerate().zip(shaped.glyph_positions()) {
        // A cluster ends where the next one begins, or with the run.
        let next = infos.iter().skip(index).map(|(_, later)| *later).find(|later| later > cluster);
        while chars.next_if(|(at, _, _)| at < cluster).is_some() {}
        let end = next.or_else(|| run.chars.last().map(|(at, _, char)| at + char.len_utf8())).unwrap_or(*cluster);
        glyphs.push(Glyph {
            id: *id,
            bytes: begin + cluster..begin + end,
            advance: position.x_advance as f32 / em,
            offset: (position.x_offset as f32 / em, position.y_offset as f32 / em),
            weight: run.weight,
            space: chars.peek().is_some_and(|(_, shown, _)| shown.is_whitespace()),
        });
    }
}

impl Shaped {
    /// The width without a break, in points.
    pub(crate) fn natural(&self, size: f32) -> f32 {
        self.segments()
            .iter()
            .fold((0.0f32, 0.0f32), |(widest, line), (range, forced)| {
                let line = line + self.advance(range) * size;
                (widest.max(line), if *forced { 0.0 } else { line })
            })
            .0
    }

    /// Lines no wider than `width` points, unless a single glyph is.
    pub(crate) fn lines(&self, style: Style, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut open: Option<Range<usize>> = None;
        let room = width / style.size + 1e-3;
        for (segment, forced) in self.segments() {
            let begin = open.as_ref().map_or(segment.start, |line| line.start);
            let joined = begin..segment.end;
            if self.visible(&joined) <= room {
                open = Some(joined);
            } else {
                lines.extend(open.take().map(|line| self.line(&line, style)));
                open = Some(self.split(segment, room, style, &mut lines));
            }
            if forced {
                lines.extend(open.take().map(|line| self.line(&line, style)));
            }
        }
        lines.extend(open.map(|line| self.line(&line, style)));
        lines
    }

    /// Breaks what has no place to break anywhere; gives back what is left for the last line.
    fn split(&self, segment: Range<usize>, room: f32, style: Style, lines: &mut Vec<Line>) -> Range<usize> {
        let mut rest = segment;
        while self.visible(&rest) > room {
            let mut used = 0.0;
            let fitting = self.at(&rest).iter().take_while(|glyph| {
                used += glyph.advance;
                used <= room
            });
            let taken = fitting.count().max(1);
            if taken >= rest.len() {
                break;
            }
            lines.push(self.line(&(rest.start..rest.start + taken), style));
            rest.start += taken;
        }
        rest
    }

    /// Ranges of glyphs after which a line may end, or must.
    fn segments(&self) -> Vec<(Range<usize>, bool)> {
        let mut start = 0;
        linebreaks(&self.text)
            .map(|(byte, kind)| {
                let end = self.glyphs.partition_point(|glyph| glyph.bytes.start < byte);
                let segment = (start..end.max(start), kind == BreakOpportunity::Mandatory);
                start = segment.0.end;
                segment
            })
            .collect()
    }

    fn at(&self, range: &Range<usize>) -> &[Glyph] {
        self.glyphs.get(range.clone()).unwrap_or_default()
    }

    fn advance(&self, range: &Range<usize>) -> f32 {
        self.at(range).iter().map(|glyph| glyph.advance).sum()
    }

    /// The width without spaces at the end, in shares of the size.
    fn visible(&self, range: &Range<usize>) -> f32 {
        let trailing: f32 = self.at(range).iter().rev().take_while(|g| g.space).map(|g| g.advance).sum();
        self.advance(range) - trailing
    }

    fn line(&self, range: &Range<usize>, style: Style) -> Line {
        let glyphs = self.at(range);
        let first = glyphs.first().map_or(0, |glyph| glyph.bytes.start);
        let last = glyphs.last().map_or(first, |glyph| glyph.bytes.end);
        let mut spans: Vec<Span> = Vec::new();
        for glyph in glyphs {
            if spans.last().is_none_or(|span| span.weight != glyph.weight) {
                spans.push(Span { weight: glyph.weight, glyphs: Vec::new(), width: 0.0 });
            }
            if let Some(span) = spans.last_mut() {
                span.glyphs.push(glyph.placed(first));
                span.width += glyph.advance * style.size;
            }
        }
        let text = self.text.get(first..last).unwrap_or_default().to_owned();
        Line { style, text, spans, width: self.visible(range) * style.size }
    }
}

impl Glyph {
    fn placed(&self, first: usize) -> KrillaGlyph {
        let bytes = self.bytes.start.saturating_sub(first)..self.bytes.end.saturating_sub(first);
        KrillaGlyph::new(GlyphId::new(self.id), self.advance, self.offset.0, self.offset.1, 0.0, bytes, None)
    }
}
