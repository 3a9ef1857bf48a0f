//! Checks that act: requests to the partner's systems, programs, and listening for what the partner delivers. In come
//! items, out comes how each came out. Nothing is done but what is trusted, and nothing at all in a dry run.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;
use std::{env, fs};

use chrono::{DateTime, Utc};
use ulid::Ulid;

use super::deed::{Deed, NotMade};
use super::error::CliError;
use super::jobs::{self, Job};
use super::listening::{Ears, Place};
use super::progress::Progress;
use super::trusting::{Trust, Trusting, environment_of};
use crate::check::{CheckFault, Reading, deliveries, filled, http, program, webhook};
use crate::partner::{Environment, Partner};
use crate::playbook::id::ItemRef;
use crate::playbook::model::{Check, Http, Item, Playbook, Program, Times};
use crate::workspace::Workspace;

/// The variable that names the file of authorities, as for curl and openssl.
const AUTHORITIES: &str = "SSL_CERT_FILE";

/// What acting came to, or why it was not done; and what to do about that.
#[derive(Default)]
pub(super) struct Acted {
    /// What was read, and how many milliseconds that took; or why nothing was.
    pub(super) readings: BTreeMap<ItemRef, Result<(Reading, u32), String>>,
    pub(super) hints: BTreeSet<String>,
}

/// For whom, by which playbook and when checks act.
pub(super) struct Acting<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) playbook: &'a Playbook,
    pub(super) partner: &'a Partner,
    pub(super) now: DateTime<Utc>,
    /// By way of whom requests go, if anybody.
    pub(super) proxy: Option<&'a http::Proxy>,
    /// How many requests are under way at the same time, at most.
    pub(super) jobs: NonZeroUsize,
    /// What time it is while they do.
    pub(super) clock: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    /// Where it is listened for what the partner delivers, if anywhere.
    pub(super) place: Option<Place>,
}

