//! Listening for what a partner delivers: in come a place, as a person says it, and what is waited for; out comes how it
//! came out, and lines on stderr while it goes on.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::str::FromStr;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::error::CliError;
use super::output::status;
use crate::check::Reading;
use crate::check::deliveries::{self, Prepared};
use crate::playbook::id::ItemRef;
use crate::playbook::model::{Check, Item};
use crate::render::escape::visible;

/// How many requests of one item are told: whoever floods the place is counted and not told.
const TOLD: usize = 100;

/// Where it is listened.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Listening {
    /// Listen for what the partner delivers, at a port of this machine alone, or at ADDRESS:PORT; port 0 is one that is free
    #[arg(long, value_name = "[ADDRESS:]PORT")]
    listen: Option<Place>,
}

impl Listening {
    pub(super) fn place(&self) -> Option<Place> {
        self.listen
    }

    /// Refuses a place where nothing is waited for.
    pub(super) fn refuse_without(&self, items: &[&Item]) -> Result<(), CliError> {
        let listens = |item: &&&Item| matches!(item.check, Some(Check::Deliveries(_)));
        let listening: Vec<_> = items.iter().filter(listens).collect();
        // One after the other, the first would refuse what is delivered for the next.
        if let ([first, second, ..], true) = (listening.as_slice(), self.listen.is_some()) {
            let message = format!("`{}` and `{}` both wait for deliveries", first.address, second.address);
            return Err(CliError::usage(message).hint("listen for one after the other"));
        }
        if self.listen.is_none() || !listening.is_empty() {
            return Ok(());
        }
        Err(CliError::usage("none of these checks waits for deliveries, so that nothing is listened for")
            .hint("leave out --listen, or name an item with a `deliveries` check"))
    }
}

/// An address with a port; that of this machine where none is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(SocketAddr);

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let here =
            |port: &str| port.parse().ok().map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
        let place = here(text.strip_prefix("localhost:").unwrap_or(text)).or_else(|| text.parse().ok());
        place.map(Place).ok_or_else(|| {
            "write a port such as 8080, or an address with one, such as 0.0.0.0:8080".to_owned()
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A socket that listens.
pub(super) struct Ears {
    listener: TcpListener,
    address: SocketAddr,
}

impl Ears {
    /// Listens at a place from now on; who comes before it is looked at waits.
    pub(super) fn at(place: Place) -> Result<Self, CliError> {
        let deaf = |fault: std::io::Error| {
            CliError::usage(format!("`{place}` cannot be listened at: {fault}"))
                .hint("name another port; 0 takes one that is free")
        };
        let listener = TcpListener::bind(place.0).map_err(deaf)?;
        listener.set_nonblocking(true).map_err(deaf)?;
        let address = listener.local_addr().map_err(deaf)?;
        Ok(Ears { listener, address })
    }

    /// Waits for what the checks of items ask for, one after another; returns what was read of each, and how many
    /// milliseconds that took.
    pub(super) fn hear(
        &self,
        waiting: &[(&Item, Prepared<'_>)],
        clock: &dyn Fn() -> DateTime<Utc>,
    ) -> Vec<(ItemRef, (Reading, u32))> {
        let hear = |(item, prepared): &(&Item, Prepared<'_>)| {
            let (least, within, path) = (prepared.least(), prepared.within(), prepared.path());
            let messages = if least == 1 { "message" } else { "messages" };
            say(&format!(
                "{}: listening at http://{}{path} for {least} {messages}, {within} s at most",
                item.address, self.address
            ));
            let (mut told, began) = (0, Instant::now());
            let reading = deliveries::make(prepared, &self.listener, clock, &mut |line| {
                told += 1;
                if told <= TOLD {
                    say(&format!("{}: {line}", item.address));
                } else if told == TOLD + 1 {
                    say(&format!("{}: more comes, which is counted and not told", item.address));
                }
            });
            let took = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
            (item.address.clone(), (reading, took))
        };
        waiting.iter().map(hear).collect()
    }
}

fn say(line: &str) {
    status(|err| writeln!(err, "{}", visible(line)));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_of_this_machine_unless_another_is_written_out() {
        for (text, place) in [
            ("8080", "127.0.0.1:8080"),
            ("0", "127.0.0.1:0"),
            ("localhost:8080", "127.0.0.1:8080"),
            ("0.0.0.0:8080", "0.0.0.0:8080"),
            ("[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), place);
        }
        for text in ["", "65536", "-1", ":8080", "0.0.0.0", "acme.example:80", "::1:8080", "localhost"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_place_that_is_taken_is_refused() {
        let ears = Ears::at("0".parse().unwrap()).unwrap();
        let CliError::Message { message, .. } = Ears::at(Place(ears.address)).err().unwrap() else {
            panic!()
        };
        assert!(message.contains("cannot be listened at"), "{message}");
    }
}
