//! What happens next to a partner: in come its state and its tale, out come deeds in the order of what lies
//! nearest. The first that is legal is taken; the last always is.

use std::collections::BTreeSet;

use aboard::change::item::{Action, Move};
use aboard::change::{CHAMPION, Change, note, partner, sign_off, stage, waiver};
use aboard::partner::{Contact, Partner, Pin, Ruling, Status};
use aboard::playbook::attributes::parse_value;
use aboard::playbook::id::{Id, ItemRef};
use aboard::playbook::model::{Item, Side};
use aboard::readiness::{Facts, ItemEvaluation, Standing, evaluate};
use aboard::workspace::config::Person;
use anyhow::Context as _;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use ulid::Ulid;

use super::cast::Tale;
use super::chance::Chance;
use super::{World, answer, id};

/// A change, and who makes it.
pub(super) struct Deed {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) change: Change,
    /// What the person adds to the message.
    pub(super) text: &'static str,
    pub(super) happened: Option<DateTime<Utc>>,
}

impl Deed {
    fn new(person: &Person, change: Change) -> Self {
        let (name, email) = (person.name.clone(), person.email.clone());
        Deed { name, email, change, text: "", happened: None }
    }
}

/// Returns what may happen to a partner now; `pin` is that of a partner that is added.
pub(super) fn deeds(
    world: &World,
    tale: &mut Tale,
    pin: Option<Pin>,
    at: DateTime<Utc>,
) -> anyhow::Result<Vec<Deed>> {
    let today = world.config.calendar.local_date(at);
    let Some(state) = tale.state.take() else {
        return Ok(vec![add(world, tale, pin.context("a partner that is added has no pin")?, today)?]);
    };
    let scene = Scene { world, state: &state, left: tale.left, at, today };
    let deeds = scene.deeds(tale);
    tale.state = Some(state);
    deeds
}

/// The partner begins; the champions share the portfolio.
fn add(world: &World, tale: &mut Tale, pin: Pin, today: NaiveDate) -> anyhow::Result<Deed> {
    let champions: Vec<_> = world.config.people.values().filter(|person| holds(person, CHAMPION)).collect();
    let champion = tale.chance.pick(&champions).context("nobody is champion")?;
    let tier = tale.chance.pick(&["starter", "starter", "growth", "enterprise"]).unwrap_or_default();
    let regions = tale.chance.pick(&["EU", "EU,UK", "US", "EU,US", "UK"]).unwrap_or_default();
    let said = [
        ("tier", tier.to_owned()),
        ("regions", regions.to_owned()),
        ("legal-name", format!("{} Ltd", tale.name)),
        ("monthly-orders", (50 * (1 + tale.chance.below(400))).to_string()),
        ("personal-data", (!tale.chance.one_in(4)).to_string()),
    ];
    let mut profile = partner::Set {
        champion: Some(champion.email.clone()),
        launch: today.checked_add_days(Days::new(30 + tale.chance.below(60))),
        ..Default::default()
    };
    for (name, text) in said {
        let attribute =
            world.playbook.attributes.get(name).with_context(|| format!("no attribute {name}"))?;
        profile.attributes.insert(id(name)?, Some(parse_value(attribute, &text)?));
    }
    for (role, name) in
        [("partner-lead", "Ada Roy"), ("partner-tech", "Jun Park"), ("partner-ops", "Mia Lund")]
    {
        let email = Some(format!("{}@{}.example", role.trim_start_matches("partner-"), tale.id));
        profile.contacts.insert(id(role)?, Some(Contact { name: name.to_owned(), email }));
    }
    let add = partner::Add { name: tale.name.clone(), pin, start: today, profile };
    Ok(Deed::new(champion, Change::PartnerAdd(add)))
}

fn holds(person: &Person, role: &str) -> bool {
    person.roles.iter().any(|held| held.as_str() == role)
}

/// One partner at one moment.
struct Scene<'a> {
    world: &'a World,
    state: &'a Partner,
    left: u32,
    at: DateTime<Utc>,
    today: NaiveDate,
}

