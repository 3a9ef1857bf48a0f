//! Links of an item: to the web, or to a file that is there.

use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::{DraftItem, Site};
use crate::playbook::found::Found;
use crate::playbook::links::{Target, target};
use crate::playbook::load::Files;
use crate::playbook::model::Link;

pub(super) fn links(item: &DraftItem, files: &dyn Files, found: &mut Found) -> Vec<Link> {
    let site = item.site("links");
    let mut links = Vec::new();
    for (position, raw) in item.raw.links.iter().flatten().enumerate() {
        let site = site.index(position);
        let title = forms::line(&raw.title, "the title", &site.key("title"), found);
        if let Some(url) = url(&raw.url, &site.key("url"), files, found) {
            links.push(Link { title, url, kind: raw.kind.unwrap_or_default(), minutes: raw.minutes });
        }
    }
    links
}

fn url(written: &str, site: &Site, files: &dyn Files, found: &mut Found) -> Option<String> {
    match target(site.file(), written) {
        Ok(Target::Web) => Some(written.to_owned()),
        Ok(Target::File { path, fragment }) => {
            if !files.exists(&path) {
                let fault =
                    Diagnostic::of(Code::DeadLink, format!("there is no file `{path}`")).at(site.value());
                found.push(fault.help("mend the path, which is relative to this file, or add the file"));
            }
            Some(path + &fragment)
        }
        Err(error) => {
            let fault = forms::invalid(format!("the link {error}"), site.value());
            found.push(fault.help("write an http or https URL, or a path relative to this file"));
            None
        }
    }
}
