//! The checks of the shipped seller playbook, made: by the API of the example, by a feed and a report of a test run.

use crate::http::untimed;
use crate::readme::api::{Api, HOOKS, SECRET, TOKEN};
use crate::support::Sandbox;
use crate::support::server::Server;

/// A feed of so many rows, of which the first ones are not whole.
fn feed(rows: usize, broken: usize) -> String {
    let heading = "sku,gtin,title,brand,price,currency,stock,image";
    let row = |row: usize| {
        let price = if row < broken { "free" } else { "19.90" };
        format!("A-{row},4006381333931,Bottle {row},Trail,{price},EUR,{row},https://img.example/{row}.jpg")
    };
    std::iter::once(heading.to_owned()).chain((0..rows).map(row)).map(|line| format!("{line}\n")).collect()
}

fn report(tests: usize) -> String {
    let cases: String =
        (0..tests).map(|test| format!("<testcase classname=\"orders\" name=\"order {test}\"/>")).collect();
    format!("<testsuite name=\"orders\" tests=\"{tests}\">{cases}</testsuite>\n")
}

#[test]
fn a_seller_with_endpoints_of_its_own_is_asked_and_its_feed_and_orders_are_read() {
    let sandbox = Sandbox::empty();
    sandbox.ok("init --name Market");
    let people = sandbox.read("aboard.toml");
    let roles = "roles = [\"champion\", \"partnerships\"]";
    sandbox.write("aboard.toml", &people.replacen("roles = [\"champion\"]", roles, 1));
    sandbox.commit_all("Let her decide");
    let now = chrono::DateTime::parse_from_rfc3339("2026-03-02T09:00:00Z").expect("an instant").timestamp();
    let api = Api::new(move || now, HOOKS);
    let server = Server::start(move |asked| api.answer(asked));
    sandbox.ok(
        "partner add acme --name Acme --set tier=growth --set regions=EU --set legal-name=Acme --set monthly-orders=100 \
         --set data-locations=EU --set handles-card-data=false --set own-endpoints=true --start 2026-03-02",
    );
    sandbox.ok("promote acme --override --reason 'To be asked' --until 2026-03-31");
    sandbox.ok(&format!(
        "partner environment acme sandbox --url {}/v1 --header 'Authorization=Bearer $T' --signing '$S' --reach loopback",
        server.url()
    ));
    sandbox.env("T", TOKEN);
    sandbox.env("S", SECRET);
    sandbox.env("XDG_STATE_HOME", &tempfile::tempdir().expect("a folder").keep().to_string_lossy());
    sandbox.ok("trust acme --yes");
    sandbox.write("feeds/acme.csv", &feed(40, 3));
    sandbox.write("reports/acme/orders.xml", &report(19));
    let mut told = vec![untimed(&sandbox.run("check acme").to_string())];
    sandbox.write("feeds/acme.csv", &feed(40, 2));
    sandbox.write("reports/acme/orders.xml", &report(20));
    sandbox.ok("baseline acme set orders-listed-in-time");
    for _ in 0..2 {
        assert_eq!(sandbox.run("check acme").code, 0);
    }
    let gate = sandbox.run("gate acme").to_string();
    // How long one run takes to the next is nobody's to say here.
    let is_steady = |line: &&str| line.contains("criterion") && !line.contains("orders-not-slower");
    let criteria = gate.lines().filter(is_steady).map(str::to_owned);
    told.extend(criteria);
    told.push(
        sandbox
            .run("playbook show marketplace-seller")
            .to_string()
            .lines()
            .take(60)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    insta::assert_snapshot!(told.join("\n\n"));
}