impl<'a> Scene<'a> {
    fn deeds(&self, tale: &mut Tale) -> anyhow::Result<Vec<Deed>> {
        let mut deeds = Vec::new();
        if tale.ends && self.left == 1 {
            let archive =
                partner::Archive { restore: false, reason: "They sell through another channel".to_owned() };
            deeds.push(self.champion(Change::PartnerArchive(archive))?);
        }
        let World { playbook, config, .. } = self.world;
        let facts =
            Facts { playbook, partner: self.state, calendar: &config.calendar, now: self.at, lookup: None };
        let evaluation = evaluate(facts);
        let here = playbook.stage_index(self.state.stage.as_str()).unwrap_or(0);
        let reached =
            |item: &&ItemEvaluation<'_>| playbook.stage_index(item.item.stage.as_str()) <= Some(here);
        let open: Vec<_> = evaluation.items.iter().filter(|item| item.is_open()).filter(reached).collect();
        let chance = &mut tale.chance;
        self.held_up(&open, chance, &mut deeds)?;
        if chance.one_in(6) {
            self.aside(&open, chance, &mut deeds)?;
        }
        if here >= 2 && self.left > 12 && chance.one_in(40) {
            deeds.push(self.rollback()?);
        }
        let blocking_left = open.iter().any(|item| item.item.blocking);
        if here < tale.target && !blocking_left {
            if self.state.signed.is_none() {
                let signed = partner::Set { signed: Some(self.today), ..Default::default() };
                deeds.push(self.champion(Change::PartnerSet(signed))?);
            }
            self.leave(&mut deeds)?;
        }
        // Who stays in a stage is thorough: items are begun before they are done.
        if here == tale.target && chance.one_in(2) {
            self.begin(&open, chance, &mut deeds)?;
        }
        self.complete(&open, tale.batch, chance, &mut deeds)?;
        self.slip(chance, &mut deeds)?;
        Ok(deeds)
    }