impl Acting<'_> {
    /// Tells whether the check of an item acts.
    pub(super) fn is_of(&self, item: &Item) -> bool {
        item.check.as_ref().is_some_and(Check::acts)
    }

    /// Returns the URL of the environment that the check of an item asks.
    pub(super) fn url(&self, item: &Item) -> Option<String> {
        item.check.as_ref().filter(|check| check.asks())?;
        let (_, environment) = environment_of(self.playbook, self.partner, item)?;
        Some(environment.url.to_string())
    }

    /// Does what the checks of these items do.
    pub(super) fn act(
        &self,
        items: &[&Item],
        trusting: &Trusting,
        is_dry_run: bool,
    ) -> Result<Acted, CliError> {
        let mut acted = Acted::default();
        let deeds = items
            .iter()
            .filter_map(|item| Some((*item, Deed::of(self.workspace, self.playbook, self.partner, item)?)));
        let deeds: Vec<(&Item, Result<Deed<'_>, NotMade>)> = deeds.collect();
        if deeds.is_empty() {
            return Ok(acted);
        }
        let trust = Trust::of(self.workspace, &self.partner.id, trusting)?;
        let (mut requests, mut programs, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for (item, deed) in deeds {
            match deed.and_then(|deed| self.ready(item, deed, &trust, is_dry_run)) {
                Ok(Ready::Request { prepared, host, is_alone }) => {
                    requests.push(Job { host, is_alone, work: (item, prepared) });
                }
                Ok(Ready::Program(program, environment, files)) => {
                    programs.push((item, program, environment, files));
                }
                Ok(Ready::Waiting(prepared)) => waiting.push((item, prepared)),
                Err(NotMade { why, hint }) => {
                    acted.hints.extend(hint);
                    acted.readings.insert(item.address.clone(), Err(why));
                }
            }
        }
        // Who is called by what is sent finds us there.
        let ears = self.place.filter(|_| !waiting.is_empty()).map(Ears::at).transpose()?;
        let progress = Mutex::new(match ears {
            None => Progress::waiting(requests.len() + programs.len(), "checks"),
            Some(_) => Progress::silent(),
        });
        let step = |item: &Item, make: &dyn Fn() -> Result<Reading, CheckFault>| {
            let began = Instant::now();
            let reading = make();
            let took = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
            progress.lock().unwrap_or_else(PoisonError::into_inner).step();
            let read = reading.map(|reading| (reading, took)).map_err(|fault| fault.to_string());
            (item.address.clone(), read)
        };
        let (now, clock, proxy, waiting) = (self.now, self.clock, self.proxy, &waiting);
        thread::scope(|scope| {
            let hearing = ears.as_ref().map(|ears| scope.spawn(move || ears.hear(waiting, clock)));
            acted.readings.extend(jobs::all(requests, self.jobs, &|(item, prepared): (&Item, Box<_>)| {
                step(item, &|| http::make(&prepared, now, proxy))
            }));
            // Events are signed for now, and programs take their time. They share this machine, one after the other.
            for (item, program, environment, files) in programs {
                let given = program::Given {
                    files: &files,
                    told: &self.told(item, environment),
                    filled: &|text| filled(text, self.partner),
                    value_of: &|name| env::var_os(name),
                };
                acted.readings.extend([step(item, &|| program::run(program, &given))]);
            }
            match hearing.map(ScopedJoinHandle::join) {
                Some(Ok(heard)) => {
                    acted.readings.extend(heard.into_iter().map(|(item, read)| (item, Ok(read))));
                }
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => {}
            }
        });
        Ok(acted)
    }

    /// Makes ready what a check does, if it may be done.
    fn ready<'d>(
        &self,
        item: &Item,
        deed: Deed<'d>,
        trust: &Trust<'_>,
        is_dry_run: bool,
    ) -> Result<Ready<'d>, NotMade> {
        let id = &self.partner.id;
        let is_trusted = trust.holds(self.playbook, id, item, deed.environment(), &deed.files());
        if is_dry_run {
            let does = match deed {
                Deed::Run(..) => "would run",
                Deed::Listen(..) => "would",
                Deed::Ask(..) | Deed::Send(..) => "would send",
            };
            let but = if is_trusted { "" } else { "not trusted yet; " };
            let mut told = deed.told(self.partner);
            if let (Deed::Ask(..) | Deed::Send(..), Some(proxy)) = (&deed, self.proxy) {
                told.push(format!("through {proxy}"));
            }
            if matches!(deed, Deed::Listen(..)) {
                let place = self.place.map(|place| place.to_string());
                told.push(place.map_or_else(
                    || "at the place that --listen names".to_owned(),
                    |place| format!("at {place}"),
                ));
            }
            return Err(NotMade::of(format!("{but}{does} {}", told.join(" · "))));
        }
        if !is_trusted {
            let hint = Some(format!("read what they would do, and trust them: aboard trust {id}"));
            return Err(NotMade { why: trust.refusal(), hint });
        }
        if let Deed::Ask(_, environment) | Deed::Send(_, environment) = &deed
            && environment.url.as_str().starts_with("https:")
        {
            authorities()?;
        }
        let filled = |text: &str| filled(text, self.partner);
        let value_of = |name: &str| env::var(name).ok();
        let prepared = match deed {
            Deed::Run(program, environment, files) => return Ok(Ready::Program(program, environment, files)),
            Deed::Ask(http, environment) => http::prepare(http, environment, &filled, &value_of)
                .map(|prepared| Ready::request(prepared, environment, is_measured(http))),
            Deed::Listen(..) if self.place.is_none() => {
                let why = "it waits for what the partner delivers, and nobody listens".to_owned();
                let address = &item.address;
                let hint = Some(format!(
                    "have the partner deliver here, and listen: aboard check {id} {address} --listen 8080"
                ));
                return Err(NotMade { why, hint });
            }
            Deed::Listen(asked, environment) => {
                deliveries::prepare(asked, environment, &filled, &value_of).map(Ready::Waiting)
            }
            Deed::Send(event, environment) => {
                let named = format!("msg_{}", Ulid::from_datetime(self.now.into()));
                webhook::prepare(event, environment, (&named, self.now), &filled, &value_of)
                    .map(|prepared| Ready::request(prepared, environment, false))
            }
        };
        prepared.map_err(|fault| NotMade::of(fault.to_string()))
    }

    /// What a program is told beside what the playbook passes on.
    fn told(&self, item: &Item, environment: Option<&Environment>) -> Vec<(&'static str, String)> {
        let mut told = vec![
            ("ABOARD_PARTNER", self.partner.id.to_string()),
            ("ABOARD_ITEM", item.address.to_string()),
            ("ABOARD_STAGE", item.stage.to_string()),
            ("ABOARD_WORKSPACE", self.workspace.root().display().to_string()),
        ];
        let stage = self.playbook.stage(item.stage.as_str()).and_then(|stage| stage.environment.as_ref());
        told.extend(stage.map(|name| ("ABOARD_ENVIRONMENT", name.to_string())));
        told.extend(environment.map(|environment| ("ABOARD_URL", environment.url.to_string())));
        told
    }
}

/// A check that may be made.
enum Ready<'a> {
    Request {
        prepared: Box<http::Prepared<'a>>,
        /// Whom it asks.
        host: String,
        /// Whether it measures, and has the host for itself.
        is_alone: bool,
    },
    Program(&'a Program, Option<&'a Environment>, Vec<program::Copy>),
    Waiting(deliveries::Prepared<'a>),
}

impl<'a> Ready<'a> {
    fn request(prepared: http::Prepared<'a>, environment: &Environment, is_alone: bool) -> Self {
        let url = &environment.url;
        Ready::Request { prepared: Box::new(prepared), host: url.host().to_ascii_lowercase(), is_alone }
    }
}

/// Refuses to judge certificates by a file of authorities that is none: what it does not name would be the partner's fault.
fn authorities() -> Result<(), NotMade> {
    let Some(path) = env::var_os(AUTHORITIES).filter(|path| !path.is_empty()) else { return Ok(()) };
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("CERTIFICATE-----");
    if fs::read(&path).is_ok_and(|bytes| holds(&bytes)) {
        return Ok(());
    }
    let path = path.to_string_lossy();
    Err(NotMade::of(format!("{AUTHORITIES} names `{path}`, which holds no certificate that can be read")))
}

fn is_measured(http: &Http) -> bool {
    matches!(http.times, Times::Sample { .. } | Times::Until(_))
}
