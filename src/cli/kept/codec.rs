//! The bytes of kept rows: in come rows, out come bytes of a form that only the same build of the program reads;
//! and back, or nothing where they are anything else. Numbers are little-endian, texts have their length before
//! them, and what may be missing has a byte before it that says whether it is there.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use semver::Version;

use crate::partner::Pin;
use crate::report::gate::{PlaybookVersion, StageName};
use crate::report::lasting::Lasting;
use crate::report::portfolio::{Blocked, NextDue};
use crate::report::scorecard::Shares;
use crate::report::words::Verdict;

/// Rows as they are kept, with what they were derived of.
pub(super) struct Kept<'a> {
    /// Names the folder of the state that was read.
    pub(super) folder: &'a str,
    /// Names that state, all of it.
    pub(super) state: &'a str,
    /// The revision at which it was read.
    pub(super) revision: &'a str,
    /// Names the playbooks that lay beside it.
    pub(super) playbooks: &'a str,
    /// Whether every partner of the state has a row.
    pub(super) is_complete: bool,
    /// The pins of the partners, one for each text of a playbook.
    pub(super) pins: Vec<Pin>,
    /// The rows, by the id of the partner.
    pub(super) rows: Vec<KeptRow<'a>>,
}

/// A row, with what it was derived of. Of its bytes no more is read than is asked for.
pub(super) struct KeptRow<'a> {
    /// The id of the bytes of the partner's file.
    pub(super) content: Cow<'a, str>,
    /// The place of a pin of its playbook.
    pub(super) pin: usize,
    bytes: Cow<'a, [u8]>,
}

impl KeptRow<'_> {
    /// Returns a row that was derived now.
    pub(super) fn new(content: String, pin: usize, bytes: Vec<u8>) -> Self {
        KeptRow { content: Cow::Owned(content), pin, bytes: Cow::Owned(bytes) }
    }

    /// Tells whether it is sure to be what would be told at a moment.
    pub(super) fn holds_at(&self, now: DateTime<Utc>) -> bool {
        let mut bytes = Reader(&self.bytes);
        bytes.instant().zip(bytes.instant()).is_some_and(|(from, until)| (from..until).contains(&now))
    }

    /// Returns the id of the partner.
    pub(super) fn partner(&self) -> Option<&str> {
        let mut bytes = Reader(&self.bytes);
        bytes.instant()?;
        bytes.instant()?;
        bytes.text()
    }

    /// Reads all of it.
    pub(super) fn lasting(&self) -> Option<Lasting<'_>> {
        Reader(&self.bytes).lasting()
    }
}

/// Returns the bytes of a row.
pub(super) fn row(lasting: &Lasting<'_>) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(512));
    out.lasting(lasting);
    out.0
}

pub(super) fn encode(kept: &Kept<'_>) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(400 * kept.rows.len()));
    for text in [kept.folder, kept.state, kept.revision, kept.playbooks] {
        out.text(text);
    }
    out.byte(u8::from(kept.is_complete));
    out.size(kept.pins.len());
    for pin in &kept.pins {
        let version = pin.version.to_string();
        for text in [pin.playbook.as_str(), &version, &pin.path, &pin.commit, &pin.hash] {
            out.text(text);
        }
    }
    out.size(kept.rows.len());
    for row in &kept.rows {
        out.text(&row.content);
        out.size(row.pin);
        out.bytes(&row.bytes);
    }
    out.0
}

pub(super) fn decode(bytes: &[u8]) -> Option<Kept<'_>> {
    let mut bytes = Reader(bytes);
    let (folder, state) = (bytes.text()?, bytes.text()?);
    let (revision, playbooks) = (bytes.text()?, bytes.text()?);
    let is_complete = bytes.byte()? == 1;
    let pins: Vec<Pin> = (0..bytes.size()?).map(|_| bytes.pin()).collect::<Option<_>>()?;
    let count = bytes.size()?;
    // No row is shorter than its numbers: a count that cannot be true reserves nothing.
    let mut rows = Vec::with_capacity(count.min(bytes.0.len() / 32));
    for _ in 0..count {
        let (content, pin) = (Cow::Borrowed(bytes.text()?), bytes.size()?);
        let row = KeptRow { content, pin, bytes: Cow::Borrowed(bytes.bytes()?) };
        if pin >= pins.len() {
            return None;
        }
        rows.push(row);
    }
    bytes.0.is_empty().then_some(Kept { folder, state, revision, playbooks, is_complete, pins, rows })
}

struct Writer(Vec<u8>);

