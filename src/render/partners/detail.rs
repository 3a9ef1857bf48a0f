//! One partner in full, on a page.

use std::io;

use crate::partner::rehearsal::told;
use crate::render::column::Column;
use crate::render::facts;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::render::time;
use crate::render::words;
use crate::report::partners::{PartnerDetail, StageNote};

/// Writes the partner.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "{}", page.paint(Tone::Strong, &format!("{} · {}", partner.id, partner.name)))?;
    if let Some(archived) = &partner.archived {
        let line = format!("archived {} by {}: {}", time::minute(archived.on), archived.by, archived.reason);
        writeln!(out, "{}", page.paint(Tone::Caution, &line))?;
    }
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let commit = partner.pin.commit.get(..7).unwrap_or(&partner.pin.commit);
    let told = [
        ("stage", partner.stage.clone()),
        ("champion", or_dash(&partner.champion)),
        ("backup", or_dash(&partner.backup)),
        ("start", partner.start.to_string()),
        ("signed", day(partner.signed)),
        ("launch", day(partner.launch)),
        ("playbook", format!("{}@{} (commit {commit})", partner.pin.playbook, partner.pin.version)),
    ];
    facts::write(&told, page, out)?;
    attributes(partner, page, out)?;
    contacts(partner, page, out)?;
    environments(partner, page, out)?;
    stages(partner, page, out)?;
    rehearsals(partner, page, out)?;
    notes(partner, page, out)
}

fn heading(text: &str, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "\n{}", page.paint(Tone::Strong, text))
}

fn attributes(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if partner.attributes.is_empty() {
        return Ok(());
    }
    heading("Attributes", page, out)?;
    let mut rows = Rows::new([
        Column::text(""),
        Column::text("").cut_to(12),
        Column::text(""),
        Column::text("").cut_to(20).left_out(1),
    ]);
    for attribute in &partner.attributes {
        let (tone, origin) = match (attribute.origin.as_str(), attribute.required) {
            ("declared", _) => (Tone::Plain, String::new()),
            ("undeclared", true) => (Tone::Bad, "not declared, and required".to_owned()),
            ("undeclared", false) => (Tone::Faint, "not declared".to_owned()),
            (other, _) => (Tone::Faint, other.to_owned()),
        };
        rows.row([
            plain(&attribute.id),
            plain(attribute.value.as_deref().unwrap_or("-")),
            cell(tone, origin),
            cell(Tone::Faint, &attribute.title),
        ]);
    }
    rows.write(page, 2, false, out)
}

fn contacts(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if partner.contacts.is_empty() {
        return Ok(());
    }
    heading("Contacts", page, out)?;
    let mut rows = Rows::new([
        Column::text(""),
        Column::text(""),
        Column::text("").cut_to(12),
        Column::text("").cut_to(12),
    ]);
    for contact in &partner.contacts {
        rows.row([
            cell(Tone::Faint, words::side(contact.side)),
            plain(&contact.role),
            plain(&contact.name),
            plain(contact.email.as_deref().unwrap_or("")),
        ]);
    }
    rows.write(page, 2, false, out)
}

fn environments(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if partner.environments.is_empty() {
        return Ok(());
    }
    heading("Environments", page, out)?;
    let mut rows = Rows::new([Column::text(""), Column::text("")]);
    for environment in &partner.environments {
        let headers = environment.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        let reach = environment.reach.iter().map(|reach| format!("reaches {reach} addresses"));
        let signing = environment.signing.iter().map(|secret| format!("signs events with {secret}"));
        let remarks = headers.chain(signing).chain(reach).map(|remark| cell(Tone::Faint, remark)).collect();
        rows.row_with([plain(&environment.name), plain(&environment.url)], remarks);
    }
    rows.write(page, 2, false, out)
}

fn stages(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    heading("Stages", page, out)?;
    let mut rows = Rows::new([Column::text(""), Column::text(""), Column::text("")]);
    for stage in &partner.stages {
        let left = stage.left.map_or_else(String::new, |left| format!("left {}", time::minute(left)));
        let entered = format!("entered {}", time::minute(stage.entered));
        let remarks = remarks(stage).into_iter().map(|remark| cell(Tone::Faint, remark)).collect();
        rows.row_with([plain(&stage.stage), plain(entered), plain(left)], remarks);
    }
    rows.write(page, 2, false, out)
}

fn remarks(stage: &StageNote) -> Vec<String> {
    let signed = stage.sign_offs.iter().map(|(role, by)| format!("signed as {role}: {by}"));
    let overridden = stage.overridden_until.map(|until| format!("gate overridden until {until}"));
    signed.chain(overridden).collect()
}

fn rehearsals(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if partner.rehearsals.is_empty() {
        return Ok(());
    }
    heading("Rehearsals of rollbacks", page, out)?;
    let mut rows =
        Rows::new([Column::text(""), Column::text(""), Column::text("").cut_to(12), Column::text("")]);
    for rehearsal in &partner.rehearsals {
        let steps = words::count(rehearsal.seconds.len(), "step");
        let total: u64 = rehearsal.seconds.iter().copied().map(u64::from).sum();
        let (tone, came) = match &rehearsal.failed {
            None => (Tone::Plain, format!("{steps} in {}", told(total))),
            Some(why) => (Tone::Bad, format!("step {} failed: {why}", rehearsal.seconds.len())),
        };
        let earnest = rehearsal.in_earnest.then(|| cell(Tone::Faint, "in earnest"));
        let places = rehearsal.reference.iter().map(|place| cell(Tone::Faint, place));
        let remarks = earnest.into_iter().chain(places).collect();
        let by = cell(Tone::Faint, format!("by {}", rehearsal.by));
        rows.row_with(
            [plain(&rehearsal.stage), plain(time::minute(rehearsal.on)), cell(tone, came), by],
            remarks,
        );
    }
    rows.write(page, 2, false, out)
}

fn notes(partner: &PartnerDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if partner.notes.is_empty() {
        return Ok(());
    }
    heading("Notes", page, out)?;
    for note in &partner.notes {
        let about = note.item.as_ref().map_or_else(String::new, |item| format!(" · {item}"));
        let kind = if note.note == "remark" { String::new() } else { format!(" · {}", note.note) };
        let head = format!("{} · {}{kind}{about}", time::minute(note.on), note.by);
        writeln!(out, "  {}", page.paint(Tone::Faint, &head))?;
        for line in note.text.lines() {
            writeln!(out, "    {}", page.paint(Tone::Plain, line))?;
        }
    }
    Ok(())
}