    /// What waits for somebody comes first: blocked work, work handed in, waivers.
    fn held_up(
        &self,
        open: &[&ItemEvaluation<'_>],
        chance: &mut Chance,
        deeds: &mut Vec<Deed>,
    ) -> anyhow::Result<()> {
        for item in open {
            let address = &item.item.address;
            if item.waiver == Some(Standing::Pending) && chance.one_in(2) {
                let rejected = chance.one_in(8);
                let ruling = if rejected { Ruling::Rejected } else { Ruling::Approved };
                let reason = rejected.then(|| "There is time enough to do it".to_owned());
                let rule = waiver::Rule { item: address.clone(), ruling, reason };
                deeds.push(self.by_role("legal", Change::WaiverRule(rule))?);
            }
            match item.status {
                Status::Blocked if chance.one_in(3) => {
                    deeds.push(self.champion(self.moved(Action::Unblock, address, None))?);
                }
                Status::Submitted if chance.one_in(5) => {
                    let reason = "The report leaves out two of the cases";
                    deeds.push(self.ruling(&[item.item], self.moved(Action::Reject, address, Some(reason)))?);
                }
                Status::Submitted if chance.one_in(2) => {
                    let complete = self.moved(Action::Complete, address, None);
                    deeds.push(self.ruling(&[item.item], complete)?);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What happens beside the plan: something is blocked, waived or remarked.
    fn aside(
        &self,
        open: &[&ItemEvaluation<'_>],
        chance: &mut Chance,
        deeds: &mut Vec<Deed>,
    ) -> anyhow::Result<()> {
        let free: Vec<_> = open.iter().filter(|item| !item.is_held_up()).map(|item| item.item).collect();
        let item = chance.pick(&free);
        match (chance.below(3), item) {
            (0, Some(item)) => {
                let waits_on = if chance.one_in(2) { Side::Partner } else { Side::Platform };
                let moved = Move {
                    action: Action::Block,
                    items: vec![item.address.clone()],
                    reason: Some("A release that was planned for this week moved to the next".to_owned()),
                    waits_on: Some(waits_on),
                    evidence: Default::default(),
                    on_behalf_of: None,
                };
                deeds.push(self.champion(Change::Items(moved))?);
            }
            (1, Some(item)) if item.waivable => {
                let request = waiver::Request {
                    item: item.address.clone(),
                    reason: "The supplier delivers next week; all else is ready".to_owned(),
                    control: "Checked by hand each morning until then".to_owned(),
                    // The shortest bound of the playbook is fourteen days.
                    until: self.today.checked_add_days(Days::new(8 + chance.below(6))).unwrap_or(self.today),
                };
                deeds.push(self.champion(Change::WaiverRequest(request))?);
            }
            (_, item) if self.world.notes => {
                let millis = u64::try_from(self.at.timestamp_millis()).unwrap_or(0);
                let name = Ulid::from_parts(millis, u128::from(chance.next()));
                let text = "They asked for a call about this on Thursday".to_owned();
                let item = item.map(|item| item.address.clone());
                deeds.push(self.champion(Change::Note(note::Add { id: name.to_string(), item, text }))?);
            }
            _ => {}
        }
        Ok(())
    }

    /// The sign-offs that are missing, and the promotion.
    fn leave(&self, deeds: &mut Vec<Deed>) -> anyhow::Result<()> {
        let playbook = &self.world.playbook;
        let Some(index) = playbook.stage_index(self.state.stage.as_str()) else { return Ok(()) };
        let (stage, Some(next)) = (&playbook.stages[index], playbook.stages.get(index + 1)) else {
            return Ok(());
        };
        let signed = self.state.stages.get(&stage.id).map(|entered| &entered.sign_offs);
        for role in &stage.sign_offs {
            if signed.is_some_and(|signed| signed.contains_key(role)) {
                continue;
            }
            let platform = playbook.side(role.as_str()) == Side::Platform;
            let person = if platform { self.holder(role.as_str())? } else { self.holder(CHAMPION)? };
            let contact = self.state.contacts.get(role).map(|contact| contact.name.clone());
            let sign = sign_off::Sign {
                stage: stage.id.clone(),
                role: role.clone(),
                name: contact.unwrap_or_else(|| person.name.clone()),
                reference: (!platform).then(|| answer::reference(&self.state.id)),
            };
            deeds.push(Deed::new(person, Change::SignOff(sign)));
        }
        let promote = stage::Promote {
            from: stage.id.clone(),
            to: next.id.clone(),
            allow_conditions: true,
            overriding: None,
        };
        let approver = stage.approver.as_ref().map_or(CHAMPION, Id::as_str);
        deeds.push(self.by_role(approver, Change::Promote(promote))?);
        Ok(())
    }

    fn rollback(&self) -> anyhow::Result<Deed> {
        let stage = self.world.playbook.stage(self.state.stage.as_str()).context("no such stage")?;
        let to = stage.rollback.to.clone().context("no stage to fall back to")?;
        let reason = "Orders of the pilot were lost for an hour".to_owned();
        let rollback =
            stage::Rollback { from: stage.id.clone(), to, reason, trigger: None, took: Vec::new() };
        let approver = stage.approver.as_ref().map_or(CHAMPION, Id::as_str);
        self.by_role(approver, Change::Rollback(rollback))
    }

    /// Work on an item begins, or is handed in.
    fn begin(
        &self,
        open: &[&ItemEvaluation<'_>],
        chance: &mut Chance,
        deeds: &mut Vec<Deed>,
    ) -> anyhow::Result<()> {
        let begun = open.iter().find(|item| item.status == Status::Doing && chance.one_in(2));
        if let Some(item) = begun {
            let mut change = self.moved(Action::Submit, &item.item.address, None);
            if let Change::Items(moved) = &mut change {
                moved.evidence = answer::all(&[item.item], &self.state.id, self.today, chance);
            }
            deeds.push(self.champion(change)?);
        }
        let next = open.iter().find(|item| item.status == Status::Todo && item.open_needs.is_empty());
        if let Some(item) = next {
            deeds.push(self.champion(self.moved(Action::Start, &item.item.address, None))?);
        }
        Ok(())
    }

    /// The next items in the order of the playbook are done, together.
    fn complete(
        &self,
        open: &[&ItemEvaluation<'_>],
        batch: usize,
        chance: &mut Chance,
        deeds: &mut Vec<Deed>,
    ) -> anyhow::Result<()> {
        let mut together: BTreeSet<&ItemRef> = BTreeSet::new();
        let mut items = Vec::new();
        for item in open.iter().filter(|item| item.status != Status::Blocked) {
            // What is done already is open because its evidence lapsed: only new evidence renews it.
            let renewable = item.status != Status::Done || !item.item.evidence.is_empty();
            if renewable && item.open_needs.iter().all(|need| together.contains(need)) && items.len() < batch
            {
                together.insert(&item.item.address);
                items.push(*item);
            }
        }
        if items.is_empty() {
            return Ok(());
        }
        let untouched = items.iter().all(|item| !self.state.items.contains_key(&item.item.address));
        let items: Vec<&Item> = items.into_iter().map(|item| item.item).collect();
        let accountable: BTreeSet<_> = items.iter().map(|item| item.raci.accountable.as_str()).collect();
        let one = accountable.first().filter(|_| accountable.len() == 1);
        let for_partner = one.filter(|role| self.world.playbook.side(role) == Side::Partner);
        let change = Change::Items(Move {
            action: Action::Complete,
            items: items.iter().map(|item| item.address.clone()).collect(),
            reason: None,
            waits_on: None,
            evidence: answer::all(&items, &self.state.id, self.today, chance),
            on_behalf_of: for_partner.map(|role| (*role).to_owned()),
        });
        let mut deed = self.ruling(&items, change)?;
        if chance.one_in(5) {
            deed.text = "Seen in the call on Tuesday.\n\nThe recording is with the team.";
        }
        if untouched && chance.one_in(8) {
            // Said an hour later; where that is too early for something else, the hour is not said.
            let happened = Some(self.at - TimeDelta::hours(1));
            let (name, email, change) = (deed.name.clone(), deed.email.clone(), deed.change.clone());
            deeds.push(Deed { name, email, change, text: deed.text, happened });
        }
        deeds.push(deed);
        Ok(())
    }

    /// The launch moves. It is always possible to say so.
    fn slip(&self, chance: &mut Chance, deeds: &mut Vec<Deed>) -> anyhow::Result<()> {
        let from = self.state.launch.unwrap_or(self.today).max(self.today);
        let launch = from.checked_add_days(Days::new(1 + chance.below(10)));
        deeds.push(self.champion(Change::PartnerSet(partner::Set { launch, ..Default::default() }))?);
        Ok(())
    }

    fn moved(&self, action: Action, item: &ItemRef, reason: Option<&str>) -> Change {
        Change::Items(Move {
            action,
            items: vec![item.clone()],
            reason: reason.map(str::to_owned),
            waits_on: None,
            evidence: Default::default(),
            on_behalf_of: None,
        })
    }

    /// The accountable role rules, where one person holds it for all items; else the champion.
    fn ruling(&self, items: &[&Item], change: Change) -> anyhow::Result<Deed> {
        let roles: BTreeSet<_> = items.iter().map(|item| item.raci.accountable.as_str()).collect();
        let role =
            roles.first().filter(|role| roles.len() == 1 && self.world.playbook.side(role) == Side::Platform);
        self.by_role(role.copied().unwrap_or(CHAMPION), change)
    }

    fn champion(&self, change: Change) -> anyhow::Result<Deed> {
        self.by_role(CHAMPION, change)
    }

    fn by_role(&self, role: &str, change: Change) -> anyhow::Result<Deed> {
        Ok(Deed::new(self.holder(role)?, change))
    }

    fn holder(&self, role: &str) -> anyhow::Result<&'a Person> {
        let own =
            |person: &&Person| role != CHAMPION || self.state.champion.as_deref() == Some(&person.email);
        let mut people = self.world.config.people.values().filter(|person| holds(person, role));
        people.find(own).with_context(|| format!("nobody is {role}"))
    }
}
