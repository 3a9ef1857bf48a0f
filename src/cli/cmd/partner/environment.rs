//! `partner environment`: where a partner's systems are reached.

use clap::builder::PossibleValuesParser;

use crate::change::Change;
use crate::change::environment::Describe;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete};
use crate::partner::Environment;
use crate::partner::environment::{BaseUrl, Credential, EnvironmentFault, Reach};
use crate::playbook::id::Id;
use crate::playbook::model::HeaderName;
use crate::workspace::When;

/// Says where a partner's systems are reached in an environment that stages test in. Of a header that says who asks,
/// the value names variables of the process that makes the check: no secret is ever recorded.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard partner environment acme sandbox --url https://sandbox.acme.example/v1 --header 'Authorization=Bearer $ACME_TOKEN'\n  aboard partner environment acme sandbox --url http://localhost:8080 --reach loopback\n  aboard partner environment acme sandbox --remove"
)]
pub(super) struct Args {
    /// The partner
    #[arg(value_name = "PARTNER", add = complete::partner())]
    id: String,
    /// The environment, as stages of the playbook name it
    name: String,
    /// What the paths of checks are put behind
    #[arg(long, value_name = "URL", required_unless_present = "remove")]
    url: Option<String>,
    /// A header that says who asks, with the variables that hold what is secret; may be repeated
    #[arg(long, value_name = "NAME=TEXT", conflicts_with = "remove")]
    header: Vec<String>,
    /// The variable that holds the secret which events are signed with
    #[arg(long, value_name = "$NAME", conflicts_with = "remove")]
    signing: Option<String>,
    /// Reach addresses that are not public: of this machine, of networks of your own, of the own link
    #[arg(long, value_name = "ADDRESSES", conflicts_with = "remove",
          value_parser = PossibleValuesParser::new(Reach::ALL.map(Reach::as_str)))]
    reach: Vec<String>,
    /// Take it out
    #[arg(long, conflicts_with = "url")]
    remove: bool,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.id)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let environment = match &args.url {
        Some(url) => Some(described(args, url).map_err(|fault| CliError::usage(fault.to_string()))?),
        None => None,
    };
    let known: Vec<&Id> = match environment {
        Some(_) => pinned.playbook.environments().collect(),
        None => partner.environments.keys().collect(),
    };
    let name = known.iter().find(|known| known.as_str() == args.name);
    let name = name.ok_or_else(|| {
        let known: std::collections::BTreeSet<&str> = known.iter().map(|id| id.as_str()).collect();
        CliError::unknown("environment", &args.name, known)
    })?;
    let change = Change::PartnerEnvironment(Describe { name: (*name).clone(), environment });
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|record| {
        format!("{}: {}", record.after.id, change.headline())
    })
}

fn described(args: &Args, url: &str) -> Result<Environment, EnvironmentFault> {
    let url: BaseUrl = url.parse()?;
    let mut headers = std::collections::BTreeMap::new();
    for word in &args.header {
        let (name, text) = word.split_once('=').ok_or_else(|| EnvironmentFault::Unparted(word.clone()))?;
        let name: HeaderName = name.trim().parse().map_err(|fault| match word.split_once(':') {
            Some((start, _)) if start.len() < name.len() => EnvironmentFault::Unparted(word.clone()),
            _ => EnvironmentFault::from(fault),
        })?;
        let value = Credential::of_header(name.as_str(), text.trim())?;
        if headers.insert(name.clone(), value).is_some() {
            return Err(EnvironmentFault::Twice(name.to_string()));
        }
    }
    let signing =
        args.signing.as_deref().map(|text| Credential::of_header("--signing", text.trim())).transpose()?;
    let reach = Reach::ALL.into_iter().filter(|reach| args.reach.iter().any(|word| word == reach.as_str()));
    Ok(Environment { url, signing, reach: reach.collect(), headers })
}