impl Writer {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn small(&mut self, number: i32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn size(&mut self, size: usize) {
        // Nothing that is counted comes near to the bound; what did would not be read back as another number.
        self.0.extend_from_slice(&u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.size(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.byte(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn date(&mut self, date: NaiveDate) {
        self.small(date.num_days_from_ce());
    }

    fn instant(&mut self, at: DateTime<Utc>) {
        self.number(at.timestamp());
        self.0.extend_from_slice(&at.timestamp_subsec_nanos().to_le_bytes());
    }

    fn share(&mut self, share: Option<u32>) {
        self.maybe(share, |out, share| out.0.extend_from_slice(&share.to_le_bytes()));
    }

    fn lasting(&mut self, row: &Lasting<'_>) {
        self.instant(row.from);
        self.instant(row.until);
        self.text(&row.partner);
        self.text(&row.name);
        self.text(&row.playbook.id);
        self.text(&row.playbook.version);
        self.maybe(row.champion.as_deref(), Self::text);
        self.maybe(row.archived, Self::date);
        self.text(&row.stage.id);
        self.text(&row.stage.title);
        self.size(row.stage.position);
        self.size(row.stage.of);
        self.maybe(row.entered, Self::date);
        self.maybe(row.expected_until, Self::date);
        self.share(row.shares.score);
        self.share(row.shares.coverage);
        self.share(row.shares.waived);
        let place = Verdict::ALL.iter().position(|verdict| *verdict == row.verdict);
        self.size(place.unwrap_or(usize::MAX));
        let Blocked { platform, partner } = row.blocked;
        for size in [row.fails, row.missing, row.conditions, platform, partner, row.overdue] {
            self.size(size);
        }
        self.maybe(row.next_due.as_ref(), |out, due| {
            out.instant(due.at.to_utc());
            out.small(due.at.offset().local_minus_utc());
            out.date(due.on);
            out.text(&due.item);
        });
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn small(&mut self) -> Option<i32> {
        self.take().map(i32::from_le_bytes)
    }

    fn size(&mut self) -> Option<usize> {
        self.take().map(u32::from_le_bytes).and_then(|size| usize::try_from(size).ok())
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let size = self.size()?;
        let (bytes, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn owned(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    fn borrowed(&mut self) -> Option<Cow<'a, str>> {
        self.text().map(Cow::Borrowed)
    }

    /// Nothing where the bytes are amiss; none inside where none was kept.
    fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => read(self).map(Some),
        }
    }

    fn date(&mut self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.small()?)
    }

    fn instant(&mut self) -> Option<DateTime<Utc>> {
        let seconds = self.take().map(i64::from_le_bytes)?;
        DateTime::from_timestamp(seconds, self.take().map(u32::from_le_bytes)?)
    }

    fn share(&mut self) -> Option<Option<u32>> {
        self.maybe(|bytes| bytes.take().map(u32::from_le_bytes))
    }

    fn pin(&mut self) -> Option<Pin> {
        Some(Pin {
            playbook: self.text()?.parse().ok()?,
            version: Version::parse(self.text()?).ok()?,
            path: self.owned()?,
            commit: self.owned()?,
            hash: self.owned()?,
        })
    }

    fn next_due(&mut self) -> Option<NextDue<'a>> {
        let at = self.instant()?;
        let at = at.with_timezone(&FixedOffset::east_opt(self.small()?)?);
        Some(NextDue { at, on: self.date()?, item: self.borrowed()? })
    }

    /// Reads the fields in the order in which they are written.
    fn lasting(&mut self) -> Option<Lasting<'a>> {
        Some(Lasting {
            from: self.instant()?,
            until: self.instant()?,
            partner: self.borrowed()?,
            name: self.borrowed()?,
            playbook: PlaybookVersion { id: self.borrowed()?, version: self.borrowed()? },
            champion: self.maybe(Self::borrowed)?,
            archived: self.maybe(Self::date)?,
            stage: StageName {
                id: self.borrowed()?,
                title: self.borrowed()?,
                position: self.size()?,
                of: self.size()?,
            },
            entered: self.maybe(Self::date)?,
            expected_until: self.maybe(Self::date)?,
            shares: Shares { score: self.share()?, coverage: self.share()?, waived: self.share()? },
            verdict: *Verdict::ALL.get(self.size()?)?,
            fails: self.size()?,
            missing: self.size()?,
            conditions: self.size()?,
            blocked: Blocked { platform: self.size()?, partner: self.size()? },
            overdue: self.size()?,
            next_due: self.maybe(Self::next_due)?,
        })
    }
}
