//! XES to columns.
use super::scan::{Tags, key_and_value, unescaped};
use crate::columns::Kind;
use crate::input::{Fault, ReadError, What, unpacked};
use crate::log::{Builder, Event, Keep, Limits, Log, NONE};
use crate::time;
use std::io::{BufRead, Read};

/// How XES is read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The key of events that names the activity.
    pub activity: String,
    pub keep: Keep,
    pub limits: Limits,
    /// Minutes of local time east of UTC, for times without an offset.
    pub offset_minutes: i32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            activity: "concept:name".to_owned(),
            keep: Keep::default(),
            limits: Limits::default(),
            offset_minutes: 0,
        }
    }
}

/// A log, and what of the file it does not hold.
#[derive(Debug)]
pub struct Imported {
    pub log: Log,
    /// Events without an activity, which are left out.
    pub unnamed_events: u64,
    /// Events whose time is missing or unreadable; they keep their place in the case.
    pub untimed_events: u64,
    /// Attributes inside of attributes, lists and containers, which are left out.
    pub nested: u64,
}

/// Reads a log, plain or compressed with gzip. Events stay in the order of the file: many logs stamp dates only, so that times alone do not order them.
pub fn read(reader: impl BufRead, options: &Options) -> Result<Imported, ReadError> {
    let tags = Tags::new(unpacked(reader, options.limits.expanded_bytes)?, options.limits.record_bytes);
    let mut reading = Reading {
        options,
        tags,
        builder: Builder::default(),
        place: Place::Outside,
        event: BLANK,
        skipping: 0,
        unnamed_events: 0,
        untimed_events: 0,
        nested: 0,
    };
    reading.all()?;
    let Reading { builder, unnamed_events, untimed_events, nested, .. } = reading;
    let log = builder.finish();
    if log.events() == 0 {
        return Err(ReadError::Empty);
    }
    Ok(Imported { log, unnamed_events, untimed_events, nested })
}

const BLANK: Event = Event { activity: NONE, time_ms: None, resource: NONE, lifecycle: NONE };

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    Log,
    Trace,
    Event,
}

struct Reading<'o, R> {
    options: &'o Options,
    tags: Tags<R>,
    builder: Builder,
    place: Place,
    event: Event,
    /// How deep within something that is not kept.
    skipping: u32,
    unnamed_events: u64,
    untimed_events: u64,
    nested: u64,
}

impl<R: Read> Reading<'_, R> {
    fn all(&mut self) -> Result<(), ReadError> {
        // Fields are borrowed apart: the tag lives in the scanner's buffer.
        let Self { options, tags, builder, place, event, skipping, unnamed_events, untimed_events, nested } = self;
        while let Some(tag) = tags.next()? {
            if *skipping > 0 {
                *nested += u64::from(!tag.closes && matches!(place, Place::Trace | Place::Event));
                *skipping = if tag.closes { *skipping - 1 } else { *skipping + u32::from(!tag.empty) };
                continue;
            }
            if tag.closes {
                if *place == Place::Event {
                    match event.activity {
                        NONE => *unnamed_events += 1,
                        _ => {
                            *untimed_events += u64::from(event.time_ms.is_none());
                            builder.event(*event);
                        }
                    }
                }
                *place = match (*place, tag.name) {
                    (Place::Event, b"event") => Place::Trace,
                    (Place::Trace, b"trace") => Place::Log,
                    (Place::Log, b"log") => Place::Outside,
                    _ => return tags.fault(Fault::Closing),
                };
                continue;
            }
            match (*place, tag.name) {
                (Place::Outside, b"log") => *place = if tag.empty { Place::Outside } else { Place::Log },
                (Place::Outside, _) => return tags.fault(Fault::NoLog),
                (Place::Log, b"trace") => {
                    builder.case();
                    *place = if tag.empty { Place::Log } else { Place::Trace };
                }
                (Place::Trace, b"event") if !tag.empty => {
                    if builder.events() >= options.limits.events as usize {
                        return Err(ReadError::Limit { what: What::Events, limit: options.limits.events.into() });
                    }
                    (*event, *place) = (BLANK, Place::Event);
                }
                (Place::Trace | Place::Event, name) => {
                    let pair = Kind::of_tag(name).zip(key_and_value(tag.attributes));
                    *skipping = u32::from(!tag.empty);
                    let kept = match (pair, *place) {
                        (Some((kind, (key, value))), Place::Event) => put(builder, event, options, kind, key, value),
                        (Some((kind, (key, value))), _) => name_case(builder, options, kind, key, value),
                        (None, _) => {
                            *nested += 1;
                            true
                        }
                    };
                    if !kept {
                        return tags.fault(Fault::Text);
                    }
                }
                (Place::Log, _) => *skipping = u32::from(!tag.empty),
            }
        }
        match place {
            Place::Outside => Ok(()),
            _ => tags.fault(Fault::EndsEarly),
        }
    }
}

fn name_case(builder: &mut Builder, options: &Options, kind: Kind, key: &[u8], value: &[u8]) -> bool {
    match key {
        b"concept:name" => builder.name(&unescaped(value)),
        _ if options.keep.keeps(false, key) => builder.case_attribute(kind, &unescaped(key), &unescaped(value)),
        _ => true,
    }
}

/// Into the event's core, or beside it.
fn put(builder: &mut Builder, event: &mut Event, options: &Options, kind: Kind, key: &[u8], value: &[u8]) -> bool {
    if key == options.activity.as_bytes() {
        let id = builder.log().activities.intern_bytes(&unescaped(value));
        event.activity = id.unwrap_or(NONE);
        return id.is_some();
    }
    match key {
        b"time:timestamp" => {
            event.time_ms = time::parse(value, options.offset_minutes);
            true
        }
        b"org:resource" => {
            let id = builder.log().resources.intern_bytes(&unescaped(value));
            event.resource = id.unwrap_or(NONE);
            id.is_some()
        }
        b"lifecycle:transition" => {
            let id = builder.log().lifecycles.intern_bytes(&unescaped(value));
            event.lifecycle = id.unwrap_or(NONE);
            id.is_some()
        }
        _ if options.keep.keeps(true, key) => builder.event_attribute(kind, &unescaped(key), &unescaped(value)),
        _ => true,
    }
}
