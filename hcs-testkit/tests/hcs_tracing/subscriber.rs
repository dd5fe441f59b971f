//! A subscriber that keeps what it is told, as text.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// The fields of a span or an event, by name.
pub(crate) type Fields = BTreeMap<&'static str, String>;

/// A span: its fields, and whether it is closed.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) fields: Fields,
    pub(crate) is_closed: bool,
    references: usize,
}

/// An event: where it belongs, and its fields.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) target: &'static str,
    pub(crate) level: Level,
    /// The number of its span.
    pub(crate) span: Option<u64>,
    pub(crate) fields: Fields,
}

/// What was told, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    pub(crate) spans: BTreeMap<u64, Span>,
    pub(crate) events: Vec<Told>,
}

impl Book {
    /// The spans of calls of this function, oldest first.
    pub(crate) fn calls(&self, function: &str) -> Vec<(u64, Span)> {
        let spans = self.spans.iter();
        let calls = spans.filter(|(_, span)| span.fields["call"] == function);
        calls.map(|(id, span)| (*id, span.clone())).collect()
    }

    /// The one call of this function.
    #[track_caller]
    pub(crate) fn call(&self, function: &str) -> (u64, Fields) {
        let calls = self.calls(function);
        let [(id, span)] = &calls[..] else {
            panic!("{} calls of {function}: {self:#?}", calls.len());
        };
        assert!(span.is_closed, "{function} is over: {span:?}");
        (*id, span.fields.clone())
    }

    /// The documents of this kind, of one span or of none.
    pub(crate) fn documents(&self, span: Option<u64>, what: &str) -> Vec<&Fields> {
        let events = self.events.iter();
        let documents = events.filter(|event| {
            event.target == "hcs::document"
                && event.span == span
                && event.fields.get("what").is_some_and(|it| it == what)
        });
        documents.map(|event| &event.fields).collect()
    }

    /// The messages in a span, or in none, of this target.
    pub(crate) fn messages(&self, span: Option<u64>, target: &str) -> Vec<&str> {
        let events = self.events.iter();
        let events = events.filter(|event| event.target == target && event.span == span);
        events
            .map(|event| event.fields["message"].as_str())
            .collect()
    }
}

/// See the module's documentation. Clones write into the same book.
#[derive(Clone)]
pub(crate) struct Keeper {
    most: Level,
    /// What it does when it is told something.
    act: Arc<dyn Fn() + Send + Sync>,
    next: Arc<AtomicU64>,
    book: Arc<Mutex<Book>>,
}

impl Keeper {
    /// Wants to know of everything up to this level.
    pub(crate) fn new(most: Level) -> Self {
        Self {
            most,
            act: Arc::new(|| ()),
            next: Arc::new(AtomicU64::new(1)),
            book: Arc::default(),
        }
    }

    /// Does this whenever it is told something.
    pub(crate) fn doing(act: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            act: Arc::new(act),
            ..Self::new(Level::TRACE)
        }
    }

    /// What it was told so far.
    pub(crate) fn book(&self) -> Book {
        self.open().clone()
    }

    fn open(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nothing panics under it")
    }

    fn told(&self) {
        (self.act)();
    }
}

struct Texts<'a>(&'a mut Fields);

impl Visit for Texts<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Keeper {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("hcs::") && *metadata.level() <= self.most
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.most.into())
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        self.told();
        let mut fields = Fields::new();
        attributes.record(&mut Texts(&mut fields));
        let id = self.next.fetch_add(1, Ordering::SeqCst);
        let span = Span {
            fields,
            is_closed: false,
            references: 1,
        };
        self.open().spans.insert(id, span);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.told();
        let mut book = self.open();
        let span = book
            .spans
            .get_mut(&span.into_u64())
            .expect("a span of ours");
        assert!(!span.is_closed);
        values.record(&mut Texts(&mut span.fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.told();
        let mut fields = Fields::new();
        event.record(&mut Texts(&mut fields));
        let told = Told {
            target: event.metadata().target(),
            level: *event.metadata().level(),
            span: event.parent().map(Id::into_u64),
            fields,
        };
        let mut book = self.open();
        if let Some(span) = told.span {
            assert!(!book.spans[&span].is_closed, "{told:?} comes too late");
        }
        book.events.push(told);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}

    fn clone_span(&self, id: &Id) -> Id {
        let mut book = self.open();
        let span = book.spans.get_mut(&id.into_u64()).expect("a span of ours");
        span.references += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut book = self.open();
        let span = book.spans.get_mut(&id.into_u64()).expect("a span of ours");
        span.references -= 1;
        span.is_closed = span.references == 0;
        let is_closed = span.is_closed;
        drop(book);
        self.told();
        is_closed
    }
}
